"""What comes in: pages written with their cursor, a share at a time, so that a person's save never waits for a page."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pvd_tui.changes.change import Change
from storage import illisible
from storage.outbox import Cursor
from sync import errors
from sync.client.bilan import Bilan
from sync.json_text import WireError, canonical
from sync.protocol import ComplementPage, StreamPage, common_seq
from sync.wire import change_from_wire

if TYPE_CHECKING:
    from storage.store import Store

SHARE = 200
"""Changes written in the first transaction, and the least in each: on a slow disk most of the time is the commit's."""
_MOST: Final = 2_000
_AIM: Final = 0.08
"""Seconds that one transaction should last: a person's save waits for it …"""
_AIM_FIRST: Final = 0.3
"""… but while a stream is read for the first time: there is not much to save yet, and each commit writes again what
the one before wrote of the same pages."""


class Shares:
    """How many changes to write in one transaction, learnt from how long the last one took."""

    def __init__(self, ticks: Callable[[], float] | None = None) -> None:
        """Begin small; `ticks` gives seconds, without it the size stays."""
        self._ticks = ticks
        self._size = SHARE

    def of(self, changes: Sequence[Change], *, first: bool = False) -> Iterator[Sequence[Change]]:
        """Give the shares of a page, one at least; the time between two is what the first of them took to write.

        They are larger where the page is of a `first` reading.
        """
        start = 0
        while start < len(changes) or not start:
            share = changes[start : start + self._size]
            start += self._size
            begun = self._ticks() if self._ticks else 0.0
            yield share
            if self._ticks and len(share) == self._size:
                seconds = max(self._ticks() - begun, 0.001)
                size = int(self._size * min(2.0, max(0.5, (_AIM_FIRST if first else _AIM) / seconds)))
                self._size = min(_MOST, max(SHARE, size))


def receive(
    store: "Store", stream: str, page: StreamPage, bilan: Bilan, head: int, shares: Shares | None = None
) -> bool:
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
    if common is not None and (healed or common < before.seq) and store.outbox.has_stubs(stream):
        return _from_the_beginning(store, stream, page, before)
    changes = read_changes(store, stream, page.changes)
    cursor = Cursor(stream, page.until, page.epochs, page.scope, complet=before.complet or not page.more)
    if changes or cursor != before:
        left = len(changes)
        each = (shares or Shares()).of(changes, first=not before.complet)
        for share in each:  # read again if the last one is lost: the cursor moves with it
            left -= len(share)
            bilan.recus += store.outbox.receive(share, None if left else cursor, page.since)
    return page.more or healed > 0


def _from_the_beginning(store: "Store", stream: str, page: StreamPage, before: Cursor) -> bool:
    """Read the stream of a restored server again: what replaced a value that was left out may no longer do so.

    The préfecture's change that replaced it comes back by a chef's laptop, and with his role it is a proposal.
    """
    store.outbox.receive([], Cursor(stream, 0, page.epochs, page.scope, before.complet))
    return True


def complete(store: "Store", part: ComplementPage, bilan: Bilan) -> None:
    """Write a page of a commune that the grant gained; one for another cursor than ours is left alone."""
    known = {(one.stream, one.commune): one for one in store.grants.complements()}
    before = known.get((part.stream, part.commune))
    if before is None or before.seq != part.since or part.until <= before.seq:
        return
    changes = read_changes(store, part.stream, part.changes)
    recus = before.recus + len(part.changes)
    one = replace(before, seq=part.until, recus=recus, total=recus + part.remaining)
    left = len(changes)
    for share in Shares().of(changes):
        left -= len(share)
        bilan.recus += store.outbox.receive(share, None) if left else store.outbox.receive_complement(share, one)


def read_changes(store: "Store", stream: str, items: Sequence[object], void_above: int | None = None) -> list[Change]:
    """Read what came; what a newer server says in words of its own is kept as text, and delays nothing.

    Stamps above `void_above` are of a lineage that the server has left: the text is kept without them.
    """
    changes: list[Change] = []
    unread: list[str] = []
    for item in items:
        try:
            changes.append(change_from_wire(item))
        except WireError:
            unread.append(canonical(_unstamped(item, void_above)))
    if unread:
        illisible.keep(store, stream, unread)
    return changes


def _unstamped(item: object, void_above: int | None) -> object:
    if void_above is None or not isinstance(item, dict) or item.get("seq", 0) <= void_above:
        return item
    return {name: value for name, value in item.items() if name != "seq"}


def read_again(store: "Store") -> None:
    """Read what a former version of this program could not."""
    read: dict[int, Change] = {}
    for rank, text in store.outbox.unread():
        try:
            read[rank] = change_from_wire(json.loads(text))
        except WireError:
            continue
    if read:
        illisible.read_at_last(store, list(read.values()), read)
