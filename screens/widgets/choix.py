"""A popup to choose one value: the list is filtered while one types, without accents.

Up to five choices need no filter: the initial letter picks.
"""

from collections.abc import Sequence
from typing import ClassVar, Final, NamedTuple

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen
from textual.widgets import Input

from screens.keys import binding
from screens.plain import clean, fold
from screens.widgets.champ import Champ
from screens.widgets.colonnes import Column
from screens.widgets.panneau import Panneau
from screens.widgets.pied import Pied
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table

FEW: Final = 5
"""Choices that are picked by their initial."""


class Choice(NamedTuple):
    """One value: what is kept, what is read, what explains it at the right."""

    id: str
    label: str
    detail: str = ""


class Liste(Table):
    """A table whose row is chosen and not opened."""

    BINDINGS: ClassVar[list[BindingType]] = [binding("liste.ouvrir", "open", "Choisir")]


class Choix(ModalScreen[str | None]):
    """Choose in a list; closes with the id of the choice, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("page.retour", "dismiss(None)", "Fermer"),
        binding("liste.ouvrir", "pick", "Choisir"),
    ]
    AUTO_FOCUS = ""

    def __init__(
        self, titre: str, choices: Sequence[Choice], *, current: str | None = None, nommes: bool = False
    ) -> None:
        """Offer `choices`, the cursor on the `current` one; `nommes`: they have names, which people type whole."""
        super().__init__(classes="popup")
        self.titre = titre
        self.choices = choices
        self.current = current
        self.nommes = nommes
        self.debut = ""
        """What was typed before the list opened: the filter begins with it."""
        rows = [Row(choice.id, (choice.label, choice.detail)) for choice in choices]
        self._all = ListSource(rows)
        self._detailed = any(choice.detail for choice in choices)

    @property
    def filtered(self) -> bool:
        """Whether there is a filter to type in."""
        return self.nommes or len(self.choices) > FEW

    def compose(self) -> ComposeResult:
        """Show the filter, the list, and the keys."""
        columns = [Column("", 20, 1)]
        if self._detailed:
            columns.append(Column("", 12, 0, right=True))
        with Panneau(self.titre, pied="Entrée choisir" if self.filtered else "", id="choix"):
            if self.filtered:
                yield Champ(placeholder="Tapez pour chercher", id="filtre")
            yield Liste(
                columns,
                self._all,
                header=False,
                markable=False,
                lit=True,
                empty="Rien ne correspond. Effacez pour tout revoir.",
                id="liste",
            )
            yield Pied()

    def on_mount(self) -> None:
        """Put the cursor on the current choice."""
        table = self.query_one("#liste", Table)
        table.styles.height = max(2, min(len(self.choices), 16, self.app.size.height - 8))
        if self.current is not None:
            table.refresh_rows(self.current)
        if not self.filtered:
            table.focus()
            return
        filtre = self.query_one("#filtre", Champ)
        filtre.insert_text_at_cursor(self.debut)
        filtre.focus()

    @on(Input.Changed, "#filtre")
    def narrow(self, event: Input.Changed) -> None:
        """Keep the choices that hold what is typed."""
        event.stop()
        self.query_one("#liste", Table).show(self.trouver(event.value))

    def trouver(self, text: str) -> ListSource:
        """Give the choices that hold what is typed."""
        return self._all.filtered(text) if text.strip() else self._all

    @on(Input.Submitted, "#filtre")
    @on(Table.Opened, "#liste")
    def action_pick(self) -> None:
        """Close with the choice under the cursor."""
        if row := self.query_one("#liste", Table).row:
            self.dismiss(row.id)

    def on_key(self, event: events.Key) -> None:
        """Move in the list from the filter; pick by the initial when there are few choices."""
        table = self.query_one("#liste", Table)
        moves = {"up": "-1", "down": "1", "pageup": "-page", "pagedown": "page"}
        if self.filtered and event.key in moves:
            event.stop()
            table.action_move(moves[event.key])
        elif not self.filtered and event.character and event.character.isalnum():
            self._by_initial(event)

    def _by_initial(self, event: events.Key) -> None:
        """Pick the only choice that begins with this letter, or go to the next one that does."""
        letter = fold(event.character or "")
        places = [i for i, choice in enumerate(self.choices) if fold(clean(choice.label)).startswith(letter)]
        if not places:
            return
        event.stop()
        if len(places) == 1:
            self.dismiss(self.choices[places[0]].id)
            return
        table = self.query_one("#liste", Table)
        table.cursor = next((i for i in places if i > table.cursor), places[0])
