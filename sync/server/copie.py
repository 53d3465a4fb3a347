"""One file that holds a whole base, whatever database it came from and whatever database it goes to.

    zstd frame        {"pvd_serveur":1,"schema":2,"faite_le":"…"}          the head
                      {"table":"change","colonnes":["id",…]}  [row] [row] … {"lignes":12}
                      … every table …                        {"fin":true}
    skippable frame   SHA-256 (hex) of all the bytes before it

`zstd -d` opens it, `head -c -64 | sha256sum` proves it. One bit off, or one byte missing, and it is no copy.
"""

import hashlib
import io
import json
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final

from sqlalchemy import Column, Connection, Engine, Row, Table, func, select
from sqlalchemy.exc import IntegrityError

from sync.server.bulk import POSTGRESQL
from sync.server.clock import written
from sync.server.schema import SCHEMA_VERSION, change, metadata, version

FORMAT: Final = 1
SUFFIX: Final = ".jsonl.zst"

BATCH: Final = 1000
"""Rows held in memory at once."""
_encode: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_decode: Final = json.JSONDecoder().decode
_SKIPPABLE: Final = struct.pack("<II", 0x184D2A50, 64)
_TAIL: Final = len(_SKIPPABLE) + 64
_PRIVATE: Final = 0o600

Rows = list[tuple[Any, ...]]
Counts = dict[str, int]
"""Rows by table."""


class CopieError(Exception):
    """The file is not a whole copy, or not one that this program reads; `str()` is a French sentence."""


@dataclass(frozen=True, slots=True)
class Head:
    """What a copy says of itself."""

    schema: int
    faite_le: str


def tables() -> list[Table]:
    """List the tables that a copy holds: all but the mark of the schema, which is in the head."""
    return [table for table in metadata.sorted_tables if table is not version]


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """Read the base as it is at one instant, while others go on writing."""
    if engine.dialect.name == POSTGRESQL:
        with engine.connect() as connection:
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            without_deadline(connection)
            yield connection
        return
    with engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")  # else the driver begins only when one writes
        connection.exec_driver_sql("BEGIN")
        try:
            yield connection
        finally:
            connection.exec_driver_sql("ROLLBACK")


def without_deadline(connection: Connection) -> None:
    """Let this transaction of an administrator take the time that a whole base needs."""
    if connection.dialect.name == POSTGRESQL:
        for name in ("statement_timeout", "idle_in_transaction_session_timeout"):
            connection.exec_driver_sql(f"SET LOCAL {name} = 0")


def read_table(connection: Connection, table: Table) -> Iterator[Row[Any]]:
    """Read a table in a fixed order: a stream's changes by seq, other rows by key."""
    keys = [table.c.stream, table.c.seq] if "seq" in table.c else list(table.primary_key)
    query = select(table).order_by(*keys)
    with connection.execute(query, execution_options={"yield_per": BATCH}) as rows:
        yield from rows


def count(connection: Connection) -> int:
    """Count the changes of a base."""
    return connection.scalar(select(func.count()).select_from(change)) or 0


def write(connection: Connection, target: Path, now: datetime) -> Counts:
    """Write every row that the connection sees to a new private file, down to the disk; give how many."""
    import zstandard  # noqa: PLC0415 - only a copy needs it

    counts: Counts = {}
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), _PRIVATE)
    with os.fdopen(descriptor, "wb") as file:
        hashed = _Hashed(file)
        packer = zstandard.ZstdCompressor(level=6, write_checksum=True)
        with packer.stream_writer(hashed, closefd=False) as packed:  # type: ignore[arg-type] # it only writes
            head = {"pvd_serveur": FORMAT, "schema": SCHEMA_VERSION, "faite_le": written(now)}
            packed.write(_line(head))
            for table in tables():
                names = [column.name for column in table.c]
                packed.write(_line({"table": table.name, "colonnes": names}))
                counts[table.name] = 0
                for row in read_table(connection, table):
                    packed.write(_line(tuple(row)))
                    counts[table.name] += 1
                packed.write(_line({"lignes": counts[table.name]}))
            packed.write(_line({"fin": True}))
        hashed.write(_SKIPPABLE)
        file.write(hashed.sha256.hexdigest().encode())
        file.flush()
        os.fsync(file.fileno())
    return counts


def load(source: Path, connection: Connection) -> Counts:
    """Put every row of a copy into the empty tables of a SQLite base; raises CopieError unless the copy is whole."""
    counts: Counts = {}
    for table, names, rows in read(source):
        counts.setdefault(table.name, 0)
        if rows:
            columns, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
            try:  # names of our own schema; not built by SQLAlchemy, which takes longer than to insert
                connection.exec_driver_sql(f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})', rows)  # noqa: S608
            except IntegrityError as error:  # a row twice
                raise damaged(source) from error
        counts[table.name] += len(rows)
    return counts


def head(source: Path) -> Head:
    """Read what a copy says of itself."""
    with _lines(source) as lines:
        return _head(source, next(lines, None))


def read(source: Path) -> Iterator[tuple[Table, list[str], Rows]]:
    """Read a copy: table, columns and some rows, each table at least once; raises CopieError unless it is whole.

    Columns that an older base did not have come last, with their default.
    """
    check(source)
    known = {table.name: table for table in tables()}
    with _lines(source) as lines:
        _head(source, next(lines, None))
        for line in lines:
            if line == {"fin": True}:
                return
            if line.get("table") not in known:
                raise _newer(source)
            table = known[line["table"]]
            names, more = line["colonnes"], _defaults(source, table, line["colonnes"])
            for rows in _batches(source, lines, len(names)):
                yield table, [*names, *more], [(*row, *more.values()) for row in rows]
    raise damaged(source)


def check(source: Path) -> None:
    """Raise CopieError unless every byte is as it was written."""
    try:
        with source.open("rb") as file:
            size = os.fstat(file.fileno()).st_size - 64
            file.seek(max(0, size - len(_SKIPPABLE)))
            tail = file.read()
            file.seek(0)
            sha256 = hashlib.sha256()
            while size > 0 and (piece := file.read(min(size, 1 << 20))):
                sha256.update(piece)
                size -= len(piece)
    except FileNotFoundError as error:
        raise CopieError(f"Il n’y a pas de fichier « {source} ». Rien n’a été modifié.") from error
    except OSError as error:
        raise CopieError(
            f"« {source} » ne peut pas être lu ({error.strerror}). Rien n’a été modifié ; vérifiez les droits d’accès."
        ) from error
    if tail != _SKIPPABLE + sha256.hexdigest().encode():
        raise damaged(source)


def damaged(source: Path) -> CopieError:
    """Say that a file is not a whole copy."""
    return CopieError(
        f"« {source} » n’est pas une sauvegarde entière : le fichier est endommagé, tronqué ou d’une autre nature. "
        "Rien n’a été modifié ; prenez une autre sauvegarde."
    )


def sync_folder(folder: Path) -> None:
    """Make sure that a new name in a folder is on the disk, where the system lets one."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _newer(source: Path) -> CopieError:
    return CopieError(
        f"« {source} » vient d’une version plus récente du serveur. Rien n’a été modifié ; mettez le serveur à jour."
    )


class _Hashed:
    """A file that remembers the hash of what was written to it."""

    def __init__(self, file: BinaryIO) -> None:
        """Start with nothing written."""
        self._file, self.sha256 = file, hashlib.sha256()

    def write(self, piece: bytes) -> int:
        """Write and remember."""
        self.sha256.update(piece)
        return self._file.write(piece)


class _Body:
    """The compressed part of a copy, without the hash after it."""

    def __init__(self, file: BinaryIO) -> None:
        """Measure what there is to read."""
        self._file, self._left = file, os.fstat(file.fileno()).st_size - _TAIL

    def read(self, size: int = -1) -> bytes:
        """Read up to `size` bytes."""
        piece = self._file.read(min(size, self._left) if size >= 0 else self._left) if self._left > 0 else b""
        self._left -= len(piece)
        return piece


@contextmanager
def _lines(source: Path) -> Iterator[Iterator[Any]]:
    """Give the lines of a copy; whatever cannot be read is a damaged file."""
    import zstandard  # noqa: PLC0415 - only a copy needs it

    try:
        with source.open("rb") as file:
            opened = zstandard.ZstdDecompressor().stream_reader(_Body(file))  # type: ignore[arg-type] # it only reads
            yield (_decode(line) for line in io.TextIOWrapper(opened, encoding="utf-8"))
    except FileNotFoundError as error:
        raise CopieError(f"Il n’y a pas de fichier « {source} ». Rien n’a été modifié.") from error
    except (OSError, ValueError, TypeError, KeyError, AttributeError, zstandard.ZstdError) as error:
        raise damaged(source) from error


def _head(source: Path, line: Any) -> Head:  # noqa: ANN401 - any JSON
    if not isinstance(line, dict) or "pvd_serveur" not in line:
        raise damaged(source)
    if line["pvd_serveur"] > FORMAT or line["schema"] > SCHEMA_VERSION:
        raise _newer(source)
    return Head(line["schema"], line["faite_le"])


def _defaults(source: Path, table: Table, names: list[str]) -> dict[str, Any]:
    """Give the values of the columns that an older base did not have yet."""
    if not set(names) <= set(table.c.keys()):
        raise _newer(source)
    return {column.name: _default(column) for column in table.c if column.name not in names}


def _default(column: Column[Any]) -> Any:  # noqa: ANN401 - a value of any column
    default = column.default or column.server_default
    value = getattr(default, "arg", None)
    return getattr(value, "text", value)


def _batches(source: Path, lines: Iterator[Any], width: int) -> Iterator[list[list[Any]]]:
    """Gather the rows of one table up to its count, which must be right."""
    rows: list[list[Any]] = []
    for count, line in enumerate(lines):
        if isinstance(line, dict):
            if line != {"lignes": count}:
                raise damaged(source)
            yield rows
            return
        if len(line) != width:
            raise damaged(source)
        rows.append(line)
        if len(rows) == BATCH:
            yield rows
            rows = []
    raise damaged(source)


def _line(content: object) -> bytes:
    return _encode(content).encode() + b"\n"
