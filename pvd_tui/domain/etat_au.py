"""What had happened to a record by a day that is past: its facts dated later are taken out.

The rules of the note compare dates themselves; this is for what reads a row as it stands (the map, « à faire »). A date
that is planned stays: nobody knows what was planned then. A state that a later date gave takes the one before it where
the dates say which, else it is unknown.
"""

from collections.abc import Mapping
from typing import Any, Final

from pvd_tui.domain.temps import DATEES

FAITS: Final[Mapping[str, tuple[str, ...]]] = {
    "convention": ("date_signature", "crte_inscrit_le", "date_deliberation", "date_actualisation"),
    "action": ("date_engagement", "debut_reel", "fin_reelle", "date_abandon"),
    "plan_financement": ("date_deliberation", "derogation_date"),
    "demande": (
        *("date_depot", "date_ardd", "date_completude", "date_autorisation", "date_arrete", "date_notification"),
        *("date_premier_acte", "date_commencement", "date_achevement", "date_avance", "date_solde"),
    ),
    "poste": ("vacant_depuis",),
    "signal": ("ouvert_le", "clos_le"),
}
"""Dates of what happened; the others are of what is planned, or of a record that is a day (a séance, a comité)."""

_FINALES: Final[Mapping[tuple[str, str], frozenset[str]]] = {
    ("action", "statut_phase"): frozenset({"Abandonné"}),
    ("action", "statut_conventionnel"): frozenset({"Abandonnée"}),
}
"""Fields of which the date says one word only; any other word is not of that day."""

_AVANT: Final[Mapping[tuple[str, str], tuple[tuple[str, str], ...]]] = {
    ("convention", "statut"): (("", "Non signée"),),
    ("demande", "etat"): (("date_depot", "Déposée"), ("", "Envisagée")),
    ("plan_financement", "statut"): (("", "Brouillon"),),
    ("signal", "etat"): (("ouvert_le", "Ouvert"),),
    ("seance_club", "etat"): (("", "Projet"),),
}
"""The state that the dates of by then give: the first whose date is there; without a date, always."""


def etat_au(table: str, values: Mapping[str, Any], jour: str) -> dict[str, Any]:
    """Give the fields that were not so on a day (ISO), with what they were then; None where nobody knows."""
    then: dict[str, Any] = {name: None for name in FAITS.get(table, ()) if _after(values.get(name), jour)}
    for (of, name), dates in DATEES.items():
        if of != table or values.get(name) is None or not any(_after(values.get(dated), jour) for dated in dates):
            continue
        final = _FINALES.get((table, name))
        if final is not None and values[name] not in final:
            continue
        if (table, name) in _AVANT:
            then[name] = _avant(table, name, values, jour)
        elif not any(_by(values.get(dated), jour) for dated in dates):
            then[name] = None
    return then


def _avant(table: str, name: str, values: Mapping[str, Any], jour: str) -> str | None:
    return next(
        (word for dated, word in _AVANT[(table, name)] if not dated or _by(values.get(dated), jour)),
        None,
    )


def _after(value: object, jour: str) -> bool:
    return isinstance(value, str) and value[:10] > jour


def _by(value: object, jour: str) -> bool:
    return isinstance(value, str) and value[:10] <= jour
