"""Whether a base says what its changes say: chain, numbering, erasures, and the tables that follow from the log."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, Engine, func, select

from pvd_tui.changes.change import EFFACE, PREFECTURE, Change
from sync.protocol import ROLES
from sync.server import chain, effacement, streams
from sync.server.again import replaces
from sync.server.copie import BATCH, snapshot
from sync.server.enrolment import grant_of
from sync.server.schema import change, device, epoch, erasure, invitation, record, replaced, restamp, stream
from sync.server.territory import born
from sync.wire import change_from_wire

MOST: Final = 100
"""Anomalies named one by one; a base that has more is not read line by line by anybody."""

_RANK: Final[dict[str, int]] = {role: rank for rank, role in enumerate(ROLES)}
_REASONS: Final = {
    "seq is not contiguous": "la numérotation n’est pas continue",
    "chain does not hold": "l’empreinte ne tient pas : une modification a été altérée, ajoutée ou retirée",
    "content was altered": "le contenu a été altéré",
}


@dataclass(frozen=True, slots=True)
class Anomalie:
    """One thing that is not as it should be."""

    flux: str
    seq: int | None
    message: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a receipt's hash stands."""

    flux: str
    seq: int


_Replaced = tuple[str, str, str, str, str]
"""table, record, id, field, role"""


@dataclass(slots=True)
class _Told:
    """What the changes of one stream say that the other tables must hold."""

    records: dict[tuple[str, str], tuple[str | None, bool]] = field(default_factory=dict)
    replaced: set[_Replaced] = field(default_factory=set)
    erasing: set[str] = field(default_factory=set)


def verify(engine: Engine) -> list[Anomalie]:
    """Check a whole base as it is at one instant, while others write; an empty list is a sound base."""
    with snapshot(engine) as connection:
        return check(connection)


def check(connection: Connection) -> list[Anomalie]:
    """Check the base that this connection sees; give the first anomalies."""
    found: list[Anomalie] = []
    for one in _anomalies(connection):
        found.append(one)
        if len(found) == MOST:
            break
    return found


def find(connection: Connection, chain_hash: str) -> Place | None:
    """Find the place whose hash a receipt bears; None if no stream has ever had it."""
    for table in (change, restamp):
        row = connection.execute(select(table.c.stream, table.c.seq).where(table.c.chain == chain_hash)).first()
        if row is not None:
            return Place(row.stream, row.seq)
    return None


def _anomalies(connection: Connection) -> Iterator[Anomalie]:
    known = streams.existing(connection)
    for table in (change, restamp, epoch, record, replaced, erasure):
        named = connection.scalars(select(table.c.stream).distinct())
        for name in sorted(set(named) - set(known)):
            yield Anomalie(name, None, f"la table {table.name} nomme un flux qui n’existe pas")
    for name in known:
        yield from _stream(connection, name)
    yield from _erasures(connection)
    yield from _grants(connection)


def _stream(connection: Connection, name: str) -> Iterator[Anomalie]:
    broken = chain.check(connection, name)
    if broken is not None:
        yield Anomalie(name, broken.seq, _REASONS.get(broken.reason, broken.reason))
    yield from _head(connection, name)
    told = _Told()
    yield from _tell(connection, name, told)
    yield from _records(connection, name, told)
    yield from _replaced(connection, name, told)
    listed = set(connection.scalars(select(erasure.c.id).where(erasure.c.stream == name)))
    for missing in sorted(told.erasing - listed):
        yield Anomalie(name, None, f"l’effacement {missing} n’est pas dans la liste des effacements")


def _head(connection: Connection, name: str) -> Iterator[Anomalie]:
    """Compare the counter, the last hash and the lineage with the log."""
    kept = connection.execute(select(stream.c.head, stream.c.chain).where(stream.c.stream == name)).one()
    links = [
        tuple(row)
        for table in (change, restamp)
        for row in connection.execute(
            select(table.c.seq, table.c.chain).where(table.c.stream == name).order_by(table.c.seq.desc()).limit(1)
        )
    ]
    if (kept.head, kept.chain) != max(links, default=(0, chain.GENESIS)):
        yield Anomalie(name, kept.head, "le compteur du flux n’est pas celui de sa dernière modification")
    firsts = [first for _, first in streams.lineage(connection, name).epochs]
    if not firsts or firsts[0] != 1 or firsts[-1] > kept.head + 1:
        yield Anomalie(name, None, "la lignée du flux (ses époques) n’est pas lisible")


def _tell(connection: Connection, name: str, told: _Told) -> Iterator[Anomalie]:
    """Read the log, once, in order."""
    query = select(change).where(change.c.stream == name).order_by(change.c.seq)
    with connection.execute(query, execution_options={"yield_per": BATCH}) as rows:
        for row in rows.mappings():
            try:
                one = _change(row)
            except (ValueError, TypeError, AttributeError):
                yield Anomalie(name, row["seq"], "la modification n’est pas lisible")
                continue
            first = born(one)
            commune, _ = told.records.setdefault((one.table, one.record), (first.commune, first.emise))
            if commune != one.commune:
                yield Anomalie(name, row["seq"], "la modification n’a pas le territoire de sa fiche")
            role = row["role"]
            told.replaced.update(
                (one.table, one.record, line["id"], line["field"], role) for line in replaces(one, name, role)
            )
            if EFFACE in one.set and row["role"] == PREFECTURE:
                told.erasing.add(one.id)


def _change(row: Any) -> Change:  # noqa: ANN401 - a row of `change`
    texts = {name: _opened(row[name]) for name in ("set", "over", "stub", "refused")}
    facts = {name: row[name] for name in ("id", "table", "record", "at", "by", "stream", "commune", "geste")}
    one = Change(**facts, set=texts["set"], over=texts["over"], stub=tuple(texts["stub"]))
    if not isinstance(one.set, dict) or not isinstance(one.over, dict) or row["role"] not in ROLES:
        raise TypeError
    return one


def _opened(text: str) -> Any:  # noqa: ANN401 - any JSON
    return [] if text == "[]" else {} if text == "{}" else json.loads(text)


def _records(connection: Connection, name: str, told: _Told) -> Iterator[Anomalie]:
    query = select(record).where(record.c.stream == name)
    kept = {
        (row["table"], row["record"]): (row["commune"], row["emise"]) for row in connection.execute(query).mappings()
    }
    for key in _differing(kept, told.records):
        yield Anomalie(name, None, f"le territoire gardé de la fiche {key[0]} {key[1]} n’est pas celui du journal")


def _differing(kept: dict[Any, Any], told: dict[Any, Any]) -> Iterable[Any]:
    return sorted(key for key in kept.keys() | told.keys() if kept.get(key) != told.get(key))


def _replaced(connection: Connection, name: str, told: _Told) -> Iterator[Anomalie]:
    """Compare the replaced values; a lower role may stay beside a higher one (a change whose role was raised)."""
    columns = (replaced.c.table, replaced.c.record, replaced.c.id, replaced.c.field, replaced.c.role)
    query = select(*columns).where(replaced.c.stream == name)
    with connection.execute(query, execution_options={"yield_per": BATCH}) as rows:
        kept = {tuple(row) for row in rows}
    extra, missing = kept - told.replaced, told.replaced - kept
    if extra:
        most: dict[tuple[str, ...], int] = {}
        for *key, role in told.replaced:
            most[tuple(key)] = max(_RANK[role], most.get(tuple(key), -1))
        extra = {row for row in extra if _RANK.get(row[-1], len(_RANK)) >= most.get(tuple(row[:-1]), -1)}
    for table, of in sorted({(row[0], row[1]) for row in extra | missing}):
        yield Anomalie(name, None, f"les valeurs remplacées de la fiche {table} {of} ne sont pas celles du journal")


def _erasures(connection: Connection) -> Iterator[Anomalie]:
    """Make sure that what was erased is erased, everywhere."""
    for row in connection.execute(select(erasure).order_by(erasure.c.stream, erasure.c.id)).all():
        try:
            one = change_from_wire(json.loads(row.change))
        except ValueError:
            yield Anomalie(row.stream, None, f"l’effacement {row.id} n’est pas lisible")
            continue
        here = (change.c.record == one.record, change.c.table == one.table, change.c.stream == one.stream)
        for stored in connection.execute(select(change).where(*here)).all():
            if effacement.blanked_row(stored.set, stored.over, stored.stub, {one.id: one}) is not None:
                yield Anomalie(row.stream, stored.seq, "une valeur effacée est encore là")
        if not connection.scalar(select(func.count()).where(change.c.id == one.id, change.c.role == PREFECTURE)):
            yield Anomalie(row.stream, None, f"l’effacement {row.id} n’est plus dans le journal")


def _grants(connection: Connection) -> Iterator[Anomalie]:
    for table in (device, invitation):
        for row in connection.execute(select(table)).mappings():
            try:
                grant_of(dict(row))
            except (ValueError, TypeError, StopIteration):
                yield Anomalie("", None, f"une habilitation de la table {table.name} n’est pas lisible")
