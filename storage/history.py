"""History is the log; undo and redo are ordinary changes (rule 5), across restarts."""

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pvd_tui.changes.change import Change
from pvd_tui.changes.undo import Kept, undo
from storage import log
from storage.errors import RefusError
from storage.plan import GESTE

if TYPE_CHECKING:
    from storage.store import Store

_STANDS: Final = (
    "EXISTS (SELECT 1 FROM change WHERE change.lot = lot.id AND change.etat <> 'passe') AND NOT EXISTS "
    "(SELECT 1 FROM change JOIN retrait ON retrait.stream = change.stream "
    "AND retrait.commune IN ('', coalesce(change.commune, '')) WHERE change.lot = lot.id)"
)
"""A gesture that a server refused whole, or that is the past of a released record, leaves nothing to take back."""


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo or redo did: the gesture's label, how many changes took it back, what was left alone."""

    titre: str
    changes: int
    kept: tuple[Kept, ...]


class History:
    """The gestures of an open store."""

    def __init__(self, store: "Store") -> None:
        """Read and undo in this store."""
        self._store = store

    def of(self, table: str, record: str) -> list[Change]:
        """Give every change of a record, oldest first, its private past included."""
        rows = self._store.connection.execute(
            f'SELECT {log.COLUMNS} FROM change WHERE record = ? AND "table" = ? ORDER BY at, id',  # noqa: S608 - constants
            (record, table),
        )
        return [log.read(row) for row in rows]

    def next_undo(self) -> str | None:
        """Give the label of the gesture that undo would take back."""
        row = self._last_done()
        return str(row["titre"]) if row else None

    def next_records(self, *, redo: bool = False) -> list[tuple[str, str]]:
        """Give the records (table, id) that undo (or redo) would touch."""
        row = self._last_undone() if redo else self._last_done()
        changes = self._changes("lot = ?", row["id"]) if row else []
        return list(dict.fromkeys((change.table, change.record) for change in changes))

    def next_redo(self) -> str | None:
        """Give the label of the gesture that redo would do again."""
        row = self._last_undone()
        return str(row["titre"]) if row else None

    def size(self, *, redo: bool = False) -> int:
        """Count the changes that the next undo (or redo) would answer: a whole import takes seconds."""
        row = self._last_undone() if redo else self._last_done()
        found = (
            row and self._store.connection.execute("SELECT count(*) FROM change WHERE lot = ?", (row["id"],)).fetchone()
        )
        return int(found[0]) if found else 0

    def undo(self) -> Undone | None:
        """Take back this laptop's last gesture that still stands, or give None if there is none."""
        with self._store.transaction() as connection:
            row = self._last_done()
            if row is None:
                return None
            done = self._take_back(row, "annulation")
            connection.execute("UPDATE lot SET etat = 'annule' WHERE id = ?", (row["id"],))
        return done

    def redo(self) -> Undone | None:
        """Do again the last gesture undone, unless something else was done since."""
        with self._store.transaction() as connection:
            row = self._last_undone()
            if row is None:
                return None
            done = self._take_back(row, "fait")
            connection.execute("UPDATE lot SET etat = 'retabli' WHERE id = ?", (row["id"],))
        return done

    def undo_geste(self, geste: str) -> Undone:
        """Take back a gesture made on any laptop, once all of it has arrived (rule 6).

        Raises RefusError while some of it is missing.
        """
        with self._store.transaction():
            changes = self._changes("geste = ?", geste)
            row = self._store.get(GESTE, geste)
            wanted = row.values.get("nombre") if row else None
            if row is None or wanted != len(changes):
                raise RefusError(
                    f"Ce geste n'est pas encore arrivé en entier ({len(changes)} modifications sur {wanted or '?'}). "
                    "Rien n'a été annulé. Recommencez après la prochaine synchronisation."
                )
            titre = f"Annuler : {row.values.get('titre') or 'geste'}"
            return self._revert(changes, titre, "fait", None)

    def _last_done(self) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self._store.connection.execute(
            f"SELECT * FROM lot WHERE etat = 'fait' AND {_STANDS} ORDER BY rang DESC LIMIT 1"  # noqa: S608 - constants
        ).fetchone()
        return row

    def _last_undone(self) -> sqlite3.Row | None:
        row: sqlite3.Row | None = self._store.connection.execute(
            f"SELECT * FROM lot WHERE etat = 'annulation' AND {_STANDS} ORDER BY rang DESC LIMIT 1"  # noqa: S608 - constants
        ).fetchone()
        if row is None:
            return None
        newer = self._store.connection.execute(
            "SELECT 1 FROM lot WHERE etat = 'fait' AND vise IS NULL AND rang > ? LIMIT 1", (row["rang"],)
        ).fetchone()
        return None if newer else row

    def _take_back(self, row: sqlite3.Row, etat: str) -> Undone:
        since = self._store.connection.execute(
            "SELECT c.id FROM change c JOIN lot l ON l.id = c.lot WHERE l.rang > ?", (row["rang"],)
        )
        taken_back = {str(one[0]) for one in since}
        return self._revert(self._changes("lot = ?", row["id"]), str(row["titre"]), etat, row["id"], taken_back)

    def _changes(self, condition: str, value: str) -> list[Change]:
        rows = self._store.connection.execute(
            f"SELECT {log.COLUMNS} FROM change WHERE {condition} AND \"table\" <> 'geste' ORDER BY rang",  # noqa: S608 - constants
            (value,),
        )
        return [log.read(row) for row in rows]

    def _revert(
        self, changes: list[Change], titre: str, etat: str, vise: str | None, since: Collection[str] = ()
    ) -> Undone:
        records = dict.fromkeys((c.table, c.record) for c in changes)
        owned = {name: plan.prefecture for name, plan in self._store.plans.items()}
        known = [log.of_record(self._store.connection, *key) for key in reversed(records)]
        plan = undo(known, {c.id for c in changes}, owned, since)
        if plan.edits:
            self._store.write(plan.edits, titre, etat, vise)
        return Undone(titre, len(plan.edits), plan.kept)
