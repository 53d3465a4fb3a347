"""Exchanges that arrive while a commit is in flight share the next one. There is no timer: nobody waits for company.

    one at a time       |commit A|commit B|commit C|commit D|…      each pays for the disk
    together            |commit A|commit B C D          |…      those that came meanwhile pay once

Everyone is answered after the commit that holds his changes. If a shared one fails, each is served again alone, so
that one bad exchange fails nobody else's.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from sync.server.body import FaultError
from sync.server.enrolment import TokenError
from sync.server.exchange import Asked, Said

MOST: Final = 64
"""Exchanges in one commit."""
SMALL: Final = 100
"""Changes of an exchange that others may wait for; a larger one, or a first sync, is served beside them."""

_FOR_ALL: Final = (OperationalError, PoolTimeoutError, FaultError)
"""What the database says to everybody alike (a lock that stays, a restart, no connection): asked again one by
one, each would wait as long."""

Served = Said | TokenError | Exception
Serve = Callable[[Sequence[Asked]], Awaitable[Sequence[Said | TokenError]]]


class Together:
    """The exchanges of one process."""

    def __init__(self, serve: Serve, most: int = MOST) -> None:
        """Share among at most `most` exchanges what `serve` does with one commit."""
        self._serve, self._most = serve, most
        self._waiting: deque[tuple[Asked, asyncio.Future[Served]]] = deque()
        self._serving: asyncio.Task[None] | None = None

    async def exchange(self, asked: Asked) -> Said:
        """Give the answer of one exchange; raises what it alone would raise."""
        if is_large(asked):
            return _answer((await self._serve([asked]))[0])
        promise = asyncio.get_running_loop().create_future()
        self._waiting.append((asked, promise))
        if self._serving is None:
            self._serving = asyncio.create_task(self._serve_all())
        return _answer(await promise)

    async def _serve_all(self) -> None:
        try:
            while self._waiting:
                some = [self._waiting.popleft() for _ in range(min(self._most, len(self._waiting)))]
                for (_, promise), said in zip(some, await self._say([one for one, _ in some]), strict=True):
                    if not promise.done():  # whoever asked may have gone meanwhile
                        promise.set_result(said)
        finally:
            self._serving = None

    async def _say(self, asked: Sequence[Asked]) -> Sequence[Served]:
        try:
            return await self._serve(asked)
        except Exception as error:  # noqa: BLE001 - it is handed to whoever asked
            if len(asked) == 1 or isinstance(error, _FOR_ALL):
                return [error] * len(asked)
        return [said for one in asked for said in await self._say([one])]


def is_large(asked: Asked) -> bool:
    """Say whether others would wait too long for this exchange."""
    states = asked.request.streams
    return len(asked.request.changes) > SMALL or not states or any(state.first for state in states.values())


def _answer(said: Served) -> Said:
    if isinstance(said, Exception):
        raise said
    return said
