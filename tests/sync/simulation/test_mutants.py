"""The simulation bites: each rule of the merge and of its roads, broken in the real code, is seen in a few histories."""

import pytest

from tests.sync.simulation import foundation
from tests.sync.simulation.history import HistoryError, run
from tests.sync.simulation.mutants import MUTANTS, Mutant

ENOUGH = 60
"""Histories in which a broken rule must be seen; most are seen in the first five."""


@pytest.mark.parametrize("mutant", [pytest.param(mutant, id=mutant.name) for mutant in MUTANTS])
def test_a_broken_rule_is_seen(mutant: Mutant) -> None:
    """One of the histories that are likely to need the rule fails without it."""
    foundation.build()
    with mutant.at_work(), pytest.raises(HistoryError):
        for seed in range(mutant.first, mutant.first + ENOUGH):
            run(seed, mutant.more, mutant.severity)
