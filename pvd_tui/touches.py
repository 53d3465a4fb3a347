"""The user's own keys, from their file: read at the opening, and by `pvd touches`.

Whether two things share a key is known only once every page is imported, which is too long for each opening: it is
checked when the file changed, and the answer is kept.
"""

import hashlib
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final

from screens.keymap import Probleme, Touches, clashes, read

if TYPE_CHECKING:
    from storage.settings import Settings

VERIFIEES: Final = "touches_verifiees"
"""The setting that names the last file of keys that was found good."""

_MOST: Final = 200_000
"""Bytes of a file of keys, at most."""


def lire(path: Path) -> Touches:
    """Read and check the file whole, where it can be read; raises nothing."""
    text = _text(path)
    if isinstance(text, Probleme):
        return Touches({}, [text])
    found = read(text)
    if found.problemes:
        return found
    from screens.places import places  # noqa: PLC0415 - imports every page

    wrong = clashes(found.changees, places(), text)
    return Touches({}, wrong) if wrong else found


def ouvrir(path: Path, held: "Settings", *, write: bool) -> Touches:
    """Read the file at the opening of the program: what was found good once is not checked again."""
    text = _text(path)
    mark = "" if isinstance(text, Probleme) else _mark(text)
    if mark and held.get(VERIFIEES) == mark and isinstance(text, str):
        return read(text)
    found = lire(path)
    if write and mark and not found.problemes:
        held.put(VERIFIEES, mark)
    return found


def _mark(text: str) -> str:
    return hashlib.sha256(f"{version('pvd-tui')}\n{text}".encode()).hexdigest()


def _text(path: Path) -> str | Probleme:
    """Read the file, or say why it cannot be read."""
    try:
        if path.stat().st_size > _MOST:
            return Probleme(0, "le fichier est trop gros pour être une liste de touches.")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return Probleme(0, "le fichier n'est pas en UTF-8. Enregistrez-le « en UTF-8 ».")
    except OSError as error:
        return Probleme(0, f"le fichier ne se lit pas ({error.strerror}).")
