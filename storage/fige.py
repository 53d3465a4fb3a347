"""What can no longer be written: a plan that a council voted, the number of an action that a convention holds.

Asked by the form, field by field, and by the commands, for a whole edit. What arrives from others is never refused.
"""

from typing import TYPE_CHECKING, Final

from pvd_tui.domain import plan_versions as versions
from pvd_tui.domain.plan_financement import VOTES
from pvd_tui.domain.rules.action import INSCRITES
from storage.errors import RefusError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pvd_tui.changes.change import Json
    from storage.store import Store

VOTE: Final = "voté : ne change plus (F9, « nouvelle version »)"
INSCRIT: Final = "inscrit : ce numéro ne change plus ; l’axe, lui, peut changer"


def champ_fige(store: "Store", table: str, champ: str, values: "Mapping[str, Json]") -> str:
    """Say why a field of a saved record can no longer be written; nothing where it can."""
    if table == "plan_financement" and values.get("statut") in VOTES and champ not in versions.HORS_VOTE:
        return VOTE
    if table == "ressource" and champ not in versions.SUIVI and plan_vote(store, values):
        return VOTE
    if table == "action" and champ == "code" and is_inscrite(values) and values.get("code"):
        return INSCRIT
    return ""


def plan_vote(store: "Store", values: "Mapping[str, Json]") -> bool:
    """Say whether a line is one of a plan that was voted."""
    plan = values.get("plan_financement")
    above = store.get("plan_financement", plan) if isinstance(plan, str) else None
    return above is not None and above.values.get("statut") in VOTES


def is_inscrite(values: "Mapping[str, Json]") -> bool:
    """Say whether a convention holds the action (rule 12)."""
    return values.get("statut_conventionnel") in INSCRITES


def check_creation(store: "Store", table: str, values: "Mapping[str, Json]") -> None:
    """Refuse a line more in a plan that was voted."""
    if table == "ressource" and plan_vote(store, values):
        raise _voted()


def check_edit(store: "Store", table: str, before: "Mapping[str, Json]", after: "Mapping[str, Json]") -> None:
    """Refuse an edit of what can no longer be written; a field that keeps its value is not edited."""
    changed = [name for name, value in after.items() if value != before.get(name)]
    said = {champ_fige(store, table, name, before) for name in changed} - {""}
    if VOTE in said:
        raise _voted()
    if INSCRIT in said:
        raise RefusError(
            f"Cette action est inscrite sous le n° {before.get('code')} : il ne change plus. Rien n'a été modifié. "
            "Changez l'axe pour la reclasser, ou faites une fiche qui « annule et remplace » celle-ci."
        )


def check_archive(store: "Store", table: str, values: "Mapping[str, Json]") -> None:
    """Refuse to archive what was voted or signed."""
    if (table == "plan_financement" and values.get("statut") in VOTES) or (
        table == "ressource" and plan_vote(store, values)
    ):
        raise _voted()
    if table == "action" and is_inscrite(values):
        raise RefusError(
            "Cette action est inscrite dans une convention : elle ne se supprime pas. Rien n'a été modifié. "
            "Mettez « Statut dans la convention » à « Abandonnée »."
        )


def _voted() -> RefusError:
    return RefusError(
        "Ce plan est voté : ce que le conseil a voté ne change plus. Rien n'a été modifié. "
        "Faites une « nouvelle version » du plan (pvd plan nouvelle-version)."
    )
