"""Real sockets on loopback that misbehave: a road to a real server that cuts, trickles, lies or falls silent.

Everything runs in one event loop of its own thread, so that a test stays a plain function.
"""

import asyncio
import contextlib
import re
import socket
import ssl
import struct
from collections.abc import Callable, Coroutine, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any, Literal, TypeVar

import uvicorn
from starlette.types import ASGIApp

Given = TypeVar("Given")

End = Literal["close", "reset", "silence"]
"""How a connection ends once its limit is reached: in good order, with a reset, or by never saying a word again."""


@dataclass(frozen=True)
class Fault:
    """What a road does to a connection; without arguments, nothing."""

    request: int | None = None
    """Bytes of the request that pass."""
    answer: int | None = None
    """Bytes of the answer that pass."""
    end: End = "reset"
    piece: int = 65_536
    """Bytes at a time."""
    pause: float = 0.0
    """Seconds between two pieces."""
    say: bytes | None = None
    """What is answered in the server's place."""
    only: int | None = None
    """Connections that suffer it; those after them pass well."""


GOOD = Fault()
"""A road without a fault."""


class Backstage:
    """An event loop in a thread, with the sockets opened on it."""

    def __init__(self) -> None:
        """Start the loop."""
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def do(self, work: Coroutine[Any, Any, Given]) -> Given:
        """Run a coroutine there and give what it gives."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(20)

    def close(self) -> None:
        """End what still runs, and the loop."""
        self.do(_end_all())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(20)
        self._loop.close()


@contextmanager
def backstage() -> Iterator[Backstage]:
    """Give a loop for as long as the block lasts."""
    opened = Backstage()
    try:
        yield opened
    finally:
        opened.close()


@contextmanager
def serving(
    behind: Backstage, app: ASGIApp, identity: ssl.SSLContext | None = None, *, most: int | None = None
) -> Iterator[int]:
    """Serve an application with uvicorn on a port of loopback, and give the port."""
    listening = socket.create_server(("127.0.0.1", 0))  # from here on whoever comes waits, instead of being refused
    config = uvicorn.Config(
        app, log_config=None, log_level="critical", access_log=False, server_header=False, lifespan="off", ws="none",
        limit_concurrency=most, timeout_graceful_shutdown=1,
    )  # fmt: skip
    config.load()
    config.ssl = identity
    server = uvicorn.Server(config)

    async def serve() -> asyncio.Task[None]:
        return asyncio.ensure_future(server.serve(sockets=[listening]))

    task = behind.do(serve())
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        behind.do(_ended(task))


class Road:
    """A TCP proxy before a port of loopback; `fault` holds for the connections opened after it was set."""

    def __init__(self, upstream: int) -> None:
        """Lead to a port; `open` it first."""
        self.upstream = upstream
        self.connections = 0
        self.request_bytes = self.answer_bytes = 0
        self._fault = Fault()
        self._suffered = 0
        self._server: asyncio.Server | None = None
        self.port = 0

    @property
    def fault(self) -> Fault:
        """What is done to the next connection."""
        return self._fault

    @fault.setter
    def fault(self, fault: Fault) -> None:
        self._fault, self._suffered = fault, 0

    async def open(self) -> "Road":
        """Listen."""
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def close(self) -> None:
        """Stop listening: what connects now is refused."""
        if self._server:
            self._server.close()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._suffered += 1
        fault = self._fault if self._fault.only is None or self._suffered <= self._fault.only else Fault()
        try:
            if fault.say is not None:
                await _whole_request(reader)
                await _send(writer, fault.say, fault)
                await _finish(writer, fault.end)
                return
            up_reader, up_writer = await asyncio.open_connection("127.0.0.1", self.upstream)
            try:
                await self._both_ways(reader, writer, up_reader, up_writer, fault)
            finally:
                _abort(up_writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            _abort(writer)

    def _count_request(self, count: int) -> None:
        self.request_bytes += count

    def _count_answer(self, count: int) -> None:
        self.answer_bytes += count

    async def _both_ways(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        up_reader: asyncio.StreamReader,
        up_writer: asyncio.StreamWriter,
        fault: Fault,
    ) -> None:
        async def up() -> None:
            await _pass(reader, up_writer, fault, fault.request, self._count_request)
            if fault.request is not None:
                await _finish(writer, fault.end)

        async def down() -> None:
            await _pass(up_reader, writer, fault, fault.answer, self._count_answer)
            await _finish(writer, fault.end if fault.answer is not None else "close")

        tasks = [asyncio.ensure_future(up()), asyncio.ensure_future(down())]
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


@contextmanager
def road(behind: Backstage, upstream: int) -> Iterator[Road]:
    """Open a road to a port for as long as the block lasts."""
    opened = behind.do(Road(upstream).open())
    try:
        yield opened
    finally:
        behind.do(_close(opened))


@dataclass
class Proxy:
    """An HTTP proxy that knows CONNECT, names by a table of its own, and perhaps a password."""

    names: Mapping[str, int]
    """Host name -> port of loopback; a name that is not here cannot be reached (502)."""
    login: str | None = None
    """The value of `Proxy-Authorization` that it wants."""
    status: int | None = None
    """What it answers to everybody, if it lets nobody through."""
    heads: list[str] = field(default_factory=list)
    """The first lines and headers of what was asked, in order."""
    port: int = 0

    async def open(self) -> asyncio.Server:
        """Listen."""
        server = await asyncio.start_server(self._tunnel, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        return server

    async def _tunnel(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            self.heads.append((await reader.readuntil(b"\r\n\r\n")).decode("latin-1"))
            head = self.heads[-1].split("\r\n")
            _, target, _ = head[0].split(" ")
            headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
            status = self._refusal(target, headers)
            if status:
                writer.write(f"HTTP/1.1 {status} No\r\nContent-Length: 0\r\n\r\n".encode())
                await writer.drain()
                return
            up_reader, up_writer = await asyncio.open_connection("127.0.0.1", self.names[target.partition(":")[0]])
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            tasks = [
                asyncio.ensure_future(_pass(reader, up_writer)),
                asyncio.ensure_future(_pass(up_reader, writer)),
            ]
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            _abort(up_writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            _abort(writer)

    def _refusal(self, target: str, headers: Mapping[str, str]) -> int | None:
        if self.status:
            return self.status
        if self.login and headers.get("proxy-authorization") != self.login:
            return 407
        return None if target.partition(":")[0] in self.names else 502


@contextmanager
def proxying(behind: Backstage, proxy: Proxy) -> Iterator[Proxy]:
    """Open a proxy for as long as the block lasts."""
    server = behind.do(proxy.open())
    try:
        yield proxy
    finally:
        behind.do(_close(server))


async def _pass(
    reader: asyncio.StreamReader,
    writer: asyncio.StreamWriter,
    fault: Fault = GOOD,
    most: int | None = None,
    count: Callable[[int], object] = abs,
) -> None:
    """Carry bytes until the end or until `most` have passed."""
    passed = 0
    while most is None or passed < most:
        data = await reader.read(min(fault.piece, fault.piece if most is None else most - passed))
        if not data:
            break
        passed += len(data)
        writer.write(data)
        await writer.drain()
        count(len(data))
        if fault.pause:
            await asyncio.sleep(fault.pause)


async def _whole_request(reader: asyncio.StreamReader) -> None:
    """Read a request to its end: closing a socket with bytes unread would reset the answer away."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = re.search(rb"\r\ncontent-length: *(\d+)", head)
    if length:
        await reader.readexactly(int(length[1]))


async def _send(writer: asyncio.StreamWriter, data: bytes, fault: Fault) -> None:
    for start in range(0, len(data), fault.piece):
        writer.write(data[start : start + fault.piece])
        await writer.drain()
        if fault.pause:
            await asyncio.sleep(fault.pause)


async def _finish(writer: asyncio.StreamWriter, end: End) -> None:
    if end == "silence":
        await asyncio.sleep(3600)
    if end == "reset":
        connection = writer.get_extra_info("socket")
        if connection is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    else:
        with contextlib.suppress(OSError):
            await writer.drain()
            if writer.can_write_eof():
                writer.write_eof()
            await asyncio.sleep(0)
    writer.close()


def _abort(writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError, RuntimeError):
        writer.close()


async def _close(opened: Road | asyncio.Server) -> None:
    opened.close()


async def _ended(task: "asyncio.Task[None]") -> None:
    await task


async def _end_all() -> None:
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.sleep(0)  # what was closed is taken away
