"""A history: laptops, their endpoint, the road between them, and time. One seed is one history."""

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

from pvd_tui.changes.change import Change
from storage import rgpd_nettoyage
from storage.outbox import WAITS
from sync import client, errors, json_text, wire
from sync.client import conversation, reception
from sync.errors import SyncError
from sync.invitation import Invitation, encode
from sync.lot import key_of
from sync.protocol import Grant
from sync.server import enrolment, journal, territory
from sync.server.enrolment import TokenError
from sync.server.territory import Refusal
from tests.sync.simulation import watch
from tests.sync.simulation.fuse import ServerCrashError
from tests.sync.simulation.keys import Keys
from tests.sync.simulation.laptop import Laptop, Letter, Road
from tests.sync.simulation.memory import Memory
from tests.sync.simulation.server import FUSE, Server, seeded_secrets

START = datetime(2023, 6, 6, 9, tzinfo=UTC)
WHOLE = 10**6


@dataclass
class World:
    """Everything there is, with dice."""

    seed: int
    dice: random.Random = field(init=False)
    memory: Memory = field(default_factory=Memory)
    laptops: list[Laptop] = field(default_factory=list)
    keys: Keys = field(default_factory=Keys)
    server: Server = field(init=False)
    start: datetime = START
    time: datetime = START
    story: list[str] = field(default_factory=list)
    late: list[tuple[str, str | None, bytes]] = field(default_factory=list)
    """Requests that somewhere on the road were kept, and may arrive again: path, token, body."""
    sticks: list[bytes] = field(default_factory=list)
    backups: list[tuple[str, bytes]] = field(default_factory=list)
    blind: set[str] = field(default_factory=set)
    """Changes that laptops cannot read for the moment, as if a newer server said them in words of its own."""
    poison: set[str] = field(default_factory=set)
    """Changes that no store of ours would write, and no server should take."""
    copied: set[str] = field(default_factory=set)
    """Changes that waited when their laptop was copied: the copy may send what the original keeps to itself since."""
    judged: set[str] = field(default_factory=set)
    severity: float = 0.04
    unwelcome: set[str] = field(default_factory=set)
    """Changes that the server refuses, as if something in them offended it."""
    turned: bool = False
    """Whether a grant, or the server's past, changed: a laptop cannot tell from its cursors that it is up to date."""
    twins: bool = False
    """Whether a laptop was ever copied."""
    silent: bool = False
    """Whether the server was ever put back without a new epoch."""
    born: int = 0
    counts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Seed the dice and start the server."""
        self.dice = random.Random(self.seed)  # noqa: S311 - the dice of a test
        self.server = Server(self.dice, self.now)

    def now(self) -> datetime:
        """Give the true time, a little later each time somebody looks."""
        self.time += timedelta(milliseconds=1)
        return self.time

    def chance(self, share: float) -> bool:
        """Throw the dice."""
        return self.dice.random() < share

    def tell(self, what: str) -> None:
        """Add a line to the story, which is printed when the history fails."""
        self.story.append(f"{self.time:%Y-%m-%d %H:%M} {what}")

    def page(self) -> int:
        """Give the size of the next page: often tiny."""
        return self.dice.choice((WHOLE, WHOLE, 300, 900, 2_000))

    # ---- laptops

    def add(self, grant: Grant, *, age: str, skew: timedelta) -> Laptop:
        """Give a new laptop to somebody, and enrol it."""
        self.born += 1
        laptop = Laptop(f"poste-{self.born}", self.memory, self.dice, self.now, skew, age, grant)
        self.laptops.append(laptop)
        self.enrol(laptop)
        laptop.note({})
        self.tell(f"{laptop.name}: {age} {grant.role} {','.join(grant.departements)} {','.join(grant.communes)} {skew}")
        return laptop

    def enrol(self, laptop: Laptop) -> None:
        """Enrol a laptop with a new invitation; the first answer may be lost."""
        pasted = encode(Invitation("https://simulation", self.server.invite(laptop.grant)))
        lost = self.chance(0.1)
        while True:
            road: Any = Road(self.page)
            exchange = client.enrol(laptop.store, pasted, http=road)
            laptop.step(exchange, None)
            assert laptop.going
            answer = self.server.post("/v1/enrol", None, laptop.going[1].body)
            if not lost:
                laptop.step(exchange, answer)
                break
            laptop.drop()
            lost = False
        laptop.out = False

    def read(self, item: Any) -> Change:  # noqa: ANN401 - any JSON
        """Read a change as the client does, unless it is one that it cannot read yet."""
        if isinstance(item, dict) and item.get("id") in self.blind:
            raise json_text.WireError("forme", "Écrit par un programme plus récent.")
        return wire.change_from_wire(item)

    def frown(self, laptop: Laptop) -> None:
        """Decide that the server will refuse some of what was just written here."""
        for row in laptop.log(f"{WAITS} AND offert = 0 AND \"table\" <> 'geste'"):
            if row["id"] not in self.judged:
                self.judged.add(row["id"])
                if self.chance(self.severity):
                    self.unwelcome.add(row["id"])

    def refusal(self, grant: Grant, change: Change, records: Any) -> Refusal | None:  # noqa: ANN401 - as the real one
        """Refuse as the server does, and what it frowns at besides."""
        if change.id in self.unwelcome:
            return Refusal("forme", "Refusé.")
        return territory.refusal(grant, change, records)

    # ---- the road

    def exchange(self, laptop: Laptop, *, reliable: bool = False) -> str:
        """Let a laptop exchange until it has finished, failed or hangs; say how it ended."""
        try:
            laptop.start(self.page if not reliable else lambda: WHOLE)
            if not reliable and self.chance(0.05):
                return "suspendu"
            while laptop.going:
                exchange, letter = laptop.going
                answer = self.carry(laptop, letter, reliable=reliable)
                if isinstance(answer, str):
                    return answer
                if not reliable and self.chance(0.06):
                    laptop.fuse.left = self.dice.randint(0, 40)
                laptop.step(exchange, answer)
                laptop.fuse.left = None
        except SyncError as error:
            laptop.going = None
            return error.cause
        finally:
            laptop.fuse.left = None
            laptop.note({})
            watch.cursors(self, laptop)
        return "fini"

    def carry(self, laptop: Laptop, letter: Letter, *, reliable: bool) -> bytes | BaseException | str:
        """Carry a request to the server and its answer back, or not."""
        token = self.keys.read(laptop.name, "")
        lost = errors.unreachable("simulation")
        if not reliable and self.chance(0.06):
            return lost
        if not reliable and self.chance(0.05):
            self.late.append((letter.path, token, letter.body))
        answer = self.deliver(laptop, letter.path, token, letter.body, fragile=not reliable)
        if not reliable and self.chance(0.04):
            again = self.deliver(laptop, letter.path, token, letter.body, fragile=False)
            if isinstance(answer, bytes) and isinstance(again, bytes):
                assert not any(one["verdict"] == "stored" for one in json_text.loads(again)["verdicts"]), "stored twice"
            answer = self.dice.choice((answer, again))
        if not reliable and self.chance(0.10):
            return lost
        if not reliable and self.chance(0.04):
            return "suspendu"
        return answer

    def deliver(
        self, laptop: Laptop | None, path: str, token: str | None, body: bytes, *, fragile: bool
    ) -> bytes | BaseException:
        """Let the server work on a request; it may die while it does."""
        watch.request(self, body)
        if fragile and self.chance(0.04):
            FUSE.left = self.dice.randint(0, 40)
        try:
            answer = self.server.post(path, token, body)
        except ServerCrashError:
            self.tell("le serveur tombe")
            return errors.unreachable("simulation")
        except TokenError as error:
            return SyncError(error.code, str(error))
        finally:
            FUSE.left = None
        watch.answer(self, laptop, body, answer)
        return answer

    def is_behind(self, laptop: Laptop) -> bool:
        """Say whether a laptop has something to send, or the server something for it."""
        heads = {row["stream"]: row["head"] for row in self.server.rows("SELECT stream, head FROM stream")}
        mine = {row["stream"]: row["seq"] for row in laptop.rows("SELECT stream, seq FROM curseur")}
        reads = {"fr", *(f"dep:{code}" for code in laptop.grant.departements)}
        if laptop.role == "national":
            reads = set(heads)
        parts = laptop.rows("SELECT 1 FROM complement UNION ALL SELECT 1 FROM illisible")
        return bool(laptop.waiting() or parts or any(mine.get(name) != heads[name] for name in reads))

    def learn(self) -> None:
        """Learn what the server refused and has, where no answer was watched."""
        for row in self.server.rows("SELECT id, code FROM refused_change"):
            self.memory.refused.setdefault(row["id"], row["code"])

    # ---- losses

    def destroyed(self) -> None:
        """Learn what still exists somewhere after a laptop or the server was put back or thrown away."""
        whole: set[str] = set()
        stubs: set[str] = set()
        sources = [laptop.rows("SELECT id, stub FROM change") for laptop in self.laptops]
        sources.append(self.server.rows("SELECT id, stub FROM change"))
        for rows in sources:
            for row in rows:
                (whole if row["stub"] == "[]" else stubs).add(row["id"])
        for laptop in self.laptops:
            whole.update(row["id"] for row in laptop.rows("SELECT id FROM a_corriger"))
        self.memory.lose(whole, stubs)

    def regrant(self) -> None:
        """Give each device again the grant that its user has: whoever puts a server back does that."""
        for laptop in self.laptops:
            for device in self.devices(laptop):
                enrolment.regrant(self.server.engine, device, laptop.grant)
            if laptop.out:
                enrolment.revoke(self.server.engine, laptop.store.device, self.now())

    def devices(self, laptop: Laptop) -> list[str]:
        """Name the device of a laptop's file and that of its key: another one, where an older file was put back."""
        token = self.keys.read(laptop.name, "") or ""
        rows = self.server.rows("SELECT id FROM device WHERE token_hash = ?", key_of(token))
        return sorted({laptop.store.device, *(str(row["id"]) for row in rows)})

    def count(self) -> None:
        """Count what happened, for the figures."""
        disagreements = [laptop.rows("SELECT nature FROM desaccord") for laptop in self.laptops]
        self.counts = Counter(
            changes=len(self.memory.made),
            laptops=len(self.laptops),
            conflicts=sum(row["nature"] == "conflit" for rows in disagreements for row in rows),
            proposals=sum(row["nature"] == "proposition" for rows in disagreements for row in rows),
            refused=len(self.memory.refused),
            lost=len(self.memory.lost),
            restores=self.server.restores,
            erasures=len(self.server.rows("SELECT id FROM erasure")),
            restamps=len(self.server.rows("SELECT id FROM restamp")),
        )

    def close(self) -> None:
        """Close every file."""
        for laptop in self.laptops:
            laptop.forget()


@contextmanager
def world(seed: int) -> Iterator[World]:
    """Run a history: the client's road, keys and sizes are the history's, the server's secrets come from the seed."""
    here = World(seed)
    with ExitStack() as stack:
        stack.enter_context(seeded_secrets(here.dice))
        for module, name, value in (
            (client, "Transport", lambda _url, *, http, token=None: http),  # noqa: ARG005 - as the real one
            (client, "jeton", here.keys),
            (rgpd_nettoyage, "_nettoyer", lambda _: True),  # there is no file to write anew
            (conversation, "MAX_CHANGES", here.dice.choice((2_000, 2_000, 1, 3))),
            (reception, "change_from_wire", here.read),
            (reception, "SHARE", here.dice.choice((400, 2))),
        ):
            stack.enter_context(patch.object(module, name, value))
        stack.enter_context(patch.object(journal, "refusal", here.refusal))
        stack.callback(here.close)
        yield here
