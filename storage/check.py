"""`pvd verifier`: is the file whole, and does every row say what its changes say (I4)?

Somebody may have edited a typed table with another tool. Such an edit is shown; it can be adopted as a
change, signed by this laptop, or undone by reading the log again.
"""

import math
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from pvd_tui.changes.change import Change, Json
from pvd_tui.changes.edit import Edit
from storage import log
from storage.errors import sentence
from storage.plan import META
from storage.rows import decode

if TYPE_CHECKING:
    from storage.store import Store


@dataclass(frozen=True, slots=True)
class Ecart:
    """A field whose row does not say what the log says."""

    table: str
    record: str
    champ: str
    ligne: Json
    journal: Json


@dataclass(slots=True)
class Etat:
    """What a check found."""

    fichier: str
    """What SQLite says of the file: « ok », or what is damaged."""
    fiches: int = 0
    changes: int = 0
    ecarts: list[Ecart] = field(default_factory=list)

    @property
    def sain(self) -> bool:
        """Say whether nothing is wrong."""
        return self.fichier == "ok" and not self.ecarts


def verify(store: "Store") -> Etat:
    """Check the file and compare every row with the fold of its changes; nothing is written."""
    etat = Etat("ok")
    try:
        lines = [row[0] for row in store.connection.execute("PRAGMA integrity_check(20)")]
        etat.fichier = "ok" if lines == ["ok"] else " ; ".join(lines)
        _compare_all(store, etat)
    except sqlite3.DatabaseError as error:  # too damaged to be read to its end: that is the finding
        etat.fichier = sentence(error, store.path) if etat.fichier == "ok" else etat.fichier
    return etat


def adopt(store: "Store", ecarts: list[Ecart]) -> int:
    """Make changes of the outside edits of known records, then read everything again; returns how many fields."""
    fields = [e for e in ecarts if e.champ in store.plans[e.table].columns]
    edits = []
    for (table, record), group in groupby(fields, key=lambda e: (e.table, e.record)):
        before = store.folded(table, record)
        values = {e.champ: e.ligne for e in group if _can_be_said(e.ligne)}
        if values and before.shown and not before.archived:
            edits.append(Edit(table, record, values, {name: before.shown.get(name, ()) for name in values}))
    if edits:
        store.save(edits, "Reprise de modifications faites hors de PVD")
    rebuild(store)
    return sum(len(e.set) for e in edits)


def rebuild(store: "Store") -> int:
    """Make every row again from the log; returns how many records there are."""
    with store.transaction():
        return store.projection.all()


def _compare_all(store: "Store", etat: Etat) -> None:
    etat.changes = store.connection.execute("SELECT count(*) FROM change").fetchone()[0]
    seen: dict[str, set[str]] = {table: set() for table in store.plans}
    for (table, record), changes in _records(store):
        etat.fiches += 1
        if table in store.plans:
            seen[table].add(record)
            etat.ecarts += _compare(store, table, record, changes)
    for table, records in seen.items():
        for row in store.connection.execute(f'SELECT id FROM "{table}"'):  # noqa: S608 - a table of the plan
            if row[0] not in records:
                etat.ecarts.append(Ecart(table, row[0], "id", row[0], None))


def _records(store: "Store") -> Iterator[tuple[tuple[str, str], list[Change]]]:
    rows = store.connection.execute(
        f"SELECT {log.COLUMNS} FROM change WHERE etat <> 'passe' ORDER BY record, \"table\", rang"  # noqa: S608 - constants
    )
    for key, group in groupby((log.read(row) for row in rows), key=lambda c: (c.table, c.record)):
        yield key, list(group)


def _compare(store: "Store", table: str, record: str, changes: list[Change]) -> list[Ecart]:
    plan = store.plans[table]
    row = store.connection.execute(f'SELECT * FROM "{table}" WHERE id = ?', (record,)).fetchone()  # noqa: S608 - a table of the plan
    if row is None:
        return [Ecart(table, record, "id", None, record)]
    expected = store.projection.row(table, store.projection.read(table, changes), changes)
    wrong = [n for n, value in expected.items() if not _same(row[n], value) and not _kept(store, row, table, n, value)]
    names = [name for name in wrong if name in plan.columns or name in META]
    return [
        Ecart(
            table, record, name, decode(plan, [name], [row[name]])[name], decode(plan, [name], [expected[name]])[name]
        )
        for name in names
    ]


def _same(cell: object, value: object) -> bool:
    return cell == value and type(cell) in {type(value), int, float}


def _kept(store: "Store", row: sqlite3.Row, table: str, name: str, value: object) -> bool:
    """Say whether the cell is what the column makes of such a value: a number in a text column is its digits."""
    query = f'SELECT "{name}" IS ? FROM "{table}" WHERE id = ?'  # noqa: S608 - a column of the plan
    return bool(store.connection.execute(query, (value, row["id"])).fetchone()[0])


def _can_be_said(cell: object) -> bool:
    """Say whether a change can hold what another tool wrote: bytes and infinities are no JSON."""
    return not isinstance(cell, bytes) and not (isinstance(cell, float) and not math.isfinite(cell))
