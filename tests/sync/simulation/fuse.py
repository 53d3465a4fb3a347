"""Where a process dies: before the n-th statement that it sends to its database."""

from dataclasses import dataclass
from sqlite3 import Connection, Cursor
from typing import Any


class CrashError(BaseException):
    """The process is gone: nothing may catch it, as nothing catches a cut of the current."""


class ServerCrashError(Exception):
    """The server's process is gone; an ordinary exception, because SQLAlchemy closes its connection for another."""


@dataclass
class Fuse:
    """Burns at each statement, and blows once."""

    crash: type[BaseException] = CrashError
    left: int | None = None
    burnt: int = 0

    def burn(self) -> None:
        """Count a statement, and die before it if it is the one."""
        self.burnt += 1
        if self.left is not None:
            self.left -= 1
            if self.left < 0:
                self.left = None
                raise self.crash


class Faulty(Connection):
    """A connection of a laptop whose process may die before any statement."""

    fuse: Fuse

    def execute(self, sql: str, parameters: Any = (), /) -> Cursor:  # noqa: ANN401 - as the driver's own
        """Run a statement, unless the process dies before it."""
        self.fuse.burn()
        return super().execute(sql, parameters)

    def executemany(self, sql: str, parameters: Any, /) -> Cursor:  # noqa: ANN401 - as the driver's own
        """Run a statement for each row; the process may die before any of them."""
        rows = list(parameters)
        for _ in rows:
            self.fuse.burn()
        return super().executemany(sql, rows)
