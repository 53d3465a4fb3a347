"""A laptop: a real store in memory, a person in front of it, and an exchange that may hang for months."""

import random
import sqlite3
from collections.abc import Callable, Coroutine, Generator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Self

from storage.errors import RefusError
from storage.fiche import Fiche
from storage.outbox import WAITS
from storage.store import Store
from sync import client, json_text
from sync.protocol import Grant
from tests.sync.simulation.fuse import CrashError, Faulty, Fuse
from tests.sync.simulation.memory import Looked, Memory, Place
from tests.sync.simulation.naive import ARCHIVE, EFFACE, Row, is_erasure
from tests.sync.simulation.server import stored
from tests.sync.simulation.templates import laptop_file, upgrade

Exchange = Coroutine[Any, Any, Any]


@dataclass
class Letter:
    """A request that waits for somebody to carry it; the exchange goes on once it is answered."""

    path: str
    body: bytes

    def __await__(self) -> Generator["Letter", Any, Any]:
        """Hang until the history gives the answer."""
        return (yield self)


class Road:
    """The client's way to the endpoint: a letter that the history carries, loses or delays."""

    host = "simulation"

    def __init__(self, page: Callable[[], int]) -> None:
        """Ask for pages of the size that the dice give."""
        self._page = page
        self.sent = 0
        self.received = 0

    async def __aenter__(self) -> Self:
        """Be used as a block."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close nothing."""

    async def post(self, path: str, body: bytes) -> Any:  # noqa: ANN401 - any JSON
        """Write the request down, and wait."""
        if path == "/v1/exchange":
            body = json_text.dumps({**json_text.loads(body), "page": self._page()})
        answer: bytes = await Letter(path, body)
        return json_text.loads(answer)


@dataclass
class Screen:
    """A fiche that is open: what it shows is what it showed when it was opened."""

    fiche: Fiche
    shown: dict[Place, set[str]]
    """Field to the changes whose value is displayed."""
    card: dict[Place, set[str]]
    """The same, with the values that the conflict card displays."""


@dataclass
class Laptop:
    """One device and its user."""

    name: str
    memory: Memory
    dice: random.Random
    now: Callable[[], datetime]
    skew: timedelta
    age: str
    grant: Grant
    token: str | None = None
    fuse: Fuse = field(default_factory=Fuse)
    forms: list[Screen] = field(default_factory=list)
    going: tuple[Exchange, Letter] | None = None
    lots: int = 0
    out: bool = False
    """Whether its access was taken away."""
    read: dict[str, tuple[tuple[str, str], int]] = field(default_factory=dict)
    """By stream, the lineage and role, and how far they were read."""
    file: bytes | None = None
    """What is on its disk at first; nothing that anybody wrote if none is given."""
    store: Store = field(init=False)

    def __post_init__(self) -> None:
        """Put the file on the disk."""
        self.load(self.file or laptop_file(self.age))

    @property
    def role(self) -> str:
        """The role its user was given."""
        return self.grant.role

    def clock(self) -> datetime:
        """Give the time by this laptop's clock."""
        return self.now() + self.skew

    def load(self, file: bytes) -> None:
        """Put a file on the disk and open it."""
        self.read.clear()
        self.drop()
        connection = sqlite3.connect(":memory:", factory=Faulty, isolation_level=None, check_same_thread=False)
        connection.row_factory = sqlite3.Row
        connection.fuse = self.fuse = Fuse()
        connection.deserialize(file)
        self._open(connection)
        self.lots = self._last_lot()

    def reopen(self) -> None:
        """Start again after a crash: what was not committed is gone, and so is every open form."""
        self.drop()
        connection = self.store.connection
        self.fuse.left = None
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        self._open(connection)

    def _open(self, connection: sqlite3.Connection) -> None:
        self.forms.clear()
        self.store = Store(connection, self.name, clock=self.clock, entropy=self.dice.randbytes)
        version = str(connection.execute("PRAGMA user_version").fetchone()[0])
        if self.store.settings.get("schema_lu") != version:
            self.store.after_migration()

    def drop(self) -> None:
        """Forget an exchange that hangs."""
        self.fuse.left = None
        if self.going:
            self.going[0].close()
            self.going = None

    def upgrade(self, age: str) -> None:
        """Install another program over the same file."""
        self.age = age
        upgrade(self.store.connection, age)
        self.reopen()

    def rows(self, query: str, *facts: object) -> list[Row]:
        """Read the file as it lies, without the code under test."""
        cursor = sqlite3.Connection.execute(self.store.connection, query, facts)
        return [dict(row) for row in cursor.fetchall()]

    def log(self, condition: str = "etat = 'log'", *facts: object) -> list[Row]:
        """Give the changes that lie in the file."""
        return [stored(row) for row in self.rows(f"SELECT * FROM change WHERE {condition}", *facts)]  # noqa: S608 - constants

    def waiting(self) -> list[str]:
        """Name what waits to be sent, in log order."""
        return [row["id"] for row in self.rows(f"SELECT id FROM change WHERE {WAITS} ORDER BY rang")]  # noqa: S608 - constants

    def known(self) -> list[tuple[str, str]]:
        """List the records that this laptop shows."""
        rows = self.rows('SELECT "table", record FROM fiche WHERE "table" <> \'geste\' ORDER BY rang')
        return [(row["table"], row["record"]) for row in rows if row["table"] in self.store.plans]

    def look(self, table: str, record: str) -> Screen | None:
        """Open a fiche."""
        fiche = self.store.get(table, record)
        if fiche is None:
            return None
        log = self.log("\"table\" = ? AND record = ? AND etat <> 'passe'", table, record)
        names = {name for row in log for name in (*row["set"], *row["stub"])} | {
            ARCHIVE,
            *self.store.plans[table].columns,
        }
        asked = {(d.champ, i) for d in fiche.folded.desaccords for i in d.heads}
        shown, card = {}, {}
        for name in names - {EFFACE}:
            having = {r["id"] for r in log if name in r["set"] and r["set"][name] == fiche.values.get(name)}
            values = [r["set"][name] for r in log if (name, r["id"]) in asked and name in r["set"]]
            shown[table, record, name] = having
            card[table, record, name] = having | {r["id"] for r in log if r["set"].get(name, ...) in values}
        seen = {row["id"] for row in log if is_erasure(row)}
        shown[table, record, EFFACE] = card[table, record, EFFACE] = seen
        return Screen(fiche, shown, card)

    def act(self, deed: Callable[[], object], looked: Looked | None = None) -> bool:
        """Let the user do something; remember what is in the file afterwards. False if the store refused it."""
        done = True
        try:
            deed()
        except RefusError:
            done = False
        except CrashError:
            self.reopen()
        self.note(looked or {})
        return done

    def note(self, looked: Looked) -> None:
        """Remember what this laptop's user wrote since the last time."""
        written = self.log("lot IN (SELECT id FROM lot WHERE rang > ?)", self.lots)
        self.lots = self._last_lot()
        fresh: dict[Place, set[str]] = {}
        for row in written:  # an erasure that came while the form was open has been seen: it blanked it
            known = self.log('"table" = ? AND record = ?', row["table"], row["record"])
            fresh[row["table"], row["record"], EFFACE] = {r["id"] for r in known if is_erasure(r)}
        self.memory.note(self.name, written, {**looked, **fresh})

    def _last_lot(self) -> int:
        return int(self.rows("SELECT coalesce(max(rang), 0) AS n FROM lot")[0]["n"])

    def start(self, page: Callable[[], int]) -> None:
        """Begin an exchange, unless one hangs already."""
        if self.going is None:
            self.step(client.converse(self.store, Road(page)), None)

    def step(self, exchange: Exchange, answer: bytes | BaseException | None) -> Any:  # noqa: ANN401 - what the exchange gives
        """Let an exchange go on until its next letter, its end or the death of the process."""
        self.going = None
        try:
            letter = exchange.throw(answer) if isinstance(answer, BaseException) else exchange.send(answer)
        except StopIteration as end:
            return end.value
        except CrashError:
            self.reopen()
            return None
        self.going = (exchange, letter)
        return None

    def forget(self) -> None:
        """Close the file."""
        self.drop()
        with suppress(sqlite3.Error):
            self.store.close()
