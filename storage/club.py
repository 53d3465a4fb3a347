"""The clubs of an open store, counted for the instruction: what the page, the command and « à faire » all show.

Which communes never came is for the préfecture alone: for any other role it is None here already, so that neither a
page nor a command can show it. A chef's laptop holds his communes only: the others count where they are on a sheet.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final, TypeVar

from pvd_tui.changes.change import PREFECTURE
from pvd_tui.domain.club import Bilan, Due, bilans, due, lecture
from pvd_tui.domain.commune import Commune
from pvd_tui.domain.echeance_programme import EcheanceProgramme
from pvd_tui.domain.entity import Entity
from pvd_tui.domain.finding import Finding
from pvd_tui.domain.participation_club import Grille, Participation, grille, participation
from pvd_tui.domain.presence import Presence
from pvd_tui.domain.registre import RegistreIndexe
from pvd_tui.domain.reponse import Reponse
from pvd_tui.domain.rules import departement_findings
from pvd_tui.domain.seance_club import SeanceClub
from storage import settings
from storage.doublons import ecartes

if TYPE_CHECKING:
    from storage.store import Store

E = TypeVar("E", bound=Entity)

_STREAM: Final = "dep:"
_COLUMNS: Final = {
    "seance_club": None,
    "commune": ("titre", "departement", "actif"),
    "presence": ("titre", "seance_club", "commune", "statut"),
    "echeance_programme": None,
}
"""What is read of each table; None: all of it."""


@dataclass(frozen=True, slots=True)
class SeanceComptee:
    """One séance behind a figure: whether it counts, and why."""

    record: str
    titre: str
    date: date | None
    reponse: Reponse
    motif: str
    doublon_de: tuple[str, ...] = ()
    """The titles of those it looks like."""


@dataclass(frozen=True, slots=True)
class ClubCompte:
    """The clubs of a département as they stand on a day."""

    departement: str
    au: date
    bilans: tuple[Bilan, ...]
    participations: tuple[Participation, ...]
    """One a period, in the order of `bilans`."""
    seances: Mapping[str, SeanceComptee]
    grille: Grille
    due: Due | None
    findings: tuple[Finding, ...]
    partiel: bool
    """Whether this laptop knows only some of the communes: a rate would be wrong."""
    jamais_venues: tuple[tuple[str, str], ...] | None
    """INSEE code and name; None for whoever is not the préfecture."""


def departement_de(store: "Store") -> str | None:
    """Give the département of this laptop, if it knows one."""
    known = store.settings.get(settings.DEPARTEMENT)
    if known:
        return known
    row = store.connection.execute(
        "SELECT stream FROM fiche WHERE stream LIKE ? GROUP BY stream ORDER BY count(*) DESC LIMIT 1", (f"{_STREAM}%",)
    ).fetchone()
    return str(row[0]).removeprefix(_STREAM) if row else None


def compter(store: "Store", au: date, departement: str | None = None) -> ClubCompte | None:
    """Count the clubs of a département on a day (this laptop's, if none is given); None where none is known."""
    departement = departement or departement_de(store)
    if departement is None:
        return None
    registre = RegistreIndexe([*_read(store, SeanceClub), *_read(store, EcheanceProgramme), *_people(store)])
    apart = ecartes(store, "seance_club")
    counted = tuple(bilans(departement, registre, au, apart))
    taken_part = tuple(participation(departement, registre, one.debut, min(one.fin, au)) for one in counted)
    seen = grille(departement, registre, au)
    communes = [(insee, nom) for insee, nom, _ in seen.lignes]
    if store.role != PREFECTURE:
        seen = replace(seen, lignes=tuple(line for line in seen.lignes if _montrable(store, line)))
    never = participation(departement, registre, au, au).jamais_venues
    return ClubCompte(
        departement,
        au,
        counted,
        taken_part,
        _seances(registre, departement, counted, au),
        seen,
        due(counted, au),
        tuple(departement_findings(departement, registre, au, apart)),
        partiel=store.role == "chef" and bool(store.settings.get(settings.COMMUNES)),
        jamais_venues=tuple(one for one in communes if one[0] in never) if store.role == PREFECTURE else None,
    )


def bilans_de(store: "Store", departement: str, today: date) -> list[Bilan]:
    """Give the counts only: what « à faire » asks."""
    registre = RegistreIndexe([*_read(store, SeanceClub), *_read(store, EcheanceProgramme)])
    return bilans(departement, registre, today, ecartes(store, "seance_club"))


def _montrable(store: "Store", line: tuple[str, str, tuple[str, ...]]) -> bool:
    """Say whether a chef's grid has this commune: his own, else one that took part; a row of points names nobody."""
    insee, _, signs = line
    own = (store.settings.get(settings.COMMUNES) or "").split(",")
    return insee in own if own != [""] else not {"√", "r"}.isdisjoint(signs)


def _people(store: "Store") -> list[Entity]:
    return [*_read(store, Commune), *_read(store, Presence)]


def _read(store: "Store", cls: type[E]) -> list[E]:
    """Read the records of a table; one that does not say its département is of its stream's."""
    columns = _COLUMNS[cls.table] or store.rows.plan(cls.table).columns
    found = []
    for row in store.rows.page(cls.table, columns=(*columns, "stream"), order=()):
        if "departement" in cls.model_fields and not row.get("departement"):
            row["departement"] = str(row["stream"] or "").removeprefix(_STREAM)
        found.append(cls.lenient(row)[0])
    return found


def _seances(
    registre: RegistreIndexe, departement: str, counted: tuple[Bilan, ...], au: date
) -> dict[str, SeanceComptee]:
    """Say of each séance whether it counts, why, and what it looks like."""
    near: dict[str, set[str]] = {}
    for one in {pair.cle: pair for bilan in counted for pair in bilan.doublons}.values():
        near.setdefault(one.un, set()).add(one.autre)
        near.setdefault(one.autre, set()).add(one.un)
    held = {s.id: s for s in registre.where("seance_club", departement=departement) if isinstance(s, SeanceClub)}
    return {
        record: SeanceComptee(
            record,
            seance.titre or "sans titre",
            seance.date,
            *lecture(seance, au),
            tuple(sorted(held[other].titre or "sans titre" for other in near.get(record, ()))),
        )
        for record, seance in held.items()
    }
