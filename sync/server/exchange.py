"""One round trip: changes up, each with its verdict; pages down, of the streams of the grant."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, cast

from pydantic import TypeAdapter
from sqlalchemy import Engine

from sync.protocol import MAX_PAGE, Code, ExchangeRequest, Grant, StreamState, Verdict
from sync.server import feed, journal, streams
from sync.server.clock import written
from sync.server.enrolment import Device
from sync.server.territory import granted_streams
from sync.wire import WireError, canonical, change_from_wire, check_size, dumps

_VERDICTS: Final = TypeAdapter(list[Verdict])
_FLUX: Final = "Ce département n’est pas dans votre habilitation ; la modification reste sur votre ordinateur."


def exchange(engine: Engine, sender: Device, request: ExchangeRequest, now: datetime) -> tuple[bytes, list[Verdict]]:
    """Store what may be stored, then read what follows the cursors; give the `ExchangeAnswer` as JSON."""
    with engine.connect() as connection:
        granted = granted_streams(sender.grant, streams.existing(connection))
    streams.ensure(engine, granted)
    verdicts = take(engine, sender, granted, request.changes, now)
    pages = give(engine, sender.grant, granted, request)
    parts = ",".join(f'"{name}":{_page(page)}' for name, page in pages)
    body = b'{"verdicts":%b,"streams":{%b},"grant":%b,"device":%b,"server_time":%b}' % (
        _VERDICTS.dump_json(verdicts, exclude_none=True),
        parts.encode(),
        sender.grant.model_dump_json().encode(),
        dumps(sender.id),
        dumps(written(now)),
    )
    return body, verdicts


def take(
    engine: Engine, sender: Device, granted: Iterable[str], changes: Iterable[object], now: datetime
) -> list[Verdict]:
    """Give each offered change its verdict, in order; one transaction per stream, streams in sorted order."""
    may = set(granted)
    verdicts: dict[int, Verdict] = {}
    by_stream: dict[str, list[journal.Offered]] = {}
    for place, raw in enumerate(changes):
        try:
            one = _open(place, raw)
        except WireError as error:
            code = cast("Code", error.code)
            verdicts[place] = Verdict(id=_id(raw), verdict="refused", code=code, message=str(error))
            continue
        if one.change.stream in may:
            by_stream.setdefault(one.change.stream, []).append(one)
        else:
            verdicts[place] = Verdict(id=one.change.id, verdict="refused", code="flux", message=_FLUX)
    for stream in sorted(by_stream):
        verdicts.update(journal.append(engine, sender, stream, by_stream[stream], now))
    return [verdicts[place] for place in sorted(verdicts)]


def give(engine: Engine, grant: Grant, granted: Iterable[str], request: ExchangeRequest) -> list[tuple[str, feed.Page]]:
    """Read a page of every granted stream, within one budget for all of them."""
    left = min(request.page, MAX_PAGE)
    pages: list[tuple[str, feed.Page]] = []
    with engine.connect() as connection:
        for stream in granted:
            page = feed.read(connection, grant, stream, request.streams.get(stream, StreamState()), left)
            left = max(0, left - page.size)
            pages.append((stream, page))
    return pages


def _open(place: int, raw: object) -> journal.Offered:
    change = change_from_wire(raw)
    values = canonical(change.set)
    over = canonical(change.over) if change.over else "{}"
    check_size(values, over)
    return journal.Offered(place, change, values, over)


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
