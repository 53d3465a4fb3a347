"""Which time a figure « au 25/06/2023 » used: what each field of each table can say of a day that is past.

    dates métier   a date says what day it was; what it dates goes with it (« Signée » with its signature)
    constant       what a record is (its commune, its type, its funder) is not a matter of days
    journal        the rest takes the value recorded by the end of that day, else it is « inconnu à cette date »

Records themselves are those of today: one that is archived was a mistake, or goes on under another id, and counting it
again in the past would count it twice.
"""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.champ import Genre, champ
from pvd_tui.domain.tables import TABLES

if TYPE_CHECKING:
    from pvd_tui.domain.entity import Entity
    from pvd_tui.domain.registre import Registre


class Temps(StrEnum):
    """Where the value of a past day comes from, in the words that stand beside a figure."""

    METIER = "dates métier"
    JOURNAL = "valeurs enregistrées à cette date"
    CONSTANT = "ne dépend pas du jour"


INCONNU: Final = "inconnu à cette date"
"""What is said of a value that nothing recorded by that day."""

_ENTIERES: Final = frozenset(
    {
        "site",
        "epci",
        "convention_commune",
        "avenant",
        "axe",
        "presence",
        "echeance_programme",
        "campagne_note",
        "campagne_financement",
        "note_synthese",
        "contribution",
    }
)
"""Tables whose records say their own period, or are what they are: no field of theirs is looked up in the log."""

_CONSTANTS: Final[Mapping[str, frozenset[str]]] = {
    "commune": frozenset(
        {"region", "arrondissement", "siren", "population", "codes_postaux", "lat", "lon", "id_pvd", "millesime"}
    ),
    "convention": frozenset({"type", "vaut_ort", "crte"}),
    "demande": frozenset({"financeur", "dispositif", "regime_montant"}),
    "plan_financement": frozenset({"version", "regime_montant"}),
    "ressource": frozenset({"financeur", "dispositif", "caractere"}),
    "poste": frozenset({"type_employeur", "employeur"}),
    "seance_club": frozenset({"numero", "echelon", "public", "format", "themes", "lieu"}),
    "signal": frozenset({"regle", "frein", "levier", "cause", "pilote", "action_corrective", "appui_national"}),
}
"""Undated fields that say what a record is."""

DATEES: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("convention", "statut"): ("date_signature",),
    ("action", "statut_phase"): ("date_abandon",),
    ("action", "statut_conventionnel"): ("date_abandon",),
    ("action", "cout_definitif"): ("fin_reelle",),
    ("plan_financement", "statut"): ("date_deliberation",),
    ("plan_financement", "cout_vote"): ("date_deliberation",),
    ("demande", "etat"): ("date_depot", "date_notification", "date_arrete"),
    ("demande", "montant_demande"): ("date_depot",),
    ("demande", "montant_accorde"): ("date_notification", "date_arrete"),
    ("poste", "statut"): ("vacant_depuis", "debut", "fin"),
    ("seance_club", "etat"): ("date",),
    ("signal", "etat"): ("ouvert_le", "clos_le"),
}
"""Fields that another one dates: where it is filled in, today's value holds from that day, and the rule compares."""

BORNES: Final = frozenset({("convention", "statut")})
"""Fields whose value of today bounds the past where the log is silent: what is not signed today was not signed then,
and « Signée » without a date leaves the day unknown either way."""


@cache
def temps(table: str, field: str) -> Temps:
    """Say which time a field is read in, on a day that is past."""
    cls = TABLES[table]
    if field == "id" or field not in cls.model_fields:
        return Temps.CONSTANT
    asked = champ(cls, field)
    if asked.genre is Genre.DATE:
        return Temps.METIER
    always = table in _ENTIERES or field in _CONSTANTS.get(table, ()) or asked.reference is not None
    return Temps.CONSTANT if always or field in {"titre", "code", "departement"} else Temps.JOURNAL


def inconnus(registre: "Registre", record: "Entity", fields: Iterable[str] = ()) -> frozenset[str]:
    """Name the fields of a record, or those of `fields`, that are « inconnu à cette date »; none in the present.

    A registre as of a day that is past has a method `inconnus(table, record)`; the others have nothing unknown.
    """
    asked: Callable[[str, str], frozenset[str]] | None = getattr(registre, "inconnus", None)
    if asked is None:
        return frozenset()
    found = asked(record.table, record.id)
    wanted = frozenset(fields)
    return found & wanted if wanted else found
