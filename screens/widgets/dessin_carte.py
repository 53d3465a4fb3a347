"""The drawn map: a mask of dots, a sign for each commune, the one under the cursor in full."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from pvd_tui.domain.carte import Anneau, Case, Point, Sens, cadrer, masque, placer, voisine
from screens.keys import binding
from screens.plain import fold

if TYPE_CHECKING:
    from screens.carte_lectures import Signe

_COTES: Final = {"left": "gauche", "right": "droite", "up": "haut", "down": "bas"}
_ARROWS: Final = {"left": Sens.GAUCHE, "right": Sens.DROITE, "up": Sens.HAUT, "down": Sens.BAS}


class DessinCarte(Widget, can_focus=True):
    """A map of communes; arrows go to the nearest one that way, letters jump by name."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "carte--fond",
        "carte--curseur",
        "carte--normal",
        "carte--succes",
        "carte--info",
        "carte--alerte",
        "carte--erreur",
        "carte--discret",
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        *(binding(f"carte.{cote}", f"aller('{key}')", show=False) for key, cote in _COTES.items()),
        binding("carte.ouvrir", "ouvrir"),
    ]

    commune: reactive[str] = reactive("", repaint=True)
    """The commune under the cursor."""

    class Pointed(Message):
        """The cursor came to a commune."""

        def __init__(self, commune: str) -> None:
            """Tell which."""
            super().__init__()
            self.commune = commune

    class Opened(Pointed):
        """This commune is wanted."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name
        """Wait for something to draw."""
        super().__init__(id=id)
        self._points: Mapping[str, Point] = {}
        self._noms: Mapping[str, str] = {}
        self._signes: Mapping[str, Signe] = {}
        self._anneaux: Sequence[Anneau] = ()
        self._places: dict[str, Case] = {}
        self._cases: dict[Case, str] = {}
        self._fond: frozenset[Case] = frozenset()
        self._typed = ""

    def montrer(self, points: Mapping[str, Point], noms: Mapping[str, str], anneaux: Sequence[Anneau]) -> None:
        """Show these communes inside these outlines."""
        self._points, self._noms, self._anneaux = points, noms, anneaux
        self._poser()
        if self.commune not in points:  # not of the places: before its first size, the map has none
            self.commune = min(points, key=lambda c: (noms.get(c, ""), c), default="")

    def colorer(self, signes: "Mapping[str, Signe]") -> None:
        """Draw each commune by its sign."""
        self._signes = signes
        self.refresh()

    def on_resize(self) -> None:
        """Draw at the new size."""
        self._poser()

    def on_focus(self) -> None:
        """Forget the letters of an earlier jump."""
        self._typed = ""

    def _poser(self) -> None:
        width, height = self.size
        if not width or not height:
            return
        corners = [point for ring in self._anneaux for point in ring]
        cadre = cadrer([*corners, *self._points.values()], width, height)
        self._fond = masque(self._anneaux, cadre)
        self._places = placer(self._points, cadre)
        self._cases = {case: code for code, case in self._places.items()}
        self.refresh()

    def watch_commune(self) -> None:
        """Tell the page."""
        self.post_message(self.Pointed(self.commune))

    def action_aller(self, key: str) -> None:
        """Go to the nearest commune that way."""
        self._typed = ""
        if found := voisine(self._places, self.commune, _ARROWS[key]):
            self.commune = found

    def action_ouvrir(self) -> None:
        """Ask for the commune."""
        if self.commune:
            self.post_message(self.Opened(self.commune))

    def on_key(self, event: events.Key) -> None:
        """Jump to the next commune whose name begins so; more letters narrow it."""
        letter = fold(event.character or "") if event.is_printable else ""
        if not letter.isalpha():
            return
        found = self._begins(self._typed + letter)
        if found is None:
            self._typed, found = "", self._begins(letter)
        if found is not None:
            event.stop()
            event.prevent_default()
            self._typed += letter
            self.commune = found

    def _begins(self, letters: str) -> str | None:
        """Give the commune whose name begins so; the next one after the cursor where one letter is repeated."""
        names = sorted((fold(self._noms.get(code, "")), code) for code in self._places)
        some = [code for name, code in names if name.startswith(letters)]
        if not some:
            return None
        if len(letters) == 1 and self.commune in some:
            return some[(some.index(self.commune) + 1) % len(some)]
        return self.commune if self.commune in some else some[0]

    def on_click(self, event: events.Click) -> None:
        """Point at the nearest commune, open with a double click."""
        inside = event.get_content_offset(self)
        if inside is None or not self._places:
            return
        self.commune = min(
            self._places, key=lambda c: abs(self._places[c][0] - inside.x) + 2 * abs(self._places[c][1] - inside.y)
        )
        if event.chain > 1:
            self.action_ouvrir()

    def render_line(self, y: int) -> Strip:
        """Draw one line, name of the commune under the cursor beside it."""
        width = self.size.width
        cells: list[tuple[str, Style]] = [self._cell((x, y)) for x in range(width)]
        place = self._places.get(self.commune)
        if place is not None and place[1] == y:
            self._nommer(cells, place[0])
        return Strip([Segment(character, style) for character, style in cells], width)

    def _cell(self, case: Case) -> tuple[str, Style]:
        code = self._cases.get(case)
        if code is None:
            fond = self.get_component_rich_style("carte--fond")
            return ("·" if case in self._fond else " ", fond)
        signe = self._signes.get(code)
        glyphe, ton = (signe.glyphe, signe.ton) if signe else ("·", "discret")
        if code == self.commune:
            return glyphe, self.get_component_rich_style("carte--curseur")
        return glyphe, self.get_component_rich_style(f"carte--{ton}")

    def _nommer(self, cells: list[tuple[str, Style]], x: int) -> None:
        """Write the name where it hides no commune, at the right or else at the left."""
        name = self._noms.get(self.commune, "")
        style = self.get_component_rich_style("carte--curseur")
        line = self._places[self.commune][1]
        for start in (x + 2, x - 1 - len(name)):
            span = range(start, start + len(name))
            if start >= 0 and start + len(name) <= len(cells) and not any((i, line) in self._cases for i in span):
                for i, letter in zip(span, name, strict=True):
                    cells[i] = (letter, style)
                return
