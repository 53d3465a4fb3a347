"""The field that opens over a cell: what is typed there is finished by Entrée, Tab or an arrow."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from screens.keys import binding
from screens.widgets.champ import Champ
from screens.widgets.grille_modele import est_tableau


class Cellule(Champ):
    """The one editor of a grid."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("cellule.valider", "finir(1, 0)"),
        binding("cellule.suivante", "finir(0, 1)", show=False),
        binding("cellule.precedente", "finir(0, -1)", show=False),
        Binding("down", "finir(1, 0)", show=False),
        Binding("up", "finir(-1, 0)", show=False),
        Binding("right", "cote(1)", show=False),
        Binding("left", "cote(-1)", show=False),
        binding("champ.repeter", "repeter"),
        binding("cellule.renoncer", "renoncer"),
    ]

    class Finie(Message):
        """The text is finished; the cursor goes `bas` lines and `droite` columns further."""

        def __init__(self, texte: str, bas: int, droite: int) -> None:
            """Tell the text, and where to go."""
            super().__init__()
            self.texte = texte
            self.bas = bas
            self.droite = droite

    class Renoncee(Finie):
        """What was there before is wanted back."""

    class Repetee(Message):
        """The value above is wanted."""

    class Tableau(Message):
        """Several cells were pasted."""

        def __init__(self, texte: str) -> None:
            """Tell what was pasted."""
            super().__init__()
            self.texte = texte

    def __init__(self) -> None:
        """Wait to be opened."""
        super().__init__(classes="cellule")
        self.display = False
        self.remplace = False
        """Whether it was opened by typing: the arrows then finish it, as in a spreadsheet."""

    def ouvrir(self, texte: str, *, remplace: bool) -> None:
        """Open on a text, the caret at its end."""
        self.remplace = remplace
        self.put(texte)
        self.display = True
        self.focus()

    def action_finir(self, bas: int, droite: int) -> None:
        """Finish and go on."""
        self.post_message(self.Finie(self.value, bas, droite))

    def action_cote(self, step: int) -> None:
        """Move the caret in a text that is being corrected; finish one that was just typed."""
        if self.remplace:
            self.action_finir(0, step)
        elif step > 0:
            self.action_cursor_right()
        else:
            self.action_cursor_left()

    def action_renoncer(self) -> None:
        """Give up what was typed."""
        self.post_message(self.Renoncee(self.value, 0, 0))

    def action_repeter(self) -> None:
        """Take the value above."""
        self.post_message(self.Repetee())

    def on_click(self) -> None:
        """Go on as in any text."""
        self.remplace = False

    def on_paste(self, event: events.Paste) -> None:
        """Give a copied table to the grid; `Champ` pastes the rest."""
        if est_tableau(event.text):
            event.prevent_default()
            event.stop()
            self.post_message(self.Tableau(event.text))
