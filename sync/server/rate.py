"""How much one source may ask: failures that could be guesses, requests in a second, requests at once.

Each process counts for itself: with several workers the limits are as many times higher. What is counted is
forgotten, the oldest first, beyond some thousands of sources: memory stays bounded whatever comes.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from math import ceil
from typing import Final

ATTEMPTS: Final = 10
WINDOW: Final = 60.0
_SOURCES: Final = 10_000  # beyond it the oldest source is forgotten


@dataclass(frozen=True, slots=True)
class Pace:
    """So many requests at once, then so many a second."""

    burst: float
    second: float


@dataclass(frozen=True, slots=True)
class Limits:
    """What the endpoint takes before it says « patientez »."""

    device: Pace = Pace(burst=300, second=10)
    """Of one token: a first sync of 50 000 changes asks some hundred times in a row."""
    stranger: Pace = Pace(burst=60, second=2)
    """Of one address, without a token: a whole mairie shares one."""
    requests: int = 1000
    """Requests in progress, of everybody together."""
    turns: int = 2
    """Requests of one device that are worked on at once; the others of this device wait, and nobody else."""


class Failures:
    """The failed attempts of the last minute, by source."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Read the time (seconds, monotonic) from `clock`."""
        self._clock = clock
        self._by_source: OrderedDict[str, deque[float]] = OrderedDict()

    def add(self, source: str) -> None:
        """Count one failure."""
        times = self._by_source.setdefault(source, deque(maxlen=ATTEMPTS))
        times.append(self._clock())
        self._by_source.move_to_end(source)
        if len(self._by_source) > _SOURCES:
            self._by_source.popitem(last=False)

    def forgive(self, source: str) -> None:
        """Take one failure back: it was none."""
        times = self._by_source.get(source)
        if times:
            times.pop()

    def wait(self, source: str) -> int:
        """Give the seconds that a source must wait; 0 if it may try."""
        times = self._by_source.get(source)
        if times is None or len(times) < ATTEMPTS:
            return 0
        left = WINDOW - (self._clock() - times[0])
        return int(left) + 1 if left > 0 else 0


class Paces:
    """Who has asked how much lately: a bucket of requests for each, filled again at a steady pace."""

    def __init__(self, clock: Callable[[], float], pace: Pace) -> None:
        """Read the time (seconds, monotonic) from `clock`."""
        self._clock, self._pace = clock, pace
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, who: str) -> int:
        """Count one request; give the seconds to wait if it is one too many, 0 if it may pass."""
        now = self._clock()
        left, since = self._buckets.pop(who, (self._pace.burst, now))
        left = min(self._pace.burst, left + (now - since) * self._pace.second)
        passes = left >= 1
        self._buckets[who] = (left - 1 if passes else left, now)  # last: the oldest one is forgotten first
        if len(self._buckets) > _SOURCES:
            self._buckets.popitem(last=False)
        return 0 if passes else ceil((1 - left) / self._pace.second)


class Turns:
    """Requests of one device wait for each other, so that those of the others do not."""

    def __init__(self, most: int) -> None:
        """Let `most` requests of a device pass at once."""
        self._most = most
        self._lines: dict[str, tuple[asyncio.Semaphore, int]] = {}

    @asynccontextmanager
    async def turn(self, who: str) -> AsyncIterator[None]:
        """Wait for one's turn, and give it on."""
        line, waiting = self._lines.get(who) or (asyncio.Semaphore(self._most), 0)
        self._lines[who] = line, waiting + 1
        try:
            async with line:
                yield
        finally:
            line, waiting = self._lines[who]
            if waiting > 1:
                self._lines[who] = line, waiting - 1
            else:
                del self._lines[who]
