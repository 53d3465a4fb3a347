"""What can be done with an action, its plan and its demandes, from the fiche: F9, or one key."""

from collections.abc import Callable
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot

from screens.financement import SuiviPage, VersionsPage
from screens.historique import HistoriquePage
from screens.menu import Menu
from screens.moments import MomentsPage
from storage.store import Store
from tests.screens.fiches import Essai, ecrire, ouvrir
from tests.storage.laptops import a_commune, an_action

Shown = Callable[[App[Any]], str]


def _words(ecran: Shown, app: App[Any]) -> str:
    """Give what the screen says, as one line with plain spaces."""
    return " ".join(ecran(app).replace("│", " ").replace("\u202f", " ").replace("\u00a0", " ").split())


async def choisir(pilot: Pilot[int], label: str) -> None:
    """Press F9 and choose what begins like this."""
    await pilot.press("f9")
    await pilot.pause()
    menu = pilot.app.screen
    assert isinstance(menu, Menu)
    entry = next(entry for _, entry in menu.entries if entry.label.startswith(label))
    menu.dismiss(entry)
    await pilot.pause()
    await pilot.pause()


async def repondre(pilot: Pilot[int], *textes: str) -> None:
    """Type in one popup after the other."""
    for texte in textes:
        await ecrire(pilot, texte)
        await pilot.press("enter")
        await pilot.pause()


@pytest.fixture
def plan(portable: Store) -> str:
    """Write an action of 100 000 € and its plan, 1 000 € short."""
    a_commune(portable)
    action = an_action(portable)
    portable.create("depense", {"action": action, "montant_previsionnel": 100_000_00})
    record = portable.create("plan_financement", {"action": action, "version": 1, "statut": "Brouillon"})
    for dispositif, amount in (("DETR", 30_000_00), ("Autofinancement", 69_000_00)):
        portable.create("ressource", {"plan_financement": record, "dispositif": dispositif, "montant_demande": amount})
    return record


def _line(store: Store, plan: str, dispositif: str, amount: int) -> None:
    (row,) = store.rows.page("ressource", {"plan_financement": plan, "dispositif": dispositif})
    fiche = store.get("ressource", str(row["id"]))
    assert fiche is not None
    store.update(fiche, {"montant_demande": amount})


async def test_a_plan_is_voted_from_its_action_then_made_again_and_compared(
    portable: Store, plan: str, ecran: Shown
) -> None:
    """What prevents the vote is listed; once balanced it is voted; the next version is compared line by line."""
    action = str(portable.rows.page("action")[0]["id"])
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        await ouvrir(pilot, "action", action)
        await choisir(pilot, "Mettre le plan au vote")
        await repondre(pilot, "DE2023-12", "1/6/2023")
        assert "Les dépenses dépassent les ressources de 1 000 €" in _words(ecran, essai)
        await pilot.press("escape")
        _line(portable, plan, "Autofinancement", 70_000_00)
        await choisir(pilot, "Mettre le plan au vote")
        await repondre(pilot, "DE2023-12", "1/6/2023")
        assert portable.rows.page("plan_financement")[0]["statut"] == "Voté"
        await choisir(pilot, "Nouvelle version")
        (new,) = portable.rows.page("plan_financement", {"remplace": plan})
        _line(portable, str(new["id"]), "DETR", 25_000_00)
        await choisir(pilot, "Comparer les versions")
        assert isinstance(essai.page, VersionsPage)
        assert "DETR 30 000 € 25 000 € -5 000 € modifiée" in _words(ecran, essai)


async def test_a_voted_plan_says_in_its_fiche_that_it_no_longer_changes(
    portable: Store, plan: str, ecran: Shown
) -> None:
    """Its fields are fixed, not only its rules."""
    fiche = portable.get("plan_financement", plan)
    assert fiche is not None
    portable.update(fiche, {"statut": "Voté"})
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        await ouvrir(pilot, "plan_financement", plan)
        assert "voté : ne change plus" in _words(ecran, essai)
        await choisir(pilot, "Archiver")
        assert "ce que le conseil a voté ne change plus" in _words(ecran, essai)


async def test_a_demande_says_do_not_sign_and_one_key_asks_again(portable: Store, ecran: Shown) -> None:
    """Red at the top until the receipt; a refused one is asked again by R, its number kept."""
    a_commune(portable)
    action = an_action(portable)
    values = {"action": action, "titre": "DETR 2023", "dispositif": "DETR", "numero_dossier": "77"}
    portable.create("demande", {**values, "titre": "DSIL 2023", "dispositif": "DSIL", "date_depot": "2023-06-01"})
    refused = portable.create("demande", {**values, "etat": "Refusée"})
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        page = await ouvrir(pilot, "demande", refused)
        page.set_focus(None)
        await pilot.press("R")
        await pilot.pause()
        await pilot.pause()
        (again,) = portable.rows.page("demande", {"renouvelle": refused})
        assert (again["titre"], again["numero_anterieur"]) == ("DETR 2024", "77")
        assert "Ne signez pas : le dossier n’est pas déposé" in _words(ecran, essai)
        assert "l'ancien numéro est gardé" in _words(ecran, essai)
        await ouvrir(pilot, "action", action)
        await choisir(pilot, "Puis-je signer")
        assert isinstance(essai.page, SuiviPage)
        assert "DSIL 2023 NE PAS SIGNER" in _words(ecran, essai)
        assert "DETR 2023 sans objet" in _words(ecran, essai)


async def test_a_note_is_one_key_away_and_stays_on_this_laptop(portable: Store, ecran: Shown) -> None:
    """N, « partenaire, qui : quoi », Entrée; the list shows it, newest first."""
    a_commune(portable)
    action = an_action(portable)
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        page = await ouvrir(pilot, "action", action)
        page.set_focus(None)
        await pilot.press("N")
        await pilot.pause()
        await repondre(pilot, "DRAC, M. Duval : étude [HT] demandée, relance 1/7/2023")
        (note,) = portable.rows.page("note_datee")
        assert (note["partenaire"], note["interlocuteur"], note["texte"]) == ("DRAC", "M. Duval", "étude [HT] demandée")
        assert (note["restreint"], note["action"], note["relance"]) == (True, action, "2023-07-01")
        await choisir(pilot, "Notes datées")
        assert "06/06/2023 · M. Duval · DRAC · étude [HT] demandée" in _words(ecran, essai)


async def test_d_duplicates_and_the_paragraph_is_copied(portable: Store, ecran: Shown) -> None:
    """The copy opens and says so; the clipboard holds prose."""
    a_commune(portable)
    action = an_action(portable, code="2.3")
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        page = await ouvrir(pilot, "action", action)
        await choisir(pilot, "Copier un paragraphe")
        assert essai.clipboard.startswith("L’action 2.3 de Guise, « Réhabilitation des halles »")
        page.set_focus(None)
        await pilot.press("d")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        await pilot.pause()
        assert portable.rows.count("action") == 2
        assert "Copie créée." in _words(ecran, essai)
        assert essai.fiche.saisie.titre() == "Réhabilitation des halles (copie)"


async def test_the_history_compares_two_moments_and_brings_the_fiche_back(portable: Store, ecran: Shown) -> None:
    """The whole fiche with its children; undo brings it forward again."""
    a_commune(portable)
    action = an_action(portable)
    portable.create("depense", {"action": action, "nature": "Travaux", "montant_previsionnel": 7_00})
    fiche = portable.get("action", action)
    assert fiche is not None
    portable.update(fiche, {"titre": "Halle"})
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        page = await ouvrir(pilot, "action", action)
        page.set_focus(None)
        await pilot.press("h")
        await pilot.pause()
        assert isinstance(essai.page, HistoriquePage)
        assert "Titre Réhab" in _words(ecran, essai)
        assert "Travaux" in _words(ecran, essai)
        await pilot.press("end", "c")
        await pilot.pause()
        assert isinstance(essai.page, MomentsPage)
        assert "(fiche entière)" in _words(ecran, essai)
        await pilot.press("f")
        await pilot.pause()
        assert portable.rows.page("action")[0]["titre"] == "Réhabilitation des halles"
        assert portable.rows.count("depense") == 0
        await pilot.press("u")
        await pilot.pause()
        assert portable.rows.page("action")[0]["titre"] == "Halle"
        assert portable.rows.count("depense") == 1
