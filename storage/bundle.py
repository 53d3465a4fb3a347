"""What a bundle takes from the log and what the log knows of a bundle: the SQL behind `sync.lot_client`."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pvd_tui.changes.change import Change
from storage import log
from storage.outbox import FORGED, WAITS

if TYPE_CHECKING:
    from storage.store import Store


def outgoing(store: "Store", *, tout: bool) -> Iterator[Change]:
    """Give what waits, in log order, once it is noted that it may have left; with `tout`, all that may leave.

    What waits goes on waiting: only a server's word ends that. A record marked restreint is in neither.
    """
    leaving = f"etat = '{log.LOG}' AND NOT ({FORGED})" if tout else WAITS
    with store.transaction() as connection:
        connection.execute(f"UPDATE change SET offert = 1 WHERE offert = 0 AND {WAITS}")  # noqa: S608 - constants
        last = connection.execute("SELECT coalesce(max(rang), 0) FROM change").fetchone()[0]
    rows = store.connection.execute(
        f"SELECT {log.COLUMNS} FROM change WHERE {leaving} AND rang <= ? ORDER BY rang",  # noqa: S608 - constants
        (last,),
    )
    for row in rows:
        yield store.outbox.told(log.read(row))


def known(store: "Store", ids: Iterable[str]) -> dict[str, Change]:
    """Give those of these changes that are in the log, whatever counts."""
    rows = store.connection.execute(
        f"SELECT {log.COLUMNS} FROM change WHERE id IN (SELECT value FROM json_each(?))",  # noqa: S608 - constants
        (log.dumps(list(ids)),),
    )
    return {change.id: change for change in map(log.read, rows)}


def withdrawn(store: "Store", ids: Iterable[str]) -> set[str]:
    """Give those of these changes that a server refused to this laptop: they are settled there, not again."""
    rows = store.connection.execute(
        "SELECT id FROM a_corriger WHERE id IN (SELECT value FROM json_each(?))", (log.dumps(list(ids)),)
    )
    return {row[0] for row in rows}


def communes(store: "Store", records: Iterable[str]) -> dict[tuple[str, str], tuple[str, str | None]]:
    """Give stream and commune of the records that are known here, by table and id."""
    rows = store.connection.execute(
        'SELECT "table", record, stream, commune FROM fiche WHERE record IN (SELECT value FROM json_each(?))',
        (log.dumps(list(records)),),
    )
    return {(row["table"], row["record"]): (row["stream"], row["commune"]) for row in rows}


def freshest(store: "Store", stream: str) -> str:
    """Give the server's latest time that a change of a stream brought, "" if none did."""
    row = store.connection.execute("SELECT max(received_at) FROM change WHERE stream = ?", (stream,)).fetchone()
    return row[0] or ""
