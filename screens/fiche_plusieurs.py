"""A popup to choose several values of a list."""

from collections.abc import Collection, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen

from screens.keys import binding
from screens.widgets.choix import Choice
from screens.widgets.colonnes import Column
from screens.widgets.panneau import Panneau
from screens.widgets.pied import Pied
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table


class Cases(Table):
    """A table whose rows are ticked."""

    BINDINGS: ClassVar[list[BindingType]] = [binding("liste.marquer", "mark", "Cocher")]


class ChoixMultiple(ModalScreen[str | None]):
    """Tick values with Espace; closes with them, separated by semicolons, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("page.retour", "dismiss(None)", "Fermer"),
        binding("choix.valider", "valider"),
    ]

    def __init__(self, titre: str, choices: Sequence[Choice], current: Collection[str]) -> None:
        """Offer `choices`, those of `current` ticked."""
        super().__init__(classes="popup")
        self.titre = titre
        self.choices = choices
        self.current = set(current)

    def compose(self) -> ComposeResult:
        """Show the list."""
        rows = [Row(choice.id, (choice.label,)) for choice in self.choices]
        with Panneau(self.titre, pied="Espace coche, Entrée valide", id="choix"):
            yield Cases((Column("", 20, 1),), ListSource(rows), header=False, empty="Rien à choisir.", id="liste")
            yield Pied()

    def on_mount(self) -> None:
        """Tick what is chosen already."""
        table = self.query_one("#liste", Table)
        table.styles.height = max(2, min(len(self.choices), 16, self.app.size.height - 8))
        table.set_marks(self.current)
        table.focus()

    def action_valider(self) -> None:
        """Close with what is ticked, in the order of the list."""
        marks = self.query_one("#liste", Table).marks
        self.dismiss(" ; ".join(choice.id for choice in self.choices if choice.id in marks))
