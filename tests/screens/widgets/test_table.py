"""The table: quick whatever its length, and faithful to the record under the cursor."""

from collections.abc import Callable
from typing import Any

import pytest
from textual.app import App, ComposeResult

from screens.shell import Shell
from screens.widgets.colonnes import Column, lay_out
from screens.widgets.source import PAGE, ListSource, Pages, Row
from screens.widgets.table import Table
from tests.screens.petit import COLUMNS, Many


class One(App[None]):
    """A table alone."""

    CSS_PATH = Shell.CSS_PATH
    ENABLE_COMMAND_PALETTE = False

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Give the variables of our stylesheet."""
        return {"discret": "#999", "champ": "#222", "trait": "#666", "info": "#55F"}

    def __init__(self, table: Table) -> None:
        """Show `table`, and remember what it says."""
        super().__init__()
        self.table = table
        self.said: list[tuple[str, str, int]] = []

    def compose(self) -> ComposeResult:
        """Show the table."""
        yield self.table

    def on_table_opened(self, event: Table.Opened) -> None:
        """Remember."""
        self.said.append(("opened", event.row_id, event.index))

    def on_table_pointed(self, event: Table.Pointed) -> None:
        """Remember."""
        self.said.append(("pointed", event.row_id, event.index))


async def test_fifty_thousand_rows_are_read_by_pages() -> None:
    """Going to the end and back asks for a few pages, never for the list."""
    source = Many(50_000)
    app = One(Table(COLUMNS, source))
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("pagedown", "end", "pageup", "home", "end", "up")
        await pilot.pause()
        assert app.table.cursor == 49_998
    assert {limit for _, limit in source.asked} == {PAGE}
    assert len(source.asked) <= 6
    assert len(app.table._pages._pages) <= 6


def test_only_a_few_pages_are_remembered() -> None:
    """Reading the whole list keeps six pages of it; going back one page reads nothing again."""
    source = Many(5_000)
    pages = Pages(source)
    for index in range(5_000):
        pages.row(index)
    assert len(pages._pages) == 6
    asked = len(source.asked)
    pages.row(4_999 - PAGE)
    assert len(source.asked) == asked == 40


async def test_entree_and_double_click_open_the_record() -> None:
    """The message carries the id and the place."""
    app = One(Table(COLUMNS, Many(100)))
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("down", "down", "enter")
        await pilot.double_click(Table, offset=(10, 6))
        await pilot.pause()
    opened = [said for said in app.said if said[0] == "opened"]
    assert opened == [("opened", "2", 2), ("opened", "5", 5)]


async def test_the_cursor_follows_its_record() -> None:
    """After the data changed the cursor is on the same id; if it left, on the same line."""
    rows = [Row(c, (c,)) for c in "abcdef"]
    source = ListSource(rows)
    app = One(Table((Column("Nom", 5),), source))
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press("down", "down")
        source.rows = [Row("z", ("z",)), *rows]
        app.table.refresh_rows()
        assert (app.table.row, app.table.cursor) == (rows[2], 3)
        source.rows = [row for row in rows if row.id != "c"]
        app.table.refresh_rows()
        assert app.table.cursor == 3
        app.table.refresh_rows(keep="a")
        assert app.table.row == rows[0]
        source.rows = []
        app.table.refresh_rows()
        assert app.table.row is None
        await pilot.press("down", "enter", "space")
        assert app.table.marks == set()


async def test_marks_are_kept_by_id() -> None:
    """Espace marks and unmarks; Maj+↓ marks a range; another order keeps the marks."""
    app = One(Table(COLUMNS, Many(100)))
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("space", "down", "shift+down", "shift+down", "home", "space")
        assert app.table.marks == {"1", "2"}
        app.table.show(ListSource([Row("2", ("x",)), Row("9", ("y",))]))
        await pilot.pause()
        assert app.table.render_line(1).text.startswith("►■ x")
        await pilot.click(Table, offset=(1, 2))
        assert app.table.marks == {"1", "2", "9"}


@pytest.mark.parametrize("width", [60, 77, 97, 137, 12, 3])
def test_columns_fill_the_width_and_never_pass_it(width: int) -> None:
    """The shown columns take the whole width when they can grow, and never more."""
    laid = lay_out(COLUMNS, width)
    used = sum(cells for _, cells in laid) + 2 * (len(laid) - 1)
    assert used == width or (width < 12 and used <= max(width, len(laid) * 3))


def test_the_least_important_columns_go_first() -> None:
    """At 80 columns État and Phase are gone; the four that matter stay."""
    assert [i for i, _ in lay_out(COLUMNS, 120)] == [0, 1, 2, 3, 4, 5, 6]
    assert [i for i, _ in lay_out(COLUMNS, 70)] == [0, 1, 2, 5, 6]
    assert [i for i, _ in lay_out(COLUMNS, 56)] == [0, 1, 2, 5]


def test_a_page_shorter_than_promised_is_no_error() -> None:
    """Rows that left between the count and the reading are blank lines."""
    source = Many(10)
    pages = Pages(source)
    source.total = 5
    assert pages.row(7) is None
    assert pages.row(-1) is None


async def test_any_text_is_drawn_and_nothing_else_than_orders_vanishes(hostile: str, visible: str) -> None:
    """A row of hostile text raises nothing, keeps its width, and shows every visible character."""
    table = Table((Column("A", 60, 1), Column("B", 5)), ListSource([Row("1", (hostile, "fin"))]), empty="[/]")
    app: App[Any] = One(table)
    async with app.run_test(size=(100, 10)) as pilot:
        await pilot.pause()
        line = table.render_line(1)
        assert line.cell_length == 100
        assert visible in line.text
        assert line.text.rstrip().endswith("fin")


async def test_filtering_ignores_accents(many_names: Callable[[], ListSource]) -> None:
    """What begins with the words comes first."""
    assert [row.id for row in many_names().filtered("ile").rows] == ["aix", "lille"]
    assert many_names().filtered("zz").rows == []
