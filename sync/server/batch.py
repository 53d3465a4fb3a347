"""What one transaction on one stream knows, and what it is about to write."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, Select, select

from pvd_tui.changes.change import Change
from pvd_tui.domain.tables import TABLES
from sync.protocol import Grant
from sync.server import effacement, enrolment
from sync.server.bulk import among
from sync.server.clock import written
from sync.server.effacement import Erasures
from sync.server.schema import change, device, record, refused_change
from sync.server.territory import Known

Row = dict[str, Any]

Place = tuple[int, int]
"""The number of a request among those that share a transaction, and of a change in its request."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A change as it was offered: by which device, its place in the request, and its canonical texts."""

    sender: str
    place: Place
    change: Change
    values: str
    over: str


@dataclass(slots=True)
class Batch:
    """One stream under its lock."""

    stream: str
    head: int
    chain: str
    received_at: str
    senders: dict[str, Grant]
    """The grant of each sender as it is now; one that was revoked meanwhile is not in it."""
    authors: dict[str, str]
    known: dict[str, Row]
    records: dict[tuple[str, str], Known]
    refused: set[str]
    erasures: Erasures
    salts: Iterator[str]
    changes: list[Row] = field(default_factory=list)
    restamps: list[Row] = field(default_factory=list)
    restamped: list[Row] = field(default_factory=list)
    born: list[Row] = field(default_factory=list)
    replaced: list[Row] = field(default_factory=list)
    refusals: dict[str, Row] = field(default_factory=dict)
    forgotten: set[str] = field(default_factory=set)
    filled: list[Row] = field(default_factory=list)
    erased: list[Change] = field(default_factory=list)

    def add_erasure(self, one: Change) -> None:
        """Note an erasure that begins to count: it is applied to what is stored once the batch is written."""
        self.erased.append(one)
        self.erasures.setdefault((one.table, one.record), {})[one.id] = one


def look(
    connection: Connection,
    stream: str,
    locked: tuple[int, str],
    offered: Sequence[Offered],
    now: datetime,
    entropy: bytes,
) -> Batch:
    """Read what the offered changes name: senders and authors, ids, records and parents, refused ids, erasures.

    The stream is locked, at head and chain `locked`; `entropy` holds 16 bytes for each offered change.
    """
    named: set[str] = set()
    seen: set[str] = set()
    for one in offered:
        named.add(one.change.record)
        seen.add(one.change.id)
        entity = TABLES.get(one.change.table)
        parent = one.change.set.get(entity.parent) if entity and entity.parent else None
        if isinstance(parent, str):
            named.add(parent)
        for ids in one.change.over.values():
            seen.update(ids)
    rows = _among(connection, select(record).where(record.c.stream == stream), record.c.record, named)
    here = select(refused_change.c.id).where(refused_change.c.stream == stream)
    refused = _among(connection, here, refused_change.c.id, seen)
    senders = {one.sender for one in offered}
    people = _among(connection, select(device), device.c.id, senders | {one.change.by for one in offered})
    known = _among(connection, select(change), change.c.id, {one.change.id for one in offered})
    return Batch(
        stream=stream,
        head=locked[0],
        chain=locked[1],
        received_at=written(now),
        senders={
            row["id"]: enrolment.grant_of(row) for row in people if row["id"] in senders and row["revoked_at"] is None
        },
        authors={row["id"]: row["role"] for row in people},
        known={row["id"]: row for row in known},
        records={(row["table"], row["record"]): Known(row["commune"], emise=row["emise"]) for row in rows},
        refused={row["id"] for row in refused},
        erasures=effacement.of_records(connection, stream, {one.change.record for one in offered}),
        salts=_salts(entropy),
    )


def _among(connection: Connection, query: Select[Any], column: Column[str], values: set[str]) -> list[Row]:
    if not values:
        return []
    chosen = query.where(among(connection, column, values))
    return [dict(row) for row in connection.execute(chosen).mappings()]


def _salts(entropy: bytes) -> Iterator[str]:
    text = entropy.hex()
    return iter([text[start : start + 32] for start in range(0, len(text), 32)])
