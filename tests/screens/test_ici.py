"""Everything can be found: in F9's menu, in the palette, and by the right button of the mouse."""

from collections.abc import Callable, Iterator
from typing import Any

from textual.app import App

from screens.a_faire import AFairePage
from screens.aide import AideScreen
from screens.clavier import ClavierPage
from screens.conventions import ConventionsPage
from screens.demandes import DemandesPage
from screens.doublons import DoublonsPage
from screens.ici import ici, possible
from screens.importer import ImporterPage
from screens.menu import Menu
from screens.palette import Palette
from screens.passation import PassationPage
from screens.suites import SuitesPage
from screens.widgets.champ import Champ
from screens.widgets.table import Table
from tests.screens import aisne, fiches
from tests.screens.aisne import Programme

Shown = Callable[[App[Any]], str]

ITSELF = {"palette.ouvrir", "page.retour", "app.copier"}
"""The palette, the way back (in every footer) and a sentence about Ctrl+C."""
PAGES = (AFairePage, ConventionsPage, DemandesPage, SuitesPage, DoublonsPage, ImporterPage, PassationPage)


def lost(app: Programme) -> Iterator[str]:
    """Name the bindings that act now and that neither F9 nor the palette offers."""
    commands = list(app.commands())
    keys = {entry.key for entry in possible(app)} | {command.key for command in commands}
    titres = {command.titre for command in commands}
    for active in app.screen.active_bindings.values():
        b = active.binding
        twin = b.id is None or b.id.startswith("onglet.") or b.id.endswith(("lettre", "_ici"))
        if active.enabled and b.description and not twin and b.id not in ITSELF:
            said = (b.tooltip or b.description).removesuffix(", hors saisie")
            if app.touche(str(b.id)) not in keys and said not in titres:
                yield f"{type(app.screen).__name__} {b.id}"


async def test_all_that_acts_on_a_page_is_in_its_menu_or_in_the_palette() -> None:
    """Mode after mode, then each page that opens above: nothing is known by its key only."""
    app = Programme(aisne.aisne())
    missing: list[str] = []
    async with app.run_test(size=(100, 30)) as pilot:
        for mode in app.modes:
            app.go(mode.id)
            await pilot.pause()
            missing += lost(app)
        for page in PAGES:
            app.push_screen(page())
            await pilot.pause()
            missing += lost(app)
            app.pop_screen()
    assert missing == []


async def test_what_letters_do_is_offered_while_a_field_takes_them(ecran: Shown) -> None:
    """In a fiche the letters are typed; the palette still offers the gestures, F1 says what the field means."""
    app = fiches.programme()
    async with app.run_test(size=(100, 30)) as pilot:
        app.creer("action", commune="02361")
        await pilot.pause()
        assert isinstance(app.focused, Champ)
        assert {"note.ajouter", "fiche.historique"} & {one.id for one in ici(app)}
        commands = {command.label: command for command in app.commands()}
        commands["Insérer : É"].run()
        assert app.focused.value == "É"
        await pilot.press("f1")
        await pilot.pause()
        assert isinstance(app.screen, AideScreen)
        assert "Nom de l’action, court et parlant" in " ".join(ecran(app).split())
        assert "Rempli par : chef de projet" in ecran(app)


async def test_the_right_button_opens_the_menu_of_the_row_that_is_under_it(ecran: Shown) -> None:
    """The cursor comes to the row, and the menu stands there."""
    app = Programme(aisne.aisne())
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("3")
        await pilot.pause()
        table = app.screen.query_one("#table", Table)
        await pilot.click("#table", offset=(10, 3), button=3)
        await pilot.pause()
        assert table.cursor == 2
        assert isinstance(app.screen, Menu)
        assert app.screen.query_one("#menu").region.x in range(8, 14)
        assert "Ouvrir la ligne" in ecran(app)


async def test_the_palette_finds_records_too(ecran: Shown) -> None:
    """« hal » finds the halle after the commands, and opens it; F1 in a list explains its columns."""
    app = Programme(aisne.aisne())
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("3", "f1")
        await pilot.pause()
        assert "ordre de la liste" in ecran(app)
        await pilot.press("escape", "f10", *"hal")
        await pilot.pause()
        assert isinstance(app.screen, Palette)
        assert "Action : Halle du marché : réhabilitation" in ecran(app)
        await pilot.press("enter")
        await pilot.pause()
        assert [table for table, _ in app.ouvertes] == ["action"]


async def test_the_keyboard_page_takes_every_key() -> None:
    """F10 and Ctrl+S are seen and do nothing else; Échap twice leaves."""
    app = Programme(aisne.aisne())
    async with app.run_test(size=(80, 24)) as pilot:
        page = ClavierPage()
        app.push_screen(page)
        await pilot.press("f10", "ctrl+s", "ctrl+q", "3", "@", "É")
        await pilot.pause()
        assert app.screen is page
        assert {"f10", "ctrl+s", "@", "É"} <= page.vues
        await pilot.press("escape", "escape")
        await pilot.pause()
        assert app.screen is not page
