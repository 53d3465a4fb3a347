"""The conflict card itself: more than two versions, what may only be read, values of a list, plans that balance."""

from collections.abc import Callable
from typing import Any

import pytest
from textual.app import App

from pvd_tui.changes.edit import Edit
from screens.conflit import ConflitPage
from screens.widgets.champ import Champ
from storage import conflits
from storage.settings import COMMUNES, SERVEUR
from tests.screens.boite import Aisne, Boite, aisne, edited, taper
from tests.storage.laptops import Laptops, a_commune, an_action, exchange

Shown = Callable[[App[Any]], str]


@pytest.fixture
def ailleurs(laptop: Laptops) -> Aisne:
    """Give two laptops, one of them the préfecture's."""
    return aisne(laptop)


def _words(ecran: Shown, app: App[Any]) -> str:
    return " ".join(ecran(app).replace("│", " ").split())


async def test_l_goes_through_all_that_others_wrote(ailleurs: Aisne, laptop: Laptops, ecran: Shown) -> None:
    """Three people, three values; `l` again takes the next of theirs."""
    a_commune(ailleurs.ici)
    record = an_action(ailleurs.ici)
    tiers = laptop("tiers")
    stores = (ailleurs.ici, ailleurs.prefecture, tiers)
    exchange(ailleurs.server, *stores)
    for store, titre in zip(stores, ("Halle A", "Halle B", "Halle C"), strict=True):
        edited(store, "action", record, titre=titre)
    exchange(ailleurs.server, *stores)
    essai = Boite(ailleurs.ici)
    async with essai.run_test(size=(100, 30)) as pilot:
        essai.push_screen(ConflitPage("action", record))
        await taper(pilot, "l")
        assert "■ Halle C (1/2)" in ecran(essai)
        await taper(pilot, "l")
        assert "■ Halle B (2/2)" in ecran(essai)
        await taper(pilot, "enter")
    fiche = ailleurs.ici.get("action", record)
    assert fiche is not None
    assert (fiche.values["titre"], conflits.lister(ailleurs.ici)) == ("Halle B", [])


async def test_what_the_grant_does_not_reach_is_only_read(ailleurs: Aisne, ecran: Shown) -> None:
    """A conflict on another commune's record is shown, and said to be somebody else's to settle."""
    record = ailleurs.halle()
    ailleurs.ici.settings.put(SERVEUR, "https://pvd.aisne.gouv.fr")
    ailleurs.ici.settings.put(COMMUNES, "02381")
    essai = Boite(ailleurs.ici)
    async with essai.run_test(size=(100, 30)) as pilot:
        essai.push_screen(ConflitPage("action", record))
        await taper(pilot, "m", "enter", "M")
        assert "Lecture seule : cette commune n'est pas dans votre habilitation." in _words(ecran, essai)
    assert len(conflits.lister(ailleurs.ici)) == 1


async def test_another_value_of_a_list_is_chosen_in_it(ailleurs: Aisne) -> None:
    """`e` on a field with a value list opens the list."""
    a_commune(ailleurs.ici)
    record = an_action(ailleurs.ici)
    ailleurs.exchange()
    edited(ailleurs.ici, "action", record, phase="Étude")
    edited(ailleurs.prefecture, "action", record, phase="Idée")
    ailleurs.exchange()
    essai = Boite(ailleurs.ici)
    async with essai.run_test(size=(100, 30)) as pilot:
        essai.push_screen(ConflitPage("action", record))
        await taper(pilot, "e", "o", "enter", "enter")
    fiche = ailleurs.ici.get("action", record)
    assert fiche is not None
    assert (fiche.values["phase"], conflits.lister(ailleurs.ici)) == ("Opération", [])


async def test_a_value_that_cannot_be_read_stays_in_its_line(ailleurs: Aisne, ecran: Shown) -> None:
    """An amount that is none is said, and nothing is chosen; Échap closes the line, then the card."""
    a_commune(ailleurs.ici)
    record = an_action(ailleurs.ici)
    ailleurs.exchange()
    edited(ailleurs.ici, "action", record, cout_previsionnel=100_00)
    edited(ailleurs.prefecture, "action", record, cout_previsionnel=200_00)
    ailleurs.exchange()
    essai = Boite(ailleurs.ici)
    async with essai.run_test(size=(100, 30)) as pilot:
        essai.push_screen(ConflitPage("action", record))
        await taper(pilot, "e", "x", "enter")
        assert "! " in ecran(essai)
        assert essai.screen.query_one("#autre", Champ).has_focus
        await taper(pilot, "escape")
        assert isinstance(essai.page, ConflitPage)
        await taper(pilot, "escape")
        assert not isinstance(essai.page, ConflitPage)
    assert len(conflits.lister(ailleurs.ici)) == 1


async def test_the_result_says_whether_the_plan_is_balanced(ailleurs: Aisne, ecran: Shown) -> None:
    """Before anything is written, and without ever preventing it."""
    a_commune(ailleurs.ici)
    record = an_action(ailleurs.ici, cout_previsionnel=412_000_00)
    plan = ailleurs.ici.create("plan_financement", {"action": record})
    line = ailleurs.ici.create("ressource", {"plan_financement": plan, "montant_demande": 296_000_00})
    ailleurs.exchange()
    edited(ailleurs.ici, "ressource", line, montant_demande=414_400_00)
    edited(ailleurs.prefecture, "ressource", line, montant_demande=412_000_00)
    ailleurs.exchange()
    essai = Boite(ailleurs.ici)
    async with essai.run_test(size=(100, 30)) as pilot:
        essai.push_screen(ConflitPage("ressource", line))
        await taper(pilot, "m")
        assert "Résultat : ! Les ressources dépassent les dépenses de 2 400 €." in _words(ecran, essai)
        await taper(pilot, "l")
        assert "Résultat : Plan équilibré √" in _words(ecran, essai)
        await taper(pilot, "m", "enter")
    assert conflits.lister(ailleurs.ici) == []


async def test_a_field_that_only_a_newer_program_knows_is_settled_too(ailleurs: Aisne, ecran: Shown) -> None:
    """It is shown by its name, and one of its values is kept; nothing else can be written in it."""
    a_commune(ailleurs.ici)
    record = an_action(ailleurs.ici)
    ailleurs.exchange()
    for store, value in ((ailleurs.ici, "un"), (ailleurs.prefecture, "deux")):
        store.save([Edit("action", record, {"champ_futur": value})])
    ailleurs.exchange()
    essai = Boite(ailleurs.ici)
    async with essai.run_test(size=(100, 30)) as pilot:
        essai.push_screen(ConflitPage("action", record))
        await taper(pilot, "e", "m")
        assert "champ_futur : 2 valeurs" in _words(ecran, essai)
        await taper(pilot, "enter")
    assert conflits.lister(ailleurs.ici) == []
