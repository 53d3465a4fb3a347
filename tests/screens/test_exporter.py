"""F8: what, in which format, where; then one sentence says where the file is."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from textual.app import App
from textual.pilot import Pilot

from screens.exporter import DOSSIER, ExporterPage, dossier_propose
from screens.suites import SuitesPage
from screens.widgets.champ import Champ
from screens.widgets.plain import Plain
from screens.widgets.table import Table
from storage.store import Store
from tests.screens import aisne
from tests.screens.aisne import Programme

Shown = Callable[[App[Any]], str]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """Give the small Aisne, its files going to a folder of the test."""
    store = aisne.aisne()
    store.settings.put(DOSSIER, str(tmp_path))
    return store


async def written(pilot: Pilot[Any]) -> None:
    """Wait for the file."""
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def offered(app: App[Any], table: str) -> list[str]:
    """Give the lines of a list of the page."""
    rows = app.screen.query_one(table, Table)
    return [str(rows._pages.row(i).cells[0]) for i in range(rows.count)]  # type: ignore[union-attr] # i is below count


async def test_the_list_shown_is_written_where_one_says(ecran: Shown, store: Store, tmp_path: Path) -> None:
    """F8, Entrée, Entrée, Entrée: the marked lines too; a name that is taken is replaced by a second Entrée only."""
    app = Programme(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("3", "space", "f8")
        await pilot.pause()
        assert isinstance(app.screen, ExporterPage)
        assert offered(app, "#quoi")[:3] == [
            "La liste affichée : Actions (6)",
            "Les lignes marquées (1)",
            "Les fiches des actions marquées (1)",
        ]
        assert offered(app, "#format") == ["XLSX", "ODS", "CSV"]

        await pilot.press("enter", "enter", "enter")
        await written(pilot)
        out = tmp_path / "actions-2026-11-22.xlsx"
        assert f"Écrit : {out.name}" in ecran(app)
        assert len(CalamineWorkbook.from_path(out).get_sheet_by_index(0).to_python()) == 7

        await pilot.press("shift+tab", "down")
        await pilot.pause()
        champ = app.screen.query_one("#fichier", Champ)
        assert champ.value.endswith("actions-2026-11-22-2.xlsx")
        champ.put(str(out))
        champ.focus()
        await pilot.press("enter")
        await written(pilot)
        assert "Entrée encore une fois le remplace" in app.screen.query_one("#dit", Plain).text
        await pilot.press("enter")
        await written(pilot)
        assert len(CalamineWorkbook.from_path(out).get_sheet_by_index(0).to_python()) == 2


async def test_a_list_of_people_leaves_without_their_names_too(store: Store, tmp_path: Path) -> None:
    """The suites as they are shown: the pilote is counted, not named."""
    seance = store.rows.ids("seance_club")[0]
    store.create("suite", {"titre": "Relancer", "pilote": "Zoé Marchand", "seance_club": seance, "statut": "À faire"})
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        app.push_screen(SuitesPage())
        await pilot.pause()
        await pilot.press("f8", "down")
        await pilot.pause()
        page = app.screen
        assert isinstance(page, ExporterPage)
        assert page.quoi.titre == "Sans les noms des personnes : la liste affichée"
        await pilot.press("enter", "enter", "enter")
        await written(pilot)
        rows = CalamineWorkbook.from_path(tmp_path / "suites-sans-noms-2026-11-22.xlsx").get_sheet_by_index(0)
        text = str(rows.to_python())
        assert "Relancer" in text
        assert "Marchand" not in text


async def test_the_fiches_of_a_list_are_one_document(store: Store, tmp_path: Path) -> None:
    """DOCX first; the official schéma last. Échap goes back to the list."""
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("3", "f8", "down", "tab")
        await pilot.pause()
        assert offered(app, "#format") == ["DOCX", "ODT", "PDF", "projets-territoire"]
        await pilot.press("down", "tab", "enter")
        await written(pilot)
        assert (tmp_path / "actions-2026-11-22.odt").read_bytes()[:2] == b"PK"
        assert "(6 fiches)" in app.screen.query_one("#dit", Plain).text
        await pilot.press("escape")
        assert not isinstance(app.screen, ExporterPage)


def test_the_folder_offered_is_there(tmp_path: Path) -> None:
    """The last one, unless it is gone."""
    assert dossier_propose(str(tmp_path)) == tmp_path
    assert dossier_propose(str(tmp_path / "parti")).is_dir()
