"""What a list shows, with typed cells: every record, in the columns and the order of the present view."""

from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Final

from pvd_tui.reports.tableau import Cellule, ColonneTableau, NatureColonne, Tableau
from screens.lignes import Colonne, Ligne, entier, euros, jour, oui_non

if TYPE_CHECKING:
    from collections.abc import Mapping

    from screens.lignes_lues import Lignes

_NATURES: "Final[Mapping[object, NatureColonne]]" = {
    euros: "montant",
    jour: "date",
    entier: "nombre",
    oui_non: "oui_non",
}


def tableau(lignes: "Lignes", titre: str, filtre: str, au: date) -> Tableau:
    """Give a whole list as it is asked for."""
    colonnes = lignes.demande.colonnes
    rows, names = lignes.valeurs()
    heads = [ColonneTableau(c.column.title.removesuffix(" €") or c.champ, _nature(c)) for c in colonnes]
    lines = [[_cell(row, c, names.get(c.champ, {})) for c in colonnes] for row in rows]
    return Tableau(titre, heads, lines, au, filtre)


def _nature(colonne: Colonne) -> NatureColonne:
    return "texte" if colonne.de else _NATURES.get(colonne.show, "texte")


def _cell(row: Ligne, colonne: Colonne, names: "Mapping[str, str]") -> Cellule:
    value = row.get(colonne.champ)
    if value is None:
        return None
    if colonne.de:
        return names.get(str(value), str(value))
    if colonne.show is jour:
        with suppress(ValueError):
            return date.fromisoformat(str(value)[:10])
    if colonne.show in _NATURES and isinstance(value, int | float):
        return bool(value) if colonne.show is oui_non else value
    return colonne.show(value)
