"""The three tests of every commune at once: the tables are read one time each, not once a commune."""

from datetime import date
from typing import TYPE_CHECKING

from pvd_tui.domain.phase_operationnelle import CHAMPS_LUS, PhaseOperationnelle, phase_operationnelle
from pvd_tui.domain.registre import RegistreIndexe
from pvd_tui.domain.tables import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pvd_tui.domain.entity import Entity
    from storage.store import Store


def phases(store: "Store", au: date) -> dict[str, PhaseOperationnelle]:
    """Answer the three tests for each commune of the store, as of a day."""
    registre = RegistreIndexe(_records(store))
    return {insee: phase_operationnelle(insee, registre, au) for insee in store.rows.ids("commune")}


def _records(store: "Store") -> "Iterator[Entity]":
    for table, fields in CHAMPS_LUS.items():
        cls = TABLES[table]
        for row in store.rows.page(table, columns=fields, order=()):
            yield cls.lenient(row)[0]
