"""Many rows in one statement: the one place where the two databases are spoken to differently.

A statement with a placeholder per value costs more to parse than to run (measured on PostgreSQL: 2 300
changes a second against 6 000 and more with one parameter that holds them all).
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

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


def insert_ignoring(dialect: str, table: Table) -> Any:  # noqa: ANN401 - two dialects' Insert share no public type
    """Give an INSERT that leaves known rows as they are, in the words of this database."""
    words = postgresql if dialect == POSTGRESQL else sqlite
    return words.insert(table).on_conflict_do_nothing()


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert the rows that are not known yet, all of the same columns; give how many were inserted."""
    if not rows:
        return 0
    if connection.dialect.name == POSTGRESQL:
        return connection.execute(text(_from_json(table)), {"rows": json.dumps(rows, ensure_ascii=False)}).rowcount
    names = tuple(rows[0])
    columns = ", ".join(f'"{name}"' for name in names)
    marks = ", ".join("?" * len(names))
    insert = f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks}) ON CONFLICT DO NOTHING'  # noqa: S608 - names of our own schema only
    given = [tuple(row[name] for name in names) for row in rows]  # SQLAlchemy would copy and check each as a dict
    return connection.exec_driver_sql(insert, given).rowcount


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
    names = ", ".join(f'"{table.name}"."{name}"' for name in columns)
    if connection.dialect.name == POSTGRESQL:
        source = "json_to_recordset(CAST(:given AS json)) AS given(stream text, after bigint, upto bigint)"
        stream, after, upto = (f"given.{name}" for name in ("stream", "after", "upto"))
    else:
        source = "json_each(:given) AS given"
        stream, after, upto = (f"json_extract(given.value, '$.{name}')" for name in ("stream", "after", "upto"))
    wanted = f'"{table.name}".stream = {stream} AND "{table.name}".seq > {after} AND "{table.name}".seq <= {upto}'
    if connection.dialect.name == POSTGRESQL:  # OFFSET 0: stream by stream through the index, never the whole table
        rows = f'SELECT {names} FROM "{table.name}" WHERE {wanted} ORDER BY "{table.name}".seq OFFSET 0'  # noqa: S608 - names of our own schema only
        query = f"SELECT found.* FROM {source} CROSS JOIN LATERAL ({rows}) AS found ORDER BY given.stream, found.seq"  # noqa: S608 - same
    else:
        order = f'"{table.name}".stream, "{table.name}".seq'
        query = f'SELECT {names} FROM {source} JOIN "{table.name}" ON {wanted} ORDER BY {order}'  # noqa: S608 - same
    return [dict(row) for row in connection.execute(text(query), {"given": json.dumps(given)}).mappings()]


def _from_json(table: Table) -> str:
    known = {BigInteger: "bigint", Boolean: "boolean"}
    names = ", ".join(f'"{one.name}"' for one in table.c)
    typed = ", ".join(f'"{one.name}" {known.get(type(one.type), "text")}' for one in table.c)
    source = f"json_to_recordset(CAST(:rows AS json)) AS given({typed})"  # names of our own schema only
    return f'INSERT INTO "{table.name}" ({names}) SELECT {names} FROM {source} ON CONFLICT DO NOTHING'  # noqa: S608 - same
