"""A bundle on a disk or a stick: read whole or refused, written whole or not at all."""

import contextlib
import errno
import os
from pathlib import Path
from typing import Final

from sync.lot import MAX_FILE, SUFFIX, LotError, too_large

_WHY: Final = {
    errno.ENOENT: "il n'existe pas",
    errno.EACCES: "accès refusé",
    errno.EPERM: "accès refusé",
    errno.EISDIR: "c'est un dossier",
    errno.ENOSPC: "disque plein",
    errno.EROFS: "disque en lecture seule",
    errno.EIO: "le disque ou la clé ne répond plus",
}


def load(path: Path) -> bytes:
    """Read a bundle's bytes, never more than a bundle may have."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE + 1)
    except OSError as error:
        raise LotError(
            "fichier",
            f"Le fichier « {path} » ne peut pas être lu ({_why(error)}). Rien n'a été modifié. Vérifiez son nom, et "
            "que la clé USB est toujours branchée.",
        ) from error
    if len(content) > MAX_FILE:
        raise too_large()
    return content


def check_target(path: Path) -> None:
    """Refuse, before anything is done, a name that cannot be written or that something else has."""
    if path.is_dir():
        raise LotError("fichier", f"« {path} » est un dossier. Rien n'a été écrit. Ajoutez un nom : lot{SUFFIX}.")
    if path.exists():
        raise LotError(
            "fichier", f"« {path} » existe déjà et n'a pas été remplacé. Rien n'a été écrit. Choisissez un autre nom."
        )
    if not path.parent.is_dir():
        raise LotError(
            "fichier",
            f"Le dossier « {path.parent} » n'existe pas. Rien n'a été écrit. Vérifiez que la clé USB est branchée.",
        )


def store(path: Path, content: bytes) -> None:
    """Write a bundle under its name once it is whole on the disk; raises LotError and leaves nothing of it."""
    partial = path.with_name(f"{path.name}.{os.getpid()}.partiel")
    try:
        with partial.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        raise LotError(
            "fichier",
            f"Le lot « {path} » n'a pas pu être écrit ({_why(error)}). Rien n'est perdu ni marqué comme transmis. "
            "Choisissez un autre dossier ou libérez de la place, puis recommencez.",
        ) from error
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)


def _why(error: OSError) -> str:
    return _WHY.get(error.errno or 0, f"erreur {error.errno} du système")
