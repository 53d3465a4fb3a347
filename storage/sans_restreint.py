"""A copy of the store for somebody else: verified, and without what was to stay on this laptop (rule 7)."""

import contextlib
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Final

from storage import log
from storage.backup import back_up, verify
from storage.errors import in_french

if TYPE_CHECKING:
    from storage.store import Store

_MARKS: Final = ("a_faire",)
"""Settings that repeat the titles of records."""


def copy_for_others(store: "Store", target: Path) -> Path:
    """Copy the store to `target` without its restricted records, their history, drafts and traces.

    Raises StoreFileError where the copy cannot be written or is not whole; `target` is then not there.
    """
    from storage.store import Store  # noqa: PLC0415 - it imports this floor's modules

    back_up(store.connection, target)
    try:
        with Store.open(target, clock=store.today) as copy:
            _strip(copy)
            copy.connection.execute("PRAGMA journal_mode = delete")
        with in_french(target), contextlib.closing(sqlite3.connect(target)) as bare:
            bare.execute("VACUUM")  # what was deleted, now or long ago, leaves the file
        verify(target)
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return target


def count_restricted(store: "Store") -> int:
    """Count the records that exist on this laptop only."""
    return int(store.connection.execute("SELECT count(*) FROM fiche WHERE restreint = 1").fetchone()[0])


def private_changes(store: "Store") -> frozenset[str]:
    """Name the changes that nobody else may see: those of restricted records, the private past of released ones."""
    rows = store.connection.execute("SELECT id FROM change WHERE etat IN (?, ?)", (log.PRIVE, log.PASSE))
    return frozenset(str(row[0]) for row in rows)


def _strip(copy: "Store") -> None:
    """Forget every restricted record in a copy, and the private past of those that were released."""
    with copy.transaction() as connection:
        connection.execute("PRAGMA secure_delete = ON")
        private = "etat IN (?, ?)"
        kinds = (log.PRIVE, log.PASSE)
        records = connection.execute(
            f'SELECT "table", record FROM fiche WHERE restreint = 1 UNION SELECT "table", record FROM change WHERE {private}',  # noqa: S608, E501 - constants
            kinds,
        ).fetchall()
        connection.execute(
            f"UPDATE lot SET titre = 'Modification' WHERE id IN (SELECT lot FROM change WHERE {private})",  # noqa: S608 - constants
            kinds,
        )
        connection.execute(f"DELETE FROM change WHERE {private}", kinds)  # noqa: S608 - constants
        connection.execute(
            "DELETE FROM brouillon WHERE nouveau = 1 OR record IN (SELECT record FROM fiche WHERE restreint = 1)"
        )
        for table, record in [(row["table"], row["record"]) for row in records]:
            copy.projection.write(table, record)
        for key in _MARKS:
            copy.settings.put(key, None)
        connection.execute("INSERT INTO recherche (recherche) VALUES ('optimize')")  # deleted words leave the file too
