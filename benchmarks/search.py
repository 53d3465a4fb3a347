"""Figures of the search: `uv run python benchmarks/search.py`.

`search`         p95 of a search as you type over 50 000 actions, titles in hand; against the scan that finds the
                 same words with LIKE in the same table (which hears neither accents nor words in another order)
`search_fiches`  the same among one type, for the worst case: a rare type under a frequent word
"""

import json
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from pvd_tui.changes.edit import Edit
from pvd_tui.referentiel import search_communes
from storage.store import Store

ACTIONS = 50_000
BATCH = 1_000
SCANS = 40
SEED = 2026

WHAT = (
    "Réhabilitation",
    "Requalification",
    "Création",
    "Extension",
    "Rénovation énergétique",
    "Aménagement",
    "Étude",
    "Acquisition",
    "Démolition",
    "Reconversion",
    "Restauration",
    "Végétalisation",
    "Mise en accessibilité",
)  # fmt: skip - what is done
WHERE = (
    "des halles",
    "de l’école Jules-Ferry",
    "du cœur de ville",
    "de la place de l’Hôtel-de-Ville",
    "du château",
    "de l’îlot Saint-Maixent",
    "de la friche de la gare",
    "du cinéma",
    "de la maison de santé",
    "du marché couvert",
    "de l’ancienne filature",
    "des berges de l’Oise",
    "du centre-bourg",
    "de la médiathèque",
    "des logements vacants",
)  # fmt: skip - where
WHY = (
    "pour les jeunes",
    "tranche 1",
    "tranche 2",
    "avec l’EPF",
    "et parvis",
    "OPAH-RU",
    "commerces de proximité",
    "mobilités douces",
    "nature en ville",
    "tiers-lieu",
    "",
)  # fmt: skip - why
QUERIES = (
    "réhabilitation des halles",
    "ecole jules ferry",
    "coeur de ville",
    "st maixent",
    "friche gare",
    "opah",
    "renovation energetique ecole",
    "place hotel de ville guise",
    "médiathèque",
    "tiers lieu",
    "berges",
    "de la",
    "nature en ville hirson",
    "acquisition logements vacants",
    "action 49",
    "guise",
    "a",
    "zzz",
    "sante",
)  # fmt: skip - what people look for


def fill(store: Store, chance: random.Random) -> None:
    """Write the communes and actions of a few départements, a thousand in each gesture."""
    places = [place for letter in "abcdefgh" for place in search_communes(letter)][:150]
    communes = [place.insee for place in places]
    store.save([Edit("commune", place.insee, {"titre": place.nom}) for place in places], "Communes")
    for first in range(0, ACTIONS, BATCH):
        edits = []
        for number in range(first, first + BATCH):
            titre = f"{chance.choice(WHAT)} {chance.choice(WHERE)} {chance.choice(WHY)}".strip()
            where = chance.choice(("Guise", "Hirson", "Bohain", "Vervins", "La Fère"))
            edits.append(
                Edit(
                    "action",
                    f"action-{number}",
                    {"titre": titre, "commune": chance.choice(communes), "description": f"Action {number} à {where}"},
                )
            )
        store.save(edits, f"Actions {first}")


def typed() -> Iterator[str]:
    """Give every text that is on the screen while the queries are typed."""
    for query in QUERIES:
        for end in range(1, len(query) + 1):
            yield query[:end]


def times(run: Callable[[str], object], words: list[str]) -> list[float]:
    """Give the time that each search takes, in ms."""
    taken = []
    for text in words:
        start = time.perf_counter()
        run(text)
        taken.append((time.perf_counter() - start) * 1000)
    return taken


def report(bench: str, ours: list[float], reference: list[float]) -> None:
    """Print the 95th percentiles as a JSON line."""
    one, other = statistics.quantiles(ours, n=20)[-1], statistics.quantiles(reference, n=20)[-1]
    figure = {"bench": bench, "ours": round(one, 3), "reference": round(other, 3), "ratio": round(one / other, 4)}
    print(json.dumps(figure | {"unit": "ms", "median": round(statistics.median(ours), 3), "max": round(max(ours), 3)}))


def main() -> None:
    """Measure ours and the scan in the same run."""
    chance = random.Random(SEED)  # noqa: S311 - a sample, not a secret
    with tempfile.TemporaryDirectory() as work, Store.open(Path(work) / "pvd.db") as store:
        fill(store, chance)

        def scan(text: str) -> object:
            words = [f"%{word}%" for word in text.split()] or ["%"]
            condition = " AND ".join("(titre LIKE ? OR description LIKE ?)" for _ in words)
            return store.connection.execute(
                f"SELECT id, titre FROM action WHERE archive = 0 AND {condition} ORDER BY rowid DESC LIMIT 50",  # noqa: S608 - constants
                [word for word in words for _ in range(2)],
            ).fetchall()

        words = list(typed())
        scans = times(scan, chance.sample(words, SCANS))
        report("search", times(store.search.find, words), scans)
        report("search_fiches", times(lambda text: store.search.find(text, tables=("commune",)), words), scans)


if __name__ == "__main__":
    main()
