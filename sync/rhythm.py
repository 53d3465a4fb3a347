"""When to synchronise: at opening, 30 s after the last save, every 15 minutes, and soon after a failure.

Pure: the caller gives the times and the chance.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

AFTER_SAVE: Final = timedelta(seconds=30)
EVERY: Final = timedelta(minutes=15)
LONGEST_WAIT: Final = 60.0
"""Seconds between two tries while the network is away: work leaves within about a minute of its return."""
SHORTEST_WAIT: Final = 5.0


@dataclass(frozen=True, slots=True)
class Passe:
    """What happened so far."""

    ouverture: datetime
    succes: datetime | None = None
    """The end of the last exchange that came to its end."""
    echec: datetime | None = None
    """The last failure since then."""
    echecs: int = 0
    """Failures in a row."""
    sauvegarde: datetime | None = None
    """The last save that waits to be sent."""


def next_try(passe: Passe, chance: float, *, manuel: bool = False) -> datetime | None:
    """Say when to try next; None if only a key may start it.

    `chance`, between 0 and 1, spreads the laptops of a whole département that lost the same link.
    """
    if manuel:
        return None
    if passe.echec is not None:
        wait = min(LONGEST_WAIT, SHORTEST_WAIT * 2 ** min(passe.echecs - 1, 6))
        return passe.echec + timedelta(seconds=wait * (0.5 + chance / 2))
    if passe.succes is None:
        return passe.ouverture
    regular = passe.succes + EVERY
    if passe.sauvegarde is not None and passe.sauvegarde > passe.succes:
        return min(regular, passe.sauvegarde + AFTER_SAVE)
    return regular
