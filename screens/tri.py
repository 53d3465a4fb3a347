"""The popup of the order (`o`): Entrée makes the first key, Tab the second; the same one again turns it round."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType

from screens.keys import binding
from screens.widgets.choix import Choice, Choix
from screens.widgets.table import Table

if TYPE_CHECKING:
    from screens.lignes import Colonne

Ordre = Sequence[tuple[str, bool]]
_KEYS = 2
"""An order has two keys: a third never decides anything that one can see."""


class ChoixTri(Choix):
    """Choose a column; closes with it, « 2: » before it where it is to be the second key."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("page.retour", "dismiss(None)", "Fermer"),
        binding("liste.ouvrir", "pick", "1re clé"),
        binding("tri.second", "second"),
    ]

    def __init__(self, colonnes: "Sequence[Colonne]", ordre: Ordre) -> None:
        """Offer the columns, with the sign of those that order now."""
        choices = [Choice(c.champ, c.column.title, _sign(c.champ, ordre)) for c in colonnes if c.column.title]
        super().__init__("Trier par (la même : ordre inverse)", choices, current=ordre[0][0] if ordre else None)
        self._detailed = True

    def action_second(self) -> None:
        """Close with the column under the cursor as the second key."""
        if row := self.query_one("#liste", Table).row:
            self.dismiss(f"2:{row.id}")


def _sign(champ: str, ordre: Ordre) -> str:
    place = next((i for i, (name, _) in enumerate(ordre) if name == champ), None)
    if place is None:
        return ""
    return f"{'▼' if ordre[place][1] else '▲'} {'1re clé' if place == 0 else '2e clé'}"


def nouvel_ordre(ordre: Ordre, choisi: str) -> list[tuple[str, bool]]:
    """Give the order after a choice: what was first becomes second, as sorting a spreadsheet again does."""
    champ = choisi.removeprefix("2:")
    turned = next((not down for name, down in ordre if name == champ), None)
    if choisi.startswith("2:"):
        first = next(((n, d) for n, d in ordre if n != champ), None)
        return [first, (champ, bool(turned))] if first else [(champ, False)]
    if ordre and ordre[0][0] == champ:
        return [(champ, not ordre[0][1]), *ordre[1:_KEYS]]
    return [(champ, False), *[key for key in ordre if key[0] != champ][: _KEYS - 1]]
