"""The table of a list page: headings of groups, a line of totals at the foot, an order by a click on a title."""

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.strip import Strip

from screens.plain import clean, fit
from screens.widgets.colonnes import GAP
from screens.widgets.source import Row
from screens.widgets.table import Table

_GUTTER = 3


class TableListe(Table):
    """A table whose rows may stand in groups, and whose amounts add up below them."""

    class Groupe(Message):
        """Something is wanted of a group: open or close it, or mark what is in it."""

        def __init__(self, table: "TableListe", row_id: str, *, marquer: bool) -> None:
            """Tell which heading."""
            super().__init__()
            self.table = table
            self.row_id = row_id
            self.marquer = marquer

        @property
        def control(self) -> "TableListe":
            """The table it came from, for `@on(…, "#id")`."""
            return self.table

    class Titre(Message):
        """A click on the title of a column."""

        def __init__(self, table: "TableListe", index: int, *, second: bool) -> None:
            """Tell which column, and whether it is to be the second key."""
            super().__init__()
            self.table = table
            self.index = index
            self.second = second

        @property
        def control(self) -> "TableListe":
            """The table it came from, for `@on(…, "#id")`."""
            return self.table

    totaux: Sequence[str] = ()
    """The cells of the line of totals; none where there is no such line."""

    def set_totaux(self, cells: Sequence[str]) -> None:
        """Show these totals; none takes the line away."""
        if list(cells) != list(self.totaux):
            self.totaux = cells
            self._arrange()
            self.refresh()

    def action_open(self) -> None:
        """Open the record, or open and close the group."""
        row = self.row
        if row is not None and row.entete:
            self.post_message(self.Groupe(self, row.id, marquer=False))
        else:
            super().action_open()

    def action_mark(self, step: int = 0) -> None:
        """Mark the record, or all the records of the group; a range goes past headings."""
        row = self.row
        if row is None or not row.entete:
            super().action_mark(step)
        elif step:
            self.cursor += step
        else:
            self.post_message(self.Groupe(self, row.id, marquer=True))

    def on_click(self, event: events.Click) -> None:
        """Order by the title that was clicked; the rest is as in every table."""
        inside = event.get_content_offset(self)
        if inside is None or inside.y >= self._top or event.button != 1:
            if inside is None or not self._is_total(inside.y):
                super().on_click(event)
            return
        event.prevent_default()
        at = _GUTTER
        for index, width in self._layout:
            if at <= inside.x < at + width + GAP:
                self.post_message(self.Titre(self, index, second=event.ctrl or event.shift or event.meta))
                return
            at += width + GAP

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen: the totals at the foot, headings across their columns."""
        if self._is_total(y):
            return self._strip("Σ  ", self.totaux, self.get_component_rich_style("table--entete"))
        row = self._pages.row(self.scroll_offset.y + y - self._top) if y >= self._top else None
        if row is None or not row.entete:
            return super().render_line(y)
        on_cursor = self.scroll_offset.y + y - self._top == self.cursor
        return self._heading(row, self._style(row, on_cursor=on_cursor), "►" if on_cursor else " ")

    def _heading(self, row: Row, style: Style, mark: str) -> Strip:
        """Draw a heading: its title up to the first sum, then the sums under their columns."""
        width = self.scrollable_content_region.width
        line = "".join(
            " " * GAP * (place > 0) + fit(row.cells[i] if i < len(row.cells) else "", cells, right=True)
            for place, (i, cells) in enumerate(self._layout)
        )
        free = len(line) - len(line.lstrip(" "))
        shown = fit(clean(row.entete), max(12, free - 1) if line.strip() else max(1, width - _GUTTER))
        rest = line[len(shown) :] if line.strip() else ""
        return Strip([Segment(fit(f"{mark}  {shown}{rest}", width), style)], width)

    def _is_total(self, y: int) -> bool:
        return self._totaled and y == self.scrollable_content_region.height - 1

    @property
    def _room(self) -> int:
        """The rows that fit on screen, above the totals."""
        return max(1, self.scrollable_content_region.height - self._top - self._totaled)

    @property
    def _totaled(self) -> bool:
        """Whether there is a sum to show: a label alone is no total."""
        return any(self.columns[i].right and self.totaux[i] for i, _ in self._layout if i < len(self.totaux))

    def _arrange(self) -> None:
        """Share the width between the columns, and leave a line for the totals."""
        width = self.scrollable_content_region.width
        self._lay_out(width)
        self.virtual_size = Size(width, self.count + self._top + self._totaled)
