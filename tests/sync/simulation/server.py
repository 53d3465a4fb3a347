"""The endpoint without its door: the real enrolment and the real exchange, on a database in memory."""

import json
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from unittest.mock import patch

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.pool import StaticPool

from sync import json_text
from sync.protocol import EnrolRequest, ExchangeRequest, Grant
from sync.server import annexe, enrolment, exchange, reprise, streams
from tests.sync.simulation.fuse import Fuse, ServerCrashError
from tests.sync.simulation.templates import server_file

FUSE = Fuse(ServerCrashError)
"""The server's process; there is one server at a time."""


@cache
def database() -> tuple[sqlite3.Connection, Engine]:
    """Open the one database: SQLAlchemy keeps its compiled statements with its engine, so histories share it."""
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)

    @event.listens_for(engine, "before_cursor_execute")
    def _statement(*_: object) -> None:
        FUSE.burn()

    @event.listens_for(engine, "commit")
    def _commit(_: object) -> None:
        FUSE.burn()

    return connection, engine


@dataclass(frozen=True)
class Snapshot:
    """A backup of the server."""

    file: bytes


@dataclass
class Server:
    """The endpoint of a history."""

    dice: random.Random
    now: Callable[[], datetime]
    snapshots: list[Snapshot] = field(default_factory=list)
    restores: int = 0

    def __post_init__(self) -> None:
        """Start empty."""
        FUSE.left = None
        self.load(server_file())

    @property
    def engine(self) -> Engine:
        """The database as the server's code uses it."""
        return database()[1]

    def load(self, file: bytes) -> None:
        """Put a file in the place of the database."""
        connection = database()[0]
        connection.rollback()
        with closing(sqlite3.connect(":memory:")) as copy:  # page by page: statements prepared before remain valid
            copy.deserialize(file)
            copy.backup(connection)

    def rows(self, query: str, *facts: object) -> list[dict[str, Any]]:
        """Read the database as it lies, without the code under test."""
        cursor = database()[0].execute(query, facts)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def post(self, path: str, token: str | None, body: bytes) -> bytes:
        """Answer a request; raises what the endpoint's code raises."""
        content = json_text.loads(body)
        if path == "/v1/enrol":
            asked = EnrolRequest.model_validate(content)
            return enrolment.enrol(self.engine, asked, self.now()).model_dump_json().encode()
        sender = enrolment.authenticate(self.engine, token or "", self.now())
        request = ExchangeRequest.model_validate(content)
        return exchange.exchange(self.engine, sender, request, self.now())[0]

    def invite(self, grant: Grant) -> str:
        """Make an invitation, as the préfecture does."""
        return enrolment.invite(self.engine, grant, self.now())

    def snapshot(self) -> None:
        """Make a backup."""
        database()[0].rollback()
        self.snapshots.append(Snapshot(database()[0].serialize()))

    def restore(self, one: Snapshot, *, epoch: bool) -> None:
        """Put a backup back; with a new epoch as `pvd-serveur restaurer` does, or silently as a file copied back."""
        self.restores += 1
        with self.engine.connect() as connection:
            erasures = annexe.of_base(connection).erasures
        self.load(one.file)
        if epoch:
            streams.start_epoch(self.engine, lambda: f"restauration-{self.restores}")
            reprise.reapply(self.engine, erasures.values())


@contextmanager
def seeded_secrets(dice: random.Random) -> Iterator[None]:
    """Let the server draw its codes, tokens and ids of devices from the seed."""

    def text(_: object = None) -> str:
        return f"{dice.getrandbits(256):064x}"[:43]

    def uuid4() -> str:
        drawn = text()
        return "-".join((drawn[:8], drawn[8:12], drawn[12:16], drawn[16:20], drawn[20:32]))

    drawn = patch.multiple("sync.server.enrolment.secrets", choice=dice.choice, token_urlsafe=text, token_hex=text)
    with drawn, patch("sync.server.enrolment.uuid.uuid4", uuid4):
        yield


def stored(row: dict[str, Any]) -> dict[str, Any]:
    """Read the JSON of a row of `change`, of the server or of a laptop."""
    return {name: json.loads(cell) if name in _JSON else cell for name, cell in row.items()}


_JSON = ("set", "over", "stub", "refused")
