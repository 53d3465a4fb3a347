"""The log: every change this laptop knows, in the order it learnt them. It is the truth."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Final

from pvd_tui.changes.change import Change
from pvd_tui.changes.json_writer import writer

COLUMNS: Final = (
    'id, "table", record, "set", "over", at, "by", stream, commune, geste, stub, '
    "seq, received_at, role, relais, refused"
)
"""The columns of a change, in the order of its fields."""

LOG: Final = "log"
"""A change that counts and travels."""
PRIVE: Final = "prive"
"""A change of a record marked restreint: it counts and stays here (rule 7)."""
PASSE: Final = "passe"
"""The private past of a released record: shown in its history, never counted, never sent (rule 7)."""

_INSERT: Final = f"INSERT INTO change ({COLUMNS}, etat, lot) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"  # noqa: S608 - constants


dumps: Final = writer(sort_keys=False, allow_nan=True)
"""Write JSON as compactly as it goes."""


def append(connection: sqlite3.Connection, changes: Iterable[Change], etat: str, lot: str | None) -> None:
    """Add changes at the end of the log."""
    connection.executemany(_INSERT, [(*row(change), etat, lot) for change in changes])


def read(row: Sequence[object]) -> Change:
    """Read a change from a row selected with COLUMNS."""
    (
        change_id,
        table,
        record,
        values,
        over,
        at,
        by,
        stream,
        commune,
        geste,
        stub,
        seq,
        received,
        role,
        relais,
        refused,
    ) = row
    return Change(
        id=change_id,  # type: ignore[arg-type] # a row of `change` has these types by construction
        table=table,  # type: ignore[arg-type]
        record=record,  # type: ignore[arg-type]
        set=json.loads(values),  # type: ignore[arg-type]
        over={} if over == "{}" else json.loads(over),  # type: ignore[arg-type]
        at=at,  # type: ignore[arg-type]
        by=by,  # type: ignore[arg-type]
        stream=stream,  # type: ignore[arg-type]
        commune=commune,  # type: ignore[arg-type]
        geste=geste,  # type: ignore[arg-type]
        stub=() if stub == "[]" else tuple(json.loads(stub)),  # type: ignore[arg-type]
        seq=seq,  # type: ignore[arg-type]
        received_at=received,  # type: ignore[arg-type]
        role=role,  # type: ignore[arg-type]
        relais=relais,  # type: ignore[arg-type]
        refused=() if refused == "[]" else tuple(json.loads(refused)),  # type: ignore[arg-type]
    )


def of_record(connection: sqlite3.Connection, table: str, record: str) -> list[Change]:
    """Give every change that counts for a record."""
    rows = connection.execute(
        f"SELECT {COLUMNS} FROM change WHERE record = ? AND \"table\" = ? AND etat <> 'passe' ORDER BY rang",  # noqa: S608 - constants
        (record, table),
    )
    return [read(row) for row in rows]


def withdrawn(connection: sqlite3.Connection, table: str, record: str) -> list[Change]:
    """Give the changes of a record that a server refused; they count for nothing but what they had seen."""
    rows = connection.execute(
        'SELECT id, "set", "over", at, stream, commune FROM a_corriger WHERE record = ? AND "table" = ?',
        (record, table),
    )
    return [
        Change(
            r["id"], table, record, json.loads(r["set"]), json.loads(r["over"]), r["at"], "", r["stream"], r["commune"]
        )
        for r in rows
    ]


def row(change: Change) -> tuple[object, ...]:
    """Write a change as a row, in the order of COLUMNS."""
    return (
        change.id,
        change.table,
        change.record,
        dumps(change.set),
        dumps(change.over) if change.over else "{}",
        change.at,
        change.by,
        change.stream,
        change.commune,
        change.geste,
        dumps(change.stub) if change.stub else "[]",
        change.seq,
        change.received_at,
        change.role,
        change.relais,
        dumps(change.refused) if change.refused else "[]",
    )
