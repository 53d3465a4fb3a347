"""A popup to type one value: its title, an example, and what is wrong with it."""

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Input

from screens.keys import binding
from screens.widgets.champ import Champ
from screens.widgets.panneau import Panneau
from screens.widgets.pied import Pied
from screens.widgets.plain import Plain


class Saisir(ModalScreen[str | None]):
    """Type one line; closes with it once `verifier` finds nothing wrong, or with None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("page.retour", "dismiss(None)", "Fermer"),
        Binding("ctrl+u", "vider", show=False),  # a whole path is offered: shells empty their line so
    ]

    def __init__(
        self,
        titre: str,
        texte: str = "",
        *,
        exemple: str = "",
        verifier: Callable[[str], str] = lambda _: "",
    ) -> None:
        """Begin with `texte`; `verifier` says in French what is wrong, or nothing."""
        super().__init__(classes="popup")
        self.titre = titre
        self.texte = texte
        self.exemple = exemple
        self.verifier = verifier

    def compose(self) -> ComposeResult:
        """Show the line, and room for a sentence."""
        with Panneau(self.titre, pied="Entrée valide", id="choix"):
            yield Champ(placeholder=self.exemple, id="valeur")
            yield Plain(f"Exemples : {self.exemple}" if self.exemple else "", id="saisir-mot")
            yield Pied()

    def on_mount(self) -> None:
        """Put the text there."""
        champ = self.query_one("#valeur", Champ)
        champ.put(self.texte)
        champ.focus()

    def action_vider(self) -> None:
        """Take everything out of the line; Ctrl+Z brings it back."""
        champ = self.query_one("#valeur", Champ)
        champ.replace("", 0, len(champ.value))

    @on(Input.Submitted, "#valeur")
    def valider(self, event: Input.Submitted) -> None:
        """Close with what is typed, or say what is wrong with it."""
        event.stop()
        wrong = self.verifier(event.value)
        if wrong:
            mot = self.query_one("#saisir-mot", Plain)
            mot.say(wrong)
            mot.set_classes("ton-erreur")
        else:
            self.dismiss(event.value)
