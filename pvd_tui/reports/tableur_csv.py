"""A table as CSV, as a French spreadsheet opens it: UTF-8 with BOM, `;`, decimal comma, dd/mm/yyyy.

Texts stand in quotes, so that LibreOffice can be told to keep them (INSEE codes) as texts. CSV has no types: what
begins as a formula does is preceded by an apostrophe, negative amounts are numbers and are not.
"""

from datetime import date

from pvd_tui.domain.dates import show_date
from pvd_tui.domain.formule import neutraliser
from pvd_tui.reports.cellule import de_nature
from pvd_tui.reports.tableau import Cellule, NatureColonne, Tableau


def rendre(tableau: Tableau) -> bytes:
    """Give the file: one line of titles, then the lines."""
    natures = [colonne.nature for colonne in tableau.colonnes]
    lines = [";".join(_texte(colonne.titre) for colonne in tableau.colonnes)]
    lines += [
        ";".join(_cellule(nature, cell) for nature, cell in zip(natures, ligne, strict=True))
        for ligne in tableau.lignes
    ]
    return ("\ufeff" + "\r\n".join(lines) + "\r\n").encode("utf-8", "replace")


def _cellule(nature: NatureColonne, cellule: Cellule) -> str:
    """Write one cell."""
    value = de_nature(nature, cellule)
    if value is None:
        return ""
    if isinstance(value, str):
        return _texte(value)
    if isinstance(value, date):
        return show_date(value)
    if nature == "montant":
        return _montant(round(value))
    return format(value, "d") if isinstance(value, int) else f"{value:.10g}".replace(".", ",")


def _texte(texte: str) -> str:
    """Write a text between quotes, harmless."""
    return '"' + neutraliser(texte).replace('"', '""') + '"'


def _montant(cents: int) -> str:
    """Write an amount in euros with two decimals: -1250000,50."""
    euros, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{euros},{rest:02d}"
