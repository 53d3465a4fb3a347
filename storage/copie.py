"""Copies of records with what belongs to them: a duplicate, a new version, a fiche that goes to another commune.

A copy is made of ordinary creations, in one gesture: new ids, and every reference inside the copy follows. What stays
on this laptop has copies that stay here too (rule 7).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pvd_tui.changes.change import ARCHIVE, Json
from pvd_tui.changes.edit import Edit
from pvd_tui.domain.champ import champ
from pvd_tui.domain.entity import FUSION
from pvd_tui.domain.tables import TABLES, children
from storage.errors import RefusError
from storage.ids import natural
from storage.prive import withhold

if TYPE_CHECKING:
    from storage.fiche import Fiche
    from storage.store import Store


@dataclass(slots=True)
class Copie:
    """A copy being made: what was read, and the id each record takes."""

    store: "Store"
    sauf: Collection[str] = ()
    """Tables whose records are not copied."""
    ids: dict[tuple[str, str], str] = field(default_factory=dict)
    lues: list["Fiche"] = field(default_factory=list)

    def ajouter(self, table: str, record: str) -> "Fiche":
        """Take a record and all that belongs to it; raises RefusError for one this laptop does not know."""
        found = lire(self.store, table, record)
        self._ajouter(found)
        return found

    def edits(
        self, changes: Mapping[tuple[str, str], Mapping[str, Json]], oublis: Mapping[str, Collection[str]]
    ) -> Iterator[Edit]:
        """Write the copy: `changes` are new values by record copied, `oublis` fields of a table left out."""
        for fiche in self.lues:
            key = (fiche.table, fiche.record)
            left_out = {ARCHIVE, FUSION, *oublis.get(fiche.table, ())}
            kept = {name: value for name, value in fiche.values.items() if name not in left_out and value is not None}
            values = {name: self._suivre(fiche.table, name, value) for name, value in kept.items()}
            values |= changes.get(key, {})
            values = {name: value for name, value in values.items() if value is not None}
            yield Edit(fiche.table, self._id(fiche.table, key, values), values)

    def enregistrer(self, edits: Sequence[Edit], titre: str) -> None:
        """Save the copy, its edits among others, as one gesture; the copy of what stays on this laptop stays here."""
        with self.store.transaction():
            self.store.save(edits, titre)
            for fiche in self.lues:
                garder_ici(self.store, fiche, self.ids[(fiche.table, fiche.record)])

    def _ajouter(self, fiche: "Fiche") -> None:
        self.ids[(fiche.table, fiche.record)] = self.store.new_id()
        self.lues.append(fiche)
        for table in children(fiche.table):
            if table not in self.sauf:
                for row in self.store.rows.page(table, {fiche.table: fiche.record}, order=(("id", False),)):
                    self._ajouter(lire(self.store, table, str(row["id"])))

    def _suivre(self, table: str, name: str, value: Json) -> Json:
        """Make a reference into the copy name the copy."""
        if name not in TABLES[table].model_fields or not isinstance(value, str):
            return value
        reference = champ(TABLES[table], name).reference
        return self.ids.get((reference, value), value) if reference else value

    def _id(self, table: str, key: tuple[str, str], values: Mapping[str, Json]) -> str:
        """Give the id of a copy: its natural one where it has one."""
        unique = TABLES[table].natural_key(values)
        if unique:
            self.ids[key] = natural(table, unique)
        return self.ids[key]


def garder_ici(store: "Store", source: "Fiche", record: str) -> None:
    """Keep on this laptop a record made from one that stays here; part of the transaction that makes it."""
    made = store.get(source.table, record) if source.restreint else None
    if made is not None and not made.restreint:
        withhold(store, made)


def lire(store: "Store", table: str, record: str) -> "Fiche":
    """Read a record, or refuse in French."""
    fiche = store.get(table, store.rows.resolve(table, record))
    if fiche is None:
        raise RefusError(f"Il n'y a pas de fiche {table} « {record} » sur cet ordinateur. Rien n'a été modifié.")
    return fiche


def vivante(store: "Store", table: str, record: str) -> "Fiche":
    """Read a record that is not archived, or refuse in French."""
    fiche = lire(store, table, record)
    if fiche.folded.archived:
        raise RefusError("Cette fiche est archivée. Rien n'a été modifié. Restaurez-la d'abord.")
    return fiche
