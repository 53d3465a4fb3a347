"""What one transaction knows of the streams it holds, and what it is about to write."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection

from pvd_tui.changes.change import Change
from pvd_tui.domain.tables import TABLES
from sync.protocol import Grant
from sync.server import effacement, enrolment
from sync.server.bulk import Sql
from sync.server.clock import written
from sync.server.effacement import Erasures
from sync.server.schema import change
from sync.server.territory import Known

Row = dict[str, Any]

_COLUMNS: Final = tuple(change.c.keys())
_PEOPLE: Final = Sql("SELECT id, role, departements, communes, revoked_at FROM device WHERE id IN ?*")
_KNOWN: Final = Sql("SELECT {} FROM change WHERE id IN ?*".format(", ".join(f'"{name}"' for name in _COLUMNS)))  # noqa: S608 - names of our own schema only
_RECORDS: Final = Sql('SELECT stream, "table", record, commune, emise FROM record WHERE stream IN ?* AND record IN ?*')
_REFUSED: Final = Sql("SELECT stream, id FROM refused_change WHERE stream IN ?* AND id IN ?*")

Place = tuple[int, int]
"""The number of a request among those that share a transaction, and of a change in its request."""


class Offered(NamedTuple):
    """A change as it was offered: by which device, its place in the request, and its canonical texts."""

    sender: str
    place: Place
    change: Change
    values: str
    over: str


@dataclass(slots=True)
class Flow:
    """One stream under its lock, and what is remembered of the records that this transaction names in it."""

    head: int
    chain: str
    records: dict[tuple[str, str], Known] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    erasures: Erasures = field(default_factory=dict)


@dataclass(slots=True)
class Batch:
    """One transaction, on one stream or several."""

    received_at: str
    flows: dict[str, Flow]
    senders: dict[str, Grant]
    """The grant of each sender as it is now; one that was revoked meanwhile is not in it."""
    authors: dict[str, str]
    known: dict[str, Row]
    salts: Iterator[str]
    changes: list[Row] = field(default_factory=list)
    restamps: list[Row] = field(default_factory=list)
    restamped: list[Row] = field(default_factory=list)
    born: list[Row] = field(default_factory=list)
    replaced: list[Row] = field(default_factory=list)
    refusals: dict[tuple[str, str], Row] = field(default_factory=dict)
    forgotten: set[tuple[str, str]] = field(default_factory=set)
    filled: list[Row] = field(default_factory=list)
    told: list[Row] = field(default_factory=list)
    """Stored changes of whose `over` more is now known to have been refused."""
    erased: list[Change] = field(default_factory=list)

    def erasures_of(self, one: Change) -> dict[str, Change]:
        """Give the erasures of a change's record."""
        return self.flows[one.stream].erasures.get((one.table, one.record), {})

    def add_erasure(self, one: Change) -> None:
        """Note an erasure that begins to count: it is applied to what is stored once the batch is written."""
        self.erased.append(one)
        self.flows[one.stream].erasures.setdefault((one.table, one.record), {})[one.id] = one


def look(
    connection: Connection,
    locked: Mapping[str, tuple[int, str]],
    offered: Sequence[Offered],
    now: datetime,
    entropy: bytes,
) -> Batch:
    """Read what the offered changes name: senders and authors, ids, records and parents, refused ids, erasures.

    The streams are locked, each at its head and chain; `entropy` holds 16 bytes for each offered change.
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
    senders = {one.sender for one in offered}
    people = _PEOPLE.run(connection, sorted(senders | {one.change.by for one in offered}))
    known = _KNOWN.run(connection, sorted({one.change.id for one in offered}))
    return Batch(
        received_at=written(now),
        flows=_flows(connection, locked, named, seen),
        senders={
            device_id: enrolment.granted(role, departements, communes)
            for device_id, role, departements, communes, revoked_at in people
            if device_id in senders and revoked_at is None
        },
        authors={device_id: role for device_id, role, *_ in people},
        known={row[0]: dict(zip(_COLUMNS, row, strict=True)) for row in known},
        salts=_salts(entropy),
    )


def _flows(
    connection: Connection, locked: Mapping[str, tuple[int, str]], records: set[str], ids: set[str]
) -> dict[str, Flow]:
    flows = {name: Flow(head, chain) for name, (head, chain) in locked.items()}
    here, named = sorted(locked), sorted(records)
    for stream, table, record, commune, emise in _RECORDS.run(connection, here, named):
        flows[stream].records[table, record] = Known(commune, emise=bool(emise))
    for stream, change_id in _REFUSED.run(connection, here, sorted(ids)):
        flows[stream].refused.add(change_id)
    for one in effacement.of_records(connection, here, named):
        flows[one.stream].erasures.setdefault((one.table, one.record), {})[one.id] = one
    return flows


def _salts(entropy: bytes) -> Iterator[str]:
    text = entropy.hex()
    return iter([text[start : start + 32] for start in range(0, len(text), 32)])
