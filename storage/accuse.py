"""Receipts: the proofs that a server stored what this laptop sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sqlite3 import Connection

_COLUMNS: Final = "stream, premier, dernier, nombre, empreinte, received_at, serveur"


@dataclass(frozen=True, slots=True)
class Accuse:
    """The proof that a server stored changes of this laptop: its hash at `dernier` holds them and all before."""

    stream: str
    premier: int
    dernier: int
    nombre: int
    empreinte: str
    received_at: str
    serveur: str


def keep(connection: "Connection", receipts: Iterable[Accuse]) -> None:
    """Keep receipts; part of the caller's transaction."""
    connection.executemany(
        f"INSERT INTO accuse ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - a constant
        [(a.stream, a.premier, a.dernier, a.nombre, a.empreinte, a.received_at, a.serveur) for a in receipts],
    )


def last(connection: "Connection", most: int) -> list[Accuse]:
    """Give the last receipts, newest first."""
    rows = connection.execute(f"SELECT {_COLUMNS} FROM accuse ORDER BY rang DESC LIMIT ?", (most,))  # noqa: S608 - a constant
    return [Accuse(*row) for row in rows]
