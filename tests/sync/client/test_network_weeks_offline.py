"""Ninety days without a network, then a link of 40 kbit/s that breaks every 20 seconds: everything arrives.

Time is virtual: the link counts the seconds that its bytes would take.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

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
from sync.server.schema import change

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
    bodies: float = 0.0
    """Bytes of requests and answers that were carried, those in vain too."""
    around: float = 0.0
    """Bytes of headers and handshakes."""
    cuts: int = 0
    connected: bool = False
    requests: int = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Carry one request and its answer, or break off."""
        self.requests += 1
        if not self.connected:
            self.connected = True
            self._pass(0, HELLO, 2)
        self._pass(len(await request.aread()), HEADERS / 2, 0.5)
        answer = await self.inner.handle_async_request(request)
        assert isinstance(answer.stream, httpx.AsyncByteStream)
        raw = b"".join([piece async for piece in answer.stream])
        self._pass(len(raw), HEADERS / 2, 0.5)
        return httpx.Response(answer.status_code, headers=answer.headers, stream=httpx.ByteStream(raw))

    def _pass(self, body: float, around: float, trips: float) -> None:
        """Let bytes pass in their time; if a cut falls into it, only those before it were carried."""
        ends = self.clock + trips * self.rtt + (body + around) / self.rate
        broken = (self.clock // self.every + 1) * self.every if self.every else None
        part = (broken - self.clock) / (ends - self.clock) if broken and ends > broken else 1.0
        self.bodies, self.around = self.bodies + body * part, self.around + around * part
        if broken and ends > broken:
            self.clock, self.connected, self.cuts = broken + 1.0, False, self.cuts + 1
            raise httpx.ReadError("cut")
        self.clock = ends


def write_for_weeks(store: Store, actions: int, edits: int) -> None:
    """Make so many actions, each edited so many times."""
    for number in range(actions):
        record = store.new_id()
        titre = {"titre": f"Action {number:04}", "commune": "02361"}
        points = [
            f"Point {again} : comité {number * again % 97}, reste {number * 37 % 1000} k€." for again in range(edits)
        ]
        store.save([Edit("action", record, titre), *(Edit("action", record, {"description": p}) for p in points)])


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
        except SyncError:
            failed, first = (NOON + timedelta(seconds=moment) for moment in (link.clock, begun))
            passe = replace(passe, echec=failed, echecs=passe.echecs + 1, debut=first)
            due = next_try(passe, 0.5)
            assert due is not None
            link.clock = (due - NOON).total_seconds()
            assert link.clock < 6 * 3600, "it does not come to an end"
        else:
            return tries


@contextmanager
def pair(folder: Path) -> Iterator[tuple[Store, Endpoint]]:
    """Give an enrolled laptop and its endpoint."""
    folder.mkdir()
    engine = open_database(folder / "serveur.sqlite")
    with Store.open(folder / "pvd.db") as store:
        now = datetime.now(UTC)
        code = enrolment.invite(engine, Grant(role="chef", departements=("02",), communes=("02361",)), now)
        answer = enrolment.enrol(engine, EnrolRequest(code=code, device=store.device, nonce="n" * 16), now)
        jeton.keep(folder / "pvd.db", answer.device, answer.token)
        store.settings.put(settings.SERVEUR, URL)
        store.settings.put(client.STREAMS, '["dep:02", "fr"]')
        yield store, Endpoint(engine)
    engine.dispose()


def carried(
    folder: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], link: dict[str, float | None]
) -> Link:
    """Play the weeks and the return; see that everything arrived, once."""
    with pair(folder) as (store, endpoint):
        write_for_weeks(store, *size)
        waiting = store.outbox.count()
        way = Link(httpx.ASGITransport(create_app(endpoint)), **link)  # type: ignore[arg-type] # by name
        monkeypatch.setattr(client, "monotonic", lambda: way.clock)
        synchronised(store, way)
        assert store.outbox.count() == 0
        with endpoint.engine.connect() as connection:
            stored = {row.id: row.seq for row in connection.execute(select(change.c.id, change.c.seq))}
        kept = dict(store.connection.execute("SELECT id, seq FROM change").fetchall())
        assert len(stored) == waiting
        assert kept == stored
    return way


@pytest.mark.parametrize(
    ("size", "phase"),
    [
        ((200, 4), 9.0),
        *(pytest.param((1_000, 4), float(phase), marks=pytest.mark.long) for phase in range(20)),
    ],
)
def test_after_ninety_days_a_link_that_breaks_again_and_again_brings_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int], phase: float
) -> None:
    """It comes to its end, and what had to be sent again is a fifth at most."""
    monkeypatch.setenv(jeton.FILE_ONLY, "1")
    perfect = carried(tmp_path / "parfait", monkeypatch, size, {"every": None, "rate": 1e9, "rtt": 0.0})
    broken = carried(tmp_path / "coupe", monkeypatch, size, {"clock": phase})

    print(f"{size} {phase}: {broken.bodies / perfect.bodies:.3f}, {broken.cuts} cuts, {broken.requests} requests, "  # noqa: T201 - the figures
          f"{broken.bodies:.0f} + {broken.around:.0f} bytes, {broken.clock:.0f} s")  # fmt: skip
    assert broken.cuts
    assert broken.bodies <= 1.2 * perfect.bodies


def test_a_good_road_takes_few_round_trips(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The share grows fast where nothing breaks: prudence costs a good link nothing that one would notice."""
    monkeypatch.setenv(jeton.FILE_ONLY, "1")

    way = carried(tmp_path / "fibre", monkeypatch, (200, 4), {"every": None, "rate": 1e6, "rtt": 0.03})

    assert way.requests <= 5
    assert way.clock < 1
