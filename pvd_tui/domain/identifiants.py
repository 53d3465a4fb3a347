"""The numbers that other programmes give an action, and how an action is counted once (rule 34, [S47])."""

from collections.abc import Iterable
from typing import Final

from pvd_tui.domain.action import Action

EXTERNES: Final = ("fiche_crte", "numero_dossier", "mec_id", "tet_id", "recoco_id")
"""Fields whose number names one action: an OPAH operation, which holds several, is not one of them."""


def identifiants(action: Action) -> dict[str, str]:
    """Give the outside numbers of an action, field by field."""
    return {field: number for field in EXTERNES if (number := getattr(action, field))}


def uniques(actions: Iterable[Action]) -> list[Action]:
    """Keep one action of those that share an outside number, or that replace each other: sums are made of these.

    The first one stays, but an action that another one « annule et remplace » gives way to it.
    """
    known = list(actions)
    replaced = {action.remplace for action in known if action.remplace}
    seen: set[tuple[str, str]] = set()
    kept: list[Action] = []
    for action in known:
        numbers = set(identifiants(action).items())
        if action.id in replaced or numbers & seen:
            continue
        seen |= numbers
        kept.append(action)
    return kept
