"""How much to carry at once, learnt from how long it takes: a cut then costs seconds, not the whole.

A request either arrives or is sent again. On a link that breaks every 20 seconds what takes 25 never arrives; on a
good one many small requests would take their time. So the first is small, and each next one as large as this link
carries in a few seconds.
"""

from collections.abc import Callable
from typing import Final

FIRST: Final = 64_000
"""Bytes of JSON of the first request, and wanted in its answer: some 150 changes, 20 kB as they travel."""
LEAST: Final = 4_000
MOST: Final = 3_000_000
"""Well under what the endpoint takes once opened."""
AIM: Final = 2.5
"""Seconds that one round trip should last."""
STEP: Final = 4.0
"""How many times larger or smaller the next may be."""


class Pace:
    """The share of one road; without a clock, always the largest."""

    def __init__(self, ticks: Callable[[], float] | None = None) -> None:
        """Begin small; `ticks` gives seconds."""
        self.ticks = ticks
        self._begun = 0.0
        self.share = FIRST if ticks else MOST

    def reach(self) -> int:
        """Say how much the request after this one may carry at most."""
        return min(MOST, int(self.share * STEP))

    def page(self, offering: bool) -> int:  # noqa: FBT001 - one question
        """Say how much to ask for; while changes leave, enough to bring back at once those whose answer was cut off.

        A laptop whose cursor stays behind its own changes would receive each of them again.
        """
        return int(self.share * STEP) if offering else self.share

    def begin(self) -> None:
        """Note that a round trip begins."""
        if self.ticks:
            self._begun = self.ticks()

    def done(self) -> None:
        """Learn from a round trip that came to its end."""
        if self.ticks:
            seconds = max(self.ticks() - self._begun, 0.001)
            self._take(self.share * min(STEP, max(1 / STEP, AIM / seconds)))

    def cut(self) -> bool:
        """Learn from one that broke off; say whether less can be carried."""
        before = self.share
        self._take(before / STEP)
        return self.share < before

    def _take(self, share: float) -> None:
        self.share = int(min(MOST, max(LEAST, share)))
