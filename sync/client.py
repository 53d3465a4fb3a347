"""The laptop's end: offer what waits, take what came, until both sides have said everything.

    while something is left:
        POST /v1/exchange   changes waiting, in log order   + how far each stream was read
        verdicts            stored, known: stamped          refused: into « À corriger »
        pages               written with their cursor, in one transaction each

Every step may be lost and done again: a change offered twice is `known`, a page read twice changes nothing.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from pydantic import ValidationError

from pvd_tui.changes.change import Change
from storage import settings
from storage.grants import Complement
from storage.outbox import Accuse, Cursor
from sync import errors, jeton
from sync.errors import SyncError
from sync.invitation import decode
from sync.pace import Pace
from sync.protocol import (
    DEFAULT_PAGE,
    MAX_CHANGES,
    Answer,
    ComplementPage,
    EnrolAnswer,
    ExchangeAnswer,
    Grant,
    StreamPage,
    common_seq,
    stamped_by,
)
from sync.transport import Transport
from sync.wire import WireError, canonical, change_from_wire, change_to_wire, check_change

if TYPE_CHECKING:
    import httpx

    from storage.store import Store

SHARE = 200
"""Changes written in one transaction: a person's save never waits for a whole page."""

STREAMS = "flux"
GRANT = "droits"
NONCE = "nonce"
HEURE = "heure_serveur"
"""The server's time of the last answer: a file written before it does not change the grant (`lot_reponse`)."""

_TOO_MUCH: Final = frozenset({"taille", "lenteur", "delai", "coupure"})
"""Causes that less in one request may clear: a slow or breaking line must not stop the outbox for ever."""

Said = TypeVar("Said", bound=Answer)


@dataclass(slots=True)
class Bilan:
    """What a synchronisation did."""

    envoyes: int = 0
    recus: int = 0
    refuses: int = 0
    octets_envoyes: int = 0
    octets_recus: int = 0
    allers_retours: int = 0


@dataclass(frozen=True, slots=True)
class Suivi:
    """Where a synchronisation stands: changes sent, to send, received, and about how many are still to come."""

    envoyes: int
    a_envoyer: int
    recus: int
    a_recevoir: int


async def enrol(store: "Store", invitation: str, nom: str = "", *, http: "httpx.AsyncClient | None" = None) -> str:
    """Exchange a pasted invitation for this laptop's key, keep it, and say where it is kept.

    Raises InvitationError for a bad paste and SyncError where the server cannot be reached or refuses.
    """
    if store.settings.get(settings.DEMONSTRATION) is not None:
        raise errors.demonstration()
    invited = decode(invitation)
    nonce = store.settings.get(NONCE + invited.code[:8]) or store.new_id()
    store.settings.put(NONCE + invited.code[:8], nonce)
    async with Transport(invited.url, http=http) as transport:
        content = await transport.post(
            "/v1/enrol", {"code": invited.code, "device": store.device, "nom": nom, "nonce": nonce}
        )
    answer = _understood(EnrolAnswer, content, transport.host)
    where = jeton.keep(Path(store.path), answer.device, answer.token)
    with store.transaction():
        store.settings.put(settings.SERVEUR, invited.url)
        store.settings.put(settings.DEVICE, answer.device)
        store.settings.put(NONCE + invited.code[:8], None)
        store.device = answer.device
        keep_grant(store, answer.grant)
    return where


class Road(Protocol):
    """The way to an endpoint (`sync.transport`); a simulation gives its own."""

    host: str

    async def post(self, path: str, content: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any JSON
        """Carry a message and give its answer; raises SyncError."""
        ...


async def synchronise(
    store: "Store",
    *,
    http: "httpx.AsyncClient | None" = None,
    suivi: Callable[[Suivi], None] | None = None,
) -> Bilan:
    """Exchange with the endpoint until nothing waits on either side; `suivi` is told after each round trip.

    Raises SyncError; whatever was exchanged before stays exchanged, and nothing is marked sent that was not.
    """
    url = store.settings.get(settings.SERVEUR)
    if not url:
        raise errors.not_enrolled()
    token = jeton.read(Path(store.path), store.device)
    if not token:
        raise errors.token_lost()
    bilan = Bilan()
    async with Transport(url, token=token, http=http) as transport:
        try:
            pace = Pace(monotonic)
            await converse(store, _Insisting(transport, pace), bilan, suivi, pace)
        finally:
            bilan.octets_envoyes, bilan.octets_recus = transport.sent, transport.received
    return bilan


async def converse(
    store: "Store",
    road: Road,
    bilan: Bilan | None = None,
    suivi: Callable[[Suivi], None] | None = None,
    pace: Pace | None = None,
) -> Bilan:
    """Synchronise over a road that is already open; without a `pace`, with the largest shares."""
    bilan, pace = bilan or Bilan(), pace or Pace()
    _read_again(store)
    while await _round(store, road, bilan, suivi, pace):
        pass
    store.settings.put(settings.LAST, store.now())
    return bilan


async def _round(store: "Store", road: Road, bilan: Bilan, suivi: Callable[[Suivi], None] | None, pace: Pace) -> bool:
    """Make one round trip; say whether there is more to exchange."""
    streams = _streams(store)
    waiting = store.outbox.streams()  # those outside the grant too: each of their changes gets its verdict
    offered = _readable(store, store.outbox.offer(waiting, most=MAX_CHANGES, most_bytes=pace.share), bilan)
    question = asked(store)
    offered, content = await _exchange(road, question, offered, pace)
    answer = _understood(ExchangeAnswer, content, road.host)
    bilan.allers_retours += 1
    given = settle(store, offered, answer, road.host, bilan)
    keep_grant(store, answer.grant, tuple(answer.streams))
    store.settings.put(HEURE, answer.server_time)
    again = False
    for stream, page in answer.streams.items():
        again |= receive(store, stream, page, bilan, given.get(stream, page.head + 1) - 1)
    store.grants.keep(set(answer.streams))
    for part in answer.complements:
        complete(store, part, bilan)
    if suivi is not None:
        suivi(_progress(store, answer, bilan))
    more = again or store.outbox.waits() or set(answer.streams) != set(streams)
    return more or bool(store.grants.complements() and (answer.complements or again or not question["complements"]))


def _progress(store: "Store", answer: ExchangeAnswer, bilan: Bilan) -> Suivi:
    left = sum(page.head - page.until for page in answer.streams.values() if page.more)
    left += sum(part.remaining for part in answer.complements)
    return Suivi(bilan.envoyes, store.outbox.count(), bilan.recus, left)


async def _exchange(road: Road, asked: dict[str, Any], offered: list[Change], pace: Pace) -> tuple[list[Change], Any]:
    """Offer the changes, or as many of the first as road and server take at once; give them with the answer."""
    while True:
        try:
            wire = [change_to_wire(c) for c in offered]
            page = min(pace.page(bool(offered)), DEFAULT_PAGE)
            content = await road.post("/v1/exchange", {**asked, "changes": wire, "page": page})
        except SyncError as error:
            if error.cause not in _TOO_MUCH or not pace.cut():
                raise
            offered = offered[: max(1, len(offered) // 4)]
        else:
            pace.done()
            return offered, content


def _understood(kind: type[Said], content: object, host: str) -> Said:
    """Read an answer; one that is none of ours says so without repeating what it holds (a token)."""
    try:
        return kind.model_validate(content)
    except ValidationError:
        raise errors.damaged(host) from None


class _Insisting:
    """A road that is tried again when it, not the server, failed: an exchange is the same however often it is made."""

    def __init__(self, road: Road, pace: Pace) -> None:
        self._road, self._pace = road, pace
        self.host = road.host

    async def post(self, path: str, content: Mapping[str, Any]) -> Any:  # noqa: ANN401 - any JSON
        import stamina  # noqa: PLC0415 - only an exchange needs it

        def passing(error: Exception) -> bool:
            return isinstance(error, SyncError) and error.cause in {"coupure", "reseau"}

        async for attempt in stamina.retry_context(
            on=passing, attempts=3, wait_initial=0.3, wait_max=3.0, timeout=30.0
        ):
            with attempt:
                self._pace.begin()
                return await self._road.post(path, content)
        raise errors.unreachable(self.host)


def asked(store: "Store") -> dict[str, Any]:
    """Say how far this laptop has read, as an exchange asks, and a bundle."""
    return {
        "streams": {stream: _state(store.outbox.cursor(stream)) for stream in _streams(store)},
        "complements": [_asked(one) for one in store.grants.complements()],
    }


def _state(cursor: Cursor) -> dict[str, Any]:
    return {
        "cursor": cursor.seq,
        "epochs": [list(epoch) for epoch in cursor.epoques],
        "scope": cursor.scope,
        "first": not cursor.complet,
    }


def _asked(one: Complement) -> dict[str, Any]:
    return {"stream": one.stream, "commune": one.commune, "cursor": one.seq, "until": one.jusqu_a}


def _readable(store: "Store", changes: Sequence[Change], bilan: Bilan) -> list[Change]:
    """Leave out, into « À corriger », what no server can take: it must not delay the others."""
    good: list[Change] = []
    for change in changes:
        try:
            check_change(change)
        except WireError as error:
            store.outbox.refuse(change, error.code, str(error))
            bilan.refuses += 1
        else:
            good.append(change)
    return good


def settle(
    store: "Store", offered: Sequence[Change], answer: ExchangeAnswer, host: str, bilan: Bilan
) -> dict[str, int]:
    """Keep the verdicts and receipts; give the first seq that this request was given in each stream."""
    verdicts = answer.verdicts
    if [v.id for v in verdicts] != [c.id for c in offered]:
        raise errors.inconsistent()
    store.outbox.keep_receipts(
        Accuse(r.stream, r.first, r.last, r.count, r.chain, r.received_at, host) for r in answer.receipts
    )
    stamped = [stamped_by(c, v) for c, v in zip(offered, verdicts, strict=True) if v.verdict != "refused"]
    store.outbox.acknowledge(stamped)
    given: dict[str, int] = {}
    for change, verdict in zip(offered, verdicts, strict=True):
        if verdict.verdict == "stored" and verdict.seq is not None:
            given.setdefault(change.stream, verdict.seq)
            bilan.envoyes += 1
        elif verdict.verdict == "refused":
            store.outbox.refuse(change, verdict.code or "forme", verdict.message or "Refusé par le serveur.")
            bilan.refuses += 1
    return given


def receive(store: "Store", stream: str, page: StreamPage, bilan: Bilan, head: int) -> bool:
    """Write a page and its cursor; say whether the stream has more, here or there.

    `head` is how far the stream went before this request: less than this laptop has read of the same lineage means
    that an older copy was put back without a new epoch, so that all above is offered, and read, again.
    """
    before = store.outbox.cursor(stream)
    if page.since > before.seq:  # another exchange moved the cursor back meanwhile: what lies between would be passed
        raise errors.inconsistent()
    common = common_seq(before.epoques, page.epochs) if before.epoques else None
    if common is None and head < before.seq:
        store.outbox.offer_again(stream, head)
        store.outbox.receive([], Cursor(stream, head, page.epochs, page.scope, before.complet), head)
        return True
    healed = store.outbox.offer_again(stream, common) if common is not None else 0
    changes = read_changes(store, stream, page.changes)
    cursor = Cursor(stream, page.until, page.epochs, page.scope, complet=before.complet or not page.more)
    if changes or cursor != before:
        parts = [changes[start : start + SHARE] for start in range(0, len(changes), SHARE)] or [[]]
        for part in parts[:-1]:  # read again if the last one is lost: the cursor moves only with it
            bilan.recus += store.outbox.receive(part, None)
        bilan.recus += store.outbox.receive(parts[-1], cursor, page.since)
    return page.more or healed > 0


def complete(store: "Store", part: ComplementPage, bilan: Bilan) -> None:
    """Write a page of a commune that the grant gained; one for another cursor than ours is left alone."""
    known = {(one.stream, one.commune): one for one in store.grants.complements()}
    before = known.get((part.stream, part.commune))
    if before is None or before.seq != part.since or part.until <= before.seq:
        return
    changes = read_changes(store, part.stream, part.changes)
    recus = before.recus + len(part.changes)
    one = replace(before, seq=part.until, recus=recus, total=recus + part.remaining)
    parts = [changes[start : start + SHARE] for start in range(0, len(changes), SHARE)] or [[]]
    for some in parts[:-1]:
        bilan.recus += store.outbox.receive(some, None)
    bilan.recus += store.outbox.receive_complement(parts[-1], one)


def read_changes(store: "Store", stream: str, items: Sequence[object]) -> list[Change]:
    """Read what came; what a newer server says in words of its own is kept as text, and delays nothing."""
    changes: list[Change] = []
    unread: list[str] = []
    for item in items:
        try:
            changes.append(change_from_wire(item))
        except WireError:
            unread.append(canonical(item))
    if unread:
        store.outbox.keep_unread(stream, unread)
    return changes


def _read_again(store: "Store") -> None:
    """Read what a former version of this program could not."""
    read: dict[int, Change] = {}
    for rank, text in store.outbox.unread():
        try:
            read[rank] = change_from_wire(json.loads(text))
        except WireError:
            continue
    if read:
        store.outbox.read_at_last(list(read.values()), read)


def _streams(store: "Store") -> list[str]:
    known = store.settings.get(STREAMS)
    return list(json.loads(known)) if known else []


def keep_grant(store: "Store", grant: Grant, streams: tuple[str, ...] = ()) -> None:
    """Keep what this laptop may read and write: the role, its communes, its streams."""
    values = {
        settings.ROLE: grant.role,
        settings.COMMUNES: ",".join(grant.communes) or None,
        settings.DEPARTEMENT: grant.departements[0]
        if len(grant.departements) == 1
        else store.settings.get(settings.DEPARTEMENT),
        STREAMS: json.dumps(streams or [*(f"dep:{code}" for code in grant.departements), "fr"]),
        GRANT: grant.model_dump_json(),
    }
    for key, value in values.items():
        if store.settings.get(key) != value:
            store.settings.put(key, value)
