"""The lines of a preview, as a table shows them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import BindingType

from pvd_tui.domain.affichage import show
from pvd_tui.domain.champ import champ
from pvd_tui.domain.tables import TABLES
from pvd_tui.imports.apercu import FicheApercu, LigneApercu, Sort
from screens.fiche_choix import libelle
from screens.keys import binding
from screens.widgets.colonnes import Column
from screens.widgets.source import Row
from screens.widgets.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pvd_tui.changes.change import Json
    from screens.slot import Tone
    from storage.store import Store

COLONNES: Final = (
    Column("Ligne", 6, right=True),
    Column("Commune", 16, 2),
    Column("Intitulé ou fiches", 16, 3, priority=1),
    Column("Deviendra", 12),
    Column("Pourquoi", 14, 3, priority=2),
)
_TONS: "Final[dict[Sort, Tone]]" = {
    Sort.CREER: "succes",
    Sort.MODIFIER: "info",
    Sort.REFUSEE: "erreur",
    Sort.HORS_PERIMETRE: "discret",
    Sort.LAISSEE: "discret",
    Sort.INCHANGEE: "normal",
}


class Lignes:
    """The lines of a preview, as a table shows them."""

    def __init__(self, lignes: Sequence[LigneApercu]) -> None:
        """Show these lines."""
        self.lignes = lignes

    def count(self) -> int:
        """Count them."""
        return len(self.lignes)

    def page(self, offset: int, limit: int) -> Sequence[Row]:
        """Give at most `limit` rows from `offset`."""
        return [_row(one) for one in self.lignes[offset : offset + limit]]

    def find(self, row_id: str) -> int | None:
        """Give the place of a line."""
        return next((i for i, one in enumerate(self.lignes) if str(one.numero) == row_id), None)


def _row(one: LigneApercu) -> Row:
    said = one.motif or " ; ".join(one.avertissements)
    mark = "~ " if one.avertissements and not one.motif else ""
    cells = (str(one.numero), f"{one.nom} {one.insee}".strip(), one.titre, one.sort.value, f"{mark}{said}")
    return Row(str(one.numero), cells, _TONS[one.sort])


class Apercues(Table):
    """The lines of the preview; Entrée imports, a double click only looks."""

    BINDINGS: ClassVar[list[BindingType]] = [binding("liste.ouvrir", "screen.importer_tout", "Importer")]


def detail(store: "Store", fiche: FicheApercu) -> "Iterator[str]":
    """Say what would be written in a fiche, field by field, with what stands there now."""
    cls = TABLES[fiche.table]
    head = f"{cls.label[:1].upper()}{cls.label[1:]} « {fiche.titre} » : {fiche.sort.value}"
    yield f"{head}. {fiche.motif}".rstrip()
    before = store.get(fiche.table, fiche.record) if fiche.edit is not None else None
    for name, value in fiche.edit.set.items() if fiche.edit is not None else ():
        if name in cls.model_fields:
            now = _texte(store, fiche.table, name, before.values.get(name)) if before is not None else ""
            after = _texte(store, fiche.table, name, value)
            yield f"  {champ(cls, name).titre} : {f'{now} → ' if now and now != after else ''}{after}"


def _texte(store: "Store", table: str, name: str, value: "Json") -> str:
    cls = TABLES[table]
    return libelle(store, champ(cls, name), show(cls, name, value)) if value is not None else ""
