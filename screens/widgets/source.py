"""Where a table takes its rows: a page at a time, from anything that can count them."""

from collections import OrderedDict
from collections.abc import Sequence
from typing import Final, NamedTuple, Protocol

from screens.plain import fold
from screens.slot import Tone

PAGE: Final = 128
"""Rows asked for at once: more than a screen, little enough to be read between two keys."""

_KEPT: Final = 6
"""Pages remembered: the ones around the cursor, and where it comes from."""


class Row(NamedTuple):
    """One line ready to show."""

    id: str
    cells: Sequence[str]
    tone: Tone = "normal"
    entete: str = ""
    """The title of a group, where the line is its heading: drawn across the columns that are empty at the left."""


class Source(Protocol):
    """Rows in a fixed order, until `Table.refresh_rows` is called."""

    def count(self) -> int:
        """Count the rows."""
        ...

    def page(self, offset: int, limit: int) -> Sequence[Row]:
        """Give at most `limit` rows from `offset`."""
        ...

    def find(self, row_id: str) -> int | None:
        """Give the place of this row, or None if it is no longer there."""
        ...


class Pages:
    """A window on a source: a few pages are remembered, never the whole list."""

    def __init__(self, source: Source) -> None:
        """Look at `source`, counting it once."""
        self.source = source
        self.count = source.count()
        self._pages: OrderedDict[int, Sequence[Row]] = OrderedDict()

    def row(self, index: int) -> Row | None:
        """Give the row at `index`, or None beyond the end."""
        if not 0 <= index < self.count:
            return None
        number, place = divmod(index, PAGE)
        rows = self._page(number)
        return rows[place] if place < len(rows) else None

    def _page(self, number: int) -> Sequence[Row]:
        """Give one page, from memory if it was read lately."""
        if number in self._pages:
            self._pages.move_to_end(number)
            return self._pages[number]
        rows = self.source.page(number * PAGE, PAGE)
        self._pages[number] = rows
        if len(self._pages) > _KEPT:
            self._pages.popitem(last=False)
        return rows


class ListSource:
    """A source of rows that are already there: popups, value lists, tests."""

    def __init__(self, rows: Sequence[Row] = ()) -> None:
        """Show these rows."""
        self.rows = rows

    def count(self) -> int:
        """Count the rows."""
        return len(self.rows)

    def page(self, offset: int, limit: int) -> Sequence[Row]:
        """Give at most `limit` rows from `offset`."""
        return self.rows[offset : offset + limit]

    def find(self, row_id: str) -> int | None:
        """Give the place of this row."""
        return next((i for i, row in enumerate(self.rows) if row.id == row_id), None)

    def filtered(self, text: str) -> "ListSource":
        """Keep the rows that hold every word of `text`, those that begin with it first."""
        wanted = fold(text)
        words = wanted.split()
        kept = [(fold(" ".join(row.cells)), row) for row in self.rows]
        found = [(not line.startswith(wanted), row) for line, row in kept if all(word in line for word in words)]
        return ListSource([row for _, row in sorted(found, key=lambda pair: pair[0])])
