"""How a territory moves, as a person judges it (domain.md §3.2: mandatory human input)."""

from enum import StrEnum


class Dynamique(StrEnum):
    """The four words of the note de synthèse."""

    FORTE = "Forte"
    BONNE = "Bonne"
    FRAGILE = "Fragile"
    A_L_ARRET = "À l’arrêt"
