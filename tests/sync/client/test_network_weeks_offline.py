"""Ninety days without a network, then a link of 40 kbit/s that breaks every 20 seconds: everything arrives.

Time is virtual: the link counts the seconds that its bytes would take.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import stamina

from pvd_tui.changes.edit import Edit
from storage import settings
from storage.store import Store
from sync import aside, client, jeton
from sync.errors import SyncError
from sync.protocol import EnrolRequest, Grant
from sync.rhythm import Passe, next_try
from sync.server import enrolment
from sync.server.app import Endpoint, create_app
from sync.server.database import open_database

URL = "http://127.0.0.1:8765"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
HELLO = 5_000
"""Bytes of a TCP and TLS handshake, the certificates among them."""
HEADERS = 700
"""Bytes of the headers of a request and its answer, and of TLS around them."""


@dataclass
class Link(httpx.AsyncBaseTransport):
    """A link before a real endpoint: so many bytes a second, so long each way, cut every so many seconds."""

    inner: httpx.AsyncBaseTransport
    rate: float = 5_000.0
    rtt: float = 0.7
    every: float | None = 20.0
    clock: float = 0.0
    carried: float = 0.0
    cuts: int = 0
    connected: bool = False
    requests: list[int] = field(default_factory=list)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Carry one request and its answer, or break off."""
        if not self.connected:
            self.connected = True
            self._pass(HELLO, 2)
        body = await request.aread()
        self.requests.append(len(body))
        self._pass(len(body) + HEADERS, 0.5)
        answer = await self.inner.handle_async_request(request)
        assert isinstance(answer.stream, httpx.AsyncByteStream)
        raw = b"".join([piece async for piece in answer.stream])
        self._pass(len(raw), 0.5)
        return httpx.Response(answer.status_code, headers=answer.headers, stream=httpx.ByteStream(raw))

    def _pass(self, size: int, trips: float) -> None:
        """Let bytes pass in their time; if a cut falls into it, only those before it were carried."""
        ends = self.clock + trips * self.rtt + size / self.rate
        broken = self.every and (self.clock // self.every + 1) * self.every
        if broken and ends > broken:
            self.carried += size * (broken - self.clock) / (ends - self.clock)
            self.clock, self.connected = broken + 1.0, False
            self.cuts += 1
            raise httpx.ReadError("cut")
        self.clock, self.carried = ends, self.carried + size


def write_for_weeks(store: Store, actions: int, edits: int) -> None:
    """Make so many actions, each edited so many times."""
    for number in range(actions):
        record = store.create("action", {"titre": f"Action {number:04}", "commune": "02361"})
        for again in range(edits):
            words = f"Point du {again + 1} : comité {number * again % 97}, reste {number * 37 % 1000} k€ à trouver."
            store.save([Edit("action", record, {"description": words}, {})])


def synchronised(store: Store, link: Link) -> int:
    """Synchronise as the program does, try after try, until all is said; give the number of tries."""
    passe, tries = Passe(NOON), 0

    async def once() -> None:
        async with httpx.AsyncClient(transport=link) as http:
            await client.synchronise(store, http=http)

    while True:
        tries += 1
        begun = link.clock
        try:
            aside.run(once())
        except SyncError as error:
            print(error.cause, str(error)[:90]) if tries < 6 else None
            failed, first = (NOON + timedelta(seconds=moment) for moment in (link.clock, begun))
            passe = replace(passe, echec=failed, echecs=passe.echecs + 1, debut=first)
            due = next_try(passe, 0.5)
            assert due is not None
            link.clock = (due - NOON).total_seconds()
            assert link.clock < 1 * 600, "it does not come to an end"
        else:
            return tries


@pytest.fixture
def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Store, Endpoint]]:
    """Give an enrolled laptop and its endpoint."""
    monkeypatch.setenv(jeton.FILE_ONLY, "1")
    engine = open_database(tmp_path / "serveur.sqlite")
    with Store.open(tmp_path / "pvd.db") as store:
        now = datetime.now(UTC)
        code = enrolment.invite(engine, Grant(role="chef", departements=("02",), communes=("02361",)), now)
        answer = enrolment.enrol(engine, EnrolRequest(code=code, device=store.device, nonce="n" * 16), now)
        jeton.keep(tmp_path / "pvd.db", answer.device, answer.token)
        store.settings.put(settings.SERVEUR, URL)
        store.settings.put(client.STREAMS, '["dep:02", "fr"]')
        yield store, Endpoint(engine)
    engine.dispose()
