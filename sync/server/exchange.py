"""One round trip: changes up, each with its verdict; pages down, of the streams of the grant."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast

from pydantic import TypeAdapter
from sqlalchemy import Engine

from sync.protocol import MAX_PAGE, Code, ExchangeRequest, Grant, Receipt, StreamState, Verdict
from sync.server import enrolment, feed, journal, streams
from sync.server.batch import Offered
from sync.server.clock import written
from sync.server.enrolment import Device
from sync.server.territory import granted_streams
from sync.wire import WireError, canonical, change_from_wire, check_size, dumps

NOTHING: Final[Mapping[str, tuple[int, int]]] = {}
_VERDICTS: Final = TypeAdapter(list[Verdict])
_RECEIPTS: Final = TypeAdapter(list[Receipt])
_FLUX: Final = "Ce département n’est pas dans votre habilitation ; la modification reste sur votre ordinateur."


def exchange(engine: Engine, sender: Device, request: ExchangeRequest, now: datetime) -> tuple[bytes, list[Verdict]]:
    """Store what may be stored, then read what follows the cursors; give the `ExchangeAnswer` as JSON.

    Raises TokenError if the sender is revoked meanwhile: nothing of the answer then leaves.
    """
    with engine.connect() as connection:
        granted = granted_streams(sender.grant, streams.existing(connection))
    streams.ensure(engine, granted)
    verdicts, receipts = take(engine, sender, granted, request.changes, now)
    given = give(engine, sender, request, {one.stream: (one.first, one.last) for one in receipts})
    pages = ",".join(f'"{name}":{_page(page)}' for name, page in given.pages)
    complements = ",".join(map(_complement, given.complements))
    body = (
        b'{"verdicts":%b,"streams":{%b},"complements":[%b],"receipts":%b,"grant":%b,"device":%b,"server_time":%b}'
        % (
            _VERDICTS.dump_json(verdicts, exclude_none=True),
            pages.encode(),
            complements.encode(),
            _RECEIPTS.dump_json(receipts),
            given.grant.model_dump_json().encode(),
            dumps(sender.id),
            dumps(written(now)),
        )
    )
    return body, verdicts


def take(
    engine: Engine, sender: Device, granted: Iterable[str], changes: Iterable[object], now: datetime
) -> tuple[list[Verdict], list[Receipt]]:
    """Give each offered change its verdict, in order; one transaction per stream, streams in sorted order."""
    verdicts, by_stream = sort(sender, granted, changes)
    receipts: list[Receipt] = []
    for stream in sorted(by_stream):
        done = journal.append(engine, stream, by_stream[stream], now)
        if len(done.verdicts) < len(by_stream[stream]):
            raise enrolment.revoked()
        verdicts.update({place: verdict for (_, place), verdict in done.verdicts.items()})
        receipts += [done.receipt] if done.receipt else []
    return [verdicts[place] for place in sorted(verdicts)], receipts


def sort(
    sender: Device, granted: Iterable[str], changes: Iterable[object]
) -> tuple[dict[int, Verdict], dict[str, list[Offered]]]:
    """Read what is offered: the verdicts already known by place, and the changes to store by stream."""
    may = set(granted)
    verdicts: dict[int, Verdict] = {}
    by_stream: dict[str, list[Offered]] = {}
    for place, raw in enumerate(changes):
        try:
            one = _open(sender.id, place, raw)
        except WireError as error:
            code = cast("Code", error.code)
            verdicts[place] = Verdict(id=_id(raw), verdict="refused", code=code, message=str(error))
            continue
        if one.change.stream in may:
            by_stream.setdefault(one.change.stream, []).append(one)
        else:
            verdicts[place] = Verdict(id=one.change.id, verdict="refused", code="flux", message=_FLUX)
    return verdicts, by_stream


@dataclass(frozen=True, slots=True)
class Given:
    """What goes down: the grant as it is when the pages are read, and they."""

    grant: Grant
    pages: list[tuple[str, feed.Page]]
    complements: list[feed.Complementary]


def give(
    engine: Engine, sender: Device, request: ExchangeRequest, own: Mapping[str, tuple[int, int]] = NOTHING
) -> Given:
    """Read a page of every granted stream and complement, within one budget for all of them.

    `own` are the seqs that this request was given, by stream: what its sender knows already.
    """
    left = min(request.page, MAX_PAGE)
    pages: list[tuple[str, feed.Page]] = []
    complements: list[feed.Complementary] = []
    with engine.connect() as connection:
        grant = enrolment.current_grant(connection, sender.id)
        existing = streams.existing(connection)
        for stream in granted_streams(grant, existing):
            if stream not in existing:  # granted a moment ago: there at the next request
                continue
            page = feed.read(
                connection, grant, stream, request.streams.get(stream, StreamState()), left, own.get(stream)
            )
            left = max(0, left - page.size)
            pages.append((stream, page))
        for asked in request.complements:
            found = feed.complement(connection, grant, asked, left)
            if found is not None:
                left = max(0, left - found.size)
                complements.append(found)
    return Given(grant, pages, complements)


def _open(sender: str, place: int, raw: object) -> Offered:
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
