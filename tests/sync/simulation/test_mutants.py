"""The simulation bites: each rule of the merge and of its roads, broken in the real code is seen in few histories."""

import pytest

from tests.sync.simulation import foundation
from tests.sync.simulation.history import HistoryError, run
from tests.sync.simulation.mutants import MUTANTS, Mutant

LENGTH = 26
ENOUGH = 40
"""Histories in which a broken rule must be seen; most are seen in the first five."""


@pytest.mark.parametrize("mutant", [pytest.param(mutant, id=mutant.name) for mutant in MUTANTS])
def test_a_broken_rule_is_seen(mutant: Mutant) -> None:
    """One of the histories that are likely to need the rule fails without it."""
    foundation.build()
    with mutant.at_work():
        assert any(fails(mutant, seed) for seed in range(mutant.first, mutant.first + ENOUGH))


def fails(mutant: Mutant, seed: int) -> bool:
    """Say whether a history breaks a promise."""
    try:
        run(seed, mutant.more, mutant.severity, LENGTH)
    except HistoryError:
        return True
    return False
