"""« Campagne »: progress by site, one gesture to contribute, workbooks that leave and come back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot

from screens.a_faire import AFairePage
from screens.campagne import CampagnePage, contribuer
from screens.campagne_reponses import ReponsesPage
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.table import Table
from storage.contributions import TABLE, campagne, commencer, contributions_par_site, trouver
from storage.contributions import contribuer as donner
from storage.errors import RefusError
from storage.store import Store
from tests.imports.campagne import COMPLET, remplir, renvoyer, vierge
from tests.screens import aisne
from tests.screens.aisne import Programme, coller
from tests.screens.fiches import Essai

Shown = Callable[[App[Any]], str]
WHOLE = {"fait_convention": "Non", "fait_crte": "Oui", "fait_actions": "Oui", "dynamique": "Bonne"}


@pytest.fixture
def store() -> Store:
    """Give the small Aisne as the préfecture has it, a campaign open."""
    made = aisne.aisne()
    made.settings.put("role", "prefecture")
    values = {"titre": "Note 2026", "ouverture": "2026-10-01", "echeance": "2026-12-15"}
    made.create("campagne_note", values, record="note-2026")
    return made


async def ouverte(pilot: Pilot[Any], page: CampagnePage) -> Table:
    """Open the page, and wait until it is read."""
    await pilot.app.push_screen(page)
    await lue(pilot)
    return page.query_one("#sites", Table)


async def lue(pilot: Pilot[Any]) -> None:
    """Wait until what is read behind the screen is shown."""
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def test_the_page_says_how_far_the_campaign_is_and_what_a_site_says(store: Store, ecran: Shown) -> None:
    """Who is missing comes first; a contradiction stands beside what is known; provenance is there at 80 columns."""
    donner(store, trouver(store, "chauny"), WHOLE)
    app = Programme(store)
    async with app.run_test(size=(80, 24)) as pilot:
        page = CampagnePage()
        table = await ouverte(pilot, page)
        assert page.query_one("#campagne-panneau", Panneau).titre == "Note 2026 : 1 sur 5 · due le 15/12/2026 (J-23)"
        assert table.row is not None
        assert table.row.id == "02361"
        await pilot.press("end")
        await pilot.pause()
        said = str(page.query_one("#contribution", Plain).text)
        assert "Convention-cadre signée : oui, le 16/01/2023 ; réponse du site : non !" in said
        assert "saisie par la préfecture pour le site (Préfecture) le 22/11/2026" in said
        assert "Préfecture 22/11/26" in ecran(app)
        await pilot.press("enter")
        await pilot.pause()
        assert [table for table, _ in app.ouvertes] == [TABLE]


async def test_a_site_without_one_opens_a_form_that_starts_with_what_is_known(store: Store) -> None:
    """Nothing is written before something is answered; then the whole start is."""
    app = Essai(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await ouverte(pilot, CampagnePage())
        await pilot.press("down", "enter")
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        assert store.rows.count(TABLE) == 0
        contribuer(app, "02173")
        await pilot.pause()
        page: Any = app.screen
        page.saisie.taper("dynamique", "Bonne")
        await pilot.press("escape")
        await pilot.pause()
    (row,) = store.rows.page(TABLE)
    assert (row["commune"], row["campagne_note"], row["saisie_par"]) == ("02173", "note-2026", "Préfecture")
    assert (row["fait_convention"], row["fait_crte"], row["dynamique"]) == ("Oui", None, "Bonne")


async def test_a_chef_gives_his_contribution_in_one_gesture(store: Store) -> None:
    """From « à faire »: his only site opens its form, and not that of the others."""
    store.settings.put("role", "chef")
    store.settings.put("communes", "02361")
    begun: list[tuple[str, str]] = []
    app = Programme(store)
    app.creer = lambda table, **contexte: begun.append((table, contexte["commune"]))  # type: ignore[method-assign] # the form is another test
    async with app.run_test(size=(100, 30)) as pilot:
        contribuer(app)
        assert begun == [(TABLE, "02361")]
        await app.push_screen(AFairePage())
        await lue(pilot)
        page: Any = app.screen
        asked = next(place for place, line in enumerate(page.lines) if line.sorte == "campagne")
        page.table.cursor = asked
        await pilot.press("enter")
        await pilot.pause()
        assert begun == [(TABLE, "02361")] * 2
        contribuer(app, "02381")
        await pilot.pause()
        assert len(begun) == 2


async def test_f8_writes_the_workbooks_and_the_replies_come_back_with_a_preview(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is written before Ctrl+S; `u` takes all of it back."""
    monkeypatch.setattr("platformdirs.user_documents_path", lambda: tmp_path)
    app = Programme(store)
    async with app.run_test(size=(100, 30)) as pilot:
        await ouverte(pilot, CampagnePage())
        await pilot.press("f8", "enter")
        await lue(pilot)
        (folder,) = tmp_path.iterdir()  # noqa: ASYNC240 - nothing else runs meanwhile
        assert len(list(folder.iterdir())) == 5
        reply = renvoyer(remplir(vierge(store, "02361"), COMPLET), tmp_path / "reponse.ods")
        await pilot.press("r")
        await coller(pilot, str(reply))
        await pilot.press("enter")
        await lue(pilot)
        assert isinstance(app.screen, ReponsesPage)
        assert app.screen.query_one("#reponses-panneau", Panneau).titre.startswith("1 classeur, 1 contribution à enr")
        assert store.rows.count(TABLE) == 0
        await pilot.press("ctrl+s")
        await lue(pilot)
        assert isinstance(app.screen, CampagnePage)
        assert store.rows.count(TABLE) == 1
        await pilot.press("u")
        await lue(pilot)
        assert store.rows.count(TABLE) == 0


def test_what_a_form_starts_with_is_refused_outside_the_grant(store: Store) -> None:
    """A site of several communes sits on the first that the grant may write."""
    store.create("site", {"titre": "Thiérache", "departement": "02", "commune_principale": "02381"}, record="s")
    for insee in ("02361", "02381"):
        fiche = store.get("commune", insee)
        assert fiche is not None
        store.update(fiche, {"site": "s"})
    held = campagne(store)
    site = next(one for one in contributions_par_site(store) if one.site == "s")
    assert commencer(store, site, held)["commune"] == "02381"
    store.settings.put("role", "chef")
    store.settings.put("communes", "02361")
    assert commencer(store, site, held)["commune"] == "02361"
    for role in ("region", "national"):
        store.settings.put("role", role)
        with pytest.raises(RefusError, match="n'est pas dans votre habilitation"):
            commencer(store, site, held)
