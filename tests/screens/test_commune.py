"""A commune on one page: what stands behind each step opens; the page is copied as plain words."""

from collections.abc import Callable
from typing import Any

from textual.app import App

from screens.commune import CommunePage
from screens.widgets.table import Table
from tests.screens import aisne
from tests.screens.aisne import Programme

Shown = Callable[[App[Any]], str]


async def test_the_page_says_where_a_commune_stands_and_opens_what_is_behind(ecran: Shown) -> None:
    """Six figures, the steps, what is missing; Entrée opens the convention; Ctrl+C copies it all."""
    app = Programme(aisne.aisne())
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(CommunePage("02361"))
        await app.workers.wait_for_complete()
        await pilot.pause()
        shown = ecran(app)
        for said in ("Convention d’adhésion", "15/04/2021", "Chef de projet", "Habitants", "Freins", "Demandes"):
            assert said in shown
        table = app.screen.query_one("#parcours", Table)
        table.cursor = next(
            i
            for i, etape in enumerate(app.screen.fiche.parcours.etapes)  # type: ignore[attr-defined] # a commune's page
            if etape.table == "convention"
        )
        await pilot.press("enter", "ctrl+c")
        await pilot.pause()
        assert app.ouvertes[0][0] == "convention"
        assert "Guise, au 22/11/2026" in app.clipboard
