"""Several processes on one listening socket, and the one that watches over them.

The socket is opened once and shared: what a killed process had not accepted yet, another one takes. The
watching process serves nothing; it starts each worker again that dies, and passes the word to stop on.
"""

import asyncio
import gc
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any, Final

import uvicorn

from sync.server.envelope import log

GRACE: Final = 8
"""Seconds that requests in progress have to end in, once the server is told to stop."""

_LAST: Final = 10.0  # then the process ends, whatever still runs: what was not committed was not acknowledged
_FAREWELL: Final = 1.0  # an idle laptop that says nothing for so long is not about to
_TIGHT: Final = 0.2  # a worker that dies sooner than this is not started again at once
_MANY: Final = 50_000
"""Objects made and not gone before the next look: some 15 MB at most."""
_STOPS: Final = (signal.SIGINT, signal.SIGTERM)


class Server(uvicorn.Server):
    """uvicorn's server, that ends in time and cuts nobody."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End what is in progress, then the process; a statement that hangs does not hold it.

        A connection that is kept alive may bring a request at this very moment. So it is not closed yet: it is
        answered, and told that it was the last time.
        """
        last = threading.Timer(_LAST, os._exit, (1,))
        last.daemon = True
        last.start()
        for _ in range(2):  # those that the system has let in meanwhile are taken
            await asyncio.sleep(0)
        for server in self.servers:
            server.close()
        self.server_state.default_headers = [*self.server_state.default_headers, (b"connection", b"close")]
        with suppress(TimeoutError):
            async with asyncio.timeout(_FAREWELL):
                while self.server_state.connections:  # noqa: ASYNC110 - uvicorn tells nobody when one closes
                    await asyncio.sleep(0.02)
        await super().shutdown(sockets)


class Workers:
    """The processes that serve, each running `serve` until it is told to stop."""

    def __init__(self, listening: socket.socket, serve: Callable[[], None]) -> None:
        """Share `listening`, which `serve` reads, among them."""
        self._listening, self._serve = listening, serve
        self._started: dict[int, float] = {}
        self._stopping = False
        self._alive, self._mine = os.pipe()  # nobody writes: its end says that the watching process is gone

    def run(self, number: int) -> None:
        """Keep `number` of them running until SIGTERM or Ctrl+C, then wait for the last."""
        for stop in _STOPS:
            signal.signal(stop, self._stop)
        for _ in range(number):
            self._start()
        while self._started:
            worker, _ = os.wait()
            since = self._started.pop(worker, 0.0)
            if self._stopping:
                continue
            if time.monotonic() - since < _TIGHT:
                time.sleep(_TIGHT)
            self._start()

    def _start(self) -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)  # nobody is told to stop between his birth and the list
        try:
            worker = 0 if self._stopping else os.fork()
            if worker:
                self._started[worker] = time.monotonic()
            elif not self._stopping:
                self._work()
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)

    def _work(self) -> None:
        code = 1
        try:
            os.close(self._mine)
            threading.Thread(target=self._stop_with_parent, daemon=True).start()
            for stop in _STOPS:
                signal.signal(stop, signal.default_int_handler)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)
            self._serve()
            code = 0
        except KeyboardInterrupt:
            code = 0
        except Exception:  # noqa: BLE001 - the edge of a process: it is said, and the process is started again
            log.exception("worker")
        finally:
            os._exit(code)

    def _stop_with_parent(self) -> None:
        os.read(self._alive, 1)
        os.kill(os.getpid(), signal.SIGTERM)

    def _stop(self, _: int, __: FrameType | None) -> None:
        self._stopping = True
        self._listening.close()  # else the system would go on queueing connections that nobody takes
        for worker in self._started:
            os.kill(worker, signal.SIGTERM)


def serve(config: uvicorn.Config, listening: socket.socket) -> None:
    """Serve until SIGTERM or Ctrl+C, then end what is in progress and raise KeyboardInterrupt."""
    signal.signal(signal.SIGTERM, _interrupt)
    _collect_seldom()
    Server(config).run(sockets=[listening])


def _collect_seldom() -> None:
    """Look seldom for objects that hold each other: a first sync makes thousands at once, and nearly none does.

    What the program consists of is not looked at again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_MANY, *gc.get_threshold()[1:])


def _interrupt(*_: Any) -> None:  # noqa: ANN401 - a signal's number and frame
    raise KeyboardInterrupt
