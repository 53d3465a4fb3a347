"""What follows a cursor in a stream, for one grant, page by page.

Filtering is by record: `change.commune` is the territory of its record, so a record arrives whole or
not at all. Rows become JSON by joining texts that were checked when they came in.
"""

import json
from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy import Connection

from pvd_tui.domain.entity import NATIONAL
from sync.json_text import canonical
from sync.protocol import Complement, Epoch, Grant, StreamState, common_seq
from sync.server import streams
from sync.server.bulk import Sql, between
from sync.server.schema import change
from sync.server.territory import NOTE, communes_in, scope

_NEAR: Final = 500  # changes that a laptop may be behind and still read with the others
_WHOLE: Final = frozenset({"chef", "prefecture"})
_CHUNK: Final = 1000  # rows read at once: a page never holds more than it gives, by much
_GIVEN: Final = tuple(one.name for one in change.c if one.name not in {"salt", "digest", "chain", "stream"})
_TAIL: Final = ("stream", *_GIVEN)

_COLUMNS: Final = ", ".join(f'change."{name}"' for name in _GIVEN)
_SEES: Final = {
    "all": "",
    "communes": " AND (change.commune IS NULL OR change.commune IN ?*)",
    "commune": " AND change.commune = ?",
    "issued": """ AND change."table" = ? AND EXISTS (
        SELECT 1 FROM record WHERE record.stream = change.stream AND record."table" = change."table"
        AND record.record = change.record AND record.emise)""",
}
"""What a grant may read of a stream, by record."""
_AFTER: Final = {
    kind: Sql(
        f"SELECT {_COLUMNS} FROM change WHERE change.stream = ? AND change.seq > ? AND change.seq <= ?{sees} "  # noqa: S608 - names of our own schema only
        "ORDER BY change.seq LIMIT ?"
    )
    for kind, sees in _SEES.items()
}
_NAMED: Final = {
    kind: Sql(f"SELECT {_COLUMNS} FROM change WHERE change.id IN ?*{sees}")  # noqa: S608 - same
    for kind, sees in _SEES.items()
}
_AGAIN: Final = Sql("SELECT seq, id FROM restamp WHERE stream = ? AND seq > ? AND seq <= ? ORDER BY seq")
_REMAINING: Final = Sql("SELECT count(*) FROM change WHERE stream = ? AND commune = ? AND seq > ? AND seq <= ?")
_REPLACED: Final = Sql("""
    SELECT replaced.id, replaced.field, replaced.role, change.role
    FROM replaced JOIN change ON replaced.stream = change.stream AND replaced."table" = change."table"
        AND replaced.record = change.record AND replaced.id = change.id
    WHERE change.stream = ? AND change.seq BETWEEN ? AND ?""")


@dataclass(frozen=True, slots=True)
class _Sees:
    """Which of a stream's records may be read: a condition of `_SEES` and its value."""

    kind: str = "all"
    given: tuple[str | list[str], ...] = ()


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


@dataclass(frozen=True, slots=True)
class Complementary:
    """What follows the cursor of a commune that was added to a grant; `changes` are JSON texts."""

    asked: Complement
    until: int
    remaining: int
    changes: list[str]
    size: int


@dataclass(frozen=True, slots=True)
class Tail:
    """The last changes of a stream, read once for all who are only a little behind."""

    after: int
    rows: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Already:
    """What need not be read, or said, again for one request."""

    own: tuple[int, int] | None = None
    """The first and last seq that this very request was given: its verdicts say them."""
    said: Container[str] = frozenset()
    """The ids of those, and of all others that its verdicts say."""
    known: streams.Lineage | None = None
    """Where the stream stands, if it has just been read."""
    tail: Tail | None = None


def tails(connection: Connection, after: Mapping[str, int], lineages: Mapping[str, streams.Lineage]) -> dict[str, Tail]:
    """Read the changes of several streams at once, where few follow; `after` is the least cursor of each."""
    bounds = {
        name: (seq, lineages[name].head)
        for name, seq in after.items()
        if 0 < lineages[name].head - seq <= _NEAR and lineages[name].restamped <= seq
    }
    found: dict[str, Tail] = {name: Tail(seq, []) for name, (seq, _) in bounds.items()}
    if bounds:
        for row in between(connection, change, _TAIL, bounds):
            found[row.pop("stream")].rows.append({**row, "place": row["seq"]})
    return found


def start(grant: Grant, stream: str, state: StreamState, known: streams.Lineage) -> int:
    """Say where to read from: the cursor, or less where lineage or role differ from what the laptop knows."""
    sees = scope(grant, stream)
    if state.scope is not None and _role(state.scope) != _role(sees):
        return 0
    shared = common_seq(state.epochs, known.epochs) if state.epochs else None
    return max(0, min(state.cursor, known.head, state.cursor if shared is None else shared))


def read(
    connection: Connection,
    grant: Grant,
    stream: str,
    state: StreamState,
    budget: int,
    already: Already | None = None,
) -> Page:
    """Give what follows the laptop's cursor, within `budget` bytes (one change at least, if any budget is left)."""
    already = already or Already()
    own, tail = already.own, already.tail
    known = already.known or streams.lineage(connection, stream)  # before the rows: all up to this head are committed
    sees = scope(grant, stream)
    since = start(grant, stream, state, known)
    leave_out = state.first or since == 0
    texts: list[str] = []
    until, size = since, 0
    while until < known.head and size < budget:
        if own is not None and own[0] <= until + 1 <= own[1]:
            until = own[1]
            continue
        if tail is not None and tail.after <= until and not leave_out and grant.role in _WHOLE:
            rows, upto = [row for row in tail.rows if row["seq"] > until and _may_read(grant, row)], known.head
        else:
            rows, upto = _chunk(connection, _visible(grant, stream), stream, until, known)
        stubs = _stubs(connection, stream, rows) if leave_out and rows else {}
        for row in rows:
            if row["id"] in already.said and row["place"] == row["seq"]:
                continue
            text = _text(row, stream, stubs.get(row["id"]))
            length = len(text.encode())
            if texts and size + length > budget:
                return Page(since, until, True, known.head, known.epochs, sees, texts, size)  # noqa: FBT003 - a record
            texts.append(text)
            size, until = size + length, row["place"]
        until = upto  # what was passed over is not for this grant
    return Page(since, until, until < known.head, known.head, known.epochs, sees, texts, size)


def _may_read(grant: Grant, row: Mapping[str, Any]) -> bool:
    """Say of a row what `_visible` says in SQL, for the roles that read fiches."""
    return grant.role == "prefecture" or row["commune"] is None or row["commune"] in grant.communes


def complement(connection: Connection, grant: Grant, asked: Complement, budget: int) -> Complementary | None:
    """Give what a commune added to a chef's grant has up to where the main cursor began to bring it.

    None if the grant does not hold the commune: whoever asks is not told more.
    """
    if grant.role != "chef" or asked.commune not in communes_in(grant, asked.stream):
        return None
    here = _Sees("commune", (asked.commune,))
    known = streams.lineages(connection, [asked.stream]).get(asked.stream)
    if known is None:
        return None
    texts: list[str] = []
    until, size = asked.cursor, 0
    while until < asked.until and size < budget:
        rows, upto = _chunk(connection, here, asked.stream, until, replace(known, head=asked.until))
        stubs = _stubs(connection, asked.stream, rows) if rows else {}
        for row in rows:
            text = _text(row, asked.stream, stubs.get(row["id"]))
            if texts and size + len(text) > budget:
                return Complementary(asked, until, _remaining(connection, asked, until), texts, size)
            texts.append(text)
            size, until = size + len(text), row["place"]
        until = upto
    return Complementary(asked, until, _remaining(connection, asked, until), texts, size)


def _remaining(connection: Connection, asked: Complement, after: int) -> int:
    """Count what a complement still has to bring; never 0 while its cursor is not at its end."""
    if after >= asked.until:
        return 0
    counted: int
    ((counted,),) = _REMAINING.run(connection, asked.stream, asked.commune, after, asked.until)
    return max(1, counted)


def _role(scope: str) -> str:
    return scope.partition(":")[0]


def _chunk(
    connection: Connection, sees: _Sees, stream: str, after: int, known: streams.Lineage
) -> tuple[list[dict[str, Any]], int]:
    """Read the next rows in the order of their place, restamps among them; say up to where they are all."""
    found = _AFTER[sees.kind].run(connection, stream, after, known.head, *sees.given, _CHUNK)
    rows = [dict(zip(_GIVEN, row, strict=True)) for row in found]
    for row in rows:
        row["place"] = row["seq"]
    upto = rows[-1]["place"] if len(rows) == _CHUNK else known.head
    if known.restamped <= after:
        return rows, upto
    places = {change_id: seq for seq, change_id in _AGAIN.run(connection, stream, after, upto)}  # nearly always none
    if places:
        named = _NAMED[sees.kind].run(connection, sorted(places), *sees.given)
        again = [dict(zip(_GIVEN, row, strict=True)) for row in named]
        rows += [{**row, "place": places[row["id"]]} for row in again]
        rows.sort(key=lambda row: row["place"])
    return rows, upto


def _visible(grant: Grant, stream: str) -> _Sees:
    """Say what of a stream a grant may read."""
    if stream == NATIONAL or grant.role == "prefecture":
        return _Sees()
    if grant.role == "chef":
        return _Sees("communes", (list(grant.communes),))
    return _Sees("issued", (NOTE,))


def _stubs(connection: Connection, stream: str, rows: list[dict[str, Any]]) -> dict[str, set[str]]:
    """Find the values of these rows that a stored change of the same record replaced.

    The préfecture's value is only replaced by the préfecture (rule 4), whatever others name in `over`.
    """
    seqs = [row["seq"] for row in rows if row["seq"] == row["place"]]  # what is given out again is given whole
    if not seqs:
        return {}
    stubs: dict[str, set[str]] = {}
    for change_id, field, role, own in _REPLACED.run(connection, stream, min(seqs), max(seqs)):
        if own != "prefecture" or role == "prefecture":
            stubs.setdefault(change_id, set()).add(field)
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
