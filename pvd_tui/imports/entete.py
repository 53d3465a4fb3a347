"""Where the table is: which sheet, which row holds the titles of its columns, which lines belong to it.

Both are chosen by what they hold, and a person may choose otherwise. Merged cells are filled, totals are recognised.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from pvd_tui.imports.cibles import cibles
from pvd_tui.imports.classeur import Cellule, Classeur, Feuille, Rangee, texte
from pvd_tui.imports.fichier import FichierError
from pvd_tui.imports.mots import replie

_PREMIERES: Final = 40
"""Among how many first rows the titles are looked for."""
_TOTAL: Final = re.compile(r"(sous )?tota(?:l|ux)\b|ensemble\b|moyenne\b|nombre de communes\b")
_TOTAL_BRUT: Final = re.compile(r"\W*(?:sous|tota|ens|moy|nom)", re.IGNORECASE)
"""How a total begins: most lines are told apart without being folded."""
_COURT: Final = 60
_LARGEUR: Final = 300
"""The most columns that are looked at."""
_REMPLIES: Final = 1_000_000
"""The most cells that merged cells fill: a hostile file merges everything with everything."""


@dataclass(frozen=True, slots=True)
class LigneLue:
    """One line of the table, merged cells filled; `ecart` says why it is no line of data."""

    numero: int
    cellules: tuple[Cellule, ...]
    ecart: str = ""


@dataclass(frozen=True, slots=True)
class TableauLu:
    """A sheet as a table."""

    feuille: str
    ligne_titres: int
    """The row of the titles, as a spreadsheet numbers it."""
    titres: tuple[str, ...]
    jours: tuple[date | None, ...]
    """The titles that are dates, as dates."""
    lignes: tuple[LigneLue, ...]

    @property
    def signature(self) -> str:
        """Name the layout: two files with the same titles are read in the same way."""
        return "|".join(replie(titre) for titre in self.titres)

    def colonne(self, index: int, most: int = 200) -> list[Cellule]:
        """Give some of what stands in a column, from its whole length, without what is empty."""
        step = max(1, len(self.lignes) // (most * 2))
        found: list[Cellule] = []
        for line in self.lignes[::step]:
            if not line.ecart and index < len(line.cellules) and line.cellules[index] is not None:
                found.append(line.cellules[index])
                if len(found) == most:
                    break
        return found


def choisir(classeur: Classeur, feuille: str | None = None, ligne_titres: int | None = None) -> TableauLu:
    """Find the table of a workbook, or the one that was asked for; raises FichierError where there is none."""
    if feuille is not None:
        sheets = [one for one in classeur.feuilles if replie(one.nom) == replie(feuille)]
        if not sheets:
            names = ", ".join(one.nom for one in classeur.feuilles)
            raise FichierError(f"Il n’y a pas de feuille « {feuille} ». Rien n’a été importé. Feuilles : {names}.")
    else:
        sheets = [one for one in classeur.feuilles if one.visible and one.rangees]
    scored = [(*_best(sheet, ligne_titres), sheet) for sheet in sheets if sheet.rangees]
    if not scored:
        raise FichierError("Aucune feuille visible ne contient de lignes. Rien n’a été importé. Choisissez la feuille.")
    _, numero, sheet = max(scored, key=lambda one: one[0])
    if sheet.tronquee:
        raise FichierError(
            f"La feuille « {sheet.nom} » contient trop de lignes. Rien n’a été importé. "
            "Ne gardez que les lignes de votre département."
        )
    return _tableau(sheet, numero)


def _best(sheet: Feuille, asked: int | None) -> tuple[float, int]:
    """Score a sheet by its best row of titles: the more known titles and lines below, the better."""
    rows = sheet.rangees[:_PREMIERES]
    if asked is not None:
        return float(len(sheet.rangees)), asked
    best, numero = -1.0, rows[0].numero
    for place, row in enumerate(rows):
        score = _score(row, sheet.rangees[place + 1 : place + 21])
        if score > best:
            best, numero = score, row.numero
    return best * (1 + min(len(sheet.rangees), 2000) / 500), numero


def _score(row: Rangee, below: Sequence[Rangee]) -> float:
    """Score a row as one of titles: known words, short and different texts, and lines filled below."""
    said = [cell for cell in row.cellules if cell is not None]
    words = [replie(texte(cell)) for cell in said if isinstance(cell, str) and len(cell) <= _COURT]
    if len(said) < 2:  # noqa: PLR2004 - one cell alone is the title of the sheet
        return 0.0
    known = sum(word in _connus() for word in words)
    texts = len(set(words)) / len(said)
    fill = sum(1 for one in below for cell in one.cellules if cell is not None) / (len(below) * len(said) or 1)
    return known * 3 + texts * 2 + min(fill, 1.0) * 2 + min(len(said), 12) / 6 if below else 0.0


@cache
def _connus() -> frozenset[str]:
    return frozenset(mot for cible in cibles().values() for mot in cible.mots) | {"site", "lat", "long", "pop"}


def _tableau(sheet: Feuille, numero: int) -> TableauLu:
    rows = _remplir(sheet, numero)
    header = next((row for row in rows if row.numero == numero), None)
    if header is None:
        raise FichierError(
            f"La ligne {numero} de la feuille « {sheet.nom} » est vide. Rien n’a été importé. "
            "Donnez la ligne qui porte les titres des colonnes."
        )
    width = min(max(len(row.cellules) for row in rows if row.numero >= numero), _LARGEUR)
    above = next((row for row in rows if row.numero == numero - 1), None)
    cells = [_at(header, i) for i in range(width)]
    titres = _titres(cells, _groupes(sheet, numero, above, width))
    lines = tuple(_ligne(row, titres) for row in rows if row.numero > numero)
    if not any(not line.ecart for line in lines):
        raise FichierError(
            f"Il n’y a aucune ligne sous les titres de la feuille « {sheet.nom} » (ligne {numero}). "
            "Rien n’a été importé. Choisissez une autre feuille ou une autre ligne de titres."
        )
    days = tuple(cell if isinstance(cell, date) else None for cell in cells)
    return TableauLu(sheet.nom, numero, titres, days, lines)


def _titres(cells: Sequence[Cellule], groups: Sequence[str]) -> tuple[str, ...]:
    """Name the columns; a title said twice gets a number, one that is missing a letter."""
    named: list[str] = []
    said: Counter[str] = Counter()
    for index, (cell, group) in enumerate(zip(cells, groups, strict=True)):
        own = " ".join(texte(cell).split())
        title = f"{group} – {own}" if group and own and replie(group) not in replie(own) else own or group
        title = title or f"(colonne {lettre(index)})"
        said[title] += 1
        named.append(title if said[title] == 1 else f"{title} ({said[title]})")
    return tuple(named)


def _groupes(sheet: Feuille, numero: int, above: Rangee | None, width: int) -> list[str]:
    """Give the title that stands above several columns, where cells are merged for it."""
    groups = [""] * width
    for top, left, bottom, right in sheet.fusions:
        if (
            above is not None
            and bottom == numero - 2
            and top >= numero - 3
            and right > left
            and right - left < width - 1
        ):
            for index in range(left, min(right + 1, width)):
                groups[index] = " ".join(texte(_at(above, left)).split())
    return groups


def _remplir(sheet: Feuille, numero: int) -> list[Rangee]:
    """Fill merged cells: what is said once for several rows is said of each of them."""
    if not sheet.fusions:
        return sheet.rangees
    by_row = {row.numero: list(row.cellules) for row in sheet.rangees}
    last, left_to_fill = max(by_row), _REMPLIES
    for top, left, bottom, right in sheet.fusions:
        value = _at_list(by_row.get(top + 1, []), left)
        below = top + 1 >= numero and right == left and bottom > top
        if value is None or not below:
            continue
        rows = range(top + 2, min(bottom + 1, last) + 1)
        left_to_fill -= len(rows)
        for row in rows if left_to_fill > 0 else ():
            cells = by_row.get(row)
            if cells is not None:
                cells.extend([None] * (left + 1 - len(cells)))
                cells[left] = value if cells[left] is None else cells[left]
    return [Rangee(number, tuple(cells)) for number, cells in sorted(by_row.items())]


def _ligne(row: Rangee, titres: Sequence[str]) -> LigneLue:
    return LigneLue(row.numero, row.cellules, _ecart(row, titres))


def _ecart(row: Rangee, titres: Sequence[str]) -> str:
    """Say why a line is no data: a total, the titles said again; nothing for a line of data."""
    first = next((cell for cell in row.cellules if isinstance(cell, str)), "")
    if len(first) < _COURT and _TOTAL_BRUT.match(first) and _TOTAL.match(replie(first)) and _is_total(row):
        return "ligne de total"
    if first in titres:
        texts = [(cell, titre) for cell, titre in zip(row.cellules, titres, strict=False) if isinstance(cell, str)]
        if len(texts) > 1 and sum(cell == titre for cell, titre in texts) > len(texts) / 2:
            return "titres répétés"
    return ""


def _is_total(row: Rangee) -> bool:
    """Say whether a line that begins like a total holds only numbers besides."""
    texts = [cell for cell in row.cellules if isinstance(cell, str) and not _CHIFFRES.fullmatch(cell.strip())]
    return len(texts) <= 2  # noqa: PLR2004 - « Total », and a word such as « 25 communes »


_CHIFFRES: Final = re.compile(r"[-0-9 .,%€\u00a0\u202f]+")


def _at(row: Rangee, index: int) -> Cellule:
    return row.cellules[index] if index < len(row.cellules) else None


def _at_list(cells: Sequence[Cellule], index: int) -> Cellule:
    return cells[index] if index < len(cells) else None


def lettre(index: int) -> str:
    """Name a column as a spreadsheet does: 0 is A, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name
