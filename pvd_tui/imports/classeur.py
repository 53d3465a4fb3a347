"""Any workbook -> sheets of cells: XLSX, XLSM, XLSB, XLS, ODS, CSV. Nothing is executed, nothing is written.

Workbooks are parsed in a process of their own (`lecture`) that has little memory and little time; text is read here.
What cannot be read is said in one French sentence (`FichierError`).
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Timer
from typing import IO, Final

from pvd_tui.imports.archive import Genre, reconnaitre
from pvd_tui.imports.fichier import FichierError, decode, table_of

Cellule = str | int | float | bool | date | None
"""What a cell holds."""

DELAI: Final = 120
"""The most seconds, by the clock on the wall, that a workbook may take."""
_BLANC: Final = "\u00a0"


@dataclass(frozen=True, slots=True)
class Rangee:
    """A row that is not empty: its number in the sheet (from 1), and its cells."""

    numero: int
    cellules: tuple[Cellule, ...]


@dataclass(slots=True)
class Feuille:
    """One sheet."""

    nom: str
    visible: bool = True
    rangees: list[Rangee] = field(default_factory=list)
    fusions: list[tuple[int, int, int, int]] = field(default_factory=list)
    """Merged cells: top, left, bottom, right, from 0."""
    tronquee: bool = False
    """Whether there was too much to read."""


@dataclass(frozen=True, slots=True)
class Classeur:
    """A file that was read."""

    chemin: Path
    feuilles: tuple[Feuille, ...]

    @property
    def annee(self) -> str:
        """Give the year that the name of the file speaks of, if it does."""
        return annee_de(self.chemin.stem)


class AbandonError(Exception):
    """Whoever asked for the file does not want it any more."""


def annee_de(text: str) -> str:
    """Find the one year (2000 to 2099) in a text; nothing if there are several or none."""
    import re  # noqa: PLC0415 - once a file

    found = set(re.findall(r"(?<!\d)20\d\d(?!\d)", text))
    return found.pop() if len(found) == 1 else ""


def read_classeur(
    chemin: Path,
    *,
    avance: Callable[[int], None] = lambda _: None,
    arret: Callable[[], bool] = lambda: False,
) -> Classeur:
    """Read a file, or raise FichierError; `avance` hears how many rows are read, `arret` says to give up."""
    if reconnaitre(chemin) is Genre.TEXTE:
        return Classeur(chemin, (_texte(chemin),))
    try:
        sheets = _Lecture(avance, arret).read(chemin)
    except OSError as error:
        raise FichierError(
            "Le programme qui lit les classeurs n’a pas pu démarrer. Rien n’a été importé. "
            "Enregistrez le fichier au format CSV et importez-le ainsi."
        ) from error
    if not any(sheet.rangees for sheet in sheets):
        raise FichierError("Ce classeur ne contient aucune ligne. Rien n’a été importé. Choisissez un autre fichier.")
    return Classeur(chemin, tuple(sheets))


class _Lecture:
    """One reading by the process of `lecture`."""

    def __init__(self, avance: Callable[[int], None], arret: Callable[[], bool]) -> None:
        self._avance = avance
        self._arret = arret
        self._same: dict[Cellule, Cellule] = {}

    def read(self, chemin: Path) -> list[Feuille]:
        command = [sys.executable, "-m", "pvd_tui.imports.lecture", str(chemin.absolute())]
        with subprocess.Popen(  # noqa: S603 - our own program, the file's name is an argument
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        ) as process:
            timer = Timer(DELAI, process.kill)
            timer.start()
            try:
                return self._sheets(process.stdout or ())
            finally:
                timer.cancel()
                process.kill()

    def _sheets(self, lines: "IO[bytes] | Iterable[bytes]") -> list[Feuille]:
        sheets: list[Feuille] = []
        for count, raw in enumerate(lines):
            try:
                line = json.loads(raw)
            except ValueError:
                break  # it fell in the middle of a line
            if isinstance(line, list):
                sheets[-1].rangees.append(Rangee(line[0], tuple(self._cell(cell) for cell in line[1])))
            elif "feuille" in line:
                sheets.append(Feuille(line["feuille"], line["visible"], [], [tuple(one) for one in line["fusions"]]))
            elif "tronquee" in line:
                sheets[-1].tronquee = True
            elif "erreur" in line:
                raise _refus(line["erreur"])
            elif "fin" in line:
                return sheets
            if count % 500 == 0:
                self._avance(count)
                if self._arret():
                    raise AbandonError
        raise _refus("memoire")

    def _cell(self, cell: object) -> Cellule:
        """Give a cell; the same text is kept once."""
        if isinstance(cell, dict):
            return date.fromisoformat(cell["d"])
        if isinstance(cell, str):
            return self._same.setdefault(cell, cell)
        return cell if isinstance(cell, int | float) else None


def _refus(mot: str) -> FichierError:
    return FichierError(_REFUS[mot])


_REFUS: Final = {
    "mot de passe": (
        "Ce classeur est protégé par un mot de passe. Rien n’a été importé. "
        "Ouvrez-le dans votre tableur et enregistrez-en une copie sans mot de passe."
    ),
    "memoire": (
        "Ce classeur demande trop de mémoire ou de temps pour être lu sans risque : il contient sans doute une cellule "
        "perdue très loin du tableau. Rien n’a été importé. Recopiez les lignes utiles dans un classeur neuf."
    ),
    "illisible": (
        "Ce classeur est illisible : il est abîmé, ou n’est pas vraiment un classeur. Rien n’a été importé. "
        "Ouvrez-le dans votre tableur et enregistrez-en une copie."
    ),
}


def _texte(chemin: Path) -> Feuille:
    """Read a text file as one sheet: any separator, UTF-8, UTF-16 or Windows-1252."""
    lines = table_of(decode(chemin.read_bytes()))
    rows = [Rangee(number, tuple(cell.strip() or None for cell in cells)) for number, cells in lines]
    rows = [row for row in rows if any(cell is not None for cell in row.cellules)]
    if not rows:
        raise FichierError("Le fichier est vide. Rien n’a été importé. Choisissez un autre fichier.")
    return Feuille(chemin.stem, rangees=rows)


def texte(cell: Cellule) -> str:
    """Write a cell as a person reads it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float):
        return f"{cell:.15g}".replace(".", ",")
    return str(cell).replace(_BLANC, " ").strip()


def ligne(cells: Sequence[Cellule], index: int) -> Cellule:
    """Give a cell of a row, None beyond its end."""
    return cells[index] if 0 <= index < len(cells) else None
