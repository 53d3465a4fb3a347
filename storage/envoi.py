"""What will be sent, before it is sent: the changes that wait, record by record."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storage.outbox import WAITS
from storage.plan import GESTE

if TYPE_CHECKING:
    from storage.store import Store


@dataclass(frozen=True, slots=True)
class Envoi:
    """One record with changes that wait."""

    table: str
    record: str
    titre: str
    champs: tuple[str, ...]
    modifications: int
    at: str
    """When the last of them was made."""


def fiches(store: "Store") -> int:
    """Count the records with changes that wait."""
    row = store.connection.execute(
        f'SELECT count(*) FROM (SELECT 1 FROM change WHERE {WAITS} AND "table" <> ? GROUP BY record, "table")',  # noqa: S608 - constants
        (GESTE,),
    ).fetchone()
    return int(row[0])


def a_envoyer(store: "Store", limit: int = 200) -> list[Envoi]:
    """Give the records with changes that wait, the last written first."""
    rows = store.connection.execute(
        'SELECT "table", record, count(*), max(at), group_concat(id) FROM change '  # noqa: S608 - constants
        f'WHERE {WAITS} AND "table" <> ? GROUP BY record, "table" ORDER BY max(rang) DESC LIMIT ?',
        (GESTE, limit),
    ).fetchall()
    tables = {row[0] for row in rows} & store.plans.keys()
    titres = {table: store.rows.titres(table, [r[1] for r in rows if r[0] == table]) for table in tables}
    return [
        Envoi(table, record, titres.get(table, {}).get(record, ""), _champs(store, ids.split(",")), count, at)
        for table, record, count, at, ids in rows
    ]


def _champs(store: "Store", ids: list[str]) -> tuple[str, ...]:
    marks = ", ".join("?" * len(ids))
    rows = store.connection.execute(
        f'SELECT DISTINCT key FROM change, json_each(change."set") WHERE change.id IN ({marks}) ORDER BY key',  # noqa: S608 - marks
        ids,
    )
    return tuple(row[0] for row in rows)
