"""The program that reads one workbook, in a process of its own: `python -m pvd_tui.imports.lecture FICHIER`.

It parses what nobody has checked, within a fixed memory and a fixed time, writes lines of JSON, and writes nothing
else anywhere. If the file makes it fall, only it falls.

    {"feuille": nom, "visible": bool, "fusions": [[haut, gauche, bas, droite]…]}
    [numéro, [cellule…]]      a row that is not empty; a date is {"d": "2023-05-04"}
    {"fin": true} or {"erreur": mot}
"""

import json
import re
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

MEMOIRE: Final = 256 * 1024 * 1024
"""The most memory, in bytes, where the system lets a process bound itself."""
SECONDES: Final = 60
"""The most processor time."""
MAX_LIGNES: Final = 120_000
"""The most rows of a sheet that are not empty."""
MAX_CELLULES: Final = 1_200_000
"""The most cells of a workbook that are not empty."""
_LONGUEUR: Final = 20_000


def main(path: str) -> None:
    """Write what the workbook holds, or one word that says why it cannot be read."""
    _borner()
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError  # noqa: PLC0415 - once it is bounded

    try:
        with (
            Path(path).open("rb") as stream,
            CalamineWorkbook.from_filelike(stream) as book,
        ):  # a path's name would decide
            for line in _lignes(book, path):
                sys.stdout.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
        sys.stdout.write('{"fin":true}\n')
    except PasswordError:
        sys.stdout.write('{"erreur":"mot de passe"}\n')
    except MemoryError:
        sys.stdout.write('{"erreur":"memoire"}\n')
    except (CalamineError, OSError, ValueError, OverflowError):
        sys.stdout.write('{"erreur":"illisible"}\n')


def _borner() -> None:
    """Bound this process; Windows has no such limits, there the parent's own limits remain."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    for what, most in ((resource.RLIMIT_AS, MEMOIRE), (resource.RLIMIT_CPU, SECONDES), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(what, (most, most))


def _lignes(book: "CalamineWorkbook", path: str) -> Iterator[object]:
    from python_calamine import SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415 - once the process is bounded

    left = MAX_CELLULES
    fusions_ods = _fusions_ods(path, len(book.sheet_names))
    for index, facts in enumerate(book.sheets_metadata):
        if facts.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(facts.name)
        merged = sheet.merged_cell_ranges
        fusions = fusions_ods[index] if merged is None and fusions_ods else [[*a, *b] for a, b in merged or ()]
        yield {
            "feuille": facts.name,
            "visible": facts.visible == SheetVisibleEnum.Visible,
            "fusions": fusions[:MAX_LIGNES],
        }
        for line in _rangees(sheet):
            left -= sum(cell is not None for cell in line[1])
            if left < 0:
                yield {"tronquee": True}
                return
            yield line


def _rangees(sheet: "CalamineSheet") -> Iterator[tuple[int, list[object]]]:
    """Give the rows that are not empty, with their number in the sheet (from 1)."""
    count = 0
    for number, cells in enumerate(sheet.iter_rows(), 1):
        if any(cell != "" for cell in cells):
            count += 1
            if count > MAX_LIGNES:
                return
            read = [_cellule(cell) for cell in cells]
            while read and read[-1] is None:
                read.pop()
            if read:
                yield number, read


def _cellule(cell: object) -> object:
    """Give a cell as JSON: text, number, yes or no, a date; None where there is nothing."""
    if isinstance(cell, str):
        text = cell[:_LONGUEUR]
        return text if text.strip() else None
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:  # noqa: PLR2004 - beyond, a float is not exact
        return int(cell)
    if isinstance(cell, datetime):
        return {"d": cell.date().isoformat()} if cell.year > 1900 else cell.strftime("%H:%M")  # noqa: PLR2004 - an hour alone
    if isinstance(cell, date):
        return {"d": cell.isoformat()}
    if isinstance(cell, time):
        return cell.strftime("%H:%M")
    return str(cell) if isinstance(cell, timedelta) else cell


def _fusions_ods(path: str, sheets: int) -> list[list[list[int]]]:
    """Find merged cells of an ODS, which calamine does not tell; nothing where no cell is merged.

    Sheets without any, often the great ones, are not walked through.
    """
    if not zipfile.is_zipfile(path):
        return []
    with zipfile.ZipFile(path) as archive:
        if "content.xml" not in archive.namelist():
            return []
        with archive.open("content.xml") as stream:
            starts, merged = _sheets_of(stream)
        found: list[list[list[int]]] = [[] for _ in range(sheets)]
        for index in sorted(i for i in merged if i < sheets):
            with archive.open("content.xml") as stream:
                stream.seek(starts[index])
                found[index] = _Fusions().read(stream, starts[index + 1] - starts[index])
    return found


def _sheets_of(stream: IO[bytes]) -> tuple[list[int], set[int]]:
    """Give where each sheet begins in content.xml (and where the last one ends), and which hold merged cells."""
    starts: list[int] = []
    merged: set[int] = set()
    done, tail = 0, b""
    while block := stream.read(1 << 20):
        text = tail + block
        cut = max(len(text) - _OVERLAP, 0)
        for mark in _MARKS.finditer(text):
            if mark.start() >= cut:
                break
            if mark[0].startswith(b"<"):
                starts.append(done + mark.start())
            else:
                merged.add(len(starts) - 1)
        tail = text[cut:]
        done += cut
    return [*starts, done + len(tail)], merged


_OVERLAP: Final = 64
_MARKS: Final = re.compile(rb'<table:table[ >]|number-(?:rows|columns)-spanned="(?:[2-9]|[0-9]{2})')


class _Fusions:
    """Walks through one sheet and keeps where the merged cells are."""

    def __init__(self) -> None:
        self.found: list[list[int]] = []
        self.row = self.column = 0
        self.repeated = 1

    def read(self, stream: IO[bytes], length: int) -> list[list[int]]:
        from xml.parsers import expat  # noqa: PLC0415 - only where cells are merged

        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.EntityDeclHandler = _refuse_entities
        parser.Parse(b"<sheets>", False)  # noqa: FBT003 - expat's own
        left = length
        while left > 0 and (block := stream.read(min(1 << 16, left))):
            left -= len(block)
            try:
                parser.Parse(block, False)  # noqa: FBT003 - same
            except expat.ExpatError:
                break  # beyond the last sheet stands the end of the document
        return self.found

    def _start(self, name: str, facts: dict[str, str]) -> None:
        if name == "table:table-row":
            self.column = 0
            self.repeated = int(facts.get("table:number-rows-repeated", 1))
        elif name in {"table:table-cell", "table:covered-table-cell"}:
            down = int(facts.get("table:number-rows-spanned", 1))
            across = int(facts.get("table:number-columns-spanned", 1))
            if down > 1 or across > 1:
                self.found.append([self.row, self.column, self.row + down - 1, self.column + across - 1])
            self.column += int(facts.get("table:number-columns-repeated", 1))

    def _end(self, name: str) -> None:
        if name == "table:table-row":
            self.row += self.repeated


def _refuse_entities(*_: object) -> None:
    """No real workbook declares an entity; a bomb does."""
    raise ValueError("entity")


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr] # a text stream, always
    main(sys.argv[1])
