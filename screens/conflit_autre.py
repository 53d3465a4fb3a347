"""Writing another value on a conflict card: in a list, on the whole screen for a long text, or on a line."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from pvd_tui.domain.champ import Champ, Genre
from screens.fiche_choix import choices, popup
from screens.fiche_plusieurs import ChoixMultiple
from screens.widgets.texte import GrandEditeur

if TYPE_CHECKING:
    from textual.screen import Screen

    from storage.store import Store


def editeur(
    store: "Store", described: Champ, depart: str, commune: str | None, rested: Callable[[str], None]
) -> "Screen[str | None] | None":
    """Give the screen where a value of this field is written or chosen; None: a line is enough."""
    if described.genre is Genre.TEXTE:
        return GrandEditeur(depart, titre=described.titre, rested=rested)
    chosen = described.genre in {Genre.CHOIX, Genre.OUI_NON, Genre.REFERENCE}
    if not chosen:
        return None
    if described.plusieurs:
        return ChoixMultiple(described.titre, choices(store, described, commune), depart.split(" ; "))
    return popup(store, described, depart, commune)
