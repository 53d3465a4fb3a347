"""The store as the programme's rules read it (`pvd_tui.domain.registre.Registre`)."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pvd_tui.changes.change import Json
    from pvd_tui.domain.entity import Entity
    from storage.store import Store


class StoreRegistre:
    """Records that are not archived, read leniently: what a field holds never makes a rule fail."""

    def __init__(self, store: "Store") -> None:
        """Read this store."""
        self._store = store

    def one(self, table: str, record: str, /) -> "Entity | None":
        """Give a record, or None if there is none that is not archived."""
        found = self._records(table, {"id": record})
        return found[0] if found else None

    def where(self, table: str, /, **fields: object) -> "Sequence[Entity]":
        """List the records whose fields have these values; all of them if none is given."""
        return self._records(table, fields)

    def _records(self, table: str, where: "dict[str, object]") -> "list[Entity]":
        from pvd_tui.domain.tables import TABLES  # noqa: PLC0415 - pydantic, only when rules are read

        cls = TABLES[table]
        conditions: dict[str, Json] = {name: str(v) if v is not None else None for name, v in where.items()}
        columns = self._store.rows.plan(table).columns
        # in the order of the ids, which is that of their writing: by title, SQLite would read the whole table in order
        found = self._store.rows.page(table, conditions, columns=columns, order=())
        return [cls.lenient(row)[0] for row in found]
