"""One synchronisation: questions and answers until nothing waits on either side.

    laptop   ask 1 ─────────── ask 2, write 1, prepare 3 ─────── ask 3, write 2, prepare 4 ──
    server         work on 1                             work on 2

As long as an answer says nothing but « stored, go on », the next question leaves before it is written down: laptop
and server work at the same time. There is never more than one request under way, so that the server stores changes
in the order of the log. Where anything is out of the ordinary, the answer is written first.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from pvd_tui.changes.change import EFFACE, Change
from storage.grants import Complement
from storage.outbox import Cursor
from sync.client.bilan import Bilan, Suivi
from sync.client.question import keep_grant, question, streams
from sync.client.reception import Shares, complete, receive
from sync.client.road import Flight, Road, exchange, understood
from sync.client.verdicts import first_given, readable, settle
from sync.json_text import dumps
from sync.pace import Pace
from sync.protocol import MAX_CHANGES, ExchangeAnswer
from sync.wire import change_to_wire

if TYPE_CHECKING:
    from storage.store import Store

HEURE: Final = "heure_serveur"
"""The server's time of the last answer: a file written before it does not change the grant (`lot_reponse`)."""


@dataclass(frozen=True, slots=True)
class _Ready:
    """A change that may leave, and its text."""

    change: Change
    text: str


@dataclass(slots=True)
class _Request:
    """What was asked, and the answer to come."""

    cursors: dict[str, Cursor]
    complements: list[Complement]
    offered: list[Change]
    flight: Flight[tuple[int, Any]]


class Conversation:
    """One synchronisation of a store over an open road."""

    def __init__(
        self,
        store: "Store",
        road: Road,
        bilan: Bilan,
        pace: Pace,
        suivi: Callable[[Suivi], None] | None = None,
    ) -> None:
        """Prepare it; `suivi` is told after each round trip."""
        self._store, self._road, self._bilan, self._pace, self._suivi = store, road, bilan, pace, suivi
        self._shares = Shares(pace.ticks)
        self._waiting: list[str] = []
        self._ready: list[_Ready] = []
        self._state = store.outbox.state()

    async def hold(self) -> None:
        """Exchange until nothing waits; raises SyncError, and what was exchanged before stays exchanged."""
        request: _Request | None = self._afresh()
        try:
            while request is not None:
                await request.flight.leave()
                self._prepare(request)
                sent, content = await request.flight.land()
                answered, whole = request, sent == len(request.offered)
                answered.offered = answered.offered[:sent]
                answer = understood(ExchangeAnswer, content, self._road.host)
                self._bilan.allers_retours += 1
                request = self._ahead(answered, answer) if whole else None
                if request is not None:
                    await request.flight.leave()
                    self._take(answered, answer)
                else:
                    self._ready.clear()  # offered again from the first that waits
                    request = self._afresh() if self._take(answered, answer) else None
        finally:
            if request is not None:
                await request.flight.drop()

    def _afresh(self) -> _Request:
        """Ask from what is written."""
        outbox = self._store.outbox
        self._waiting = outbox.streams()  # those outside the grant too: each of their changes gets its verdict
        self._ready.extend(self._written(outbox.offer(self._waiting, most=MAX_CHANGES, most_bytes=self._pace.share)))
        cursors = {stream: outbox.cursor(stream) for stream in streams(self._store)}
        return self._request(cursors, self._store.grants.complements())

    def _ahead(self, asked: _Request, answer: ExchangeAnswer) -> _Request | None:
        """Ask for what follows before the answer is written; None where it must be written first, or nothing does."""
        given = first_given(asked.offered, answer)
        if asked.complements or answer.complements or answer.streams.keys() != asked.cursors.keys():
            return None
        cursors: dict[str, Cursor] = {}
        for stream, page in answer.streams.items():
            before = asked.cursors[stream]
            head = given.get(stream, page.head + 1) - 1
            same = (page.since, page.epochs, page.scope) == (before.seq, before.epoques, before.scope)
            if not same or head < before.seq:
                return None
            cursors[stream] = replace(before, seq=page.until, complet=before.complet or not page.more)
        if self._ready:
            quiet = not any(page.changes for page in answer.streams.values())
            erases = any(EFFACE in change.set for change in asked.offered)
            if not quiet or erases or self._store.outbox.state() != self._state:
                return None  # what is ready may have changed since, or be about to
        elif not any(page.more for page in answer.streams.values()):
            return None
        return self._request(cursors, [])

    def _request(self, cursors: dict[str, Cursor], complements: list[Complement]) -> _Request:
        leaving = self._leaving()
        asking = exchange(self._road, question(cursors.values(), complements), [r.text for r in leaving], self._pace)
        return _Request(cursors, complements, [r.change for r in leaving], Flight(asking))

    def _leaving(self) -> list[_Ready]:
        """Take of what is ready as much as the road carries, one at least."""
        weight, count = 0, 0
        for one in self._ready[:MAX_CHANGES]:
            weight += len(one.text)
            if count and weight > self._pace.share:
                break
            count += 1
        leaving, self._ready = self._ready[:count], self._ready[count:]
        return leaving

    def _prepare(self, asked: _Request) -> None:
        """Make ready what follows in the log, for whatever pace the answer will teach."""
        outbox = self._store.outbox
        if outbox.state()[1] != self._state[1]:  # another program wrote: what is ready may have changed
            self._ready.clear()
        last = self._ready[-1].change if self._ready else asked.offered[-1] if asked.offered else None
        room, left = self._pace.reach() - sum(len(one.text) for one in self._ready), MAX_CHANGES - len(self._ready)
        if last is not None and room > 0 and left > 0:
            following = outbox.offer(self._waiting, most=left, most_bytes=room, after=last.id)
            self._ready.extend(self._written(following))
        self._state = outbox.state()

    def _written(self, changes: list[Change]) -> Iterable[_Ready]:
        for change in readable(self._store, changes, self._bilan):
            yield _Ready(change, dumps(change_to_wire(change)).decode())

    def _take(self, asked: _Request, answer: ExchangeAnswer) -> bool:
        """Write an answer; say whether there is more to exchange."""
        store, bilan = self._store, self._bilan
        given = settle(store, asked.offered, answer, self._road.host, bilan)
        with store.transaction():
            keep_grant(store, answer.grant, tuple(answer.streams))
            store.settings.put(HEURE, answer.server_time)
        again = False
        for stream, page in answer.streams.items():
            again |= receive(store, stream, page, bilan, given.get(stream, page.head + 1) - 1, self._shares)
        store.grants.keep(set(answer.streams))
        for part in answer.complements:
            complete(store, part, bilan)
        if self._suivi is not None:
            self._suivi(self._progress(answer))
        more = again or store.outbox.waits() or answer.streams.keys() != asked.cursors.keys()
        return more or bool(store.grants.complements() and (answer.complements or again or not asked.complements))

    def _progress(self, answer: ExchangeAnswer) -> Suivi:
        left = sum(page.head - page.until for page in answer.streams.values() if page.more)
        left += sum(part.remaining for part in answer.complements)
        return Suivi(self._bilan.envoyes, self._store.outbox.count(), self._bilan.recus, left)
