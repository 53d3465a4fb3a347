"""The laptop's end: offer what waits, take what came, until both sides have said everything.

    while something is left:
        POST /v1/exchange   changes waiting, in log order   + how far each stream was read      `question`
        verdicts            stored, known: stamped          refused: into « À corriger »        `verdicts`
        pages               written with their cursor, in one transaction each                  `reception`

Every step may be lost and done again: a change offered twice is `known`, a page read twice changes nothing.
"""

from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from storage import settings
from storage.rgpd_nettoyage import nettoyer
from sync import errors, jeton
from sync.client.bilan import Bilan, Suivi
from sync.client.conversation import HEURE, Conversation
from sync.client.memory import collected_seldom
from sync.client.question import GRANT, STREAMS, asked, keep_grant
from sync.client.reception import complete, read_again, read_changes, receive
from sync.client.road import Insisting, Road, understood
from sync.client.verdicts import settle
from sync.invitation import decode
from sync.json_text import dumps
from sync.pace import Pace
from sync.protocol import EnrolAnswer
from sync.transport import Transport

if TYPE_CHECKING:
    import httpx

    from storage.store import Store

__all__ = [
    "GRANT",
    "HEURE",
    "STREAMS",
    "Bilan",
    "Road",
    "Suivi",
    "asked",
    "complete",
    "converse",
    "enrol",
    "keep_grant",
    "read_changes",
    "receive",
    "settle",
    "synchronise",
]

NONCE = "nonce"


async def enrol(store: "Store", invitation: str, nom: str = "", *, http: "httpx.AsyncClient | None" = None) -> str:
    """Exchange a pasted invitation for this laptop's key, keep it, and say where it is kept.

    Raises InvitationError for a bad paste and SyncError where the server cannot be reached or refuses.
    """
    if store.settings.get(settings.DEMONSTRATION) is not None:
        raise errors.demonstration()
    invited = decode(invitation)
    nonce = store.settings.get(NONCE + invited.code[:8]) or store.new_id()
    store.settings.put(NONCE + invited.code[:8], nonce)
    presented = {"code": invited.code, "device": store.device, "nom": nom, "nonce": nonce}
    async with Transport(invited.url, http=http) as transport:
        content = await transport.post("/v1/enrol", dumps(presented))
    answer = understood(EnrolAnswer, content, transport.host)
    where = jeton.keep(Path(store.path), answer.device, answer.token)
    with store.transaction():
        store.settings.put(settings.SERVEUR, invited.url)
        store.settings.put(settings.DEVICE, answer.device)
        store.settings.put(NONCE + invited.code[:8], None)
        store.device = answer.device
        keep_grant(store, answer.grant)
    return where


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
            await converse(store, Insisting(transport, pace), bilan, suivi, pace)
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
    bilan = bilan or Bilan()
    read_again(store)
    with collected_seldom():
        await Conversation(store, road, bilan, pace or Pace(), suivi).hold()
    store.settings.put(settings.LAST, store.now())
    nettoyer(store.connection, store.path)  # what was erased leaves the file too
    return bilan
