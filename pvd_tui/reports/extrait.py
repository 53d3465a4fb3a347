"""Records of the store as a table with every field, or those of a view: what commands and « passation » write."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.affichage import show
from pvd_tui.domain.champ import Champ, Genre
from pvd_tui.domain.champs_lus import champ_lu, champs_lus
from pvd_tui.domain.tables import TABLES
from pvd_tui.domain.texte import counted_label
from pvd_tui.domain.vue import Condition, Operateur
from pvd_tui.reports.tableau import Cellule, ColonneTableau, NatureColonne, Tableau
from storage.filtre import Filtre

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json
    from pvd_tui.domain.entity import Entity
    from storage.store import Store

Ligne = Mapping[str, "Json"]

_NATURES: Final[Mapping[Genre, NatureColonne]] = {
    Genre.MONTANT: "montant",
    Genre.DATE: "date",
    Genre.NOMBRE: "nombre",
    Genre.DECIMAL: "nombre",
    Genre.POURCENT: "pourcent",
    Genre.OUI_NON: "oui_non",
}
_TOUJOURS: Final = frozenset({"desaccord"})
"""Fields of a list that say nothing in a file."""


_GARDEES: Final = Condition("restreint", Operateur.EST, (False,))
"""The condition that leaves out what stays on this laptop."""
_NON_DITE: Final = "(fiche gardée sur son ordinateur)"
"""What stands for the title of what stays on this laptop, where another record names it (rule 7)."""


@dataclass(frozen=True, slots=True)
class Demande:
    """Which records of a table, which fields, in what order."""

    table: str
    filtre: Filtre = field(default_factory=Filtre)
    champs: Sequence[str] = ()
    """Every field where empty."""
    ordre: Sequence[tuple[str, bool]] = (("titre_tri", False),)
    dit: str = ""
    """The filter in words."""
    titre: str = ""


def extraire(store: "Store", demande: Demande, au: date) -> Tableau:
    """Read the records and give them as a table; a commune is its code and its name."""
    cls = TABLES[demande.table]
    champs = _champs(cls, demande.champs)
    rows = lignes(store, demande)
    names = _names(store, champs, rows, keep=_GARDEES in demande.filtre.conditions)
    heads: list[ColonneTableau] = []
    for one in champs:
        if one.reference == "commune":
            heads.append(
                ColonneTableau("Code INSEE" if one.nom in {"commune", "territoire"} else f"{one.titre} (INSEE)")
            )
        heads.append(ColonneTableau(one.titre.replace(" (€)", ""), _nature(one)))
    lines = [[cell for one in champs for cell in _cells(cls, one, row, names)] for row in rows]
    return Tableau(demande.titre or titre(demande.table), heads, lines, au, demande.dit)


def lignes(store: "Store", demande: Demande) -> list[dict[str, "Json"]]:
    """Read the records as field to value."""
    names = [one.nom for one in _champs(TABLES[demande.table], demande.champs) if one.nom != "id"]
    return store.rows.page(demande.table, demande.filtre, columns=names, order=demande.ordre)


def titre(table: str) -> str:
    """Name a table: « Actions », « Plans de financement »."""
    words = counted_label(2, TABLES[table].label).split(" ", 1)[1]
    return words[:1].upper() + words[1:]


def _champs(cls: "type[Entity]", wanted: Sequence[str]) -> list[Champ]:
    """Give the fields to write: the id first where it is a code, else last, for a later import to know the record."""
    if wanted:
        return [one for name in wanted if (one := champ_lu(cls, name))]
    own = [one for one in champs_lus(cls) if one.nom not in _TOUJOURS]
    key = Champ("id", "Code INSEE" if cls.table == "commune" else "Identifiant", Genre.LIGNE, plusieurs=False)
    return [key, *own] if cls.table == "commune" else [*own, key]


def _nature(one: Champ) -> NatureColonne:
    return "texte" if one.plusieurs else _NATURES.get(one.genre, "texte")


def _names(store: "Store", champs: Sequence[Champ], rows: Sequence[Ligne], *, keep: bool) -> dict[str, dict[str, str]]:
    """Give the titles of what the rows refer to, by field; with `keep`, not those of what stays on this laptop."""
    found: dict[str, dict[str, str]] = {}
    for one in champs:
        if one.reference and not one.plusieurs:
            records = list(dict.fromkeys(str(row[one.nom]) for row in rows if row[one.nom]))
            found[one.nom] = store.rows.titres(one.reference, records)
            kept = store.rows.these(one.reference, records, ("restreint",)) if keep else ()
            found[one.nom] |= {str(row["id"]): _NON_DITE for row in kept if row["restreint"]}
    return found


def _cells(cls: "type[Entity]", one: Champ, row: Ligne, names: Mapping[str, Mapping[str, str]]) -> Sequence[Cellule]:
    """Give the cell of a field, and before it the code where it names a commune."""
    value = row[one.nom]
    if one.reference and not one.plusieurs:
        shown = None if value is None else names[one.nom].get(str(value), str(value))
        return ((None if value is None else str(value)), shown) if one.reference == "commune" else (shown,)
    if value is None or isinstance(value, str | list | dict) or one.plusieurs:
        return (_texte(cls, one, value),)
    return (value if _nature(one) != "texte" else show(cls, one.nom, value),)


def _texte(cls: "type[Entity]", one: Champ, value: "Json") -> Cellule:
    """Give a text, or the day that it is."""
    if value is None:
        return None
    if one.genre is Genre.DATE and isinstance(value, str):
        with suppress(ValueError):
            return date.fromisoformat(value[:10])
    return show(cls, one.nom, value)
