"""How full a fiche action is, said while it is typed; F7 goes to what is missing; `d` copies from the list."""

from collections.abc import Callable
from typing import Any

from textual.app import App

from screens.actions import ActionsPage
from screens.fiche_plusieurs import ChoixMultiple
from storage.store import Store
from tests.screens import aisne
from tests.screens.aisne import Programme
from tests.screens.fiches import Essai, ecrire, ouvrir
from tests.storage.laptops import a_commune, an_action

Shown = Callable[[App[Any]], str]


async def test_the_rate_follows_the_typing_and_f7_goes_to_what_is_missing(portable: Store, ecran: Shown) -> None:
    """At the left with its bar, in the path where there is no room; F7 goes through fields and tables alike."""
    a_commune(portable)
    record = an_action(portable)
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        fiche = await ouvrir(pilot, "action", record)
        assert fiche.completude is not None
        before = fiche.completude.taux
        assert f"Complète à {before} %" in ecran(essai)
        await pilot.press("f7")
        await pilot.pause()
        assert "Il manque la phase" in ecran(essai)
        assert fiche.champ_courant == "phase"
        await pilot.press("O")
        await pilot.pause()
        assert fiche.completude.taux > before
        seen = set()
        for _ in range(fiche.completude.total):
            await pilot.press("f7")
            await pilot.pause()
            seen.add(fiche.rubriques[fiche.index][0])
        assert {"Identité", "Dépenses", "Financement", "Indicateurs", "Centralité"} <= seen
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert f"complète à {fiche.completude.taux} %" in ecran(essai)


async def test_a_convention_has_no_rate(portable: Store, ecran: Shown) -> None:
    """Only the fiche action has a form to fill."""
    a_commune(portable)
    record = portable.create("convention", {"titre": "Cadre", "departement": "02"})
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        fiche = await ouvrir(pilot, "convention", record)
        assert fiche.completude is None
        assert "omplète à" not in ecran(essai)


async def test_an_action_is_duplicated_from_the_list() -> None:
    """`d`, the parts, Entrée: the cursor is on the copy; u takes it back."""
    app = Programme(aisne.aisne())
    before = app.store.rows.count("action")
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(ActionsPage())
        await pilot.pause()
        await pilot.press("d")
        await pilot.pause()
        assert isinstance(app.screen, ChoixMultiple)
        await pilot.press("enter")
        await pilot.pause()
        page = app.screen
        assert isinstance(page, ActionsPage)
        assert page.table.row is not None
        assert "(copie)" in " ".join(page.table.row.cells)
        assert app.store.rows.count("action") == before + 1
        await pilot.press("u")
        await pilot.pause()
        assert app.store.rows.count("action") == before


async def test_the_cofinancement_of_a_poste_is_said_while_its_cost_is_typed(portable: Store, ecran: Shown) -> None:
    """Before the fiche is left: what may be paid, what is left to the employer."""
    a_commune(portable)
    record = portable.create("poste", {"titre": "Chef de projet", "commune": "02361"})
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        fiche = await ouvrir(pilot, "poste", record)
        await fiche.montrer(fiche.rubrique_de("cout_charge"), "cout_charge")
        await ecrire(pilot, "60k")
        await pilot.press("tab")
        await pilot.pause()
        assert "Cofinancement possible : 45 000 €" in " ".join(ecran(essai).split())
        assert portable.rows.page("poste")[0]["cout_charge"] is None, "nothing is recorded yet"
