"""A laptop that loses its power at any moment has every save it acknowledged.

The store runs its own code on a disk that forgets what was not synced (`disk.py`); the file found after
each cut is opened by the ordinary store.
"""

import random
import shutil
import sqlite3
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from pvd_tui.changes.change import Change
from storage.check import verify
from storage.drafts import Draft
from storage.outbox import Cursor
from storage.plan import TablePlan
from storage.settings import DEPARTEMENT
from storage.store import Store
from tests.storage.disk import Crash, Disk, DiskConnection, DiskVFS
from tests.storage.laptops import GUISE, Chance, Clock, a_commune, an_action, is_what_its_log_says

STEPS = 50
"""Gestures of one run; each is one to three transactions."""


@dataclass
class Told:
    """What the store had acknowledged at one moment: each is a floor that the file found may not be below."""

    changes: set[str] = field(default_factory=set)
    draft: int = -1
    cursor: int = 0

    @classmethod
    def at(cls, crash: Crash) -> "Told":
        """Sum up what was acknowledged before a crash."""
        told = cls()
        for what in crash.done:
            match what:
                case ("changes", list() as ids):
                    told.changes.update(ids)
                case ("draft", int() as number):
                    told.draft = number
                case ("cursor", int() as seq):
                    told.cursor = seq
        return told


class Run:
    """One run of the store on a disk that can lose its power."""

    def __init__(self, store: Store, disk: Disk, seed: int) -> None:
        """Work on this store."""
        self.store = store
        self.disk = disk
        self.chance = random.Random(seed)  # noqa: S311 - the gestures of a test
        self.action = an_action(store)
        self.seq = 0
        self.drafts = 0
        self._acknowledge_log()

    def go(self) -> None:
        """Make every kind of transaction, in a random order."""
        kinds = (
            self.create,
            self.update,
            self.update,
            self.draft,
            self.receive,
            self.send,
            self.refuse,
            self.undo,
            self.archive,
        )  # fmt: skip - the kinds, at a glance
        for _ in range(STEPS):
            self.chance.choice(kinds)()
            self._acknowledge_log()

    def create(self) -> None:
        """Write a new action."""
        self.action = an_action(self.store, description="é" * self.chance.randrange(20, 3000))

    def update(self) -> None:
        """Edit the present action."""
        before = self.store.get("action", self.action)
        if before is None or before.folded.archived:
            return self.create()
        number = self.chance.random()
        self.store.update(before, {"titre": f"Halle {number}", "contenu": "x" * self.chance.randrange(20, 3000)})
        return None

    def draft(self) -> None:
        """Type into the present action."""
        self.drafts += 1
        self.store.drafts.put(Draft("action", self.action, "description", str(self.drafts), ()))
        self.disk.done(("draft", self.drafts))

    def receive(self) -> None:
        """Take a page of somebody else's changes in."""
        page = []
        for _ in range(self.chance.randrange(1, 6)):
            self.seq += 1
            page.append(elsewhere(self.seq))
        self.store.outbox.receive(page, Cursor("dep:02", self.seq))
        self.disk.done(("cursor", self.seq))

    def send(self) -> None:
        """Send what waits, and have it acknowledged."""
        for change in self.store.outbox.offer(("dep:02",), most=3, most_bytes=10**6):
            stamp = change.stamped(seq=10_000 + self.seq, received_at=self.store.now(), role="chef", relais=None)
            self.store.outbox.acknowledge([stamp])

    def refuse(self) -> None:
        """Have the first that waits refused."""
        for change in self.store.outbox.offer(("dep:02",), most=1, most_bytes=10**6):
            self.store.outbox.refuse(change, "perimetre", "Cette commune n'est pas la vôtre.")

    def undo(self) -> None:
        """Take the last gesture back."""
        self.store.history.undo()

    def archive(self) -> None:
        """Archive the present action."""
        before = self.store.get("action", self.action)
        if before is not None and not before.folded.archived:
            self.store.archive(before)

    def _acknowledge_log(self) -> None:
        """Every gesture has returned: all that the store now knows is acknowledged."""
        ids = self.store.connection.execute("SELECT id FROM change UNION SELECT id FROM a_corriger").fetchall()
        self.disk.done(("changes", [row[0] for row in ids]))


def elsewhere(seq: int) -> Change:
    """Give a change of another laptop."""
    return Change(
        id=f"ailleurs-{seq:06}",
        table="action",
        record=f"action-{seq % 7}",
        set={"titre": f"Ailleurs {seq}"},
        over={},
        at="2023-06-06T10:00:00.000000+00:00",
        by="autre",
        stream="dep:02",
        commune=GUISE,
        seq=seq,
        received_at="2023-06-06T10:00:00.000000+00:00",
        role="chef",
    )  # fmt: skip - one change


def opened_on(disk: Disk, path: Path, synchronous: str, patch: pytest.MonkeyPatch) -> Store:
    """Open the store at `path` by its own code, on the disk; copies of it go to ordinary files."""
    vfs = DiskVFS(f"disk-{id(disk)}", disk)
    connect = sqlite3.connect

    def on_disk(target: Any, *facts: Any, **named: Any) -> Any:  # noqa: ANN401 - the signature of sqlite3.connect
        if str(target) == str(path):
            return DiskConnection(path, vfs.name, synchronous)
        return connect(target, *facts, **named)

    with patch.context() as patched:
        patched.setattr(sqlite3, "connect", on_disk)
        store = Store.open(path, clock=Clock(), entropy=Chance(synchronous))
    disk.vfs = vfs
    return store


def a_run(folder: Path, template: Path, synchronous: str, patch: pytest.MonkeyPatch) -> Disk:
    """Run every kind of transaction on a disk; returns what the disk saw."""
    path = folder / "p.db"
    shutil.copyfile(template, path)
    with Store.open(path) as store:
        store.settings.put(DEPARTEMENT, "02")
        a_commune(store)
    disk = Disk({"p.db": path.read_bytes()})
    store = opened_on(disk, path, synchronous, patch)
    Run(store, disk, seed=1).go()
    steps = list(disk.steps)
    store.close()
    disk.steps = steps
    return disk


def found(crash: Crash, folder: Path) -> Path:
    """Write the files as they are found after a crash."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, content in crash.files.items():
        if name.startswith("p.db"):
            (folder / name).write_bytes(content)
    return folder / "p.db"


@dataclass
class Cuts:
    """Opens what cuts leave. The same bytes are opened once, the same base is checked once: they would say the same."""

    folder: Path
    told: dict[bytes, Told] = field(default_factory=dict)
    """What the files found said, by their bytes."""
    sound: set[bytes] = field(default_factory=set)
    """The bases that were found whole, as SQLite reads them out of file and log together."""

    def lost(self, crash: Crash, *, deep: bool) -> int:
        """Count the acknowledged changes that a crash lost; fails where what is found is not whole or consistent."""
        files = (name.encode() + b"\0" + crash.files[name] for name in sorted(crash.files) if name.startswith("p.db"))
        bytes_found = sha256(b"\0".join(files)).digest()
        if deep or bytes_found not in self.told:
            self.told[bytes_found] = self._opened(crash, deep=deep)
        kept, told = self.told[bytes_found], Told.at(crash)
        return len(told.changes - kept.changes) + (kept.cursor < told.cursor) + (kept.draft < told.draft)

    def _opened(self, crash: Crash, *, deep: bool) -> Told:
        with Store.open(found(crash, self.folder)) as store:
            base = sha256(store.connection.serialize()).digest()
            if deep or base not in self.sound:
                assert verify(store).sain
                self.sound.add(base)
            if deep:
                assert is_what_its_log_says(store)
            kept = {row[0] for row in store.connection.execute("SELECT id FROM change UNION SELECT id FROM a_corriger")}
            cursor = store.outbox.cursor("dep:02").seq
            assert {f"ailleurs-{seq:06}" for seq in range(1, cursor + 1)} <= kept, "the cursor passed a change (I5)"
            return Told(kept, max((int(one.texte) for one in store.drafts.all()), default=-1), cursor)


def cut(disk: Disk, number: int, folder: Path) -> list[int]:
    """Cut the power at so many moments; returns what each crash lost."""
    cuts = Cuts(folder)
    return [cuts.lost(crash, deep=n % 20 == 0) for n, crash in enumerate(disk.crashes(number, seed=2))]


@pytest.mark.heavy
def test_a_power_cut_at_any_moment_loses_nothing_acknowledged(
    memory_folder: Path, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """500 cuts of saves, drafts, syncs, refusals and undos: all that was acknowledged is there, rows = fold(log)."""
    disk = a_run(memory_folder, template, "FULL", monkeypatch)
    assert not any(cut(disk, 500, memory_folder / "found"))


def test_the_power_cut_bites(memory_folder: Path, template: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same run with synchronous=NORMAL loses acknowledged saves: the test above would see it."""
    disk = a_run(memory_folder, template, "NORMAL", monkeypatch)
    losses = cut(disk, 100, memory_folder / "found")
    assert sum(map(bool, losses)) > 10


@pytest.mark.long
def test_fifty_thousand_power_cuts_lose_nothing(
    memory_folder: Path, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same, 50 000 times."""
    disk = a_run(memory_folder, template, "FULL", monkeypatch)
    assert not any(cut(disk, 50_000, memory_folder / "found"))


def older(path: Path, template: Path) -> None:
    """Make a store as an older program left it: it keeps changes of a field and a table that it does not know."""
    shutil.copyfile(template, path)
    with Store.open(path, clock=Clock(), entropy=Chance("ancien")) as store:
        store.settings.put(DEPARTEMENT, "02")
        a_commune(store)
        for number in range(12):
            an_action(store, contenu=f"Contenu {number}", description="d" * 900)
        make_older(store)


def make_older(store: Store, table: str = "action", champ: str = "contenu") -> None:
    """Take a field out of what the store knows of a table, and an earlier schema number into its file."""
    connection = store.connection
    plan = TablePlan.loads(connection.execute('SELECT plan FROM plan WHERE "table" = ?', (table,)).fetchone()[0])
    known = replace(
        plan,
        columns=tuple(c for c in plan.columns if c != champ),
        searched=tuple(c for c in plan.searched if c != champ),
    )
    connection.execute(f'ALTER TABLE "{table}" DROP COLUMN "{champ}"')
    connection.execute('UPDATE plan SET plan = ? WHERE "table" = ?', (known.dumps(), table))
    connection.execute("PRAGMA user_version = 0")
    store.settings.put("schema_lu", "0")


@pytest.mark.heavy
def test_a_power_cut_during_an_upgrade_loses_nothing(
    memory_folder: Path, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """300 cuts of a migration: the next start ends it, and every row shows the field that the log had kept."""
    path = memory_folder / "p.db"
    older(path, template)
    disk = Disk({"p.db": path.read_bytes()})
    store = opened_on(disk, path, "FULL", monkeypatch)
    disk.steps = list(disk.steps)
    expected = [f"Contenu {number}" for number in range(12)]
    assert sorted(str(r["contenu"]) for r in store.rows.page("action")) == sorted(expected)
    store.close()
    for crash in disk.crashes(300, seed=3):
        with Store.open(found(crash, memory_folder / "found"), clock=Clock()) as again:
            assert verify(again).sain
            shown = [str(row["contenu"]) for row in again.rows.page("action", order=[])]
            assert sorted(shown) == sorted(expected)
