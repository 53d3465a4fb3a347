"""Many rows in one statement: the one place where the two databases are spoken to differently.

A statement with a placeholder per value costs more to parse than to run (measured on PostgreSQL: 2 300
changes a second against 6 000 and more with one parameter that holds them all).
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, Final, cast

from sqlalchemy import (
    ARRAY,
    BigInteger,
    BindParameter,
    Boolean,
    ColumnElement,
    Connection,
    Table,
    Text,
    bindparam,
    func,
    literal,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite

POSTGRESQL: Final = "postgresql"


class Sql:
    """A statement of the exchange: its text is written once, and handed to the driver as it is.

    `?` is a value and `IN ?*` means one of a list, given as one parameter. Building a statement for each call costs
    four times what SQLite needs to run it.
    """

    def __init__(self, words: str) -> None:
        """Read the text in the words of each database."""
        self._sqlite = words.replace("IN ?*", "IN (SELECT value FROM json_each(?))")
        self._postgresql = words.replace("IN ?*", "= ANY(?)").replace("?", "%s")

    def run(self, connection: Connection, *given: str | int | list[str] | None) -> list[tuple[Any, ...]]:
        """Run it with its values; give the rows, if it gives any."""
        if connection.dialect.name == POSTGRESQL:
            result = connection.exec_driver_sql(self._postgresql, given)
        else:
            values = [json.dumps(one) if type(one) is list else one for one in given]
            result = connection.exec_driver_sql(self._sqlite, tuple(values))
        return cast("list[tuple[Any, ...]]", result.all()) if result.returns_rows else []

    def run_each(self, connection: Connection, rows: Sequence[tuple[str | int | None, ...]]) -> None:
        """Run it once for each row of values."""
        words = self._postgresql if connection.dialect.name == POSTGRESQL else self._sqlite
        connection.exec_driver_sql(words, rows[0] if len(rows) == 1 else list(rows))


def insert_ignoring(dialect: str, table: Table) -> Any:  # noqa: ANN401 - two dialects' Insert share no public type
    """Give an INSERT that leaves known rows as they are, in the words of this database."""
    words = postgresql if dialect == POSTGRESQL else sqlite
    return words.insert(table).on_conflict_do_nothing()


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert the rows that are not known yet, all of the same columns; give how many were inserted."""
    if not rows:
        return 0
    if connection.dialect.name == POSTGRESQL:
        return connection.exec_driver_sql(_from_json(table), (json.dumps(rows, ensure_ascii=False),)).rowcount
    names = tuple(rows[0])
    given = list(map(itemgetter(*names), rows))  # SQLAlchemy would copy and check each as a dict
    return connection.exec_driver_sql(_one_by_one(table.name, names), given).rowcount


def among(connection: Connection, wanted: ColumnElement[str], values: Iterable[str]) -> ColumnElement[bool]:
    """Give the condition that a column is one of many values, as one parameter."""
    chosen = sorted(values)
    if connection.dialect.name == POSTGRESQL:
        return wanted == func.any(literal(chosen, ARRAY(Text)))
    given: BindParameter[str] = bindparam("chosen", json.dumps(chosen), unique=True)
    each = text("(SELECT value FROM json_each(:chosen))").bindparams(given)  # half the cost of `func.json_each`
    return wanted.op("IN", is_comparison=True)(each)


def between(
    connection: Connection, table: Table, columns: Sequence[str], bounds: Mapping[str, tuple[int, int]]
) -> list[dict[str, Any]]:
    """Give the rows of several streams, each after one seq and up to another, in the order of stream and seq."""
    given = [{"stream": name, "after": after, "upto": upto} for name, (after, upto) in bounds.items()]
    query = _between(connection.dialect.name, table.name, tuple(columns))
    rows = connection.exec_driver_sql(query, (json.dumps(given),))
    return [dict(zip(columns, row, strict=True)) for row in rows]


@cache
def _between(dialect: str, table: str, columns: tuple[str, ...]) -> str:
    names = ", ".join(f'"{table}"."{name}"' for name in columns)
    if dialect == POSTGRESQL:  # OFFSET 0: stream by stream through the index, never the whole table
        wanted = f'"{table}".stream = given.stream AND "{table}".seq > given.after AND "{table}".seq <= given.upto'
        source = "json_to_recordset(CAST(%s AS json)) AS given(stream text, after bigint, upto bigint)"
        rows = f'SELECT {names} FROM "{table}" WHERE {wanted} ORDER BY "{table}".seq OFFSET 0'  # noqa: S608 - names of our own schema only
        return f"SELECT found.* FROM {source} CROSS JOIN LATERAL ({rows}) AS found ORDER BY given.stream, found.seq"  # noqa: S608 - same
    stream, after, upto = (f"json_extract(given.value, '$.{name}')" for name in ("stream", "after", "upto"))
    wanted = f'"{table}".stream = {stream} AND "{table}".seq > {after} AND "{table}".seq <= {upto}'
    order = f'"{table}".stream, "{table}".seq'
    return f'SELECT {names} FROM json_each(?) AS given JOIN "{table}" ON {wanted} ORDER BY {order}'  # noqa: S608 - same


@cache
def _one_by_one(table: str, names: tuple[str, ...]) -> str:
    columns, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
    return f'INSERT INTO "{table}" ({columns}) VALUES ({marks}) ON CONFLICT DO NOTHING'  # noqa: S608 - same


@cache
def _from_json(table: Table) -> str:
    known = {BigInteger: "bigint", Boolean: "boolean"}
    names = ", ".join(f'"{one.name}"' for one in table.c)
    typed = ", ".join(f'"{one.name}" {known.get(type(one.type), "text")}' for one in table.c)
    source = f"json_to_recordset(CAST(%s AS json)) AS given({typed})"  # names of our own schema only
    return f'INSERT INTO "{table.name}" ({names}) SELECT {names} FROM {source} ON CONFLICT DO NOTHING'  # noqa: S608 - same
