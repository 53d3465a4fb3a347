"""What each history starts from, made once: a new laptop's file and an empty server's, as bytes.

A laptop's file comes in three ages: of a program that does not know the notes of a séance nor one field of an
action yet, of the present one, and of the next one, which has a table and a field more.
"""

import sqlite3
from dataclasses import replace
from functools import cache

from sqlalchemy import create_engine, insert
from sqlalchemy.pool import StaticPool

from storage import schema
from storage.plan import TablePlan
from storage.settings import DEVICE
from storage.store import Store
from sync.server.chain import GENESIS
from sync.server.schema import SCHEMA_VERSION, epoch, metadata, stream, version

TABLES = (
    "commune",
    "action",
    "depense",
    "plan_financement",
    "ressource",
    "demande",
    "convention",
    "personne",
    "seance_club",
    "presence",
    "note_seance",
    "note_datee",
    "echeance_programme",
    "geste",
)
"""The tables of these histories: fewer make smaller files, and the others are written the same way."""

OLD, PRESENT, NEXT = "old", "present", "next"
LATER_TABLE, LATER_FIELD = "visite", "empreinte_carbone"
"""What only the next program knows: a table, and a field of an action."""
EARLIER_TABLE, EARLIER_FIELD = "note_seance", "freins"
"""What the old program does not know yet."""
STREAMS = ("dep:02", "dep:08", "fr")


@cache
def laptop_file(age: str) -> bytes:
    """Give the file of a laptop on which nobody has written anything."""
    with Store.open(":memory:") as store:
        connection = store.connection
        store.settings.put(DEVICE, None)
        _lighten(connection)
        for (table,) in connection.execute('SELECT "table" FROM plan').fetchall():
            if table not in TABLES or (age == OLD and table == EARLIER_TABLE):
                connection.execute(f'DROP TABLE "{table}"')
                connection.execute('DELETE FROM plan WHERE "table" = ?', (table,))
        if age == OLD:
            _forget_field(store)
        if age == NEXT:
            upgrade(connection, NEXT)
        connection.execute("VACUUM")
        return connection.serialize()


def _lighten(connection: sqlite3.Connection) -> None:
    """Leave out what only lists on a screen read: SQLite reads a file's whole schema again each time one is opened."""
    lists = "SELECT name FROM sqlite_master WHERE type = 'index' AND (name LIKE '%|_liste' ESCAPE '|' "
    for (index,) in connection.execute(lists + "OR name LIKE '%|_par|_%' ESCAPE '|')").fetchall():
        connection.execute(f'DROP INDEX "{index}"')
    for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f'DROP TRIGGER "{trigger}"')


def upgrade(connection: sqlite3.Connection, age: str) -> None:
    """Bring a file to a program's schema; what it must then do is to read its log again."""
    for plan in _plans(age):
        schema._fit(connection, plan)
    number = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.execute(f"PRAGMA user_version = {number + 1}")


def _plans(age: str) -> list[TablePlan]:
    plans = [plan for plan in schema._plans() if plan.table in TABLES]
    if age != NEXT:
        return plans
    (action,) = (plan for plan in plans if plan.table == "action")
    return [
        *(plan for plan in plans if plan.table != "action"),
        replace(action, columns=(*action.columns, LATER_FIELD)),
        TablePlan(LATER_TABLE, "visite", ("titre", "commune", "compte_rendu"), lead="commune"),
    ]


def _forget_field(store: Store) -> None:
    plan = store.plans["action"]
    older = replace(plan, columns=tuple(c for c in plan.columns if c != EARLIER_FIELD))
    store.connection.execute(f'ALTER TABLE "action" DROP COLUMN "{EARLIER_FIELD}"')
    store.connection.execute('UPDATE plan SET plan = ? WHERE "table" = ?', (older.dumps(), plan.table))


@cache
def server_file() -> bytes:
    """Give the database of a server on which no laptop has written anything."""
    connection = sqlite3.connect(":memory:")
    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
    metadata.create_all(engine)
    with engine.begin() as opened:
        opened.execute(insert(version).values(version=SCHEMA_VERSION))
        for name in STREAMS:
            opened.execute(insert(stream).values(stream=name, head=0, chain=GENESIS))
            opened.execute(insert(epoch).values(stream=name, id="origine", first=1))
    file = connection.serialize()
    engine.dispose()
    connection.close()
    return file
