"""A disk that can lose its power: it forgets what nobody asked it to sync.

SQLite writes through a VFS that remembers every write, truncation and sync in order. `Disk.crashes`
then gives the file as it may be found after a cut at any of these moments: writes that were not synced
are there or not, whole or torn at a sector. Limits: the log is kept without shared memory (exclusive
locking), names of files are safe at once, and the disk tells the truth about its syncs.
"""

import random
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import apsw

SECTOR: Final = 512
Cell = None | int | float | str | bytes


class Write(NamedTuple):
    """Bytes written at an offset of a file."""

    file: str
    offset: int
    data: bytes

    def apply(self, content: bytearray) -> None:
        """Write them."""
        if len(content) < self.offset:
            content.extend(bytes(self.offset - len(content)))
        content[self.offset : self.offset + len(self.data)] = self.data


class Cut(NamedTuple):
    """A file made shorter."""

    file: str
    size: int

    def apply(self, content: bytearray) -> None:
        """Cut it."""
        del content[self.size :]


class Sync(NamedTuple):
    """A file brought to the disk."""

    file: str


class Delete(NamedTuple):
    """A file deleted."""

    file: str


class Done(NamedTuple):
    """Something that the program said was on the disk."""

    what: object


Step = Write | Cut | Sync | Delete | Done


class Crash(NamedTuple):
    """What is found after a cut: the files, and all that had been acknowledged."""

    files: dict[str, bytearray]
    done: list[object]


class Disk:
    """The steps of a run, and the crashes that may cut it."""

    def __init__(self, present: Mapping[str, bytes]) -> None:
        """Start with files that are on the disk already."""
        self._present = dict(present)
        self.vfs: DiskVFS | None = None
        """Kept as long as the disk: SQLite holds it by name only."""
        self.steps: list[Step] = []

    def done(self, what: object) -> None:
        """Note that the program has acknowledged something."""
        self.steps.append(Done(what))

    def crashes(self, number: int, seed: int) -> Iterator[Crash]:
        """Cut the power at so many random moments, each with its own luck."""
        chance = random.Random(seed)  # noqa: S311 - the luck of a test
        moments = sorted(chance.choices(range(len(self.steps) + 1), k=number))
        durable = {name: bytearray(data) for name, data in self._present.items()}
        pending: dict[str, list[Write | Cut]] = {}
        done: list[object] = []
        at = 0
        for moment in moments:
            for step in self.steps[at:moment]:
                _go(step, durable, pending, done)
            at = moment
            yield Crash(_found(durable, pending, chance), list(done))


def _go(step: Step, durable: dict[str, bytearray], pending: dict[str, list[Write | Cut]], done: list[object]) -> None:
    if isinstance(step, Done):
        done.append(step.what)
    elif isinstance(step, Sync):
        content = durable.setdefault(step.file, bytearray())
        for write in pending.pop(step.file, ()):
            write.apply(content)
    elif isinstance(step, Delete):
        durable.pop(step.file, None)
        pending.pop(step.file, None)
    else:
        pending.setdefault(step.file, []).append(step)


def _found(
    durable: Mapping[str, bytearray], pending: Mapping[str, Sequence[Write | Cut]], chance: random.Random
) -> dict[str, bytearray]:
    files = dict(durable)
    luck = chance.choice(("nothing", "some", "the first"))
    for name, writes in pending.items():
        content = bytearray(durable.get(name, b""))
        last = chance.randrange(len(writes) + 1)
        for number, write in enumerate(writes):
            if luck == "nothing" or (luck == "the first" and number >= last):
                break
            if luck == "some" and chance.random() < 0.5:
                continue
            _torn(write, chance).apply(content)
        files[name] = content
    return files


def _torn(write: Write | Cut, chance: random.Random) -> Write | Cut:
    if isinstance(write, Cut) or chance.random() > 0.3:
        return write
    return write._replace(data=write.data[: chance.randrange(len(write.data) // SECTOR + 1) * SECTOR])


class DiskVFS(apsw.VFS):
    """Writes to real files, and tells the disk."""

    def __init__(self, name: str, disk: Disk) -> None:
        """Register under a name."""
        super().__init__(name, "")
        self.name = name
        self._disk = disk

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> "DiskFile":  # noqa: N802 - SQLite's name
        """Open a file."""
        return DiskFile(self._disk, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802, FBT001 - SQLite's
        """Delete a file."""
        self._disk.steps.append(Delete(Path(filename).name))
        super().xDelete(filename, syncdir)


class DiskFile(apsw.VFSFile):
    """One file."""

    def __init__(self, disk: Disk, name: str | apsw.URIFilename | None, flags: list[int]) -> None:
        """Open it."""
        super().__init__("", name, flags)
        self._disk = disk
        full = name.filename() if isinstance(name, apsw.URIFilename) else name
        self._name = Path(full).name if full else ""

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802 - SQLite's name
        """Write."""
        self._disk.steps.append(Write(self._name, offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:  # noqa: N802 - SQLite's name
        """Cut."""
        self._disk.steps.append(Cut(self._name, newsize))
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:  # noqa: N802 - SQLite's name
        """Sync."""
        self._disk.steps.append(Sync(self._name))
        super().xSync(flags)


class Row:
    """A row that is read by place and by name, as `sqlite3.Row` is."""

    __slots__ = ("_cells", "_names")

    def __init__(self, names: Sequence[str], cells: Sequence[Cell]) -> None:
        """Hold the cells under their names."""
        self._names = names
        self._cells = cells

    def __getitem__(self, key: int | str) -> Cell:
        """Give a cell."""
        return self._cells[self._names.index(key) if isinstance(key, str) else key]

    def __iter__(self) -> Iterator[Cell]:
        """Give every cell."""
        return iter(self._cells)

    def __len__(self) -> int:
        """Count the cells."""
        return len(self._cells)

    def keys(self) -> list[str]:
        """Give the names."""
        return list(self._names)


class Answer:
    """What a statement gave, as a cursor of `sqlite3` shows it."""

    def __init__(self, rows: list[Row], names: Sequence[str], lastrowid: int, rowcount: int) -> None:
        """Hold rows read to the end."""
        self._rows = iter(rows)
        self.description = tuple((name, None, None, None, None, None, None) for name in names) or None
        self.lastrowid = lastrowid
        self.rowcount = rowcount

    def __iter__(self) -> Iterator[Row]:
        """Give the rows not read yet."""
        return self._rows

    def fetchone(self) -> Row | None:
        """Give the next row."""
        return next(self._rows, None)

    def fetchall(self) -> list[Row]:
        """Give the rows not read yet."""
        return list(self._rows)


class DiskCursor:
    """A cursor of a `DiskConnection`: it gives the rows of what it ran last."""

    def __init__(self, connection: "DiskConnection") -> None:
        """Run on a connection."""
        self.row_factory: object = None
        self._connection = connection
        self._answer = Answer([], (), 0, -1)

    def execute(self, sql: str, facts: Sequence[Any] | Mapping[str, Any] = ()) -> "DiskCursor":
        """Run a statement to its end."""
        self._answer = self._connection.execute(sql, facts)
        return self

    def __iter__(self) -> Iterator[Row]:
        """Give the rows not read yet."""
        return iter(self._answer)


class DiskConnection:
    """The part of `sqlite3.Connection` that the store uses, on a disk that can lose its power.

    With `synchronous="NORMAL"` it does less than the store asks for, and says the contrary.
    """

    isolation_level = None

    def __init__(self, path: Path, vfs: str, synchronous: str = "FULL") -> None:
        """Open the file through the VFS of this name."""
        self.row_factory: object = None
        self._synchronous = synchronous
        self._apsw = apsw.Connection(str(path), vfs=vfs)
        self._apsw.execute("PRAGMA locking_mode = EXCLUSIVE")
        self._apsw.execute("PRAGMA wal_autocheckpoint = 20")

    @property
    def in_transaction(self) -> bool:
        """Say whether a transaction is open."""
        return self._apsw.in_transaction

    def execute(self, sql: str, facts: Sequence[Any] | Mapping[str, Any] = ()) -> Answer:
        """Run a statement to its end."""
        if sql == "PRAGMA synchronous":
            return Answer([Row(["synchronous"], [2])], ["synchronous"], 0, -1)
        if sql == "PRAGMA synchronous = FULL":
            sql = f"PRAGMA synchronous = {self._synchronous}"
        return self._run(self._apsw.cursor().execute, sql, facts)

    def cursor(self) -> DiskCursor:
        """Give a cursor."""
        return DiskCursor(self)

    def executemany(self, sql: str, facts: Iterable[Sequence[Any]]) -> Answer:
        """Run a statement for each of the facts."""
        return self._run(self._apsw.cursor().executemany, sql, list(facts))

    def create_function(self, name: str, narg: int, func: Any, *, deterministic: bool = False) -> None:  # noqa: ANN401 - the signature of sqlite3
        """Give SQL a function of Python."""
        self._apsw.create_scalar_function(name, func, narg, deterministic=deterministic)

    def backup(self, target: sqlite3.Connection) -> None:
        """Copy the file as it is now; a copy is no part of what the disk may lose."""
        content = bytearray(self._apsw.serialize("main"))
        content[18:20] = b"\1\1"  # a file in memory knows no WAL
        copy = sqlite3.connect(":memory:")
        copy.deserialize(bytes(content))
        copy.backup(target)
        copy.close()

    def close(self) -> None:
        """Close the file."""
        self._apsw.close()

    def _run(self, run: Any, sql: str, facts: Any) -> Answer:  # noqa: ANN401 - two methods of apsw
        names: list[str] = []
        rows: list[Row] = []
        changed = self._apsw.total_changes()
        answer = run(sql, facts)
        for cells in answer:
            names = names or [one[0] for one in answer.get_description()]
            rows.append(Row(names, cells))
        return Answer(rows, names, self._apsw.last_insert_rowid(), self._apsw.total_changes() - changed)
