"""« Conformité du club »: what is counted, what is behind a figure, and what a chef does not see."""

from collections.abc import Callable
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot

from screens.commune import CommunePage
from screens.conformite_club import ConformiteClubPage
from screens.doublons import DoublonsPage
from screens.seance import SeancePage
from screens.seances_comptees import SeancesCompteesPage
from screens.widgets.plain import Plain
from screens.widgets.table import Table
from storage import settings
from storage.store import Store
from tests.screens import aisne
from tests.screens.aisne import Programme

Shown = Callable[[App[Any]], str]
Same = Callable[[App[Any], str], None]


def prefecture() -> Store:
    """Give the small Aisne as the préfecture has it."""
    store = aisne.aisne()
    store.settings.put(settings.ROLE, "prefecture")
    return store


async def lue(pilot: Pilot[Any]) -> None:
    """Wait until what is read behind the screen is shown."""
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def opened(pilot: Pilot[Any]) -> None:
    """Open the page from the clubs by its key."""
    await pilot.press("4", "C")
    await lue(pilot)
    assert isinstance(pilot.app.screen, ConformiteClubPage)


@pytest.mark.parametrize("size", [(80, 24), (100, 30)])
async def test_the_page_keeps_its_look(same_screen: Same, size: tuple[int, int]) -> None:
    """Periods, what to know, and the grid are drawn as they were kept."""
    app = Programme(prefecture())
    async with app.run_test(size=size) as pilot:
        await opened(pilot)
        same_screen(app, f"conformite-club-{size[0]}")


async def test_only_the_prefecture_sees_who_never_came(ecran: Shown) -> None:
    """A chef sees the counts and what is due, never the list, nor a row of points that would say it."""
    for store, seen in ((prefecture(), True), (aisne.aisne(), False)):
        app = Programme(store)
        async with app.run_test(size=(120, 40)) as pilot:
            await opened(pilot)
            shown = ecran(app)
            assert "Encore 1 séance à tenir d’ici le 31/12/2026, prévue le 03/12/2026 (J-39)." in shown
            assert ("Jamais venues (4) : Chauny, Hirson, Marle, Villers-Cotterêts." in shown) is seen
            assert ("Chauny" in shown) is seen
            grille = app.screen.query_one("#grille", Table)
            assert grille.count == (5 if seen else 2)


async def test_entree_opens_what_is_behind_a_figure(ecran: Shown) -> None:
    """The séances of the period with why each counts; then the séance itself. A commune opens its page."""
    app = Programme(prefecture())
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(pilot)
        await pilot.press("enter")
        await lue(pilot)
        assert isinstance(app.screen, SeancesCompteesPage)
        assert "2026 : 1 séance comptée sur 2, en cours" in ecran(app)
        assert "convoquée : seule une séance tenue com" in ecran(app)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, SeancePage)
        await pilot.press("escape", "escape")
        await pilot.pause()
        app.screen.query_one("#grille", Table).focus()
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, CommunePage)


async def test_a_duplicate_counts_once_and_f_leads_to_it(ecran: Shown) -> None:
    """The same séance recorded again: still one, said in words, and one key to merge or tell apart."""
    store = prefecture()
    values = {"titre": "Club de printemps, habitat", "date": "2026-04-14", "etat": "Tenue", "public": "Mixte"}
    store.create("seance_club", {**values, "echelon": "Départemental", "departement": "02"})
    app = Programme(store)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert "Clubs : 1 sur 2 en 2026" in ecran(app)
        await opened(pilot)
        assert "« Club de printemps, habitat »" in ecran(app)
        await pilot.press("enter")
        await lue(pilot)
        assert "1 séance comptée sur 2" in ecran(app)
        said = app.screen.query_one("#pourquoi", Plain).text
        assert "Semble être la même que « Club de printemps" in said
        await pilot.press("f")
        await pilot.pause()
        assert isinstance(app.screen, DoublonsPage)


async def test_the_line_of_a_faire_opens_the_page() -> None:
    """What is still due is a line of « à faire » without a record of its own."""
    app = Programme(prefecture())
    async with app.run_test(size=(100, 30)) as pilot:
        await lue(pilot)
        table = app.screen.query_one("#a-faire", Table)
        table.cursor = next(
            n for n in range(table.count) if (row := table._pages.row(n)) and row.id.startswith("club ")
        )
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, ConformiteClubPage)


async def test_without_a_departement_the_page_says_what_to_do(ecran: Shown) -> None:
    """An empty store that is linked to nothing."""
    store = Store.open(":memory:", clock=aisne.horloge(), entropy=aisne.suite())
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        app.push_screen(ConformiteClubPage())
        await lue(pilot)
        assert "Le département de cet ordinateur n'est pas encore connu." in ecran(app)
