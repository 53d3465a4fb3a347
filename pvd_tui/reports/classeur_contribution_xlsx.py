"""The workbook of a contribution as XLSX: answers open, the rest protected without a password, lists to choose from."""

from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from pvd_tui.domain.formule import est_formule
from pvd_tui.domain.questionnaire import CACHEE, REFERENCE, REPONSE
from pvd_tui.reports.cellule import lisible
from pvd_tui.reports.classeur_contribution import ClasseurContribution, LigneClasseur, listes

if TYPE_CHECKING:
    from xlsxwriter import Workbook  # type: ignore[import-untyped] # it has no types
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped] # same

_LARGEURS: Final = (34, 34, 62)
_HAUTE: Final = 76
"""Points that a long answer is given."""
_DEUX: Final = 31
"""Points of two lines."""
_LISTES: Final = 3
"""The first column of the hidden sheet that holds a list."""


def rendre(classeur: ClasseurContribution) -> bytes:
    """Give the file."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - only when a workbook is written

    out = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(out, options) as book:
        book.set_properties({"title": classeur.titre})
        sheet = book.add_worksheet("Contribution")
        hidden = book.add_worksheet(CACHEE)
        _cacher(hidden, classeur)
        _remplir(book, sheet, classeur)
    return out.getvalue()


def _cacher(sheet: "Worksheet", classeur: ClasseurContribution) -> None:
    """Write which campaign and site it is, and the lists."""
    for row, (name, said) in enumerate(classeur.identite.items()):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, said)
    for words, place in listes(classeur).items():
        sheet.write_column(0, _LISTES + place, words)
    sheet.protect()
    sheet.hide()


def _remplir(book: "Workbook", sheet: "Worksheet", classeur: ClasseurContribution) -> None:
    """Write what is asked, then the questions."""
    text, bold, grey = (book.add_format(one) for one in (_TEXTE, _TEXTE | {"bold": True}, _TEXTE | _GRIS))
    head = book.add_format(_TEXTE | {"bold": True, "bg_color": "#E8EDF3", "bottom": 1})
    sheet.write_string(0, 0, classeur.titre, book.add_format({"bold": True, "font_size": 14}))
    for row, said in enumerate(classeur.consignes, 1):
        sheet.merge_range(row, 0, row, 2, "", text)
        sheet.write_string(row, 0, said, text)
        sheet.set_row(row, _DEUX if len(said) > sum(_LARGEURS) else 16)
    top = 1 + len(classeur.consignes)
    for at, label in enumerate(("", "Ce que l’on sait", REPONSE)):
        sheet.write_string(top, at, label, head)
    numbers = listes(classeur)
    for row, ligne in enumerate(classeur.lignes, top + 1):
        asked = ligne.question
        sheet.write_string(row, 0, asked.libelle, bold)
        sheet.write_string(row, 1, lisible(ligne.connu or asked.aide), text if ligne.connu else grey)
        _repondre(book, sheet, row, ligne)
        if asked.choix:
            sheet.data_validation(row, 2, row, 2, _liste(numbers[asked.choix], len(asked.choix)))
    last = top + 1 + len(classeur.lignes)
    sheet.write_string(last, 0, REFERENCE, grey)
    sheet.write_string(last, 1, classeur.reference, grey)
    _presenter(sheet, top + 1)


def _repondre(book: "Workbook", sheet: "Worksheet", row: int, ligne: LigneClasseur) -> None:
    """Write the open cell of an answer, as text, tall enough for what is asked."""
    style = book.add_format(_TEXTE | _OUVERTE)
    if est_formule(ligne.reponse):
        style.set_quote_prefix()  # stays a text even when somebody types in the cell and leaves it
    if ligne.reponse:
        sheet.write_string(row, 2, lisible(ligne.reponse), style)
    else:
        sheet.write_blank(row, 2, None, style)
    if ligne.question.longue:
        sheet.set_row(row, _HAUTE)
    elif len(ligne.connu or ligne.question.aide) > _LARGEURS[1]:
        sheet.set_row(row, _DEUX)


_TEXTE: Final[dict[str, Any]] = {"text_wrap": True, "valign": "top", "num_format": "@"}
_OUVERTE: Final = {"locked": False, "bg_color": "#FFFBE6", "border": 1, "border_color": "#A6A6A6"}
_GRIS: Final = {"font_color": "#5F5F5F", "italic": True}


def _liste(place: int, length: int) -> dict[str, Any]:
    column = chr(ord("A") + _LISTES + place)
    return {
        "validate": "list",
        "source": f"={CACHEE}!${column}$1:${column}${length}",
        "error_title": "Réponse hors de la liste",
        "error_message": "Choisissez un mot de la liste, ou laissez la case vide.",
    }


def _presenter(sheet: "Worksheet", first: int) -> None:
    """Keep the titles in sight, lock what is not an answer, print across one page."""
    for at, width in enumerate(_LARGEURS):
        sheet.set_column(at, at, width)
    sheet.freeze_panes(first, 0)
    sheet.protect("", {"format_rows": True, "format_columns": True})
    sheet.set_selection(first, 2, first, 2)
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 1)
    sheet.activate()
