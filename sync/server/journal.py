"""Appending to a stream: one transaction, under the stream's lock, a verdict for each change.

One bad change never delays another, and offering a change again gives its first verdict again.
"""

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import Column, Connection, Engine, Select, delete, select, update

from pvd_tui.changes.change import Change
from pvd_tui.domain.tables import TABLES
from sync.protocol import ROLES, Role, Verdict
from sync.server import streams
from sync.server.bulk import among, insert_rows
from sync.server.chain import content_of, digest, link
from sync.server.clock import written
from sync.server.enrolment import Device
from sync.server.schema import change, device, record, refused_change, replaced
from sync.server.territory import Known, Refusal, born, refusal
from sync.wire import canonical

Row = dict[str, Any]

_ATTEMPTS: Final = 3
_STAMPS: Final = ("seq", "received_at", "role", "relais")
_CONTENU: Final = Refusal(
    "contenu", "Une autre modification porte déjà le même identifiant ; refaites la saisie de cette fiche."
)


class _RaceError(Exception):
    """Another stream stored one of these ids between the look and the insertion."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A change as it was offered: its place in the request, and its canonical texts."""

    place: int
    change: Change
    values: str
    over: str


@dataclass(slots=True)
class _Batch:
    """What one transaction knows and is about to write."""

    stream: str
    head: int
    chain: str
    received_at: str
    sender: Device
    authors: dict[str, str]
    known: dict[str, Row]
    records: dict[tuple[str, str], Known]
    refused: set[str]
    salts: Iterator[str]
    forgotten: set[str] = field(default_factory=set)
    changes: list[Row] = field(default_factory=list)
    born: list[Row] = field(default_factory=list)
    replaced: list[Row] = field(default_factory=list)
    refusals: dict[str, Row] = field(default_factory=dict)
    filled: list[Row] = field(default_factory=list)


def append(
    engine: Engine,
    sender: Device,
    stream: str,
    offered: Sequence[Offered],
    now: datetime,
    entropy: Callable[[int], bytes] = os.urandom,
) -> dict[int, Verdict]:
    """Store what may be stored of one stream's changes; give a verdict by place in the request."""
    for _ in range(_ATTEMPTS):
        try:
            with engine.begin() as connection:
                head, chain = streams.lock(connection, stream)  # first, see there
                batch = _look(connection, stream, head, chain, sender, offered, now)
                batch.salts = _salts(entropy(16 * len(offered)))
                verdicts = {one.place: _decide(batch, one) for one in offered}
                _write(connection, batch)
                return verdicts
        except _RaceError:
            continue
    raise RuntimeError("the same ids were stored elsewhere, again and again")


def _salts(random: bytes) -> Iterator[str]:
    text = random.hex()
    return iter([text[start : start + 32] for start in range(0, len(text), 32)])


def _look(
    connection: Connection,
    stream: str,
    head: int,
    chain: str,
    sender: Device,
    offered: Sequence[Offered],
    now: datetime,
) -> _Batch:
    """Read what the offered changes name: ids, records and parents, authors, refused ids."""
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
    authors = _among(connection, select(device.c.id, device.c.role), device.c.id, {one.change.by for one in offered})
    known = _among(connection, select(change), change.c.id, {one.change.id for one in offered})
    return _Batch(
        stream=stream,
        head=head,
        chain=chain,
        received_at=written(now),
        sender=sender,
        authors={row["id"]: row["role"] for row in authors},
        known={row["id"]: row for row in known},
        records={(row["table"], row["record"]): Known(row["commune"], emise=row["emise"]) for row in rows},
        refused={row["id"] for row in refused},
        salts=iter(()),
    )


def _among(connection: Connection, query: Select[Any], column: Column[str], values: set[str]) -> list[Row]:
    if not values:
        return []
    chosen = query.where(among(connection, column, values))
    return [dict(row) for row in connection.execute(chosen).mappings()]


def _decide(batch: _Batch, one: Offered) -> Verdict:
    """Give the verdict of one change, and note what it writes."""
    offered = one.change
    stored = batch.known.get(offered.id)
    same = stored is not None and _same(stored, one)
    if not same:  # who offers the very same content has proved to know it already
        no = refusal(batch.sender.grant, offered, batch.records) or (_CONTENU if stored else None)
        if no is not None:
            return _refuse(batch, offered, no, is_known=stored is not None)
    if stored is not None:
        _fill(batch, stored, one)
        return _verdict(stored, "known")
    return _verdict(_store(batch, one), "stored")


def _refuse(batch: _Batch, offered: Change, no: Refusal, *, is_known: bool) -> Verdict:
    if not is_known:
        batch.refused.add(offered.id)
        batch.refusals[offered.id] = {
            "stream": batch.stream,
            "id": offered.id,
            "code": no.code,
            "received_at": batch.received_at,
        }
    return Verdict(id=offered.id, verdict="refused", code=no.code, message=no.message)


def _store(batch: _Batch, one: Offered) -> Row:
    """Give the change its stamps and its place in the chain."""
    offered = one.change
    relais, role = _hands(batch, offered)
    salt = next(batch.salts)
    content = digest(salt, content_of(offered, one.values))
    batch.head += 1
    batch.chain = link(batch.chain, batch.head, offered.id, one.over, content)
    missing = sorted({name for ids in offered.over.values() for name in ids} & batch.refused) if batch.refused else ()
    row: Row = {
        "id": offered.id,
        "stream": batch.stream,
        "seq": batch.head,
        "table": offered.table,
        "record": offered.record,
        "commune": offered.commune,
        "geste": offered.geste,
        "at": offered.at,
        "by": offered.by,
        "set": one.values,
        "over": one.over,
        "stub": canonical(sorted(offered.stub)) if offered.stub else "[]",
        "received_at": batch.received_at,
        "role": role,
        "relais": relais,
        "refused": canonical(missing) if missing else "[]",
        "salt": None if offered.stub else salt,
        "digest": content,
        "chain": batch.chain,
    }
    batch.changes.append(row)
    batch.known[offered.id] = row
    if offered.id in batch.refused:
        batch.refused.discard(offered.id)
        batch.forgotten.add(offered.id)
    key = (offered.table, offered.record)
    if key not in batch.records:
        batch.records[key] = known = born(offered)
        place = {"stream": batch.stream, "table": offered.table, "record": offered.record}
        batch.born.append({**place, "commune": known.commune, "emise": known.emise})
    if offered.over:
        batch.replaced.extend(_replaces(offered, batch.stream, role))
    return row


def _hands(batch: _Batch, offered: Change) -> tuple[str | None, Role]:
    """Give the carrier, if it is not the author, and the lower of their roles."""
    mine = batch.sender.grant.role
    if offered.by == batch.sender.id:
        return None, mine
    author = cast("Role", batch.authors.get(offered.by, "chef"))
    return batch.sender.id, min(mine, author, key=ROLES.index)


def _replaces(offered: Change, stream: str, role: str) -> list[Row]:
    place = {"stream": stream, "table": offered.table, "record": offered.record, "role": role}
    return [
        {**place, "id": old, "field": name}
        for name in offered.fields
        for old in dict.fromkeys(offered.over.get(name, ()))
        if old != offered.id
    ]


def _same(stored: Row, one: Offered) -> bool:
    """Say whether the offered change is the stored one; a value that one of them left out is not compared."""
    offered = one.change
    if any(stored[key] != getattr(offered, key) for key in ("stream", "table", "record", "commune", "geste", "by")):
        return False
    if stored["at"] != offered.at or stored["over"] != one.over:
        return False
    if stored["set"] == one.values:
        return bool(json.loads(stored["stub"]) == sorted(offered.stub))
    left_out, mine = set(json.loads(stored["stub"])), json.loads(stored["set"])
    if {*mine, *left_out} != set(offered.fields):
        return False
    both = mine.keys() & offered.set.keys()
    return canonical({key: mine[key] for key in both}) == canonical({key: offered.set[key] for key in both})


def _fill(batch: _Batch, stored: Row, one: Offered) -> None:
    """Complete a stored stub with the values that a full copy brings."""
    left_out = set(json.loads(stored["stub"]))
    brought = left_out & one.change.set.keys()
    if not brought:
        return
    values = {**json.loads(stored["set"]), **{key: one.change.set[key] for key in brought}}
    stored["set"], stored["stub"] = canonical(values), canonical(sorted(left_out - brought))
    if stored not in batch.changes:
        batch.filled.append(stored)


def _verdict(row: Mapping[str, Any], verdict: str) -> Verdict:
    refused = json.loads(row["refused"]) if row["refused"] != "[]" else ()
    stamps = {name: row[name] for name in _STAMPS}
    return Verdict(id=row["id"], verdict=cast("Any", verdict), refused=refused, **stamps)


def _write(connection: Connection, batch: _Batch) -> None:
    """Write the batch in few statements; the counter moves by the rows really inserted."""
    if batch.changes:
        if insert_rows(connection, change, batch.changes) != len(batch.changes):
            raise _RaceError
        streams.advance(connection, batch.stream, batch.head, batch.chain)
        _forget_refusals(connection, batch)
    insert_rows(connection, record, batch.born)
    insert_rows(connection, replaced, batch.replaced)
    insert_rows(connection, refused_change, list(batch.refusals.values()))
    for row in batch.filled:
        filling = update(change).where(change.c.id == row["id"])
        connection.execute(filling.values(set=row["set"], stub=row["stub"]))


def _forget_refusals(connection: Connection, batch: _Batch) -> None:
    """Forget refusals of what is stored now: these are no longer changes that will never arrive."""
    for row in batch.changes:
        batch.refusals.pop(row["id"], None)
    here = refused_change.c.stream == batch.stream
    for change_id in sorted(batch.forgotten):
        connection.execute(delete(refused_change).where(here, refused_change.c.id == change_id))
