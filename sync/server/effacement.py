"""Rule 8 on the endpoint: what a préfecture erased is blank in what is stored, and in all that arrives later.

The list of erasures is a table of its own: it is small, names no person, and is applied again to a restored
database before it serves.
"""

import json
from typing import Any, Final

from sqlalchemy import Connection, select, update

from pvd_tui.changes.change import EFFACE, PREFECTURE, Change
from pvd_tui.changes.fold import blank
from sync.json_text import canonical
from sync.server.bulk import Sql, insert_rows
from sync.server.schema import change, erasure
from sync.wire import change_from_wire, change_to_wire

Erasures = dict[tuple[str, str], dict[str, Change]]
"""(table, record) -> the erasing changes, by id."""

_COLUMNS: Final = (change.c.id, change.c.set, change.c.over, change.c.stub)


_OF_RECORDS: Final = Sql("SELECT change FROM erasure WHERE stream IN ?* AND record IN ?*")


def erases(known: Change) -> bool:
    """Say whether a stamped change is an erasure that counts."""
    return EFFACE in known.set and known.role == PREFECTURE


def of_records(connection: Connection, streams: list[str], records: list[str]) -> list[Change]:
    """Give the erasures of these records in these streams."""
    return [change_from_wire(json.loads(text)) for (text,) in _OF_RECORDS.run(connection, streams, records)]


def every(connection: Connection) -> list[Change]:
    """Give the whole list, in the order of the streams."""
    rows = connection.scalars(select(erasure.c.change).order_by(erasure.c.stream, erasure.c.id))
    return [change_from_wire(json.loads(text)) for text in rows]


def apply(connection: Connection, one: Change) -> int:
    """Keep an erasure in the list and blank what is stored of its record; give how many changes it blanked.

    Applying it again changes nothing. The caller holds the stream's lock.
    """
    row = {
        "id": one.id,
        "stream": one.stream,
        "table": one.table,
        "record": one.record,
        "fields": canonical(one.set[EFFACE]),
        "change": canonical(change_to_wire(one)),
    }
    insert_rows(connection, erasure, [row])
    here = (change.c.record == one.record, change.c.table == one.table, change.c.stream == one.stream)
    blanked = 0
    for stored in connection.execute(select(*_COLUMNS).where(*here)).all():
        kept = blanked_row(stored.set, stored.over, stored.stub, {one.id: one})
        if kept is not None:
            connection.execute(update(change).where(change.c.id == stored.id).values(**kept))
            blanked += 1
    return blanked


def blanked_row(values: str, over: str, stub: str, erasures: dict[str, Change]) -> dict[str, Any] | None:
    """Give the columns of a stored change once blanked, or None if these erasures take nothing from it."""
    # an id of its own: no erasure is blanked by itself, for it sets no field that it names
    whole = Change("", "", "", json.loads(values), json.loads(over), "", "", "", stub=tuple(json.loads(stub)))
    kept = blank(whole, erasures)
    if kept is whole:
        return None
    return {"set": canonical(dict(kept.set)), "stub": canonical(sorted(kept.stub)), "salt": None}
