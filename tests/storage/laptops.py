"""Laptops for the tests: a clock and a chance that are given, and records of the Aisne to work on."""

import random
import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from pvd_tui.changes.change import Change, Json
from storage.check import rebuild
from storage.settings import DEPARTEMENT, DEVICE
from storage.store import Store

GUISE: Final = "02361"
HIRSON: Final = "02381"


class Clock:
    """A clock that moves one millisecond each time somebody looks at it, and further when told to."""

    def __init__(self, now: datetime = datetime(2023, 6, 6, 9, 0, tzinfo=UTC)) -> None:
        """Start at `now`: the day the instruction was published."""
        self.now = now

    def __call__(self) -> datetime:
        """Give the time."""
        self.now += timedelta(milliseconds=1)
        return self.now

    def forward(self, **later: float) -> None:
        """Let time pass, as `timedelta` says it."""
        self.now += timedelta(**later)


class Chance:
    """Random bytes that are the same in every run."""

    def __init__(self, seed: str) -> None:
        """Seed the bytes."""
        self._random = random.Random(seed)  # noqa: S311 - ids of a test, not secrets

    def __call__(self, size: int) -> bytes:
        """Give some bytes."""
        return self._random.randbytes(size)


class Laptops:
    """Makes laptops of the Aisne; each has its own store, device id and chance, and all share one clock."""

    def __init__(self, folder: Path, template: Path, clock: Clock) -> None:
        """Make them under a folder, as copies of an empty store."""
        self.folder = folder
        self.clock = clock
        self._template = template
        self._open: list[Store] = []

    def __call__(self, name: str) -> Store:
        """Open the laptop of this name, made if it is new."""
        path = self.path(name)
        if not path.exists():
            shutil.copyfile(self._template, path)
        store = Store.open(path, clock=self.clock, entropy=Chance(f"{name}{len(self._open)}"))
        if store.settings.get(DEPARTEMENT) is None:
            store.settings.put(DEPARTEMENT, "02")
        self._open.append(store)
        return store

    def path(self, name: str) -> Path:
        """Give the path of a laptop's store."""
        return self.folder / f"{name}.pvd"

    def reopen(self, store: Store) -> Store:
        """Close a store and open it again, as after a restart."""
        store.close()
        again = Store.open(store.path, clock=self.clock, entropy=Chance(f"{store.path}{len(self._open)}"))
        self._open.append(again)
        return again

    def close(self) -> None:
        """Close them all."""
        for store in self._open:
            store.close()


def empty_store(path: Path) -> Path:
    """Make a store with nothing in it, not even a device id: what a new laptop is copied from."""
    with Store.open(path) as store:
        store.settings.put(DEVICE, None)
    return path


class Server:
    """The stamps of a server, in the order it received the changes."""

    def __init__(self, clock: Clock) -> None:
        """Start with empty streams."""
        self._clock = clock
        self.log: list[Change] = []

    def stamp(self, change: Change, role: str = "chef") -> Change:
        """Give a change its place in its stream."""
        seq = 1 + sum(known.stream == change.stream for known in self.log)
        at = self._clock().isoformat(timespec="microseconds")
        stamped = change.stamped(seq=seq, received_at=at, role=change.role or role, relais=None)
        self.log.append(stamped)
        return stamped

    def take(self, store: Store, streams: tuple[str, ...] = ("dep:02", "fr")) -> list[Change]:
        """Receive all that a laptop offers, and acknowledge it."""
        taken = [self.stamp(change) for change in store.outbox.offer(streams, most=1000, most_bytes=10**6)]
        store.outbox.acknowledge(taken)
        return taken


def exchange(server: Server, *stores: Store) -> None:
    """Let every laptop send what it has and receive what the others sent."""
    for store in stores:
        server.take(store)
    for store in stores:
        store.outbox.receive(server.log, None)


def a_commune(store: Store, insee: str = GUISE) -> str:
    """Write a commune of the Aisne."""
    return store.create(
        "commune", {"titre": "Guise" if insee == GUISE else "Hirson", "departement": "02"}, record=insee
    )


def an_action(store: Store, commune: str = GUISE, **values: Json) -> str:
    """Write an action of a commune of the Aisne."""
    return store.create("action", {"titre": "Réhabilitation des halles", "commune": commune, **values})


def a_seance(store: Store, **values: Json) -> str:
    """Write a séance of the club of the Aisne."""
    return store.create("seance_club", {"titre": "Club du printemps", "departement": "02", **values})


def rows(store: Store, *, but: tuple[str, ...] = ()) -> dict[str, list[tuple[object, ...]]]:
    """Give all that is projected from the log: typed rows, search texts, disagreements."""
    names = {name: [c for c in ("id", *_columns(store, name)) if c not in but] for name in store.plans}
    shown = {
        name: _all(store.connection, f'SELECT {", ".join(map(_quoted, columns))} FROM "{name}" ORDER BY id')  # noqa: S608 - a table of the plan
        for name, columns in names.items()
    }
    shown["recherche"] = _all(
        store.connection,
        'SELECT f."table", f.record, r.texte FROM recherche r LEFT JOIN fiche f ON f.rang = r.rowid ORDER BY 2, 1',
    )
    shown["desaccord"] = _all(store.connection, 'SELECT * FROM desaccord ORDER BY record, "table", champ, nature')
    shown["fiche"] = _all(store.connection, "SELECT * FROM fiche ORDER BY rang")
    return {name: found for name, found in shown.items() if found}


def is_what_its_log_says(store: Store) -> bool:
    """Say whether reading the whole log again changes nothing at all (I4)."""
    before = rows(store)
    rebuild(store)
    return rows(store) == before


def _columns(store: Store, table: str) -> list[str]:
    return [row[1] for row in store.connection.execute(f'PRAGMA table_info("{table}")') if row[1] != "id"]


def _quoted(name: str) -> str:
    return f'"{name}"'


def _all(connection: sqlite3.Connection, query: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.execute(query)]


Laptop = Callable[[str], Store]
