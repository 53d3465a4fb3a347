"""Mode 6: why a commune is at risk, what would change it, and the préfet's judgement beside the computation."""

from collections.abc import Callable
from typing import Any

from textual.app import App
from textual.pilot import Pilot

from screens.risques import RisquesPage
from screens.widgets.plain import Plain
from screens.widgets.table import Table
from storage import settings
from storage.store import Store
from tests.screens import aisne
from tests.screens.aisne import Programme

Shown = Callable[[App[Any]], str]


def prefecture() -> Store:
    """Give the small Aisne as the préfecture has it."""
    store = aisne.aisne()
    store.settings.put(settings.ROLE, "prefecture")
    return store


async def opened(pilot: Pilot[Any]) -> Table:
    """Go to the risks and wait until they are read."""
    await pilot.press("6")
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    assert isinstance(pilot.app.screen, RisquesPage)
    return pilot.app.screen.query_one("#risques", Table)


async def test_a_line_says_the_fact_its_source_and_the_step(ecran: Shown) -> None:
    """One line a site, under its cause; the facts are below; Entrée opens where the step is done."""
    app = Programme(prefecture())
    async with app.run_test(size=(100, 30)) as pilot:
        table = await opened(pilot)
        await pilot.press("down")
        await pilot.pause()
        assert table.row is not None
        why = str(app.screen.query_one("#pourquoi-risque", Plain).text)
        assert "R1" in why
        assert "Source" in why
        assert "à risque sur" in ecran(app)
        await pilot.press("enter")
        await pilot.pause()
        assert [table for table, _ in app.ouvertes] == ["action"]


async def test_the_prefets_judgement_stands_beside_the_computation() -> None:
    """It needs its reason's first letter, is one gesture, and `u` takes it back."""
    store = prefecture()
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(pilot)
        await pilot.press("down", "J", *"x", "enter")
        await pilot.pause()
        assert store.rows.count("commune", {"risque_retenu": "Oui"}) == 0
        await pilot.press("backspace", *"o CRTE", "space", *"prêt", "enter")
        await pilot.pause()
        kept = store.rows.page("commune", {"risque_retenu": "Oui"}, columns=("motif_risque_retenu",))
        assert [row["motif_risque_retenu"] for row in kept] == ["CRTE prêt"]
        await pilot.press("u")
        await pilot.pause()
        assert store.rows.count("commune", {"risque_retenu": "Oui"}) == 0


async def test_a_chef_does_not_judge(ecran: Shown) -> None:
    """He may say a signal; the judgement is the préfet's."""
    app = Programme(aisne.aisne())
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(pilot)
        await pilot.press("down", "J")
        await pilot.pause()
        assert "jugement du préfet" in ecran(app)


async def test_what_is_unknown_is_a_list_apart(ecran: Shown) -> None:
    """An unknown test never makes a risk: it is « à renseigner »."""
    app = Programme(prefecture())
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(pilot)
        await pilot.press("r")
        await pilot.pause()
        assert "À renseigner (" in ecran(app)
        await pilot.press("escape")
        await pilot.pause()
        assert "à risque sur" in ecran(app)
