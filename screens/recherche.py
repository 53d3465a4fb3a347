"""F3: search everywhere, as one types; accents, case and hyphens do not count."""

from typing import TYPE_CHECKING, ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen
from textual.widgets import Input

from screens.donnees import ouvrir
from screens.keys import binding
from screens.widgets.champ import Champ
from screens.widgets.choix import Liste
from screens.widgets.colonnes import Column
from screens.widgets.panneau import Panneau
from screens.widgets.pied import Pied
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from screens.application import Application
    from storage.search import Hit

_FIRST: Final = ("commune", "action", "convention", "seance_club", "personne")
"""The types that come first; the others follow in the order of their best hit."""

_MOST: Final = 60
_SHORTEST: Final = 2
_INVITE: Final = "Tapez quelques lettres : un titre, un nom, une commune, un mot d'une note."


class Recherche(ModalScreen[None]):
    """Search everywhere; what is chosen opens."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("page.retour", "dismiss(None)", "Fermer"),
        binding("liste.ouvrir", "pick", "Ouvrir"),
    ]
    AUTO_FOCUS = "#filtre"
    _COLUMNS: ClassVar = (Column("", 18), Column("", 20, 3), Column("", 12, 1))

    def __init__(self, app: "Application") -> None:
        """Search in the store of this program."""
        super().__init__(classes="popup")
        self._app = app
        self._store = app.store
        self._suggestion = ""

    def compose(self) -> ComposeResult:
        """Show the field, what is found, and the keys."""
        with Panneau("Chercher partout", id="recherche"):
            yield Champ(placeholder="Tapez pour chercher", id="filtre")
            yield Liste(self._COLUMNS, header=False, markable=False, lit=True, empty=_INVITE, id="liste")
            yield Pied()

    @on(Input.Changed, "#filtre")
    def _search(self, event: Input.Changed) -> None:
        """Find what holds all these words."""
        event.stop()
        hits = self._store.search.find(event.value, limit=_MOST)
        table = self.query_one("#liste", Table)
        self._suggestion = "" if hits else self._shorter(event.value)
        table.empty = self._nothing(event.value)
        table.show(ListSource(self._rows(hits)))
        count = f"{len(hits)}{'+' if len(hits) == _MOST else ''}" if event.value.strip() else ""
        self.query_one("#recherche", Panneau).titrer(f"Chercher partout ({count})" if count else "Chercher partout")

    def _rows(self, hits: "Sequence[Hit]") -> list[Row]:
        """Group what was found by type; each type is named once."""
        order = {table: i for i, table in enumerate(dict.fromkeys((*_FIRST, *(hit.table for hit in hits))))}
        grouped = sorted(hits, key=lambda hit: order[hit.table])
        communes = self._store.rows.titres("commune", [hit.commune for hit in hits if hit.commune])
        rows, before = [], ""
        for hit in grouped:
            label = self._store.plans[hit.table].label
            where = communes.get(hit.commune or "", "") if hit.table != "commune" else hit.record
            said = "" if hit.table == before else label[:1].upper() + label[1:]
            rows.append(Row(f"{hit.table} {hit.record}", (said, hit.titre or "(sans titre)", where)))
            before = hit.table
        return rows

    def _shorter(self, words: str) -> str:
        """Give the longest beginning of these words that finds something."""
        for end in range(len(words.rstrip()) - 1, _SHORTEST - 1, -1):
            if self._store.search.count(words[:end], 1):
                return words[:end].strip()
        return ""

    def _nothing(self, words: str) -> str:
        """Say that nothing was found, and what to try."""
        if not words.strip():
            return _INVITE
        said = f"Rien ne correspond à « {words.strip()} »."
        if self._suggestion:
            return f"{said}\nTab cherche « {self._suggestion} »."
        return f"{said}\nEssayez moins de lettres, ou un seul mot."

    @on(Input.Submitted, "#filtre")
    @on(Table.Opened, "#liste")
    def action_pick(self) -> None:
        """Close, and open what is under the cursor."""
        row = self.query_one("#liste", Table).row
        if row is None:
            return
        table, record = row.id.split(" ")
        self.dismiss(None)
        self._app.call_later(ouvrir, self._app, table, record)

    def on_key(self, event: events.Key) -> None:
        """Move in the list from the field; Tab takes the suggestion."""
        moves = {"up": "-1", "down": "1", "pageup": "-page", "pagedown": "page"}
        if event.key in moves:
            event.stop()
            self.query_one("#liste", Table).action_move(moves[event.key])
        elif event.key == "tab" and self._suggestion:
            event.stop()
            event.prevent_default()
            champ = self.query_one("#filtre", Champ)
            champ.put(self._suggestion)
