"""The journal of a séance: every line that was written, the newest at the foot; five hundred as quick as five.

Only the lines on screen are drawn, and a note added wraps itself alone: nothing else is laid out again.
"""

import textwrap
from collections.abc import Sequence
from typing import ClassVar, Final, NamedTuple

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from screens.plain import clean, clean_lines, fit

_HEURE: Final = 5
_MOT: Final = 5
MARGE: Final = 1 + _HEURE + 1 + _MOT + 1
"""Cells before the text: the cursor, the hour, the word of the genre."""
_MOLETTE: Final = 3


class Entree(NamedTuple):
    """One note, as the journal shows it."""

    id: str
    heure: str
    mot: str
    """The word before it: « DÉC. », « SUITE »."""
    ton: str
    """The style of the word."""
    texte: str
    suite: Sequence[str] = ()
    """Lines below it: its suites, what it is linked to."""


class _Ligne(NamedTuple):
    """One line of the screen."""

    entree: str
    heure: str
    mot: str
    ton: str
    texte: str
    discret: bool = False


class JournalVue(Widget, can_focus=False):
    """The notes; its cursor is moved by the page, which keeps the focus in the line that one types."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "journal--texte",
        "journal--discret",
        "journal--curseur",
        "journal--decision",
        "journal--suite",
        "journal--question",
        "journal--information",
        "journal--retour",
    }

    class Pointee(Message):
        """A note was clicked."""

        def __init__(self, record: str) -> None:
            """Tell which."""
            super().__init__()
            self.record = record

    def __init__(self, *, vide: str = "", id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        """Show nothing yet; `vide` says what to do where there is no note."""
        super().__init__(id=id)
        self.vide = vide
        self.choisie: str | None = None
        self._entrees: list[Entree] = []
        self._lignes: list[_Ligne] = []
        self._largeur = 0
        self._recul = 0
        """Lines below the screen: none while the newest note is shown."""

    # What a page asks.

    @property
    def nombre(self) -> int:
        """Count the notes."""
        return len(self._entrees)

    def montrer(self, entrees: Sequence[Entree]) -> None:
        """Show these notes; the cursor stays on its note, while it is there."""
        self._entrees = list(entrees)
        if self.choisie and all(one.id != self.choisie for one in entrees):
            self.choisie = None
        self._couper()
        self.refresh()

    def ajouter(self, entree: Entree) -> None:
        """Show a note more, at the foot, and come there."""
        self._entrees.append(entree)
        self._lignes += _couper(entree, self._largeur)
        self._recul = 0
        self.refresh()

    def changer(self, entree: Entree) -> None:
        """Show what became of a note."""
        place = next((i for i, one in enumerate(self._entrees) if one.id == entree.id), None)
        if place is None:
            self.ajouter(entree)
            return
        self._entrees[place] = entree
        self._couper()
        self.refresh()

    def choisir(self, record: str | None) -> None:
        """Put the cursor on a note, or take it off and come back to the foot."""
        self.choisie = record
        if record is None:
            self._recul = 0
        else:
            self._suivre()
        self.refresh()

    def bouger(self, pas: int) -> str | None:
        """Move the cursor by notes; from outside it comes to the newest, and below the newest it leaves."""
        if not self._entrees:
            return None
        ids = [one.id for one in self._entrees]
        place = len(ids) + min(pas, 0) if self.choisie is None else ids.index(self.choisie) + pas
        self.choisir(None if place >= len(ids) else ids[max(0, place)])
        return self.choisie

    def page(self) -> int:
        """Give about the notes of a screen."""
        return max(1, self.size.height // 2)

    # Drawing.

    def on_resize(self, event: events.Resize) -> None:
        """Wrap again where the width changed."""
        if event.size.width != self._largeur:
            self._largeur = event.size.width
            self._couper()
            self.refresh()
        self._suivre()

    def on_mouse_scroll_up(self) -> None:
        """Look further back."""
        self._reculer(self._recul + _MOLETTE)

    def on_mouse_scroll_down(self) -> None:
        """Come nearer to the foot."""
        self._reculer(self._recul - _MOLETTE)

    def on_click(self, event: events.Click) -> None:
        """Point at a note."""
        if (ligne := self._ligne(event.y)) is not None:
            self.post_message(self.Pointee(ligne.entree))

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen."""
        width = self.size.width
        ligne = self._ligne(y)
        discret = self.get_component_rich_style("journal--discret")
        if ligne is None:
            lines = clean_lines(self.vide).splitlines() if not self._entrees else []
            return Strip([Segment(fit(f" {lines[y]}" if y < len(lines) else "", width), discret)], width)
        texte = fit(ligne.texte, width - MARGE)
        if ligne.entree == self.choisie:
            curseur = self.get_component_rich_style("journal--curseur")
            mark = "►" if ligne.heure else " "
            shown = f"{mark}{fit(ligne.heure, _HEURE)} {fit(ligne.mot, _MOT)} {texte}"
            return Strip([Segment(fit(shown, width), curseur)], width)
        style = self.get_component_rich_style("journal--discret" if ligne.discret else "journal--texte")
        ton = self.get_component_rich_style(f"journal--{ligne.ton}") if ligne.ton else discret
        parts = [
            Segment(f" {fit(ligne.heure, _HEURE)} ", discret),
            Segment(f"{fit(ligne.mot, _MOT)} ", ton),
            Segment(texte, style),
        ]
        return Strip(parts).adjust_cell_length(width, style)

    @property
    def _debut(self) -> int:
        """The first line on screen: short journals stand at the top, long ones show their foot."""
        return max(0, len(self._lignes) - self.size.height - self._recul)

    def _ligne(self, y: int) -> _Ligne | None:
        place = self._debut + y
        return self._lignes[place] if y >= 0 and place < len(self._lignes) else None

    def _couper(self) -> None:
        self._lignes = [ligne for one in self._entrees for ligne in _couper(one, self._largeur)]

    def _reculer(self, lines: int) -> None:
        self._recul = max(0, min(lines, len(self._lignes) - self.size.height))
        self.refresh()

    def _suivre(self) -> None:
        """Scroll just enough to see the whole note under the cursor."""
        places = [i for i, ligne in enumerate(self._lignes) if ligne.entree == self.choisie]
        height = self.size.height
        if not places or not height:
            return
        top = self._debut
        if places[0] < top:
            top = places[0]
        elif places[-1] >= top + height:
            top = min(places[0], places[-1] - height + 1)
        self._recul = max(0, len(self._lignes) - height - top)


def _couper(entree: Entree, width: int) -> list[_Ligne]:
    """Wrap a note, and what stands below it."""
    room = width - MARGE
    if room <= 0:
        return []
    shown = [part for line in entree.texte.split("\n") for part in _plier(clean(line), room)] or [""]
    first = _Ligne(entree.id, entree.heure or " ", entree.mot, entree.ton, shown[0])
    rest = [_Ligne(entree.id, "", "", "", part) for part in shown[1:]]
    parts = [part for line in entree.suite for part in _plier(clean(line), room)]
    return [first, *rest, *(_Ligne(entree.id, "", "", "", part, discret=True) for part in parts)]


def _plier(line: str, room: int) -> list[str]:
    """Wrap a line at words; one with characters of two cells is wrapped as if all of it were."""
    size = cell_len(line)
    if size <= room:
        return [line]
    return textwrap.wrap(line, room if size == len(line) else max(1, room // 2), break_on_hyphens=False)
