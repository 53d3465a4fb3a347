"""What the store says when it cannot do what it was asked: in French, for a person."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final


class StoreError(Exception):
    """The store cannot do this; the sentence says what happened, what is safe and what to do."""


class StoreFileError(StoreError):
    """The file itself cannot be used: damaged, foreign, locked, read-only or full."""


class RefusError(StoreError):
    """A save that the store will not make; nothing was written."""


_SENTENCES: Final = {
    "SQLITE_NOTADB": "« {file} » n'est pas une base PVD. Rien n'a été modifié. "
    "Choisissez un autre fichier avec --base.",
    "SQLITE_CORRUPT": "La base « {file} » est endommagée. Rien n'a été effacé : gardez ce fichier, puis lancez "
    "« pvd restaurer » avec votre dernière sauvegarde.",
    "SQLITE_READONLY": "La base « {file} » est en lecture seule. Rien n'a été enregistré. Vérifiez les droits du "
    "fichier et de son dossier, ou choisissez un autre emplacement avec --base.",
    "SQLITE_CANTOPEN": "Impossible d'ouvrir la base « {file} ». Rien n'a été modifié. Vérifiez que le dossier existe "
    "et que vous pouvez y écrire.",
    "SQLITE_FULL": "Le disque est plein : cette saisie n'a pas été enregistrée, tout ce qui l'était déjà est intact. "
    "Libérez de la place puis recommencez.",
    "SQLITE_BUSY": "La base « {file} » est occupée par un autre programme. Rien n'a été modifié. Fermez-le puis "
    "recommencez.",
    "SQLITE_LOCKED": "La base « {file} » est occupée par un autre programme. Rien n'a été modifié. Recommencez.",
    "SQLITE_IOERR": "Le disque a refusé d'écrire ou de lire « {file} ». Ce qui était enregistré l'est toujours. "
    "Vérifiez le disque, puis lancez « pvd verifier ».",
}


def sentence(error: sqlite3.Error, file: str | Path) -> str:
    """Say an SQLite error in French."""
    name = getattr(error, "sqlite_errorname", "") or ""
    for start, text in _SENTENCES.items():
        if name.startswith(start):
            return text.format(file=file)
    return f"La base « {file} » a répondu une erreur ({name or error}). Rien n'a été modifié. Lancez « pvd verifier »."


_WHY: Final = {
    errno.ENOENT: "le dossier n'existe pas",
    errno.EEXIST: "un fichier porte déjà le nom du dossier",
    errno.ENOTDIR: "ce n'est pas un dossier",
    errno.EISDIR: "c'est un dossier",
    errno.EACCES: "accès refusé",
    errno.EPERM: "accès refusé",
    errno.EROFS: "disque en lecture seule",
    errno.ENOSPC: "disque plein",
    errno.EBUSY: "fichier occupé par un autre programme",
    errno.ENAMETOOLONG: "nom trop long",
}


def why(error: OSError) -> str:
    """Say in a few French words why the system refused a file."""
    return _WHY.get(error.errno or 0, f"erreur {error.errno} du système")


@contextmanager
def in_french(file: str | Path) -> Iterator[None]:
    """Turn what SQLite raises inside the block into a `StoreFileError`."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreFileError(sentence(error, file)) from error
