"""Any field of an entity as a column of a list: its title, its width, how it is shown."""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.champ import Genre
from pvd_tui.domain.champs_lus import champ_lu
from pvd_tui.domain.dates import MOIS
from pvd_tui.domain.tables import TABLES
from screens.lignes import TITRES_COURTS, Catalogue, Colonne, entier, euros, jour, oui_non, texte
from screens.widgets.colonnes import Column

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pvd_tui.changes.change import Json
    from pvd_tui.domain.champ import Champ
    from pvd_tui.domain.vue import ColonneVue

_SHOWS: "Final[dict[Genre, Callable[[Json], str]]]" = {
    Genre.DATE: jour,
    Genre.MONTANT: euros,
    Genre.NOMBRE: entier,
    Genre.OUI_NON: oui_non,
}
_WIDTHS: Final = {
    Genre.DATE: 10,
    Genre.HEURE: 5,
    Genre.MONTANT: 11,
    Genre.NOMBRE: 8,
    Genre.ENTIER: 6,
    Genre.DECIMAL: 8,
    Genre.POURCENT: 6,
    Genre.OUI_NON: 4,
    Genre.CHOIX: 14,
    Genre.REFERENCE: 16,
}
_RIGHT: Final = frozenset({Genre.MONTANT, Genre.NOMBRE, Genre.DECIMAL, Genre.POURCENT})
_TEXT_WIDTH: Final = 20


def colonne_lue(catalogue: Catalogue, champ: str) -> Colonne:
    """Give the column of a field: the list's own where it has one."""
    known = catalogue.colonne(champ)
    if known is not None and known.column.title:
        return known
    asked = champ_lu(TABLES[catalogue.table], champ)
    return _colonne(asked) if asked else Colonne(champ, Column(champ, 10))


def colonnes_lues(catalogue: Catalogue, wanted: "Sequence[ColonneVue]") -> "Sequence[Colonne]":
    """Give the columns that a view asks for, in its widths; the list's own where it asks for none."""
    if not wanted:
        return catalogue.colonnes
    found, usual = [], {c.champ for c in catalogue.colonnes}
    for one in wanted:
        colonne = colonne_lue(catalogue, one.champ)
        if one.champ not in usual:  # what one adds is what one wants to see, however narrow the window
            colonne = replace(colonne, column=replace(colonne.column, priority=0))
        if one.largeur is not None:
            colonne = replace(colonne, column=replace(colonne.column, width=one.largeur, weight=0))
        found.append(colonne)
    return found


def _colonne(asked: "Champ") -> Colonne:
    show = _SHOWS.get(asked.genre, texte)
    titre = TITRES_COURTS.get(asked.nom, asked.titre.replace(" (€)", " €"))
    width = _WIDTHS.get(asked.genre, _TEXT_WIDTH)
    column = Column(titre, width, 0 if asked.genre in _WIDTHS else 1, priority=3, right=asked.genre in _RIGHT)
    return Colonne(asked.nom, column, show, de=asked.reference or "" if not asked.plusieurs else "")


def mois(value: str) -> str:
    """Say a month of the ISO calendar: « décembre 2026 »."""
    year, _, month = value.partition("-")
    if month.isdigit() and 1 <= int(month) <= len(MOIS):
        return f"{MOIS[int(month) - 1]} {year}"
    return value
