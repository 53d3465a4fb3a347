"""An answer that came back in a file: the endpoint's answers, applied as if they had come by the network.

A file may come late, twice or never. So what is only true of an answer that has just been asked for is checked
first: a cursor is never moved over what the file does not hold, stamps of a lineage that the endpoint has left are
not taken, and a grant is not exchanged for an older one. The changes themselves always come in.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import ValidationError

from pvd_tui.changes.change import Change
from storage import bundle
from storage.outbox import Cursor
from sync.client import GRANT, HEURE, Bilan, complete, keep_grant, read_changes, receive, settle
from sync.lot import Lot, LotError
from sync.protocol import ExchangeAnswer, Grant, StreamPage, Verdict, common_seq
from sync.server.territory import granted_streams

if TYPE_CHECKING:
    from storage.store import Store


def apply(store: "Store", lot: Lot, host: str) -> Bilan:
    """Take every answer of the bundle, in order; taking it again changes nothing."""
    bilan = Bilan()
    for value in lot.values():
        try:
            answer = ExchangeAnswer.model_validate(value)
        except ValidationError:
            raise LotError(
                "protocole",
                "Cette réponse n'est pas lisible par ce programme. Ce qui en a été pris l'est pour de bon, le reste "
                "n'est pas perdu. Mettez le programme à jour, puis importez-la de nouveau.",
            ) from None
        _apply(store, answer, host, bilan)
    return bilan


def _apply(store: "Store", answer: ExchangeAnswer, host: str, bilan: Bilan) -> None:
    fresh = answer.server_time >= (store.settings.get(HEURE) or "")
    void = {stream: _follow(store, stream, page) for stream, page in answer.streams.items()}
    whole = _settle(store, answer, void, host, bilan)
    if fresh:
        keep_grant(store, answer.grant, tuple(answer.streams))
        store.settings.put(HEURE, answer.server_time)
    for stream, page in answer.streams.items():
        before = store.outbox.cursor(stream)
        behind = (before.epoques, before.scope) == (page.epochs, page.scope) and page.until < before.seq
        if fresh and whole and void[stream] is None and page.since <= before.seq and not behind:
            receive(store, stream, page, bilan, max(page.head, before.seq))
        else:
            _join(store, stream, page, void[stream], bilan)
    if fresh:
        store.grants.keep(set(answer.streams))
        for part in answer.complements:
            complete(store, part, bilan)


def _follow(store: "Store", stream: str, page: StreamPage) -> int | None:
    """Follow the endpoint into its present lineage; give the last valid seq if it is the answer that is older."""
    before = store.outbox.cursor(stream)
    common = common_seq(before.epoques, page.epochs) if before.epoques else None
    if common is None:
        return None
    if set(page.epochs) < set(before.epoques):  # made before the endpoint was restored: stamps above are void
        return common
    healed = store.outbox.offer_again(stream, common)
    lost = healed or common < before.seq
    seq = 0 if lost and store.outbox.has_stubs(stream) else min(before.seq, common)  # as `receive` does
    store.outbox.receive([], Cursor(stream, seq, page.epochs, before.scope, before.complet))
    return None


def _settle(store: "Store", answer: ExchangeAnswer, void: dict[str, int | None], host: str, bilan: Bilan) -> bool:
    """Keep the verdicts that say something new of a change that is here; say whether all that was stored is here.

    An answer leaves out what it has just stored. A laptop that lost it meanwhile (an old copy put back) must not
    pass over it: it reads again from where it was.
    """
    here = bundle.known(store, [verdict.id for verdict in answer.verdicts])
    told = [v for v in answer.verdicts if v.id in here and _is_news(v, here[v.id], void.get(here[v.id].stream))]
    kept = {(one.stream, one.dernier, one.empreinte) for one in store.outbox.receipts(10_000)}
    receipts = [
        one for one in answer.receipts if (one.stream, one.last, one.chain) not in kept and void.get(one.stream) is None
    ]
    said = answer.model_copy(update={"verdicts": told, "receipts": receipts})
    settle(store, [here[verdict.id] for verdict in told], said, host, bilan)
    return all(verdict.id in here for verdict in answer.verdicts if verdict.verdict == "stored")


def _is_news(verdict: Verdict, change: Change, void_above: int | None) -> bool:
    if verdict.seq is None:  # refused, unless a server took it meanwhile
        return change.seq is None
    if void_above is not None and verdict.seq > void_above:
        return False
    return change.seq is None or verdict.seq > change.seq


def _join(store: "Store", stream: str, page: StreamPage, void_above: int | None, bilan: Bilan) -> None:
    """Add the changes of a page that says nothing of the cursor."""
    changes = [one for one in read_changes(store, stream, page.changes, void_above) if _is_granted(store, one)]
    here = bundle.known(store, [change.id for change in changes])
    for share in _news(changes, here, void_above):
        bilan.recus += store.outbox.receive(share, None)


def _is_granted(store: "Store", change: Change) -> bool:
    """Say whether the present grant reads a change: a file may come after its territory left."""
    known = store.settings.get(GRANT)
    if known is None:
        return True
    grant = Grant.model_validate_json(known)
    if change.stream not in granted_streams(grant, (change.stream,)):
        return False
    return grant.role != "chef" or change.commune is None or change.commune in grant.communes


def _news(changes: Sequence[Change], here: dict[str, Change], void_above: int | None) -> list[list[Change]]:
    news: list[Change] = []
    for change in changes:
        stored = here.get(change.id)
        if void_above is not None and (change.seq or 0) > void_above:
            if stored is None:  # the endpoint may have lost it: it waits here, and is offered again
                news.append(replace(change, seq=None, received_at=None))
        elif stored is None or stored.seq is None or (change.seq or 0) > stored.seq:
            news.append(change)
    return [news[start : start + 400] for start in range(0, len(news), 400)]
