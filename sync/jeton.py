"""The laptop's key to its endpoint: in the system's credential store, else in a file of the user's own.

Never in the SQLite file, which people copy, and never on a command line.
"""

import contextlib
import os
from pathlib import Path
from typing import Final

SERVICE: Final = "pvd-tui"
FILE_ONLY: Final = "PVD_JETON_FICHIER"
"""Set to anything: never ask the system's credential store (a machine without one, tests)."""


def keep(store: Path, device: str, token: str) -> str:
    """Keep the token of a device and say where, in words."""
    if not os.environ.get(FILE_ONLY):
        with contextlib.suppress(Exception):  # whatever a credential store raises, the file is there
            import keyring  # noqa: PLC0415 - slow, and only enrolment needs it

            keyring.set_password(SERVICE, device, token)
            if keyring.get_password(SERVICE, device) == token:
                _file(store).unlink(missing_ok=True)
                return "dans le coffre de mots de passe du système"
    path = _file(store)
    path.touch(mode=0o600)
    path.write_text(token, encoding="ascii")
    return f"dans le fichier {path.name}, lisible par vous seul"


def read(store: Path, device: str) -> str | None:
    """Give the token of a device, or None."""
    path = _file(store)
    if path.exists():
        try:
            return path.read_text(encoding="ascii").strip() or None
        except (OSError, ValueError):  # damaged, or somebody else's: as good as lost
            return None
    if not os.environ.get(FILE_ONLY):
        with contextlib.suppress(Exception):  # same
            import keyring  # noqa: PLC0415 - slow, and only an exchange needs it

            return keyring.get_password(SERVICE, device)
    return None


def _file(store: Path) -> Path:
    return store.with_name(store.name + ".jeton")
