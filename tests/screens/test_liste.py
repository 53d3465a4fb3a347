"""The lists: filter, order, new, archive and undo, by the keys of a French keyboard."""

from collections.abc import Callable
from typing import Any

import pytest
from textual.app import App

from pvd_tui.changes.edit import Edit
from screens.actions import ActionsPage
from screens.communes import CommunesPage
from screens.donnees import GRAND
from screens.lignes_lues import LENT, Demande, Lignes
from screens.liste import ListePage
from screens.widgets.choix import Choix
from screens.widgets.invite import Invite
from screens.widgets.table import Table
from storage import settings
from storage.filtre import Filtre
from tests.screens import aisne
from tests.screens.aisne import Programme

Shown = Callable[[App[Any]], str]
Same = Callable[[App[Any], str], None]


def titres(app: Programme) -> list[str]:
    """Give the titles of the list, from the top."""
    table = app.screen.query_one("#table", Table)
    columns = [column.title.split(" ")[0] for column in table.columns]
    place = columns.index("Action")
    return [table._pages.row(i).cells[place] for i in range(table.count)]  # type: ignore[union-attr] # i is below count


@pytest.mark.parametrize("size", [(80, 24), (100, 30)])
async def test_the_lists_keep_their_look(same_screen: Same, size: tuple[int, int]) -> None:
    """Communes, actions and clubs are drawn as they were kept, opened by what 2, 3 and 4 give without Shift."""
    store = aisne.aisne()
    aisne.brouillon(store)
    aisne.conflit(store)
    app = Programme(store)
    async with app.run_test(size=size) as pilot:
        for key, name in (("é", "communes"), ('"', "actions"), ("'", "clubs")):
            await pilot.press(key)
            await pilot.pause()
            same_screen(app, f"liste-{name}-{size[0]}")


async def test_a_wide_list_shows_more_of_the_record(same_screen: Same) -> None:
    """From 140 columns the record under the cursor is shown beside the list."""
    app = Programme(aisne.aisne())
    async with app.run_test(size=(150, 30)) as pilot:
        await pilot.press("3", "down")
        await pilot.pause()
        same_screen(app, "liste-apercu")


async def test_the_filter_finds_a_title_or_a_commune(ecran: Shown) -> None:
    """Typed without accents, it keeps what holds every word; Échap brings all back."""
    app = Programme(aisne.aisne())
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("3")
        for key in (":", "/", "ctrl+f"):
            await pilot.press(key)
            assert app.screen.query_one("#filtrer", Invite).active
            await pilot.press("escape")
        await pilot.press(":")
        await aisne.coller(pilot, "guise ilot")
        await pilot.press("enter")
        await pilot.pause()
        assert titres(app) == ["Îlot Foch"]
        assert "Actions (1 sur 6 · le filtre en cache 5)" in ecran(app)
        await pilot.press("escape")
        await pilot.pause()
        assert len(titres(app)) == 6


async def test_a_filter_that_hides_all_says_so(ecran: Shown) -> None:
    """The sentence names the filter and the key that takes it away."""
    app = Programme(aisne.aisne())
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("3", ":", *"zzz")
        await pilot.pause()
        assert "0 sur 6 : le filtre « zzz » cache tout." in ecran(app)


async def test_o_orders_and_turns_round(ecran: Shown) -> None:
    """The same choice twice turns the order; what has no échéance stays last."""
    app = Programme(aisne.aisne())
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("3", "o", *"eche", "enter")
        await pilot.pause()
        assert titres(app)[:2] == ["Îlot Foch", "Tiers-lieu gare"]
        assert "Échéance ▲" in ecran(app)
        await pilot.press("o", *"eche", "enter")
        await pilot.pause()
        assert titres(app)[0] == "OPAH-RU centre ancien"
        assert titres(app)[-1] in {"Parcours ville-château", "École [Matisse] : rénovation"}
        assert "Échéance ▼" in ecran(app)
        await pilot.press("o", *"commune", "enter")
        await pilot.pause()
        assert titres(app)[0] == "Halle du marché : réhabilitation", "by the commune's name, not its code"


async def test_n_a_title_and_enter_create_an_action(ecran: Shown) -> None:
    """With several communes one is chosen; the cursor is on the new action, and Entrée opens it."""
    store = aisne.aisne()
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("3", "n")
        await aisne.coller(pilot, "Maison de sante")
        await pilot.press("enter")
        assert isinstance(app.screen, Choix)
        assert store.rows.count("action") == 6, "nothing is written before the commune is known"
        await pilot.press("h")
        await pilot.pause()
        assert store.rows.count("action") == 7
        assert "« Maison de sante » : enregistrée. Entrée ouvre · n en crée une autre." in ecran(app)
        await pilot.press("enter")
        await pilot.pause()
        assert app.ouvertes == [("action", aisne.action(store, "Maison"))]
        assert store.rows.these("action", [app.ouvertes[0][1]], ("commune",))[0]["commune"] == "02381"
        assert store.drafts.count() == 0


async def test_a_laptop_of_one_commune_is_not_asked_which() -> None:
    """Title, Entrée: the action is of the only commune this laptop may write."""
    store = aisne.aisne()
    store.settings.put(settings.COMMUNES, "02361")
    app = Programme(store)
    async with app.run_test() as pilot:
        await pilot.press("3", "n", *"Halte", "enter")
        await pilot.pause()
        record = aisne.action(store, "Halte")
        assert store.rows.these("action", [record], ("commune",))[0]["commune"] == "02361"


async def test_a_title_half_typed_survives_the_end_of_the_program(ecran: Shown) -> None:
    """Ctrl+Q in the line of n keeps a draft, which Accueil offers; Échap gives it back with n, without a draft."""
    store = aisne.aisne()
    app = Programme(store)
    async with app.run_test() as pilot:
        await pilot.press("3", "n", *"Halte", "escape", "n")
        await pilot.pause()
        assert app.screen.query_one("#nouveau", Invite).text == "Halte"
        assert store.drafts.count() == 0
        await pilot.press("ctrl+q")
    (draft,) = store.drafts.all()
    assert (draft.table, draft.champ, draft.texte, draft.nouveau) == ("action", "titre", "Halte", True)
    again = Programme(store)
    async with again.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "reprise" in ecran(again)
        await pilot.press("enter")
        await pilot.pause()
        assert again.ouvertes == [("action", draft.record)]


async def test_x_archives_what_is_marked_and_u_brings_it_back(ecran: Shown) -> None:
    """One gesture for all the rows marked; u or Ctrl+Z undo it, U or Ctrl+Y do it again."""
    store = aisne.aisne()
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("3", "space", "down", "space", "x")
        await pilot.pause()
        assert store.rows.count("action") == 4
        assert "2 actions : archivées. u annule." in ecran(app)
        for undo, redo in (("u", "U"), ("ctrl+z", "ctrl+y")):
            await pilot.press(undo)
            await pilot.pause()
            assert store.rows.count("action") == 6
            assert "Annulé : Archiver 2 actions." in ecran(app)
            await pilot.press(redo)
            await pilot.pause()
            assert store.rows.count("action") == 4


async def test_a_store_that_cannot_be_written_says_so_in_french(ecran: Shown) -> None:
    """Nothing ends and nothing is lost: the status line says what happened."""
    store = aisne.aisne()
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("3")
        await pilot.pause()
        store.read_only = True
        await pilot.press("x")
        await pilot.pause()
        assert "ouverte en lecture seule. Rien n'a été enregistré." in ecran(app)
        store.read_only = False


async def test_a_commune_is_added_by_its_name(ecran: Shown) -> None:
    """The référentiel gives its code, its département and its people."""
    store = aisne.aisne()
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("2", "n")
        await aisne.coller(pilot, "vervins")
        await pilot.press("enter", "enter")
        await pilot.pause()
        assert store.rows.titres("commune", ["02789"]) == {"02789": "Vervins"}
        await pilot.press("n")
        await aisne.coller(pilot, "vervins")
        await pilot.press("enter", "enter")
        await pilot.pause()
        assert "existe déjà" in ecran(app)


async def test_the_actions_of_a_commune_open_from_it(ecran: Shown) -> None:
    """The key a lists them, n there asks for no commune, Échap comes back to the same line; C lists the conventions."""
    store = aisne.aisne()
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("2", "down", "a")
        await pilot.pause()
        assert isinstance(app.screen, ActionsPage)
        assert "Guise (2)" in ecran(app)
        await pilot.press("n", *"Quai", "enter")
        await pilot.pause()
        assert "Guise (3)" in ecran(app)
        await pilot.press("escape")
        await pilot.pause()
        page = app.screen
        assert isinstance(page, CommunesPage)
        assert page.table.cursor == 1
        assert page.table.row is not None
        assert page.table.row.cells[-1] == "3", "the page behind followed"
        await pilot.press("C")
        await pilot.pause()
        assert "Conventions (6)" in ecran(app)


async def test_a_page_keeps_its_record_when_rows_come_before_it() -> None:
    """The cursor stays on the record, not on the line, when a synchronisation brings others."""
    store = aisne.aisne()
    app = Programme(store)
    async with app.run_test() as pilot:
        await pilot.press("3", "down", "down")
        page = app.screen
        assert isinstance(page, ListePage)
        before = page.table.row
        store.create("action", {"titre": "Abattoir", "commune": "02361"})
        app.changed()
        await pilot.pause()
        assert before is not None
        assert page.table.row is not None
        assert page.table.row.id == before.id
        assert page.table.cursor == 3


def test_an_order_without_an_index_is_read_once_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    """A long list ordered by cost reads its order once, and then gives the same rows as the slow way."""
    store = aisne.aisne()
    page = ActionsPage.catalogue
    lignes = Lignes(store, page, Demande(Filtre(), page.colonnes, (("cout_previsionnel", True),)))
    assert not lignes.slow
    monkeypatch.setattr("screens.lignes_lues.LENT", 3)
    assert LENT > 3
    assert lignes.slow
    aside = lignes.read_aside()
    assert not aside.slow
    assert list(aside.page(0, 10)) == list(lignes.page(0, 10))
    assert [aside.find(row.id) for row in aside.page(2, 2)] == [2, 3]
    assert aside.find("?") is None
    assert aside.count() == 6


async def test_a_long_list_is_ordered_behind_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The thread's answer is shown, and the sentence that asked to wait goes away."""
    monkeypatch.setattr("screens.lignes_lues.LENT", 3)
    app = Programme(aisne.aisne())
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("3", "o", *"cout", "enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert titres(app)[0] == "École [Matisse] : rénovation"


async def test_an_empty_list_says_its_next_key(ecran: Shown) -> None:
    """Without a commune an action cannot be: the page says where to begin, and keeps the title."""
    store = aisne.vide()
    app = Programme(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("3")
        await pilot.pause()
        assert "Aucune action." in ecran(app)
        await pilot.press("n", *"Halle", "enter")
        await pilot.pause()
        assert store.rows.count("action") == 0
        assert "Ajoutez d'abord une commune : 2, puis n." in ecran(app)
        assert app.screen.query_one("#nouveau", Invite).text == "Halle"


async def test_the_palette_does_what_the_keys_do() -> None:
    """F10 finds « filtrer » and opens the line of the filter."""
    app = Programme(aisne.aisne())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("3", "f10")
        await aisne.coller(pilot, "filtrer")
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen.query_one("#filtrer", Invite).active


async def test_a_large_gesture_is_taken_back_behind_the_screen() -> None:
    """An import of hundreds of fiches goes and comes back, and the list follows."""
    store = aisne.aisne()
    edits = [Edit("action", f"grand-{i}", {"titre": f"Fiche {i}", "commune": "02361"}) for i in range(GRAND + 1)]
    before = store.rows.count("action")
    store.save(edits, "Import")
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await app.push_screen(ActionsPage())
        for key, count in (("u", before), ("U", before + len(edits))):
            await pilot.press(key)
            await app.workers.wait_for_complete()
            await pilot.pause()
            assert store.rows.count("action") == count
            assert app.screen.query_one("#table", Table).count == count
