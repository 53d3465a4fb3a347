"""The store as of a day: the one piece behind every `--au DATE` (`design.md` §6).

Business dates are read as they are known today. A field without a date takes the value that was recorded by the end of
that day, or None, and `inconnus` names it: « inconnu à cette date » (`pvd_tui.domain.temps` says which field is what).
Today, and a day to come, ask nothing of the log.

Each table is read once, whole, for the départements asked for: a note asks for all of it anyway.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from pvd_tui.changes.fold import fold
from pvd_tui.domain.registre import RegistreIndexe
from storage import log
from storage.registre import commune_du_referentiel, du_referentiel
from storage.rows import decode

if TYPE_CHECKING:
    from pvd_tui.changes.change import Change, Json
    from pvd_tui.domain.entity import Entity
    from storage.plan import TablePlan
    from storage.store import Store

_NONE: Final[frozenset[str]] = frozenset()
_FAMILLE: Final = frozenset({"action", "plan_financement"})
"""Parents whose children are very many, and found by their parent: those of an archived one go with it."""
_FEW: Final = 4000
"""Records whose changes are looked up one by one; of more, the whole log is read once."""


class RegistreAu:
    """Records that are not archived today, as they stood at the end of a day."""

    def __init__(
        self,
        store: "Store",
        jour: date,
        *,
        departements: Iterable[str] | None = None,
        champs: Mapping[str, Sequence[str]] | None = None,
        nomme: bool = False,
    ) -> None:
        """Read this store as of `jour`: some départements only, some fields only, where they are given.

        With `nomme`, a commune that is not in the store has at least its official name.
        """
        self.jour = jour
        self._store = store
        self._past = jour < store.today().astimezone().date()
        self._departements = None if departements is None else tuple(departements)
        self._champs = champs
        self._nomme = nomme
        self._tables: dict[str, RegistreIndexe] = {}
        self._inconnus: dict[tuple[str, str], frozenset[str]] = {}

    def one(self, table: str, record: str, /) -> "Entity | None":
        """Give a record, or None if there is none that is not archived; an EPCI has at least its official name."""
        found = self._table(table).one(table, record) or du_referentiel(table, record)
        return commune_du_referentiel(table, record) if found is None and self._nomme else found

    def where(self, table: str, /, **fields: object) -> "Sequence[Entity]":
        """List the records whose fields have these values as of that day; all of them if none is given."""
        return self._table(table).where(table, **fields)

    def inconnus(self, table: str, record: str, /) -> frozenset[str]:
        """Name the fields of a record whose value of that day nobody recorded."""
        self._table(table)
        return self._inconnus.get((table, record), _NONE)

    def aujourdhui(self, table: str) -> "list[dict[str, Json]]":
        """Give the rows of a table as they are today."""
        return self._rows(table)

    def lignes(self, table: str) -> "list[dict[str, Json]]":
        """Give the rows of a table as they stood that day, with the dates known today."""
        rows = self._rows(table)
        if self._past:
            self._go_back(table, rows)
        return rows

    def _table(self, table: str) -> RegistreIndexe:
        if table not in self._tables:
            self._tables[table] = RegistreIndexe(self._read(table))
        return self._tables[table]

    def _read(self, table: str) -> "list[Entity]":
        from pvd_tui.domain.tables import TABLES  # noqa: PLC0415 - pydantic, only when rules are read

        cls = TABLES[table]
        rows = self.lignes(table)
        return [cls.lenient({name: value for name, value in row.items() if value is not None})[0] for row in rows]

    def _rows(self, table: str) -> "list[dict[str, Json]]":
        plan = self._store.rows.plan(table)
        names = ("id", *(name for name in plan.columns if name in self._wanted(table, plan.columns)))
        columns = ", ".join(f'"{name}"' for name in names)
        where, facts = self._here(plan)
        rows = self._store.connection.execute(f'SELECT {columns} FROM "{table}" WHERE {where}', facts)  # noqa: S608 - columns of the plan
        return sorted((decode(plan, names, row) for row in rows), key=lambda row: str(row["id"]))

    def _here(self, plan: "TablePlan") -> tuple[str, list[str]]:
        """Write which rows are read; of some départements, by the indexes that lists and children have."""
        if self._departements is None:
            return "archive = 0", []
        streams = ["fr", *(f"dep:{code}" for code in self._departements)]
        where, facts = f"+archive = 0 AND +stream IN ({', '.join('?' * len(streams))})", list(streams)
        if plan.lead:
            where += f" AND id IN ({self._menees(plan)})"
            facts += [bound for code in self._departements for bound in (code, f"{code}~")]
        elif plan.parent in _FAMILLE:
            above, said = self._here(self._store.rows.plan(plan.parent))
            where += f' AND "{plan.parent}" IN (SELECT id FROM "{plan.parent}" WHERE {above})'  # noqa: S608 - tables of the plan
            facts += said
        return where, facts

    def _menees(self, plan: "TablePlan") -> str:
        """Write the records whose lead commune is of these départements, and those that have none."""
        near = f'SELECT id FROM "{plan.table}" WHERE archive = 0 AND "{plan.lead}"'  # noqa: S608 - columns of the plan
        return " UNION ALL ".join([*(f"{near} BETWEEN ? AND ?" for _ in self._departements or ()), f"{near} IS NULL"])

    def _wanted(self, table: str, columns: Sequence[str]) -> set[str]:
        """Name the columns to read: those asked for, and the dates that date them."""
        if self._champs is None or table not in self._champs:
            return set(columns)
        from pvd_tui.domain.temps import DATEES  # noqa: PLC0415 - pydantic

        asked = self._champs[table]
        return {*asked, *(dated for name in asked for dated in DATEES.get((table, name), ()))}

    def _go_back(self, table: str, rows: "list[dict[str, Json]]") -> None:
        """Give the fields that the log dates their value of that day."""
        from pvd_tui.domain.temps import BORNES, DATEES, Temps, temps  # noqa: PLC0415 - pydantic

        names = [name for name in (rows[0] if rows else ()) if temps(table, name) is Temps.JOURNAL]
        if not names:
            return
        moved = self._moved(table, [str(row["id"]) for row in rows])
        then = self._then(table, {record for record, born in moved.items() if born})
        for row in rows:
            record = str(row["id"])
            if record not in moved:
                continue
            values, missing = then.get(record, ({}, frozenset(names)))
            unknown = set()
            for name in names:
                if any(row.get(dated) is not None for dated in DATEES.get((table, name), ())):
                    continue
                if name not in missing:
                    row[name] = values.get(name)
                elif (table, name) not in BORNES:
                    row[name] = None
                    unknown.add(name)
            if unknown:
                self._inconnus[(table, record)] = frozenset(unknown)

    def _moved(self, table: str, records: Sequence[str]) -> dict[str, bool]:
        """Give the records that changed after that day, and whether anything was recorded of them by then."""
        found: dict[str, bool] = {}
        for some in _parts(records):
            rows = self._store.connection.execute(
                f"SELECT record, min({AT}) <= ? FROM change WHERE \"table\" = ? AND etat <> 'passe' {_among(some)} "  # noqa: S608 - constants
                f"GROUP BY record HAVING max({AT}) > ?",
                (fin(self.jour), table, *some, fin(self.jour)),
            )
            found.update((str(row[0]), bool(row[1])) for row in rows)
        return found

    def _then(self, table: str, records: set[str]) -> "dict[str, tuple[dict[str, Json], frozenset[str]]]":
        """Fold what was recorded of some records by the end of that day: values, and what never arrived here."""
        changes: dict[str, list[Change]] = {}
        for some in _parts(sorted(records)) if records else ():
            rows = self._store.connection.execute(
                f"SELECT {log.COLUMNS} FROM change WHERE \"table\" = ? AND etat <> 'passe' {_among(some)} "  # noqa: S608 - constants
                f"AND {AT} <= ? ORDER BY rang",
                (table, *some, fin(self.jour)),
            )
            for change in map(log.read, rows):
                if change.record in records:
                    changes.setdefault(change.record, []).append(change)
        owned = frozenset(self._store.rows.plan(table).prefecture)
        return {record: _folded(some, owned) for record, some in changes.items()}


def _parts(records: Sequence[str]) -> Iterator[Sequence[str]]:
    """Cut few records into what SQLite takes at once; of very many, ask for none by name: all of the log."""
    if len(records) > _FEW:
        yield ()
        return
    for start in range(0, len(records), 500):
        yield records[start : start + 500]


def _among(records: Sequence[str]) -> str:
    return f"AND record IN ({', '.join('?' * len(records))})" if records else ""


def fin(jour: date) -> str:
    """Give the end of a day of this laptop as changes write time: what is written later is not of that day."""
    last = datetime.combine(jour + timedelta(days=1), time.min).astimezone() - timedelta(microseconds=1)
    return last.astimezone(UTC).isoformat(timespec="microseconds")


def _folded(changes: "list[Change]", owned: frozenset[str]) -> "tuple[dict[str, Json], frozenset[str]]":
    folded = fold(changes, owned)
    known = {change.id: change for change in changes}
    missing = {
        name for name, heads in folded.heads.items() if any(i in known and name not in known[i].set for i in heads[:1])
    }
    return folded.values, frozenset(missing)


AT: Final = "min(at, coalesce(received_at, at))"
"""An edit cannot be later than its reception: a clock that is ahead moves nothing into another day."""
