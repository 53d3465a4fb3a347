"""Figures of the search for duplicates: `uv run python benchmarks/doublons.py`.

`doublons`  CPU time to list the probable duplicates among 50 000 actions: in the 1 646 communes of the programme, as
            nobody but the nation would hold them, and in the 150 of the benchmarks' store, read from the disk
"""

import random
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from benchmarks.ecran import ACTIONS, filled
from pvd_tui.domain.doublons import Paire, paires
from storage.doublons import candidates
from storage.store import Store

ROUNDS: Final = 3
COMMUNES: Final = 1_646
VERBES: Final = "Réhabilitation Rénovation Aménagement Création Étude Requalification Acquisition Démolition".split()  # noqa: SIM905 - reads better
LIEUX: Final = "halle marché école mairie place centre bourg friche gare parc gymnase cinéma musée rempart quai".split()  # noqa: SIM905 - same


def actions(seed: int) -> list[dict[str, object]]:
    """Make actions of the whole programme."""
    chance = random.Random(seed)  # noqa: S311 - a sample, not a secret
    return [
        {
            "id": f"{n:06}",
            "titre": f"{chance.choice(VERBES)} de la {chance.choice(LIEUX)} {chance.choice(LIEUX)} et du "
            f"{chance.choice(LIEUX)}",
            "commune": f"{chance.randrange(COMMUNES):05}",
            "cout_previsionnel": chance.choice((None, 50_000_000, chance.randrange(10**8))),
        }
        for n in range(ACTIONS)
    ]


def measure(search: Callable[[], Sequence[Paire]]) -> tuple[float, int]:
    """Give the least CPU time of a few searches, and how many pairs were found."""
    taken, count = [], 0
    for _ in range(ROUNDS):
        begin = time.process_time()
        count = len(search())
        taken.append(time.process_time() - begin)
    return min(taken), count


def main() -> None:
    """Print both figures."""
    rows = actions(1)
    seconds, count = measure(lambda: paires("action", rows))
    print(f"doublons  {ACTIONS} actions, {COMMUNES} communes : {seconds:.2f} s, {count} paires")
    with tempfile.TemporaryDirectory() as work, Store.open(filled(Path(work))) as store:
        seconds, count = measure(lambda: candidates(store, "action"))
        print(f"doublons  {ACTIONS} actions, 150 communes, lues du disque : {seconds:.2f} s, {count} paires")


if __name__ == "__main__":
    main()
