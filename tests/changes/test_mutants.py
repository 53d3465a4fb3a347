"""Each rule can be broken, and its test sees it: a mutant of the real code that survives is a finding."""

from collections.abc import Callable
from inspect import getmembers, isfunction
from itertools import chain
from types import ModuleType

import pytest

from tests.changes import test_archive, test_erasure, test_heads, test_ownership, test_seen, test_undo
from tests.changes.mutants import SEEN_BY, Mutant
from tests.changes.said import Code
from tests.changes.test_laptops import check

EXAMPLES = {
    module.__name__.rpartition(".")[2]: module
    for module in (test_heads, test_seen, test_archive, test_ownership, test_undo, test_erasure)
}
MUTANTS = [(name, mutant) for name, mutants in SEEN_BY.items() for mutant in mutants]


def promises(module: ModuleType) -> list[Callable[[Code], None]]:
    """Give the tests of a module."""
    return [function for name, function in getmembers(module, isfunction) if name.startswith("test_")]


def broken(code: Code, *modules: ModuleType) -> list[str]:
    """Name the promises of these modules that this code breaks."""
    found: list[str] = []
    for promise in chain.from_iterable(map(promises, modules)):
        try:
            promise(code)
        except Exception:  # noqa: BLE001 - a mutant may fail in any way
            found.append(promise.__name__)
    return found


@pytest.mark.parametrize(("module", "mutant"), [pytest.param(n, m, id=f"{n[5:]}: {m.name}") for n, m in MUTANTS])
def test_a_broken_rule_is_seen(module: str, mutant: Mutant) -> None:
    """One of the promises of the rule itself fails on the mutant."""
    assert broken(mutant.code(), EXAMPLES[module])


def test_the_rules_hold_in_the_real_code_read_the_same_way(code: Code) -> None:
    """A mutant that changes nothing breaks nothing: it is the broken rule that fails, not the way it is loaded."""
    same = Mutant("nothing", "fold", "def fold(", "def fold(")

    modules = EXAMPLES.values()
    assert broken(code, *modules) == broken(same.code(), *modules) == []


def holds(seed: int, code: Code) -> bool:
    """Say whether the laptops of a seed agree and lose nothing."""
    try:
        check(seed, code)
    except AssertionError:
        return False
    return True


BY_THE_ROAD = (
    "a form names every head",
    "nothing is inherited",
    "seen is replaced",
    "an archive asks nothing",
    "anyone replaces the owner",
    "proposals are forgotten",
    "undo overwrites a conflict",
    "replaced values come back",
    "disagreements are dropped",
)
"""Mutants that the laptops must see too, so that the simulation is known to be able to fail."""


@pytest.mark.parametrize("name", BY_THE_ROAD)
def test_the_laptops_see_a_broken_rule(name: str) -> None:
    """A few hundred histories are enough."""
    (mutant,) = (m for _, m in MUTANTS if m.name == name)
    code = mutant.code()

    assert any(not holds(seed, code) for seed in range(400))
