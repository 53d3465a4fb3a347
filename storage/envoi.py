"""How much waits to be sent, and how much came in; `nouveautes` says what, field by field."""

from typing import TYPE_CHECKING, Final

from storage.outbox import WAITS
from storage.plan import GESTE

if TYPE_CHECKING:
    from storage.store import Store

CONNU: Final = "max(at, coalesce(received_at, at))"
"""When a change came to be known: an author's time may be weeks older than its arrival at the server."""

_RECENT: Final = 5_000
"""Changes looked at for a page that opens at once; the command looks at all."""


def fiches(store: "Store") -> int:
    """Count the records with changes that wait."""
    row = store.connection.execute(
        f'SELECT count(*) FROM (SELECT 1 FROM change WHERE {WAITS} AND "table" <> ? GROUP BY record, "table")',  # noqa: S608 - constants
        (GESTE,),
    ).fetchone()
    return int(row[0])


def recues(store: "Store", since: str) -> int:
    """Count the records that others wrote in since a moment, among what arrived last."""
    row = store.connection.execute(
        "SELECT count(*) FROM (SELECT 1 FROM change WHERE rang > (SELECT max(rang) FROM change) - ? "  # noqa: S608 - a constant
        f'AND etat = \'log\' AND {CONNU} >= ? AND "by" <> ? AND "table" <> ? GROUP BY record, "table")',
        (_RECENT, since, store.device, GESTE),
    ).fetchone()
    return int(row[0])
