"""Laptops that talk to a real endpoint without a socket, over a road that a test can break."""

import asyncio
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
import stamina
from sqlalchemy import Engine

from storage.store import Store
from sync.client import Bilan, enrol, synchronise
from sync.compression import inflate
from sync.invitation import Invitation, encode
from sync.jeton import FILE_ONLY
from sync.protocol import MAX_BODY, Grant
from sync.server import enrolment
from sync.server.app import Endpoint, create_app

URL = "http://127.0.0.1:8765"


@dataclass
class Road(httpx.AsyncBaseTransport):
    """The way to the endpoint; `fail` decides, request by request, what goes wrong."""

    inner: httpx.AsyncBaseTransport
    fail: Callable[[int], str] = lambda _: ""
    requests: int = 0
    bodies: list[bytes] = field(default_factory=list)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Carry one request, lose it, or lose its answer."""
        self.requests += 1
        fault = self.fail(self.requests)
        if fault == "request":
            raise httpx.ConnectError("no road")
        answer = await self.inner.handle_async_request(request)
        if fault == "answer":
            raise httpx.ReadError("cut")
        assert isinstance(answer.stream, httpx.AsyncByteStream)
        raw = b"".join([piece async for piece in answer.stream])
        self.bodies.append(inflate(raw, answer.headers.get("Content-Encoding"), MAX_BODY))
        return httpx.Response(answer.status_code, headers=answer.headers, stream=httpx.ByteStream(raw))


class Laptop:
    """One store, and what its user does with the endpoint."""

    def __init__(self, store: Store, endpoint: Endpoint) -> None:
        """Join a store and an endpoint."""
        self.store = store
        self._endpoint = endpoint
        self.road = Road(httpx.ASGITransport(create_app(endpoint)))

    def enrol(self, role: str, *communes: str) -> None:
        """Enrol with an invitation of the préfecture of the Aisne."""
        grant = Grant.model_validate({"role": role, "departements": ("02",), "communes": communes})
        code = enrolment.invite(self._endpoint.engine, grant, datetime.now(UTC))
        asyncio.run(self._enrol(encode(Invitation(URL, code))))

    def sync(self) -> Bilan:
        """Synchronise until nothing waits on either side."""
        return asyncio.run(self._sync())

    async def _enrol(self, invitation: str) -> None:
        async with httpx.AsyncClient(transport=self.road) as http:
            await enrol(self.store, invitation, http=http)

    async def _sync(self) -> Bilan:
        async with httpx.AsyncClient(transport=self.road) as http:
            return await synchronise(self.store, http=http)


Laptops = Callable[[str], Laptop]


@pytest.fixture(autouse=True)
def no_waiting() -> Iterator[None]:
    """Try again as often as the program does, without its pauses."""
    with stamina.set_testing(True, attempts=3, cap=True):
        yield


@pytest.fixture
def endpoint(engine: Engine) -> Endpoint:
    """Give an endpoint on each kind of database."""
    return Endpoint(engine)


@pytest.fixture
def laptop(tmp_path: Path, template: Path, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch) -> Iterator[Laptops]:
    """Make laptops by name; a name used twice opens the same file."""
    monkeypatch.setenv(FILE_ONLY, "1")
    with ExitStack() as opened:

        def make(name: str) -> Laptop:
            path = tmp_path / f"{name}.db"
            if not path.exists():
                shutil.copyfile(template, path)
            return Laptop(opened.enter_context(Store.open(path)), endpoint)

        yield make
