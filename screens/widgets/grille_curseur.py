"""Moving in a grid: keys, Tab through the cells that can be written, the mouse."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType

from screens.widgets.grille_dessin import GUTTER, Dessin
from screens.widgets.grille_modele import GAP, Ecriture, disposer


class Curseur(Dessin, inherit_bindings=False):
    """The cursor of a grid, on one cell."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "aller(1, 0)", show=False),
        Binding("up", "aller(-1, 0)", show=False),
        Binding("right", "aller(0, 1)", show=False),
        Binding("left", "aller(0, -1)", show=False),
        Binding("tab", "tabuler(1)", show=False),
        Binding("shift+tab", "tabuler(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("home", "bord(0)", show=False),
        Binding("end", "bord(-1)", show=False),
        Binding("ctrl+home", "bout(0)", show=False),
        Binding("ctrl+end", "bout(-1)", show=False),
    ]

    def action_modifier(self) -> None:
        """Open the cell under the cursor."""
        raise NotImplementedError

    def action_aller(self, bas: int, droite: int) -> None:
        """Move the cursor; below the last line, let the rubrique scroll."""
        self._ligne = max(0, min(self._ligne + bas, len(self._ids) - 1))
        self.colonne = max(0, min(self.colonne + droite, len(self.modele.colonnes) - 1))
        self._montrer()

    def action_tabuler(self, step: int) -> None:
        """Go to the next cell that can be written, on the next line after the last one; then out of the grid."""
        place = self._suivante(step)
        if place is None:
            if step > 0:
                self.screen.focus_next()
            else:
                self.screen.focus_previous()
            return
        self._ligne, self.colonne = place
        self._montrer()

    def _suivante(self, step: int) -> tuple[int, int] | None:
        """Give the next cell that can be written, in reading order."""
        width = len(self.modele.colonnes)
        at = self._ligne * width + self.colonne + step
        while 0 <= at < len(self._ids) * width:
            line, column = divmod(at, width)
            if self.modele.case(self._ids[line], column).ecriture is not Ecriture.LUE:
                return line, column
            at += step
        return None

    def action_page(self, step: int) -> None:
        """Move by a screen of lines."""
        self.action_aller(step * max(1, self._place - 1), 0)

    def action_bord(self, colonne: int) -> None:
        """Go to the first or the last column."""
        self.colonne = colonne % len(self.modele.colonnes)
        self._montrer()

    def action_bout(self, ligne: int) -> None:
        """Go to the first or the last line."""
        self._ligne = ligne % max(1, len(self._ids))
        self._montrer()

    def on_click(self, event: events.Click) -> None:
        """Point with a click, open with a double click."""
        line = self._haut + event.y - 1
        if self._edite is not None or not 0 <= line < len(self._ids) or event.y < 1 or event.y > self._place:
            return
        at = event.x - GUTTER
        shown = disposer(self.modele.colonnes, self.size.width - GUTTER, self.colonne)
        self._ligne = line
        self.colonne = next((i for i, x, cells in shown if x <= at < x + cells + GAP), self.colonne)
        self._montrer()
        if event.chain > 1:
            self.action_modifier()

    def on_mouse_scroll_down(self) -> None:
        """Go down."""
        if self._edite is None:
            self.action_aller(1, 0)

    def on_mouse_scroll_up(self) -> None:
        """Go up."""
        if self._edite is None:
            self.action_aller(-1, 0)
