"""`change` as one table for each stream, under one name (PostgreSQL's list partitions).

A stream's rows then lie together: its pages read one small table, and a département that leaves is one table to
detach. It pays where the table is larger than the memory, tens of gigabytes; not before.

PostgreSQL keeps a key unique within a partition only, unless the stream is in it. That an id stands in one stream
is a rule of ours (`journal`: the same id elsewhere is `contenu`), so it is kept by a table of its own, `change_id`,
filled by a trigger as each row comes in. Where two streams store the same id at once, one waits for the other and
inserts nothing, exactly as with the key that it replaces.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.schema import CreateIndex

from pvd_tui.domain.entity import NATIONAL
from sync.server.bulk import POSTGRESQL
from sync.server.schema import change

GUARD: Final = "change_id"
_REST: Final = "change_autres"  # streams that nobody foresaw
_LEAST_VERSION: Final = 130_000  # triggers before each row of a partitioned table

_KEYS: Final = (
    f"CREATE TABLE {GUARD} (id text PRIMARY KEY, stream text NOT NULL)",
    f"INSERT INTO {GUARD} (id, stream) SELECT id, stream FROM change",  # noqa: S608 - our own name
    "ALTER TABLE change ADD PRIMARY KEY (id, stream)",
    "ALTER TABLE change ADD UNIQUE (stream, seq)",
)
_GUARDING: Final = (
    f"""CREATE FUNCTION keep_change_id() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
    BEGIN
        CASE TG_OP
        WHEN 'INSERT' THEN
            INSERT INTO {GUARD} (id, stream) VALUES (NEW.id, NEW.stream) ON CONFLICT DO NOTHING;
            IF NOT FOUND THEN
                RETURN NULL;  -- the id is taken: the row is left out, as ON CONFLICT DO NOTHING would
            END IF;
            RETURN NEW;
        WHEN 'DELETE' THEN
            DELETE FROM {GUARD} WHERE id = OLD.id;
            RETURN OLD;
        WHEN 'TRUNCATE' THEN
            TRUNCATE {GUARD};
            RETURN NULL;
        ELSE
            RAISE EXCEPTION 'the id and the stream of a change never change';
        END CASE;
    END $$""",  # noqa: S608 - our own name
    "CREATE TRIGGER change_id_taken BEFORE INSERT ON change FOR EACH ROW EXECUTE FUNCTION keep_change_id()",
    "CREATE TRIGGER change_id_freed BEFORE DELETE ON change FOR EACH ROW EXECUTE FUNCTION keep_change_id()",
    "CREATE TRIGGER change_id_set BEFORE UPDATE OF id, stream ON change FOR EACH ROW EXECUTE FUNCTION keep_change_id()",
    "CREATE TRIGGER change_id_emptied AFTER TRUNCATE ON change FOR EACH STATEMENT EXECUTE FUNCTION keep_change_id()",
)


class PartitionError(Exception):
    """The table stays as it was; `str()` is a French sentence for the administrator."""


@dataclass(frozen=True, slots=True)
class Partitioned:
    """What was done, or would be."""

    rows: int
    partitions: int
    already: bool


def partition(engine: Engine, *, essai: bool = False) -> Partitioned:
    """Turn `change` into partitions by stream, in one transaction; writers wait for it, and nothing else changes."""
    if engine.dialect.name != POSTGRESQL:
        raise PartitionError("Un fichier SQLite ne se partage pas ; rien n’a été modifié.")
    try:
        with engine.begin() as connection:
            return _partition(connection, essai=essai)
    except SQLAlchemyError as error:
        raise PartitionError(
            f"La table n’a pas été partagée ({type(error).__name__}). Rien n’a été modifié ; vérifiez que ce compte "
            "possède la table, et recommencez à une heure calme."
        ) from error


def _partition(connection: Connection, *, essai: bool) -> Partitioned:
    version = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one())
    if version < _LEAST_VERSION:
        raise PartitionError("Cette version de PostgreSQL ne le permet pas (13 au moins) ; rien n’a été modifié.")
    streams = list(_streams())
    if connection.exec_driver_sql("SELECT relkind = 'p' FROM pg_class WHERE oid = 'change'::regclass").scalar_one():
        return Partitioned(_count(connection, "change"), len(streams) + 1, already=True)
    if essai:
        return Partitioned(_count(connection, "change"), len(streams) + 1, already=False)
    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
    connection.exec_driver_sql("LOCK TABLE change IN ACCESS EXCLUSIVE MODE")
    _act_as_owner(connection)
    granted = _granted(connection)
    before = _count(connection, "change")
    for statement in (*_move(streams), *_KEYS, *_indexes(connection), *_GUARDING):
        connection.exec_driver_sql(statement)
    for account, rights in granted:
        connection.exec_driver_sql(f"GRANT {rights} ON change, {GUARD} TO {account}")
    if not before == _count(connection, "change") == _count(connection, GUARD):
        raise PartitionError("Le compte des lignes n’y est pas ; rien n’a été modifié.")  # the transaction is undone
    connection.exec_driver_sql("ANALYZE change")
    return Partitioned(before, len(streams) + 1, already=False)


def _streams() -> Iterator[str]:
    from pvd_tui.referentiel import departements  # noqa: PLC0415 - read from a file, for this command only

    yield NATIONAL
    yield from (f"dep:{one.code}" for one in departements())


def _move(streams: Sequence[str]) -> Iterator[str]:
    yield "ALTER TABLE change RENAME TO change_whole"
    yield "CREATE TABLE change (LIKE change_whole INCLUDING DEFAULTS INCLUDING STORAGE) PARTITION BY LIST (stream)"
    for stream in streams:
        name = f"change_{stream.replace(':', '_').lower()}"
        yield f"CREATE TABLE \"{name}\" PARTITION OF change FOR VALUES IN ('{stream}')"
    yield f"CREATE TABLE {_REST} PARTITION OF change DEFAULT"
    yield "INSERT INTO change SELECT * FROM change_whole ORDER BY stream, seq"
    yield "DROP TABLE change_whole"


def _indexes(connection: Connection) -> Iterator[str]:
    for index in sorted(change.indexes, key=lambda one: str(one.name)):
        yield str(CreateIndex(index).compile(dialect=connection.dialect))


def _act_as_owner(connection: Connection) -> None:
    """Let the table's owner own the new ones too, whoever runs this."""
    owner = connection.exec_driver_sql(
        "SELECT quote_ident(pg_get_userbyid(relowner)) FROM pg_class WHERE oid = 'change'::regclass"
    ).scalar_one()
    connection.exec_driver_sql(f"SET LOCAL ROLE {owner}")


def _granted(connection: Connection) -> list[tuple[str, str]]:
    """List who else may do what to the table."""
    rows = connection.exec_driver_sql(
        "SELECT CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END AS account, "
        "string_agg(privilege_type, ', ') AS rights FROM pg_class, aclexplode(relacl) "
        "WHERE pg_class.oid = 'change'::regclass AND grantee <> relowner GROUP BY 1"
    )
    return [(row.account, row.rights) for row in rows]


def _count(connection: Connection, table: str) -> int:
    return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())  # noqa: S608 - our own names
