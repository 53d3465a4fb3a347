"""The tables of a fiche in a terminal: keys, the cell that opens in its place, what is saved when one leaves."""

from collections.abc import Callable
from typing import Any, cast

import pytest
from textual import events
from textual.app import App
from textual.pilot import Pilot

from screens.conflit import ConflitPage
from screens.fiche import FichePage
from screens.menu import Menu
from screens.widgets.choix import Choix
from screens.widgets.grille import Grille
from storage.errors import StoreFileError
from storage.settings import ROLE
from storage.store import Store
from tests.screens.fiches import Essai, ecrire, ouvrir
from tests.storage.laptops import Laptops, Server, a_commune, an_action, exchange

Shown = Callable[[App[Any]], str]


async def _table(pilot: Pilot[int], record: str, titre: str) -> Grille:
    """Open an action on one of its tables."""
    fiche = await ouvrir(pilot, "action", record)
    await fiche.montrer(next(i for i, (name, _) in enumerate(fiche.rubriques) if name == titre))
    await pilot.pause()
    vue = fiche.vue
    assert vue is not None
    return vue.grille


def _plain(ecran: Shown, app: App[Any]) -> str:
    return " ".join(ecran(app).replace("│", " ").replace("\u00a0", " ").split())


def _action(store: Store) -> str:
    a_commune(store)
    return an_action(store, regime_montant="HT")


async def test_expenses_are_typed_like_in_a_spreadsheet(portable: Store, ecran: Shown) -> None:
    """Letters choose, Tab goes on, sums follow the typing, Échap gives the value back, leaving saves one gesture."""
    record = _action(portable)
    essai = Essai(portable)
    async with essai.run_test(size=(80, 24)) as pilot:
        grille = await _table(pilot, record, "Dépenses")
        assert grille.has_focus
        await pilot.press("t")
        await pilot.pause()
        assert isinstance(essai.screen, Choix)
        await ecrire(pilot, "rav")
        await pilot.press("enter", "tab", "1")
        await ecrire(pilot, "200*0,8")
        assert "= 960 €" in _plain(ecran, essai)
        assert "Total HT 960" in _plain(ecran, essai), "the sum follows what is being typed"
        await pilot.press("enter")
        assert grille.ligne == "+", "Entrée on the last line begins another one"
        await pilot.press("up", "end", "home", "right", "right", "f2", "0", "escape")
        assert "Travaux 960" in _plain(ecran, essai)
        await pilot.press("ctrl+y")
        assert "1200*0,80" not in _plain(ecran, essai)
        assert "Rétabli : la saisie abandonnée" in _plain(ecran, essai)
        await pilot.press("ctrl+z")
        assert portable.rows.count("depense") == 0, "all of it is a draft while the fiche is open"
        await pilot.press("escape")
        await pilot.pause()
        (row,) = portable.rows.page("depense")
        assert (row["nature"], row["montant_previsionnel"], row["regime_montant"]) == ("Travaux", 960_00, "HT")
        assert (portable.drafts.count(), portable.history.next_undo()) == (
            0,
            "Dépenses de « Réhabilitation des halles » : 1 ligne",
        )


async def test_a_full_disk_is_said_and_what_is_typed_stays_in_the_cell(
    portable: Store, ecran: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program goes on; once there is room again, Entrée keeps it."""
    record = _action(portable)
    essai = Essai(portable)
    async with essai.run_test(size=(80, 24)) as pilot:
        grille = await _table(pilot, record, "Dépenses")

        def full(_draft: object) -> None:
            raise StoreFileError("Le disque est plein.")

        with monkeypatch.context() as patched:
            patched.setattr(portable.drafts, "put", full)
            await pilot.press("right", "h", "a", "enter")
            await pilot.pause()
            assert "Le disque est plein." in _plain(ecran, essai)
            assert (grille.cellule.value, grille.edite is not None) == ("ha", True)
            grille.coller("a\tb\nc\td")
            await pilot.press("delete")
            await pilot.pause()
        await pilot.press("enter")
        assert [draft.texte for draft in portable.drafts.all()] == ["ha"]


async def test_a_table_of_a_spreadsheet_is_pasted_and_taken_back(portable: Store, ecran: Shown) -> None:
    """Bracketed paste fills the lines, Ctrl+Z takes all of it back, Suppr marks a line and unmarks it."""
    record = _action(portable)
    essai = Essai(portable)
    async with essai.run_test(size=(80, 24)) as pilot:
        grille = await _table(pilot, record, "Dépenses")
        essai.post_message(events.Paste("Étude\tprog.\t48 000,50\nTravaux\thalle\t1,12 M€\n"))
        await pilot.pause()
        await pilot.pause()
        assert "Total HT 1 168 000,50" in _plain(ecran, essai)
        await pilot.press("ctrl+z")
        assert grille.modele.lignes() == ["+"]
        await pilot.press("ctrl+y", "ctrl+home", "delete")
        assert "Total HT 1 120 000" in _plain(ecran, essai)
        assert "Ligne effacée" in _plain(ecran, essai)


async def test_a_killed_table_opens_where_it_was(portable: Store, laptop: Laptops, ecran: Shown) -> None:
    """The fiche opens on the table and the cell of the last draft, says so, and F9 gives it up."""
    record = _action(portable)
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        grille = await _table(pilot, record, "Financement")
        await pilot.press("right", "right", "4", "8")
        await ecrire(pilot, "k")
        grille.retenir()
    again = laptop.reopen(portable)
    essai = Essai(again)
    async with essai.run_test(size=(100, 30)) as pilot:
        fiche = await ouvrir(pilot, "action", record)
        assert fiche.vue is not None
        assert (fiche.vue.feuille.titre, fiche.vue.grille.colonne) == ("Financement", 2)
        assert "Vous en étiez à « Financement »" in _plain(ecran, essai)
        await pilot.press("f9")
        menu = essai.screen
        assert isinstance(menu, Menu)
        gone = next(entry for _, entry in menu.entries if entry.label.startswith("Abandonner les saisies"))
        menu.dismiss(gone)
        await pilot.pause()
        await pilot.pause()
        assert again.drafts.count() == 0


async def test_two_values_of_a_cell_are_shown_and_settled(portable: Store, laptop: Laptops, ecran: Shown) -> None:
    """The cell says whose they are, Entrée opens the choice; F2 would correct it all the same."""
    prefecture, server = laptop("prefecture"), Server(laptop.clock)
    prefecture.settings.put(ROLE, "prefecture")
    record = _action(portable)
    line = portable.create("depense", {"action": record, "nature": "Étude", "montant_previsionnel": 10_00})
    exchange(server, portable, prefecture)
    for store, cents in ((portable, 20_00), (prefecture, 30_00)):
        known = store.get("depense", line)
        assert known is not None
        store.update(known, {"montant_previsionnel": cents})
    exchange(server, portable, prefecture)
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        await _table(pilot, record, "Dépenses")
        await pilot.press("f7")
        assert "! deux valeurs" in _plain(ecran, essai)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(essai.screen, ConflitPage)
        await pilot.press("m", "enter")
        await pilot.pause()
        assert isinstance(essai.page, FichePage)
        assert portable.disputed() == 0


async def test_the_tables_keep_their_look(portable: Store, same_screen: Callable[[App[Any], str], None]) -> None:
    """80×24 holds a plan of five lines, its bar, what may still be asked for; arrows say what is hidden."""
    record = _action(portable)
    for nature, asked, paid in (("Étude", 48_000_00, 46_820_00), ("Travaux", 1_432_000_00, None)):
        portable.create(
            "depense",
            {
                "action": record,
                "nature": nature,
                "montant_previsionnel": asked,
                "montant_definitif": paid,
                "regime_montant": "HT",
            },
        )
    plan = portable.create(
        "plan_financement",
        {"action": record, "version": 2, "statut": "Brouillon", "depense_subventionnable": 1_400_000_00},
    )
    for who, what, asked in (
        ("État [HT]", "DETR", 296_000_00),
        ("État", "Fonds vert", 372_000_00),
        ("Région", "Conseil régional", 240_000_00),
        ("Fondation", "Mécénat", 60_000_00),
        ("Commune", "Autofinancement", 414_400_00),
    ):
        portable.create(
            "ressource", {"plan_financement": plan, "financeur": who, "dispositif": what, "montant_demande": asked}
        )
    essai = Essai(portable)
    async with essai.run_test(size=(80, 24)) as pilot:
        await _table(pilot, record, "Financement")
        same_screen(essai, "fiche-financement-80")
        await pilot.resize_terminal(100, 30)
        await cast("Essai", pilot.app).fiche.montrer(8)
        await pilot.pause()
        same_screen(essai, "fiche-depenses-100")
