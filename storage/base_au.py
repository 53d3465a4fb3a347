"""The tables as they stood on a day that is past, in the place of today's, for what reads them with SQL.

    with base_au(store, jour): …     `action`, `demande`… are those of that day for every query of this connection

They are temporary tables, which SQLite finds before those of the file: the fast paths run as they are. Nothing can be
written meanwhile. Values are those of `RegistreAu`, without the facts dated later (`pvd_tui.domain.etat_au`); a record
counts as « muette » by the log alone. Today, and a day to come, change nothing.
"""

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.etat_au import etat_au
from storage.registre_au import AT, RegistreAu, fin

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json
    from storage.store import Store

_INDEX: Final = re.compile(r'^CREATE INDEX (?:IF NOT EXISTS )?("[^"]+"|\S+) ON (.*)$', re.DOTALL)


@contextmanager
def base_au(store: "Store", jour: date) -> Iterator[None]:
    """Read the tables as of the end of a day, inside the block; nothing may be written in it."""
    if jour >= store.today().astimezone().date():
        yield
        return
    tables = [table for table in store.plans if table != "geste"]
    try:
        registre = RegistreAu(store, jour)
        for table in tables:
            _poser(store, registre, table, jour)
        store.connection.execute("PRAGMA query_only = ON")
        yield
    finally:
        store.connection.execute("PRAGMA query_only = OFF")
        for table in tables:
            store.connection.execute(f'DROP TABLE IF EXISTS temp."{table}"')


def _poser(store: "Store", registre: RegistreAu, table: str, jour: date) -> None:
    """Put a table of that day before the one of the file, with its indexes."""
    run = store.connection.execute
    today = {str(row["id"]): dict(row) for row in registre.aujourdhui(table)}
    then = registre.lignes(table)
    run(f'CREATE TEMP TABLE "{table}" AS SELECT * FROM main."{table}" WHERE archive = 0')  # noqa: S608 - a table of the plan
    run(f'CREATE UNIQUE INDEX temp."{table}_id_au" ON "{table}" (id)')
    known = run("SELECT sql FROM main.sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql NOT NULL", (table,))
    for (sql,) in known.fetchall():
        if found := _INDEX.match(str(sql)):
            run(f"CREATE INDEX temp.{found[1]} ON {found[2]}")
    run(
        f'UPDATE temp."{table}" SET maj_le = (SELECT max({AT}) FROM change WHERE change.record = "{table}".id '  # noqa: S608 - constants
        f"AND change.\"table\" = ? AND etat <> 'passe' AND {AT} <= ?)",
        (table, fin(jour)),
    )
    for row in then:
        held = {**row, **etat_au(table, row, jour.isoformat())}
        before = today[str(row["id"])]
        moved = [name for name, value in held.items() if value != before[name]]
        if moved:
            names = ", ".join(f'"{name}" = ?' for name in moved)
            cells = [_cell(held[name]) for name in moved]
            run(f'UPDATE temp."{table}" SET {names} WHERE id = ?', (*cells, row["id"]))  # noqa: S608 - columns of the plan


def _cell(value: "Json") -> "str | int | float | None":
    """Write a value as its column holds it."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return json.dumps(list(value), ensure_ascii=False)
    return value if isinstance(value, str | int | float) or value is None else json.dumps(value, ensure_ascii=False)
