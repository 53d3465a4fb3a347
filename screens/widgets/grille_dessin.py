"""What a grid looks like: its titles, the lines that fit, the cell of the cursor, the sums that stay below."""

from typing import ClassVar, Final, get_args

from rich.segment import Segment
from rich.style import Style
from textual.app import ComposeResult
from textual.geometry import Offset
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from screens.plain import fit
from screens.slot import Tone
from screens.widgets.grille_cellule import Cellule
from screens.widgets.grille_modele import GAP, NOUVELLE, Case, Ecriture, Modele, Total, disposer, etaler

GUTTER: Final = 2
_EDITOR: Final = 18
"""The least cells of the field over a cell: a calculation is longer than its result."""


class Dessin(Widget, can_focus=True, inherit_bindings=False):
    """Lines of cells with a cursor, drawn; `screens.widgets.grille` moves in them and writes."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "grille--entete",
        "grille--curseur",
        "grille--curseur-pale",
        "grille--total",
        *(f"grille--{tone}" for tone in get_args(Tone)),
    }

    class De(Message):
        """Something about a grid."""

        def __init__(self, grille: "Dessin") -> None:
            """Tell which grid."""
            super().__init__()
            self.grille = grille

        @property
        def control(self) -> "Dessin":
            """The grid it came from."""
            return self.grille

    class Bouge(De):
        """The cursor came to another cell, or something was written: what stands around is to be drawn again."""

    def __init__(self, modele: Modele, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        """Show a model."""
        super().__init__(id=id)
        self.modele = modele
        self.cellule = Cellule()
        self.colonne = 0
        self._ids = list(modele.lignes())
        self._ligne = 0
        self._haut = 0
        self._edite: tuple[str, int] | None = None
        """The cell under the field."""
        self._avant = ""
        """What the cell held when the field opened."""
        self._gardee = False
        """Whether a draft of it was kept since."""

    def compose(self) -> ComposeResult:
        """Give the field, hidden."""
        yield self.cellule

    # Where the cursor is.

    @property
    def ligne(self) -> str:
        """The id of the line under the cursor."""
        return self._ids[self._ligne] if self._ids else ""

    @property
    def case(self) -> Case | None:
        """The cell under the cursor."""
        return self.modele.case(self.ligne, self.colonne) if self._ids else None

    @property
    def edite(self) -> tuple[str, int] | None:
        """The cell being typed: line, column."""
        return self._edite

    @property
    def en_frappe(self) -> bool:
        """Whether the text of the cell being typed was modified."""
        return self._edite is not None and self.cellule.value != self._avant

    def viser(self, ligne: str, colonne: int | None = None) -> None:
        """Put the cursor on a cell."""
        if ligne in self._ids:
            self._ligne = self._ids.index(ligne)
        if colonne is not None:
            self.colonne = max(0, min(colonne, len(self.modele.colonnes) - 1))
        self._montrer()

    def relire(self) -> None:
        """Draw the model again; the cursor stays on its line, the cell being typed on its own."""
        here, place = self.ligne, self._ligne
        self._ids = list(self.modele.lignes())
        self._ligne = self._ids.index(here) if here in self._ids else max(0, min(place, len(self._ids) - 1))
        self._montrer()

    def _montrer(self) -> None:
        """Scroll just enough to see the cursor, draw, and say so."""
        room = self._place
        if self._ligne < self._haut:
            self._haut = self._ligne
        elif self._ligne >= self._haut + room:
            self._haut = self._ligne - room + 1
        self._haut = max(0, min(self._haut, len(self._ids) - room))
        if self._edite is not None:
            self._placer()
        self.refresh()
        self.refresh_bindings()
        self.post_message(self.Bouge(self))

    @property
    def _place(self) -> int:
        """The lines that fit."""
        return max(1, self.size.height - 1 - len(self.modele.totaux()))

    def _placer(self) -> None:
        """Put the field over its cell, wider than the cell where there is room."""
        if self._edite is None:
            return
        shown = disposer(self.modele.colonnes, self.size.width - GUTTER, self._edite[1])
        x, cells = next(((x, cells) for i, x, cells in shown if i == self._edite[1]), (0, _EDITOR))
        wide = min(max(cells, _EDITOR), self.size.width)
        x = max(0, min(GUTTER + x, self.size.width - wide))
        line = self._ids.index(self._edite[0]) if self._edite[0] in self._ids else self._ligne
        self.cellule.styles.width = wide
        self.cellule.styles.offset = Offset(x, 1 + line - self._haut)

    # Drawing.

    def on_resize(self) -> None:
        """Keep the cursor, and the field over its cell."""
        self._montrer()

    def on_focus(self) -> None:
        """Draw the cursor in full."""
        self.refresh()
        self.post_message(self.Bouge(self))

    def on_blur(self) -> None:
        """Draw the cursor pale."""
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one line of the screen."""
        width = self.size.width
        totals = list(self.modele.totaux())
        place = disposer(self.modele.colonnes, width - GUTTER, self.colonne)
        if y == 0:
            return self._entete(place, width)
        line = self._haut + y - 1
        first_total = min(1 + len(self._ids) - self._haut, self.size.height - len(totals))
        if y < first_total:
            return self._ligne_de(line, place, width) if line < len(self._ids) else self._blanc(width)
        if y - first_total < len(totals):
            return self._total(totals[y - first_total], place, width, first=y == first_total)
        return self._blanc(width)

    def _blanc(self, width: int) -> Strip:
        return Strip.blank(width, self._style("normal"))

    def _entete(self, place: list[tuple[int, int, int]], width: int) -> Strip:
        """Draw the titles; arrows say that lines stand above, that columns come when the cursor goes to them."""
        style = self.get_component_rich_style("grille--entete")
        cells = [fit(self.modele.colonnes[i].title, n, right=self.modele.colonnes[i].right) for i, _, n in place]
        text = ("▲" if self._haut else " ").ljust(GUTTER) + (" " * GAP).join(cells)
        hidden = len(place) < len(self.modele.colonnes)
        return Strip([Segment(f"{fit(text, width - 2)} ►" if hidden else fit(text, width), style)], width)

    def _total(self, total: Total, place: list[tuple[int, int, int]], width: int, *, first: bool) -> Strip:
        """Draw a line of sums; an arrow says that lines stand below."""
        style = self.get_component_rich_style("grille--total")
        if total.ton != "normal":
            style += Style(color=self._style(total.ton).color)
        words = total.cases
        place = etaler(place, lambda i: i >= len(words) or not words[i])
        cells = [fit(words[i] if i < len(words) else "", n, right=self.modele.colonnes[i].right) for i, _, n in place]
        below = "▼" if first and self._haut + self._place < len(self._ids) else " "
        return Strip([Segment(fit(below.ljust(GUTTER) + (" " * GAP).join(cells), width), style)], width)

    def _ligne_de(self, line: int, place: list[tuple[int, int, int]], width: int) -> Strip:
        """Draw one line of cells, the one under the cursor reversed."""
        ident = self._ids[line]
        here = line == self._ligne
        segments = [Segment(("►" if here else " ") + self.modele.marque(ident), self._style("normal"))]
        used = GUTTER
        cases = {index: self.modele.case(ident, index) for index, _, _ in place}
        place = etaler(place, lambda i: self._libre(ident, cases[i]) and not (here and i == self.colonne))
        for index, _, cells in place:
            case = cases[index]
            style = self._style(case.ton)
            if here and index == self.colonne:
                pale = not (self.has_focus or self.cellule.has_focus)
                style = self.get_component_rich_style("grille--curseur-pale" if pale else "grille--curseur")
            segments.append(Segment(fit(case.texte, cells, right=self.modele.colonnes[index].right), style))
            segments.append(Segment(" " * GAP, self._style("normal")))
            used += cells + GAP
        return Strip(segments, used).crop_extend(0, width, self._style("normal"))

    def _libre(self, ident: str, case: Case) -> bool:
        """Say whether a cell leaves its room to the one before it."""
        return not case.texte and (case.ecriture is Ecriture.LUE or ident.startswith(NOUVELLE))

    def _style(self, ton: Tone) -> Style:
        return self.get_component_rich_style(f"grille--{ton}")
