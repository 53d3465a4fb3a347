"""Streams, their lineage and their lock."""

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, Engine

from sync.protocol import Epoch
from sync.server.bulk import POSTGRESQL, Sql, insert_ignoring
from sync.server.chain import GENESIS
from sync.server.schema import epoch, stream

_EXISTING: Final = Sql("SELECT stream FROM stream ORDER BY stream")
_LOCK: Final = Sql("UPDATE stream SET head = head WHERE stream = ? RETURNING head, chain")
_LOCK_ALL: Final = Sql("SELECT stream, head, chain FROM stream WHERE stream IN ?* ORDER BY stream FOR UPDATE")
_LOCKED: Final = Sql("SELECT stream, head, chain FROM stream WHERE stream IN ?*")
_ADVANCE: Final = Sql("UPDATE stream SET head = ?, chain = ? WHERE stream = ?")
_ALL_LINEAGES: Final = """
    SELECT stream.stream, stream.head, epoch.id, epoch.first,
           (SELECT max(restamp.seq) FROM restamp WHERE restamp.stream = stream.stream)
    FROM stream LEFT JOIN epoch ON epoch.stream = stream.stream {} ORDER BY stream.stream, epoch.first, epoch.id"""
_LINEAGES: Final = Sql(_ALL_LINEAGES.format("WHERE stream.stream IN ?*"))
_EVERY_LINEAGE: Final = Sql(_ALL_LINEAGES.format(""))


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where a stream stands: its last seq, and the epochs that led there."""

    head: int
    epochs: tuple[Epoch, ...]
    restamped: int = 0
    """The last seq at which a change was given out again, 0 if none ever was."""


def new_epoch() -> str:
    """Draw the id of an epoch."""
    return secrets.token_hex(8)


def existing(connection: Connection) -> list[str]:
    """List the streams there are."""
    return [name for (name,) in _EXISTING.run(connection)]


def ensure(engine: Engine, names: Iterable[str], make_id: Callable[[], str] = new_epoch) -> None:
    """Create the streams that do not exist yet, each with its first epoch."""
    with engine.connect() as connection:
        missing = set(names) - set(existing(connection))
        connection.rollback()
        add(connection, missing, make_id)


def add(connection: Connection, names: Iterable[str], make_id: Callable[[], str] = new_epoch) -> None:
    """Create streams, each with its first epoch and in a transaction of its own, unless somebody was faster."""
    dialect = connection.dialect.name
    for name in sorted(names):
        with connection.begin():
            row = {"stream": name, "head": 0, "chain": GENESIS}
            adding = insert_ignoring(dialect, stream).values(row).returning(stream.c.stream)
            if connection.scalars(adding).all():
                first = {"stream": name, "id": make_id(), "first": 1}
                connection.execute(insert_ignoring(dialect, epoch).values(first))


def lock(connection: Connection, name: str) -> tuple[int, str]:
    """Take the stream's lock until the transaction ends; give its head and chain.

    It must be the first statement of the transaction: what is read afterwards is then what the last
    holder of the lock committed, and no reader ever sees a seq before a smaller one.
    """
    ((head, chain),) = _LOCK.run(connection, name)
    return head, chain


def lock_all(connection: Connection, names: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Take the locks of several streams, in sorted order, as the first statement; give each one's head and chain."""
    wanted = sorted(set(names))
    if len(wanted) == 1:
        return {wanted[0]: lock(connection, wanted[0])}
    if connection.dialect.name != POSTGRESQL:
        lock(connection, wanted[0])  # a SQLite file has one lock for all of it
    locking = _LOCK_ALL if connection.dialect.name == POSTGRESQL else _LOCKED
    return {name: (head, chain) for name, head, chain in locking.run(connection, wanted)}


def advance(connection: Connection, heads: Mapping[str, tuple[int, str]]) -> None:
    """Move locked streams to their new heads."""
    _ADVANCE.run_each(connection, [(head, chain, name) for name, (head, chain) in sorted(heads.items())])


def lineage(connection: Connection, name: str) -> Lineage:
    """Read where a stream stands."""
    return lineages(connection, [name])[name]


def lineages(connection: Connection, names: Iterable[str] | None = None) -> dict[str, Lineage]:
    """Read where these streams stand, or all there are; those that do not exist are left out."""
    rows = _EVERY_LINEAGE.run(connection) if names is None else _LINEAGES.run(connection, sorted(set(names)))
    heads: dict[str, tuple[int, int]] = {}
    epochs: dict[str, list[Epoch]] = {}
    for name, head, epoch_id, first, restamped in rows:
        heads[name] = (head, restamped or 0)
        if epoch_id is not None:
            epochs.setdefault(name, []).append((epoch_id, first))
    return {name: Lineage(head, tuple(epochs.get(name, ())), again) for name, (head, again) in heads.items()}


def start_epoch(engine: Engine, make_id: Callable[[], str] = new_epoch) -> None:
    """Start a new epoch in every stream, at its next seq: what a restored database does before it serves."""
    with engine.connect() as connection:
        names = existing(connection)
    for name in names:
        with engine.begin() as connection:
            head, _ = lock(connection, name)
            row = {"stream": name, "id": make_id(), "first": head + 1}
            connection.execute(insert_ignoring(engine.dialect.name, epoch).values(row))
