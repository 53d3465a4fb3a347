"""Storing what laptops offer: each change once, under the stream's lock, with its stamps and its verdict.

Nothing is merged here. A change that comes again is `known`; if this time its author brings it, who has more
rights than whoever carried it the first time, its role is raised and it is given out once more (a *restamp*).
"""

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, delete, update

from pvd_tui.changes.change import EFFACE, Change
from pvd_tui.changes.fold import blank
from sync.json_text import canonical
from sync.protocol import Receipt
from sync.server import effacement, streams
from sync.server.again import erase, fill, hands, is_same, never, raise_role, replaces, tell_refused
from sync.server.batch import Batch, Offered, Place, Row, look
from sync.server.bulk import insert_rows
from sync.server.chain import content_of, digest, link
from sync.server.judged import Judged, refused, taken
from sync.server.schema import change, record, refused_change, replaced, restamp
from sync.server.territory import Refusal, born, is_granted, refusal

_CONTENU: Final = Refusal(
    "contenu", "Une autre modification porte déjà le même identifiant ; refaites la saisie de cette fiche."
)

FLUX: Final = Refusal(
    "flux", "Ce département n’est pas dans votre habilitation ; la modification reste sur votre ordinateur."
)


class RaceError(Exception):
    """Another stream stored one of these ids between the look and the insertion: the transaction is made again."""


@dataclass(frozen=True, slots=True)
class Appended:
    """What became of what was offered to one stream."""

    verdicts: dict[Place, Judged]
    """None for a sender that was revoked meanwhile."""
    receipts: dict[int, list[Receipt]]
    """By number of the request, for those that had something newly stored: one a stream."""


def append(
    connection: Connection,
    locked: Mapping[str, tuple[int, str]],
    offered: Sequence[Offered],
    now: datetime,
    entropy: Callable[[int], bytes] = os.urandom,
) -> Appended:
    """Store what may be stored, in the caller's transaction, which holds the locks of all the streams (`locked`).

    Raises RaceError; the transaction must then be made again.
    """
    batch = look(connection, locked, offered, now, entropy(16 * len(offered)))
    verdicts = {one.place: _decide(batch, one) for one in offered if one.sender in batch.senders}
    _write(connection, batch)
    return Appended(verdicts, _receipts(batch, verdicts))


def _decide(batch: Batch, one: Offered) -> Judged:
    """Give the verdict of one change, and note what it writes."""
    offered = one.change
    stored = batch.known.get(offered.id)
    same = stored is not None and is_same(stored, one)
    no = None if same else _refusal(batch, one) or (_CONTENU if stored else None)
    if no is not None:  # who offers the very same content has proved to know it already
        return _refuse(batch, offered, no, is_known=stored is not None)
    if stored is None:
        return taken(_store(batch, one), "stored")
    if _refusal(batch, one) is None:
        fill(batch, stored, one)
        raise_role(batch, stored, one)
        tell_refused(batch, stored, offered)
    return taken(stored, "known")


def _refusal(batch: Batch, one: Offered) -> Refusal | None:
    grant, stream = batch.senders[one.sender], one.change.stream
    if not is_granted(grant, stream):  # taken away since the request was admitted
        return FLUX
    return refusal(grant, one.change, batch.flows[stream].records)


def _refuse(batch: Batch, offered: Change, no: Refusal, *, is_known: bool) -> Judged:
    if not is_known:
        batch.flows[offered.stream].refused.add(offered.id)
        batch.refusals[offered.stream, offered.id] = {
            "stream": offered.stream,
            "id": offered.id,
            "code": no.code,
            "received_at": batch.received_at,
        }
    return refused(offered.id, no.code, no.message)


def _store(batch: Batch, one: Offered) -> Row:
    """Give the change its stamps and its place in the chain; what an erasure names of it is not kept."""
    offered = one.change
    relais, role = hands(batch, one)
    salt = next(batch.salts)
    content = digest(salt, content_of(offered, one.values))
    flow = batch.flows[offered.stream]
    flow.head += 1
    flow.chain = link(flow.chain, flow.head, offered.id, one.over, content)
    missing = never(batch, offered)
    erasures = batch.erasures_of(offered)
    kept = blank(offered, erasures) if erasures else offered
    whole = kept is offered
    row: Row = {
        "id": offered.id,
        "stream": offered.stream,
        "seq": flow.head,
        "table": offered.table,
        "record": offered.record,
        "commune": offered.commune,
        "geste": offered.geste,
        "at": offered.at,
        "by": offered.by,
        "set": one.values if whole else canonical(dict(kept.set)),
        "over": one.over,
        "stub": canonical(sorted(kept.stub)) if kept.stub else "[]",
        "received_at": batch.received_at,
        "role": role,
        "relais": relais,
        "refused": canonical(missing) if missing else "[]",
        "salt": salt if whole and not offered.stub else None,
        "digest": content,
        "chain": flow.chain,
    }
    batch.changes.append(row)
    batch.known[offered.id] = row
    _note(batch, offered, row)
    return row


def _note(batch: Batch, offered: Change, row: Row) -> None:
    """Note what follows from a newly stored change: its record, what it replaces, what it erases."""
    flow = batch.flows[offered.stream]
    if offered.id in flow.refused:
        flow.refused.discard(offered.id)
        batch.forgotten.add((offered.stream, offered.id))
    key = (offered.table, offered.record)
    if key not in flow.records:
        flow.records[key] = known = born(offered)
        place = {"stream": offered.stream, "table": offered.table, "record": offered.record}
        batch.born.append({**place, "commune": known.commune, "emise": known.emise})
    if offered.over:
        batch.replaced.extend(replaces(offered, offered.stream, row["role"]))
    if EFFACE in offered.set:
        erase(batch, row)


def _receipts(batch: Batch, verdicts: Mapping[Place, Judged]) -> dict[int, list[Receipt]]:
    """Sum up what each request had newly stored: its seqs follow one another, for requests are served in turn."""
    stored: dict[tuple[int, str], list[Row]] = {}
    for (request, _), verdict in verdicts.items():
        if verdict.verdict == "stored":
            row = batch.known[verdict.id]
            stored.setdefault((request, row["stream"]), []).append(row)
    receipts: dict[int, list[Receipt]] = {}
    for (request, stream), rows in stored.items():
        receipt = Receipt(
            stream=stream,
            first=rows[0]["seq"],
            last=rows[-1]["seq"],
            count=len(rows),
            chain=rows[-1]["chain"],
            received_at=batch.received_at,
        )
        receipts.setdefault(request, []).append(receipt)
    return receipts


def _write(connection: Connection, batch: Batch) -> None:
    """Write the batch in few statements; the counters move by the rows really inserted."""
    if batch.changes and insert_rows(connection, change, batch.changes) != len(batch.changes):
        raise RaceError
    if batch.changes or batch.restamps:
        insert_rows(connection, restamp, batch.restamps)
        moved = {row["stream"] for row in (*batch.changes, *batch.restamps)}
        streams.advance(connection, {name: (batch.flows[name].head, batch.flows[name].chain) for name in moved})
        _forget_refusals(connection, batch)
    insert_rows(connection, record, batch.born)
    insert_rows(connection, replaced, batch.replaced)
    insert_rows(connection, refused_change, list(batch.refusals.values()))
    _write_again(connection, batch.filled, ("set", "stub"))
    _write_again(connection, batch.restamped, ("role", "relais"))
    _write_again(connection, batch.told, ("refused",))
    for one in batch.erased:
        effacement.apply(connection, one)


def _write_again(connection: Connection, rows: Iterable[Row], columns: Sequence[str]) -> None:
    for row in rows:
        connection.execute(update(change).where(change.c.id == row["id"]).values({name: row[name] for name in columns}))


def _forget_refusals(connection: Connection, batch: Batch) -> None:
    """Forget refusals of what is stored now: these are no longer changes that will never arrive."""
    for row in batch.changes:
        batch.refusals.pop((row["stream"], row["id"]), None)
    for stream, change_id in sorted(batch.forgotten):
        connection.execute(
            delete(refused_change).where(refused_change.c.stream == stream, refused_change.c.id == change_id)
        )
