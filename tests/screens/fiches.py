"""A program with a store and one list, from which fiches are opened."""

from collections.abc import Sequence
from typing import cast

from textual import on
from textual.app import ComposeResult
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

from screens.application import Application, DonneesChangees, Etat
from screens.fiche import FichePage
from screens.keys import binding
from screens.page import Page
from screens.shell import Mode
from screens.slot import Slot
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from storage.store import Store


class Muet:
    """A road to the préfecture that leads nowhere."""

    def etat(self) -> Etat:
        """Say that there is no network."""
        return Etat(Slot.hors_ligne(0), "Hors ligne.")

    def lancer(self) -> None:
        """Do nothing."""

    def enroler(self, invitation: str) -> None:
        """Do nothing."""

    def journal(self) -> Sequence[str]:
        """Remember nothing."""
        return ()


class Liste(Page):
    """A list from which an action is created; it counts what it is told."""

    BINDINGS = [binding("liste.nouveau", "nouveau")]  # noqa: RUF012 - Textual's own name
    told = 0

    def fil(self) -> Sequence[str]:
        """Say where."""
        return ("Actions",)

    def body(self) -> ComposeResult:
        """Show a sentence."""
        with Panneau("Actions"):
            yield Plain("n nouvelle action")

    @on(DonneesChangees)
    def count(self) -> None:
        """Count."""
        self.told += 1

    def action_nouveau(self) -> None:
        """Open an empty fiche."""
        cast("Essai", self.app).creer("action")


class Essai(Application):
    """The program."""

    def __init__(self, store: Store) -> None:
        """Work on this store."""
        modes = (Mode(1, "accueil", "Accueil", Liste), Mode(3, "actions", "Actions", Liste))
        super().__init__(store, modes, theme="sombre")
        self.synchro = Muet()
        self.slot = Slot.hors_ligne(0)

    @property
    def fiche(self) -> FichePage:
        """The fiche shown, under a popup or not."""
        assert isinstance(self.page, FichePage)
        return self.page


async def ouvrir(pilot: Pilot[int], table: str, record: str) -> FichePage:
    """Open a fiche and wait until its fields are there."""
    essai = cast("Essai", pilot.app)
    essai.ouvrir(table, record)
    await pilot.pause()
    await pilot.pause()
    return essai.fiche


async def ecrire(pilot: Pilot[int], texte: str) -> None:
    """Type a text in the field that has the focus, all at once: a key costs the tests 60 ms."""
    await pilot.pause()
    match pilot.app.screen.focused:
        case Input() as champ:
            champ.replace(texte, *champ.selection)
        case TextArea() as long:
            long.insert(texte)
        case other:
            raise AssertionError(other)
    await pilot.pause()
