"""A slow road to a server on loopback: latency and bit rate each way, as a phone's link in a village has them.

    laptop ──► Lien ──► server      up: half the RTT, then as fast as its bit rate
           ◄──      ◄──             down: likewise

A new connection costs one RTT before its first byte leaves. What TCP adds (headers, slow start) is left out.
"""

import asyncio
import contextlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from time import monotonic
from typing import Final

_PIECE: Final = 1_460
"""Bytes that travel together: what fits in one packet."""


@dataclass(slots=True)
class Sens:
    """One direction, shared by all connections."""

    debit: float
    """Bits a second."""
    octets: int = 0
    _free: float = 0.0

    def arrival(self, size: int, now: float, delay: float) -> float:
        """Say when a piece that is handed over now will be at the other end."""
        self.octets += size
        self._free = max(self._free, now) + size * 8 / self.debit
        return self._free + delay


@dataclass(slots=True)
class Lien:
    """The road; fast as long as `lent` is false."""

    aller_retour: float = 0.3
    montee: Sens = field(default_factory=lambda: Sens(256_000))
    descente: Sens = field(default_factory=lambda: Sens(1_000_000))
    lent: bool = False
    connexions: int = 0
    url: str = ""

    def passed(self) -> tuple[int, int, int]:
        """Give the bytes up, the bytes down and the connections since the last call."""
        found = (self.montee.octets, self.descente.octets, self.connexions)
        self.montee.octets = self.descente.octets = self.connexions = 0
        return found

    async def carry(self, port: int, near: asyncio.StreamReader, back: asyncio.StreamWriter) -> None:
        """Carry one connection until either end closes it."""
        self.connexions += 1
        ready = monotonic() + (self.aller_retour if self.lent else 0)
        far, forth = await asyncio.open_connection("127.0.0.1", port)
        roads = [
            asyncio.create_task(self._pour(near, forth, self.montee, ready)),
            asyncio.create_task(self._pour(far, back, self.descente, ready)),
        ]
        await asyncio.wait(roads, return_when=asyncio.FIRST_COMPLETED)
        for road in roads:
            road.cancel()
        await asyncio.gather(*roads, return_exceptions=True)
        for writer in (forth, back):
            writer.close()

    async def _pour(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, sens: Sens, ready: float) -> None:
        """Read what comes and write it when it would have arrived."""
        underway: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        writing = asyncio.create_task(_write(underway, target))
        try:
            while piece := await source.read(_PIECE):
                now = max(monotonic(), ready)
                at = sens.arrival(len(piece), now, self.aller_retour / 2) if self.lent else now
                sens.octets += 0 if self.lent else len(piece)
                underway.put_nowait((at, piece))
            await underway.join()
        finally:
            writing.cancel()


async def _write(underway: "asyncio.Queue[tuple[float, bytes]]", target: asyncio.StreamWriter) -> None:
    while True:
        at, piece = await underway.get()
        await asyncio.sleep(max(0.0, at - monotonic()))
        target.write(piece)
        with contextlib.suppress(ConnectionError):
            await target.drain()
        underway.task_done()


@contextmanager
def opened(port: int) -> Iterator[Lien]:
    """Open a road to a port of this machine until the block ends; it is fast until it is told to be slow."""
    lien, loop = Lien(), asyncio.new_event_loop()

    async def listen() -> asyncio.Server:
        return await asyncio.start_server(lambda near, back: lien.carry(port, near, back), "127.0.0.1", 0)

    listening = loop.run_until_complete(listen())
    lien.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield lien
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
