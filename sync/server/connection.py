"""One connection of a laptop, as uvicorn speaks HTTP/1.1 with it, and what uvicorn leaves open.

    headers        must be there within `receive` seconds, whatever trickles      -> 408, closed
    body           read under `body.receive`; what still comes once we answered   -> closed after `receive`
    answer         must be taken, some bytes in every `stall` seconds             -> cut
    connections    more than `most`: the one that waits longest for its headers   -> cut

All that uvicorn says by itself (an invalid request) carries the protocol header too: a reply without it
comes from somebody else.
"""

import asyncio
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar, Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from sync.protocol import MEDIA_TYPE, Fault
from sync.server.envelope import HEADERS

MOST: Final = 2000
_LEAST: Final = 16_384  # bytes that a reader takes in `stall` seconds, on the slowest of links
_SLOW: Final = (408, "lenteur", "La demande n’est pas arrivée à temps ; elle sera renvoyée.")
_BUSY: Final = (503, "occupe", "Le serveur est occupé. Rien n’est perdu ; la synchronisation reprendra d’elle-même.")
_NOT_HTTP: Final = (400, "forme", "La demande n’est pas du HTTP lisible.")


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a connection may do nothing useful, and how many there may be."""

    receive: float = 15.0
    stall: float = 30.0
    most: int = MOST


class Connection(H11Protocol):
    """uvicorn's connection, with deadlines."""

    patience: ClassVar[Patience] = Patience()
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """Begin to wait for a request; too many connections cost the slowest of them its own."""
        super().connection_made(transport)
        self._wait()
        if len(self.connections) > self.patience.most:
            waiting = [one for one in self.connections if isinstance(one, Connection) and one.waits_since is not None]
            slowest = min(waiting, key=lambda one: one.waits_since or 0.0, default=self)
            slowest.refuse(*_BUSY)

    def data_received(self, data: bytes) -> None:
        """Take bytes in; the deadline runs from the first of a request to the last of its headers."""
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        """Wait for what the laptop still sends of a body that was not needed, and for it to take the answer."""
        super().on_response_complete()
        self._watch()
        left = self.transport.get_write_buffer_size()
        if left:
            self.loop.call_later(self.patience.stall, self._check_reader, left)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the deadline with the connection."""
        self._rest()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """Answer what is not HTTP as we answer everything, unless an answer is already on its way."""
        del msg
        if self.cycle is not None and self.cycle.response_started and not self.cycle.response_complete:
            self.transport.close()
        else:
            self.refuse(*_NOT_HTTP)

    @property
    def waits_since(self) -> float | None:
        """Since when (loop time) this connection owes us a request; None while one is being answered."""
        return self._timer.when() if self._timer is not None else None

    def refuse(self, status: int, code: str, message: str) -> None:
        """Say a fault without a request, and close."""
        self._rest()
        if self.transport.is_closing():
            return
        body = Fault(code=code, message=message).model_dump_json().encode()
        more = [(b"retry-after", b"5")] if status == HTTPStatus.SERVICE_UNAVAILABLE else []
        headers = [
            (b"content-type", MEDIA_TYPE.encode()),
            (b"content-length", str(len(body)).encode()),
            (b"connection", b"close"),
            *HEADERS,
            *more,
        ]
        lines = b"".join(name + b": " + value + b"\r\n" for name, value in headers)
        self.transport.write(f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n".encode() + lines + b"\r\n" + body)
        self.transport.close()

    def _owes(self) -> bool:
        """Say whether the laptop has begun something and not finished it, and nobody else waits for that."""
        match self.conn.their_state:
            case h11.IDLE:
                return bool(self.conn.trailing_data[0])
            case h11.SEND_BODY:
                return self.cycle is not None and self.cycle.response_complete
        return False

    def _watch(self) -> None:
        if not self._owes():
            self._rest()
        elif self._timer is None:
            self._wait()

    def _wait(self) -> None:
        self._timer = self.loop.call_later(self.patience.receive, self._late)

    def _rest(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _late(self) -> None:
        self._timer = None
        if self.conn.our_state is h11.IDLE and self.conn.trailing_data[0]:
            self.refuse(*_SLOW)
        else:
            self.transport.close()

    def _check_reader(self, before: int) -> None:
        left = self.transport.get_write_buffer_size()
        if not left:
            return
        if left > before - _LEAST:
            self.transport.abort()
        else:
            self.loop.call_later(self.patience.stall, self._check_reader, left)


def connection(patience: Patience) -> type[Connection]:
    """Make the class of connections that have this patience (uvicorn asks for a class: `http=`)."""
    members: dict[str, Any] = {"patience": patience}
    return type("Connection", (Connection,), members)


def room(wanted: int = MOST) -> int:
    """Give how many connections this process may hold, after asking the system for as many as are wanted."""
    try:
        import resource  # noqa: PLC0415 - there is none on Windows, nor its limit
    except ImportError:
        return wanted
    spare = 200  # the database's files and sockets, the log
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted + spare:
        most = wanted + spare if hard == resource.RLIM_INFINITY else min(hard, wanted + spare)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
        soft = most
    return wanted if soft == resource.RLIM_INFINITY else max(1, min(wanted, soft - spare))
