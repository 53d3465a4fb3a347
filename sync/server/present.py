"""What the present base knows and an older backup does not: who may come in, and who no longer may.

A restore must neither give back an access that was taken away nor shut out who was let in since.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, Table, func, insert, select, update
from sqlalchemy.exc import SQLAlchemyError

from sync.server import annexe
from sync.server.annexe import Annexe
from sync.server.schema import change, device, invitation, setting, stream

Row = dict[str, Any]

_INSTANTS: Final = {
    device: ("created_at", "last_used_at", "revoked_at"),
    invitation: ("created_at", "used_at"),
}


@dataclass(slots=True)
class Present:
    """What is kept of a base that is about to be replaced; nothing, where it cannot be read."""

    annexe: Annexe = field(default_factory=Annexe)
    rows: dict[str, list[Row]] = field(default_factory=dict)
    """The rows of `device`, `invitation` and `setting`, by table."""
    heads: dict[str, int] = field(default_factory=dict)
    instant: str = ""
    """When it was last written to, as far as it says."""
    missing: list[str] = field(default_factory=list)
    """The tables that could not be read."""


def look(connection: Connection | None) -> Present:
    """Read what a base knows, as far as it opens."""
    found = Present()
    if connection is None:
        return found
    for table in (device, invitation, setting):
        try:
            found.rows[table.name] = [dict(row) for row in connection.execute(select(table)).mappings()]
        except SQLAlchemyError:
            found.missing.append(table.name)
    try:
        found.annexe = annexe.of_base(connection)
    except (SQLAlchemyError, ValueError):
        found.missing.append("erasure")
    try:
        found.heads = {row.stream: row.head for row in connection.execute(select(stream.c.stream, stream.c.head))}
        found.instant = _instant(connection, found.rows)
    except SQLAlchemyError:
        found.missing.append("change")
    return found


def give_back(connection: Connection, present: Present) -> int:
    """Add to a restored base who came in since; of rows that both have, those of the later base stay.

    Gives how many devices were added.
    """
    mine = look(connection)
    is_later = present.instant >= mine.instant
    added = 0
    for table in (device, invitation, setting):
        key = next(iter(table.primary_key))
        known = {row[key.name]: row for row in mine.rows[table.name]}
        for row in present.rows.get(table.name, []):
            before = known.get(row[key.name])
            if before is None:
                connection.execute(insert(table).values(row))
                added += table is device
            elif is_later:
                connection.execute(update(table).where(key == row[key.name]).values(_closed(before, row)))
            elif table is invitation and row["used_at"] and not before["used_at"]:
                connection.execute(update(table).where(key == row[key.name]).values(_use(row)))
    return added


def revoke(connection: Connection, revocations: Mapping[str, str]) -> int:
    """Close every access that was taken away in any of the bases; give how many were open."""
    closed = 0
    for name, instant in revocations.items():
        here = update(device).where(device.c.id == name, device.c.revoked_at.is_(None))
        closed += connection.execute(here.values(revoked_at=instant)).rowcount
    return closed


def _closed(before: Row, row: Row) -> Row:
    """Give the later row, with what was used or taken away in the earlier one."""
    used = ("used_at", "device", "nonce_hash", "revoked_at")
    kept: Row = {name: row[name] or before[name] for name in used if name in row}
    return {**row, **kept}


def _use(row: Row) -> Row:
    return {name: row[name] for name in ("used_at", "device", "nonce_hash")}


def _instant(connection: Connection, rows: Mapping[str, Iterable[Row]]) -> str:
    last = connection.scalar(select(func.max(change.c.received_at))) or ""
    said = [row[name] for table, names in _INSTANTS.items() for row in rows.get(table.name, []) for name in names]
    return str(max([last, *(one for one in said if one)]))


def is_empty(connection: Connection, tables: Iterable[Table]) -> bool:
    """Say whether nothing at all was ever written to a base."""
    return not any(connection.execute(select(*table.primary_key).limit(1)).first() for table in tables)
