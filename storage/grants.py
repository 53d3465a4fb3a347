"""What the grant reads and no longer reads: communes being received, territories to give back (`design.md` §5).

A commune that a chef gains is read apart, with its own cursor, and is read-only until it is whole: an edit made on
half a history would disagree with values that its author could have seen. One that he loses is read-only from then
on; its records leave once that was offered (`storage.retrait`).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pvd_tui.changes.change import PREFECTURE
from storage import settings

if TYPE_CHECKING:
    from storage.outbox import Cursor
    from storage.store import Store

WHOLE: Final = ""
"""Stands for « all of the stream » where a commune is expected."""


@dataclass(frozen=True, slots=True)
class Complement:
    """A commune being received apart from its stream."""

    stream: str
    commune: str
    seq: int
    jusqu_a: int
    """Where the stream's own cursor began to bring the commune."""
    recus: int = 0
    total: int | None = None
    """Changes to receive in all, once the server has said it."""


class Grants:
    """The territories of an open store that are coming or going."""

    def __init__(self, store: "Store") -> None:
        """Keep them in this store."""
        self._store = store

    def follow(self, before: str | None, cursor: "Cursor", since: int) -> None:
        """Note what the grant gained and lost between two scopes of a stream; part of the caller's transaction."""
        after = cursor.scope
        if after is None or before == after:
            return
        connection, stream = self._store.connection, cursor.stream
        held, had = _communes(after), _communes(before)
        if held is not None and had is not None:  # a chef before and after
            gained, lost = held - had, had - held
        else:  # another role, read again from 0: what is here and not granted leaves
            gained, lost = set(), set() if after == PREFECTURE else self._here(stream) - (held or set())
            connection.execute("DELETE FROM complement WHERE stream = ?", (stream,))  # read again with all the rest
        if since:
            connection.executemany(
                "INSERT OR REPLACE INTO complement (stream, commune, seq, jusqu_a) VALUES (?, ?, 0, ?)",
                [(stream, commune, since) for commune in sorted(gained)],
            )
        connection.executemany(
            "DELETE FROM complement WHERE stream = ? AND commune = ?", [(stream, commune) for commune in sorted(lost)]
        )
        kept = self._here(stream) - lost if held is None else held
        connection.executemany(
            "DELETE FROM retrait WHERE stream = ? AND commune = ?", [(stream, one) for one in sorted(kept | {WHOLE})]
        )
        self._withdraw(stream, lost)

    def keep(self, streams: set[str]) -> None:
        """Note which streams the grant still reads; the others are to be given back."""
        with self._store.transaction() as connection:
            for row in connection.execute("SELECT stream FROM curseur").fetchall():
                if row[0] in streams:
                    connection.execute("DELETE FROM retrait WHERE stream = ? AND commune = ?", (row[0], WHOLE))
                else:
                    self._withdraw(row[0], {WHOLE})

    def advance(self, one: Complement) -> None:
        """Move the cursor of a complement, or end it; part of the caller's transaction."""
        connection = self._store.connection
        if one.seq >= one.jusqu_a:
            connection.execute("DELETE FROM complement WHERE stream = ? AND commune = ?", (one.stream, one.commune))
            return
        connection.execute(
            "UPDATE complement SET seq = ?, recus = ?, total = ? WHERE stream = ? AND commune = ? AND jusqu_a = ?",
            (one.seq, one.recus, one.total, one.stream, one.commune, one.jusqu_a),
        )

    def complements(self) -> list[Complement]:
        """Give the communes being received."""
        rows = self._store.connection.execute(
            "SELECT stream, commune, seq, jusqu_a, recus, total FROM complement ORDER BY stream, commune"
        )
        return [Complement(*row) for row in rows]

    def why_closed(self, stream: str, commune: str | None) -> str | None:
        """Say why a territory may only be read at the moment, or None if it may be written."""
        connection = self._store.connection
        if commune is not None:
            row = connection.execute(
                "SELECT recus, total FROM complement WHERE stream = ? AND commune = ?", (stream, commune)
            ).fetchone()
            if row is not None:
                how_far = f" ({row[0]} modifications sur {row[1]})" if row[1] else ""
                return (
                    f"La commune {commune} vient d'être ajoutée à votre habilitation et sa réception n'est pas "
                    f"terminée{how_far} : elle est en lecture seule jusque-là. Rien n'a été modifié. Recommencez après "
                    "la synchronisation."
                )
        row = connection.execute(
            "SELECT 1 FROM retrait WHERE stream = ? AND commune IN (?, ?)", (stream, commune or WHOLE, WHOLE)
        ).fetchone()
        if row is not None:
            return (
                "Ce territoire n'est plus dans votre habilitation : il est en lecture seule. Rien n'a été modifié. "
                "Exportez-le si besoin (écran Synchro), ou adressez-vous à la préfecture."
            )
        return None

    def why_refused(self, commune: str | None) -> str | None:
        """Say why the server would refuse what is written in a commune (None: the département), or None if it takes it.

        Only a chef's grant is limited to communes; a laptop that is not linked writes where it likes.
        """
        granted = self._store.settings.get(settings.COMMUNES)
        if not granted or self._store.role != "chef" or commune in granted.split(","):
            return None
        where = f"La commune {commune} n'est" if commune else "Ce qui concerne tout le département n'est"
        return (
            f"{where} pas dans votre habilitation : la préfecture refuserait la modification. Rien n'a été modifié. "
            "Demandez-lui de la faire, ou d'étendre votre habilitation."
        )

    def _withdraw(self, stream: str, communes: set[str]) -> None:
        self._store.connection.executemany(
            "INSERT OR IGNORE INTO retrait (stream, commune, at) VALUES (?, ?, ?)",
            [(stream, commune, self._store.now()) for commune in sorted(communes)],
        )

    def _here(self, stream: str) -> set[str]:
        rows = self._store.connection.execute(
            "SELECT DISTINCT commune FROM fiche WHERE stream = ? AND commune IS NOT NULL", (stream,)
        )
        return {row[0] for row in rows}


def _communes(scope: str | None) -> set[str] | None:
    """Read the communes in a chef's scope; None for a scope that is not a chef's."""
    role, mark, communes = (scope or "").partition(":")
    return set(communes.split(",")) - {""} if mark and role == "chef" else None
