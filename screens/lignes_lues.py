"""Rows of the store as a table shows them, a page at a time, flat or under the headings of groups."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from screens.groupes import GROUPE, Entete, disposer, lignes_de, place_dans
from screens.lignes import Catalogue, Colonne, Ligne, somme, texte
from screens.widgets.source import Row
from storage.filtre import Filtre
from storage.rows import VALEUR

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json
    from storage.rows import Groupe
    from storage.store import Store

LENT: Final = 2_000
"""Above this, what no index keeps in order is read aside, once."""

_TENUS: Final = frozenset({"titre", "titre_tri", "echeance"})
"""The orders that an index keeps."""


@dataclass(frozen=True, slots=True)
class Demande:
    """What is asked of a list: which records, in which columns, order and groups."""

    filtre: Filtre
    colonnes: Sequence[Colonne]
    tri: Sequence[tuple[str, bool]]
    groupe: str | None = None
    fermes: frozenset[str] = frozenset()
    """The headings that hide their rows."""

    @property
    def ordre(self) -> list[tuple[str, bool]]:
        """The keys of the order, the group first."""
        if self.groupe is None:
            return list(self.tri)
        down = dict(self.tri).get(self.groupe, False)
        return [(self.groupe, down), (self.groupe + VALEUR, down), *(k for k in self.tri if k[0] != self.groupe)]

    @property
    def sommes(self) -> tuple[str, ...]:
        """The columns that add up."""
        return tuple(c.champ for c in self.colonnes if c.montant)


class Lignes:
    """A source for `Table`: one table of the store, as it is asked for."""

    def __init__(
        self, store: "Store", catalogue: Catalogue, demande: Demande, *, ids: Sequence[str] | None = None
    ) -> None:
        """List `catalogue`'s table; `ids` is its whole order, where that was read once for all pages."""
        self.store = store
        self.catalogue = catalogue
        self.demande = demande
        self.ids = ids
        self._places: dict[str, int] | None = None
        self._total: Groupe | None = None
        self._entetes: list[Entete] | None = None

    @property
    def total(self) -> "Groupe":
        """How many records there are, and what their amounts add up to."""
        if self._total is None:
            self._total = self.store.rows.sommes(self.catalogue.table, self.demande.filtre, self.demande.sommes)
        return self._total

    @property
    def slow(self) -> bool:
        """Whether each page would order the whole table."""
        if self.ids is not None:
            return False
        asked = self.demande
        kept = (
            asked.groupe is None and not asked.filtre.conditions and [name in _TENUS for name, _ in asked.tri] == [True]
        )
        return not kept and self._many()

    def _many(self) -> bool:
        return self.store.rows.count(self.catalogue.table, self.demande.filtre.where) > LENT

    def read_aside(self) -> "Lignes":
        """Give the same list with its whole order, its sums and its groups read: slow, for a thread."""
        ids = self.store.rows.ids(self.catalogue.table, self.demande.filtre, order=self.demande.ordre)
        lignes = Lignes(self.store, self.catalogue, self.demande, ids=ids)
        _ = lignes.total, lignes.entetes
        return lignes

    # As `Table` asks.

    def count(self) -> int:
        """Count the lines: records, and the headings above them."""
        if not self.entetes:
            return self.total.nombre
        return self.entetes[-1].fin

    def page(self, offset: int, limit: int) -> list[Row]:
        """Give at most `limit` lines from `offset`."""
        if not self.entetes:
            return self._flat(offset, limit)
        return lignes_de(self.entetes, offset, limit, self._heading, self._flat)

    def find(self, row_id: str) -> int | None:
        """Give the place of this line."""
        if row_id.startswith(GROUPE):
            return next((e.place for e in self.entetes if e.row_id == row_id), None)
        place = self._place(row_id)
        if place is None or not self.entetes:
            return place
        return place_dans(self.entetes, place)

    # Groups.

    @property
    def entetes(self) -> list[Entete]:
        """The headings; none where nothing is grouped."""
        if self._entetes is None:
            groupes = (
                self.store.rows.groupes(
                    self.catalogue.table, self.demande.filtre, self.demande.ordre[0], self.demande.sommes
                )
                if self.demande.groupe
                else ()
            )
            self._entetes = disposer(groupes, self.demande.fermes)
        return self._entetes

    def groupe_de(self, row_id: str) -> list[str]:
        """Give the records under a heading."""
        one = next((e for e in self.entetes if e.row_id == row_id), None)
        if one is None:
            return []
        if self.ids is not None:
            return list(self.ids[one.debut : one.debut + one.groupe.nombre])
        return self.store.rows.ids(
            self.catalogue.table,
            self.demande.filtre,
            order=self.demande.ordre,
            limit=one.groupe.nombre,
            offset=one.debut,
        )

    def _heading(self, one: Entete) -> Row:
        """Write a heading: its value, how many, the sums under their columns."""
        nom = self.nom_du_groupe(one.groupe.valeur)
        sums = dict(zip(self.demande.sommes, one.groupe.sommes, strict=True))
        cells = ["", *(somme(sums[c.champ], c.column.width) if c.champ in sums else "" for c in self.demande.colonnes)]
        return Row(one.row_id, cells, "info", f"{'▼' if one.ouvert else '►'} {nom} ({one.groupe.nombre})")

    def nom_du_groupe(self, valeur: "Json") -> str:
        """Say the value that a group shares."""
        if valeur is None or valeur == "":
            return "non renseigné"
        from screens.colonnes_lues import colonne_lue, mois  # noqa: PLC0415 - pydantic, only when it is asked for

        champ, mark, _ = (self.demande.groupe or "").partition(":")
        if mark:
            return mois(str(valeur))
        colonne = colonne_lue(self.catalogue, champ)
        if colonne.de:
            return self.store.rows.titres(colonne.de, [str(valeur)]).get(str(valeur), str(valeur))
        return colonne.show(valeur)

    # Records.

    def _place(self, record: str) -> int | None:
        if self.ids is None:
            return self.store.rows.place(self.catalogue.table, record, self.demande.filtre, order=self.demande.ordre)
        if self._places is None:
            self._places = {one: place for place, one in enumerate(self.ids)}
        return self._places.get(record)

    def _flat(self, offset: int, limit: int) -> list[Row]:
        rows, names = self.store.rows, self._read(self.demande.colonnes)
        if self.ids is None:
            found = rows.page(
                self.catalogue.table,
                self.demande.filtre,
                columns=names,
                order=self.demande.ordre,
                limit=limit,
                offset=offset,
            )
        else:
            found = rows.these(self.catalogue.table, self.ids[offset : offset + limit], names)
        drafts = {draft.record for draft in self.store.drafts.all() if draft.table == self.catalogue.table}
        shown = []
        for row, cells in zip(found, self._words(found, self.demande.colonnes), strict=True):
            record = str(row["id"])
            flag = "!" if row["desaccord"] else "b" if record in drafts else ""
            shown.append(Row(record, (flag, *cells), "alerte" if row["desaccord"] else "normal"))
        return shown

    def ligne(self, row_id: str) -> dict[str, str]:
        """Give one record as it is shown: field to words."""
        columns = [*self.demande.colonnes, *(c for _, c in self.catalogue.apercu)]
        found = self.store.rows.these(self.catalogue.table, [row_id], self._read(columns))
        if not found:
            return {}
        cells = self._words(found, columns)[0]
        return {"titre": texte(found[0]["titre"])} | {c.champ: cell for c, cell in zip(columns, cells, strict=True)}

    def valeurs(self) -> tuple[list[Ligne], dict[str, dict[str, str]]]:
        """Give every record with its values in these columns, and the titles that ids stand for."""
        aside = self if self.ids is not None else self.read_aside()
        found = self.store.rows.these(self.catalogue.table, list(aside.ids or ()), self._read(self.demande.colonnes))
        if self.catalogue.calcul is not None:
            self.catalogue.calcul(self.store, found)
        return found, self._names(found, self.demande.colonnes)

    def _read(self, columns: Sequence[Colonne]) -> tuple[str, ...]:
        """Give the columns of the store to read."""
        names = [c.champ for c in columns if c.champ != "id"]
        return tuple(dict.fromkeys(("titre", "desaccord", *names)))

    def _names(self, found: Sequence[Ligne], columns: Sequence[Colonne]) -> dict[str, dict[str, str]]:
        return {
            c.champ: self.store.rows.titres(c.de, [str(row[c.champ]) for row in found if row[c.champ]])
            for c in columns
            if c.de
        }

    def _words(self, found: Sequence[Ligne], columns: Sequence[Colonne]) -> list[list[str]]:
        if self.catalogue.calcul is not None:
            self.catalogue.calcul(self.store, found)
        names = self._names(found, columns)

        def word(colonne: Colonne, value: "Json") -> str:
            said = colonne.show(value)
            return names[colonne.champ].get(said, said) if colonne.de else said

        return [[word(c, row.get(c.champ)) for c in columns] for row in found]
