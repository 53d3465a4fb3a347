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
from enum import Enum
from http import HTTPStatus
from typing import Any, ClassVar, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from sync.protocol import MEDIA_TYPE, Fault
from sync.server.envelope import HEADERS

MOST: Final = 2000
_MOST_HEAD: Final = 16_384  # bytes of a request before its body; the parser itself would take any number
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


class Place(Enum):
    """Where in a request a connection is."""

    BETWEEN = "between"
    HEAD = "head"
    BODY = "body"


class Connection(HttpToolsProtocol):
    """uvicorn's connection, with deadlines; its parser is llhttp, that of Node, at a fifth of what h11 costs."""

    patience: ClassVar[Patience] = Patience()
    _timer: asyncio.TimerHandle | None = None
    _place: Place = Place.BETWEEN
    _head: int = 0

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
        if self._place is Place.HEAD:
            self._head += len(data)
            if self._head > _MOST_HEAD:
                self.send_400_response("")
                return
        self._watch()

    def on_message_begin(self) -> None:
        """Begin a request."""
        super().on_message_begin()
        self._place, self._head = Place.HEAD, 0

    def on_headers_complete(self) -> None:
        """Refuse what the parser lets pass: a head without end, a host that is missing or named twice."""
        hosts, size = 0, 0
        for name, value in self.headers:
            hosts += name == b"host"
            size += len(name) + len(value)
        if hosts > 1 or size > _MOST_HEAD or (not hosts and self.parser.get_http_version() != "1.0"):
            raise ValueError("not a request of ours")
        self._place = Place.BODY
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """End a request."""
        self._place = Place.BETWEEN
        super().on_message_complete()

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
        answered = self.cycle is None or self.cycle.response_complete
        return answered and self._place is not Place.BETWEEN

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
        if self._place is Place.HEAD and self._owes():
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
