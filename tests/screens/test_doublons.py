"""The probable duplicates on screen: why, side by side, one key to merge, one to say that they are two."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from textual.app import App
from textual.pilot import Pilot

from pvd_tui.changes.edit import Edit
from screens.comparaison import ComparaisonPage
from screens.doublons import DoublonsPage
from screens.widgets.table import Table
from storage.fusion import merge, prepare
from storage.store import Store
from tests.screens import aisne
from tests.screens.aisne import Programme

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json

Shown = Callable[[App[Any]], str]
Same = Callable[[App[Any], str], None]


def doubles() -> tuple[Store, str, str]:
    """Write two actions that are one, and a person twice."""
    store = aisne.aisne()
    common: dict[str, Json] = {"commune": "02361", "cout_previsionnel": 50_000_000}
    one = store.create("action", {"titre": "Réhabilitation des halles", "pilote": "A. Petit", **common})
    description = "La halle, fermée depuis 2019, occupe le centre de la place Foch."
    said: dict[str, Json] = {
        "titre": "Rénovation de la halle de Guise",
        "pilote": "B. Roux",
        "description": description,
        "code": "1.2",
    }
    other = store.create("action", {**said, **common})
    for titre in ("Toiture", "Murs"):
        store.create("depense", {"titre": titre, "action": other})
    store.create("plan_financement", {"titre": "Plan", "action": other})
    for nom in ("Amina Petit", "Petit Amina"):
        store.create("personne", {"titre": nom, "departement": "02", "commune": "02361"})
    return store, one, other


async def opened(pilot: Pilot[int]) -> DoublonsPage:
    """Open the list by the menu, and go to the action."""
    await pilot.press("f10")
    await pilot.pause()
    await aisne.coller(pilot, "doublons")
    await pilot.press("enter")
    await pilot.pause()
    await pilot.pause()
    assert isinstance(pilot.app.screen, DoublonsPage)
    page = pilot.app.screen
    page.table.cursor = next(i for i, one in enumerate(page.doubles) if one.table == "action")
    await pilot.pause()
    return page


async def compared(pilot: Pilot[int]) -> ComparaisonPage:
    """Compare the two actions."""
    await opened(pilot)
    await pilot.press("enter")
    await pilot.pause()
    await pilot.pause()
    assert isinstance(pilot.app.screen, ComparaisonPage)
    return pilot.app.screen


@pytest.mark.parametrize("size", [(80, 24), (100, 30)])
async def test_the_list_and_the_comparison_keep_their_look(same_screen: Same, size: tuple[int, int]) -> None:
    """All is there on 80×24: the pairs and why, both fiches, what will be done, the keys."""
    store, *_ = doubles()
    app = Programme(store)
    async with app.run_test(size=size) as pilot:
        await opened(pilot)
        same_screen(app, f"doublons-{size[0]}")
        await pilot.press("f")
        await pilot.pause()
        await pilot.pause()
        same_screen(app, f"comparaison-{size[0]}")


async def test_f_merges_with_the_values_that_were_chosen(ecran: Shown) -> None:
    """Espace takes the other value of a field, f makes one fiche; u brings both back."""
    store, one, other = doubles()
    app = Programme(store)
    async with app.run_test(size=(80, 24)) as pilot:
        page = await compared(pilot)
        kept = page.fusion.garde.record
        await pilot.press("down", "space")
        assert page.choix == {"pilote": page.fusion.perdue.record}
        chosen = page.fusion.perdue.values["pilote"]
        await pilot.press("f")
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, DoublonsPage)
        assert "Fusion de «" in ecran(app)
        assert [double.table for double in app.screen.doubles] == ["personne"]
        assert store.rows.these("action", [kept], ("pilote", "archive"))[0]["pilote"] == chosen
        assert sorted([one, other]) != [row["id"] for row in store.rows.page("action")]

        await pilot.press("u")
        await pilot.pause()
        await pilot.pause()
        assert {double.table for double in app.screen.doubles} == {"action", "personne"}
        assert not store.folded("action", one).archived
        assert not store.folded("action", other).archived


async def test_i_keeps_the_other_fiche_and_the_choices(ecran: Shown) -> None:
    """What was chosen stays chosen, whichever fiche is kept."""
    store, *_ = doubles()
    app = Programme(store)
    async with app.run_test(size=(80, 24)) as pilot:
        page = await compared(pilot)
        kept, lost = page.fusion.garde, page.fusion.perdue
        await pilot.press("space", "i")
        assert page.fusion.garde.record == lost.record
        assert page.choix == {}
        assert f"√ {lost.values['titre']}"[:26] in ecran(app)
        await pilot.press("space", "i")
        assert page.fusion.garde.record == kept.record
        assert f"√ {kept.values['titre']}"[:26] in ecran(app)


async def test_p_says_that_they_are_two(ecran: Shown) -> None:
    """From the list and from the comparison; the pair does not come back."""
    store, *_ = doubles()
    app = Programme(store)
    async with app.run_test(size=(80, 24)) as pilot:
        await compared(pilot)
        await pilot.press("p")
        await pilot.pause()
        await pilot.pause()
        assert "Retenu : ce sont deux fiches" in ecran(app)
        assert [double.table for double in app.screen.doubles] == ["personne"]  # type: ignore[attr-defined] # the list
        await pilot.press("p")
        await pilot.pause()
        assert "Aucun doublon probable" in ecran(app)
        await pilot.press("p", "f", "enter", "escape")
        await pilot.pause()
        assert not isinstance(app.screen, DoublonsPage)


async def test_echap_leaves_it_for_later_and_writes_nothing() -> None:
    """Work is never blocked by a duplicate."""
    store, *_ = doubles()
    app = Programme(store)
    before = store.outbox.count()
    async with app.run_test(size=(80, 24)) as pilot:
        await compared(pilot)
        await pilot.press("space", "escape", "escape")
        await pilot.pause()
        assert not isinstance(app.screen, DoublonsPage | ComparaisonPage)
        assert store.outbox.count() == before


async def test_enter_shows_both_values_whole(ecran: Shown) -> None:
    """The line cuts a long text."""
    store, *_ = doubles()
    app = Programme(store)
    async with app.run_test(size=(80, 24)) as pilot:
        page = await compared(pilot)
        page.query_one("#comparaison", Table).cursor = len([*page.fusion.differents]) + 1
        await pilot.press("enter")
        await pilot.pause()
        assert "occupe le centre de la place Foch" in " ".join(ecran(app).replace("│", " ").split())
        assert "(rien)" in ecran(app)


async def test_what_comes_meanwhile_is_shown_before_it_is_merged() -> None:
    """The gesture sees what the page shows: a title that arrives is read again first."""
    store, one, _ = doubles()
    app = Programme(store)
    async with app.run_test(size=(80, 24)) as pilot:
        page = await compared(pilot)
        store.save([Edit("action", one, {"titre": "Halles"}, {"titre": store.folded("action", one).shown["titre"]})])
        app.changed()
        await pilot.pause()
        assert "Halles" in {page.fusion.garde.values["titre"], page.fusion.perdue.values["titre"]}


async def test_a_merge_that_is_not_whole_is_finished_from_the_list(ecran: Shown) -> None:
    """What was attached to the archived fiche meanwhile follows; it cannot be said to be two."""
    store, one, other = doubles()
    merge(store, prepare(store, "action", one, other))
    late = store.create("depense", {"titre": "Sol", "action": other})
    app = Programme(store)
    async with app.run_test(size=(80, 24)) as pilot:
        page = await opened(pilot)
        assert page.double is not None
        assert not page.double.separable
        assert "Déjà fusionnées, mais une fiche" in ecran(app)
        await pilot.press("p", "enter")
        await pilot.pause()
        await pilot.pause()
        await pilot.press("space", "i", "f")
        await pilot.pause()
        assert store.rows.these("depense", [late], ("action",))[0]["action"] == one


async def test_a_long_search_does_not_hold_the_screen(ecran: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is much to compare it is compared aside, and the list comes when it is ready."""
    monkeypatch.setattr("screens.doublons.LENT", 0)
    store, *_ = doubles()
    app = Programme(store)
    async with app.run_test(size=(80, 24)) as pilot:
        page = DoublonsPage()
        app.push_screen(page)
        await pilot.pause()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert len(page.doubles) == 2
        assert "2 doublons probables" in ecran(app)
