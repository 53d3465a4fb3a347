"""What changed since a day, read from the log (`pvd_tui.domain.digest` says it).

A change counts by when it came to be known, as in `storage.nouveautes`. A field that was changed and changed back says
nothing; a date that was typed long ago is reached on its day. Restricted records are left out, and counted.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Final

from pvd_tui.changes.fold import fold
from pvd_tui.domain.anonymat import sans_noms
from pvd_tui.domain.digest import DATES, GENS, NOTES, PARTIES, Chapitre, Digest, Fait, Rubrique
from pvd_tui.domain.digest_faits import Avant, Fiche, atteinte, changee, jour_lu, nouvelle
from pvd_tui.domain.tables import TABLES
from storage import log
from storage.envoi import CONNU
from storage.plan import GESTE
from storage.rows import decode
from storage.territory import NATIONAL
from storage.vues import mes_communes

if TYPE_CHECKING:
    from pvd_tui.changes.change import Change, Json
    from storage.store import Store

_ORDRE: Final = tuple(Rubrique)
_SANS_TITRE: Final = ("note_datee", "personne", "poste")
"""Records whose title is, or may be, the name of somebody: only their kind is said."""

Lieu = tuple[str | None, str]
"""INSEE code (None: no commune's in particular) and stream."""


@dataclass(slots=True)
class _Page:
    """What is known of a place so far."""

    faits: list[Fait] = field(default_factory=list)
    compte: Counter[str] = field(default_factory=Counter)


def digest(store: "Store", depuis: date, *, departement: bool = False, restreint: bool = False) -> Digest:
    """Say what changed since a day: in this laptop's own communes and the département, or with `departement` in all.

    Restricted records are told only where `restreint` says so.
    """
    return _Lecture(store, depuis, restreint=restreint).read(() if departement else mes_communes(store))


class _Lecture:
    """One reading of the log."""

    def __init__(self, store: "Store", depuis: date, *, restreint: bool) -> None:
        self._store = store
        self._depuis = depuis
        self._restreint = restreint
        today = store.today().astimezone()
        self._au = today.date()
        self._since = datetime.combine(depuis, time(), today.tzinfo).astimezone(UTC).isoformat(timespec="microseconds")
        self._noms = [str(row["titre"]) for row in store.rows.page("personne", columns=("titre",), archived=None)]
        self._pages: dict[Lieu, _Page] = {}
        self._dites: set[tuple[str, str, str]] = set()
        """Dates that were told: (table, record, field)."""

    def read(self, communes: tuple[str, ...]) -> Digest:
        """Read it all, then keep some communes (all of them if none is given) and what belongs to none."""
        left = sum(
            self._table(table, records)
            for table, records in self._moved().items()
            if table in TABLES and table != GESTE
        )
        for table, name in DATES:
            self._atteintes(table, name)
        kept = [(lieu, page) for lieu, page in self._pages.items() if not communes or lieu[0] in {None, *communes}]
        named = sorted(((self._chapitre(lieu, page), lieu) for lieu, page in kept), key=_place)
        return Digest(self._depuis, self._au, tuple(one for one, _ in named if one.dit), left)

    def _moved(self) -> dict[str, dict[str, tuple[bool, date]]]:
        """Give the records that changed, by table, whether they are new, and when; a private past never counts."""
        rows = self._store.connection.execute(
            f'SELECT "table", record, min({CONNU}), max({CONNU}) FROM change WHERE etat <> ?2 '  # noqa: S608 - constants
            f'GROUP BY record, "table" HAVING max({CONNU}) >= ?1 ORDER BY min(rang)',
            (self._since, log.PASSE),
        )
        found: dict[str, dict[str, tuple[bool, date]]] = {}
        for table, record, first, last in rows:
            new = str(first) >= self._since
            le = datetime.fromisoformat(str(first if new else last)).astimezone().date()
            found.setdefault(str(table), {})[str(record)] = (new, le)
        return found

    def _table(self, table: str, records: Mapping[str, tuple[bool, date]]) -> int:
        """Read what changed in the records of a table; give how many were left out."""
        left = 0
        champs = self._store.rows.plan(table).columns
        for row in self._store.rows.these(table, list(records), ("archive", "restreint", *champs)):
            record = str(row["id"])
            if row["restreint"] and not self._restreint:
                left += 1
                continue
            page = self._page(table, record)
            if table in NOTES or table in GENS:
                page.compte["notes" if table in NOTES else "gens"] += 1
            else:
                new, le = records[record]
                self._fiche(page, Fiche(table, record, self._nom(table, row), row, le), champs, new=new)
        return left

    def _fiche(self, page: _Page, fiche: Fiche, champs: tuple[str, ...], *, new: bool) -> None:
        """Tell one record."""
        if new and fiche.row["archive"]:  # made and taken back: nothing is left to say
            return
        if new and fiche.table not in PARTIES:
            faits, others = nouvelle(fiche, self._au), 0
            told = {name for of, name in DATES if of == fiche.table}
        else:
            avant = Avant() if new else self._avant(fiche.table, fiche.record)
            faits, told, others = changee(fiche, avant, self._au, champs)
        self._dites |= {(fiche.table, fiche.record, name) for name in told}
        page.faits += faits
        page.compte["champs"] += others
        page.compte["fiches"] += bool(others)

    def _avant(self, table: str, record: str) -> Avant:
        """Give a record as it was known before that day."""
        changes = [one for one in log.of_record(self._store.connection, table, record) if _connu(one) < self._since]
        folded = fold(changes, frozenset(self._store.rows.plan(table).prefecture))
        known = {change.id: change for change in changes}
        missing = {
            name
            for name, heads in folded.heads.items()
            if any(i in known and name not in known[i].set for i in heads[:1])
        }
        return Avant(folded.values, frozenset(missing), folded.archived)

    def _atteintes(self, table: str, name: str) -> None:
        """Tell the dates that were written before, and whose day has come since."""
        names = ("id", "titre", name)
        shown = "" if self._restreint else "AND restreint = 0"
        rows = self._store.connection.execute(
            f'SELECT id, titre, "{name}" FROM "{table}" WHERE archive = 0 {shown} AND "{name}" BETWEEN ? AND ?',  # noqa: S608 - columns of the plan
            (self._depuis.isoformat(), self._au.isoformat()),
        ).fetchall()
        for row in (decode(self._store.rows.plan(table), names, raw) for raw in rows):
            record = str(row["id"])
            if (table, record, name) in self._dites or jour_lu(row[name]) is None:
                continue
            fait = atteinte(Fiche(table, record, self._nom(table, row), row, self._au), name)
            self._page(table, record).faits += [fait] if fait else []

    # Places and names.

    def _page(self, table: str, record: str) -> _Page:
        row = self._store.connection.execute(
            'SELECT stream, commune FROM fiche WHERE record = ? AND "table" = ?', (record, table)
        ).fetchone()
        lieu = (None, NATIONAL) if row is None else (row[1], "" if row[1] else str(row[0]))
        return self._pages.setdefault(lieu, _Page())

    def _nom(self, table: str, row: "Mapping[str, Json]") -> str:
        label = TABLES[table].label
        titre = "" if table in _SANS_TITRE else str(row["titre"] or "")
        titre = sans_noms(titre, self._noms) if titre and self._noms else titre
        return f"{label} « {titre} »" if titre else label

    def _chapitre(self, lieu: Lieu, page: _Page) -> Chapitre:
        faits = sorted(page.faits, key=lambda one: (_ORDRE.index(one.rubrique), one.jour, one.fiche, one.quoi))
        return Chapitre(lieu[0], self._lieu(*lieu), tuple(faits), **page.compte)

    def _lieu(self, insee: str | None, stream: str) -> str:
        from pvd_tui import referentiel  # noqa: PLC0415 - names of communes, read only for a digest

        if insee is not None:
            found = referentiel.present_commune(insee)
            return self._store.rows.titres("commune", [insee]).get(insee) or (found.nom if found else insee)
        place = referentiel.departement(stream.partition(":")[2])
        if stream == NATIONAL:
            return "Le programme"
        return f"Le département ({place.nom})" if place else "Le département"


def _place(named: tuple[Chapitre, Lieu]) -> tuple[bool, str, str]:
    """Order: the communes by name, then the départements, then the programme."""
    one, (insee, stream) = named
    return (insee is None, stream if insee is None else "", one.nom)


def _connu(change: "Change") -> str:
    return max(change.at, change.received_at or change.at)
