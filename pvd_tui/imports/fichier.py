"""From the bytes of a CSV file to a table of text, whatever program wrote it.

UTF-8 (with or without BOM) or cp1252; comma, semicolon or tab. A file that is something else is said so
in one French sentence, and nothing is read.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MAX_BYTES: Final = 20_000_000
_OTHER_FORMATS: Final = (
    (b"%PDF", "un document PDF"),
    (b"PK\x03\x04", "un classeur ou une archive (XLSX, ODS, ZIP)"),
    (b"\xd0\xcf\x11\xe0", "un ancien classeur Excel (XLS)"),
    (b"SQLite format 3", "une base SQLite"),
)
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
_WEB_PAGES: Final = (b"<!doctype html", b"<html")
_DELIMITERS: Final = ",;\t"
_REMEDY: Final = "Rien n’a été importé. Dans votre tableur, enregistrez le fichier au format « CSV UTF-8 »."


class FichierError(Exception):
    """The file cannot be imported; the sentence says why and what to do. Nothing was written."""


@dataclass(frozen=True, slots=True)
class Ligne:
    """One line of the table: its number in the file, and its cells by column."""

    numero: int
    cellules: Mapping[str, str]
    defaut: str | None = None
    """Why the cells cannot be trusted, if they cannot."""


@dataclass(frozen=True, slots=True)
class Tableau:
    """A header and its lines; columns are in lower case."""

    colonnes: tuple[str, ...]
    lignes: tuple[Ligne, ...]


def read_bytes(path: Path) -> bytes:
    """Read a file that is small enough, or raise FichierError."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise _too_big(path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        reason = {FileNotFoundError: "n’existe pas", IsADirectoryError: "est un dossier"}.get(
            type(error), "ne peut pas être lu"
        )
        raise FichierError(f"« {path} » {reason}. Rien n’a été importé. Vérifiez le nom du fichier.") from error


def read_table(contenu: bytes) -> Tableau:
    """Read a CSV file, or raise FichierError."""
    if contenu.startswith(_UTF_16):
        raise FichierError(f"Ce fichier est un texte en UTF-16, pas un fichier CSV. {_REMEDY}")
    lines = [(number, cells) for number, cells in table_of(decode(contenu)) if any(cell.strip() for cell in cells)]
    if not lines:
        raise FichierError("Le fichier est vide. Rien n’a été importé. Choisissez un autre fichier.")
    columns = tuple(cell.strip().casefold() for cell in lines[0][1])
    return Tableau(columns, tuple(_line(number, columns, cells) for number, cells in lines[1:]))


def decode(contenu: bytes) -> str:
    """Decode what is text, refuse what is not."""
    if len(contenu) > MAX_BYTES:
        raise _too_big(len(contenu))
    head = contenu[:200].lstrip().lower()
    if any(head.startswith(start) for start in _WEB_PAGES):
        raise FichierError(
            "Ce fichier est une page web, pas la liste : le téléchargement n’a pas abouti. Rien n’a été importé. "
            "Téléchargez-le de nouveau."
        )
    for start, name in _OTHER_FORMATS:
        if contenu.startswith(start):
            raise FichierError(f"Ce fichier est {name}, pas un fichier CSV. {_REMEDY}")
    if contenu.startswith(_UTF_16):
        return contenu.decode("utf-16", errors="replace")
    if b"\0" in contenu:
        raise FichierError(f"Ce fichier n’est pas du texte. {_REMEDY}")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return contenu.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FichierError(f"Les accents de ce fichier sont illisibles (ni UTF-8 ni Windows-1252). {_REMEDY}")


def table_of(text: str) -> Iterator[tuple[int, list[str]]]:
    """Split the text into numbered lines of cells, by the separator that its first lines have most of."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise FichierError(f"La ligne {reader.line_num} du fichier est illisible. {_REMEDY}") from error


def _delimiter(text: str) -> str:
    """Find the separator: the one of the header, or of the lines below where a title stands above it."""
    heads = [line for line in text[:20_000].splitlines() if line.strip()][:20]
    header = heads[0] if heads else ""
    if any(mark in header for mark in _DELIMITERS):
        return max(_DELIMITERS, key=header.count)
    return max(_DELIMITERS, key=lambda mark: sum(mark in line for line in heads))


def _line(number: int, columns: tuple[str, ...], cells: list[str]) -> Ligne:
    """Name the cells of a line; one that has more cells than the header was cut in the wrong place."""
    beyond = [cell for cell in cells[len(columns) :] if cell.strip()]
    fault = f"La ligne a {len(cells)} colonnes au lieu de {len(columns)}." if beyond else None
    values = [cell.strip() for cell in cells[: len(columns)]] + [""] * (len(columns) - len(cells))
    return Ligne(number, dict(zip(columns, values, strict=True)), fault)


def _too_big(size: int) -> FichierError:
    return FichierError(
        f"Ce fichier est trop gros ({size // 1_000_000} Mo, {MAX_BYTES // 1_000_000} Mo au plus). "
        "Rien n’a été importé. Choisissez la liste officielle."
    )
