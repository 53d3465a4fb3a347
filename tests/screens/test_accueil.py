"""The first page: what waits, where the actions stand, and the next key when there is nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from textual.app import App

from screens.accueil import AccueilPage
from screens.actions import ActionsPage
from screens.communes import CommunesPage
from screens.conventions import ConventionsPage
from screens.seance import SeancePage
from screens.widgets.invite import Invite
from screens.widgets.table import Table
from tests.screens import aisne
from tests.screens.aisne import Programme

Shown = Callable[[App[Any]], str]
Same = Callable[[App[Any], str], None]


@pytest.mark.parametrize("size", [(80, 24), (100, 30)])
async def test_the_dashboard_keeps_its_look(same_screen: Same, size: tuple[int, int]) -> None:
    """What waits, the phases, the conventions and the clubs are drawn as they were kept."""
    store = aisne.aisne()
    aisne.brouillon(store)
    aisne.conflit(store)
    app = Programme(store)
    async with app.run_test(size=size) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        same_screen(app, f"tableau-{size[0]}")


async def test_an_empty_store_says_the_next_keys(same_screen: Same) -> None:
    """Nothing is counted; the page says how one begins."""
    app = Programme(aisne.vide())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        same_screen(app, "tableau-vide")
        await pilot.press("n")
        await pilot.pause()
        assert isinstance(app.screen, CommunesPage)
        assert app.screen.query_one("#nouveau", Invite).active


async def test_what_was_being_typed_comes_first_and_opens() -> None:
    """The first line takes a draft up again, even of a record that does not exist yet."""
    store = aisne.aisne()
    record = aisne.brouillon(store)
    app = Programme(store)
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await pilot.pause()
        assert app.ouvertes == [("action", record)]


async def test_each_block_opens_its_rows(ecran: Shown) -> None:
    """A phase opens its actions, the conventions their list, a club its séance."""
    app = Programme(aisne.aisne())
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("f6", "down", "enter")
        await pilot.pause()
        assert isinstance(app.screen, ActionsPage)
        assert "Étude (2)" in ecran(app)
        await pilot.press("escape", "f6", "enter")
        await pilot.pause()
        assert isinstance(app.screen, ConventionsPage)
        await pilot.press("escape", "f6", "enter")
        await pilot.pause()
        assert isinstance(app.screen, SeancePage)


async def test_only_what_calls_for_somebody_is_due(ecran: Shown) -> None:
    """An action that is over, or due in more than sixty days, does not wait; a late one says by how much."""
    app = Programme(aisne.aisne())
    async with app.run_test(size=(100, 30)) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        shown = ecran(app)
        assert "À faire (3)" in shown
        assert "! J+20" in shown
        assert "> J-23" in shown
        assert "Îlot Foch" not in shown


async def test_the_page_follows_what_changes() -> None:
    """A change made elsewhere is counted at once, the cursor on the same line."""
    store = aisne.aisne()
    app = Programme(store)
    async with app.run_test() as pilot:
        await app.workers.wait_for_complete()
        await pilot.press("down")
        table = app.screen.query_one("#a-faire", Table)
        before = table.row
        store.create("action", {"titre": "Urgence", "commune": "02361", "echeance": "2026-01-01"})
        app.changed()
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert isinstance(app.screen, AccueilPage)
        assert table.count == 4
        assert before is not None
        assert table.row is not None
        assert table.row.id == before.id
