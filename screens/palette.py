"""The command palette: everything the program does, then the records, by a few letters without accents."""

from collections.abc import Callable, Iterable

from screens.command import Command
from screens.widgets.choix import Choice, Choix
from screens.widgets.source import ListSource, Row

Chercher = Callable[[str], Iterable[Command]]
"""Gives what opens the records found for some words."""


class Palette(Choix):
    """All commands; the one that is chosen runs once the palette is closed."""

    def __init__(self, commands: Iterable[Command], chercher: Chercher | None = None) -> None:
        """Offer `commands`, each once, in this order, then what `chercher` finds."""
        self.commands: dict[str, Command] = {}
        for command in commands:
            self.commands.setdefault(command.label, command)
        self._chercher = chercher
        super().__init__(
            "Menu : toutes les commandes",
            [Choice(label, label, command.key) for label, command in self.commands.items()],
        )

    @property
    def filtered(self) -> bool:
        """The palette always has its filter."""
        return True

    def trouver(self, text: str) -> ListSource:
        """Give the commands that hold what is typed, then the records."""
        found = super().trouver(text)
        records = list(self._chercher(text)) if self._chercher and text.strip() else []
        rows = []
        for number, command in enumerate(records):
            self.commands[f"fiche {number}"] = command
            rows.append(Row(f"fiche {number}", (command.label, command.key)))
        return ListSource([*found.rows, *rows])
