"""What can be done with a conflict card, and which of them mean something for a field."""

from typing import TYPE_CHECKING, Final

from pvd_tui.changes.change import ARCHIVE
from pvd_tui.changes.fold import Nature

if TYPE_CHECKING:
    from pvd_tui.changes.differend import Differend
    from storage.conflits import Carte

ACTIONS: Final = ("mien", "leur", "deux", "autre", "tout_mien", "tout_leur", "accepter", "refuser")
"""What can be done with a field of a card: each has its key in the map, `conflit.mien`."""


def offertes(carte: "Carte", one: "Differend") -> set[str]:
    """Name the actions that mean something for a field."""
    if one.nature is Nature.PROPOSITION:
        return {"accepter", "refuser", "autre"}
    offered = {"mien", "leur"}
    offered |= {"deux"} if carte.fusion(one) else set()
    offered |= {"autre"} if one.champ != ARCHIVE else set()
    return offered | ({"tout_mien", "tout_leur"} if len(carte.differends) > 1 else set())


def rappel(carte: "Carte | None") -> str:
    """Recall the keys of a card on one short line."""
    if carte is None:
        return ""
    if all(one.nature is Nature.PROPOSITION for one in carte.differends):
        return "a accepter  r refuser" if carte.prefecture else "attend la préfecture"
    deux = "d les deux  " if any(carte.fusion(one) for one in carte.differends) else ""
    tout = "  M L tout" if len(carte.differends) > 1 else ""
    return f"m le mien  l le leur  {deux}e autre{tout}"
