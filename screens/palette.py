"""The command palette: everything the program does, found by a few letters without accents."""

from collections.abc import Iterable

from screens.command import Command
from screens.widgets.choix import Choice, Choix


class Palette(Choix):
    """All commands; the command that is chosen runs once the palette is closed."""

    def __init__(self, commands: Iterable[Command]) -> None:
        """Offer `commands`, each once, in this order."""
        self.commands = {command.label: command for command in commands}
        super().__init__(
            "Menu : toutes les commandes",
            [Choice(label, label, command.key) for label, command in self.commands.items()],
        )

    @property
    def filtered(self) -> bool:
        """The palette always has its filter."""
        return True
