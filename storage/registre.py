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
        """Give a record, or None if there is none that is not archived; an EPCI has at least its official name."""
        found = self._records(table, {"id": record})
        return found[0] if found else du_referentiel(table, record)

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


class RegistreNomme(StoreRegistre):
    """The same, where a page names communes that are no PVD: the référentiel knows what they are called."""

    def one(self, table: str, record: str, /) -> "Entity | None":
        """Give a record, else what the référentiel knows of that commune."""
        return super().one(table, record) or commune_du_referentiel(table, record)


def du_referentiel(table: str, record: str) -> "Entity | None":
    """Give what the référentiel knows of an EPCI; None for anything else."""
    if table != "epci":
        return None
    from pvd_tui import referentiel  # noqa: PLC0415 - read only for an EPCI that is not in the store
    from pvd_tui.domain.epci import Epci  # noqa: PLC0415 - pydantic, only when rules are read

    found = referentiel.epci(record)
    return Epci(id=record, titre=found.nom, type=found.type) if found else None


def commune_du_referentiel(table: str, record: str) -> "Entity | None":
    """Give what the référentiel knows of a commune; None for anything else."""
    if table != "commune":
        return None
    from pvd_tui import referentiel  # noqa: PLC0415 - read only for a commune that is not in the store
    from pvd_tui.domain.commune import Commune  # noqa: PLC0415 - pydantic, only when rules are read

    place = referentiel.commune(record)
    return Commune.lenient({**referentiel.commune_fields(place), "id": record})[0] if place else None
