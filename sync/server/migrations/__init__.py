"""Which schema a database has, and the way from there to this program's.

A new database is made whole and stamped; an older one goes through `versions/` step by step, by Alembic.
Either happens in one transaction, SQLite included, under a lock: two processes may start at once, and one that
is killed leaves the old schema or the new one. Alembic is imported only when there is a step to take.

A next step is a module in `versions/`, its line in `STEPS`, and `SCHEMA_VERSION + 1` in `schema`, which is
what makes an older program refuse the database.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    insert,
    inspect,
    select,
)

from sync.server.schema import SCHEMA_VERSION, metadata, version

STEPS: Final = {
    "0001": "les tables de la première version",
    "0002": "les effacements et les retransmissions, deux index sur les modifications",
}
"""Every step in order, and what it adds, for the administrator."""

HEAD: Final = list(STEPS)[-1]
_RELEASED: Final = {1: "0001"}
"""What databases are that were made before there were steps, by their `schema_version`."""

_LOCK: Final = 0x507664  # any number, the same for every process of ours

stamp: Final = Table(  # Alembic's own table, as Alembic makes it
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a database stands: its revision (None if it has none yet) and the steps before it."""

    revision: str | None
    missing: Sequence[str] = ()
    is_empty: bool = False
    is_newer: bool = False


def standing(connection: Connection) -> Standing:
    """Read where a database stands; nothing is written."""
    tables = set(inspect(connection).get_table_names())
    stamped = list(connection.scalars(select(stamp.c.version_num))) if stamp.name in tables else []
    found = max(connection.scalars(select(version.c.version)), default=0) if version.name in tables else 0
    if found > SCHEMA_VERSION or not STEPS.keys() >= set(stamped):
        return Standing(max(stamped, default=None), is_newer=True)
    revision = max(stamped, default=_RELEASED.get(found))
    missing = [step for step in STEPS if revision is None or step > revision]
    return Standing(revision, missing, is_empty=not tables & metadata.tables.keys())


def upgrade(engine: Engine) -> Standing:
    """Bring a database to this program's schema, in one transaction; give where it stood before."""
    with engine.begin() as connection:
        _lock(connection)
        before = standing(connection)  # again, under the lock: another process may just have done it
        if before.is_newer or not before.missing:
            return before
        if before.is_empty:
            metadata.create_all(connection)
            connection.execute(insert(version).values(version=SCHEMA_VERSION))
            stamp.create(connection, checkfirst=True)
            connection.execute(insert(stamp).values(version_num=HEAD))
        else:
            _take_steps(connection, before)
        return before


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")  # an index of a large table takes its time
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")  # the driver begins nothing before DDL: half a schema could stay


def _take_steps(connection: Connection, before: Standing) -> None:
    from alembic import command  # noqa: PLC0415 - takes a second to import, and is needed once a release
    from alembic.config import Config  # noqa: PLC0415 - same

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    if before.revision is not None and stamp.name not in inspect(connection).get_table_names():
        command.stamp(config, before.revision)
    command.upgrade(config, HEAD)
