"""The rows behind every figure of a note, as a table that a spreadsheet opens."""

from typing import TYPE_CHECKING

from pvd_tui.reports.formats import rendre_tableau
from pvd_tui.reports.tableau import Cellule, ColonneTableau, Tableau

if TYPE_CHECKING:
    from pvd_tui.domain.faits_note import FaitsNote
    from storage.store import Store


def lignes_de(store: "Store", faits: "FaitsNote") -> tuple[bytes, int]:
    """Give the file (CSV: BOM, `;`) and the number of its lines: one a row behind a figure."""
    named: dict[str, dict[str, str]] = {}
    rows: list[tuple[Cellule, ...]] = []
    figures = faits.chiffres()
    for figure in figures.values():
        held = named.setdefault(figure.table, {})
        wanted = [one for one in figure.ids if one not in held]
        held.update(store.rows.titres(figure.table, wanted) if wanted else {})
    for path, figure in figures.items():
        worth = "" if figure.valeur is None else str(figure.valeur)
        of = named[figure.table]
        rows += [(path, worth, str(figure.temps), figure.table, one, of.get(one, "")) for one in figure.ids]
    titles = ("Chiffre", "Valeur", "Temps", "Type", "Identifiant", "Fiche")
    table = Tableau("Lignes", tuple(ColonneTableau(one, "texte") for one in titles), tuple(rows), faits.entete.au, "")
    return rendre_tableau(table, "csv"), len(rows)
