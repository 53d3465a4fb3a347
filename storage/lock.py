"""One terminal at a time: a second one would type over the first one's drafts.

The lock is held by the process and falls with it, however it ends. Sub-commands do not take it:
SQLite itself keeps their writes apart.
"""

import sys
from pathlib import Path
from typing import IO

from storage.errors import StoreFileError


class Lock:
    """The right to be the terminal of a store."""

    def __init__(self, store: Path) -> None:
        """Name the lock beside the store; nothing is taken yet."""
        self._path = store.with_name(store.name + ".verrou")
        self._file: IO[str] | None = None

    def take(self) -> None:
        """Take the lock, or raise StoreFileError if another terminal has it."""
        try:
            file = self._path.open("a+", encoding="utf-8")
        except OSError:
            return  # a folder that takes no file: SQLite will say so, in its own words
        try:
            _lock(file)
        except OSError as error:
            file.close()
            raise StoreFileError(
                "PVD est déjà ouvert sur cet ordinateur avec cette base. Rien n'a été modifié. "
                "Revenez à la fenêtre ouverte, ou fermez-la avant de recommencer."
            ) from error
        self._file = file

    def drop(self) -> None:
        """Give the lock back."""
        if self._file:
            self._file.close()
            self._file = None


def _lock(file: IO[str]) -> None:
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 - exists on Windows only

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl  # noqa: PLC0415 - does not exist on Windows

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
