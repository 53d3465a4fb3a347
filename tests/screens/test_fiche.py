"""The fiche: what is typed is kept, what is finished is saved as one change, nothing is lost."""

import gc
import weakref
from collections.abc import Callable
from typing import Any

import pytest
from textual.app import App
from textual.widgets import Input

from pvd_tui.changes.edit import Edit
from screens.fiche import FichePage
from screens.fiche_rang import Rang, Selecteur
from screens.widgets.champ import Champ
from screens.widgets.choix import Choix
from screens.widgets.texte import GrandEditeur, Texte
from storage.settings import COMMUNES, SERVEUR
from storage.store import Store
from tests.screens.fiches import Essai, ecrire, ouvrir
from tests.storage.laptops import GUISE, HIRSON, a_commune, a_seance, an_action

Shown = Callable[[App[Any]], str]
TITRE = "Réhabilitation des halles"


def _words(ecran: Shown, app: App[Any]) -> str:
    """Give what the screen says, as one line."""
    return " ".join(ecran(app).replace("│", " ").split())


async def test_n_a_title_and_enter_create_an_action(portable: Store, ecran: Shown) -> None:
    """The only commune of the laptop is filled in; the record exists at once and the fiche says so."""
    a_commune(portable)
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        await pilot.press("n")
        await pilot.pause()
        assert "Nouvelle action" in ecran(essai)
        await ecrire(pilot, "Halle [HT]")
        await pilot.press("enter")
        await pilot.pause()
        row = portable.rows.page("action")[0]
        assert (row["titre"], row["commune"]) == ("Halle [HT]", GUISE)
        assert portable.drafts.count() == 0
        assert "Enregistré" in ecran(essai)
        assert "Halle [HT]" in ecran(essai)
        assert "Visible par : les chefs de projet de Guise et la préfecture (02)" in ecran(essai)


async def test_an_action_asks_for_the_commune_it_cannot_do_without(portable: Store, ecran: Shown) -> None:
    """With two communes, Entrée opens their list; without an answer the fiche stays a draft, and says it."""
    a_commune(portable)
    a_commune(portable, HIRSON)
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        await pilot.press("n")
        await pilot.pause()
        await ecrire(pilot, "Gare")
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(essai.screen, Choix)
        await pilot.press("escape", "escape")
        await pilot.pause()
        assert portable.rows.count("action") == 0
        assert "Il manque la commune : la fiche reste en brouillon" in ecran(essai)
        (draft,) = portable.drafts.all()
        await ouvrir(pilot, "action", draft.record)
        await pilot.press("down", "enter")
        await ecrire(pilot, "hirs")
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        row = portable.rows.page("action")[0]
        assert (row["id"], row["titre"], row["commune"]) == (draft.record, "Gare", HIRSON)


async def test_an_empty_fiche_leaves_nothing_behind(portable: Store) -> None:
    """Opened and left, a new fiche makes neither a record nor a draft."""
    a_commune(portable)
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        await pilot.press("n")
        await pilot.pause()
        await pilot.press("escape")
        assert not isinstance(essai.page, FichePage)
        assert (portable.rows.count("action"), portable.drafts.count()) == (0, 0)


async def test_leaving_saves_one_change_that_names_what_was_seen(portable: Store) -> None:
    """Two fields typed, Échap: one change, over the heads that the form showed; the list is told."""
    a_commune(portable)
    record = an_action(portable, pilote="DST")
    (first,) = portable.history.of("action", record)
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        fiche = await ouvrir(pilot, "action", record)
        await ecrire(pilot, " neuves")
        await pilot.press("tab")
        champ = fiche.query_one("#pilote", Champ)
        champ.focus()
        await pilot.press("ctrl+a")
        await ecrire(pilot, "CCTP")
        await pilot.press("tab")
        assert len(portable.history.of("action", record)) == 1, "only a draft while the fiche is open"
        await pilot.press("escape")
        _, change = portable.history.of("action", record)
        assert change.set == {"titre": f"{TITRE} neuves", "pilote": "CCTP"}
        assert change.over == {"titre": [first.id], "pilote": [first.id]}
        assert portable.drafts.count() == 0
        assert essai.page is not None
        await pilot.pause()
        assert getattr(essai.page, "told", 0) > 0


async def test_escape_in_a_field_being_typed_leaves_the_field_first(portable: Store) -> None:
    """The first Échap keeps the text, the second saves it and leaves."""
    a_commune(portable)
    record = an_action(portable)
    essai = Essai(portable)
    async with essai.run_test(size=(80, 24)) as pilot:
        await ouvrir(pilot, "action", record)
        await pilot.press("x", "escape")
        assert isinstance(essai.page, FichePage)
        assert portable.drafts.count() == 1
        await pilot.press("escape")
        assert not isinstance(essai.page, FichePage)
        assert portable.rows.page("action")[0]["titre"] == f"{TITRE}x"


async def test_quitting_in_the_middle_of_a_field_keeps_it_as_a_draft(portable: Store, ecran: Shown) -> None:
    """Finished fields are saved; the half-typed one is offered again, the caret where it was."""
    a_commune(portable)
    record = an_action(portable)
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        fiche = await ouvrir(pilot, "action", record)
        fiche.query_one("#pilote", Champ).focus()
        await ecrire(pilot, "DST")
        await pilot.press("shift+tab")
        await ecrire(pilot, "1200*")
        await pilot.press("left", "ctrl+q")
    row = portable.rows.page("action")[0]
    assert (row["pilote"], row["cout_previsionnel"]) == ("DST", None)
    (draft,) = portable.drafts.all()
    assert (draft.champ, draft.texte, draft.curseur) == ("cout_previsionnel", "1200*", 4)
    again = Essai(portable)
    async with again.run_test(size=(100, 30)) as pilot:
        fiche = await ouvrir(pilot, "action", record)
        assert "Vous en étiez à « Coût prévisionnel (€) » le 06/06" in ecran(again)
        champ = fiche.query_one("#cout_previsionnel", Champ)
        assert (champ.value, champ.cursor_position, champ.has_focus) == ("1200*", 4, True)
        await pilot.press("escape")
        assert portable.drafts.count() == 1, "looking at a draft does not finish it"


async def test_a_draft_taken_up_again_is_saved(portable: Store) -> None:
    """Going on with the half-typed field and leaving it saves it."""
    a_commune(portable)
    record = an_action(portable)
    for page in (Essai(portable),):
        async with page.run_test(size=(100, 30)) as pilot:
            await ouvrir(pilot, "action", record)
            await ecrire(pilot, " ne")
            await pilot.press("ctrl+q")
    again = Essai(portable)
    async with again.run_test(size=(100, 30)) as pilot:
        await ouvrir(pilot, "action", record)
        await ecrire(pilot, "uves")
        await pilot.press("tab", "escape")
    assert portable.rows.page("action")[0]["titre"] == f"{TITRE} neuves"
    assert portable.drafts.count() == 0


async def test_drafts_can_be_given_up(portable: Store, ecran: Shown) -> None:
    """F9 then « Abandonner » shows what is saved again, and forgets the rest."""
    a_commune(portable)
    record = an_action(portable)
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        await ouvrir(pilot, "action", record)
        await ecrire(pilot, "zz")
        await pilot.press("f9", "b")
        await pilot.pause()
        assert essai.fiche.query_one("#titre", Champ).value == TITRE
        assert portable.drafts.count() == 0
        assert "Brouillon" not in _words(ecran, essai).replace("Brouillons abandonnés", "")
        await pilot.press("escape")
        assert not isinstance(essai.page, FichePage)
        assert len(portable.history.of("action", record)) == 1


async def test_another_fiche_never_shows_a_draft(portable: Store) -> None:
    """The draft of one action is not in the next one."""
    a_commune(portable)
    first, second = an_action(portable), an_action(portable, titre="Gare")
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        await ouvrir(pilot, "action", first)
        await pilot.press("x")
        essai.save_work()
        fiche = await ouvrir(pilot, "action", second)
        assert fiche.query_one("#titre", Champ).value == "Gare"


async def test_what_cannot_be_read_stays_a_draft_and_says_why(portable: Store, ecran: Shown) -> None:
    """`12,5,3` is answered in French beside its field; the other fields are saved."""
    a_commune(portable)
    record = an_action(portable)
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        fiche = await ouvrir(pilot, "action", record)
        fiche.query_one("#cout_previsionnel", Champ).focus()
        await ecrire(pilot, "12,5,3")
        await pilot.press("tab")
        await pilot.pause()
        assert "« 12,5,3 » a plusieurs virgules" in _words(ecran, essai).replace("\u00a0", " ")
        await ecrire(pilot, "DST")
        await pilot.press("tab", "escape")
    row = portable.rows.page("action")[0]
    assert (row["pilote"], row["cout_previsionnel"]) == ("DST", None)
    assert [d.texte for d in portable.drafts.all()] == ["12,5,3"]


async def test_amounts_and_dates_show_what_they_come_to(portable: Store, ecran: Shown) -> None:
    """`296000*1,4` is 414 400 €, `15/9/27` a Wednesday; both are saved as such."""
    a_commune(portable)
    record = an_action(portable)
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        fiche = await ouvrir(pilot, "action", record)
        fiche.query_one("#echeance", Champ).focus()
        await ecrire(pilot, "15/9/27")
        await pilot.press("tab")
        await ecrire(pilot, "296000*1,4")
        await pilot.press("tab")
        await pilot.pause()
        words = _words(ecran, essai)
        assert "= mercredi 15 septembre 2027" in words
        assert "= 414\u00a0400\u00a0€" in ecran(essai)
        await pilot.press("escape")
    row = portable.rows.page("action")[0]
    assert (row["echeance"], row["cout_previsionnel"]) == ("2027-09-15", 41_440_000)


async def test_a_choice_is_made_by_its_initial_or_in_a_list(portable: Store) -> None:
    """Among a few an initial chooses and goes on; among many a letter opens the list, narrowed."""
    a_commune(portable)
    record = an_action(portable)
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        fiche = await ouvrir(pilot, "action", record)
        fiche.query_one("#phase", Selecteur).focus()
        await pilot.press("o")
        await pilot.pause()
        assert fiche.query_one("#phase", Selecteur).texte == "Opération"
        assert fiche.query_one("#statut_phase", Selecteur).has_focus
        await pilot.press("b")
        await pilot.pause()
        assert isinstance(essai.screen, Choix)
        await pilot.press("enter")
        await pilot.pause()
        assert fiche.query_one("#statut_phase", Selecteur).texte == "Bloqué"
        fiche.query_one("#statut_phase", Selecteur).focus()
        await pilot.press("delete", "escape")
    row = portable.rows.page("action")[0]
    assert (row["phase"], row["statut_phase"]) == ("Opération", None)


async def test_several_choices_are_ticked(portable: Store) -> None:
    """Espace ticks, Entrée keeps; the field holds a list."""
    a_commune(portable)
    record = an_action(portable)
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        fiche = await ouvrir(pilot, "action", record)
        await fiche.montrer(fiche.rubrique_de("contrats"), "contrats")
        await pilot.press("enter", "space", "down", "down", "space", "enter")
        await pilot.pause()
        await pilot.press("escape")
    assert portable.rows.page("action")[0]["contrats"] == ["CRTE", "PVD"]


async def test_a_commune_is_found_in_the_referentiel(portable: Store) -> None:
    """A name without accents finds it; with a grant, only the grant's communes are offered."""
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        essai.creer("action")
        await pilot.pause()
        essai.fiche.query_one("#commune", Selecteur).focus()
        await pilot.press("enter")
        await ecrire(pilot, "la fere")
        await pilot.press("enter")
        await pilot.pause()
        assert essai.fiche.query_one("#commune", Selecteur).texte == "02304"
        portable.settings.put(COMMUNES, f"{GUISE},{HIRSON}")
        essai.fiche.query_one("#commune", Selecteur).focus()
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(essai.screen, Choix)
        assert [choice.id for choice in essai.screen.choices] == [GUISE, HIRSON]
        await pilot.press("h", "i", "enter")
        await pilot.pause()
        assert essai.fiche.query_one("#commune", Selecteur).texte == HIRSON


async def test_a_commune_is_created_from_the_referentiel(portable: Store) -> None:
    """Choosing it is enough: name, département and population come with it."""
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        essai.creer("commune")
        await pilot.pause()
        await pilot.press("enter")
        await ecrire(pilot, "02304")
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("escape")
    row = portable.rows.page("commune")[0]
    assert (row["id"], row["titre"], row["departement"]) == ("02304", "La Fère", "02")


async def test_another_mode_saves_the_fiche_and_finds_it_again(portable: Store) -> None:
    """The half-typed field is a draft while the other mode is shown, and still there on return."""
    a_commune(portable)
    record = an_action(portable)
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        await ouvrir(pilot, "action", record)
        await pilot.press("x", "tab", "tab", "tab")
        await ecrire(pilot, "fin mars")
        essai.go("actions")
        await pilot.pause()
        assert portable.rows.page("action")[0]["titre"] == f"{TITRE}x"
        assert [d.champ for d in portable.drafts.all()] == ["echeance"]
        essai.go("accueil")
        await pilot.pause()
        assert essai.fiche.query_one("#echeance", Champ).value == "fin mars"


async def test_the_full_screen_editor_loses_nothing(portable: Store) -> None:
    """Ctrl+Q in it keeps what is there; a rest of a second keeps it before."""
    a_commune(portable)
    record = an_action(portable)
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        fiche = await ouvrir(pilot, "action", record)
        await fiche.montrer(fiche.rubrique_de("description"), "description")
        await pilot.press("ctrl+e")
        await ecrire(pilot, "La halle")
        assert isinstance(essai.screen, GrandEditeur)
        essai.screen.query_one("#grand-texte", Texte)._rested()
        await pilot.pause()
        await pilot.pause()
        assert [d.texte for d in portable.drafts.all()] == ["La halle"]
        await ecrire(pilot, " brûle")
        await pilot.press("ctrl+q")
    assert [d.texte for d in portable.drafts.all()] == ["La halle brûle"]


async def test_a_popup_above_the_full_screen_editor_hides_no_word(portable: Store) -> None:
    """What is typed under a popup counts as typed, and what others write is seen in the editor."""
    a_commune(portable)
    record = an_action(portable)
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        fiche = await ouvrir(pilot, "action", record)
        await fiche.montrer(fiche.rubrique_de("description"), "description")
        await pilot.press("ctrl+e")
        portable.save([Edit("action", record, {"description": "Vu à Hirson. "})], "Ailleurs")
        essai.changed()
        await pilot.pause()
        editor = essai.screen
        assert isinstance(editor, GrandEditeur)
        assert editor.texte == "Vu à Hirson. "
        await pilot.press("end")
        await ecrire(pilot, "La halle")
        await essai.push_screen(Choix("Au-dessus", []))
        fiche.retenir()
        assert [d.texte for d in portable.drafts.all()] == ["Vu à Hirson. La halle"]
        assert fiche.en_frappe == "description"


async def test_a_rest_keeps_a_draft(portable: Store, ecran: Shown) -> None:
    """A second without a key is enough for the disk, and the fiche says since when."""
    a_commune(portable)
    record = an_action(portable)
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        fiche = await ouvrir(pilot, "action", record)
        await pilot.press("x")
        fiche.query_one("#titre", Champ)._rested()
        await pilot.pause()
        assert [d.texte for d in portable.drafts.all()] == [f"{TITRE}x"]
        assert "Brouillon gardé à 09:00:" in ecran(essai)


@pytest.mark.parametrize("size", [(80, 24), (100, 30)])
async def test_the_fiche_keeps_its_look(
    portable: Store, same_screen: Callable[[App[Any], str], None], size: tuple[int, int]
) -> None:
    """The essential, the rubriques and the menu are drawn as they were kept."""
    a_commune(portable)
    record = an_action(
        portable,
        titre="Halle [HT] : réhabilitation",
        maturite="Fiche-action",
        phase="Étude",
        cout_previsionnel=41_440_000,
        debut_reel="2023-05-01",
        fin_reelle="2023-01-01",
    )
    essai = Essai(portable)
    async with essai.run_test(size=size) as pilot:
        fiche = await ouvrir(pilot, "action", record)
        same_screen(essai, f"fiche-action-{size[0]}")
        await fiche.montrer(fiche.rubrique_de("fin_reelle"), "fin_reelle")
        await pilot.pause()
        same_screen(essai, f"fiche-calendrier-{size[0]}")
        await pilot.press("f6")
        await pilot.pause()
        same_screen(essai, f"fiche-rubriques-{size[0]}")


async def test_what_a_user_wrote_is_never_markup(portable: Store, ecran: Shown, hostile: str, visible: str) -> None:
    """Title, field, choice and finding show it to the letter."""
    a_commune(portable)
    record = an_action(portable, titre=hostile, code=hostile)
    twin = an_action(portable, titre=hostile, numero_dossier=hostile)
    portable.update(portable.get("action", record), {"numero_dossier": hostile})  # type: ignore[arg-type] # it exists
    essai = Essai(portable)
    async with essai.run_test(size=(140, 40)) as pilot:
        fiche = await ouvrir(pilot, "action", record)
        assert visible in ecran(essai)
        await fiche.montrer(fiche.rubrique_de("numero_dossier"), "numero_dossier")
        await pilot.pause()
        assert visible in ecran(essai)
        await pilot.press("f9")
        await pilot.pause()
    assert twin


async def test_a_fiche_that_is_not_here_says_so(portable: Store, ecran: Shown) -> None:
    """An unknown record shows a sentence, no input, and nothing is written."""
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        await ouvrir(pilot, "action", "inconnue")
        assert "n'est pas (ou plus) sur cet ordinateur" in ecran(essai)
        assert not essai.fiche.query(Input)
        await pilot.press("escape")
    assert portable.drafts.count() == 0


async def test_a_chef_reads_what_he_may_not_write(portable: Store, ecran: Shown) -> None:
    """A département-wide convention has no inputs and says why; his commune's action and the club have some."""
    a_commune(portable)
    convention = portable.create("convention", {"titre": "ORT de l'Aisne", "departement": "02"})
    ailleurs = an_action(portable, HIRSON)
    ici, seance = an_action(portable), a_seance(portable)
    portable.settings.put(COMMUNES, GUISE)
    portable.settings.put(SERVEUR, "https://exemple.fr")
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        for table, record, why in (
            ("convention", convention, "concerne tout le département"),
            ("action", ailleurs, "n'est pas dans votre habilitation"),
        ):
            fiche = await ouvrir(pilot, table, record)
            assert why in ecran(essai)
            assert fiche.query(Rang)
            assert not fiche.query(Input)
            assert not fiche.query(Selecteur)
        for table, record in (("action", ici), ("seance_club", seance)):
            fiche = await ouvrir(pilot, table, record)
            assert fiche.query(Input)


async def test_once_created_a_record_no_longer_moves(portable: Store, ecran: Shown) -> None:
    """The commune chosen creates the action; it can then be read, and no longer changed."""
    a_commune(portable)
    a_commune(portable, HIRSON)
    essai = Essai(portable)
    async with essai.run_test(size=(80, 24)) as pilot:
        await pilot.press("n")
        await pilot.pause()
        await ecrire(pilot, "Gare")
        await pilot.press("enter")
        await pilot.pause()
        await ecrire(pilot, "hirs")
        await pilot.press("enter")
        await pilot.pause()
        await pilot.pause()
        assert portable.rows.page("action")[0]["commune"] == HIRSON
        assert "décide qui voit la fiche" in ecran(essai)
        assert essai.fiche.query_one("#phase", Selecteur).has_focus
        assert not essai.fiche.query("#commune")
        await pilot.press("escape")
        await pilot.pause()
    assert len(portable.history.of("action", str(portable.rows.page("action")[0]["id"]))) == 1


async def test_a_chef_does_not_create_outside_his_grant(portable: Store, ecran: Shown) -> None:
    """A convention of the whole département stays a draft, with the reason."""
    portable.settings.put(COMMUNES, GUISE)
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        essai.creer("convention", departement="02", commune="")
        await pilot.pause()
        await ecrire(pilot, "ORT")
        await pilot.press("escape", "escape")
        await pilot.pause()
        assert "ne permet pas d'écrire pour tout le département" in ecran(essai)
    assert (portable.rows.count("convention"), portable.drafts.count()) == (0, 1)


async def test_going_through_the_rubriques_leaves_no_field_alive(portable: Store) -> None:
    """Fields of a rubrique that was left are let go."""
    a_commune(portable)
    record = an_action(portable)
    essai = Essai(portable)
    async with essai.run_test(size=(100, 30)) as pilot:
        fiche = await ouvrir(pilot, "action", record)
        gone: weakref.WeakSet[Rang] = weakref.WeakSet()
        for index in (1, 2, 3, 0):
            gone.update(fiche.rangs())
            await fiche.montrer(index)
            await pilot.pause()
        present = set(fiche.rangs())
        gc.unfreeze()  # what start-up made is set apart, and may hold the first fields
        gc.collect()
        assert not [rang.nom for rang in gone if rang not in present]
