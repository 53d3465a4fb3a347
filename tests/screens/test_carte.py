"""The map: arrows, letters, readings; the list beside says the same."""

from collections.abc import Callable
from typing import Any

from textual.app import App

from pvd_tui.domain.carte import Contour
from screens.actions import ActionsPage
from screens.carte import CartePage
from screens.commune import CommunePage
from screens.widgets.dessin_carte import DessinCarte
from screens.widgets.table import Table
from storage.carte import Carte
from storage.store import Store
from tests.screens import aisne
from tests.screens.aisne import Programme

Shown = Callable[[App[Any]], str]
PLACES = {"02361": (49.89, 3.62), "02381": (49.92, 4.08), "02789": (49.83, 3.90)}


def _placed() -> Store:
    store = aisne.aisne()
    for insee, (lat, lon) in PLACES.items():
        fiche = store.get("commune", insee)
        if fiche is not None:
            store.update(fiche, {"lat": lat, "lon": lon})
    square = ((3.0, 49.5), (4.5, 49.5), (4.5, 50.1), (3.0, 50.1))
    Carte(store).keep_contours([Contour("02", "Aisne", (square,))])
    return store


async def test_the_cursor_goes_where_arrows_point_and_where_letters_begin(ecran: Shown) -> None:
    """East of Guise is another commune; « g » comes back; the list follows; a opens the actions of the commune."""
    app = Programme(_placed())
    async with app.run_test(size=(100, 30)) as pilot:
        await app.push_screen(CartePage())
        await app.workers.wait_for_complete()
        await pilot.press("g")
        dessin, table = app.screen.query_one(DessinCarte), app.screen.query_one("#carte-communes", Table)
        assert dessin.commune == "02361"
        await pilot.press("right")
        await pilot.pause()
        assert dessin.commune in PLACES.keys() - {"02361"}
        assert table.row is not None
        assert table.row.id == dessin.commune
        await pilot.press("left", "left")
        assert dessin.commune == "02361"
        assert "· · " not in ecran(app)
        assert "·····" in ecran(app)
        await pilot.press("f6", "a")
        await pilot.pause()
        assert isinstance(app.screen, ActionsPage)


def test_a_map_that_has_no_size_yet_points_at_a_commune() -> None:
    """A terminal gives its size after the communes are read: Entrée must open one all the same."""
    dessin = DessinCarte(id="carte")
    dessin.montrer({"02381": (4.08, 49.92), "02361": (3.62, 49.89)}, {"02361": "Guise", "02381": "Hirson"}, ())
    assert dessin.commune == "02361"


async def test_each_reading_says_in_words_what_it_colours(ecran: Shown) -> None:
    """`k` goes through them; without an outline or a place, the list still says everything."""
    app = Programme(aisne.aisne())
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(CartePage())
        await app.workers.wait_for_complete()
        await pilot.pause()
        shown = ecran(app)
        assert "sans coordonnées" in shown or "Sans contours" in shown
        seen = []
        for _ in range(5):
            await pilot.press("k")
            await pilot.pause()
            seen.append(ecran(app).splitlines()[-2].strip())
        assert len(set(seen)) == 5
        assert "● oui  ▲ non" in " ".join(seen)


async def test_a_commune_without_a_place_is_reached_by_the_list(ecran: Shown) -> None:
    """Nothing is drawn: p opens what the list points at, and the path names the territory that the frame does."""
    app = Programme(aisne.aisne())
    async with app.run_test(size=(100, 30)) as pilot:
        await app.push_screen(CartePage())
        await app.workers.wait_for_complete()
        await pilot.pause()
        page = app.screen
        assert isinstance(page, CartePage)
        assert page.fil()[1] in ecran(app).split("┌")[1]
        await pilot.press("p")
        await pilot.pause()
        assert isinstance(app.screen, CommunePage)
