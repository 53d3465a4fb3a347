"""Laptops, their endpoint and all that can go wrong between them, on the real code: one seed is one history.

    one seed, told          PVD_GRAINE=1327 uv run pytest -n0 -s tests/sync/simulation -k told
    100 000 seeds           uv run pytest -n0 -s -m long tests/sync/simulation
    some of them            PVD_GRAINES=5000:20000 PVD_SECONDES=600 uv run pytest -n0 -s -m long tests/sync/simulation

What histories found is told in few steps in `test_found.py`: after a change of the code a seed is another history.
What must hold after each history is in `checks.py`; what people and fate do in `people.py` and `faults.py`.
"""

import os
import sys
import time

import pytest

from tests.sync.simulation import figures
from tests.sync.simulation.history import run

SEEDS, CHUNKS = 2_000, 40


@pytest.mark.parametrize("first", range(0, SEEDS, SEEDS // CHUNKS))
def test_no_history_loses_or_divides(first: int) -> None:
    """Whatever happens, laptops end up agreeing, and every value is shown, asked about or to be corrected."""
    found = figures.of(range(first, first + SEEDS // CHUNKS))
    assert not found.failures, next(iter(found.failures.values()))
    assert found.counts["changes"] > found.seeds


def test_a_seed_is_always_the_same_history() -> None:
    """Else a failure could not be looked at."""
    one, other = run(7), run(7)
    assert one.story == other.story
    assert one.memory.made.keys() == other.memory.made.keys()


@pytest.mark.skipif("PVD_GRAINE" not in os.environ, reason="name a seed to have it told")
def test_a_seed_is_told() -> None:
    """For whoever looks at a failure."""
    world = run(int(os.environ["PVD_GRAINE"]))
    sys.stdout.write("\n".join(world.story) + "\n")


@pytest.mark.long
def test_no_history_of_many_loses_or_divides() -> None:
    """A hundred thousand, on every core."""
    first, _, count = os.environ.get("PVD_GRAINES", "100000:100000").partition(":")
    begun = time.monotonic()
    found = figures.everywhere(
        range(int(first), int(first) + int(count or 1000)), float(os.environ.get("PVD_SECONDES", "inf"))
    )
    sys.stdout.write(f"\n{found.line(time.monotonic() - begun)}; failing seeds: {sorted(found.failures)}\n")
    assert not found.failures, next(iter(found.failures.values()))
