"""What an action is not concerned by: said, so neither empty, nor « à préciser », nor zero (domain.md §10.3, 27)."""

from enum import StrEnum


class RubriqueFiche(StrEnum):
    """The rubriques of the form that may have nothing to say about an action."""

    AXE = "Axe"
    PRIORITE = "Niveau de priorité"
    OBJECTIFS = "Objectifs"
    PARTENAIRES = "Partenaires"
    DEPENSES = "Dépenses"
    FINANCEMENT = "Plan de financement"
    CALENDRIER = "Calendrier"
    PROGRAMMES = "Programmes liés"
    INDICATEURS = "Indicateurs"
    CENTRALITE = "Centralité"
    ANNEXES = "Annexes"
