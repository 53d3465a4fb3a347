"""Typed rows, page by page: what a list keeps, in which order, in which groups."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from pvd_tui.changes.change import Json
from storage import filtre as filtres
from storage.errors import RefusError
from storage.filtre import Filtre
from storage.plan import META, TablePlan
from storage.tri import bare, natural_key

Where = Mapping[str, Json] | Filtre | None
Order = Sequence[tuple[str, bool]]
"""Keys of an order: a column (`echeance:mois` for the month of a day), and whether it goes down."""

MOIS: Final = ":mois"
"""After a column of days: its month."""
VALEUR: Final = ":valeur"
"""After a column: its value as it is written, so that the rows of a group stay together."""

SHORTEST_ID: Final = 6
LONGEST_ID: Final = 35
_BY_TITLE: Final[Order] = (("titre_tri", False),)
_FILLED: Final = ('"id"', '"titre_tri"')
_MANY: Final = 500
"""Ids asked for at once: SQLite takes 32 766 parameters, older ones 999."""


class Groupe(NamedTuple):
    """The rows that share a value: how many, and the sums of some columns (None where none is filled in)."""

    valeur: Json
    nombre: int
    sommes: tuple[int | None, ...]


class Rows:
    """The rows of an open store."""

    def __init__(self, connection: sqlite3.Connection, plans: Mapping[str, TablePlan]) -> None:
        """Read through an open store's connection."""
        self._connection = connection
        self._plans = plans
        connection.create_function("tri", 1, natural_key, deterministic=True)
        connection.create_function("nu", 1, bare, deterministic=True)

    def page(
        self,
        table: str,
        where: Where = None,
        *,
        columns: Sequence[str] = (),
        order: Order = _BY_TITLE,
        limit: int = -1,
        offset: int = 0,
        archived: bool | None = False,
    ) -> list[dict[str, Json]]:
        """Give rows as field to value; lists and booleans are what a change holds, not SQLite's way of keeping them.

        `order` is (column, descending), what is not filled in last; `archived` None gives both.
        Raises RefusError for an unknown column.
        """
        plan = self.plan(table)
        ids = self.ids(table, where, order=order, limit=limit, offset=offset, archived=archived)
        return self.these(table, ids, columns or (*plan.columns, *META))

    def count(self, table: str, where: Where = None, *, archived: bool | None = False) -> int:
        """Count rows."""
        return self.sommes(table, where, (), archived=archived).nombre

    def sommes(self, table: str, where: Where, columns: Sequence[str], *, archived: bool | None = False) -> Groupe:
        """Count rows and add up some of their columns."""
        plan = self.plan(table)
        condition, facts = filtres.condition(plan, where, archived=archived)
        sums = self._sums(plan, columns)
        row = self._connection.execute(f'SELECT count(*){sums} FROM "{table}" WHERE {condition}', facts).fetchone()  # noqa: S608 - checked names
        return Groupe(None, int(row[0]), tuple(row[1:]))

    def groupes(self, table: str, where: Where, by: tuple[str, bool], columns: Sequence[str] = ()) -> list[Groupe]:
        """Count rows by the value of a column, in the order that `page` gives them when it is the first key."""
        plan = self.plan(table)
        condition, facts = filtres.condition(plan, where, archived=False)
        key, value, down = self._key(plan, by[0]), self._value(plan, by[0]), "DESC" if by[1] else "ASC"
        rows = self._connection.execute(
            f'SELECT {value}, count(*){self._sums(plan, columns)} FROM "{table}" WHERE {condition} '  # noqa: S608 - checked names
            f"GROUP BY {value} ORDER BY {key} {down} NULLS LAST, {value} {down} NULLS LAST",
            facts,
        )
        return [Groupe(row[0], int(row[1]), tuple(row[2:])) for row in rows]

    def ids(
        self,
        table: str,
        where: Where = None,
        *,
        order: Order = _BY_TITLE,
        limit: int = -1,
        offset: int = 0,
        archived: bool | None = False,
    ) -> list[str]:
        """Give the ids of the list that `page` gives: all of them unless limited."""
        plan = self.plan(table)
        condition, facts = filtres.condition(plan, where, archived=archived)
        by = self._by(plan, order)
        if limit < 0 and isinstance(where, Filtre) and where.conditions:
            by = f"+{by}"  # no index is read in its order, row by row, where the one that holds every column is shorter
        cursor = self._connection.cursor()
        cursor.row_factory = None  # plain tuples: fifty thousand of them take half the time
        cursor.execute(
            f'SELECT id FROM "{table}" WHERE {condition} ORDER BY {by} LIMIT ? OFFSET ?',  # noqa: S608 - checked names
            (*facts, limit, offset),
        )
        return [record for (record,) in cursor]

    def these(self, table: str, records: Sequence[str], columns: Sequence[str]) -> list[dict[str, Json]]:
        """Give rows by their ids, in that order, archived or not; those that are not there are left out."""
        plan = self.plan(table)
        wanted = ("id", *columns)
        names = ", ".join(filtres.valeur(plan, c) for c in wanted)
        found: dict[str, dict[str, Json]] = {}
        for start in range(0, len(records), _MANY):
            some = records[start : start + _MANY]
            marks = ", ".join("?" * len(some))
            rows = self._connection.execute(f'SELECT {names} FROM "{table}" WHERE id IN ({marks})', tuple(some))  # noqa: S608 - checked names
            found.update((str(row[0]), decode(plan, wanted, row)) for row in rows)
        return [found[record] for record in records if record in found]

    def titres(self, table: str, records: Iterable[str]) -> dict[str, str]:
        """Give the titles of some records; those without one, or not there, are left out."""
        rows = self.these(table, list(dict.fromkeys(records)), ("titre",))
        return {str(row["id"]): str(row["titre"]) for row in rows if row["titre"]}

    def place(
        self, table: str, record: str, where: Where = None, *, order: Order = _BY_TITLE, archived: bool | None = False
    ) -> int | None:
        """Give the place of a row in the list that `page` gives, or None if it is not in it."""
        plan = self.plan(table)
        condition, facts = filtres.condition(plan, where, archived=archived)
        keys = self._keys(plan, order)
        row = self._connection.execute(
            f'SELECT {", ".join(key for key, _ in keys)} FROM "{table}" WHERE {condition} AND id = ?',  # noqa: S608 - checked names
            (*facts, record),
        ).fetchone()
        if row is None:
            return None
        place, same, shared = 0, condition, list(facts)
        for (key, down), value in zip(keys, row, strict=True):
            ahead = f"{key} IS NOT NULL" if value is None else f"{key} {'>' if down else '<'} ?"
            said = [] if value is None else [value]
            counted = self._connection.execute(
                f'SELECT count(*) FROM "{table}" WHERE {same} AND {ahead}',  # noqa: S608 - checked names
                (*shared, *said),
            )
            place += int(counted.fetchone()[0])
            same += f" AND {key} IS NULL" if value is None else f" AND {key} = ?"
            shared += said
        return place

    def groups(self, table: str, column: str) -> dict[Json, int]:
        """Count rows that are not archived by the value of a column."""
        name = filtres.column(self.plan(table), column)
        rows = self._connection.execute(
            f'SELECT "{name}", count(*) FROM "{table}" WHERE archive = 0 GROUP BY "{name}"'  # noqa: S608 - checked names
        )
        return {row[0]: int(row[1]) for row in rows}

    def resolve(self, table: str, text: str) -> str:
        """Give the id that a person meant: whole, or its last characters where only one record ends so."""
        self.plan(table)
        if len(text) < SHORTEST_ID or len(text) > LONGEST_ID or not text.replace("-", "").isalnum():
            return text
        rows = self._connection.execute(
            f'SELECT id FROM "{table}" WHERE id = ?1 OR substr(id, -length(?1)) = ?1 LIMIT 2',  # noqa: S608 - checked name
            (text,),
        ).fetchall()
        return str(rows[0][0]) if len(rows) == 1 else text

    def plan(self, table: str) -> TablePlan:
        """Give the plan of a table; raises RefusError for an unknown one."""
        plan = self._plans.get(table)
        if plan is None:
            raise RefusError(f"« {table} » n'est pas un type de fiche. Types connus : {', '.join(self._plans)}.")
        return plan

    # Order.

    def _keys(self, plan: TablePlan, order: Order) -> list[tuple[str, bool]]:
        """Give what rows are ordered by, as SQL; the id last, so that no two rows are equal."""
        down = order[-1][1] if order else False
        return [(self._key(plan, name), descending) for name, descending in (*order, ("id", down))]

    def _key(self, plan: TablePlan, name: str) -> str:
        """Write what a column orders by: names by their letters, a value list by its own order, an id by its title."""
        if name == "titre":
            return '"titre_tri"'
        if name.endswith(VALEUR):
            return self._value(plan, name.removesuffix(VALEUR))
        value = self._value(plan, name)
        above = "commune" if name == "territoire" else plan.references.get(name)
        if above:
            return (
                f"(SELECT nullif(titre_tri, '') FROM \"{self.plan(above).table}\" AS c WHERE c.id = {_own(plan, name)})"  # noqa: S608 - checked names
            )
        if words := plan.choix.get(name):
            listed = "".join(f"|{word}" for word in words).replace("'", "''") + "|"
            return f"instr('{listed}', '|' || {value} || '|')"
        return f"tri({value})" if name in plan.searched else value

    def _value(self, plan: TablePlan, name: str) -> str:
        """Write the value of a column, or the month of its day."""
        value = filtres.valeur(plan, name.removesuffix(MOIS))
        return f"substr({value}, 1, 7)" if name.endswith(MOIS) else value

    def _by(self, plan: TablePlan, order: Order) -> str:
        """Write the order; « NULLS LAST » only where there may be some, for it keeps an index from being used."""
        keys = self._keys(plan, order)
        return ", ".join(f"{k} {'DESC' if down else 'ASC'}{'' if k in _FILLED else ' NULLS LAST'}" for k, down in keys)

    def _sums(self, plan: TablePlan, columns: Sequence[str]) -> str:
        return "".join(f", sum({filtres.valeur(plan, name)})" for name in columns)


def _own(plan: TablePlan, name: str) -> str:
    return f'"{plan.table}"."{filtres.column(plan, name)}"'


def decode(plan: TablePlan, names: Iterable[str], row: Sequence[object]) -> dict[str, Json]:
    """Read a typed row back into the values of a change."""
    return {name: _value(plan, name, cell) for name, cell in zip(names, row, strict=True)}  # type: ignore[arg-type] # SQLite's cells


def _value(plan: TablePlan, name: str, cell: Json) -> Json:
    if cell is None:
        return None
    if name in plan.booleans or name in {"archive", "restreint"}:
        return bool(cell) if cell in (0, 1) else cell
    if name in plan.lists and isinstance(cell, str):
        try:
            value: Json = json.loads(cell)
        except ValueError:
            return cell
        return value
    return cell
