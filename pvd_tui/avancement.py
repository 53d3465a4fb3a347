"""How far an exchange has come, told to the screen a few times a second and no more."""

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.texte import counted
from screens.slot import Slot

if TYPE_CHECKING:
    from sync.client import Suivi

SHOW: Final = 0.2
"""Seconds between two figures in the slot."""
REFRESH: Final = 2.0
"""Seconds between two readings of the open pages: what arrives is usable before everything has."""


class Avancement:
    """Passes on what a synchronisation says of itself; called in its thread."""

    def __init__(self, tell: Callable[["Suivi", bool], None], ticks: Callable[[], float] = monotonic) -> None:
        """Tell `tell` the figures, and whether pages should read their rows again."""
        self._tell, self._ticks = tell, ticks
        self._shown = self._refreshed = ticks()
        self._recus = 0

    def __call__(self, suivi: "Suivi") -> None:
        """Take the figures after a round trip."""
        now = self._ticks()
        fresh = suivi.recus > self._recus and now - self._refreshed >= REFRESH
        if not fresh and now - self._shown < SHOW:
            return
        self._shown = now
        if fresh:
            self._refreshed, self._recus = now, suivi.recus
        self._tell(suivi, fresh)


def slot(suivi: "Suivi | None", count: int) -> Slot:
    """Give the figure that moves: what leaves first, then what comes."""
    if suivi is None:
        return Slot.envoi(0, count) if count else Slot("↓ réception", "info")
    if suivi.a_envoyer:
        return Slot.envoi(suivi.envoyes, suivi.envoyes + suivi.a_envoyer)
    return Slot.reception(suivi.recus)


def phrase(suivi: "Suivi | None") -> str:
    """Say the same in a sentence."""
    work = "Vous pouvez continuer à travailler."
    if suivi is None:
        return f"Échange en cours. {work}"
    sent = f"{counted(suivi.envoyes, 'modification envoyée')} sur {suivi.envoyes + suivi.a_envoyer}"
    left = f", environ {suivi.a_recevoir} à venir" if suivi.a_recevoir else ""
    return f"Échange en cours : {sent}, {counted(suivi.recus, 'reçue')}{left}. {work}"
