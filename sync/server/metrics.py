"""Figures for Prometheus, in its text format: counters and one histogram, no library."""

from collections import Counter
from collections.abc import Mapping
from typing import Final

_BUCKETS: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class Metrics:
    """What this process has done since it started."""

    def __init__(self) -> None:
        """Start from zero."""
        self._requests: Counter[tuple[str, int]] = Counter()
        self._verdicts: Counter[tuple[str, str]] = Counter()
        self._seconds: Counter[float] = Counter()
        self._total = 0.0

    def request(self, route: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        self._requests[route, status] += 1
        if route == "/v1/exchange":
            self._total += seconds
            self._seconds[next((limit for limit in _BUCKETS if seconds <= limit), float("inf"))] += 1

    def verdict(self, verdict: str, code: str) -> None:
        """Count one change's verdict."""
        self._verdicts[verdict, code] += 1

    def text(self, heads: Mapping[str, int]) -> str:
        """Write every figure; `heads` is the last seq of each stream."""
        lines = ["# TYPE pvd_requests_total counter"]
        for (route, status), count in sorted(self._requests.items()):
            lines.append(f'pvd_requests_total{{route="{route}",status="{status}"}} {count}')
        lines.append("# TYPE pvd_changes_total counter")
        for (verdict, code), count in sorted(self._verdicts.items()):
            lines.append(f'pvd_changes_total{{verdict="{verdict}",code="{code}"}} {count}')
        lines.append("# TYPE pvd_exchange_seconds histogram")
        running = 0
        for limit in (*_BUCKETS, float("inf")):
            running += self._seconds[limit]
            name = "+Inf" if limit == float("inf") else str(limit)
            lines.append(f'pvd_exchange_seconds_bucket{{le="{name}"}} {running}')
        lines.extend([f"pvd_exchange_seconds_sum {self._total:.6f}", f"pvd_exchange_seconds_count {running}"])
        lines.append("# TYPE pvd_seq gauge")
        lines.extend(f'pvd_seq{{stream="{name}"}} {head}' for name, head in sorted(heads.items()))
        return "\n".join(lines) + "\n"
