"""Where rules look records up: the store, a page of a report, or a handful of rows in a test."""

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from pvd_tui.domain.entity import Entity

T = TypeVar("T", bound=Entity)


class Registre(Protocol):
    """Records that are not archived, read leniently (`Entity.lenient`)."""

    def one(self, table: str, record: str, /) -> Entity | None:
        """Give a record, or None if there is none (or none that this laptop may see)."""

    def where(self, table: str, /, **fields: object) -> Sequence[Entity]:
        """List the records whose fields have these values; all of them if none is given."""


def one(registre: Registre, cls: type[T], record: str | None) -> T | None:
    """Look up a record of a class; None if the id is not known."""
    found = registre.one(cls.table, record) if record else None
    return found if isinstance(found, cls) else None


def where(registre: Registre, cls: type[T], **fields: object) -> list[T]:
    """List the records of a class whose fields have these values."""
    return [record for record in registre.where(cls.table, **fields) if isinstance(record, cls)]


class RegistreMemoire:
    """A handful of records in memory: a preview, a frozen page, a test."""

    def __init__(self, records: Iterable[Entity] = ()) -> None:
        """Hold some records; of two with the same table and id, the last one."""
        self._records = {(record.table, record.id): record for record in records}

    def one(self, table: str, record: str, /) -> Entity | None:
        """Give a record, or None."""
        return self._records.get((table, record))

    def where(self, table: str, /, **fields: object) -> list[Entity]:
        """List the records of a table whose fields have these values."""
        return [
            record
            for record in self._records.values()
            if record.table == table and all(getattr(record, field, None) == value for field, value in fields.items())
        ]


class RegistreIndexe:
    """Very many records in memory, each found by a field without looking at the others: a whole territory at once."""

    def __init__(self, records: Iterable[Entity]) -> None:
        """Hold the records; of two with the same table and id, the last one."""
        self._records = {(record.table, record.id): record for record in records}
        self._index: dict[tuple[str, str], dict[object, list[Entity]]] = {}

    def one(self, table: str, record: str, /) -> Entity | None:
        """Give a record, or None."""
        return self._records.get((table, record))

    def where(self, table: str, /, **fields: object) -> list[Entity]:
        """List the records of a table whose fields have these values."""
        first = next(iter(fields), "")
        found = self._by(table, first).get(fields.get(first), [])
        return [record for record in found if all(getattr(record, name, None) == fields[name] for name in fields)]

    def _by(self, table: str, field: str) -> dict[object, list[Entity]]:
        """Give the records of a table by the value of a field; without a field, all of them under None."""
        key = (table, field)
        if key not in self._index:
            held = self._index[key] = {}
            for record in self._records.values():
                if record.table == table:
                    held.setdefault(getattr(record, field, None) if field else None, []).append(record)
        return self._index[key]


class RegistreSuperpose:
    """Records over those of another registre: what is typed and not saved yet counts as it stands."""

    def __init__(self, below: Registre, records: Iterable[Entity], gone: Iterable[tuple[str, str]] = ()) -> None:
        """Hold `records`, and hide those that are `gone` (table, id)."""
        self._below = below
        self._records: dict[tuple[str, str], Entity | None] = dict.fromkeys(gone)
        self._records |= {(record.table, record.id): record for record in records}

    def one(self, table: str, record: str, /) -> Entity | None:
        """Give a record, or None."""
        key = (table, record)
        return self._records[key] if key in self._records else self._below.one(table, record)

    def where(self, table: str, /, **fields: object) -> list[Entity]:
        """List the records of a table whose fields have these values."""
        kept = [one for one in self._below.where(table, **fields) if (table, one.id) not in self._records]
        return kept + [
            one
            for (name, _), one in self._records.items()
            if one is not None
            and name == table
            and all(getattr(one, field, None) == value for field, value in fields.items())
        ]
