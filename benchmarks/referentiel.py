"""Figures of the référentiel: `uv run python benchmarks/referentiel.py`.

`lookup_name`     p95 of a search as you type, against a scan that spells each name plainly as it goes
`lookup_scan`     the same, against the fastest scan one would write: the names spelled in advance
`lookup_insee`    p95 by INSEE code, against the same scan of codes
`cold_search`     the first answer of a new process, data read, against `json.loads` of the same communes as JSON
"""

import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable

from pvd_tui.referentiel import CommuneReference, bundle, commune, plain_words, search_communes

SEED = 2026
SEARCHES = 400
SCANS = 20
PROCESSES = 7

COLD_SEARCH = """
from pvd_tui.referentiel import search_communes
import time
start = time.perf_counter()
assert search_communes("st maixent")
print((time.perf_counter() - start) * 1000)
"""
COLD_JSON = """
import json, sys, time
text = sys.stdin.read()
start = time.perf_counter()
assert json.loads(text)
print((time.perf_counter() - start) * 1000)
"""


def report(bench: str, ours: float, reference: float, unit: str = "ms") -> None:
    """Print one figure as a JSON line."""
    figure = {"bench": bench, "ours": round(ours, 4), "reference": round(reference, 4), "unit": unit}
    print(json.dumps(figure | {"ratio": round(ours / reference, 4)}))


def p95(run: Callable[[str], object], words: Iterable[str]) -> float:
    """Return the 95th percentile of the time that the call takes, in ms."""
    times = []
    for word in words:
        start = time.perf_counter()
        run(word)
        times.append((time.perf_counter() - start) * 1000)
    return statistics.quantiles(times, n=20)[-1]


def cold(program: str, text: str) -> float:
    """Return the median of what a new process says that it took, in ms."""
    command = [sys.executable, "-c", program]
    shown = [subprocess.run(command, input=text, capture_output=True, text=True, check=True) for _ in range(PROCESSES)]
    return statistics.median(float(one.stdout) for one in shown)


def main() -> None:
    """Measure ours and each reference in the same run."""
    chance = random.Random(SEED)  # noqa: S311 - a sample, not a secret
    rows = [row.split("\t") for row in bundle.lines("communes.tsv")]
    places = [place for place in (commune(row[0]) for row in rows) if place is not None]
    spelled = [(" ".join(plain_words(place.nom)), place) for place in places]

    def typed(place: CommuneReference) -> str:
        name = " ".join(plain_words(place.nom))
        return name[: chance.randint(1, len(name))].strip()

    def scan_spelling(text: str) -> list[CommuneReference]:
        asked = " ".join(plain_words(text))
        found = [place for place in places if asked in " ".join(plain_words(place.nom))]
        return sorted(found, key=lambda place: -(place.population or 0))[:20]

    def scan_spelled(text: str) -> list[CommuneReference]:
        asked = " ".join(plain_words(text))
        found = [place for name, place in spelled if asked in name]
        return sorted(found, key=lambda place: -(place.population or 0))[:20]

    def scan_insee(text: str) -> CommuneReference | None:
        return next((place for place in places if place.insee == text), None)

    words = [typed(place) for place in chance.choices(places, k=SEARCHES)]
    codes = [place.insee for place in chance.choices(places, k=SEARCHES)]
    search_communes("guise")
    ours = p95(search_communes, words)
    report("lookup_name", ours, p95(scan_spelling, words[:SCANS]))
    report("lookup_scan", ours, p95(scan_spelled, words))
    report("lookup_insee", p95(commune, codes), p95(scan_insee, codes))
    report("cold_search", cold(COLD_SEARCH, ""), cold(COLD_JSON, json.dumps(rows, ensure_ascii=False)))


if __name__ == "__main__":
    main()
