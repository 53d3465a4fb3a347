"""When to synchronise: at opening, 30 s after the last save, every 15 minutes, and soon after a failure.

Pure: the caller gives the times and the chance.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

AFTER_SAVE: Final = timedelta(seconds=30)
EVERY: Final = timedelta(minutes=15)
LONGEST_WAIT: Final = 55.0
"""Seconds from the start of a try that failed to the next: with a look at the clock every 5 s and the exchange itself,
work leaves within 65 s of the network's return."""
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
    debut: datetime | None = None
    """When the try that failed began: a try that hung has waited already."""
    attente: float = 0.0
    """Seconds that the server asked to wait."""
    bloque: bool = False
    """Somebody must act first (another key, another version): a try every minute would be noise, or lock an account."""
    sauvegarde: datetime | None = None
    """The last save that waits to be sent."""


def next_try(passe: Passe, chance: float, *, manuel: bool = False) -> datetime | None:
    """Say when to try next; None if only a key may start it.

    `chance`, between 0 and 1, spreads the laptops of a whole département that lost the same link; it is drawn once
    per try.
    """
    if manuel:
        return None
    if passe.echec is not None:
        return _after_failure(passe, passe.echec, chance)
    if passe.succes is None:
        return passe.ouverture
    regular = passe.succes + EVERY
    if passe.sauvegarde is not None and passe.sauvegarde > passe.succes:
        return min(regular, passe.sauvegarde + AFTER_SAVE)
    return regular


def is_due(due: datetime | None, now: datetime) -> bool:
    """Say whether to try now: the time has come, or the clock was put back and can no longer be trusted to bring it."""
    return due is not None and (due <= now or due - now > EVERY)


def failed(passe: Passe, debut: datetime, now: datetime, attente: float, *, bloque: bool) -> Passe:
    """Add a try that began at `debut` and has failed now."""
    more = passe.echecs + 1
    return replace(passe, echec=now, echecs=more, debut=debut, attente=attente, bloque=bloque)


def _after_failure(passe: Passe, echec: datetime, chance: float) -> datetime:
    if passe.bloque:
        return echec + EVERY
    if passe.attente:  # never before; and not all at the very second that the server named
        longest = EVERY.total_seconds()
        return echec + timedelta(seconds=min(longest, passe.attente * (1 + chance / 2)))
    wait = min(LONGEST_WAIT, SHORTEST_WAIT * 2 ** min(passe.echecs - 1, 6)) * (0.5 + chance / 2)
    rest = echec + timedelta(seconds=SHORTEST_WAIT * (0.5 + chance / 2))
    return max((passe.debut or echec) + timedelta(seconds=wait), rest)
