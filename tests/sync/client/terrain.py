"""A real server on a real socket with a real base, a road that can be broken, and laptops enrolled with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from unittest.mock import patch

import pytest
from sqlalchemy import Engine, select

from storage import settings
from storage.store import Store
from sync import aside, client, jeton
from sync.client import Bilan, synchronise
from sync.errors import SyncError
from sync.protocol import EnrolRequest, Grant
from sync.server import enrolment
from sync.server.app import Endpoint, create_app
from sync.server.database import open_database
from sync.server.rate import Limits, Pace
from sync.server.schema import change
from sync.transport import Transport
from tests.sync.client.proxy_of_faults import Backstage, Fault, Road, backstage, road, serving

GUISE = "02361"


@dataclass
class Terrain:
    """What lies between a laptop and the préfecture, and both ends of it."""

    behind: Backstage
    engine: Engine
    endpoint: Endpoint
    port: int
    road: Road
    laptops: list[Store] = field(default_factory=list)

    @property
    def url(self) -> str:
        """The endpoint's address, by the road that can be broken."""
        return f"http://127.0.0.1:{self.road.port}"

    def enrol(self, path: Path, url: str | None = None) -> "Poste":
        """Open a new laptop of a chef at Guise, enrolled and not yet synchronised."""
        store = Store.open(path)
        now = datetime.now(UTC)
        code = enrolment.invite(self.engine, Grant(role="chef", departements=("02",), communes=(GUISE,)), now)
        answer = enrolment.enrol(self.engine, EnrolRequest(code=code, device=store.device, nonce="n" * 16), now)
        jeton.keep(path, answer.device, answer.token)
        store.settings.put(settings.SERVEUR, url or self.url)
        store.settings.put(client.STREAMS, '["dep:02", "fr"]')
        self.road.fault = Fault()
        return Poste(store, self)

    def stored(self) -> dict[str, int]:
        """Give the seq of each change that the server has, by id."""
        with self.engine.connect() as connection:
            return {row.id: row.seq for row in connection.execute(select(change.c.id, change.c.seq))}


@dataclass
class Poste:
    """One laptop, and what its user does."""

    store: Store
    terrain: Terrain
    deadline: float = 60.0
    silence: float = 20.0
    connect: float = 20.0

    def write(self, titre: str = "Halle") -> str:
        """Save a record."""
        return self.store.create("action", {"titre": titre, "commune": GUISE})

    def sync(self) -> Bilan:
        """Synchronise as the program does, with the patience of this test."""
        patient = partial(Transport, deadline=self.deadline, silence=self.silence, connect=self.connect)
        with patch.object(client, "Transport", patient):
            return aside.run(synchronise(self.store))

    def refusal(self) -> SyncError:
        """Synchronise, which must fail, and see that nothing is claimed that is not true."""
        with pytest.raises(SyncError) as caught:
            self.sync()
        self.check()
        return caught.value

    def check(self) -> None:
        """See that each change marked « transmis » is at the server, under that very seq."""
        stored = self.terrain.stored()
        rows = self.store.connection.execute("SELECT id, seq FROM change WHERE seq IS NOT NULL")
        assert {row[0]: row[1] for row in rows}.items() <= stored.items()

    def waiting(self) -> int:
        """Count what the screen says is still to be sent."""
        return self.store.outbox.count()


@contextmanager
def terrain(folder: Path) -> Iterator[Terrain]:
    """Build the ground of a module's tests."""
    engine = open_database(folder / "serveur.sqlite")
    generous = Pace(burst=1_000_000, second=10_000)  # thousands of exchanges a test are no attack here
    endpoint = Endpoint(engine, limits=Limits(device=generous, stranger=generous))
    with backstage() as behind, serving(behind, create_app(endpoint)) as port, road(behind, port) as way:
        yield Terrain(behind, engine, endpoint, port, way)
    engine.dispose()
