"""What the routes of one endpoint have in common: database, clock, who may ask and how often, figures."""

import re
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final, TypeVar

import anyio
import anyio.to_thread
from anyio import CapacityLimiter
from fastapi import Request
from sqlalchemy import Engine

from sync.protocol import HEADER, PROTOCOL
from sync.server import enrolment
from sync.server.body import DEADLINE, FaultError
from sync.server.database import POOL
from sync.server.enrolment import Device, TokenError
from sync.server.exchange import Asked, Said, exchange_all
from sync.server.metrics import Metrics
from sync.server.rate import Failures, Limits, Paces, Turns
from sync.server.source import source
from sync.server.together import MOST, Together

Result = TypeVar("Result")

WAIT: Final = 20.0
"""Seconds that a request waits for the database to be free of others."""

_MOMENT: Final = 60.0
_REMEMBERED: Final = 10_000
"""Seconds that a key found is remembered, and how many are: by their hash, and only in this process."""

_BUSY: Final = "Le serveur est très demandé. Rien n’est perdu ; la synchronisation reprendra d’elle-même."

_TOKEN: Final = re.compile(r"pvd_[0-9A-Za-z_-]{43}\Z").match


def now() -> datetime:
    """Read the server's clock."""
    return datetime.now(UTC)


class Endpoint:
    """The routes' common ground."""

    def __init__(
        self,
        engine: Engine,
        clock: Callable[[], datetime] = now,
        ticks: Callable[[], float] = time.monotonic,
        deadline: float = DEADLINE,
        *,
        limits: Limits | None = None,
        mandataires: Sequence[str] = (),
        jeton_mesures: str | None = None,
        together: int = MOST,
    ) -> None:
        """Keep what the routes need; time is given, so that a test can move it.

        `mandataires` are the reverse proxies that may name whom they speak for; `jeton_mesures` is what
        `/metrics` then asks for, instead of answering this machine only; `together` is how many exchanges may
        share a commit.
        """
        self.engine, self.clock, self.ticks, self.deadline = engine, clock, ticks, deadline
        self.wait = WAIT
        self.mandataires, self.jeton_mesures = tuple(mandataires), jeton_mesures
        self.limits = limits or Limits()
        self.failures, self.metrics = Failures(ticks), Metrics()
        self._recent: OrderedDict[str, tuple[float, str]] = OrderedDict()
        self.together = Together(self._exchange, together)
        self.turns = Turns(self.limits.turns)
        self._devices, self._strangers = Paces(ticks, self.limits.device), Paces(ticks, self.limits.stranger)
        self._threads, self._ours, self._spare = CapacityLimiter(POOL), CapacityLimiter(POOL), CapacityLimiter(1)

    async def work(self, job: Callable[[], Result]) -> Result:
        """Run what blocks (database, compression) in a thread; answer 503 if none is free for long."""
        mine = object()
        try:
            with anyio.fail_after(self.wait):
                await self._threads.acquire_on_behalf_of(mine)
        except TimeoutError as error:
            raise FaultError(503, "occupe", _BUSY, {"Retry-After": "10"}) from error
        try:
            return await anyio.to_thread.run_sync(job, limiter=self._ours)
        finally:
            self._threads.release_on_behalf_of(mine)

    async def _exchange(self, asked: Sequence[Asked]) -> Sequence[Said | TokenError]:
        return await self.work(lambda: exchange_all(self.engine, asked, self.clock()))

    async def look(self, job: Callable[[], Result]) -> Result:
        """Run what watches over the endpoint in a thread of its own: a queue of work does not make it look dead."""
        return await anyio.to_thread.run_sync(job, limiter=self._spare)

    async def sender(self, request: Request) -> str:
        """Find which device asks for an exchange, as `device` does.

        A key that was found a moment ago is not looked up again: the exchange itself reads what its device may do now,
        and whether it was revoked.
        """
        key = enrolment.hashed(request.headers.get("authorization", ""))
        until, known = self._recent.get(key, (0.0, ""))
        if self.ticks() < until and request.headers.get(HEADER, str(PROTOCOL)) == str(PROTOCOL):
            request.state.device = known
            _pause(self._devices.take(known))
            return known
        found = await self.device(request)
        self._recent[key] = (self.ticks() + _MOMENT, found.id)
        while len(self._recent) > _REMEMBERED:
            self._recent.popitem(last=False)
        return found.id

    async def device(self, request: Request) -> Device:
        """Find who is asking, or answer 401; 429 to one that asks too often."""
        if request.headers.get(HEADER, str(PROTOCOL)) != str(PROTOCOL):
            raise FaultError(426, "protocole", "Ce programme et le serveur ne se comprennent pas ; mettez-le à jour.")
        try:
            found = await self._known(request.headers.get("authorization", ""))
        except TokenError as error:
            self.refuse_if_failed(request)
            self.failures.add(source(request.scope))
            raise FaultError(401, error.code, str(error), {"WWW-Authenticate": "Bearer"}) from error
        request.state.device = found.id
        _pause(self._devices.take(found.id))
        return found

    async def _known(self, authorization: str) -> Device:
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not _TOKEN(token.strip()):  # none of ours: the database is not asked
            raise enrolment.unknown()
        return await self.work(lambda: enrolment.authenticate(self.engine, token.strip(), self.clock()))

    def stranger(self, request: Request) -> None:
        """Let somebody without a token in, or answer 429 to an address that asks too often."""
        _pause(self._strangers.take(source(request.scope)))

    def refuse_if_failed(self, request: Request) -> None:
        """Answer 429 to an address that failed too often."""
        _pause(self.failures.wait(source(request.scope)))


def _pause(seconds: int) -> None:
    if seconds:
        raise FaultError(429, "cadence", "Trop de demandes : patientez, puis réessayez.", {"Retry-After": str(seconds)})
