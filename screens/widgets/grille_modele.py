"""What a grid draws and where its cells go: pure, so that it is tested without a terminal."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Final, NamedTuple, Protocol

from screens.slot import Tone
from screens.widgets.colonnes import Column, lay_out

GAP: Final = 1
"""Blank cells between two columns of a grid: amounts stand close."""


NOUVELLE: Final = "+"
"""How the id of an empty line begins."""


class Ecriture(Enum):
    """How a cell is filled."""

    TEXTE = auto()
    CHOIX = auto()
    LUE = auto()
    """It is only read."""


@dataclass(frozen=True, slots=True)
class Colonne(Column):
    """A column of a grid, with the key that its cells are known by."""

    cle: str = ""


class Case(NamedTuple):
    """One cell as it is drawn."""

    texte: str
    ton: Tone = "normal"
    ecriture: Ecriture = Ecriture.TEXTE
    brut: str = ""
    """What editing starts from: « 1200*0,8 » where « 960 » is shown."""


class Total(NamedTuple):
    """A line that stays below the others."""

    cases: Sequence[str]
    ton: Tone = "normal"


class Modele(Protocol):
    """Lines of cells, as the widget needs them. A line is known by its id, and keeps it when others come and go."""

    colonnes: Sequence[Colonne]

    def lignes(self) -> Sequence[str]:
        """Give the ids of the lines, in order."""
        ...

    def case(self, ligne: str, colonne: int) -> Case:
        """Give a cell."""
        ...

    def marque(self, ligne: str) -> str:
        """Give the one character before the line: removed, to look at."""
        ...

    def totaux(self) -> Sequence[Total]:
        """Give the lines that stay below."""
        ...

    def pourquoi(self, ligne: str, colonne: int) -> str:
        """Say why a cell is only read."""
        ...

    def annuler(self) -> str | None:
        """Take back the last step; None if there is none."""
        ...

    def retablir(self) -> str | None:
        """Do again what was taken back; None if there is nothing."""
        ...

    def frapper(self, ligne: str, colonne: int, texte: str | None) -> None:
        """Count with a text that is being typed, without keeping it; None once it is given up."""
        ...

    def garder(self, ligne: str, colonne: int, texte: str, curseur: int) -> str:
        """Keep on the disk a text that is being typed; give the line it is on now (the empty line becomes one)."""
        ...

    def poser(self, ligne: str, colonne: int, texte: str) -> str:
        """Hold a text that is finished; give the line it is on now."""
        ...

    def renoncer(self, ligne: str, colonne: int, texte: str) -> str:
        """Put back what was there before the typing; what was typed can be done again."""
        ...

    def initiale(self, ligne: str, colonne: int, lettre: str) -> str | None:
        """Give the only value that begins with a letter, where there are few; None to open the list."""
        ...

    def retirer(self, ligne: str) -> str:
        """Mark a line for removal, or take the mark off; say it."""
        ...

    def repeter(self, ligne: str, colonne: int) -> str | None:
        """Give the text of the cell above; None if there is none."""
        ...

    def coller(self, ligne: str, colonne: int, texte: str) -> str:
        """Fill cells from a copied table; say how many."""
        ...


def disposer(colonnes: Sequence[Colonne], largeur: int, courante: int) -> list[tuple[int, int, int]]:
    """Give (index, x, cells) of each column that is shown: the one of the cursor always is."""
    here = [replace(c, priority=0) if i == courante else c for i, c in enumerate(colonnes)]
    wide = [replace(c, width=c.width + GAP - 2) for c in here]  # `lay_out` leaves two blanks, a grid one
    placed, x = [], 0
    for index, cells in lay_out(wide, max(1, largeur + GAP - 2)):
        shown = max(1, cells - GAP + 2)
        placed.append((index, x, shown))
        x += shown + GAP
    return placed


def etaler(place: Sequence[tuple[int, int, int]], libres: Callable[[int], bool]) -> list[tuple[int, int, int]]:
    """Let the first column flow over those after it that are `libres`: they hold nothing and never will."""
    kept = list(place)
    while len(kept) > 1 and libres(kept[1][0]):
        (index, x, cells), (_, _, more) = kept[0], kept[1]
        kept[:2] = [(index, x, cells + GAP + more)]
    return kept


def decouper(texte: str) -> list[list[str]]:
    """Cut what a spreadsheet copies: lines, and cells between tabs; quoted cells may hold line ends.

    An empty line between others stays, so that those after it keep their place.
    """
    rows: list[list[str]] = [[]]
    cell, quoted, i = "", False, 0
    texte = texte.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    while i < len(texte):
        char = texte[i]
        if quoted:
            if char == '"' and texte[i + 1 : i + 2] == '"':
                cell, i = cell + '"', i + 1
            elif char == '"':
                quoted = False
            else:
                cell += " " if char == "\n" else char
        elif char == '"' and not cell and _closed(texte, i):
            quoted = True
        elif char in "\t\n":
            rows[-1].append(cell.strip())
            cell = ""
            if char == "\n":
                rows.append([])
        else:
            cell += char
        i += 1
    rows[-1].append(cell.strip())
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def _closed(texte: str, start: int) -> bool:
    """Say whether the quote that opens a cell is closed at the end of a cell: an inch mark is not."""
    end = texte.find('"', start + 1)
    while end != -1 and texte[end + 1 : end + 2] == '"':
        end = texte.find('"', end + 2)
    return end != -1 and texte[end + 1 : end + 2] in {"", "\t", "\n"}


def est_tableau(texte: str) -> bool:
    """Say whether a pasted text is several cells."""
    return "\t" in texte.strip("\r\n") or "\n" in texte.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
