"""What becomes of what was offered: stamped if it is stored, withdrawn into « À corriger » if it is refused."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pvd_tui.changes.change import Change
from storage.accuse import Accuse
from sync import errors
from sync.client.bilan import Bilan
from sync.json_text import WireError
from sync.protocol import ExchangeAnswer, stamped_by
from sync.wire import check_change

if TYPE_CHECKING:
    from storage.store import Store


def readable(store: "Store", changes: Sequence[Change], bilan: Bilan) -> list[Change]:
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
    given = first_given(offered, answer)
    judged = list(zip(offered, answer.verdicts, strict=True))
    with store.transaction():
        store.outbox.keep_receipts(
            Accuse(r.stream, r.first, r.last, r.count, r.chain, r.received_at, host) for r in answer.receipts
        )
        store.outbox.acknowledge([stamped_by(c, v) for c, v in judged if v.verdict != "refused"])
    for change, verdict in judged:
        if verdict.verdict == "stored":
            bilan.envoyes += 1
        elif verdict.verdict == "refused":
            store.outbox.refuse(change, verdict.code or "forme", verdict.message or "Refusé par le serveur.")
            bilan.refuses += 1
    return given


def first_given(offered: Sequence[Change], answer: ExchangeAnswer) -> dict[str, int]:
    """Give the first seq that this request was given in each stream; raises SyncError if it answers another one."""
    if [v.id for v in answer.verdicts] != [c.id for c in offered]:
        raise errors.inconsistent()
    given: dict[str, int] = {}
    for change, verdict in zip(offered, answer.verdicts, strict=True):
        if verdict.verdict == "stored" and verdict.seq is not None:
            given.setdefault(change.stream, verdict.seq)
    return given
