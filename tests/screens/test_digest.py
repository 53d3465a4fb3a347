"""« Ce qui a changé »: the digest on screen."""

from collections.abc import Callable
from typing import Any

from textual.app import App
from textual.pilot import Pilot

from screens.digest import DigestPage
from screens.widgets.plain import Plain
from screens.widgets.table import Table
from storage.store import Store
from tests.screens import aisne
from tests.screens.aisne import Programme

Shown = Callable[[App[Any]], str]


async def _lue(pilot: Pilot[Any]) -> str:
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()
    return str(pilot.app.screen.query_one("#digest", Plain).text)


def _store() -> Store:
    store = aisne.aisne()
    store.create("note_datee", {"titre": "négociation XYZZY", "commune": "02361", "texte": "ne pas dire"})
    return store


async def test_the_period_is_chosen_and_the_text_is_copied(ecran: Shown) -> None:
    """The list chooses since when; what is copied has no restricted record in it."""
    app = Programme(_store())
    async with app.run_test(size=(100, 30)) as pilot:
        app.push_screen(DigestPage())
        said = await _lue(pilot)
        assert said.startswith("Ce qui a changé du ")
        assert "Guise (02361)" in said
        assert "XYZZY" not in said
        assert "Sans 1 fiche restreinte." in said
        first = app.screen.query_one("#depuis", Table)
        await pilot.press("end")
        assert first.cursor == first.count - 1
        assert "douze mois" in ecran(app)
        year = await _lue(pilot)
        assert year.splitlines()[0] != said.splitlines()[0]
        await pilot.press("ctrl+c")
        await pilot.pause()
        assert app.clipboard.startswith(year.splitlines()[0])
        assert "restreinte" not in app.clipboard


async def test_a_narrow_window_shows_it_too(ecran: Shown) -> None:
    """At 80 by 24 the periods and the text are both there."""
    app = Programme(aisne.aisne())
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(DigestPage())
        await _lue(pilot)
        assert "sept jours" in ecran(app)
        assert "Ce qui a changé du" in ecran(app)
