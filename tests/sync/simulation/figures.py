"""Many histories on every core, and what they amounted to in one line."""

import gc
import multiprocessing
import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from itertools import islice

from tests.sync.simulation import foundation
from tests.sync.simulation.history import HistoryError, run

SHARE = 100


@dataclass
class Figures:
    """What some histories amounted to."""

    seeds: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    failures: dict[int, str] = field(default_factory=dict)

    def add(self, other: "Figures") -> None:
        """Take the figures of other histories in."""
        self.seeds += other.seeds
        self.counts += other.counts
        self.failures |= other.failures

    def line(self, seconds: float) -> str:
        """Say them."""
        counts = ", ".join(f"{count} {name}" for name, count in sorted(self.counts.items()))
        pace = f"{self.seeds / seconds:.1f} a second on {os.cpu_count()} cores"
        return f"{self.seeds} histories in {seconds:.0f} s ({pace}): {counts}, {len(self.failures)} failures"


def of(seeds: Iterable[int]) -> Figures:
    """Run histories here; those that fail are kept with their story."""
    foundation.build()
    gc.freeze()
    found = Figures()
    for seed in seeds:
        found.seeds += 1
        try:
            found.counts += run(seed).counts
        except HistoryError as error:
            found.failures[seed] = str(error)
    gc.unfreeze()
    return found


def everywhere(seeds: range, seconds: float) -> Figures:
    """Run histories on every core until they are done or the time is over."""
    shares = (seeds[start : start + SHARE] for start in range(0, len(seeds), SHARE))
    return _gathered(shares, time.monotonic() + seconds)


def _gathered(shares: Iterator[range], end: float) -> Figures:
    cores = os.cpu_count() or 1
    found = Figures()
    with ProcessPoolExecutor(cores, multiprocessing.get_context("spawn")) as pool:
        running = {pool.submit(of, share) for share in islice(shares, cores)}
        while running:
            done = next(as_completed(running))
            running.remove(done)
            found.add(done.result())
            if time.monotonic() < end:
                running |= {pool.submit(of, share) for share in islice(shares, 1)}
    return found
