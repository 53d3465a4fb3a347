"""What was erased leaves the file too: free pages, the search index's old words, the journal beside it.

SQLite forgets a value without overwriting it. A file from which something was erased is marked in the transaction
that erases, and written anew as soon as nobody else reads it; a copy made meanwhile is cleaned before it is a backup.
"""

import contextlib
import sqlite3
from pathlib import Path
from typing import Final

A_NETTOYER: Final = "rgpd_a_nettoyer"
_WAIT: Final = 2.0
"""Seconds to wait for whoever writes; the next exchange tries again."""


def marquer(connection: sqlite3.Connection) -> None:
    """Note that the file is to be written anew; part of the caller's transaction."""
    connection.execute("INSERT OR REPLACE INTO reglage (cle, valeur) VALUES (?, '1')", (A_NETTOYER,))


def est_marque(connection: sqlite3.Connection) -> bool:
    """Say whether something was erased since the file was last written anew."""
    return connection.execute("SELECT 1 FROM reglage WHERE cle = ?", (A_NETTOYER,)).fetchone() is not None


def nettoyer(connection: sqlite3.Connection, path: Path | str) -> bool:
    """Write a store's file anew if something was erased from it; say whether nothing of it is left there.

    Changes no record. Where somebody else holds the file, it stays marked.
    """
    return str(path) == ":memory:" or not est_marque(connection) or _nettoyer(path)


def _nettoyer(path: Path | str) -> bool:
    """Do it on a connection of its own: the store's may be in the middle of something."""
    with contextlib.closing(sqlite3.connect(path, isolation_level=None, timeout=_WAIT)) as connection:
        try:
            _anew(connection)
            done = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if done and done[0]:  # somebody still reads an older page
                return False
            connection.execute("DELETE FROM reglage WHERE cle = ?", (A_NETTOYER,))
        except sqlite3.OperationalError:  # it is being written: the mark stays
            return False
    return True


def nettoyer_copie(copy: sqlite3.Connection) -> None:
    """Write a copy that nobody reads anew, if something was erased from what it was made of."""
    if est_marque(copy):
        _anew(copy)
        copy.execute("DELETE FROM reglage WHERE cle = ?", (A_NETTOYER,))


def _anew(connection: sqlite3.Connection) -> None:
    connection.execute("INSERT INTO recherche (recherche) VALUES ('optimize')")  # it keeps deleted words till then
    connection.execute("VACUUM")
