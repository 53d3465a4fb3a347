"""The records that name this one: the dépenses of an action, the presences of a séance."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.champ import champ
from pvd_tui.domain.tables import TABLES
from screens.fiche_choix import resume
from screens.widgets.colonnes import Column
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json
    from screens.fiche_saisie import Saisie
    from storage.store import Store

TITRE: Final = "Fiches liées"
ID: Final = "liens"
_MOST: Final = 300
"""Records shown of one kind; the lists show the others."""

COLUMNS: Final = (Column("Fiche", 24), Column("Titre", 24, 1))


@dataclass(frozen=True, slots=True)
class Lien:
    """A row of the list: a kind of record, or one record."""

    table: str
    record: str | None = None


def liees(table: str) -> list[str]:
    """List the tables whose records name a record of this one, its children first."""
    found = [name for name, cls in TABLES.items() if table in cls.model_fields and name not in {table, "geste"}]
    named = [name for name in found if champ(TABLES[name], table).reference == table and name not in en_grille(table)]
    return sorted(named, key=lambda name: TABLES[name].parent != table)


def en_grille(table: str) -> frozenset[str]:
    """Give the kinds of records that a fiche of this table shows in a grid."""
    from screens.fiche_grille_formes import TABLES_EN_GRILLE  # noqa: PLC0415 - it draws fiches, which draw links

    return TABLES_EN_GRILLE.get(table, frozenset())


def contexte(saisie: "Saisie", table: str) -> dict[str, str]:
    """Give what a new record of this kind starts with: this one, and its commune."""
    start = {saisie.table: saisie.record}
    commune = saisie.fiche.commune if saisie.fiche else None
    if commune and TABLES[table].lead == "commune" and "commune" not in start:
        start["commune"] = commune
    return start


def rows(saisie: "Saisie") -> tuple[list[Row], list[Lien]]:
    """Give the lines of the list, and what each stands for."""
    shown: list[Row] = []
    links: list[Lien] = []
    for table in liees(saisie.table):
        records = _records(saisie.store, table, {saisie.table: saisie.record})
        label = TABLES[table].label
        shown.append(Row(table, (f"{label[:1].upper()}{label[1:]}", _combien(len(records))), "discret"))
        links.append(Lien(table))
        for record in records:
            shown.append(Row(f"{table}/{record['id']}", ("", resume(saisie.store, table, record))))
            links.append(Lien(table, str(record["id"])))
    return shown, links


def _combien(count: int) -> str:
    return "aucune" if not count else f"{count} et plus" if count == _MOST else str(count)


def _records(store: "Store", table: str, where: "dict[str, Json]") -> "list[dict[str, Json]]":
    columns = ("titre", *(c for c in store.rows.plan(table).columns if c != "titre"))
    order = (("date", True),) if table == "note_datee" else (("titre_tri", False),)
    return store.rows.page(table, where, columns=columns, order=order, limit=_MOST)


def liste(shown: list[Row]) -> Table:
    """Make the list."""
    return Table(COLUMNS, ListSource(shown), header=False, markable=False, id=ID)
