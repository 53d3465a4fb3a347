"""Figures of one save: `uv run python benchmarks/save.py [--dossier FOLDER]`.

`save`   one field of one action edited: change, row, search text and the gesture's line, on the disk when it
         returns; against three bare inserts in one transaction with the same pragmas on the same disk

The folder must be on a disk where fsync is real: by default the present one.
"""

import argparse
import json
import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from storage.store import Store

ROUNDS = 400
ACTIONS = 200
BATCH = 10


def timed(run: Callable[[], object]) -> float:
    """Give the time that a call takes, in ms."""
    start = time.perf_counter()
    run()
    return (time.perf_counter() - start) * 1000


def bare(path: Path) -> sqlite3.Connection:
    """Open a database of three tables with the store's pragmas."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    for table in ("a", "b", "c"):
        connection.execute(f"CREATE TABLE {table} (id INTEGER PRIMARY KEY, texte TEXT)")
    return connection


def insert(connection: sqlite3.Connection) -> None:
    """Insert three rows in one transaction: the least that change, row and index cost."""
    connection.execute("BEGIN IMMEDIATE")
    for table in ("a", "b", "c"):
        connection.execute(f"INSERT INTO {table} (texte) VALUES (?)", ("x" * 200,))  # noqa: S608 - constants
    connection.execute("COMMIT")


def main() -> None:
    """Measure both, a batch of each in turn, so that a busy machine slows both alike."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--dossier", type=Path, default=Path.cwd())
    folder = parser.parse_args().dossier
    with (
        tempfile.TemporaryDirectory(dir=folder) as work,
        Store.open(Path(work) / "pvd.db") as store,
        closing(bare(Path(work) / "nu.db")) as reference,
    ):
        with store.transaction():
            actions = [
                store.create(
                    "action",
                    {"titre": f"Action {n}", "commune": "02361", "description": "Réhabiliter les halles. " * 20},
                )
                for n in range(ACTIONS)
            ]

        def save(number: int) -> float:
            before = store.get("action", actions[number % ACTIONS])
            if before is None:
                raise SystemExit("the action is gone")
            return timed(lambda: store.update(before, {"pilote": f"Pilote {number}"}))

        ours: list[float] = []
        bares: list[float] = []
        for number in range(0, ROUNDS, BATCH):
            ours += [save(number + n) for n in range(BATCH)]
            bares += [timed(lambda: insert(reference)) for _ in range(BATCH)]
    one, other = statistics.median(ours), statistics.median(bares)
    figure = {"bench": "save", "ours": round(one, 4), "reference": round(other, 4), "ratio": round(one / other, 3)}
    print(json.dumps(figure | {"unit": "ms", "cpus": os.cpu_count()}))


if __name__ == "__main__":
    main()
