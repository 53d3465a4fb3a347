"""« Données personnelles »: who is held, all that names one person, and erasing once each doubt was answered."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot

from screens.application import Application
from screens.fiche_gestes import possibles
from screens.rgpd import RgpdPage
from screens.rgpd_personne import PersonneRgpdPage
from screens.saisir import Saisir
from screens.widgets.table import Table
from storage import settings
from storage.store import Store
from tests.screens import aisne
from tests.screens.aisne import Programme
from tests.screens.fiches import Essai, ouvrir

Shown = Callable[[App[Any]], str]
Same = Callable[[App[Any], str], None]


def habitee(role: str = "prefecture") -> Store:
    """Give the small Aisne with one invented person, named in four ways."""
    store = aisne.aisne()
    store.settings.put(settings.ROLE, role)
    personne = store.create(
        "personne",
        {
            "titre": "Zélia Quenouille",
            "qualite": "Élu",
            "fonction": "Maire",
            "commune": "02361",
            "departement": "02",
            "dernier_evenement": "2025-01-10",
        },
    )
    seance = store.create("seance_club", {"titre": "Club d’hiver", "departement": "02", "date": "2025-02-03"})
    values = {"seance_club": seance, "personne": personne, "titre": "Zélia Quenouille", "statut": "Présent"}
    store.create("presence", {**values, "commune": "02361", "qualite": "Élu"})
    store.create("suite", {"seance_club": seance, "titre": "Relancer", "pilote": "Zélia Quenouille"})
    store.create("note_seance", {"seance_club": seance, "texte": "Mme Quenouille propose la halle."})
    return store


async def lue(pilot: Pilot[Any]) -> None:
    """Wait until what is read behind the screen is shown."""
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def opened(pilot: Pilot[Any]) -> None:
    """Open the page as the palette does."""
    app = pilot.app
    assert isinstance(app, Application)
    next(command for command in app.commands() if command.titre == "Données personnelles").run()
    await lue(pilot)
    assert isinstance(app.screen, RgpdPage)


@pytest.mark.parametrize("size", [(80, 24), (100, 30)])
async def test_the_page_keeps_its_look(same_screen: Same, size: tuple[int, int]) -> None:
    """People, when they are to be erased, and what else is held."""
    async with Programme(habitee()).run_test(size=size) as pilot:
        await opened(pilot)
        same_screen(pilot.app, f"rgpd-{size[0]}")
        await pilot.press("enter")
        await lue(pilot)
        same_screen(pilot.app, f"rgpd-personne-{size[0]}")


async def test_a_person_is_erased_once_the_word_is_typed_and_doubts_stay_unless_marked(ecran: Shown) -> None:
    """The preview first, then EFFACER; the text that nobody marked still names her, the counts do not move."""
    store = habitee()
    async with Programme(store).run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        assert "03/02/2026" in ecran(pilot.app)
        await pilot.press("enter")
        await lue(pilot)
        page = pilot.app.screen
        assert isinstance(page, PersonneRgpdPage)
        assert page.query_one("#traces", Table).count == len(page.trouve.traces) > 5
        await pilot.press("d")
        await pilot.pause()
        assert isinstance(pilot.app.screen, Saisir)
        await pilot.press(*"non", "enter")
        assert isinstance(pilot.app.screen, Saisir)
        await pilot.press("ctrl+u", *"effacer", "enter")
        await lue(pilot)
        titres = [str(row["titre"]) for row in store.rows.page("presence")]
        assert "Élu, Guise" in titres
        assert "Zélia Quenouille" not in titres
        assert [row["pilote"] for row in store.rows.page("suite", {"titre": "Relancer"})] == ["Élu, Guise"]
        assert any("Mme Quenouille" in str(row["texte"]) for row in store.rows.page("note_seance"))


async def test_a_marked_text_loses_the_name(ecran: Shown) -> None:
    """Space says yes to one line."""
    store = habitee()
    async with Programme(store).run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await pilot.press("enter")
        await lue(pilot)
        await pilot.press("end", "space")
        assert "Marquée" in ecran(pilot.app)
        await pilot.press("d")
        await pilot.pause()
        await pilot.press(*"effacer", "enter")
        await lue(pilot)
        texts = [str(row["texte"]) for row in store.rows.page("note_seance")]
        assert "[Élu, Guise] propose la halle." in texts


async def test_a_chef_writes_the_request_and_erases_nothing(tmp_path: Path) -> None:
    """The préfecture erases; the chef's key writes what to send to it."""
    store = habitee("chef")
    before = store.rows.page("presence")
    async with Programme(store).run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await pilot.press("enter")
        await lue(pilot)
        await pilot.press("d")
        await pilot.pause()
        popup = pilot.app.screen
        assert isinstance(popup, Saisir)
        popup.dismiss(str(tmp_path / "demande.txt"))
        await lue(pilot)
    assert "Zélia Quenouille" in (tmp_path / "demande.txt").read_text(encoding="utf-8")
    assert store.rows.page("presence") == before


async def test_the_purge_is_asked_for_by_its_word() -> None:
    """PURGER replaces the names of the old sheet by counts."""
    store = habitee()
    async with Programme(store).run_test(size=(120, 40)) as pilot:
        await opened(pilot)
        await pilot.press("p")
        await pilot.pause()
        await pilot.press(*"purger", "enter")
        await lue(pilot)
    assert "Zélia Quenouille" not in [row["titre"] for row in store.rows.page("presence")]


async def test_the_fiche_of_a_person_leads_there() -> None:
    """Its menu has it."""
    store = habitee()
    app = Essai(store)
    async with app.run_test(size=(120, 40)) as pilot:
        personne = next(str(row["id"]) for row in store.rows.page("personne") if row["titre"] == "Zélia Quenouille")
        fiche = await ouvrir(pilot, "personne", personne)
        next(act for label, act, _, _ in possibles(fiche) if label.startswith("Données personnelles"))()
        await lue(pilot)
        assert isinstance(app.screen, PersonneRgpdPage)
