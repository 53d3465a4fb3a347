"""One round trip: changes up, each with its verdict; pages down, of the streams of the grant."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, cast

from pydantic import TypeAdapter
from sqlalchemy import Connection, Engine

from sync.json_text import WireError, canonical, dumps
from sync.protocol import MAX_PAGE, Code, ExchangeRequest, Grant, Receipt, StreamState
from sync.server import enrolment, feed, journal, streams
from sync.server.batch import Offered, Place
from sync.server.clock import written
from sync.server.enrolment import Device, TokenError
from sync.server.journal import FLUX, RaceError
from sync.server.judged import Judged, refused
from sync.server.streams import Lineage
from sync.server.territory import granted_streams
from sync.wire import change_from_wire, check_size

_ATTEMPTS: Final = 3
_RECEIPTS: Final = TypeAdapter(list[Receipt])


@dataclass(frozen=True, slots=True)
class Asked:
    """One exchange: which device asks what."""

    sender: str
    request: ExchangeRequest


@dataclass(frozen=True, slots=True)
class Said:
    """Its answer: an `ExchangeAnswer` as JSON, and the verdicts in it, for the figures."""

    body: bytes
    verdicts: list[Judged]


@dataclass(slots=True)
class _Served:
    """One exchange being served."""

    asked: Asked
    granted: frozenset[str]
    verdicts: dict[int, Judged] = field(default_factory=dict)
    """By place in the request; one is missing if the sender was revoked meanwhile."""
    receipts: list[Receipt] = field(default_factory=list)

    def own(self) -> dict[str, tuple[int, int]]:
        """Give the seqs that this request was given, by stream: what its sender knows already."""
        return {receipt.stream: (receipt.first, receipt.last) for receipt in self.receipts}

    def said(self) -> frozenset[str]:
        """Give the ids whose verdict says all that the feed would: those offered whole, new or known."""
        offered = self.asked.request.changes
        taken = (place for place, verdict in self.verdicts.items() if verdict.verdict != "refused")
        return frozenset([self.verdicts[place].id for place in taken if not offered[place].get("stub")])


def exchange(engine: Engine, sender: Device, request: ExchangeRequest, now: datetime) -> tuple[bytes, list[Judged]]:
    """Store what may be stored, then read what follows the cursors; give the `ExchangeAnswer` as JSON.

    Raises TokenError if the sender is revoked meanwhile: nothing of the answer then leaves.
    """
    (said,) = exchange_all(engine, [Asked(sender.id, request)], now)
    if isinstance(said, TokenError):
        raise said
    return said.body, said.verdicts


def exchange_all(engine: Engine, asked: Sequence[Asked], now: datetime) -> list[Said | TokenError]:
    """Serve several exchanges with one commit, in turn; each gets its answer, or why it gets none."""
    with engine.connect() as connection:  # one for all of it, with a transaction to admit, one to store, one to read
        served = _admit(connection, asked)
        connection.rollback()
        _take(connection, [one for one in served if one], now)
        return _give(connection, served, now)


def _admit(connection: Connection, asked: Sequence[Asked]) -> list[_Served | None]:
    """Find the streams in which each sender may offer, and make them; None for a sender that is revoked.

    Nothing is looked up where nobody offers anything: what may be read is looked up afterwards, once for all.
    """
    if not any(one.request.changes for one in asked):
        return [_Served(one, frozenset()) for one in asked]
    grants = enrolment.current_grants(connection, {one.sender for one in asked})
    existing = streams.existing(connection)
    granted = {sender: frozenset(granted_streams(grant, existing)) for sender, grant in grants.items()}
    _make(connection, granted.values(), existing)
    return [_Served(one, granted[one.sender]) if one.sender in granted else None for one in asked]


def _make(connection: Connection, granted: Iterable[Iterable[str]], existing: Collection[str]) -> bool:
    """Make the streams that are granted and not there; say whether there were any."""
    missing = {name for names in granted for name in names}.difference(existing)
    if missing:
        connection.rollback()
        streams.add(connection, missing)
    return bool(missing)


def _take(connection: Connection, served: Sequence[_Served], now: datetime) -> None:
    """Give each offered change its verdict: one transaction, the locks of its streams taken in sorted order."""
    offered = [one for number, some in enumerate(served) for one in _sort(number, some)]
    if not offered:
        return
    for _ in range(_ATTEMPTS):
        try:
            with connection.begin():
                locked = streams.lock_all(connection, {one.change.stream for one in offered})  # first, see there
                done = journal.append(connection, locked, offered, now)
        except RaceError:
            continue
        for (number, place), verdict in done.verdicts.items():
            served[number].verdicts[place] = verdict
        for number, receipts in done.receipts.items():
            served[number].receipts.extend(receipts)
        return
    raise RuntimeError("the same ids were stored elsewhere, again and again")


def _sort(number: int, one: _Served) -> Iterator[Offered]:
    """Read what a request offers: give what may be stored, note the verdicts that are already known."""
    for place, raw in enumerate(one.asked.request.changes):
        try:
            offered = _open(one.asked.sender, (number, place), raw)
        except WireError as error:
            one.verdicts[place] = refused(_id(raw), cast("Code", error.code), str(error))
            continue
        if offered.change.stream in one.granted:
            yield offered
        else:
            one.verdicts[place] = refused(offered.change.id, FLUX.code, FLUX.message)


def _give(connection: Connection, served: Sequence[_Served | None], now: datetime) -> list[Said | TokenError]:
    """Read a page of every granted stream for each request, with the grants as they are by now."""
    grants = enrolment.current_grants(connection, {one.asked.sender for one in served if one})
    lineages = streams.lineages(connection)  # before any row: all up to these heads are committed
    if _make(connection, [granted_streams(grant, lineages) for grant in grants.values()], lineages):
        lineages = streams.lineages(connection)
    after: dict[str, int] = {}
    for one in served:
        for name, seq in _starts(one, grants, lineages) if one else ():
            after[name] = min(seq, after.get(name, seq))
    read = _Read(grants, lineages, feed.tails(connection, after, lineages))
    return [_say(connection, one, read, now) for one in served]


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read once for all the requests."""

    grants: Mapping[str, Grant]
    lineages: Mapping[str, Lineage]
    tails: Mapping[str, feed.Tail]


def _starts(one: _Served, grants: Mapping[str, Grant], lineages: Mapping[str, Lineage]) -> Iterator[tuple[str, int]]:
    """Say from where a request will read each stream that has something for it."""
    grant = grants.get(one.asked.sender)
    own = one.own()
    for name in granted_streams(grant, lineages) if grant else ():
        if name in lineages and grant:
            seq = feed.start(grant, name, one.asked.request.streams.get(name, StreamState()), lineages[name])
            first, last = own.get(name, (0, 0))
            seq = last if first <= seq + 1 <= last else seq
            if seq < lineages[name].head:
                yield name, seq


def _say(connection: Connection, one: _Served | None, read: _Read, now: datetime) -> Said | TokenError:
    if one is None or one.asked.sender not in read.grants or len(one.verdicts) < len(one.asked.request.changes):
        return enrolment.revoked()
    grant, request = read.grants[one.asked.sender], one.asked.request
    own, said = one.own(), one.said()
    left = min(request.page, MAX_PAGE)
    pages: list[str] = []
    for name in granted_streams(grant, read.lineages):
        known = read.lineages.get(name)
        if known:
            state = request.streams.get(name, StreamState())
            already = feed.Already(own.get(name), said, known, read.tails.get(name))
            page = feed.read(connection, grant, name, state, left, already)
            left = max(0, left - page.size)
            pages.append(f'"{name}":{_page(page)}')
    complements: list[str] = []
    for asked in request.complements:
        found = feed.complement(connection, grant, asked, left)
        if found is not None:
            left = max(0, left - found.size)
            complements.append(_complement(found))
    verdicts = [one.verdicts[place] for place in sorted(one.verdicts)]
    body = (
        b'{"verdicts":[%b],"streams":{%b},"complements":[%b],"receipts":%b,"grant":%b,"device":%b,"server_time":%b}'
        % (
            ",".join([verdict.text for verdict in verdicts]).encode(),
            ",".join(pages).encode(),
            ",".join(complements).encode(),
            _RECEIPTS.dump_json(one.receipts),
            grant.model_dump_json().encode(),
            dumps(one.asked.sender),
            dumps(written(now)),
        )
    )
    return Said(body, verdicts)


def _open(sender: str, place: Place, raw: object) -> Offered:
    change = change_from_wire(raw)
    values = canonical(change.set)
    over = canonical(change.over) if change.over else "{}"
    check_size(values, over)
    return Offered(sender, place, change, values, over)


def _id(raw: object) -> str:
    found = raw.get("id") if isinstance(raw, dict) else None
    return found if isinstance(found, str) and found.isascii() and found.isprintable() and len(found) <= 36 else ""  # noqa: PLR2004 - a UUID


def _page(page: feed.Page) -> str:
    facts = {
        "since": page.since,
        "until": page.until,
        "more": page.more,
        "head": page.head,
        "epochs": page.epochs,
        "scope": page.scope,
    }
    return f'{canonical(facts)[:-1]},"changes":[{",".join(page.changes)}]}}'


def _complement(one: feed.Complementary) -> str:
    facts = {
        "stream": one.asked.stream,
        "commune": one.asked.commune,
        "since": one.asked.cursor,
        "until": one.until,
        "remaining": one.remaining,
    }
    return f'{canonical(facts)[:-1]},"changes":[{",".join(one.changes)}]}}'
