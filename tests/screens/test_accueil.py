"""The first page: what waits, where the actions stand, and the next key when there is nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot

from screens.accueil import AccueilPage
from screens.accueil_region import AccueilRegionPage
from screens.accueil_tableau import bande, millions
from screens.actions import ActionsPage
from screens.communes import CommunesPage
from screens.conventions import ConventionsPage
from screens.demandes import DemandesPage
from screens.risques import RisquesPage
from screens.seance import SeancePage
from screens.widgets.invite import Invite
from screens.widgets.table import Table
from storage import settings, tableau_de_bord
from tests.screens import aisne
from tests.screens.aisne import Programme

Shown = Callable[[App[Any]], str]
Same = Callable[[App[Any], str], None]


async def settled(pilot: Pilot[Any]) -> None:
    """Wait for what is computed behind the page, one thing after the other."""
    for _ in range(2):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


@pytest.mark.parametrize("size", [(80, 24), (100, 30)])
async def test_the_dashboard_keeps_its_look(same_screen: Same, size: tuple[int, int]) -> None:
    """What waits, the phases, the conventions and the clubs are drawn as they were kept."""
    store = aisne.aisne()
    aisne.brouillon(store)
    aisne.conflit(store)
    app = Programme(store)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        same_screen(app, f"tableau-{size[0]}")


async def test_an_empty_store_says_the_next_keys(same_screen: Same) -> None:
    """Nothing is counted; the page says how one begins."""
    app = Programme(aisne.vide())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        same_screen(app, "tableau-vide")
        await pilot.press("n")
        await pilot.pause()
        assert isinstance(app.screen, CommunesPage)
        assert app.screen.query_one("#nouveau", Invite).active


async def test_what_was_being_typed_comes_first_and_opens() -> None:
    """The first line takes a draft up again, even of a record that does not exist yet."""
    store = aisne.aisne()
    record = aisne.brouillon(store)
    app = Programme(store)
    async with app.run_test() as pilot:
        await pilot.press("enter")
        await pilot.pause()
        assert app.ouvertes == [("action", record)]


async def test_each_block_opens_its_rows(ecran: Shown) -> None:
    """A phase opens its actions, the conventions their list, a club its séance."""
    app = Programme(aisne.aisne())
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("f6", "f6", "down", "enter")
        await pilot.pause()
        assert isinstance(app.screen, ActionsPage)
        assert "Étude (2)" in ecran(app)
        await pilot.press("escape", "f6", "f6", "enter")
        await pilot.pause()
        assert isinstance(app.screen, ConventionsPage)
        await pilot.press("escape", "f6", "f6", "enter")
        await pilot.pause()
        assert isinstance(app.screen, SeancePage)


async def test_only_what_calls_for_somebody_is_due(ecran: Shown) -> None:
    """An action that is over, or due in more than sixty days, does not wait; a late one says by how much."""
    app = Programme(aisne.aisne())
    async with app.run_test(size=(100, 30)) as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
        shown = ecran(app)
        assert "À faire (4)" in shown
        assert "! J+20" in shown
        assert "> J-23" in shown
        assert "Îlot Foch" not in shown


async def test_the_page_follows_what_changes() -> None:
    """A change made elsewhere is counted at once, the cursor on the same line."""
    store = aisne.aisne()
    app = Programme(store)
    async with app.run_test() as pilot:
        await app.workers.wait_for_complete()
        await pilot.press("down")
        table = app.screen.query_one("#a-faire", Table)
        before = table.row
        store.create("action", {"titre": "Urgence", "commune": "02361", "echeance": "2026-01-01"})
        app.changed()
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert isinstance(app.screen, AccueilPage)
        assert table.count == 5
        assert before is not None
        assert table.row is not None
        assert table.row.id == before.id


async def test_the_risks_and_the_money_are_there_at_once_then_computed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was kept is shown before anything is computed; where the journal did not move, nothing is computed."""
    store = aisne.aisne()
    store.create(
        "demande",
        {
            "titre": "DETR",
            "action": aisne.action(store, "Halle"),
            "dispositif": "DETR",
            "etat": "Notifiée",
            "montant_accorde": 30_000_000,
        },
    )
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        kept = tableau_de_bord.relire(store)
        assert kept is not None
        assert [(one.famille, one.prevu, one.notifie) for one in kept.financements] == [
            ("État", 30_000_000, 30_000_000)
        ]
        assert kept.risques
    monkeypatch.setattr("screens.accueil.calculer", _never)
    again = Programme(store)
    async with again.run_test(size=(100, 30)) as pilot:
        table = again.screen.query_one("#accueil-risques", Table)
        assert table.count >= len(kept.risques)
        await settled(pilot)
        money = again.screen.query_one("#financements", Table)
        money.focus()
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(again.screen, DemandesPage)
        assert again.screen.table.count == 1


def _never(*_: object) -> tableau_de_bord.Tableau:
    raise AssertionError


async def test_a_risk_opens_where_its_step_is_done_and_the_last_line_all_of_them() -> None:
    """Five sites at most; the sixth line leads to the mode."""
    store = aisne.aisne()
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        page = app.screen
        assert isinstance(page, AccueilPage)
        table = page.query_one("#accueil-risques", Table)
        table.focus()
        await pilot.press("enter")
        await pilot.pause()
        assert len(app.ouvertes) == 1
        assert page.tableau is not None
        page._montrer_tableau(replace(page.tableau, sites=9))
        await pilot.press("end", "enter")
        await pilot.pause()
        assert isinstance(app.screen, RisquesPage)


async def test_the_prefecture_follows_communes_and_never_people(ecran: Shown) -> None:
    """Silent communes, proposals, the note; a chef has no such block."""
    store = aisne.aisne()
    store.settings.put(settings.ROLE, "prefecture")
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        shown = ecran(app)
        assert "Communes sans nouvelles" in shown
        assert "Propositions à confirmer" in shown
        assert "3 à écrire" in shown
    chef = Programme(aisne.aisne())
    async with chef.run_test(size=(100, 30)) as pilot:
        await settled(pilot)
        assert not chef.screen.query_one("#suivis-panneau").display


async def test_a_region_begins_with_the_notes_that_came(ecran: Shown) -> None:
    """No fiche and no commune to add: the départements that owe a note."""
    store = aisne.vide()
    store.settings.put(settings.ROLE, "region")
    app = Programme(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert isinstance(app.screen, AccueilRegionPage)
        assert "Hauts-de-France : 0 notes sur 5" in ecran(app)
        assert "première commune" not in ecran(app)


def test_twelve_weeks_are_drawn_and_said() -> None:
    """A mark an échéance, the count where the marks do not fit, a point for nothing; across the new year."""
    today = date(2026, 11, 22)
    drawn = bande({date(2026, 11, 22): 1, date(2026, 12, 3): 5, date(2027, 1, 5): 2}, today, 48)
    labels, marks = drawn.splitlines()
    assert labels.split() == ["S47", "S48", "S49", "S50", "S51", "S52", "S53", "S01", "S02", "S03", "S04", "S05"]
    assert marks.split() == ["■", "·", "5", "·", "·", "·", "·", "■■", "·", "·", "·", "·"]
    assert [millions(cents) for cents in (0, 16_000_000, 1_840_000_000)] == ["0", "0,16", "18,4"]
