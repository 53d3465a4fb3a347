"""Counting failed attempts, so that codes and tokens cannot be guessed."""

from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Final

ATTEMPTS: Final = 10
WINDOW: Final = 60.0
_SOURCES: Final = 10_000  # beyond it the oldest source is forgotten: memory stays bounded


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

    def wait(self, source: str) -> int:
        """Give the seconds that a source must wait; 0 if it may try."""
        times = self._by_source.get(source)
        if times is None or len(times) < ATTEMPTS:
            return 0
        left = WINDOW - (self._clock() - times[0])
        return int(left) + 1 if left > 0 else 0
