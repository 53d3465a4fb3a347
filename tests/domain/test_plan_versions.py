"""Which version of a plan counts."""

import pytest

from pvd_tui.domain.plan_financement import PlanFinancement, StatutPlan
from pvd_tui.domain.plan_versions import plan_en_vigueur

_BROUILLON, _VOTE, _REMPLACE = StatutPlan.BROUILLON, StatutPlan.VOTE, StatutPlan.REMPLACE


@pytest.mark.parametrize(
    ("statuts", "version"),
    [
        ((), None),
        ((_BROUILLON,), 1),
        ((_REMPLACE, _VOTE, _BROUILLON), 2),
        ((_BROUILLON, _REMPLACE), 1),
        ((_REMPLACE,), 1),
    ],
)
def test_the_last_vote_counts_then_the_last_draft(statuts: tuple[StatutPlan, ...], version: int | None) -> None:
    """A draft that follows a vote does not; a replaced version only where there is nothing else."""
    plans = [PlanFinancement(id=str(n), version=n, statut=statut) for n, statut in enumerate(statuts, 1)]
    found = plan_en_vigueur(plans)

    assert (found.version if found else None) == version
