"""What follows a cursor in a stream, for one grant, page by page.

Filtering is by record: `change.commune` is the territory of its record, so a record arrives whole or
not at all. Rows become JSON by joining texts that were checked when they came in.
"""

import json
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, or_, select

from pvd_tui.domain.entity import NATIONAL
from sync.protocol import Epoch, Grant, StreamState, common_seq
from sync.server import streams
from sync.server.schema import change, record, replaced
from sync.server.territory import NOTE, scope
from sync.wire import canonical

_CHUNK: Final = 1000  # rows read at once: a page never holds more than it gives, by much
_LEFT: Final = ("salt", "digest", "chain", "stream")


@dataclass(frozen=True, slots=True)
class Page:
    """One stream's part of an answer; `changes` are JSON texts."""

    since: int
    until: int
    more: bool
    head: int
    epochs: tuple[Epoch, ...]
    scope: str
    changes: list[str]
    size: int


def read(connection: Connection, grant: Grant, stream: str, state: StreamState, budget: int) -> Page:
    """Give what follows the laptop's cursor, within `budget` bytes (one change at least, if any budget is left)."""
    known = streams.lineage(connection, stream)  # before the rows: all up to this head are committed
    sees = scope(grant, stream)
    since = _start(state, known, sees)
    leave_out = state.first or since == 0
    texts: list[str] = []
    until, size = since, 0
    while until < known.head and size < budget:
        rows = [dict(row) for row in connection.execute(_query(grant, stream, until, known.head)).mappings()]
        stubs = _stubs(connection, stream, rows) if leave_out and rows else {}
        for row in rows:
            text = _text(row, stream, stubs.get(row["id"]))
            length = len(text.encode())
            if texts and size + length > budget:
                return Page(since, until, True, known.head, known.epochs, sees, texts, size)  # noqa: FBT003 - a record
            texts.append(text)
            size, until = size + length, row["seq"]
        if len(rows) < _CHUNK:
            until = known.head  # what was passed over is not for this grant
    return Page(since, until, until < known.head, known.head, known.epochs, sees, texts, size)


def _start(state: StreamState, known: streams.Lineage, sees: str) -> int:
    """Say where to read from: the cursor, or less where lineage or grant differ from what the laptop knows."""
    if state.scope is not None and state.scope != sees:
        return 0
    shared = common_seq(state.epochs, known.epochs) if state.epochs else None
    return max(0, min(state.cursor, known.head, state.cursor if shared is None else shared))


def _query(grant: Grant, stream: str, after: int, head: int) -> Select[Any]:
    columns = [column for column in change.c if column.name not in _LEFT]
    query = select(*columns).where(change.c.stream == stream, change.c.seq > after, change.c.seq <= head)
    visible = _visible(grant, stream)
    if visible is not None:
        query = query.where(visible)
    return query.order_by(change.c.seq).limit(_CHUNK)


def _visible(grant: Grant, stream: str) -> ColumnElement[bool] | None:
    """Give the condition that a change's record may be read; None if every one may."""
    if stream == NATIONAL or grant.role == "prefecture":
        return None
    if grant.role == "chef":
        return or_(change.c.commune.is_(None), change.c.commune.in_(grant.communes))
    issued = and_(record.c.stream == change.c.stream, record.c.table == NOTE, record.c.emise.is_(True))
    return and_(change.c.table == NOTE, exists().where(issued, record.c.record == change.c.record))


def _stubs(connection: Connection, stream: str, rows: list[dict[str, Any]]) -> dict[str, set[str]]:
    """Find the values of these rows that a stored change of the same record replaced.

    The préfecture's value is only replaced by the préfecture (rule 4), whatever others name in `over`.
    """
    same = and_(*(replaced.c[key] == change.c[key] for key in ("stream", "table", "record", "id")))
    found = connection.execute(
        select(replaced.c.id, replaced.c.field, replaced.c.role, change.c.role.label("own"))
        .join(change, same)
        .where(change.c.stream == stream, change.c.seq.between(rows[0]["seq"], rows[-1]["seq"]))
    )
    stubs: dict[str, set[str]] = {}
    for row in found:
        if row.own != "prefecture" or row.role == "prefecture":
            stubs.setdefault(row.id, set()).add(row.field)
    return stubs


def _text(row: dict[str, Any], stream: str, leave_out: set[str] | None) -> str:
    """Write a row as the wire's JSON. Ids, names and instants were checked: they need no escaping."""
    values, stub = row["set"], row["stub"]
    if leave_out:
        whole = json.loads(values)
        values = canonical({name: value for name, value in whole.items() if name not in leave_out})
        stub = canonical(sorted({*json.loads(stub), *(leave_out & whole.keys())}))
    text = (
        f'{{"id":"{row["id"]}","table":"{row["table"]}","record":"{row["record"]}","stream":"{stream}",'
        f'"at":"{row["at"]}","by":"{row["by"]}","set":{values},"over":{row["over"]},'
        f'"seq":{row["seq"]},"received_at":"{row["received_at"]}","role":"{row["role"]}"'
    )
    for name in ("commune", "geste", "relais"):
        if row[name] is not None:
            text += f',"{name}":"{row[name]}"'
    if stub != "[]":
        text += f',"stub":{stub}'
    if row["refused"] != "[]":
        text += f',"refused":{row["refused"]}'
    return text + "}"
