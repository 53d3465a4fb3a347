"""Everything can be found: in F9's menu, in the palette, and by the right button of the mouse."""

from collections.abc import Callable, Iterator
from typing import Any

from textual.app import App
from textual.events import MouseScrollDown

from pvd_tui.app import Pvd
from pvd_tui.cli import _COMMANDS
from screens.a_faire import AFairePage
from screens.actions import ActionsPage
from screens.aide import AideScreen
from screens.application import Application
from screens.campagne import CampagnePage
from screens.clavier import ClavierPage
from screens.conformite_club import ConformiteClubPage
from screens.conventions import ConventionsPage
from screens.demandes import DemandesPage
from screens.digest import DigestPage
from screens.doublons import DoublonsPage
from screens.formation import FormationPage
from screens.ici import ici, possible
from screens.importer import ImporterPage
from screens.menu import Menu
from screens.palette import Palette
from screens.passation import PassationPage
from screens.retex import RetexPage
from screens.rgpd import RgpdPage
from screens.suites import SuitesPage
from screens.widgets.champ import Champ
from screens.widgets.table import Table
from storage.store import Store
from tests.screens import aisne
from tests.screens.aisne import Programme
from tests.screens.fiches import Essai
from tests.screens.petit import Petit
from tests.storage.laptops import a_commune

Shown = Callable[[App[Any]], str]

EN_PALETTE = {
    "creer": "Nouveau : Action",
    "lister": "Aller : Actions",
    "vues": "Actions : Choisir une vue ou un filtre",
    "archiver": "Actions : Archiver (s'annule)",
    "annuler": "Actions : Annuler la dernière modification",
    "retablir": "Actions : Rétablir ce qui vient d'être annulé",
    "chercher": "Chercher : Chercher partout",
    "a-faire": "Aller : À faire",
    "club": "Aller : Conformité du club",
    "digest": "Aller : Ce qui a changé, par commune",
    "releve": "Fichiers : Exporter",
    "formation": "Aller : Plan de formation",
    "retex": "Aller : Retours d'expérience",
    "suite": "Aller : Suites",
    "carte": "Aller : Carte",
    "risques": "Aller : Risques",
    "campagne": "Aller : Campagne de la note",
    "doublons": "Fiches : Doublons probables",
    "rgpd": "Fiches : Données personnelles",
    "importer": "Fichiers : Importer un tableur",
    "exporter": "Fichiers : Exporter",
    "passation": "Fichiers : Passation : le dossier d'un successeur",
    "enroler": "Aller : Synchro",
    "synchroniser": "Synchro : Synchroniser maintenant",
    "lot": "Synchro : Exporter un lot (clé USB, courriel)",
    "conflits": "Aller : Synchro",
    "sauvegarder": "Fichiers : Sauvegarder la base dans un fichier",
    "diagnostic": "Assistance : Diagnostic pour l'assistance",
    "definir": "Aide : Aide du champ ou de l'écran",
    "touches": "Assistance : Essayer le clavier",
}
"""Where the palette of the list of actions has what each command does."""
AILLEURS = {
    *("voir", "modifier", "historique", "commune", "dupliquer", "remplacer", "deplacer", "completude", "noter"),
    *("notes", "comparer", "revenir", "plan", "repartition", "demande", "fusionner"),  # on the fiche, by F9
    *("convention", "poste", "rattacher"),  # on their fiches
    "seance",  # on its page
    *("note", "programme"),  # in the mode Synthèse
    *("a-corriger", "accuses", "retraits", "changements"),  # in the page Synchro
    *("demo", "navigateur", "verifier", "restaurer"),  # about the program or its file, which is not open then
}

ITSELF = {"palette.ouvrir", "page.retour", "app.copier"}
"""The palette, the way back (in every footer) and a sentence about Ctrl+C."""
PAGES = (
    AFairePage,
    ConventionsPage,
    DemandesPage,
    SuitesPage,
    DoublonsPage,
    ImporterPage,
    PassationPage,
    ConformiteClubPage,
    CampagnePage,
    DigestPage,
    FormationPage,
    RetexPage,
    RgpdPage,
)


def lost(app: Application) -> Iterator[str]:
    """Name the bindings that act now and that neither F9 nor the palette offers."""
    commands = list(app.commands())
    keys = {entry.key for entry in possible(app)} | {command.key for command in commands}
    titres = {command.titre for command in commands}
    done = {(one.node, one.action) for one in ici(app)}
    for active in app.screen.active_bindings.values():
        b = active.binding
        twin = b.id is None or b.id.startswith("onglet.") or b.id.endswith(("lettre", "_ici"))
        if active.enabled and b.description and not twin and b.id not in ITSELF:
            said = (b.tooltip or b.description).removesuffix(", hors saisie")
            if (active.node, b.action) not in done and app.touche(str(b.id)) not in keys and said not in titres:
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


async def test_each_command_has_its_place_in_the_program() -> None:
    """What is done by a command is found in the palette, or on the page of what it is about."""
    assert set(_COMMANDS) == EN_PALETTE.keys() | AILLEURS
    app = Pvd(aisne.aisne())
    async with app.run_test(size=(80, 24)) as pilot:
        app.go("actions")
        await pilot.pause()
        assert set(EN_PALETTE.values()) - {command.label for command in app.commands()} == set()


async def test_what_letters_do_is_offered_while_a_field_takes_them(portable: Store, ecran: Shown) -> None:
    """In a fiche the letters are typed; the palette still offers the gestures, F1 says what the field means."""
    a_commune(portable)
    app = Essai(portable)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("n")
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


async def test_the_footer_is_clicked_and_the_wheel_scrolls(petit: Petit) -> None:
    """A hint of the footer is a button; the wheel moves a list of fifty thousand rows."""
    async with petit.run_test(size=(80, 24)) as pilot:
        await pilot.press("3")
        await pilot.pause()
        table = petit.screen.query_one("#table", Table)
        table.post_message(MouseScrollDown(table, 5, 5, 0, 0, 0, shift=False, meta=False, ctrl=False))
        await pilot.pause()
        assert table.scroll_offset.y > 0
        await pilot.click("#pied", offset=(2, 0))
        await pilot.pause()
        assert isinstance(petit.screen, AideScreen)


async def test_a_click_on_a_title_orders_the_list() -> None:
    """The list is ordered by the column that was clicked."""
    app = Programme(aisne.aisne())
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("3")
        await pilot.pause()
        page = app.screen
        assert isinstance(page, ActionsPage)
        await pilot.click("#table", offset=(8, 0))
        await pilot.pause()
        assert page.ordre[0][0] == "code"
