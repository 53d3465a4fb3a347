"""A short menu where each line has its letter: where to go (F2), what can be done here (F9)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen

from screens.keys import TWINS, binding
from screens.plain import fold
from screens.widgets.choix import Liste
from screens.widgets.colonnes import Column
from screens.widgets.panneau import Panneau
from screens.widgets.pied import Pied
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table

if TYPE_CHECKING:
    from textual.geometry import Offset

    from screens.shell import Shell

_WIDTH: Final = 60
"""Cells of a menu that opens under the mouse."""

_TWINS = {name: str(number) for number, name in TWINS.items()}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: what it says, what it does, the letter it would like, its usual key."""

    label: str
    run: Callable[[], object]
    letter: str = ""
    key: str = ""


def lettered(entries: Sequence[Entry]) -> list[tuple[str, Entry]]:
    """Give each entry a letter of its own: the one it asks for, else one of its label."""
    taken: dict[str, Entry] = {}
    for entry in entries:
        if entry.letter:
            taken.setdefault(entry.letter, entry)
    for entry in entries:
        if entry not in taken.values():
            spare = (c for c in fold(entry.label) + "abcdefghijklmnopqrstuvwxyz" if c.isalpha() and c not in taken)
            taken[next(spare, "")] = entry
    letters = {id(entry): letter for letter, entry in taken.items()}
    return [(letters.get(id(entry), ""), entry) for entry in entries]


class Menu(ModalScreen[Entry | None]):
    """Choose by a letter, by the arrows, or with the mouse; closes with the entry."""

    BINDINGS: ClassVar[list[BindingType]] = [binding("page.retour", "dismiss(None)", "Fermer")]

    def __init__(self, titre: str, entries: Sequence[Entry]) -> None:
        """Offer `entries` in this order."""
        super().__init__(classes="popup")
        self.titre = titre
        self.entries = lettered(entries)

    def compose(self) -> ComposeResult:
        """Show one line an entry."""
        rows = [Row(str(i), (letter, entry.label, entry.key)) for i, (letter, entry) in enumerate(self.entries)]
        columns = (Column("", 1), Column("", 24, 1), Column("", 10, right=True))
        with Panneau(self.titre, id="menu"):
            yield Liste(columns, ListSource(rows), header=False, markable=False, empty="Rien à faire ici.", id="liste")
            yield Pied()

    def on_mount(self) -> None:
        """Make room for the entries."""
        table = self.query_one("#liste", Table)
        table.styles.height = max(2, min(len(self.entries), 18, self.app.size.height - 6))
        table.focus()
        shell = cast("Shell", self.app)
        at, shell.menu_en = shell.menu_en, None
        if at is not None:
            self._open_at(at)

    def _open_at(self, at: "Offset") -> None:
        """Stand where the mouse is, whole on the screen."""
        panneau = self.query_one("#menu", Panneau)
        self.styles.align = ("left", "top")
        width, height = min(_WIDTH, self.app.size.width), len(self.entries) + 4
        panneau.styles.width = width
        panneau.styles.offset = (
            max(0, min(at.x, self.app.size.width - width)),
            max(0, min(at.y, self.app.size.height - height)),
        )

    def on_key(self, event: events.Key) -> None:
        """Pick by the letter; a digit's AZERTY twin is the digit."""
        wanted = _TWINS.get(event.key, event.character or "")
        for letter, entry in self.entries:
            if letter and letter == wanted:
                event.stop()
                self.dismiss(entry)
                return

    @on(Table.Opened, "#liste")
    def pick(self, event: Table.Opened) -> None:
        """Close with the entry under the cursor."""
        self.dismiss(self.entries[event.index][1])
