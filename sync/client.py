"""The laptop's end: offer what waits, take what came, until both sides have said everything.

    while something is left:
        POST /v1/exchange   changes waiting, in log order   + how far each stream was read
        verdicts            stored, known: stamped          refused: into « À corriger »
        pages               written with their cursor, in one transaction each

Every step may be lost and done again: a change offered twice is `known`, a page read twice changes nothing.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from pydantic import ValidationError

from pvd_tui.changes.change import Change
from storage import settings
from storage.outbox import Cursor
from sync import errors, jeton
from sync.errors import SyncError
from sync.invitation import decode
from sync.protocol import (
    DEFAULT_PAGE,
    MAX_CHANGES,
    Answer,
    EnrolAnswer,
    ExchangeAnswer,
    Grant,
    StreamPage,
    Verdict,
    common_seq,
    stamped_by,
)
from sync.transport import Transport
from sync.wire import WireError, change_from_wire, change_to_wire, check_change

if TYPE_CHECKING:
    import httpx

    from storage.store import Store

BATCH_BYTES = 3_000_000
"""JSON of one request before compression: well under the server's limit once opened."""

SHARE = 400
"""Changes written in one transaction: a person's save never waits for a whole page."""

STREAMS = "flux"
GRANT = "droits"
NONCE = "nonce"

_TOO_MUCH: Final = frozenset({"taille", "lenteur", "delai"})
"""Causes that fewer changes in one request may clear: a slow line must not stop the outbox for ever."""

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
        _keep_grant(store, answer.grant)
    return where


async def synchronise(store: "Store", *, http: "httpx.AsyncClient | None" = None) -> Bilan:
    """Exchange with the endpoint until nothing waits on either side.

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
            while await _round(store, transport, bilan):
                pass
        finally:
            bilan.octets_envoyes, bilan.octets_recus = transport.sent, transport.received
    store.settings.put(settings.LAST, store.now())
    return bilan


async def _round(store: "Store", transport: Transport, bilan: Bilan) -> bool:
    """Make one round trip; say whether there is more to exchange."""
    streams = _streams(store)
    waiting = store.outbox.streams()  # those outside the grant too: each of their changes gets its verdict
    offered = _readable(store, store.outbox.offer(waiting, most=MAX_CHANGES, most_bytes=BATCH_BYTES), bilan)
    states = {stream: _state(store.outbox.cursor(stream)) for stream in streams}
    offered, content = await _exchange(transport, states, offered)
    answer = _understood(ExchangeAnswer, content, transport.host)
    bilan.allers_retours += 1
    given = _settle(store, offered, answer.verdicts, bilan)
    _keep_grant(store, answer.grant, tuple(answer.streams))
    again = False
    for stream, page in answer.streams.items():
        again |= _receive(store, stream, page, bilan, given.get(stream, page.head + 1) - 1)
    return again or bool(offered) or set(answer.streams) != set(streams)


async def _exchange(transport: Transport, states: dict[str, Any], offered: list[Change]) -> tuple[list[Change], Any]:
    """Offer the changes, or as many of the first as road and server take at once; give them with the answer."""
    page = DEFAULT_PAGE
    while True:
        try:
            wire = [change_to_wire(c) for c in offered]
            return offered, await _with_retry(transport, {"streams": states, "changes": wire, "page": page})
        except SyncError as error:
            if error.cause not in _TOO_MUCH or len(offered) < 2:  # noqa: PLR2004 - one change cannot be parted
                raise
            offered, page = offered[: max(1, len(offered) // 8)], page // 8


def _understood(kind: type[Said], content: object, host: str) -> Said:
    """Read an answer; one that is none of ours says so without repeating what it holds (a token)."""
    try:
        return kind.model_validate(content)
    except ValidationError:
        raise errors.damaged(host) from None


async def _with_retry(transport: Transport, content: dict[str, Any]) -> Any:  # noqa: ANN401 - any JSON
    """Ask again when the road, not the server, failed: the exchange is the same however often it is made."""
    import stamina  # noqa: PLC0415 - only an exchange needs it

    def passing(error: Exception) -> bool:
        return isinstance(error, SyncError) and error.cause in {"coupure", "reseau"}

    async for attempt in stamina.retry_context(on=passing, attempts=3, wait_initial=0.3, wait_max=3.0, timeout=30.0):
        with attempt:
            return await transport.post("/v1/exchange", content)
    raise errors.unreachable(transport.host)


def _state(cursor: Cursor) -> dict[str, Any]:
    return {
        "cursor": cursor.seq,
        "epochs": [list(epoch) for epoch in cursor.epoques],
        "scope": cursor.scope,
        "first": not cursor.complet,
    }


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


def _settle(store: "Store", offered: Sequence[Change], verdicts: Sequence[Verdict], bilan: Bilan) -> dict[str, int]:
    """Keep the verdicts; give the first seq that this request was given in each stream."""
    if [v.id for v in verdicts] != [c.id for c in offered]:
        raise errors.inconsistent()
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


def _receive(store: "Store", stream: str, page: StreamPage, bilan: Bilan, head: int) -> bool:
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
        store.outbox.receive([], Cursor(stream, head, page.epochs, page.scope, before.complet))
        return True
    healed = store.outbox.offer_again(stream, common) if common is not None else 0
    changes = _read(page.changes)
    cursor = Cursor(stream, page.until, page.epochs, page.scope, complet=before.complet or not page.more)
    if changes or cursor != before:
        parts = [changes[start : start + SHARE] for start in range(0, len(changes), SHARE)] or [[]]
        for part in parts[:-1]:  # read again if the last one is lost: the cursor moves only with it
            bilan.recus += store.outbox.receive(part, None)
        bilan.recus += store.outbox.receive(parts[-1], cursor)
    return page.more or healed > 0


def _read(items: Sequence[object]) -> list[Change]:
    try:
        return [change_from_wire(item) for item in items]
    except WireError as error:
        raise SyncError(
            "protocole",
            f"Le serveur a envoyé une modification que ce programme ne sait pas lire. {errors.SAFE}. "
            "Mettez le programme à jour, puis recommencez.",
        ) from error


def _streams(store: "Store") -> list[str]:
    known = store.settings.get(STREAMS)
    return list(json.loads(known)) if known else []


def _keep_grant(store: "Store", grant: Grant, streams: tuple[str, ...] = ()) -> None:
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
