"""« À faire » as this laptop knows it: the lines computed from its records, and those a person put aside.

Nothing is queued: a line exists as long as the facts call for it. What was marked (done, put off, hidden) is kept
for this laptop only, with the facts it was about, and comes back with one undo or when the facts change.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final, TypeVar

from pvd_tui.changes.change import PREFECTURE
from pvd_tui.domain import a_faire as regles
from pvd_tui.domain import a_faire_club as de_clubs
from pvd_tui.domain import a_faire_demandes as de_demandes
from pvd_tui.domain.a_faire import AFaire, Ancre, Ancres
from pvd_tui.domain.a_faire_notes import of_notes
from pvd_tui.domain.action import Action
from pvd_tui.domain.campagne_financement import CampagneFinancement
from pvd_tui.domain.campagnes import campagne_caducite
from pvd_tui.domain.comite import Comite
from pvd_tui.domain.convention import Convention
from pvd_tui.domain.demande import FINIES, Demande
from pvd_tui.domain.echeance_programme import EcheanceProgramme
from pvd_tui.domain.entity import Entity
from pvd_tui.domain.indicateur import Indicateur
from pvd_tui.domain.note_datee import NoteDatee
from pvd_tui.domain.poste import Poste
from pvd_tui.domain.programme import programme
from pvd_tui.domain.registre import RegistreMemoire
from pvd_tui.domain.seance_club import SeanceClub
from pvd_tui.domain.suite import Suite
from storage.club import bilans_de, departement_de
from storage.contributions import attendues
from storage.registre import StoreRegistre
from storage.rgpd_a_faire import of_donnees
from storage.rows import decode

if TYPE_CHECKING:
    from storage.store import Store

E = TypeVar("E", bound=Entity)

MOST: Final = 500
"""Lines of one kind; the lists show the others."""

_KEY: Final = "a_faire"
_KEPT: Final = 2_000
"""Marks remembered; the oldest are forgotten first."""

_FINIES: Final = f"({', '.join(repr(str(etat)) for etat in sorted(FINIES))})"
_OVER: Final = "('Terminé', 'Abandonné')"
_CHILDREN: Final = ("depense", "demande", "note_datee", "indicateur")
"""Whose rows count as news of their action."""


class Mise(StrEnum):
    """How a person put a line aside."""

    FAIT = "fait"
    REPORTE = "reporté"
    MASQUE = "masqué"


@dataclass(frozen=True, slots=True)
class Marque:
    """One line put aside: what it was about then, until when (ISO day), and when that was done."""

    cle: str
    empreinte: str
    mise: str
    titre: str
    at: str
    jusqu_au: str | None = None


class ListeAFaire:
    """The lines of one laptop."""

    def __init__(self, store: "Store") -> None:
        """Read an open store."""
        self._store = store
        self._connection = store.connection
        self._registre = StoreRegistre(store)

    def lines(self, today: date, horizon: int = regles.HORIZON, *, aside: bool = False) -> list[AFaire]:
        """Give what is to be done, the most pressing first; with `aside`, what was put aside too."""
        found = regles.ordered(self._computed(today, horizon), today)
        if aside:
            return found
        marks = {mark.cle: mark for mark in self.marks()}
        return [line for line in found if not _hides(marks.get(line.cle), line, today)]

    def put_aside(self, line: AFaire, mise: Mise, jusqu_au: date | None = None) -> None:
        """Put a line aside: until its facts change, or until a day. Part of no gesture: only this laptop knows."""
        until = jusqu_au.isoformat() if jusqu_au else None
        mark = Marque(line.cle, line.empreinte, mise, line.titre or line.quoi, self._store.now(), until)
        self._keep([*(m for m in self.marks() if m.cle != line.cle), mark])

    def bring_back(self, cle: str | None = None) -> Marque | None:
        """Bring back a line, or the last one that was put aside; give what is no longer marked."""
        marks = self.marks()
        taken = next((m for m in reversed(marks) if cle is None or m.cle == cle), None)
        if taken is not None:
            self._keep([m for m in marks if m is not taken])
        return taken

    def marks(self) -> list[Marque]:
        """Give what was put aside, the oldest first."""
        return [Marque(**one) for one in json.loads(self._store.settings.get(_KEY) or "[]")]

    def _keep(self, marks: Sequence[Marque]) -> None:
        text = json.dumps([asdict(m) for m in marks[-_KEPT:]], ensure_ascii=False)
        with self._store.transaction():
            self._store.settings.put(_KEY, text if marks else None)

    # What each kind of record calls for.

    def _computed(self, today: date, horizon: int) -> Iterator[AFaire]:
        until = (today + timedelta(days=horizon)).isoformat()
        yield from regles.of_actions(
            self._some(Action, f"echeance <= ? AND coalesce(statut_phase, '') NOT IN {_OVER}", until, order="echeance"),
            today,
            horizon,
        )
        due = "coalesce(echeance, '') <= ? AND coalesce(statut, '') NOT IN ('Faite', 'Abandonnée')"
        yield from regles.of_suites(self._some(Suite, due, until, order="echeance"), today, horizon)
        yield from self._of_demandes(today)
        yield from self._of_notes(today, horizon)
        since, ahead = (today - timedelta(days=400)).isoformat(), (today + timedelta(days=60)).isoformat()
        yield from regles.of_comites(self._some(Comite, "date BETWEEN ? AND ?", since, ahead), today)
        yield from de_clubs.of_seances(self._some(SeanceClub, "date BETWEEN ? AND ?", since, ahead), today)
        yield from self._of_club(today)
        yield from regles.of_postes(self._some(Poste, "1"), today)
        yield from regles.of_conventions(
            self._some(Convention, "date_prevue IS NOT NULL OR date_fin IS NOT NULL"), today
        )
        yield from regles.of_adhesions(self._adhesions(), today, programme(self._registre, today).delai_convention)
        yield from regles.of_programme(self._some(EcheanceProgramme, "date >= ?", today.isoformat()), today)
        yield from attendues(self._store, self._registre, today)
        yield from self._of_indicateurs(today)
        yield from of_donnees(self._store, programme(self._registre, today), today)
        yield from self._muettes(today)

    def _of_club(self, today: date) -> Iterator[AFaire]:
        """Recall what the instruction still asks for, where clubs are held: a chef who has none cannot hold one."""
        departement = departement_de(self._store)
        if departement and (self._store.role == PREFECTURE or self._store.rows.count("seance_club")):
            yield from de_clubs.of_club(departement, bilans_de(self._store, departement, today), today)

    def _of_demandes(self, today: date) -> Iterator[AFaire]:
        demandes = self._some(Demande, f"coalesce(etat, '') NOT IN {_FINIES}")
        actions = self._actions([demande.action for demande in demandes])
        ours = "departement IS NULL OR departement IN (SELECT departement FROM commune)"  # the stream `fr` has them all
        campagnes = self._some(CampagneFinancement, ours, order="cloture DESC, id")
        dossier = RegistreMemoire(
            [*campagnes, *(Action.lenient({"id": one, "commune": a.commune})[0] for one, a in actions.items())]
        )
        for demande in demandes:
            action = actions.get(demande.action or "")
            yield from de_demandes.of_demande(demande, action, campagne_caducite(demande, dossier), today)
        conseils = self._some(Comite, "type = 'Conseil municipal' AND date >= ?", today.isoformat())
        for campagne in campagnes:
            yield from de_demandes.of_campagne(campagne, demandes, actions, conseils, today)

    def _of_notes(self, today: date, horizon: int) -> Iterator[AFaire]:
        notes = self._some(NoteDatee, "action IS NOT NULL OR relance IS NOT NULL", order="relance IS NULL, date DESC")
        yield from of_notes(notes, self._actions([note.action for note in notes]), today, horizon)

    def _of_indicateurs(self, today: date) -> Iterator[AFaire]:
        indicateurs = self._some(
            Indicateur,
            "action IN (SELECT id FROM action WHERE archive = 0 AND phase = 'Opération' "  # noqa: S608 - constants
            f"AND coalesce(statut_phase, '') NOT IN {_OVER})",
        )
        rows = self._connection.execute(
            "SELECT indicateur, max(date) FROM mesure WHERE archive = 0 AND date IS NOT NULL GROUP BY indicateur"
        )
        last = {str(row[0]): _day(row[1]) for row in rows}
        actions = self._actions([one.action for one in indicateurs])
        yield from regles.of_indicateurs(((one, last.get(one.id)) for one in indicateurs), actions, today)

    def _adhesions(self) -> dict[str, tuple[str, date]]:
        """Give the communes that adhered and have no convention-cadre signed: insee to (name, day)."""
        rows = self._connection.execute(_ADHESIONS).fetchall()
        return {str(row[0]): (str(row[1] or row[0]), day) for row in rows if (day := _day(row[2])) is not None}

    def _muettes(self, today: date) -> Iterator[AFaire]:
        """Give the actions on which nothing was written for long, nor on their rows: log time only (`design.md` §6)."""
        before = (today - timedelta(days=regles.MUETTE)).isoformat()
        rows = self._connection.execute(_MUETTES, (before, MOST))
        for row in rows.fetchall():
            since = _day(str(row[3])[:10])
            if since is not None:
                yield regles.muette(str(row[0]), str(row[1] or ""), row[2], since, today)

    def _some(self, cls: type[E], condition: str, *facts: str, order: str = "id") -> list[E]:
        """Read records that are not archived and fit a condition of ours."""
        columns = ", ".join(f'"{name}"' for name in ("id", *self._store.plans[cls.table].columns))
        rows = self._connection.execute(
            f'SELECT {columns} FROM "{cls.table}" WHERE archive = 0 AND ({condition}) ORDER BY {order} LIMIT {MOST}',  # noqa: S608 - constants
            facts,
        )
        plan = self._store.plans[cls.table]
        return [cls.lenient(decode(plan, ("id", *plan.columns), row))[0] for row in rows.fetchall()]

    def _actions(self, actions: Iterable[str | None]) -> Ancres:
        """Name some actions."""
        rows = self._store.rows.these("action", list(dict.fromkeys(a for a in actions if a)), ("titre", "commune"))
        return {
            str(row["id"]): Ancre(str(row["titre"] or ""), str(row["commune"]) if row["commune"] else None)
            for row in rows
        }


_ADHESIONS: Final = """
    WITH signees AS (
        SELECT c.commune AS insee, c.type, c.statut, c.date_signature FROM convention c
            WHERE c.archive = 0 AND c.commune IS NOT NULL
        UNION ALL SELECT r.commune, c.type, c.statut, c.date_signature FROM convention_commune r
            JOIN convention c ON c.id = r.convention WHERE r.archive = 0 AND c.archive = 0)
    SELECT m.id, m.titre, min(s.date_signature) FROM commune m JOIN signees s ON s.insee = m.id
        WHERE m.archive = 0 AND s.type = 'Adhésion' AND s.date_signature IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM signees d WHERE d.insee = m.id AND d.type = 'Cadre ORT'
                AND d.statut IN ('Signée', 'Terminée'))
        GROUP BY m.id"""

_NEWS: Final = " ".join(
    f'AND NOT EXISTS (SELECT 1 FROM "{child}" c WHERE c.action = a.id AND c.maj_le >= ?1)'  # noqa: S608 - constants
    for child in _CHILDREN
)
_MUETTES: Final = f"""
    SELECT a.id, a.titre, a.commune, a.maj_le FROM action a WHERE a.archive = 0 AND a.maj_le < ?1
        AND coalesce(a.statut_phase, '') NOT IN {_OVER}
        AND coalesce(a.statut_conventionnel, '') NOT IN ('Livrée', 'Abandonnée') {_NEWS}
        ORDER BY a.maj_le LIMIT ?2"""  # noqa: S608 - constants


def combien(lines: Sequence[AFaire]) -> str:
    """Count lines: « 52 », or « 512 et plus » where one kind was cut at `MOST`."""
    most = max(Counter(line.sorte for line in lines).values(), default=0)
    return f"{len(lines)} et plus" if most >= MOST else str(len(lines))


def _hides(mark: Marque | None, line: AFaire, today: date) -> bool:
    """Say whether a mark still holds: its facts are the same, and its day is not reached."""
    if mark is None or mark.empreinte != line.empreinte:
        return False
    return mark.jusqu_au is None or today.isoformat() < mark.jusqu_au


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None
