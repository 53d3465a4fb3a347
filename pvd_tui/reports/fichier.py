"""A file written whole or not at all, and never over another one without saying so."""

import contextlib
import os
from pathlib import Path

from storage.errors import StoreError, why


class SortieError(StoreError):
    """A document that could not be made or written; the sentence says what is safe and what to do."""


def ecrire(cible: Path, contenu: bytes, *, remplacer: bool = False) -> Path:
    """Write a file beside its place, then move it there whole; give its path.

    Raises SortieError, in French, where another file has this name and `remplacer` does not say to replace it, where
    that file is open in a spreadsheet, or where the folder cannot be written. What was there is then as it was.
    """
    refuser_ecrasement(cible, remplacer=remplacer)
    partial = cible.with_name(f".{cible.name}.partiel")
    try:
        cible.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("wb") as file:
            file.write(contenu)
            file.flush()
            os.fsync(file.fileno())
        _mettre_en_place(partial, cible)
    except OSError as error:
        raise SortieError(
            f"« {cible} » n'a pas pu être écrit ({why(error)}). Vos fiches sont intactes. Choisissez un autre dossier."
        ) from error
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
    return cible


def refuser_ecrasement(cible: Path, *, remplacer: bool) -> None:
    """Refuse a name that is taken, or open elsewhere, before any work is done for it."""
    try:
        _refuser_ecrasement(cible, remplacer=remplacer)
    except OSError as error:  # a name too long, a folder that may not be looked into
        raise SortieError(
            f"« {cible} » ne peut pas être lu ({why(error)}). Rien n'a été écrit. Choisissez un autre nom."
        ) from error


def _refuser_ecrasement(cible: Path, *, remplacer: bool) -> None:
    if not str(cible.name).strip() or cible.is_dir():
        raise SortieError(f"« {cible} » est un dossier. Rien n'a été écrit. Ajoutez le nom du fichier.")
    if not cible.exists():
        return
    if not cible.is_file():
        raise SortieError(f"« {cible} » n'est pas un fichier ordinaire. Rien n'a été écrit. Choisissez un autre nom.")
    if not remplacer:
        raise SortieError(
            f"« {cible} » existe déjà. Rien n'a été écrit. Choisissez un autre nom, ou demandez de le remplacer "
            "(en commande : --remplacer)."
        )
    if any(cible.with_name(mark).exists() for mark in (f".~lock.{cible.name}#", f"~${cible.name}")):
        raise _ouvert(cible)


def _mettre_en_place(partial: Path, cible: Path) -> None:
    """Move the file to its place; Windows refuses where a spreadsheet holds it open."""
    try:
        partial.replace(cible)
    except PermissionError as error:
        if cible.exists():
            raise _ouvert(cible) from error
        raise


def _ouvert(cible: Path) -> SortieError:
    """Say that another program holds the file."""
    return SortieError(
        f"« {cible.name} » est ouvert dans un autre programme (Excel, LibreOffice…). Il n'a pas été remplacé. "
        "Fermez-le puis recommencez, ou choisissez un autre nom."
    )


def chemin(texte: str) -> Path:
    """Read a path as a person types it or as the explorer copies it: quotes off, « ~ » the person's own folder."""
    path = Path(texte.strip().strip('"'))
    try:
        return path.expanduser()
    except RuntimeError:  # « ~nom » of nobody here: a name like another
        return path


def nom_libre(cible: Path) -> Path:
    """Give this path, or the next one whose name is free: « actions-2.xlsx »; itself where one cannot look."""
    candidate, number = cible, 1
    while _est_pris(candidate):
        number += 1
        candidate = cible.with_name(f"{cible.stem}-{number}{cible.suffix}")
    return candidate


def _est_pris(cible: Path) -> bool:
    try:
        return cible.exists()
    except OSError:
        return False
