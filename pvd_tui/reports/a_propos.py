"""What a table says of itself on its last sheet: of what day, what was asked, from where."""

from typing import TYPE_CHECKING

from pvd_tui.domain.dates import show_date
from pvd_tui.domain.texte import counted
from pvd_tui.reports.cellule import lisible

if TYPE_CHECKING:
    from pvd_tui.reports.tableau import Tableau


def a_propos(tableau: "Tableau") -> list[tuple[str, str]]:
    """Give the lines: label and text."""
    return [
        ("Tableau", lisible(tableau.titre)),
        ("Au", show_date(tableau.au)),
        ("Filtre", lisible(tableau.filtre) or "aucun : tout est là"),
        ("Lignes", counted(len(tableau.lignes), "ligne")),
        ("Source", lisible(tableau.source)),
        ("Cellule vide", "Valeur inconnue ou à préciser ; ce n'est pas zéro."),
        ("Montants", "En euros, HT ou TTC comme le dit chaque fiche."),
    ]
