"""Inviting to a séance, and ticking its sheet from the paper: few keys, one gesture each."""

from collections.abc import Callable
from typing import Any

from textual.app import App
from textual.pilot import Pilot

from screens.exporter import ExporterPage
from screens.fiche import FichePage
from screens.preparer_inviter import InviterPage
from screens.saisir import Saisir
from screens.seance import SeancePage
from screens.seance_pointage import PointagePage
from storage.invitations import commencer
from storage.settings import ROLE
from storage.store import Store
from tests.screens import aisne
from tests.screens.aisne import COMMUNES, Programme
from tests.screens.fiches import Essai
from tests.screens.test_ici import lost

Shown = Callable[[App[Any]], str]


def une_aisne() -> tuple[Store, str]:
    """Give the small Aisne as the préfecture has it, two people in its directory, and the séance to come."""
    store = aisne.aisne()
    store.settings.put(ROLE, "prefecture")
    for nom, commune, qualite in (("Anne Roy", "Chauny", "Élu"), ("Zoé Blanc", "Chauny", "Chef de projet")):
        store.create("personne", {"titre": nom, "departement": "02", "commune": COMMUNES[commune], "qualite": qualite})
    store.create("personne", {"titre": "Bo Colin", "departement": "02", "organisme": "DDT"})
    return store, store.rows.ids("seance_club", {"titre": "Club de décembre"})[0]


def feuille(store: Store, seance: str) -> dict[str, str]:
    """Give the statuts of a sheet, by name."""
    rows = store.rows.page("presence", {"seance_club": seance}, columns=("titre", "statut"))
    return {str(row["titre"]): str(row["statut"]) for row in rows}


async def chez(pilot: Pilot[Any], *keys: str) -> None:
    """Open the séance to come, then press keys."""
    await pilot.press("4", "enter")
    await pilot.pause()
    assert isinstance(pilot.app.screen, SeancePage)
    await pilot.press(*keys)
    await pilot.pause()


async def test_those_whom_the_seance_is_for_are_ticked_and_invited_at_once(ecran: Shown) -> None:
    """Élus and chefs de projet of the directory and of the last sheet; Marle's comes back, the DDT is not ticked."""
    store, seance = une_aisne()
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await chez(pilot, "i")
        assert isinstance(app.screen, InviterPage)
        assert "Inviter · 5 cochés · 1 commune sans invité" in ecran(app)
        assert "Sans invité : Villers-Cotterêts." in ecran(app)
        await pilot.press("down", "space")
        await pilot.pause()
        assert "Inviter · 4 cochés · 1 commune sans invité" in ecran(app)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, SeancePage)
        assert feuille(store, seance) == dict.fromkeys(
            ("Zoé Blanc", "Amina Petit", "Jean Roux", "Luc Faure"), "Inscrit"
        )
        assert "4 personnes invitées. u annule." in ecran(app)
        assert "Invités 4 · communes 4/5" in ecran(app)
        await pilot.press("u")
        await pilot.pause()
        assert feuille(store, seance) == {}


async def test_a_commune_is_ticked_whole_and_letters_narrow(ecran: Shown) -> None:
    """Espace on a commune ticks its people; `:` then letters leaves those who are meant."""
    store, seance = une_aisne()
    app = Programme(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await chez(pilot, "i", "t", "t")
        assert "Inviter · 0 coché · 5 communes sans invité" in ecran(app)
        await pilot.press("home", "space")
        await pilot.pause()
        assert "Inviter · 2 cochés · 4 communes sans invité" in ecran(app)
        await pilot.press("colon", *"ddt", "enter", "t")
        await pilot.pause()
        assert "Hirson" not in ecran(app).split("Sans invité")[0]
        await pilot.press("enter")
        await pilot.pause()
        assert set(feuille(store, seance)) == {"Anne Roy", "Zoé Blanc", "Bo Colin"}


async def test_the_paper_sheet_is_read_with_three_keys_a_person(ecran: Shown) -> None:
    """Letters, Espace, Entrée: present and signed; `!` absent; `+` somebody of a blank line; Ctrl+Z takes back."""
    store, _ = une_aisne()
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("4", "down", "enter")
        await pilot.pause()
        await pilot.press("p")
        await pilot.pause()
        assert isinstance(app.screen, PointagePage)
        await pilot.press(*"rou", "space", "enter", *"fau", "exclamation_mark", "enter", "plus")
        await pilot.pause()
        assert isinstance(app.screen, Saisir)
        await aisne.coller(pilot, "Rose Zinnia, adjointe, Marle")
        await pilot.press("enter")
        await pilot.pause()
        rows = store.rows.page("presence", columns=("titre", "statut", "emarge", "commune", "heure_arrivee"))
        found = {str(row["titre"]): (row["statut"], row["emarge"], row["heure_arrivee"]) for row in rows}
        assert found["Jean Roux"] == ("Présent", True, None), "nobody knows the hour any more"
        assert found["Luc Faure"] == ("Absent", None, None)
        assert found["Rose Zinnia"] == ("Présent", True, None)
        assert "Présents 3/4 · communes 3" in ecran(app)
        await pilot.press("ctrl+z")
        await pilot.pause()
        assert "Rose Zinnia" not in ecran(app).split("Annulé")[0]


async def test_the_ordre_du_jour_opens_as_a_table_and_f8_offers_the_papers(ecran: Shown) -> None:
    """The key o opens the fiche on the points; F8 gives the sheet, the convocation and the date first."""
    store, seance = une_aisne()
    app = Essai(store)
    async with app.run_test(size=(100, 30)) as pilot:
        app.push_screen(SeancePage(seance))
        await pilot.pause()
        await pilot.press("o")
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, FichePage)
        assert app.screen.vue is not None
        assert "+ nouveau point" in ecran(app)
        await pilot.press("escape", "f8")
        await pilot.pause()
        assert isinstance(app.screen, ExporterPage)
        shown = ecran(app)
        assert "La feuille d'émargement (0 personne, et des lignes vierges)" in shown
        assert "La convocation : Club de décembre" in shown
        assert "Le rendez-vous, pour un agenda" in shown


async def test_a_seance_begun_from_the_palette_is_begun_as_in_the_list() -> None:
    """« Nouveau : Séance de club » proposes the next number and the same organisation, as `n` does in Clubs."""
    store, _ = une_aisne()
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        app.creer("seance_club")
        await pilot.pause()
        page = app.screen
        assert isinstance(page, FichePage)
        begun = commencer(store, store.today().astimezone().date(), {})
        assert {name: page.saisie.depart[name] for name in begun} == begun
        assert begun["numero"] == "2026-3"


async def test_all_that_acts_on_these_pages_is_in_a_menu() -> None:
    """The séance, whom to invite, the sheet of paper: nothing is known by its key only."""
    store, seance = une_aisne()
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        for page in (SeancePage(seance), InviterPage(seance), PointagePage(seance)):
            app.push_screen(page)
            await pilot.pause()
            assert list(lost(app)) == []
