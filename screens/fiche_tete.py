"""The top of a fiche: what it is, where it stands, who sees it."""

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from screens.plain import clean, fit
from screens.slot import Tone


class Tete(Widget):
    """Two lines: the title and the state, then « Visible par : … » and the commune."""

    ALLOW_SELECT = False

    def __init__(self) -> None:
        """Say nothing yet."""
        super().__init__(id="fiche-tete")
        self._said: tuple[str, str, Tone, str, str] = ("", "", "normal", "", "")

    def dire(self, titre: str, etat: str, ton: Tone, visible: str, lieu: str) -> None:
        """Say this."""
        said = (titre, etat, ton, visible, lieu)
        if said != self._said:
            self._said = said
            self.refresh()

    def render(self) -> Content:
        """Draw both lines; the state and the commune are at the right."""
        titre, etat, ton, visible, lieu = self._said
        colour = {"succes": "$success", "alerte": "$warning", "erreur": "$error"}.get(ton, "$discret")
        return Content("\n").join(
            (self._line(titre, "bold", etat, colour), self._line(f"Visible par : {visible}", "$discret", lieu, "bold"))
        )

    def _line(self, left: str, left_style: str, right: str, right_style: str) -> Content:
        right = clean(right)
        room = self.size.width - cell_len(right) - 3
        if room < min(cell_len(left), 30):
            right, room = "", self.size.width - 2
        return Content.assemble(" ", (fit(left, max(1, room)), left_style), " ", (right, right_style))
