"""Mode 8: figures that open their rows, the words beside them, what is issued, and the notes side by side."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any, Final

from textual.app import App
from textual.pilot import Pilot

from pvd_tui.domain.faits_note_definitions import DEFINITIONS
from pvd_tui.domain.note_figee import Mots, NoteFigee
from screens.exporter import ExporterPage
from screens.fiche import FichePage
from screens.synthese import SynthesePage
from screens.synthese_apports import ApportsPage
from screens.synthese_lignes import LignesChiffrePage
from screens.synthese_mots import LIBELLES, SUIVIS, libelle
from screens.synthese_note import EcartPage, NoteLuePage
from screens.synthese_region import SyntheseRegionPage
from screens.widgets.plain import Plain
from screens.widgets.table import Table
from storage import notes_synthese, settings
from storage.note_exemples import LEVIERS, apports
from storage.store import Store
from tests.screens import aisne
from tests.screens.aisne import Programme

Shown = Callable[[App[Any]], str]
SAID: Final[dict[str, Any]] = {
    "autorite": "Le préfet de l’Aisne",
    "dynamique": "Bonne",
    "texte_dynamique": "Elle avance.",
    "leviers": ["Fonds vert"],
    "freins": ["Foncier/maîtrise"],
}


def prefecture(*, ecrite: bool = False) -> Store:
    """Give the small Aisne as the préfecture has it, the words of its note written or not."""
    store = aisne.aisne()
    store.settings.put(settings.ROLE, "prefecture")
    if ecrite:
        notes_synthese.ecrire(store, "02", SAID)
    return store


async def opened(pilot: Pilot[Any]) -> Any:  # noqa: ANN401 - one page or the other
    """Go to the note and wait until it is read."""
    await pilot.press("8")
    await settled(pilot)
    return pilot.app.screen


async def settled(pilot: Pilot[Any]) -> None:
    """Wait for what is done behind the screen."""
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def table(app: App[Any], name: str) -> Table:
    """Give a table of the page."""
    return app.screen.query_one(f"#{name}", Table)


def point(app: App[Any], name: str, row: str) -> None:
    """Put the cursor of a table on a row."""
    shown = table(app, name)
    place = shown.find(row)
    assert place is not None
    shown.focus()
    shown.cursor = place


def test_each_figure_has_a_short_name() -> None:
    """No path of the JSON is shown to a person; a figure of a map bears the map's name."""
    assert set(DEFINITIONS) == set(LIBELLES) - {"risques"}
    assert set(SUIVIS) <= set(LIBELLES)
    assert libelle("actions.par_phase.Étude") == "Phase : Étude"


async def test_a_figure_says_its_meaning_its_time_and_opens_its_rows() -> None:
    """Entrée lists as many fiches as the figure counts, and one of them opens."""
    app = Programme(prefecture())
    async with app.run_test(size=(100, 30)) as pilot:
        page = await opened(pilot)
        assert isinstance(page, SynthesePage)
        point(app, "note-chiffres", "ort.signees")
        await pilot.pause()
        said = str(page.query_one("#definition-chiffre", Plain).text)
        assert "valant ORT est signée et datée" in said
        assert "Temps : dates métier · 4 fiches derrière" in said
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, LignesChiffrePage)
        assert table(app, "chiffre").count == 4
        await pilot.press("enter")
        await pilot.pause()
        assert [kind for kind, _ in app.ouvertes] == ["commune"]


async def test_what_keeps_a_note_from_being_issued_is_said(ecran: Shown) -> None:
    """E refuses while words are missing; Entrée opens the draft at the field."""
    store = prefecture()
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        page = await opened(pilot)
        assert "Reste à rédiger" in str(page.query_one("#obstacles", Plain).text)
        await pilot.press("E")
        await pilot.pause()
        assert "ne peut pas encore être émise" in ecran(app)
        point(app, "mots", "texte_leviers")
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, FichePage)
        assert app.screen.viser == "texte_leviers"
        assert app.screen.rubriques[app.screen.index][0] == "Leviers"


async def test_a_note_is_issued_after_its_sentence_then_read_and_compared(ecran: Shown) -> None:
    """The first E writes nothing; the second one freezes; the facts that change afterwards are the difference."""
    store = prefecture(ecrite=True)
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        page = await opened(pilot)
        await pilot.press("E")
        await pilot.pause()
        assert "Émettre la version 1" in str(page.query_one("#obstacles", Plain).text)
        await pilot.press("escape", "E")
        assert notes_synthese.emises(store) == []
        await pilot.press("E")
        await settled(pilot)
        await settled(pilot)
        assert [one.version for one in notes_synthese.emises(store)] == [1]
        assert "rien n’a changé" in ecran(app)
        marle = next(str(row["id"]) for row in store.rows.page("convention") if row["titre"] == "Cadre de Marle")
        before = store.get("convention", marle)
        assert before is not None
        store.update(before, {"statut": "Signée", "date_signature": "2026-11-20"})
        app.changed()
        await settled(pilot)
        assert "+1 convention" in ecran(app)
        await pilot.press("c")
        await pilot.pause()
        assert isinstance(app.screen, EcartPage)
        assert table(app, "ecart").find("ort.signees") is not None
        await pilot.press("escape")
        point(app, "notes-emises", "version 1")
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(app.screen, NoteLuePage)
        await pilot.press("f8")
        await pilot.pause()
        assert isinstance(app.screen, ExporterPage)
        assert "telle qu'émise" in ecran(app)


async def test_another_day_is_asked_for_and_a_day_before_the_programme_refused(ecran: Shown) -> None:
    """The figures follow the day; what cannot be said is said so."""
    app = Programme(prefecture())
    async with app.run_test(size=(100, 30)) as pilot:
        page = await opened(pilot)
        await pilot.press("d")
        await aisne.coller(pilot, "25/06/2010")
        await pilot.press("enter")
        await pilot.pause()
        assert "Le programme a commencé" in ecran(app)
        page.query_one("#synthese-au").query_one("Champ").put("")
        await aisne.coller(pilot, "20/03/2023")
        await pilot.press("enter")
        await settled(pilot)
        assert page.lue.note.au == date(2023, 3, 20)
        assert page.lue.chiffres["ort.signees"].valeur == 3


async def test_a_chef_reads_the_figures_and_does_not_write_the_note(ecran: Shown) -> None:
    """The words are the préfecture's; nothing is created by asking."""
    store = aisne.aisne()
    app = Programme(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("e")
        await pilot.pause()
        assert "par la préfecture" in ecran(app)
        assert store.rows.count("note_synthese") == 0


def test_examples_lose_the_names_of_people_and_what_stays_here_is_not_offered() -> None:
    """A retour d'expérience, a decision and a suite that is done; never a restricted one."""
    store = prefecture()
    seance = store.rows.ids("seance_club", {"numero": "2026-1"})[0]
    told = {"seance_club": seance, "titre": "Halle", "commune": "02361"}
    store.create("retour_experience", {**told, "enseignements": "Amina Petit a ouvert un marché."})
    found = apports(store, LEVIERS)
    assert {one.sorte for one in found} == {"Retour d'expérience", "Note (décision)"}
    assert [one.texte for one in found if one.lieu == "Guise"] == ["Halle : [nom retiré] a ouvert un marché."]


async def test_an_example_is_copied_into_the_text_and_taken_back() -> None:
    """One key adds the line at the end of what is written; u takes it away."""
    store = prefecture(ecrite=True)
    notes_synthese.ecrire(store, "02", {"texte_leviers": "Déjà dit."})
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(pilot)
        point(app, "mots", "leviers")
        await pilot.press("a")
        await settled(pilot)
        assert isinstance(app.screen, ApportsPage)
        await pilot.press("c")
        await settled(pilot)
        assert notes_synthese.mots(store, "02").texte_leviers == "Déjà dit.\nModèle mutualisé"
        await pilot.press("u")
        await settled(pilot)
        assert notes_synthese.mots(store, "02").texte_leviers == "Déjà dit."


async def test_a_region_sees_the_issued_notes_side_by_side_and_who_is_missing(ecran: Shown) -> None:
    """One line a note, their sum, the départements that owe one; no fiche."""
    store = prefecture(ecrite=True)
    note = NoteFigee(
        notes_synthese.calculer(store, _aisne(), date(2026, 11, 22)).json(), Mots("Le préfet", "Bonne", "Elle avance.")
    )
    notes_synthese.emettre(store, note, date(2026, 11, 22), {})
    other = json.loads(json.dumps(note.faits))
    other["entete"] |= {"code": "60", "nom": "Oise"}
    notes_synthese.emettre(store, NoteFigee(other, note.mots), date(2026, 11, 22), {})
    store.settings.put(settings.ROLE, "region")
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        page = await opened(pilot)
        assert isinstance(page, SyntheseRegionPage)
        shown = ecran(app)
        assert "Hauts-de-France : 2 notes sur 5" in shown
        assert "Notes manquantes : Nord, Pas-de-Calais, Somme" in shown
        assert next(row for row in shown.splitlines() if "Σ  Ensemble" in row).split()[2:4] == ["10", "8"]
        await pilot.press("o", "o", "enter")
        await pilot.pause()
        assert isinstance(app.screen, NoteLuePage)
        assert app.ouvertes == []


def _aisne() -> Any:  # noqa: ANN401 - what a note is about
    from pvd_tui.reports.note_emise import perimetre  # noqa: PLC0415 - beside its only use

    return perimetre("departement", "02")
