"""A prepared base takes the place of the present one, at once.

SQLite: the file is renamed over the present one, which is held alone meanwhile and stays under another name.
PostgreSQL: one transaction, while nobody else writes, and a copy beside the backups before it.
"""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, StaticPool, create_engine, delete, func, select

from sync.server import copie
from sync.server.copie import CopieError
from sync.server.schema import device, invitation, stream
from sync.server.temoin import witness

_BUSY: Final = ("SQLITE_BUSY", "SQLITE_LOCKED")
_WAIT: Final = 5.0


@contextmanager
def held(base: Path) -> Iterator[Engine | None]:
    """Open the present SQLite file so that nobody else does; None if there is none, or it is damaged.

    Raises CopieError while a server has it open.
    """
    if not base.exists() or not base.stat().st_size:
        yield None
        return
    with closing(sqlite3.connect(base, timeout=_WAIT, check_same_thread=False)) as alone:
        try:
            in_one_file = alone.execute("PRAGMA journal_mode = delete").fetchone()[0] == "delete"
            alone.execute("PRAGMA locking_mode = exclusive")
            alone.execute("BEGIN EXCLUSIVE")  # the lock outlives the transaction, in this mode
            alone.execute("COMMIT")
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorname in _BUSY:
                raise _served(base) from error
            yield None
            return
        if not in_one_file:
            raise _served(base)
        engine = create_engine("sqlite://", creator=lambda: alone, poolclass=StaticPool)
        try:
            yield engine
        finally:
            engine.dispose()


def into_file(prepared: Path, base: Path, now: datetime) -> Path | None:
    """Put a prepared file in the place of the base; give the new path of the former one."""
    with closing(sqlite3.connect(prepared)) as last:
        last.execute("PRAGMA journal_mode = delete")  # what waits beside the file goes into it
    with prepared.open("rb+") as file:
        os.fsync(file.fileno())
    _own(prepared, base if base.exists() else base.parent)
    aside = _aside(base, now)
    prepared.replace(base)
    copie.sync_folder(base.parent)
    witness(base).unlink(missing_ok=True)  # it spoke of the former base
    return aside


def into_tables(prepared: Engine, connection: Connection) -> None:
    """Replace every row that this transaction sees by those of a prepared base; raises CopieError if one is missing."""
    for table in copie.tables():  # not TRUNCATE: whoever reads would have to wait, or to be told of a deadlock
        connection.execute(delete(table))
    psycopg: Any = connection.connection.driver_connection
    with copie.snapshot(prepared) as source, psycopg.cursor() as cursor:
        for table in copie.tables():
            names = ", ".join(f'"{column.name}"' for column in table.c)
            with cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as into:
                for row in copie.read_table(source, table):
                    into.write_row(tuple(row))
            count = select(func.count()).select_from(table)
            if source.scalar(count) != connection.scalar(count):
                raise CopieError(
                    f"La table {table.name} n’a pas été reprise en entier. La base n’a pas été modifiée ; recommencez."
                )


def lock_tables(connection: Connection) -> None:
    """Wait for whoever writes, then let nobody write until the transaction ends; reading goes on."""
    copie.without_deadline(connection)
    first = [stream, invitation, device]  # in the order of those who write: none waits for what we hold
    names = ", ".join(f'"{table.name}"' for table in dict.fromkeys([*first, *copie.tables()]))
    connection.exec_driver_sql(f"LOCK TABLE {names} IN EXCLUSIVE MODE")


def _own(prepared: Path, like: Path) -> None:
    """Give a file to the account of the service, when root restores."""
    known = like.stat()
    if hasattr(os, "chown") and prepared.stat().st_uid != known.st_uid:
        with suppress(OSError):
            os.chown(prepared, known.st_uid, known.st_gid)


def _aside(base: Path, now: datetime) -> Path | None:
    """Give the present file a second name; its own stays taken until the new file takes it."""
    if not base.exists():
        return None
    stem = f"{base.stem}-avant-restauration-{now:%Y%m%d-%H%M%S}"
    number, aside = 1, base.with_name(stem + base.suffix)
    while aside.exists():
        number += 1
        aside = base.with_name(f"{stem}-{number}{base.suffix}")
    for rest in ("-wal", "-journal", ""):  # beside a sound file there is none: it was held alone
        part = base.with_name(base.name + rest)
        if part.exists():
            _second_name(part, aside.with_name(aside.name + rest))
    copie.sync_folder(base.parent)
    for rest in ("-wal", "-shm", "-journal"):
        base.with_name(base.name + rest).unlink(missing_ok=True)
    return aside


def _second_name(path: Path, other: Path) -> None:
    try:
        os.link(path, other)
    except OSError:  # a file system without links
        shutil.copyfile(path, other)
        other.chmod(path.stat().st_mode)
        with other.open("rb+") as file:
            os.fsync(file.fileno())


def _served(base: Path) -> CopieError:
    return CopieError(
        f"La base « {base} » est ouverte par un serveur ou une autre commande. Rien n’a été modifié ; "
        "arrêtez le serveur, puis recommencez."
    )
