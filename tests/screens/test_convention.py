"""Conventions on screen: one page, the communes added by one key, the tables of the fiche."""

from collections.abc import Callable
from typing import Any

from textual.app import App
from textual.pilot import Pilot

from screens.communes import CommunesPage
from screens.convention import ConventionPage
from screens.conventions import ConventionsPage
from screens.fiche import FichePage
from screens.widgets.choix import Choix
from screens.widgets.grille import Grille
from screens.widgets.table import Table
from storage.conventions import creer_pour
from storage.drafts import Draft
from storage.store import Store
from tests.screens import aisne
from tests.screens.aisne import Programme
from tests.screens.fiches import Essai, ecrire, ouvrir
from tests.storage.laptops import GUISE, HIRSON, a_commune, an_action

Shown = Callable[[App[Any]], str]


async def test_marked_communes_get_one_convention_in_one_key(ecran: Shown) -> None:
    """Two marked, `A`, « Nouvelle », a title: one convention; its page says where each commune stands."""
    app = Programme(aisne.aisne())
    async with app.run_test(size=(80, 24)) as pilot:
        await app.push_screen(CommunesPage())
        await pilot.pause()
        await pilot.press("space", "down", "space", "A")
        await pilot.pause()
        assert isinstance(app.screen, Choix)
        assert "Ajouter 2 communes" in ecran(app)
        await pilot.press("down", "enter")
        await pilot.pause()
        await ecrire(pilot, "Cadre commun")
        await pilot.press("enter")
        await pilot.pause()
        (row,) = app.store.rows.page("convention", {"titre": "Cadre commun"})
        assert (row["type"], row["commune"]) == ("Cadre ORT", None)
        assert app.store.rows.count("convention_commune", {"convention": row["id"]}) == 2
        assert app.ouvertes == [("convention", row["id"])]

        await app.push_screen(ConventionPage(str(row["id"])))
        await app.workers.wait_for_complete()
        await pilot.pause()
        shown = ecran(app)
        for said in ("Chauny", "Guise", "Communes (2)", "Avenants (0)", "Ce qui manque", "Cadre ORT"):
            assert said in shown
        await pilot.press("f", "ctrl+c")
        assert app.ouvertes[-1] == ("convention", row["id"])
        assert "Cadre commun, au 22/11/2026" in app.clipboard


async def test_the_list_of_conventions_leads_to_the_page(ecran: Shown) -> None:
    """`p`, as for communes; the line of a commune opens its own page; `a` lists the actions."""
    app = Programme(aisne.aisne())
    async with app.run_test(size=(100, 30)) as pilot:
        await app.push_screen(ConventionsPage())
        await pilot.pause()
        await pilot.press("down", "p")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert isinstance(app.screen, ConventionPage)
        assert "Communes (1)" in ecran(app)
        table = app.screen.query_one("#convention-table", Table)
        assert table.row is not None
        assert table.row.id.startswith("commune/"), "the cursor begins on a line that opens something"
        await pilot.press("enter")
        await pilot.pause()
        assert type(app.screen).__name__ == "CommunePage"
        await pilot.press("escape", "a")
        await pilot.pause()
        assert type(app.screen).__name__ == "ActionsPage"


async def _table(pilot: Pilot[int], record: str, titre: str) -> tuple[FichePage, Grille]:
    fiche = await ouvrir(pilot, "convention", record)
    await fiche.montrer(next(i for i, (name, _) in enumerate(fiche.rubriques) if name == titre))
    await pilot.pause()
    assert fiche.vue is not None
    return fiche, fiche.vue.grille


def _group(store: Store) -> str:
    a_commune(store)
    a_commune(store, HIRSON)
    return creer_pour(store, {"titre": "Cadre", "type": "Cadre ORT"}, [GUISE, HIRSON])


async def test_avenants_and_axes_are_lines_and_actions_name_them(portable: Store, ecran: Shown) -> None:
    """Typed like in a spreadsheet; an action takes its axe and its avenant from this convention's, and never goes."""
    record = _group(portable)
    action = an_action(portable, convention=record)
    portable.create("axe", {"convention": portable.create("convention", {"departement": "02"}), "titre": "Ailleurs"})
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        fiche, _ = await _table(pilot, record, "Axes")
        await pilot.press("1", "tab", "H")
        await ecrire(pilot, "abitat")
        await pilot.press("enter")
        await fiche.montrer(next(i for i, (name, _) in enumerate(fiche.rubriques) if name == "Avenants"))
        await pilot.pause()
        await pilot.press("1", "tab", "1")
        await ecrire(pilot, "/3/2023")
        await pilot.press("enter", "escape")
        await pilot.pause()
        (axe,) = portable.rows.page("axe", {"convention": record})
        (avenant,) = portable.rows.page("avenant", {"convention": record})
        assert (axe["ordre"], axe["titre"], avenant["date"]) == (1, "Habitat", "2023-03-01")

        fiche, grille = await _table(pilot, record, "Actions")
        await pilot.press("delete")
        assert "sort par un avenant" in ecran(essai)
        grille.viser(action, fiche.vue.feuille.viser("axe") if fiche.vue else 0)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(essai.screen, Choix)
        assert "Habitat" in ecran(essai)
        assert "Ailleurs" not in ecran(essai)
        await pilot.press("h")
        await pilot.pause()
        if isinstance(essai.screen, Choix):
            await pilot.press("enter")
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        (row,) = portable.rows.page("action", {"id": action})
        assert row["axe"] == axe["id"]


async def test_the_draft_of_an_action_stays_with_its_own_fiche(portable: Store) -> None:
    """What is being written in the fiche of an action is neither taken up nor saved from the convention."""
    record = _group(portable)
    action = an_action(portable, convention=record)
    portable.drafts.put(Draft("action", action, "titre", "À moitié", (), at=portable.now()))
    async with Essai(portable).run_test(size=(100, 30)) as pilot:
        fiche, _ = await _table(pilot, record, "Actions")
        assert fiche.reprise_en_grille() is None
        await pilot.press("right", "f2")
        await pilot.pause()
        assert fiche.vue is not None
        assert fiche.vue.grille.edite is None
        await pilot.press("escape")
        await pilot.pause()
    assert [draft.texte for draft in portable.drafts.of("action", action)] == ["À moitié"]
    (row,) = portable.rows.page("action", {"id": action})
    assert row["titre"] != "À moitié"
