"""What may no longer be written on a plan that a council voted (rule 25, domain.md §0.6)."""

from collections.abc import Iterator
from typing import Final

from pvd_tui.domain.entity import Entity
from pvd_tui.domain.finding import Finding, Niveau
from pvd_tui.domain.plan_financement import VOTES, PlanFinancement

HORS_VOTE: Final = frozenset({"statut", "commentaire"})
"""What may still be written on a voted plan."""
_CLEARS: Final = "Faire une « nouvelle version » du plan, ou rétablir la valeur votée."


def change_findings(before: Entity, after: Entity | None) -> Iterator[Finding]:
    """Rule 25: a voted plan never changes; what changes is a new version [S27]."""
    if not isinstance(before, PlanFinancement) or before.statut not in VOTES:
        return
    if after is None:
        yield Finding(25, Niveau.ERREUR, "Ce plan est voté : il ne se supprime pas.", _CLEARS, "statut", "[S27]")
        return
    for field in PlanFinancement.model_fields:
        was = getattr(before, field)
        if field not in HORS_VOTE and was is not None and was != getattr(after, field, None):
            yield Finding(25, Niveau.ERREUR, "Ce plan est voté : ceci ne change plus.", _CLEARS, field, "[S27]")
