"""The page of a séance: presences by Espace, people added on one line."""

from collections.abc import Callable
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot

from screens.seance import SeancePage
from screens.widgets.choix import Choix
from screens.widgets.table import Table
from storage.store import Store
from tests.screens import aisne
from tests.screens.aisne import Programme

Shown = Callable[[App[Any]], str]
Same = Callable[[App[Any], str], None]


async def opened(pilot: Pilot[Any]) -> None:
    """Open the séance held in April."""
    await pilot.press("4", "down", "enter")
    await pilot.pause()
    assert isinstance(pilot.app.screen, SeancePage)


def feuille(store: Store) -> dict[str, dict[str, Any]]:
    """Give the attendance sheet, by name."""
    rows = store.rows.page("presence", columns=("titre", "statut", "commune", "fonction", "organisme"))
    return {str(row["titre"]): row for row in rows}


@pytest.mark.parametrize("size", [(80, 24), (100, 30)])
async def test_the_seance_keeps_its_look(same_screen: Same, size: tuple[int, int]) -> None:
    """The facts, the sheet, the ordre du jour, the notes and suites are drawn as they were kept."""
    app = Programme(aisne.aisne())
    async with app.run_test(size=size) as pilot:
        await opened(pilot)
        same_screen(app, f"seance-{size[0]}")


async def test_espace_goes_through_the_statuts(ecran: Shown) -> None:
    """Each press is one saved change, counted at once; u takes it back."""
    store = aisne.aisne()
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(pilot)
        assert "Présences 1/3 · communes 2/5" in ecran(app)
        for statut in ("Excusé", "Absent", "Inscrit", "Présent"):
            await pilot.press("space")
            assert feuille(store)["Amina Petit"]["statut"] == statut
        await pilot.press("u")
        await pilot.pause()
        assert feuille(store)["Amina Petit"]["statut"] == "Inscrit"
        assert "Annulé : « Amina Petit » : présent." in ecran(app)


async def test_n_adds_people_on_one_line_each() -> None:
    """Name, function, commune without accents or whole; what is no commune is an organisme."""
    store = aisne.aisne()
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(pilot)
        await pilot.press("n")
        for line in ("Zoé Blanc, cheffe de projet, villers", "Bo Colin, instructeur, DDT", "Al Noel, Hirson"):
            await aisne.coller(pilot, line)
            await pilot.press("enter")
        await pilot.press("escape")
        sheet = feuille(store)
        assert (sheet["Zoé Blanc"]["commune"], sheet["Zoé Blanc"]["statut"]) == ("02810", "Présent")
        assert (sheet["Bo Colin"]["organisme"], sheet["Bo Colin"]["commune"]) == ("DDT", None)
        assert (sheet["Al Noel"]["commune"], sheet["Al Noel"]["fonction"]) == ("02381", None)
        assert app.screen.query_one("#presences", Table).count == 6


async def test_the_same_person_is_not_added_twice(ecran: Shown) -> None:
    """The store refuses, the sentence says why, and the line is still there to be changed."""
    store = aisne.aisne()
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(pilot)
        await pilot.press("n")
        await aisne.coller(pilot, "amina petit, cheffe, Guise")
        await pilot.press("enter")
        await pilot.pause()
        assert "existe déjà" in ecran(app)
        assert len(feuille(store)) == 3


async def test_x_takes_a_person_off_and_e_opens_the_fiche() -> None:
    """Both act on what is under the cursor; lines open their own fiche."""
    store = aisne.aisne()
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(pilot)
        await pilot.press("x")
        await pilot.pause()
        assert "Amina Petit" not in feuille(store)
        await pilot.press("e", "enter")
        await pilot.pause()
        assert [table for table, _ in app.ouvertes] == ["seance_club", "presence"]


async def test_represented_by_whom_and_signed(ecran: Shown) -> None:
    """The key r asks for whom is there, s notes a signature: who signs is present, who is excused no longer signed."""
    store = aisne.aisne()
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(pilot)
        await pilot.press("down", "r")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        rows = store.rows.page("presence", columns=("titre", "statut", "represente_par", "emarge"))
        roux = next(row for row in rows if row["titre"] == "Jean Roux")
        assert (roux["statut"], roux["represente_par"]) == ("Représenté", "Amina Petit")
        assert "→ Amina" in ecran(app)
        assert "Présences 1/3 · communes 3/5" in ecran(app)
        await pilot.press("s")
        await pilot.pause()
        row = store.rows.these("presence", [str(roux["id"])], ("statut", "represente_par", "emarge"))[0]
        assert (row["statut"], row["represente_par"], row["emarge"]) == ("Présent", None, True)
        await pilot.press("space")
        row = store.rows.these("presence", [str(roux["id"])], ("statut", "emarge"))[0]
        assert (row["statut"], row["emarge"]) == ("Excusé", None)


async def test_one_person_for_two_communes_is_counted_once(ecran: Shown) -> None:
    """The key c adds a line of the same person: one more commune, not one more present."""
    store = aisne.aisne()
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await opened(pilot)
        await pilot.press("c")
        await pilot.pause()
        assert isinstance(app.screen, Choix)
        await pilot.press("c")
        await pilot.pause()
        assert "Présences 1/3 · communes 3/5" in ecran(app)
        assert "Amina Petit : représente aussi Chauny. u annule." in ecran(app)


async def test_a_new_seance_begins_as_the_last_one() -> None:
    """The key n in the list of clubs: the next number, the host in turn, the départemental club."""
    store = aisne.aisne()
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("4", "n")
        await aisne.coller(pilot, "Club de janvier")
        await pilot.press("enter")
        await pilot.pause()
        rows = store.rows.page("seance_club", {"titre": "Club de janvier"}, columns=("numero", "commune_hote", "etat"))
        assert [(row["numero"], row["commune_hote"], row["etat"]) for row in rows] == [("2026-3", "02173", "Projet")]
