"""What a cell of a spreadsheet may hold: user text made harmless, dates and numbers where they are ones."""

import math
import re
from datetime import date
from typing import Final

from pvd_tui.domain.dates import show_date
from pvd_tui.reports.tableau import Cellule, NatureColonne

CAPACITE: Final = 32_767
"""The longest text that a spreadsheet takes in one cell."""

_HORS_XML: Final = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def lisible(texte: str) -> str:
    """Drop what no document may hold (control characters, half characters); what is seen stays as it was typed."""
    if texte.isprintable():  # most are, and a page of them is read at once
        return texte
    joined = texte.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return _HORS_XML.sub("", joined.replace("\x85", "\n").translate(_C1))


_C1: Final = dict.fromkeys(range(0x7F, 0xA0))


def de_nature(nature: NatureColonne, cellule: Cellule) -> Cellule:
    """Give a cell of its column's kind, or the text it is: a montant is then cents, a date a date, a pourcent a number.

    Unknown stays None; what is not of the kind (a text in a column of amounts) is never lost.
    """
    if cellule is None or isinstance(cellule, str):
        return None if cellule is None else lisible(cellule)
    if nature == "oui_non":
        return ("oui" if cellule else "non") if cellule in (0, 1) else str(cellule)
    if isinstance(cellule, date):
        return cellule if nature == "date" else show_date(cellule)
    if isinstance(cellule, bool):
        return "oui" if cellule else "non"
    if nature in {"texte", "date"} or (isinstance(cellule, float) and not math.isfinite(cellule)):
        return str(cellule)
    return cellule


def largeur(texte: str) -> int:
    """Count the characters of a text's longest line."""
    return max(map(len, texte.split("\n"))) if "\n" in texte else len(texte)
