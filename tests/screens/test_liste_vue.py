"""A list as one arranges it: views, conditions, columns, order, groups, and the same value for all that is marked."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot

from screens.demandes import DemandesPage
from screens.lignes_lues import Lignes
from screens.liste import ListePage
from screens.masse import ApercuLot
from screens.saisir import Saisir
from screens.suites import SuitesPage
from screens.widgets.champ import Champ
from storage.vues import Vues
from tests.screens import aisne
from tests.screens.aisne import Programme

Shown = Callable[[App[Any]], str]


def liste(app: Programme) -> ListePage:
    """Give the list."""
    page = app.page
    assert isinstance(page, ListePage)
    return page


async def repos(pilot: Pilot[int]) -> None:
    """Wait until nothing runs behind the screen."""
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def ecrire(pilot: Pilot[int], texte: str) -> None:
    """Type a text over what is there, then Entrée."""
    await pilot.pause()
    assert isinstance(pilot.app.screen, Saisir)
    pilot.app.screen.query_one("#valeur", Champ).put(texte)
    await pilot.press("enter")
    await pilot.pause()


async def test_a_filter_is_composed_then_kept_as_a_view_then_shared(ecran: Shown, tmp_path: Path) -> None:
    """Field, operator, value; the count says what is hidden; a wrong value is refused where it is typed."""
    store = aisne.aisne()
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("3", "f", *"cout pre", "enter", "enter")
        await ecrire(pilot, "1.250")
        assert "1.250" in ecran(app)
        await ecrire(pilot, "1,2 M")
        assert "Coût prévisionnel : au moins 1 200 000 €".replace(" 200", "\u00a0200").replace(
            " 000", "\u00a0000"
        ).replace(" €", "\u00a0€") in ecran(app)
        assert "Actions (1 sur 6 · le filtre en cache 5)" in ecran(app)
        await pilot.press("escape", "v", "e")
        await ecrire(pilot, "Grosses")
        assert "Vue « Grosses » ·" in ecran(app)
        await pilot.press("o", *"eche", "enter")
        await pilot.pause()
        assert "Vue « Grosses » (modifiée)" in ecran(app)
        await pilot.press("f4", "p")
        await ecrire(pilot, str(tmp_path / "vues.json"))
        assert Vues(aisne.vide()).importer(tmp_path / "vues.json") == Vues(store).own()
        await pilot.press("home", "enter")
        await pilot.pause()
        assert "Actions (6)" in ecran(app)
        assert "Vue «" not in ecran(app)


async def test_a_view_of_the_program_is_chosen_and_left_by_escape(ecran: Shown) -> None:
    """« En retard » keeps what is late today; Échap shows everything again."""
    app = Programme(aisne.aisne())
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("3", "v", "down", "down", "enter")
        await pilot.pause()
        assert "Vue « En retard » · Échéance : avant aujourd’hui · Statut : ni Terminé ni Abandonné" in ecran(app)
        assert "Tiers-lieu gare" in ecran(app)
        assert "Actions (1 sur 6" in ecran(app)
        await pilot.press("escape")
        await pilot.pause()
        assert "Actions (6)" in ecran(app)


async def test_what_is_marked_takes_one_value_after_a_preview(ecran: Shown) -> None:
    """Before and after are shown; Échap writes nothing; Entrée is one gesture, one undo."""
    store = aisne.aisne()
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("3", "shift+down", "shift+down")
        await pilot.pause()
        assert "2 marquées : l modifier" in ecran(app)
        for answer in ("escape", "enter"):
            await pilot.press("r")
            await ecrire(pilot, "Zoé")
            await repos(pilot)
            assert isinstance(app.screen, ApercuLot)
            assert "2 à modifier · 0 sans changement · 0 refus" in ecran(app)
            assert "Claire Lemaire  ►  Zoé" in ecran(app)
            assert sum(row["pilote"] == "Zoé" for row in store.rows.page("action")) == 0
            await pilot.press(answer)
            await repos(pilot)
        assert sum(row["pilote"] == "Zoé" for row in store.rows.page("action")) == 2
        assert "2 actions : Pilote = Zoé. u annule." in ecran(app)
        await pilot.press("u")
        await pilot.pause()
        assert sum(row["pilote"] == "Zoé" for row in store.rows.page("action")) == 0


async def test_groups_open_close_and_are_marked_whole(ecran: Shown) -> None:
    """Entrée on a heading closes it, Espace marks what is in it; the totals stay below."""
    app = Programme(aisne.aisne())
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("3", "g", *"commune", "enter")
        await pilot.pause()
        assert "▼ Guise (2)" in ecran(app)
        await pilot.press("home", "down", "down", "space")
        assert len(liste(app).table.marks) == 2
        await pilot.press("enter")
        await pilot.pause()
        assert "► Guise (2)" in ecran(app)
        assert "Îlot Foch" not in ecran(app)
        assert "Total de 6" in ecran(app)
        assert liste(app).table.row is not None
        await pilot.press("x")
        await pilot.pause()
        assert "2 actions : archivées." in ecran(app)


async def test_columns_are_chosen_moved_and_widened(ecran: Shown) -> None:
    """Espace shows another field, h moves it up; the list has it where it was put."""
    app = Programme(aisne.aisne())
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("3", "c")
        await pilot.pause()
        await pilot.press("space", "end", "up", "up", "space", "right", "enter")
        await pilot.pause()
        assert liste(app).vue.colonnes[0].champ == "commune", "the number was taken away"
        last = liste(app).vue.colonnes[-1]
        assert (last.champ, last.largeur) == ("maj_le", 12)
        assert "Modifiée" in ecran(app)
        assert "22/11/2026" in ecran(app)


async def test_a_click_on_a_title_orders_by_it(ecran: Shown) -> None:
    """Again turns it round; with Ctrl it is the second key."""
    app = Programme(aisne.aisne())
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("3")
        line = next(one for one in ecran(app).splitlines() if "Échéance" in one)
        x = line.index("Échéance") - 1
        for sign in ("▲", "▼"):
            await pilot.click("#table", offset=(x, 0))
            await pilot.pause()
            assert f"Échéance {sign}" in ecran(app)
        await pilot.click("#table", offset=(line.index("Commune") - 1, 0), control=True)
        await pilot.pause()
        assert list(liste(app).ordre) == [("echeance", True), ("commune", False)]


async def test_demandes_and_suites_are_reached_from_what_they_belong_to(ecran: Shown) -> None:
    """D on an action or a commune, S on a séance, F2 for all of them; n there asks for nothing that is known."""
    store = aisne.aisne()
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("3", "down", "D")
        await pilot.pause()
        assert isinstance(app.page, DemandesPage)
        await pilot.press("n", *"DETR", "enter")
        await pilot.pause()
        assert store.rows.count("demande", {"action": aisne.action(store, "Halle")}) == 1
        await pilot.press("2", "D")
        await pilot.pause()
        assert "Chauny (1)" in ecran(app)
        await pilot.press("4", "S")
        await pilot.pause()
        assert isinstance(app.page, SuitesPage)
        await pilot.press("escape", "f2", "s")
        await pilot.pause()
        assert isinstance(app.page, SuitesPage)
        assert "Suites (1)" in ecran(app)


async def test_what_the_filter_hides_is_told_when_it_is_archived_with_the_rest(ecran: Shown) -> None:
    """Marked, then hidden by the filter: archived too, said, and one undo brings both back."""
    store = aisne.aisne()
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("3", "shift+down", "shift+down")
        await pilot.press("colon", *"matisse", "enter", "x")
        await pilot.pause()
        assert "2 actions : archivées, dont 1 que le filtre cache. u annule." in ecran(app)
        await pilot.press("escape", "u")
        await pilot.pause()
        assert store.rows.count("action") == 6


async def test_what_was_archived_elsewhere_is_not_archived_again(ecran: Shown) -> None:
    """A mark outlives its record; the gesture leaves it."""
    store = aisne.aisne()
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("3", "space")
        fiche = store.get("action", next(iter(liste(app).table.marks)))
        assert fiche is not None
        store.archive(fiche)
        before = store.connection.execute("SELECT count(*) FROM change").fetchone()[0]
        await pilot.press("x")
        await pilot.pause()
        assert store.connection.execute("SELECT count(*) FROM change").fetchone()[0] == before
        assert "le sont déjà" in ecran(app)


async def test_an_older_reading_never_covers_a_newer_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two slow readings end in the wrong order: the list shows the later one."""
    monkeypatch.setattr("screens.lignes_lues.LENT", 0)
    app = Programme(aisne.aisne())
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("3", "o", *"eche", "enter")
        await repos(pilot)
        page = liste(app)
        first, later = threading.Event(), page.lignes().read_aside()
        old = page.lignes()
        monkeypatch.setattr(page, "lignes", lambda: _Lent(old, first))
        page.rafraichir()
        monkeypatch.setattr(page, "lignes", lambda: later)
        page.rafraichir()
        first.set()
        await repos(pilot)
        assert page.table._pages.source is later


class _Lent:
    """A reading that waits until it is told to end."""

    slow = True

    def __init__(self, of: Lignes, end: threading.Event) -> None:
        self.of, self.end = of, end

    def read_aside(self) -> Lignes:
        """Read late."""
        self.end.wait(10)
        return self.of.read_aside()
