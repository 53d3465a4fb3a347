"""The way to an endpoint: tried again when it fails, cut smaller when it cannot carry so much, not waited for idly."""

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any, Final, Generic, Protocol, TypeVar

from pydantic import ValidationError

from sync import errors
from sync.errors import SyncError
from sync.json_text import dumps
from sync.pace import Pace
from sync.protocol import DEFAULT_PAGE, Answer

_TOO_MUCH: Final = frozenset({"taille", "lenteur", "delai", "coupure"})
"""Causes that less in one request may clear: a slow or breaking line must not stop the outbox for ever."""

_TURNS: Final = 20
"""Turns of the event loop within which a request on an open connection has left."""

Result = TypeVar("Result")
Said = TypeVar("Said", bound=Answer)


class Road(Protocol):
    """The way to an endpoint (`sync.transport`); a simulation gives its own."""

    host: str

    async def post(self, path: str, body: bytes) -> Any:  # noqa: ANN401 - any JSON
        """Carry a JSON text and give its answer; raises SyncError."""
        ...


class Insisting:
    """A road that is tried again when it, not the server, failed: an exchange is the same however often it is made."""

    def __init__(self, road: Road, pace: Pace) -> None:
        """Go by this road."""
        self._road, self._pace = road, pace
        self.host = road.host

    async def post(self, path: str, body: bytes) -> Any:  # noqa: ANN401 - any JSON
        """Carry a JSON text and give its answer; raises SyncError."""
        import stamina  # noqa: PLC0415 - only an exchange needs it

        def passing(error: Exception) -> bool:
            return isinstance(error, SyncError) and error.cause in {"coupure", "reseau"}

        async for attempt in stamina.retry_context(
            on=passing, attempts=3, wait_initial=0.3, wait_max=3.0, timeout=30.0
        ):
            with attempt:
                self._pace.begin()
                return await self._road.post(path, body)
        raise errors.unreachable(self.host)


class Flight(Generic[Result]):
    """A request under way, while the laptop goes on with what the one before brought."""

    def __init__(self, asking: Coroutine[Any, Any, Result]) -> None:
        """Let it leave; without an event loop (a simulation) it leaves once it is waited for."""
        self._asking = asking
        self._task = asyncio.create_task(asking) if _has_loop() else None

    async def leave(self) -> None:
        """Let the loop send it before work begins that holds the loop."""
        for _ in range(_TURNS if self._task else 0):
            await asyncio.sleep(0)

    async def land(self) -> Result:
        """Wait for its end."""
        return await (self._task or self._asking)

    async def drop(self) -> None:
        """Give it up, if it has not ended."""
        if self._task is None:
            self._asking.close()
            return
        self._task.cancel()
        await asyncio.wait({self._task})
        if not self._task.cancelled():
            self._task.exception()


def _has_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


async def exchange(road: Road, question: Mapping[str, Any], texts: Sequence[str], pace: Pace) -> tuple[int, Any]:
    """Offer the changes, or as many of the first as road and server take at once; give how many, and the answer."""
    while True:
        try:
            page = min(pace.page(bool(texts)), DEFAULT_PAGE)
            content = await road.post("/v1/exchange", _written({**question, "page": page}, texts))
        except SyncError as error:
            if error.cause not in _TOO_MUCH or not pace.cut():
                raise
            texts = texts[: max(1, len(texts) // 4)]
        else:
            pace.done()
            return len(texts), content


def _written(question: Mapping[str, Any], texts: Sequence[str]) -> bytes:
    return b'%b,"changes":[%b]}' % (dumps(question)[:-1], ",".join(texts).encode())


def understood(kind: type[Said], content: object, host: str) -> Said:
    """Read an answer; one that is none of ours says so without repeating what it holds (a token)."""
    try:
        return kind.model_validate(content)
    except ValidationError:
        raise errors.damaged(host) from None
