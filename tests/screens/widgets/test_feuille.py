"""The sheet that is ticked without looking for anybody: letters, Espace, Entrée."""

from collections.abc import Callable
from typing import Any

from textual import on
from textual.app import App, ComposeResult

from pvd_tui.domain.pointage import CYCLE_APRES, Pointee
from screens.page import Page
from screens.widgets.feuille import Feuille
from tests.screens.petit import Petit

Shown = Callable[[App[Any]], str]

LIGNES = (
    Pointee("a", "Claire Lemaire", "Chauny", "02173", "Cheffe de projet", qualite="Chef de projet"),
    Pointee("b", "Paul Lefèvre", "Guise", "02361", "Maire", qualite="Élu"),
    Pointee("c", "Amina Petit", "Guise", "02361", "Cheffe de projet"),
)


class Essai(Page):
    """A page that keeps what the sheet says in memory."""

    AUTO_FOCUS = "Filtre"

    def __init__(self) -> None:
        """Begin with nobody there."""
        super().__init__()
        self.lignes = {ligne.id: ligne for ligne in LIGNES}
        self.dit: list[tuple[str, str]] = []

    def body(self) -> ComposeResult:
        """Show the sheet."""
        yield Feuille(LIGNES, cycle=CYCLE_APRES)

    @on(Feuille.Pointe)
    def pointer(self, event: Feuille.Pointe) -> None:
        """Keep the statut."""
        self.lignes[event.record] = self.lignes[event.record]._replace(statut=event.statut)
        event.feuille.changer(self.lignes[event.record])

    @on(Feuille.Demande)
    def demander(self, event: Feuille.Demande) -> None:
        """Note what is asked."""
        self.dit.append((event.record, event.quoi))

    @on(Feuille.Invitee)
    def inviter(self, event: Feuille.Invitee) -> None:
        """Note who is not there."""
        self.dit.append(("+", event.texte))


async def test_letters_espace_entree_tick_a_person_and_the_next(ecran: Shown, petit: Petit) -> None:
    """The list narrows, the statut shows at once, Entrée shows everybody with the cursor where it was."""
    async with petit.run_test(size=(80, 24)) as pilot:
        page = Essai()
        petit.push_screen(page)
        await pilot.press("l", "e", "f", "space", "enter", *"pet", "space", "space", "enter")
        await pilot.pause()
        assert {ligne.nom: ligne.statut for ligne in page.lignes.values()} == {
            "Claire Lemaire": "Inscrit",
            "Paul Lefèvre": "Présent",
            "Amina Petit": "Excusé",
        }
        assert "√ Paul Lefèvre" in " ".join(ecran(petit).split())
        assert "►  e  Amina Petit" in ecran(petit)


async def test_signs_act_and_are_never_typed(petit: Petit, ecran: Shown) -> None:
    """What no name holds asks about the person under the cursor; the footer says which."""
    async with petit.run_test(size=(160, 24)) as pilot:
        page = Essai()
        petit.push_screen(page)
        await pilot.press("l", "e", "equals_sign", "asterisk", "exclamation_mark", "comma", "semicolon", "plus")
        await pilot.pause()
        quoi = ["represente", "distance", "absent", "emarge", "depart"]
        assert page.dit == [*(("a", one) for one in quoi), ("+", "le")]
        assert page.query_one(Feuille).texte == "le"
        assert "Espace Pointer" in ecran(petit)


async def test_the_arrows_move_while_one_types(petit: Petit) -> None:
    """The field keeps the focus; the cursor goes to the second of those who are meant."""
    async with petit.run_test(size=(80, 24)) as pilot:
        page = Essai()
        petit.push_screen(page)
        await pilot.press("l", "e", "down", "space")
        await pilot.pause()
        assert page.lignes["b"].statut == "Présent"


async def test_who_was_excused_and_came_is_present_at_the_first_press(petit: Petit) -> None:
    """Then Espace goes round; the next person, or the same one found again, begins with « Présent » too."""
    async with petit.run_test(size=(80, 24)) as pilot:
        page = Essai()
        page.lignes["a"] = page.lignes["a"]._replace(statut="Excusé")
        petit.push_screen(page)
        await pilot.pause()
        page.query_one(Feuille).montrer(list(page.lignes.values()))
        said = []
        for keys in (("space",), ("space",), ("space",), (*"lem", "space")):
            await pilot.press(*keys)
            await pilot.pause()
            said.append(page.lignes["a"].statut)
        assert said == ["Présent", "Excusé", "Absent", "Présent"]
