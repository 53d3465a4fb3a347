"""Streams, their lineage and their lock."""

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Engine, bindparam, func, select, true, update

from sync.protocol import Epoch
from sync.server.bulk import POSTGRESQL, among, insert_ignoring
from sync.server.chain import GENESIS
from sync.server.schema import epoch, restamp, stream


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
    return list(connection.scalars(select(stream.c.stream).order_by(stream.c.stream)))


def ensure(engine: Engine, names: Iterable[str], make_id: Callable[[], str] = new_epoch) -> None:
    """Create the streams that do not exist yet, each with its first epoch."""
    with engine.connect() as connection:
        missing = sorted(set(names) - set(existing(connection)))
    for name in missing:
        with engine.begin() as connection:
            row = {"stream": name, "head": 0, "chain": GENESIS}
            adding = insert_ignoring(engine.dialect.name, stream).values(row).returning(stream.c.stream)
            if connection.scalars(adding).all():
                first = {"stream": name, "id": make_id(), "first": 1}
                connection.execute(insert_ignoring(engine.dialect.name, epoch).values(first))


def lock(connection: Connection, name: str) -> tuple[int, str]:
    """Take the stream's lock until the transaction ends; give its head and chain.

    It must be the first statement of the transaction: what is read afterwards is then what the last
    holder of the lock committed, and no reader ever sees a seq before a smaller one.
    """
    locking = update(stream).where(stream.c.stream == name).values(head=stream.c.head)
    row = connection.execute(locking.returning(stream.c.head, stream.c.chain)).one()
    return row.head, row.chain


def lock_all(connection: Connection, names: Iterable[str]) -> dict[str, tuple[int, str]]:
    """Take the locks of several streams, in sorted order, as the first statement; give each one's head and chain."""
    wanted = sorted(set(names))
    if len(wanted) == 1:
        return {wanted[0]: lock(connection, wanted[0])}
    rows = select(stream.c.stream, stream.c.head, stream.c.chain).where(among(connection, stream.c.stream, wanted))
    if connection.dialect.name != POSTGRESQL:
        lock(connection, wanted[0])  # a SQLite file has one lock for all of it
    held = connection.execute(rows.order_by(stream.c.stream).with_for_update()).all()
    return {row.stream: (row.head, row.chain) for row in held}


def advance(connection: Connection, heads: Mapping[str, tuple[int, str]]) -> None:
    """Move locked streams to their new heads."""
    moving = update(stream).where(stream.c.stream == bindparam("which"))
    connection.execute(
        moving.values(head=bindparam("to_head"), chain=bindparam("to_chain")),
        [{"which": name, "to_head": head, "to_chain": chain} for name, (head, chain) in sorted(heads.items())],
    )


def lineage(connection: Connection, name: str) -> Lineage:
    """Read where a stream stands."""
    return lineages(connection, [name])[name]


def lineages(connection: Connection, names: Iterable[str] | None = None) -> dict[str, Lineage]:
    """Read where these streams stand, or all there are; those that do not exist are left out."""
    here: ColumnElement[bool] = true()
    there: ColumnElement[bool] = true()
    if names is not None:
        wanted = sorted(set(names))
        here, there = among(connection, stream.c.stream, wanted), among(connection, epoch.c.stream, wanted)
    last = select(func.max(restamp.c.seq)).where(restamp.c.stream == stream.c.stream).scalar_subquery()
    heads = connection.execute(select(stream.c.stream, stream.c.head, last.label("restamped")).where(here)).all()
    rows = connection.execute(
        select(epoch.c.stream, epoch.c.id, epoch.c.first).where(there).order_by(epoch.c.first, epoch.c.id)
    ).all()
    epochs: dict[str, list[Epoch]] = {}
    for row in rows:
        epochs.setdefault(row.stream, []).append((row.id, row.first))
    return {row.stream: Lineage(row.head, tuple(epochs.get(row.stream, ())), row.restamped or 0) for row in heads}


def start_epoch(engine: Engine, make_id: Callable[[], str] = new_epoch) -> None:
    """Start a new epoch in every stream, at its next seq: what a restored database does before it serves."""
    with engine.connect() as connection:
        names = existing(connection)
    for name in names:
        with engine.begin() as connection:
            head, _ = lock(connection, name)
            row = {"stream": name, "id": make_id(), "first": head + 1}
            connection.execute(insert_ignoring(engine.dialect.name, epoch).values(row))
