"""F3: everything is found as one types."""

from collections.abc import Callable
from typing import Any

from textual.app import App

from screens.recherche import Recherche
from screens.seance import SeancePage
from tests.screens import aisne
from tests.screens.aisne import Programme

Shown = Callable[[App[Any]], str]
Same = Callable[[App[Any], str], None]


async def test_what_is_found_is_grouped_and_opens(same_screen: Same) -> None:
    """Communes first, then actions; Entrée opens the line under the cursor."""
    store = aisne.aisne()
    app = Programme(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("f3", *"GUI")
        await pilot.pause()
        same_screen(app, "recherche")
        await pilot.press("enter")
        await pilot.pause()
        assert app.ouvertes == [("commune", "02361")]


async def test_accents_do_not_count_and_a_seance_opens_its_own_page() -> None:
    """« decembre » finds « Club de décembre », from a list too, where F3 is still the search."""
    app = Programme(aisne.aisne())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("3", "f3")
        assert isinstance(app.screen, Recherche)
        await pilot.press(*"decembre", "enter")
        await pilot.pause()
        assert isinstance(app.screen, SeancePage)


async def test_nothing_found_suggests_less(ecran: Shown) -> None:
    """The longest beginning that finds something is one key away."""
    app = Programme(aisne.aisne())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+f", *"halluin")
        await pilot.pause()
        assert "Rien ne correspond à « halluin »." in ecran(app)
        assert "Tab cherche « hall »." in ecran(app)
        await pilot.press("tab")
        await pilot.pause()
        assert "Halle du marché" in ecran(app)
