"""The keys of the conflict card, and which of them mean something for a field."""

from typing import TYPE_CHECKING, Final

from pvd_tui.changes.change import ARCHIVE
from pvd_tui.changes.fold import Nature

if TYPE_CHECKING:
    from pvd_tui.changes.differend import Differend
    from storage.conflits import Carte

KEYS: Final = (
    ("m", "mien", "Le mien", "Garder ce qui vient de cet ordinateur"),
    ("l", "leur", "Le leur", "Garder ce qui vient des autres (encore l : le suivant)"),
    ("d", "deux", "Les deux", "Garder la fusion proposée"),
    ("e", "autre", "Autre", "Écrire une autre valeur"),
    ("M", "tout_mien", "Tout le mien", "Garder tout ce qui vient de cet ordinateur, pour cette fiche"),
    ("L", "tout_leur", "Tout le leur", "Garder tout ce qui vient des autres, pour cette fiche"),
    ("a", "accepter", "Accepter", "La préfecture fait sienne la valeur proposée"),
    ("r", "refuser", "Refuser", "La préfecture redit sa valeur : la proposition est remplacée"),
)
"""Key, action, word, sentence."""


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
