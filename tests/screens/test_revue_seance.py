"""« À compléter avant de clore » and what comes after: each line mended here, one key closes, another opens again."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.app import App

from screens.exporter import ExporterPage
from screens.formation import FormationPage
from screens.retex import RetexPage
from screens.revue_seance import RevueSeancePage
from screens.seance import SeancePage
from screens.suites import SuitesPage
from screens.widgets.champ import Champ
from screens.widgets.table import Table
from storage.store import Store
from tests.screens import aisne
from tests.screens.aisne import Programme

Shown = Callable[[App[Any]], str]
Same = Callable[[App[Any], str], None]


def tenue(store: Store) -> str:
    """Give the séance of April, with a question, a suite that lacks everything, and somebody nobody noted."""
    held = store.rows.ids("seance_club", {"numero": "2026-1"})[0]
    store.create("presence", {"seance_club": held, "titre": "Zoé Blanc", "statut": "Inscrit"})
    store.create("note_seance", {"seance_club": held, "genre": "Question", "texte": "Quel délai ?", "heure": "09:33"})
    store.create("suite", {"seance_club": held, "titre": "Relancer l'ABF", "numero": "S-2", "communes": "Guise"})
    return held


def row(store: Store, table: str, titre: str) -> dict[str, Any]:
    """Read the record of this title."""
    return next(one for one in store.rows.page(table) if one["titre"] == titre)


@pytest.mark.parametrize("size", [(80, 24), (100, 30)])
async def test_the_review_keeps_its_look(same_screen: Same, size: tuple[int, int]) -> None:
    """What was held, what is missing, the keys."""
    store = aisne.aisne()
    app = Programme(store)
    async with app.run_test(size=size) as pilot:
        app.push_screen(RevueSeancePage(tenue(store)))
        await pilot.pause()
        same_screen(app, f"revue-seance-{size[0]}")


async def test_each_line_is_mended_where_it_stands(ecran: Shown) -> None:
    """Espace for what is one answer, Entrée and a word for the rest; the line goes away, u brings it back."""
    store = aisne.aisne()
    held = tenue(store)
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        app.push_screen(RevueSeancePage(held))
        await pilot.pause()
        table = app.screen.query_one("#manques", Table)

        async def viser(words: str) -> None:
            await pilot.press("home")
            for _ in range(table.count):
                if table.row is not None and words in " ".join(table.row.cells):
                    return
                await pilot.press("down")
            raise AssertionError(words)

        await viser("Zoé Blanc : ni présent")
        await pilot.press("space")
        assert row(store, "presence", "Zoé Blanc")["statut"] == "Absent"
        await viser("Quel délai")
        await pilot.press("space")
        await pilot.pause()
        assert "Quel délai ? : sans réponse" not in ecran(app)
        await pilot.press("u")
        await pilot.pause()
        assert "Quel délai ? : sans réponse" in ecran(app)

        await viser("S-2 Relancer l'ABF : sans pilote")
        await pilot.press("enter", *"ami", "enter")
        await viser("S-2 Relancer l'ABF : sans échéance")
        await pilot.press("enter", *"15/12", "enter")
        await pilot.pause()
        suite = row(store, "suite", "Relancer l'ABF")
        assert (suite["pilote"], suite["echeance"]) == ("Amina Petit", "2026-12-15")


async def test_a_date_that_is_none_is_said_and_the_line_stays(ecran: Shown) -> None:
    """Nothing is lost of what was typed."""
    store = aisne.aisne()
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        app.push_screen(RevueSeancePage(tenue(store)))
        await pilot.pause()
        await pilot.press("end", "up", "enter", *"bientot", "enter")
        await pilot.pause()
        assert "n’est pas une date" in ecran(app)
        assert "bientot" in ecran(app)


async def test_the_day_of_a_seance_that_was_held_is_the_last_one_of_that_name(ecran: Shown) -> None:
    """« 20/11 » on 22 November is two days ago, where an échéance would be next year."""
    store = aisne.aisne()
    record = store.create("seance_club", {"titre": "Sans date", "departement": "02"})
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        app.push_screen(RevueSeancePage(record))
        await pilot.pause()
        assert "Pas de date" in ecran(app)
        await pilot.press("enter", *"20/11", "enter")
        await pilot.pause()
        assert row(store, "seance_club", "Sans date")["date"] == "2026-11-20"


async def test_ctrl_s_closes_and_r_opens_again(ecran: Shown) -> None:
    """Whatever is missing: nothing is obligatory; within seven days it is opened again."""
    store = aisne.aisne()
    held = tenue(store)
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        app.push_screen(RevueSeancePage(held))
        await pilot.pause()
        await pilot.press("ctrl+s")
        await pilot.pause()
        seance = store.get("seance_club", held)
        assert seance is not None
        assert (seance.values["etat"], bool(seance.values["close_a"])) == ("Tenue", True)
        assert "Séance close" in ecran(app)
        await pilot.press("R")
        await pilot.pause()
        seance = store.get("seance_club", held)
        assert seance is not None
        assert seance.values["close_a"] is None
        assert "Séance rouverte" in ecran(app)


async def test_a_suite_is_done_or_becomes_an_action_by_one_key(ecran: Shown) -> None:
    """F, and A then Entrée: the commune that the suite names is not asked again."""
    store = aisne.aisne()
    tenue(store)
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        app.push_screen(SuitesPage())
        await pilot.pause()
        await pilot.press("end", "A", "enter")
        await pilot.pause()
        assert "Fiche action créée et liée" in ecran(app)
        made = row(store, "action", "Relancer l'ABF")
        assert made["commune"] == "02361"
        await pilot.press("F")
        await pilot.pause()
        assert row(store, "suite", "Relancer l'ABF")["statut"] == "Faite"


async def test_a_question_finds_the_retours_and_r_writes_one_out(ecran: Shown) -> None:
    """As one types; a note becomes a record, which opens."""
    store = aisne.aisne()
    held = tenue(store)
    store.create(
        "note_seance",
        {"seance_club": held, "genre": "Retour d’expérience", "texte": "Guise : une OPAH en trois ans"},
    )
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        app.push_screen(RetexPage())
        await pilot.pause()
        await aisne.coller(pilot, "qui a fait une OPAH")
        await pilot.pause()
        assert "1 retour, 1 action sur le sujet" in ecran(app)
        assert "Action : OPAH-RU centre ancien" in ecran(app)
        await pilot.press("enter", "R")
        await pilot.pause()
        assert app.ouvertes[-1][0] == "retour_experience"
        await pilot.press("escape")
        assert app.screen.query_one("#retours", Table).count == 1


async def test_the_plan_de_formation_opens_the_seance_that_asked(ecran: Shown) -> None:
    """Its lines come from the séances."""
    store = aisne.aisne()
    held = store.get("seance_club", tenue(store))
    assert held is not None
    store.update(held, {"besoins_formation": "Montage d'une OPAH (Guise)"})
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        app.push_screen(FormationPage())
        await pilot.pause()
        assert "Montage d'une OPAH" in ecran(app)
        await pilot.press("enter")
        await pilot.pause()
        assert "Club de printemps" in ecran(app)


async def test_f8_lists_what_may_be_a_name_before_it_writes(ecran: Shown, tmp_path: Path) -> None:
    """The version without names: nothing is written before it was read; the same key again writes."""
    store = aisne.aisne()
    held = tenue(store)
    store.create("note_seance", {"seance_club": held, "texte": "Voir avec M. Duval et Amina Petit", "heure": "10:02"})
    app = Programme(store)
    target = tmp_path / "releve.txt"
    async with app.run_test(size=(100, 30)) as pilot:
        app.push_screen(RevueSeancePage(held))
        await pilot.pause()
        await pilot.press("f8", "down", "tab", "end", "tab")
        champ = app.screen.query_one("#fichier", Champ)
        champ.put(str(target))
        await pilot.press("enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "« M. Duval », note de 10 h 02" in ecran(app)
        assert not target.exists()
        await pilot.press("escape", "enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
    text = target.read_text(encoding="utf-8")
    assert "Voir avec M. Duval et la cheffe de projet de Guise" in text
    assert "Amina" not in text


async def test_the_text_of_an_email_is_read_before_it_is_copied(ecran: Shown) -> None:
    """Nothing is copied the first time; the same key again copies it, without the names that are known."""
    store = aisne.aisne()
    held = tenue(store)
    store.create("note_seance", {"seance_club": held, "texte": "Voir avec M. Duval et Amina Petit", "heure": "10:02"})
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        app.push_screen(RevueSeancePage(held))
        await pilot.pause()
        await pilot.press("f8")
        await pilot.pause()
        page = app.screen
        assert isinstance(page, ExporterPage)
        await pilot.press("down")
        page.action_copier()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "« M. Duval », note de 10 h 02" in ecran(app)
        assert app.clipboard == ""
        await pilot.press("escape")
        page.action_copier()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "Texte copié" in ecran(app)
        assert "M. Duval et la cheffe de projet de Guise" in app.clipboard
        assert "Amina" not in app.clipboard


async def test_the_page_of_a_seance_leads_to_its_review_and_settles_its_suites(ecran: Shown) -> None:
    """Ctrl+S, and F on a suite among the notes."""
    store = aisne.aisne()
    held = tenue(store)
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        app.push_screen(SeancePage(held))
        await pilot.pause()
        app.screen.query_one("#notes", Table).focus()
        await pilot.press("end", "F")
        assert row(store, "suite", "Relancer l'ABF")["statut"] == "Faite"
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert "À compléter avant de clore" in ecran(app)
