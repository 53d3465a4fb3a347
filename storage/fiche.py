"""A record as it is read: its values, what was seen, where it belongs."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pvd_tui.changes.change import Json
from pvd_tui.changes.fold import Folded
from storage.errors import RefusError
from storage.plan import META, TablePlan
from storage.projection import cell
from storage.search import plain

FILTER: Final = "~titre"
"""A condition of `where`: the title, or the name of the commune, holds these words, without accents or case."""

BY_COMMUNE: Final = "~commune"
"""A column of `order`: the name of the commune, not its code."""

SHORTEST_ID: Final = 6
LONGEST_ID: Final = 35


@dataclass(frozen=True, slots=True)
class Fiche:
    """One record; `folded.shown` are the heads that a form shows and must name when it saves."""

    table: str
    record: str
    folded: Folded
    stream: str
    commune: str | None
    restreint: bool

    @property
    def values(self) -> dict[str, Json]:
        """The fields as shown."""
        return self.folded.values


class Rows:
    """Typed rows, page by page."""

    def __init__(self, connection: sqlite3.Connection, plans: Mapping[str, TablePlan]) -> None:
        """Read through an open store's connection."""
        self._connection = connection
        self._plans = plans

    def page(
        self,
        table: str,
        where: Mapping[str, Json] | None = None,
        *,
        columns: Sequence[str] = (),
        order: Sequence[tuple[str, bool]] = (("titre_tri", False),),
        limit: int = -1,
        offset: int = 0,
        archived: bool | None = False,
    ) -> list[dict[str, Json]]:
        """Give rows as field to value; lists and booleans are what a change holds, not SQLite's way of keeping them.

        `order` is (column, descending), what is not filled in last; `archived` None gives both.
        Raises RefusError for an unknown column.
        """
        plan = self.plan(table)
        wanted = ("id", *(columns or (*plan.columns, *META)))
        condition, facts = self._condition(plan, where or {}, archived)
        by = self._by(plan, order)
        names = ", ".join(f'"{self._column(plan, c)}"' for c in wanted)
        rows = self._connection.execute(
            f'SELECT {names} FROM "{table}" WHERE {condition} ORDER BY {by} LIMIT ? OFFSET ?',  # noqa: S608 - checked names
            (*facts, limit, offset),
        )
        return [decode(plan, wanted, row) for row in rows]

    def count(self, table: str, where: Mapping[str, Json] | None = None, *, archived: bool | None = False) -> int:
        """Count rows."""
        plan = self.plan(table)
        condition, facts = self._condition(plan, where or {}, archived)
        row = self._connection.execute(f'SELECT count(*) FROM "{table}" WHERE {condition}', facts).fetchone()  # noqa: S608 - checked names
        return int(row[0])

    def ids(
        self,
        table: str,
        where: Mapping[str, Json] | None = None,
        *,
        order: Sequence[tuple[str, bool]] = (("titre_tri", False),),
        archived: bool | None = False,
    ) -> list[str]:
        """Give the id of every row of the list that `page` gives."""
        plan = self.plan(table)
        condition, facts = self._condition(plan, where or {}, archived)
        rows = self._connection.execute(
            f'SELECT id FROM "{table}" WHERE {condition} ORDER BY {self._by(plan, order)}',  # noqa: S608 - checked names
            facts,
        )
        return [str(row[0]) for row in rows]

    def these(self, table: str, records: Sequence[str], columns: Sequence[str]) -> list[dict[str, Json]]:
        """Give rows by their ids, in that order, archived or not; those that are not there are left out."""
        plan = self.plan(table)
        wanted = ("id", *columns)
        names = ", ".join(f'"{self._column(plan, c)}"' for c in wanted)
        marks = ", ".join("?" * len(records))
        rows = self._connection.execute(f'SELECT {names} FROM "{table}" WHERE id IN ({marks})', tuple(records))  # noqa: S608 - checked names
        found = {str(row[0]): decode(plan, wanted, row) for row in rows}
        return [found[record] for record in records if record in found]

    def titres(self, table: str, records: Iterable[str]) -> dict[str, str]:
        """Give the titles of some records; those without one, or not there, are left out."""
        rows = self.these(table, list(dict.fromkeys(records)), ("titre",))
        return {str(row["id"]): str(row["titre"]) for row in rows if row["titre"]}

    def place(
        self,
        table: str,
        record: str,
        where: Mapping[str, Json] | None = None,
        *,
        order: Sequence[tuple[str, bool]] = (("titre_tri", False),),
        archived: bool | None = False,
    ) -> int | None:
        """Give the place of a row in the list that `page` gives, or None if it is not in it."""
        plan = self.plan(table)
        condition, facts = self._condition(plan, where or {}, archived)
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
        plan = self.plan(table)
        name = self._column(plan, column)
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

    def _column(self, plan: TablePlan, name: str) -> str:
        if name != "id" and name not in plan.columns and name not in META:
            raise RefusError(
                f"« {name} » n'est pas un champ de « {plan.table} ». Champs connus : {', '.join(plan.columns)}."
            )
        return name

    def _keys(self, plan: TablePlan, order: Sequence[tuple[str, bool]]) -> list[tuple[str, bool]]:
        """Give what rows are ordered by, as SQL; the id last, so that no two rows are equal."""
        down = order[-1][1] if order else False
        return [(self._key(plan, name), descending) for name, descending in (*order, ("id", down))]

    def _key(self, plan: TablePlan, name: str) -> str:
        if name == BY_COMMUNE:
            column = self._column(plan, "commune")
            return f'(SELECT titre_tri FROM commune AS c WHERE c.id = "{plan.table}"."{column}")'  # noqa: S608 - checked names
        return f'"{self._column(plan, name)}"'

    def _by(self, plan: TablePlan, order: Sequence[tuple[str, bool]]) -> str:
        """Write the order; « NULLS LAST » only where there may be some, for it keeps an index from being used."""
        keys = self._keys(plan, order)
        return ", ".join(f"{k} {'DESC' if down else 'ASC'}{'' if k in _FILLED else ' NULLS LAST'}" for k, down in keys)

    def _condition(
        self,
        plan: TablePlan,
        where: Mapping[str, Json],
        archived: bool | None,  # noqa: FBT001 - passed on as it came
    ) -> tuple[str, list[Json]]:
        parts = [] if archived is None else [f"archive = {int(archived)}"]
        facts: list[Json] = []
        for name, value in where.items():
            if name == FILTER:
                for pattern in _patterns(str(value)):
                    parts.append(_TITRE_OR_COMMUNE if "commune" in plan.columns else "titre_tri LIKE ?")
                    facts += [pattern] * parts[-1].count("?")
                continue
            column = self._column(plan, name)
            if value is None:
                parts.append(f'"{column}" IS NULL')
            else:
                parts.append(f'"{column}" = ?')
                facts.append(cell(value))
        return " AND ".join(parts) or "1", facts


_FILLED: Final = ('"id"', '"titre_tri"')
_TITRE_OR_COMMUNE: Final = "(titre_tri LIKE ? OR commune IN (SELECT id FROM commune WHERE titre_tri LIKE ?))"


def _patterns(text: str) -> list[str]:
    return [f"%{word}%" for word in plain(text).replace("_", " ").split()]


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
