"""A table as XLSX: typed cells, a header that stays, a filter, widths, and a sheet that says what it is."""

from datetime import date
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.formule import est_formule
from pvd_tui.reports.a_propos import a_propos
from pvd_tui.reports.cellule import CAPACITE, de_nature, largeur, lisible
from pvd_tui.reports.tableau import Cellule, NatureColonne, Tableau

if TYPE_CHECKING:
    from collections.abc import Callable

    from xlsxwriter import Workbook  # type: ignore[import-untyped] # it has no types
    from xlsxwriter.format import Format  # type: ignore[import-untyped] # same
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped] # same


_EUROS: Final = '#,##0.00 "€"'
_FORMATS: Final[dict[NatureColonne, str]] = {
    "montant": _EUROS,
    "date": "dd/mm/yyyy",
    "nombre": "#,##0.##########",
    "pourcent": '0.0##" %"',
}
_ENTIER: Final = "#,##0"
_NARROW, _WIDE = 9, 50
_PREMIER_JOUR: Final = date(1900, 3, 1)
"""Before it, spreadsheets disagree about the calendar: such a date is written as text."""


def rendre(tableau: Tableau) -> bytes:
    """Give the file: the table, then « À propos »."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - only when something is exported

    out = BytesIO()
    with Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": lisible(tableau.titre), "comments": f"PVD, au {tableau.au:%d/%m/%Y}"})
        _feuille(book, tableau)
        _a_propos(book, tableau)
    return out.getvalue()


def _feuille(book: "Workbook", tableau: Tableau) -> None:
    """Write the table itself."""
    sheet = book.add_worksheet(_nom(tableau.titre))
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E8EDF3"})
    of = _styles(book)
    widths = [min(largeur(lisible(c.titre)) + 3, 24) for c in tableau.colonnes]
    for at, colonne in enumerate(tableau.colonnes):
        sheet.write_string(0, at, lisible(colonne.titre)[:CAPACITE], head)
    for row, ligne in enumerate(tableau.lignes, 1):
        for at, (colonne, cell) in enumerate(zip(tableau.colonnes, ligne, strict=True)):
            widths[at] = max(widths[at], _cellule(sheet, (row, at), colonne.nature, cell, of))
    for at, width in enumerate(widths):
        sheet.set_column(at, at, max(_NARROW, min(width + 2, _WIDE)))
    _presenter(sheet, tableau)


def _presenter(sheet: "Worksheet", tableau: Tableau) -> None:
    """Keep the header in sight, offer a filter, and print across one page."""
    if tableau.colonnes:
        sheet.autofilter(0, 0, len(tableau.lignes), len(tableau.colonnes) - 1)
        sheet.print_area(0, 0, len(tableau.lignes), len(tableau.colonnes) - 1)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&LAu {tableau.au:%d/%m/%Y}&RPage &P / &N")


def _cellule(
    sheet: "Worksheet", at: tuple[int, int], nature: NatureColonne, cell: Cellule, of: "Callable[[str], Format]"
) -> int:
    """Write one cell with its type; give the width it would like."""
    value = de_nature(nature, cell)
    if value is None:
        return 0
    if isinstance(value, date) and value >= _PREMIER_JOUR:
        sheet.write_datetime(*at, value, of("date"))
        return 10
    if isinstance(value, str | date):
        text = value if isinstance(value, str) else value.strftime("%d/%m/%Y")
        if len(text) > CAPACITE:
            text = text[: CAPACITE - 1] + "…"
        sheet.write_string(*at, text, of("formule" if est_formule(text) else "texte"))
        return largeur(text)
    number = value / 100 if nature == "montant" else value
    kind = "entier" if nature == "nombre" and isinstance(value, int) else nature
    sheet.write_number(*at, number, of(kind))
    return len(f"{number:,.0f}") + (5 if nature == "montant" else 2)


def _styles(book: "Workbook") -> "Callable[[str], Format]":
    """Give the format of each kind of cell, made once."""

    @cache
    def of(kind: str) -> "Format":
        if kind in {"texte", "formule"}:
            style = book.add_format({"num_format": "@", "valign": "top"})
            if kind == "formule":
                style.set_quote_prefix()  # stays a text even when somebody types in the cell and leaves it
            return style
        wanted = next((text for nature, text in _FORMATS.items() if nature == kind), _ENTIER)
        return book.add_format({"num_format": wanted, "valign": "top", "align": "right", "indent": 1})

    return of


def _a_propos(book: "Workbook", tableau: Tableau) -> None:
    """Say of what day the figures are, what was asked and where they come from."""
    sheet = book.add_worksheet("À propos")
    bold = book.add_format({"bold": True, "valign": "top"})
    text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    for row, (label, said) in enumerate(a_propos(tableau)):
        sheet.write_string(row, 0, label, bold)
        sheet.write_string(row, 1, said[:CAPACITE], text)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 90)


def _nom(titre: str) -> str:
    """Give a name that a sheet may have: at most 31 characters, none of those it refuses."""
    kept = "".join(" " if c in "[]:*?/\\'" else c for c in lisible(titre)).replace("\n", " ")
    name = " ".join(kept.split())[:31].strip()
    return name if name and name.casefold() not in {"history", "à propos"} else "Tableau"
