"""The union of two logs: changes that come in are added to those that are here, whatever road brought them.

A change that is here already takes newer stamps and the values that its copy here lacks; nothing else changes (I3).
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pvd_tui.changes.change import EFFACE, Change, Json
from storage import log, settings
from storage.arrivee import lay

if TYPE_CHECKING:
    from sqlite3 import Connection

    from storage.store import Store

_GOES_ON: Final = (
    f"""seq IS NULL AND "by" = (SELECT valeur FROM reglage WHERE cle = '{settings.DEVICE}') """  # noqa: S608 - a constant
    "AND (length(excluded.stub) > length(stub) OR (excluded.relais IS NOT NULL AND excluded.role <> role))"
)
"""A change that its author still has to offer, and that somebody else carried as a stub or with a lower role: only he
can complete it, or raise it, for everybody."""

_MERGE: Final = (
    f"INSERT INTO change ({log.COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) "  # noqa: S608 - constants
    'ON CONFLICT (id) DO UPDATE SET "set" = CASE WHEN length(excluded.stub) < length(stub) '
    'THEN excluded."set" ELSE "set" END, '
    "stub = CASE WHEN length(excluded.stub) < length(stub) THEN excluded.stub ELSE stub END, "
    f"seq = CASE WHEN {_GOES_ON} THEN NULL ELSE coalesce(excluded.seq, seq) END, "
    "received_at = coalesce(excluded.received_at, received_at), "
    f"role = CASE WHEN excluded.seq IS NULL OR ({_GOES_ON}) THEN role ELSE excluded.role END, "
    f"relais = CASE WHEN excluded.seq IS NULL OR ({_GOES_ON}) THEN relais ELSE excluded.relais END, "
    f"etat = CASE WHEN excluded.seq IS NULL THEN etat ELSE '{log.LOG}' END, "
    "refused = CASE WHEN excluded.refused = '[]' THEN refused WHEN refused = '[]' THEN excluded.refused ELSE "
    "(SELECT json_group_array(value) FROM "
    "(SELECT value FROM json_each(refused) UNION SELECT value FROM json_each(excluded.refused))) END"
)
"""A copy without stamps brings values only: what the server said of a change stays until it says otherwise.

What was kept to this laptop counts as any other change once the server has it: a copy of the laptop had sent it.
"""


def unite(store: "Store", changes: Sequence[Change]) -> int:
    """Add changes to the log and write the records they name; give how many were new. In the caller's transaction."""
    connection = store.connection
    changes = _completed(connection, _unknown(connection, changes))
    before = connection.execute("SELECT coalesce(max(rang), 0) FROM change").fetchone()[0]
    connection.executemany(_MERGE, [log.row(change) for change in changes])
    new = int(connection.execute("SELECT count(*) FROM change WHERE rang > ?", (before,)).fetchone()[0])
    erased = {(change.table, change.record) for change in changes if EFFACE in change.set}
    if erased:
        ids = {row[0] for row in connection.execute("SELECT id FROM change WHERE rang > ?", (before,))}
        store.projection.forget_drafts(change for change in changes if change.id in ids)
    by_record: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        by_record.setdefault((change.table, change.record), []).append(change)
    here = _known_records(connection, {record for _, record in by_record}) | erased
    simple = {
        key: some
        for key, some in by_record.items()
        if key not in here and (len(some) == 1 or len({one.id for one in some}) == len(some))
    }
    lay(store.projection, simple)
    for key in [key for key in by_record if key not in simple]:
        store.projection.write(*key)
    return new


def _unknown(connection: "Connection", changes: Sequence[Change]) -> list[Change]:
    """Leave out what is here already with the same stamps: the echo of what was just sent."""
    here = {
        (row[0], row[1], row[2], row[3])
        for row in connection.execute(
            "SELECT id, seq, received_at, role FROM change "
            "WHERE stub = '[]' AND id IN (SELECT value FROM json_each(?))",
            (log.dumps([change.id for change in changes]),),
        )
    }
    return [c for c in changes if c.refused or (c.id, c.seq, c.received_at, c.role) not in here]


def _completed(connection: "Connection", changes: list[Change]) -> list[Change]:
    """Give copies that leave something out what the copies here have of it: two may complete each other."""
    partial = [change.id for change in changes if change.stub]
    if not partial:
        return changes
    rows = connection.execute(
        "SELECT id, \"set\" FROM change WHERE stub <> '[]' AND id IN (SELECT value FROM json_each(?))",
        (log.dumps(partial),),
    )
    here = {row[0]: json.loads(row[1]) for row in rows}
    return [_filled(change, here.get(change.id, {})) if change.stub else change for change in changes]


def _filled(change: Change, known: dict[str, Json]) -> Change:
    left_out = set(change.stub) & known.keys()
    if not left_out:
        return change
    values = {**change.set, **{name: known[name] for name in left_out}}
    return replace(change, set=values, stub=tuple(sorted(set(change.stub) - left_out)))


def _known_records(connection: "Connection", records: Collection[str]) -> set[tuple[str, str]]:
    rows = connection.execute(
        'SELECT "table", record FROM fiche WHERE record IN (SELECT value FROM json_each(?))',
        (log.dumps(list(records)),),
    )
    return {(row[0], row[1]) for row in rows}
