"""Figures for Prometheus, in a registry of one's own: no state is shared between two endpoints.

Counters are those of one process. With several workers, set `PROMETHEUS_MULTIPROC_DIR` to an empty folder
before they start: each then writes its counters there, and whichever is asked answers for all. What is read
from the database (seq, devices, backups) is the same whoever answers; `process_*` and `pvd_pool_in_use` are
the answering process's own.
"""

import os
from collections import Counter as Tally
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

CONTENT_TYPE: Final = CONTENT_TYPE_PLAIN_0_0_4

_SECONDS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_CHANGES: Final = (0, 1, 5, 20, 100, 500, 2000)


@dataclass(frozen=True, slots=True)
class Figures:
    """What is read at the moment of the question."""

    heads: Mapping[str, int] = field(default_factory=dict)
    devices: int = 0
    pool: int = 0
    ages: Mapping[str, float] = field(default_factory=dict)
    """Seconds since the last backup (`backup`) and the last restore drill (`drill`), where they are known."""


class Metrics:
    """What this process has done since it started."""

    def __init__(self) -> None:
        """Start from zero."""
        registry = self._registry = CollectorRegistry()
        self._shared = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
        if not self._shared:
            ProcessCollector(registry=registry)
        self._requests = Counter("pvd_requests", "Requêtes", ["route", "status"], registry=registry)
        self._seconds = Histogram("pvd_exchange_seconds", "Durée d’un échange", buckets=_SECONDS, registry=registry)
        self._size = Histogram(
            "pvd_exchange_changes", "Modifications d’un échange", buckets=_CHANGES, registry=registry
        )
        self._changes = Counter("pvd_changes", "Modifications, par verdict", ["verdict"], registry=registry)
        self._refusals = Counter("pvd_refusals", "Modifications refusées, par motif", ["code"], registry=registry)
        self.busy = Gauge(
            "pvd_requests_in_progress", "Requêtes en cours", registry=registry, multiprocess_mode="livesum"
        )

    def request(self, route: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        self._requests.labels(route, str(status)).inc()
        if route == "/v1/exchange":
            self._seconds.observe(seconds)

    def verdicts(self, given: Iterable[tuple[str, str | None]]) -> int:
        """Count the verdicts (and the codes of refusals) of one exchange; give how many were refused."""
        counted = Tally(given)  # nearly always alike: one word to the library, not one for each change
        refused = 0
        for (verdict, code), number in counted.items():
            self._changes.labels(verdict).inc(number)
            if code is not None:
                refused += number
                self._refusals.labels(code).inc(number)
        self._size.observe(counted.total())
        return refused

    def text(self, figures: Figures) -> bytes:
        """Write every figure in Prometheus' text format."""
        counted = CollectorRegistry() if self._shared else self._registry
        if self._shared:
            MultiProcessCollector(counted)  # type: ignore[no-untyped-call] # the library's own
        return generate_latest(_All(counted, figures))


class _All(Collector):
    """The counters, and what was read for this answer."""

    def __init__(self, counted: Collector, figures: Figures) -> None:
        self._counted, self._figures = counted, figures

    def collect(self) -> Iterator[Metric]:
        """Give every family of figures."""
        yield from self._counted.collect()
        seq = GaugeMetricFamily("pvd_seq", "Dernier numéro de chaque flux", labels=["stream"])
        for name, head in sorted(self._figures.heads.items()):
            seq.add_metric([name], head)
        yield seq
        yield GaugeMetricFamily("pvd_devices_active", "Appareils vus depuis 30 jours", self._figures.devices)
        yield GaugeMetricFamily("pvd_pool_in_use", "Connexions à la base en usage", self._figures.pool)
        for name, seconds in self._figures.ages.items():
            yield GaugeMetricFamily(f"pvd_{name}_age_seconds", _AGES[name], max(0.0, seconds))


_AGES: Final = {
    "backup": "Âge de la dernière sauvegarde vérifiée",
    "drill": "Âge du dernier exercice de restauration",
}
