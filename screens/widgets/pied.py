"""The footer: one line, the keys that act here, drawn again only when its text changes.

Textual's own footer is rebuilt, and leaks widgets, at each move of the focus.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len
from textual import events
from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen
from textual.style import Style
from textual.widget import Widget

from screens.keys import key_name

WIDE: Final = 100
"""From this width on there is room for `MANY` hints."""
MANY: Final = 8
FEW: Final = 6

_FIRST: Final = "aide.ouvrir"
_AFTER: Final = (
    "aller.ouvrir",
    "chercher.partout",
    "contexte.ouvrir",
    "panneau.suivant",
    "synchro.lancer",
    "app.quitter",
)
"""Everywhere the same, so they come after what is of this place, in this order."""
_KEPT: Final = ("palette.ouvrir", "page.retour")
"""Always there, at the end: the way to all the rest, and the way back."""


@dataclass(frozen=True, slots=True)
class Hint:
    """One key and what it does."""

    key: str
    label: str

    @property
    def width(self) -> int:
        """Cells it takes, blank before it included."""
        return cell_len(self.shown) + cell_len(self.label) + 3

    @property
    def shown(self) -> str:
        """The French name of the key."""
        return key_name(self.key)


def hints(bindings: Iterable[Binding], width: int) -> list[Hint]:
    """Choose what fits: the help first, what acts here, the menu and the way back last."""
    once: dict[str, Binding] = {}
    for binding in bindings:
        if binding.show and binding.description:
            once.setdefault(binding.id or binding.action, binding)
    here = (b for b in once.values() if b.id not in (_FIRST, *_AFTER, *_KEPT))
    ordered = [*_named(once, (_FIRST,)), *here, *_named(once, _AFTER)]
    tail = [Hint(b.key, b.description) for b in _named(once, _KEPT)]
    room = width - sum(hint.width for hint in tail)
    most = (MANY if width >= WIDE else FEW) - len(tail)
    chosen: list[Hint] = []
    for binding in ordered:
        hint = Hint(binding.key, binding.description)
        if len(chosen) < most and hint.width <= room:
            chosen.append(hint)
            room -= hint.width
    return [*chosen, *tail]


def _named(bindings: dict[str, Binding], ids: Iterable[str]) -> Iterator[Binding]:
    """Give the bindings of these ids that are there."""
    return (bindings[i] for i in ids if i in bindings)


class Pied(Widget):
    """The last line of a page; each hint can be clicked."""

    ALLOW_SELECT = False

    def __init__(self) -> None:
        """Show nothing until the page knows its keys."""
        super().__init__(id="pied")
        self.hints: list[Hint] = []

    def on_mount(self) -> None:
        """Follow the page's bindings: the focus moved, an action became possible."""
        self.screen.bindings_updated_signal.subscribe(self, self._follow)

    def on_resize(self, _event: events.Resize) -> None:
        """Choose again for the new width."""
        self._follow(self.screen)

    def _follow(self, screen: Screen[object]) -> None:
        """Draw again if, and only if, the hints changed; under a popup, stay as it was."""
        if screen is not self.app.screen:
            return
        active = (a.binding for a in screen.active_bindings.values() if a.enabled)
        found = hints(active, self.size.width)
        if found != self.hints:
            self.hints = found
            self.refresh()

    def render(self) -> Content:
        """Draw the hints on one line."""
        parts: list[Content] = []
        for hint in self.hints:
            click = Style.from_meta({"@click": f"app.simulate_key({hint.key!r})"})
            parts.append(Content.assemble((f" {hint.shown}", click + Style(bold=True)), (f" {hint.label} ", click)))
        return Content("").join(parts)
