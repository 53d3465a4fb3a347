"""The endpoint behind real sockets: who trickles, who never reads, who does not speak HTTP.

uvicorn has no deadline of its own for a request (see `sync.server.connection`).
"""

import asyncio
import json
import socket
import statistics
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import uvicorn
from sqlalchemy import Engine

from pvd_tui.changes.change import Change
from sync.json_text import dumps
from sync.protocol import HEADER
from sync.server import connection
from sync.server.connection import Patience
from sync.server.database import open_database
from sync.server.endpoint import Endpoint
from sync.server.enrolment import Device
from sync.server.rate import Limits, Pace
from sync.server.serving import served
from sync.wire import change_to_wire

SHORT = Patience(receive=0.6, stall=0.3, most=2000)
LIMITS = Limits(device=Pace(10**6, 1), stranger=Pace(10**6, 1))
SLACK = 5.0  # seconds that a machine under load may add


@dataclass(frozen=True)
class Served:
    """Where an endpoint listens, and what watches it."""

    port: int
    server: uvicorn.Server

    @property
    def url(self) -> str:
        """Give its address."""
        return f"http://127.0.0.1:{self.port}"

    @asynccontextmanager
    async def line(self, first: bytes = b"") -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        """Open a connection and say something."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(first)
            yield reader, writer
        finally:
            writer.transport.abort()


@contextmanager
def serve(endpoint: Endpoint, patience: Patience = SHORT) -> Iterator[Served]:
    """Serve in a thread, as `pvd-serveur lancer` does in a process."""
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 16_384)  # inherited: a reader that stops is felt
        listening.bind(("127.0.0.1", 0))
        listening.listen(512)
        server = uvicorn.Server(served(endpoint, patience))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            yield Served(listening.getsockname()[1], server)
        finally:
            server.should_exit = True
            server.force_exit = True
            thread.join(10)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """Give a SQLite file: what is said before a request is understood knows no database."""
    opened = open_database(tmp_path / "serveur.sqlite")
    yield opened
    opened.dispose()


@pytest.fixture
def endpoint(engine: Engine) -> Endpoint:
    """Give an endpoint whose body deadline is as short as that of its connections."""
    return Endpoint(engine, deadline=SHORT.receive, limits=LIMITS)


def spoken(answer: bytes) -> tuple[int, dict[str, str], dict[str, str]]:
    """Read a raw answer: status, headers, the fault it says."""
    head, _, content = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    assert headers[HEADER.lower()] == "1"
    return int(first.split()[1]), headers, json.loads(content)


async def trickle(one: Served, first: bytes, gap: float, until: asyncio.Event) -> bytes:
    """Send a byte now and then until somebody has enough; give what was answered."""
    async with one.line(first) as (reader, writer):
        answer = asyncio.ensure_future(heard(reader))
        while not answer.done() and not until.is_set():
            writer.write(b"x")
            await asyncio.wait([answer], timeout=gap)
        if not answer.done():
            answer.cancel()
            return b""
        return answer.result()


async def heard(reader: asyncio.StreamReader) -> bytes:
    """Read what comes as it comes: a line that is reset afterwards takes back nothing."""
    answer = b""
    with suppress(ConnectionError):  # a reset, or the pipe broken by a byte of ours sent after the answer
        while piece := await reader.read(65_536):
            answer += piece
    return answer


async def test_two_hundred_tricklers_do_not_stop_a_laptop(
    endpoint: Endpoint, token_of: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    """All are cut at the deadline, with a 408, though they send a byte now and then; the laptop is served meanwhile."""
    token, over, waits = token_of(), asyncio.Event(), list[float]()
    head = b"POST /v1/exchange HTTP/1.1\r\nHost: serveur\r\nX-Slow: "
    with serve(endpoint) as one:
        began = time.perf_counter()
        crowd = [asyncio.create_task(trickle(one, head, 0.1, over)) for _ in range(200)]
        async with httpx.AsyncClient(base_url=one.url, headers={"Authorization": f"Bearer {token}"}) as laptop:
            await asyncio.sleep(0.1)  # the crowd is inside
            while not all(task.done() for task in crowd) and time.perf_counter() - began < SHORT.receive + SLACK:
                asked = time.perf_counter()
                answer = await laptop.post("/v1/exchange", json={})
                waits.append(time.perf_counter() - asked)
                assert answer.status_code == 200
        over.set()
        heard = [spoken(answer) for answer in await asyncio.gather(*crowd) if answer]  # "": it spoke on, a reset
        lasted = time.perf_counter() - began

    assert {(status, fault["code"]) for status, _, fault in heard} == {(408, "lenteur")}
    assert SHORT.receive <= lasted < SHORT.receive + SLACK
    assert waits, "served while the crowd was inside"
    assert statistics.median(waits) < 1.0
    with capsys.disabled():
        print(f" [{len(waits)} exchanges, median {statistics.median(waits) * 1000:.0f} ms]", end="")  # noqa: T201 - a figure


async def test_a_body_that_trickles_is_answered_and_cut(endpoint: Endpoint, token_of: Callable[..., str]) -> None:
    """With a token and without, the request ends in a 408 of ours; and no byte more is waited for."""
    bodies = [
        b"POST /v1/exchange HTTP/1.1\r\nHost: s\r\nContent-Type: application/json\r\nAuthorization: Bearer %b\r\n"
        b"Content-Length: 100000\r\n\r\n" % token_of().encode(),
        b"POST /v1/enrol HTTP/1.1\r\nHost: s\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n",
    ]
    with serve(endpoint) as one:
        for head in bodies:
            async with one.line(head) as (reader, _):
                answer = await asyncio.wait_for(reader.read(), SHORT.receive * 3 + SLACK)
            status, _, fault = spoken(answer)
            assert (status, fault["code"]) == (408, "lenteur")


async def test_a_body_nobody_wants_does_not_hold_the_line(endpoint: Endpoint) -> None:
    """Refused before its body was read, a client that goes on trickling it is cut at the deadline."""
    head = b"POST /v1/exchange HTTP/1.1\r\nHost: s\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n"
    with serve(endpoint) as one:
        began = time.perf_counter()
        answer = await asyncio.wait_for(trickle(one, head, 0.1, asyncio.Event()), SHORT.receive + SLACK)
        lasted = time.perf_counter() - began

    assert spoken(answer)[0] == 401
    assert SHORT.receive * 0.9 < lasted < SHORT.receive + SLACK


async def test_a_line_that_says_nothing_is_closed(endpoint: Endpoint) -> None:
    """Without a word: somebody who prepared a connection is not told anything."""
    with serve(endpoint) as one:
        async with one.line() as (reader, _):
            assert await asyncio.wait_for(reader.read(), SHORT.receive + SLACK) == b""


async def test_the_second_request_of_a_line_has_its_deadline_too(endpoint: Endpoint) -> None:
    """A keep-alive that was once polite and then trickles."""
    polite = b"GET /livez HTTP/1.1\r\nHost: s\r\n\r\n"
    with serve(endpoint) as one:
        async with one.line(polite) as (reader, writer):
            first = await reader.readuntil(b"ok\n")
            await asyncio.sleep(SHORT.receive * 1.5)  # between requests it may rest longer than the deadline
            writer.write(polite)
            second = await reader.readuntil(b"ok\n")
            writer.write(b"GET /livez HT")
            last = await asyncio.wait_for(reader.read(), SHORT.receive + SLACK)

    assert b" 200 " in first.split(b"\r\n")[0]
    assert b" 200 " in second.split(b"\r\n")[0]
    assert spoken(last)[0] == 408


@pytest.mark.parametrize(
    "noise",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",  # TLS on the plain port
        b"GARBAGE\r\n\r\n",
        b"GET /livez HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET /livez HTTP/1.1\r\n\r\n",
        b"GET /livez HTTP/1.1\r\nHost: s\r\nX: \x00\r\n\r\n",
        b"GET /livez HTTP/1.1\r\nHost: s\r\nX: " + b"x" * 70_000,
        b"GET /livez HTTP/1.1\r\nHost: s\r\nX: " + b"x" * 20_000 + b"\r\n\r\n",
        b"GET /livez HTTP/1.1\r\nHost: s\r\n" + b"X: x\r\n" * 9_000 + b"\r\n",
        b"POST /v1/enrol HTTP/1.1\r\nHost: s\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
        b"POST /v1/enrol HTTP/1.1\r\nHost: s\r\nContent-Length: -1\r\n\r\n",
        b"POST /v1/enrol HTTP/1.1\r\nHost: s\r\nTransfer-Encoding: gzip\r\n\r\n",
    ],
)
async def test_what_is_not_http_is_answered_by_us(endpoint: Endpoint, noise: bytes) -> None:
    """A 4xx with our header and a French sentence, not uvicorn's own; a smuggler's lengths included."""
    with serve(endpoint) as one:
        async with one.line(noise) as (reader, _):
            status, headers, fault = spoken(await asyncio.wait_for(reader.read(), SLACK))

    assert (status // 100, headers["connection"], fault["code"]) == (4, "close", "forme")
    assert fault["message"].endswith(".")


async def test_a_broken_chunk_in_the_middle_ends_the_request(endpoint: Endpoint, token_of: Callable[..., str]) -> None:
    """The route is told, the line is closed, the next client is served."""
    head = (
        b"POST /v1/exchange HTTP/1.1\r\nHost: s\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
        b"Authorization: Bearer %b\r\n\r\n1\r\n{\r\nZZ\r\n" % token_of().encode()
    )
    with serve(endpoint) as one:
        async with one.line(head) as (reader, _):
            status, _, _ = spoken(await asyncio.wait_for(reader.read(), SLACK))
        async with httpx.AsyncClient(base_url=one.url) as http:
            assert (await http.get("/livez")).status_code == 200

    assert status == 400


async def test_too_many_lines_cost_the_one_that_waits_longest_its_own(
    endpoint: Endpoint, token_of: Callable[..., str]
) -> None:
    """A crowd of half-open requests pushes itself out, and never a laptop that asks."""
    head = b"GET /livez HTTP/1.1\r\nHost: s\r\n"
    with serve(endpoint, Patience(receive=30.0, stall=30.0, most=20)) as one:
        async with AsyncExitStack() as lines:
            crowd = [await lines.enter_async_context(one.line(head)) for _ in range(60)]
            async with httpx.AsyncClient(base_url=one.url) as http:
                answer = await http.post("/v1/exchange", json={}, headers={"Authorization": f"Bearer {token_of()}"})
            assert answer.status_code == 200
            said: list[bytes] = []
            for reader, _ in crowd[:20]:  # a line may be cut before its last words are read
                said.append(await asyncio.wait_for(heard(reader), SLACK))
            status, headers, fault = spoken(next(one for one in said if one))
            assert (status, fault["code"], int(headers["retry-after"]) > 0) == (503, "occupe", True)
            assert len(one.server.server_state.connections) <= 21


async def test_a_reader_that_stops_reading_is_cut(
    endpoint: Endpoint,
    token_of: Callable[..., str],
    laptop: Callable[..., Device],
    change: Callable[..., Change],
) -> None:
    """Megabytes are not kept for somebody who asked for them and left."""
    me, token = laptop(), token_of("prefecture")
    changes = [change_to_wire(change(me, commune="02361", titre="x" * 40_000)) for _ in range(60)]
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    ask = (
        f"POST /v1/exchange HTTP/1.1\r\nHost: s\r\nContent-Type: application/json\r\nAuthorization: Bearer {token}\r\n"
        'Content-Length: 16\r\n\r\n{"page":4000000}'
    ).encode()
    with serve(endpoint) as one:
        async with httpx.AsyncClient(base_url=one.url, headers=headers) as http:
            assert (await http.post("/v1/exchange", content=dumps({"changes": changes[:30]}))).status_code == 200
            assert (await http.post("/v1/exchange", content=dumps({"changes": changes[30:]}))).status_code == 200
        await until(lambda: not one.server.server_state.connections)
        with socket.socket() as greedy:
            greedy.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            greedy.connect(("127.0.0.1", one.port))
            greedy.sendall(ask)
            await until(lambda: bool(one.server.server_state.connections))
            await until(lambda: not one.server.server_state.connections)


async def until(true: Callable[[], bool]) -> None:
    """Wait for something to be so, within a few seconds."""
    async with asyncio.timeout(SHORT.stall * 4 + SLACK):
        while not true():  # noqa: ASYNC110 - the server lives in another thread
            await asyncio.sleep(0.02)


def test_a_process_asks_for_as_many_files_as_it_has_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """The soft limit is raised up to the hard one, and what is left for lines is known."""
    import resource  # noqa: PLC0415 - there is none on Windows

    asked: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "setrlimit", lambda _, limits: asked.append(limits))
    for hard, left in ((4096, 2000), (1024, 824), (resource.RLIM_INFINITY, 2000)):
        monkeypatch.setattr(resource, "getrlimit", lambda _, hard=hard: (1024, hard))
        assert connection.room(2000) == left

    assert asked == [(2200, 4096), (1024, 1024), (2200, resource.RLIM_INFINITY)]
