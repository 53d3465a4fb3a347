"""The fiche among others: two values of a field, proposals, undo, archives, what stays here, linked records."""

from collections.abc import Callable
from typing import Any

import pytest
from textual.app import App
from textual.widgets import Input

from pvd_tui.changes.edit import Edit
from screens.conflit import ConflitPage
from screens.fiche import FichePage
from screens.historique import HistoriquePage
from screens.menu import Menu
from screens.widgets.champ import Champ
from screens.widgets.table import Table
from storage.settings import ROLE
from storage.store import Store
from tests.screens.fiches import Essai, ecrire, ouvrir
from tests.storage.laptops import Laptops, Server, a_commune, an_action, exchange

Shown = Callable[[App[Any]], str]
TITRE = "Réhabilitation des halles"


def _words(ecran: Shown, app: App[Any]) -> str:
    """Give what the screen says, as one line."""
    return " ".join(ecran(app).replace("│", " ").split())


@pytest.fixture
def autre(laptop: Laptops) -> Store:
    """Give the laptop of the préfecture."""
    other = laptop("prefecture")
    other.settings.put(ROLE, "prefecture")
    return other


@pytest.fixture
def server(laptop: Laptops) -> Server:
    """Give a server for both."""
    return Server(laptop.clock)


def _titre(store: Store, record: str, titre: str) -> None:
    """Change a title as somebody does who sees the present one."""
    fiche = store.get("action", record)
    assert fiche is not None
    store.update(fiche, {"titre": titre})


def _two_titles(portable: Store, autre: Store, server: Server) -> str:
    """Give an action whose title has two values on both laptops."""
    a_commune(portable)
    record = an_action(portable)
    exchange(server, portable, autre)
    _titre(portable, record, "Halle A")
    _titre(autre, record, "Halle B")
    exchange(server, portable, autre)
    return record


@pytest.mark.parametrize(
    ("keys", "kept"), [(("m", "enter"), "Halle A"), (("l", "enter"), "Halle B"), (("m", "escape"), None)]
)
async def test_two_values_are_shown_and_one_is_chosen(
    portable: Store, autre: Store, server: Server, ecran: Shown, keys: tuple[str, ...], kept: str | None
) -> None:
    """Each with its author; Entrée asks; « plus tard » is an answer; the other laptop agrees."""
    record = _two_titles(portable, autre, server)
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        await ouvrir(pilot, "action", record)
        words = _words(ecran, essai)
        assert "! deux valeurs" in words
        assert "« Halle A » cet ordinateur, le 06/06" in words
        assert "« Halle B » la préfecture, le 06/06" in words
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(essai.screen, ConflitPage)
        await pilot.press(*keys)
        await pilot.pause()
        await pilot.pause()
        assert ("! deux valeurs" in _words(ecran, essai)) == (kept is None)
        if kept:
            assert essai.fiche.query_one("#titre", Champ).value == kept
        await pilot.press("escape")
    exchange(server, portable, autre)
    for store in (portable, autre):
        assert store.disputed() == (0 if kept else 1)
        assert {c.set.get("titre") for c in store.history.of("action", record)} >= {"Halle A", "Halle B"}


async def test_a_third_value_may_settle(portable: Store, autre: Store, server: Server) -> None:
    """Another title typed in the card replaces both."""
    record = _two_titles(portable, autre, server)
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        await ouvrir(pilot, "action", record)
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("e")
        await ecrire(pilot, "Les halles")
        await pilot.press("enter", "enter")
        await pilot.pause()
        await pilot.pause()
        assert essai.fiche.query_one("#titre", Champ).value == "Les halles"
    assert portable.disputed() == 0


async def test_the_card_keeps_its_look(
    portable: Store, autre: Store, server: Server, same_screen: Callable[[App[Any], str], None]
) -> None:
    """The field with two values, and the card, are drawn as they were kept."""
    record = _two_titles(portable, autre, server)
    essai = Essai(portable)
    async with essai.run_test(size=(80, 24)) as pilot:
        await ouvrir(pilot, "action", record)
        same_screen(essai, "fiche-deux-valeurs-80")
        await pilot.press("enter")
        await pilot.pause()
        same_screen(essai, "conflit-80")


async def test_what_changed_elsewhere_while_typing_makes_a_conflict(
    portable: Store, autre: Store, server: Server
) -> None:
    """The text being typed stays, saved over what its author saw: both values stay."""
    a_commune(portable)
    record = an_action(portable)
    exchange(server, portable, autre)
    _titre(autre, record, "Halle B")
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        await ouvrir(pilot, "action", record)
        await ecrire(pilot, " neuves")
        exchange(server, autre, portable)
        essai.changed()
        await pilot.pause()
        champ = essai.fiche.query_one("#titre", Champ)
        assert (champ.value, champ.has_focus) == (f"{TITRE} neuves", True)
        await pilot.press("tab", "escape")
    assert portable.disputed() == 1
    values = {portable.history.of("action", record)[-1].set["titre"], "Halle B"}
    assert values == {f"{TITRE} neuves", "Halle B"}


async def test_a_draft_keeps_what_was_seen_across_a_restart(portable: Store, autre: Store, server: Server) -> None:
    """Half-typed, quit, synchronised, taken up again: a conflict, never an overwrite."""
    a_commune(portable)
    record = an_action(portable)
    exchange(server, portable, autre)
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        await ouvrir(pilot, "action", record)
        await pilot.press("x", "ctrl+q")
    _titre(autre, record, "Halle B")
    exchange(server, autre, portable)
    again = Essai(portable)
    async with again.run_test(size=(100, 30)) as pilot:
        fiche = await ouvrir(pilot, "action", record)
        assert fiche.query_one("#titre", Champ).value == f"{TITRE}x"
        await pilot.press("y", "tab", "escape")
    assert portable.disputed() == 1


async def test_a_field_changed_elsewhere_is_refreshed_in_place(portable: Store, autre: Store, server: Server) -> None:
    """The pilote arrives while the title is being typed; the caret does not move."""
    a_commune(portable)
    record = an_action(portable)
    exchange(server, portable, autre)
    shown = autre.get("action", record)
    assert shown is not None
    autre.update(shown, {"pilote": "DDT"})
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        await ouvrir(pilot, "action", record)
        await pilot.press("x", "left")
        place = essai.fiche.query_one("#titre", Champ).cursor_position
        exchange(server, autre, portable)
        essai.changed()
        await pilot.pause()
        assert essai.fiche.query_one("#pilote", Champ).value == "DDT"
        assert essai.fiche.query_one("#titre", Champ).cursor_position == place


async def test_a_proposal_waits_for_the_prefecture(portable: Store, autre: Store, server: Server, ecran: Shown) -> None:
    """A chef's date beside the préfecture's is « à confirmer »; F4 accepts it there, and nowhere else."""
    a_commune(autre)
    record = autre.create("convention", {"titre": "ORT", "commune": "02361", "date_signature": "2022-03-16"})
    exchange(server, autre, portable)
    shown = portable.get("convention", record)
    assert shown is not None
    portable.update(shown, {"date_signature": "2022-03-18"})
    exchange(server, portable, autre)
    for store, role in ((portable, "chef"), (autre, "prefecture")):
        essai = Essai(store)
        async with essai.run_test(size=(100, 30)) as pilot:
            fiche = await ouvrir(pilot, "convention", record)
            assert "à confirmer : « 18/03/2022 »" in _words(ecran, essai)
            fiche.query_one("#date_signature", Champ).focus()
            await pilot.pause()
            await pilot.press("f4")
            await pilot.pause()
            accepted = fiche.query_one("#date_signature", Champ).value
            assert accepted == ("18/03/2022" if role == "prefecture" else "16/03/2022")
            assert ("à confirmer" in _words(ecran, essai)) == (role == "chef")


async def test_a_declared_value_says_so(portable: Store, ecran: Shown) -> None:
    """What a commune wrote on the préfecture's field is « déclaré par la commune »."""
    record = portable.create("convention", {"titre": "ORT", "commune": "02361", "date_signature": "2022-03-16"})
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        await ouvrir(pilot, "convention", record)
        assert "déclaré par la commune" in ecran(essai)


async def test_undo_and_redo_say_what_they_do(portable: Store, ecran: Shown) -> None:
    """Ctrl+Z outside a field takes the last gesture back, and Ctrl+Y does it again, in the fiche that shows it."""
    a_commune(portable)
    record = an_action(portable)
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        fiche = await ouvrir(pilot, "action", record)
        await pilot.press("x", "escape")
        assert fiche.query_one("#rubriques-liste", Table).has_focus
        await pilot.press("ctrl+z")
        await pilot.pause()
        assert f"Annulé : action « {TITRE}x » : Titre. Ctrl+Y rétablit." in ecran(essai)
        assert fiche.query_one("#titre", Champ).value == TITRE
        await pilot.press("ctrl+y")
        await pilot.pause()
        assert "Rétabli : action" in ecran(essai)
        assert fiche.query_one("#titre", Champ).value == f"{TITRE}x"


async def test_an_archived_record_is_read_until_it_is_restored(portable: Store, ecran: Shown) -> None:
    """`x` archives; the fiche says so and has no inputs; `x` again brings it back."""
    a_commune(portable)
    record = an_action(portable)
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        fiche = await ouvrir(pilot, "action", record)
        await pilot.press("f6", "x")
        await pilot.pause()
        await pilot.pause()
        assert portable.rows.count("action") == 0
        assert "archivée · Enregistré" in ecran(essai)
        assert "Fiche archivée : x la restaure." in ecran(essai)
        assert not fiche.query(Input)
        await pilot.press("x")
        await pilot.pause()
        await pilot.pause()
        assert portable.rows.count("action") == 1
        assert fiche.query(Input)


async def test_a_record_archived_by_one_and_edited_by_another_asks(
    portable: Store, autre: Store, server: Server, ecran: Shown
) -> None:
    """F9 offers to choose; restoring keeps what was written since."""
    a_commune(portable)
    record = an_action(portable)
    exchange(server, portable, autre)
    _titre(autre, record, "Halle B")
    shown = portable.get("action", record)
    assert shown is not None
    portable.archive(shown)
    exchange(server, portable, autre)
    essai = Essai(portable)
    async with essai.run_test(size=(80, 24)) as pilot:
        await ouvrir(pilot, "action", record)
        assert "modifié pendant que la fiche était archivée" in _words(ecran, essai)
        await pilot.press("f9", "enter")
        await pilot.pause()
        assert isinstance(essai.screen, ConflitPage)
        await pilot.press("l", "enter")
        await pilot.pause()
        await pilot.pause()
        assert essai.fiche.query_one("#titre", Champ).value == "Halle B"
    assert portable.disputed() == 0


async def test_a_dated_note_stays_here_until_it_is_released(portable: Store, ecran: Shown) -> None:
    """It says « vous seul »; F9 releases it once; an action that has not left can be kept."""
    a_commune(portable)
    note = portable.create("note_datee", {"titre": "Appel de la maire", "commune": "02361"})
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        await ouvrir(pilot, "note_datee", note)
        assert "Visible par : vous seul, sur cet ordinateur" in ecran(essai)
        await pilot.press("f9", "v")
        await pilot.pause()
        assert "Visible par : les chefs de projet de Guise et la préfecture (02)" in ecran(essai)
        action = an_action(portable)
        await ouvrir(pilot, "action", action)
        await pilot.press("f9", "g")
        await pilot.pause()
        assert "Visible par : vous seul" in ecran(essai)


async def test_linked_records_are_listed_opened_and_created(portable: Store, ecran: Shown) -> None:
    """« Fiches liées » counts by kind; Entrée opens one, n makes one that belongs to the action."""
    a_commune(portable)
    record = an_action(portable)
    portable.create("demande", {"action": record, "financeur": "État", "montant_demande": 100_000_00})
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        fiche = await ouvrir(pilot, "action", record)
        await fiche.montrer(len(fiche.rubriques) - 1)
        await pilot.pause()
        assert "État · 100 000 €" in _words(ecran, essai).replace("\u00a0", " ")
        kinds = [link.table for link in fiche.liens if link.record is None]
        assert {"plan_financement", "demande", "note_datee"} <= set(kinds)
        assert "depense" not in kinds, "it is a table of the fiche"
        place = next(i for i, link in enumerate(fiche.liens) if link.record)
        table = fiche.query_one("#liens", Table)
        table.cursor = place
        await pilot.press("enter")
        await pilot.pause()
        assert (essai.fiche.table, essai.fiche.saisie.valeur("financeur")) == ("demande", "État")
        await pilot.press("escape", "n")
        await pilot.pause()
        child = essai.fiche
        assert (child.table, child.saisie.depart) == ("demande", {"action": record})
        await ecrire(pilot, "Région")
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        assert portable.rows.count("demande", {"action": record}) == 2
        assert isinstance(essai.page, FichePage)
        assert "Région" in ecran(essai)


async def test_the_history_says_who_when_what(portable: Store, autre: Store, server: Server, ecran: Shown) -> None:
    """Newest first: the title from one value to the other, and by whom."""
    record = _two_titles(portable, autre, server)
    essai = Essai(portable)
    async with essai.run_test(size=(140, 40)) as pilot:
        await ouvrir(pilot, "action", record)
        await pilot.press("f6", "h")
        await pilot.pause()
        assert isinstance(essai.page, HistoriquePage)
        words = _words(ecran, essai)
        assert f"06/06/2023 09:00 la préfecture Titre {TITRE} Halle B" in words
        assert f"06/06/2023 09:00 cet ordinateur Titre {TITRE} Halle A" in words
        await pilot.press("enter")
        await pilot.pause()
        assert "Après : Halle B" in _words(ecran, essai)
        await pilot.press("escape", "escape")
        assert isinstance(essai.page, FichePage)


async def test_declaring_ready_lists_what_prevents_it_and_saves_anyway(portable: Store, ecran: Shown) -> None:
    """An end before its beginning blocks « prête », never the save; choosing the point goes to it."""
    a_commune(portable)
    record = an_action(portable, debut_reel="2023-05-01", fin_reelle="2023-01-01")
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        fiche = await ouvrir(pilot, "action", record)
        await ecrire(pilot, " x")
        await pilot.press("tab", "ctrl+s")
        await pilot.pause()
        assert isinstance(essai.screen, Menu)
        assert "La fin réelle est avant le début." in ecran(essai)
        assert portable.rows.page("action")[0]["titre"] == f"{TITRE} x"
        await pilot.press("enter")
        await pilot.pause()
        await pilot.pause()
        champ = fiche.query_one("#fin_reelle", Champ)
        assert champ.has_focus
        await pilot.press("ctrl+a")
        await ecrire(pilot, "01/06/2023")
        await pilot.press("tab", "ctrl+s")
        await pilot.pause()
        assert "La fiche est prête" in ecran(essai)


async def test_f7_goes_from_point_to_point(portable: Store, ecran: Shown) -> None:
    """Through the rubriques, then what is missing, and round again."""
    a_commune(portable)
    record = an_action(portable, debut_reel="2023-05-01", fin_reelle="2023-01-01")
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        fiche = await ouvrir(pilot, "action", record)
        fiche.query_one("#echeance", Champ).focus()
        await ecrire(pilot, "31/02/2024")
        await pilot.press("tab", "f7")
        await pilot.pause()
        assert fiche.query_one("#fin_reelle", Champ).has_focus
        for _ in range(30):  # what is missing comes after the points, then round again
            await pilot.press("f7")
            await pilot.pause()
            if fiche.champ_courant == "echeance":
                break
        assert fiche.query_one("#echeance", Champ).has_focus
        assert "s’arrête au 29" in _words(ecran, essai)


async def test_what_waits_for_the_synchronisation_asks_nothing(
    portable: Store, autre: Store, server: Server, ecran: Shown
) -> None:
    """A value that replaces one which has not arrived is « en attente », without a question."""
    a_commune(portable)
    record = an_action(portable)
    exchange(server, portable, autre)
    _titre(autre, record, "Halle B")
    missing = autre.history.of("action", record)[-1]
    autre.save([Edit("action", record, {"titre": "Halle C"}, {"titre": (missing.id,)})])
    _titre(portable, record, "Halle A")
    server.take(autre)
    portable.outbox.receive([c for c in server.log if c.id != missing.id], None)
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        await ouvrir(pilot, "action", record)
        assert "en attente de synchronisation" in ecran(essai)
        await pilot.press("enter")
        await pilot.pause()
        assert not isinstance(essai.screen, ConflitPage)
