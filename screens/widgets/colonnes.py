"""The columns of a table, and how they share the cells of a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

GAP: Final = 2
"""Blank cells between two columns."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: at least `width` cells; what is left over is shared by `weight`."""

    title: str
    width: int
    weight: int = 0
    priority: int = 0
    """0 is always shown; where room is short, the greatest number is hidden first."""
    right: bool = False
    """Amounts are read from the right."""


def lay_out(columns: Sequence[Column], width: int) -> list[tuple[int, int]]:
    """Give (index, cells) of each column that is shown in `width` cells, in their order."""
    shown = list(range(len(columns)))
    while len(shown) > 1 and _need(columns, shown) > width:
        last = max(shown, key=lambda i: (columns[i].priority, i))
        if columns[last].priority == 0:
            break
        shown.remove(last)
    return _share(columns, shown, width)


def _need(columns: Sequence[Column], shown: Sequence[int]) -> int:
    """Count the cells that these columns ask for, gaps included."""
    return sum(columns[i].width for i in shown) + GAP * (len(shown) - 1)


def _share(columns: Sequence[Column], shown: Sequence[int], width: int) -> list[tuple[int, int]]:
    """Give what is left over to the columns that have a weight, or take from the widest what is missing."""
    spare = width - _need(columns, shown)
    cells = {i: columns[i].width for i in shown}
    weights = sum(columns[i].weight for i in shown)
    if spare > 0 and weights:
        rest = spare
        for i in shown:
            part = spare * columns[i].weight // weights
            cells[i] += part
            rest -= part
        cells[max(shown, key=lambda i: columns[i].weight)] += rest
    while spare < 0 and max(cells.values()) > 1:
        widest = max(shown, key=lambda i: cells[i])
        cells[widest] -= 1
        spare += 1
    return [(i, cells[i]) for i in shown]
