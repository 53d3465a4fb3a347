"""Rows of the store as a table shows them: which columns, in what words, a page at a time."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

from screens.widgets.colonnes import Column
from screens.widgets.source import Row

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json
    from storage.store import Store

Ligne = dict[str, "Json"]
Calcul = Callable[["Store", Sequence[Ligne]], None]
"""Adds computed cells to the rows of a page."""

LENT: Final = 2_000
"""Above this, an order that no index keeps is read aside, once."""


def texte(value: "Json") -> str:
    """Show a text; unknown is empty."""
    return "" if value is None else str(value)


def jour(value: "Json") -> str:
    """Show a date: 15/09/2027."""
    try:
        return date.fromisoformat(str(value)).strftime("%d/%m/%Y")
    except ValueError:
        return texte(value)


def euros(value: "Json") -> str:
    """Show an amount in cents, in whole euros."""
    return entier(round(value / 100)) if isinstance(value, int) else texte(value)


def entier(value: "Json") -> str:
    """Show a number: 13 045."""
    return f"{value:,}".replace(",", "\u00a0") if isinstance(value, int) else texte(value)


@dataclass(frozen=True, slots=True)
class Colonne:
    """One column of a list: a field, and how it is shown."""

    champ: str
    column: Column
    show: Callable[["Json"], str] = texte
    de: str = ""
    """The table whose record the field names; its title is shown."""
    ordre: str = ""
    """What it is ordered by, where not by the field."""
    calcule: bool = False
    """Whether `Vue.calcul` gives it: it is no column of the store and orders nothing."""


@dataclass(frozen=True, slots=True)
class Vue:
    """How a table of the store is listed."""

    table: str
    titre: str
    colonnes: Sequence[Colonne]
    ordre: tuple[str, bool] = ("titre_tri", False)
    apercu: Sequence[tuple[str, Colonne]] = ()
    """More of a record, for the panel at the side: label and field."""
    calcul: Calcul | None = None

    @property
    def champs(self) -> tuple[str, ...]:
        """The columns to read."""
        read = [c.champ for c in self.colonnes if not c.calcule] + [c.champ for _, c in self.apercu if not c.calcule]
        return tuple(dict.fromkeys(("titre", "desaccord", *read)))


@dataclass(slots=True)
class Lignes:
    """A list of the store, in one order, with one filter."""

    store: "Store"
    vue: Vue
    where: Mapping[str, "Json"] = field(default_factory=dict)
    ordre: tuple[str, bool] = ("titre_tri", False)
    ids: list[str] | None = None
    """The whole order, where it was read aside."""

    def count(self) -> int:
        """Count the rows."""
        return self.store.rows.count(self.vue.table, self.where) if self.ids is None else len(self.ids)

    def page(self, offset: int, limit: int) -> Sequence[Row]:
        """Give at most `limit` rows from `offset`."""
        rows = self.store.rows
        if self.ids is None:
            found = rows.page(
                self.vue.table, self.where, columns=self.vue.champs, order=[self.ordre], limit=limit, offset=offset
            )
        else:
            found = rows.these(self.vue.table, self.ids[offset : offset + limit], self.vue.champs)
        return self._shown(found)

    def find(self, row_id: str) -> int | None:
        """Give the place of this row."""
        if self.ids is None:
            return self.store.rows.place(self.vue.table, row_id, self.where, order=[self.ordre])
        return self.ids.index(row_id) if row_id in self.ids else None

    def read_aside(self) -> "Lignes":
        """Give the same list with its whole order read: slow, for a thread."""
        ids = self.store.rows.ids(self.vue.table, self.where, order=[self.ordre])
        return Lignes(self.store, self.vue, self.where, self.ordre, ids)

    @property
    def slow(self) -> bool:
        """Whether each page would sort the whole table."""
        indexed = self.ordre[0] in {"titre_tri", "echeance"}
        return not indexed and self.ids is None and self.count() > LENT

    def ligne(self, row_id: str) -> dict[str, str]:
        """Give one record as it is shown: field to words."""
        found = self.store.rows.these(self.vue.table, [row_id], self.vue.champs)
        if not found:
            return {}
        columns = [*self.vue.colonnes, *(c for _, c in self.vue.apercu)]
        cells = self._words(found, columns)[0]
        return {"titre": texte(found[0]["titre"])} | {c.champ: cell for c, cell in zip(columns, cells, strict=True)}

    def _shown(self, found: Sequence[Ligne]) -> list[Row]:
        drafts = {draft.record for draft in self.store.drafts.all() if draft.table == self.vue.table}
        shown = []
        for row, cells in zip(found, self._words(found, self.vue.colonnes), strict=True):
            record = str(row["id"])
            flag = "!" if row["desaccord"] else "b" if record in drafts else ""
            shown.append(Row(record, (flag, *cells), "alerte" if row["desaccord"] else "normal"))
        return shown

    def _words(self, found: Sequence[Ligne], columns: Sequence[Colonne]) -> list[list[str]]:
        if self.vue.calcul is not None:
            self.vue.calcul(self.store, found)
        names = {
            c.champ: self.store.rows.titres(c.de, [str(row[c.champ]) for row in found if row[c.champ]])
            for c in columns
            if c.de
        }

        def word(colonne: Colonne, value: "Json") -> str:
            said = colonne.show(value)
            return names[colonne.champ].get(said, said) if colonne.de else said

        return [[word(c, row[c.champ]) for c in columns] for row in found]
