"""The proof that a stream was not altered: each change is hashed with the hash before it.

A change given out again with higher stamps (a restamp) takes a seq of its own and is a link like another.

The content is hashed with a salt, kept beside it and erased with it: once a value is erased (RGPD), its
hash says nothing about it any more, and the chain still holds.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from heapq import merge
from typing import Any, Final

from sqlalchemy import Connection, Engine, bindparam, select

from pvd_tui.changes.change import Change
from sync.server.schema import change, restamp

GENESIS: Final = "0" * 64
RESTAMP: Final = "restamp"
"""What stands for `over` in the link of a restamp."""


_STORED: Final = select(change).where(change.c.stream == bindparam("which")).order_by(change.c.seq)
_AGAIN: Final = (
    select(restamp.c.seq, restamp.c.id, restamp.c.chain, change.c.digest)
    .join(change, change.c.id == restamp.c.id)
    .where(restamp.c.stream == bindparam("which"))
    .order_by(restamp.c.seq)
)


@dataclass(frozen=True, slots=True)
class Broken:
    """The first change of a stream that does not fit."""

    stream: str
    seq: int
    reason: str


def digest(salt: str, content: str) -> str:
    """Hash a change's content with its salt."""
    return hashlib.sha256(f"{salt}\n{content}".encode()).hexdigest()


def content_of(known: Change, values: str) -> str:
    """Write what a change says besides its id and `over`; `values` is the canonical text of its `set`."""
    facts = (known.table, known.record, known.at, known.by, known.commune or "", known.geste or "", *sorted(known.stub))
    return "\n".join((*facts, values))


def link(previous: str, seq: int, change_id: str, over: str, content_digest: str) -> str:
    """Give the hash of a change, which holds the hash of the one before it."""
    return hashlib.sha256(f"{previous}\n{seq}\n{change_id}\n{over}\n{content_digest}".encode()).hexdigest()


def verify(engine: Engine, stream: str) -> Broken | None:
    """Recompute a stream's chain; give the first change that does not fit, or None."""
    with engine.connect() as connection:
        return check(connection, stream)


def check(connection: Connection, stream: str) -> Broken | None:
    """Recompute a stream's chain, as this connection sees it."""
    previous, expected = GENESIS, 1
    for row in links(connection, stream):
        reason = _fault(row, previous, expected)
        if reason is not None:
            return Broken(stream, row["seq"], reason)
        previous, expected = row["chain"], expected + 1
    return None


def links(connection: Connection, stream: str) -> Iterator[dict[str, Any]]:
    """Give the links of a stream in order: its changes, and restamps as {seq, id, chain, digest}."""
    given = {"which": stream}
    restamps = [dict(row) for row in connection.execute(_AGAIN, given).mappings()]
    streaming = connection.execution_options(yield_per=1000)
    with streaming.execute(_STORED, given) as rows:
        yield from merge((dict(row) for row in rows.mappings()), restamps, key=lambda row: row["seq"])


def _fault(row: dict[str, Any], previous: str, expected: int) -> str | None:
    if row["seq"] != expected:
        return "seq is not contiguous"
    if "over" not in row:
        held = row["chain"] == link(previous, row["seq"], row["id"], RESTAMP, row["digest"])
        return None if held else "chain does not hold"
    if row["chain"] != link(previous, row["seq"], row["id"], row["over"], row["digest"]):
        return "chain does not hold"
    if row["salt"] is None:  # erased, or never seen whole: nothing to compare with
        return None
    facts = (row["table"], row["record"], row["at"], row["by"], row["commune"] or "", row["geste"] or "")
    if row["digest"] != digest(row["salt"], "\n".join((*facts, row["set"]))):
        return "content was altered"
    return None
