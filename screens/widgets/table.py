"""Our table: fifty thousand rows as quick as fifty, because only the page on screen is ever read.

The cursor follows the record, not the line: `refresh_rows` keeps it on the same id. Marks are ids too.
"""

from collections.abc import Iterable, Sequence
from typing import ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from screens.keys import binding
from screens.plain import clean_lines, fit
from screens.widgets.colonnes import GAP, Column, lay_out
from screens.widgets.source import ListSource, Pages, Row, Source

_GUTTER: Final = 3
"""Cells before the first column: the cursor's `►`, the mark's `■`, a blank."""

_MOVES: Final = (
    ("haut", -1),
    ("bas", 1),
    ("page_haut", "-page"),
    ("page_bas", "page"),
    ("debut", "first"),
    ("fin", "last"),
)


class Table(ScrollView, can_focus=True, inherit_bindings=False):
    """A list of records with a cursor, marks, and columns that fit the width."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        *(binding(f"curseur.{name}", f"move('{step}')") for name, step in _MOVES),
        binding("liste.ouvrir", "open"),
        binding("liste.marquer", "mark", show=False),
        binding("liste.marquer_bas", "mark(1)", show=False),
        binding("liste.marquer_haut", "mark(-1)", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "table--entete",
        "table--ligne",
        "table--curseur",
        "table--curseur-pale",
        "table--vide",
        "table--succes",
        "table--info",
        "table--alerte",
        "table--erreur",
        "table--discret",
    }

    cursor: reactive[int] = reactive(0, repaint=False)
    """The place of the cursor."""

    class _About(Message):
        """Something about one row of a table."""

        def __init__(self, table: "Table", row_id: str, index: int) -> None:
            """Tell which row, and where it is."""
            super().__init__()
            self.table = table
            self.row_id = row_id
            self.index = index

        @property
        def control(self) -> "Table":
            """The table it came from, for `@on(…, "#id")`."""
            return self.table

    class Opened(_About):
        """Entrée or a double click on a row."""

    class Pointed(_About):
        """The cursor came to a row."""

    class Marked(Message):
        """The set of marked rows changed."""

        def __init__(self, table: "Table") -> None:
            """Tell which table."""
            super().__init__()
            self.table = table

        @property
        def control(self) -> "Table":
            """The table it came from, for `@on(…, "#id")`."""
            return self.table

    def __init__(
        self,
        columns: Sequence[Column],
        source: Source | None = None,
        *,
        empty: str = "",
        header: bool = True,
        markable: bool = True,
        lit: bool = False,
        id: str | None = None,  # noqa: A002 - Textual's own name
        classes: str | None = None,
    ) -> None:
        """Show `source` in `columns`; `empty` says in its place which key comes next.

        `lit` draws the cursor in full without the focus, when the keys of another widget move it.
        """
        super().__init__(id=id, classes=classes)
        self.columns = columns
        self.empty = empty
        self.markable = markable
        self.lit = lit
        self.marks: set[str] = set()
        self._top = 1 if header else 0
        self._pages = Pages(source or ListSource())
        self._layout: list[tuple[int, int]] = []
        self._laid = 0

    # What a page asks.

    @property
    def count(self) -> int:
        """The number of rows, as last counted."""
        return self._pages.count

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self._pages.row(self.cursor)

    def show(self, source: Source, *, keep: str | None = None) -> None:
        """Show another source (another filter, another order), from its first row or from `keep`."""
        place = source.find(keep) if keep is not None else None
        self._pages = Pages(source)
        self._recounted(place or 0)

    def refresh_rows(self, keep: str | None = None) -> None:
        """Read the rows again; the cursor stays on `keep`, or on the record it was on."""
        current = self.row
        kept = keep if keep is not None else (current.id if current else None)
        source = self._pages.source
        self._pages = Pages(source)
        place = source.find(kept) if kept is not None else None
        self._recounted(self.cursor if place is None else place)

    def find(self, row_id: str) -> int | None:
        """Give the place of a row, or None if it is not in the list."""
        return self._pages.source.find(row_id)

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Show other columns; the source's rows follow their order."""
        self.columns = columns
        self._arrange()
        self.refresh()

    def set_marks(self, row_ids: Iterable[str]) -> None:
        """Mark exactly these rows."""
        self.marks = set(row_ids)
        self.refresh()
        self.post_message(self.Marked(self))

    # Keys and mouse.

    def action_move(self, step: str) -> None:
        """Move the cursor by rows, by a page, or to an end."""
        page = max(1, self._room - 1)
        steps = {"-page": -page, "page": page, "first": -self.count, "last": self.count}
        self.cursor += steps[step] if step in steps else int(step)

    def action_open(self) -> None:
        """Tell the page that this row is wanted."""
        if row := self.row:
            self.post_message(self.Opened(self, row.id, self.cursor))

    def action_mark(self, step: int = 0) -> None:
        """Mark or unmark this row; with a step, mark it and go on."""
        row = self.row
        if row is None or not self.markable:
            return
        if step or row.id not in self.marks:
            self.marks.add(row.id)
        else:
            self.marks.discard(row.id)
        self._redraw(self.cursor)
        self.cursor += step
        self.post_message(self.Marked(self))

    def on_click(self, event: events.Click) -> None:
        """Point with a click, mark in the gutter, open with a double click."""
        inside = event.get_content_offset(self)
        if inside is None or inside.y < self._top:
            return
        index = self.scroll_offset.y + inside.y - self._top
        if index >= self.count:
            return
        self.cursor = index
        if event.button == 1 and inside.x < _GUTTER - 1:
            self.action_mark()
        elif event.button == 1 and event.chain > 1:
            self.action_open()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer nothing where there is no row."""
        _ = parameters
        if action == "open":
            return self.count > 0
        return action != "mark" or (self.markable and self.count > 0)

    # Drawing.

    def validate_cursor(self, cursor: int) -> int:
        """Keep the cursor on a row."""
        return max(0, min(cursor, self.count - 1))

    def watch_cursor(self, before: int, after: int) -> None:
        """Draw the two lines that changed, and say where the cursor is."""
        self._redraw(before)
        self._redraw(after)
        self._scroll_in_view()
        if row := self.row:
            self.post_message(self.Pointed(self, row.id, after))

    def on_resize(self) -> None:
        """Share the width again, and keep the cursor on screen."""
        self._arrange()
        self._scroll_in_view()

    def on_focus(self) -> None:
        """Draw the cursor in full."""
        self._redraw(self.cursor)

    def on_blur(self) -> None:
        """Draw the cursor pale."""
        self._redraw(self.cursor)

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen."""
        width = self.scrollable_content_region.width
        if width != self._laid:  # a scrollbar came or went
            self._lay_out(width)
        if y < self._top:
            titles = [column.title for column in self.columns]
            return self._strip(" " * _GUTTER, titles, self.get_component_rich_style("table--entete"))
        index = self.scroll_offset.y + y - self._top
        row = self._pages.row(index)
        if row is None:
            style = self.get_component_rich_style("table--vide")
            lines = clean_lines(self.empty).splitlines() if not self.count else []
            place = y - self._top - 1
            return Strip([Segment(fit(f" {lines[place]}" if 0 <= place < len(lines) else "", width), style)])
        on_cursor = index == self.cursor
        gutter = ("►" if on_cursor else " ") + ("■" if row.id in self.marks else " ") + " "
        return self._strip(gutter, row.cells, self._style(row, on_cursor=on_cursor))

    def _style(self, row: Row, *, on_cursor: bool) -> Style:
        """Give the style of a row: the cursor first, then what the row says of itself."""
        if on_cursor:
            return self.get_component_rich_style(
                "table--curseur" if self.has_focus or self.lit else "table--curseur-pale"
            )
        name = "ligne" if row.tone == "normal" else row.tone
        return self.get_component_rich_style(f"table--{name}")

    def _strip(self, gutter: str, cells: Sequence[str], style: Style) -> Strip:
        """Draw cells in the present columns, in one style."""
        shown = (" " * GAP).join(
            fit(cells[i] if i < len(cells) else "", width, right=self.columns[i].right) for i, width in self._layout
        )
        width = self.scrollable_content_region.width
        return Strip([Segment(fit(gutter + shown, width), style)], width)

    @property
    def _room(self) -> int:
        """The rows that fit on screen."""
        return max(1, self.scrollable_content_region.height - self._top)

    def _arrange(self) -> None:
        """Share the width between the columns, and say how long the list is."""
        width = self.scrollable_content_region.width
        self._lay_out(width)
        self.virtual_size = Size(width, self.count + self._top)

    def _lay_out(self, width: int) -> None:
        """Share `width` cells between the columns."""
        self._laid = width
        self._layout = lay_out(self.columns, max(1, width - _GUTTER))

    def _recounted(self, cursor: int) -> None:
        """Draw everything again, the cursor at this place, after the rows were counted."""
        self._arrange()
        self.set_reactive(Table.cursor, self.validate_cursor(cursor))
        self._scroll_in_view()
        self.refresh()
        self.refresh_bindings()
        if row := self.row:
            self.post_message(self.Pointed(self, row.id, self.cursor))

    def _scroll_in_view(self) -> None:
        """Scroll just enough to see the cursor."""
        top = self.scroll_offset.y
        if self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False)
        elif self.cursor >= top + self._room:
            self.scroll_to(y=self.cursor - self._room + 1, animate=False)

    def _redraw(self, index: int) -> None:
        """Draw one row again."""
        y = index - self.scroll_offset.y + self._top
        self.refresh(Region(0, y, self.size.width, 1))
