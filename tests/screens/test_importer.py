"""Importing on screen: the file, the matching, the preview with its questions, one key to import and one to undo."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from textual.app import App
from textual.pilot import Pilot

from screens.importer import ImporterPage, fichiers
from screens.importer_apercu import ApercuPage
from screens.importer_colonnes import ColonnesPage
from screens.widgets.champ import Champ
from screens.widgets.table import Table
from tests.screens import aisne
from tests.screens.aisne import Programme

Same = Callable[[App[Any], str], None]

PROJETS = """\
Suivi des projets 2024;;;
INSEE;Intitulé;Coût total;DETR accordée
02361;Halle [du marché];125 000,50 €;30 000
2381;Gare;à préciser;
02361;Place Foch;voir;10 000
75056;Tour;1;
"""


async def settled(app: Programme, pilot: Pilot[int]) -> None:
    """Wait for what works behind the screen."""
    await pilot.pause()
    await app.workers.wait_for_complete()
    await pilot.pause()
    await pilot.pause()


async def to_preview(app: Programme, pilot: Pilot[int], path: Path) -> ApercuPage:
    """Open a file by the menu, accept the matching."""
    app.action_importer()
    await pilot.pause()
    assert isinstance(app.screen, ImporterPage)
    app.screen.query_one("#fichier", Champ).put(str(path))
    await pilot.press("enter")
    await settled(app, pilot)
    assert isinstance(app.screen, ColonnesPage)
    await pilot.press("a")
    await settled(app, pilot)
    assert isinstance(app.screen, ApercuPage)
    return app.screen


def projets(folder: Path) -> Path:
    """Write a file of projects."""
    path = folder / "projets.csv"
    path.write_text(PROJETS, encoding="utf-8")
    return path


async def test_a_file_is_matched_previewed_imported_and_taken_back(tmp_path: Path, same_screen: Same) -> None:
    """Nothing is written before Entrée; the question is answered on the way; u takes everything back."""
    store = aisne.aisne()
    before = store.rows.count("action")
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        page = await to_preview(app, pilot, projets(tmp_path))
        same_screen(app, "importer-apercu-100")
        await pilot.press("q")
        await pilot.pause()
        await pilot.press("o")
        await settled(app, pilot)
        assert page.reponses == {"zeros": "oui"}
        assert store.rows.count("action") == before

        await pilot.press("enter")
        await settled(app, pilot)
        assert store.rows.count("action") == before + 3
        await pilot.press("u")
        await settled(app, pilot)
        assert store.rows.count("action") == before
        await pilot.press("f", "r")
        await pilot.pause()


async def test_a_column_is_given_another_field(tmp_path: Path, same_screen: Same) -> None:
    """On 80×24 the matching is readable; Entrée offers every field; the column that had it is left aside."""
    app = Programme(aisne.aisne())
    async with app.run_test(size=(80, 24)) as pilot:
        app.action_importer()
        await pilot.pause()
        assert isinstance(app.screen, ImporterPage)
        app.screen.ouvrir_fichier(projets(tmp_path))
        await settled(app, pilot)
        page = app.screen
        assert isinstance(page, ColonnesPage)
        same_screen(app, "importer-colonnes-80")
        page.query_one("#colonnes", Table).cursor = 3
        await pilot.press("enter")
        await pilot.pause()
        await aisne.coller(pilot, "montant accordé")
        await pilot.press("enter")
        await pilot.pause()
        assert [one.cible for one in page.prepared.colonnes] == [
            "commune",
            "action.titre",
            "action.cout_previsionnel",
            "demande.montant_accorde",
        ]


async def test_a_file_that_cannot_be_read_says_why_and_the_page_goes_on(tmp_path: Path) -> None:
    """The sentence stands above the list; another file can be chosen at once."""
    path = tmp_path / "liste.xlsx"
    path.write_bytes(b"%PDF-1.7")
    app = Programme(aisne.aisne())
    async with app.run_test(size=(80, 24)) as pilot:
        app.action_importer()
        await pilot.pause()
        page = app.screen
        assert isinstance(page, ImporterPage)
        page.ouvrir_fichier(path)
        await settled(app, pilot)
        assert "un document PDF" in page.query_one("#dit").text  # type: ignore[attr-defined] # a Plain
        assert not page.occupee


def test_what_is_typed_lists_the_spreadsheets_that_begin_so(tmp_path: Path) -> None:
    """Spreadsheets, then folders; other files and hidden ones are not offered; a wrong folder gives nothing."""
    for name in ("suivi.xlsx", "Suite.ODS", "notes.docx", ".suivi.csv"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "suivis").mkdir()
    assert [Path(row.id).name for row in fichiers(f"{tmp_path}/su")][-1:] == ["suivis"]
    assert {Path(row.id).name for row in fichiers(f"{tmp_path}/su")} == {"suivis", "suivi.xlsx", "Suite.ODS"}
    assert fichiers(f"{tmp_path}/nulle/part/") == []
