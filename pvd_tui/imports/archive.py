"""What a file is, told by its content and never by its name; what would harm is refused before anything is parsed.

A workbook is a zip of XML files: few bytes can say « a hundred gigabytes ». Sizes are looked at first.
"""

import re
import zipfile
from enum import StrEnum
from pathlib import Path
from typing import Final

from pvd_tui.imports.fichier import FichierError

MAX_FICHIER: Final = 64_000_000
"""The most bytes of a workbook."""
MAX_CONTENU: Final = 400_000_000
"""The most bytes that its parts may unfold to."""
MAX_RAPPORT: Final = 150
"""How many times a great part may be larger than its compressed form; real sheets reach about thirty."""
_GRANDE: Final = 30_000_000
_ANCIEN: Final = b"\xd0\xcf\x11\xe0"
_ZIP: Final = b"PK\x03\x04"
_AUTRES: Final = (
    (b"%PDF", "un document PDF"),
    (b"SQLite format 3", "une base SQLite"),
    (b"{\\rtf", "un document RTF"),
    (b"\x89PNG", "une image"),
    (b"\xff\xd8\xff", "une image"),
    (b"Rar!", "une archive RAR"),
    (b"7z\xbc\xaf", "une archive 7z"),
)
_XLS_PROTEGE: Final = re.compile(rb"\x09\x08\x10\x00.{16}(?:\x86\x00\x00\x00)?\x2f\x00", re.DOTALL)
"""The first record of an old workbook, then the one that says that the rest is encrypted."""
_REMEDE: Final = "Rien n’a été importé. Choisissez un classeur XLSX, XLS ou ODS, ou un fichier CSV."


class Genre(StrEnum):
    """The kinds of files that are read."""

    CLASSEUR = "classeur"
    ANCIEN = "ancien classeur"
    TEXTE = "texte"


def reconnaitre(path: Path) -> Genre:
    """Say what a file is, or raise FichierError with one sentence where it is not to be read."""
    try:
        with path.open("rb") as stream:
            head = stream.read(512)
            size = path.stat().st_size
    except OSError as error:
        raison = {FileNotFoundError: "n’existe pas", IsADirectoryError: "est un dossier"}.get(
            type(error), "ne peut pas être lu"
        )
        raise FichierError(f"« {path} » {raison}. Rien n’a été importé. Vérifiez le nom du fichier.") from error
    if size > MAX_FICHIER:
        raise FichierError(
            f"Ce fichier est trop gros ({size // 1_000_000} Mo, {MAX_FICHIER // 1_000_000} Mo au plus). "
            "Rien n’a été importé. Ne gardez que la feuille utile."
        )
    if not head.strip():
        raise FichierError("Le fichier est vide. Rien n’a été importé. Choisissez un autre fichier.")
    if head.startswith(_ZIP):
        _examiner(path)
        return Genre.CLASSEUR
    if head.startswith(_ANCIEN):
        _ancien(path.read_bytes())
        return Genre.ANCIEN
    for debut, nom in _AUTRES:
        if head.startswith(debut):
            raise FichierError(f"Ce fichier est {nom}, pas un tableau. {_REMEDE}")
    if b"office:spreadsheet" in head or b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        raise FichierError(
            "Ce classeur est enregistré en XML d’un seul tenant. Rien n’a été importé. "
            "Enregistrez-le au format ODS ou XLSX."
        )
    return Genre.TEXTE


def _examiner(path: Path) -> None:
    """Look at the parts of a zip: is it a workbook, is it locked, does it unfold to more than is reasonable."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            _tailles(parts)
            locked = any(part.flag_bits & 1 for part in parts)
            manifest = archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in names and not locked else b""
    except (zipfile.BadZipFile, KeyError, OSError, NotImplementedError, EOFError, ValueError) as error:
        raise FichierError(
            "Ce classeur est abîmé ou incomplet : le téléchargement ou la copie n’a pas abouti. "
            "Rien n’a été importé. Copiez-le de nouveau."
        ) from error
    if locked or b"encryption-data" in manifest:
        raise _protege()
    if "content.xml" not in names and not any(name.startswith("xl/workbook.") for name in names):
        what = "un document Word" if "word/document.xml" in names else "une archive ZIP"
        raise FichierError(f"Ce fichier est {what}, pas un classeur. {_REMEDE}")


def _tailles(parts: list[zipfile.ZipInfo]) -> None:
    total = sum(part.file_size for part in parts)
    bombs = [p for p in parts if p.file_size > _GRANDE and p.file_size > MAX_RAPPORT * max(p.compress_size, 1)]
    if total > MAX_CONTENU or bombs or len(parts) > 10_000:  # noqa: PLR2004 - no workbook has so many parts
        raise FichierError(
            f"Ce fichier se déplie en {max(total // 1_000_000, 1)} Mo : c’est trop pour un classeur, il est refusé "
            "par prudence. Rien n’a été importé. Recopiez les lignes utiles dans un classeur neuf."
        )


def _ancien(contenu: bytes) -> None:
    """Tell an old Excel workbook from a locked one and from other old documents."""
    if "EncryptedPackage".encode("utf-16-le") in contenu or _XLS_PROTEGE.search(contenu):
        raise _protege()
    if not any(name.encode("utf-16-le") in contenu for name in ("Workbook", "Book")):
        raise FichierError(f"Ce fichier est un ancien document Office, pas un classeur. {_REMEDE}")


def _protege() -> FichierError:
    return FichierError(
        "Ce classeur est protégé par un mot de passe. Rien n’a été importé. "
        "Ouvrez-le dans votre tableur et enregistrez-en une copie sans mot de passe."
    )
