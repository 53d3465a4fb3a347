"""How many séances there are, where some may be one that was recorded twice (`pvd_tui.domain.doublons`).

Probable duplicates that nobody merged count once. « Once » means: the most séances of which no two look like one.
Counting groups of look-alikes instead would let one more séance, like two others, join them and lower the count; so
that a séance that is added never makes a département less compliant, the greatest choice is counted.

Two that look like one on either side of the end of a period count in each: whatever were counted, one of the two
periods would lose a séance by learning of another. They are named all the same.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pvd_tui.domain.doublons import Paire

_EXACT: Final = 32
"""Look-alikes in one group up to which the greatest choice is searched for; above, a good one is taken."""

Row = Mapping[str, object]


def semblables(rows: Iterable[Row], ecartees: Collection[tuple[str, str]] = ()) -> "list[Paire]":
    """List the pairs of séances that look like one; rows without a date look like none."""
    held = list(rows)
    if not _voisins(str(row.get("date")) for row in held):
        return []
    from pvd_tui.domain.doublons import paires  # noqa: PLC0415 - rapidfuzz, only where two séances are on one day

    return paires("seance_club", held, ecartees)


def _voisins(days: Iterable[str]) -> bool:
    """Say whether two of these days (ISO) are one, or follow each other: else nothing is compared."""
    known = sorted(number for day in days if (number := _ordinal(day)) is not None)
    return any(after - before <= 1 for before, after in pairwise(known))


def _ordinal(day: str) -> int | None:
    try:
        return date.fromisoformat(day).toordinal()
    except ValueError:
        return None


def nombre(records: Collection[str], paires: "Iterable[Paire]") -> int:
    """Count records, those that look like one once."""
    near: dict[str, set[str]] = {record: set() for record in records}
    for one in paires:
        if one.un in near and one.autre in near:
            near[one.un].add(one.autre)
            near[one.autre].add(one.un)
    return sum(_choix(near, group) for group in _groupes(near))


def _groupes(near: dict[str, set[str]]) -> list[frozenset[str]]:
    """Part records into groups that are linked by looking alike."""
    found, left = [], dict.fromkeys(near)
    while left:
        todo, group = [next(iter(left))], set()
        while todo:
            one = todo.pop()
            if one in left:
                del left[one]
                group.add(one)
                todo.extend(near[one])
        found.append(frozenset(group))
    return found


def _choix(near: dict[str, set[str]], group: frozenset[str]) -> int:
    """Count the most records of a group of which no two look alike."""
    taken = 0
    while group:
        degree = {one: len(near[one] & group) for one in sorted(group)}
        least, most = min(degree, key=degree.__getitem__), max(degree, key=degree.__getitem__)
        if degree[least] > 1 and len(group) <= _EXACT:
            return taken + max(1 + _choix(near, group - near[most] - {most}), _choix(near, group - {most}))
        taken += 1  # with one neighbour at most, it is in a greatest choice
        group -= near[least] | {least}
    return taken
