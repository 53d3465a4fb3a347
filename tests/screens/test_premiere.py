"""The first opening: four steps, each of which can be skipped, and nothing is asked twice."""

from collections.abc import Callable
from typing import Any

from textual.app import App

from screens.premiere import PremierePage
from screens.widgets.table import Table
from storage import settings
from storage.store import Store
from tests.screens.aisne import Programme, coller, horloge, suite

Shown = Callable[[App[Any]], str]


def _neuf() -> Store:
    return Store.open(":memory:", clock=horloge(), entropy=suite())


async def test_a_laptop_is_ready_in_a_few_answers(ecran: Shown) -> None:
    """A name, a département by its name, a commune by its first letters, a theme; then the first page."""
    store = _neuf()
    app = Programme(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(PremierePage())
        await pilot.pause()
        await coller(pilot, "Claire Aubépine")
        await pilot.press("enter")
        await coller(pilot, "aisne")
        await pilot.press("enter")
        await coller(pilot, "guise")
        await pilot.press("enter", "enter")
        await pilot.pause()
        assert store.settings.get(settings.NOM) == "Claire Aubépine"
        assert store.settings.get(settings.DEPARTEMENT) == "02"
        assert [row["id"] for row in store.rows.page("commune", columns=("titre",))] == ["02361"]
        await coller(pilot, "@€É")
        await pilot.press("f10")
        await pilot.pause()
        assert "√ @  √ €  √ É  · ç  · œ  √ F10" in ecran(app)
        await pilot.press("tab", "down")
        await pilot.pause()
        assert app.theme == app.screen.query_one("#themes", Table).row.id  # type: ignore[union-attr] # a row is there
        await pilot.press("enter", "down", "enter")
        await pilot.pause()
        assert not isinstance(app.screen, PremierePage)
        assert store.settings.get("premiere_ouverture")


async def test_each_step_can_be_skipped_and_a_mistake_is_said(ecran: Shown) -> None:
    """Échap four times writes nothing but that it was asked; an unknown département is asked again."""
    store = _neuf()
    app = Programme(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(PremierePage())
        await pilot.press("tab")
        await coller(pilot, "Atlantide")
        await pilot.press("enter")
        await pilot.pause()
        assert "n'est pas un département" in ecran(app)
        await pilot.press("escape", "escape", "escape", "escape")
        await pilot.pause()
        assert not isinstance(app.screen, PremierePage)
        assert store.rows.count("commune") == 0
        assert store.settings.get(settings.NOM) is None
        assert store.settings.get("premiere_ouverture")


async def test_the_theme_of_the_row_is_kept_without_moving_first() -> None:
    """The cursor is on the present theme; Entrée on a row takes that one, wherever the cursor came from."""
    app = Programme(_neuf())
    async with app.run_test(size=(80, 24)) as pilot:
        app.theme = "contraste"
        await app.push_screen(PremierePage())
        await pilot.press("escape", "escape")
        table = app.screen.query_one("#themes", Table)
        assert table.row is not None
        assert table.row.id == "contraste"
        table.cursor = 0
        await pilot.press("tab", "enter")
        await pilot.pause()
        assert app.theme == "clair"
