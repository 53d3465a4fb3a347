"""The laptop's key to its endpoint: in the system's credential store, else in a file of the user's own.

Never in the SQLite file, which people copy, and never on a command line. A credential store may be absent, broken,
or wait for somebody who is not there: it is asked apart, and for so many seconds.
"""

import contextlib
import os
import re
from pathlib import Path
from typing import Final

from sync import aside, errors
from sync.errors import SyncError

SERVICE: Final = "pvd-tui"
FILE_ONLY: Final = "PVD_JETON_FICHIER"
"""Set to anything: never ask the system's credential store (a machine without one, tests)."""

PATIENCE: Final = 10.0
"""Seconds for a credential store to answer: a locked one may be asking for its password behind a window."""

_SHAPE: Final = re.compile(r"[!-~]{1,512}\Z")


def keep(store: Path, device: str, token: str, *, patience: float = PATIENCE) -> str:
    """Keep the token of a device and say where, in words."""
    if not os.environ.get(FILE_ONLY):
        with contextlib.suppress(Exception):  # whatever a credential store raises, the file is there
            if aside.call(lambda: _into_keyring(device, token), patience):
                _file(store).unlink(missing_ok=True)
                return "dans le coffre de mots de passe du système"
    path = _file(store)
    _write(path, token)
    return f"dans le fichier {path.name}, lisible par vous seul"


def read(store: Path, device: str, *, patience: float = PATIENCE) -> str | None:
    """Give the token of a device, or None; raises SyncError if the credential store does not answer."""
    path = _file(store)
    if path.exists():
        try:
            return _checked(path.read_text(encoding="ascii"))
        except (OSError, ValueError):  # damaged, or somebody else's: as good as lost
            return None
    if os.environ.get(FILE_ONLY):
        return None
    try:
        return _checked(aside.call(lambda: _from_keyring(device), patience))
    except TimeoutError:
        raise errors.locked() from None
    except SyncError:
        raise
    except Exception:  # noqa: BLE001 - a backend may raise anything, and then has no key for us
        return None


def _into_keyring(device: str, token: str) -> bool:
    import keyring  # noqa: PLC0415 - slow, and only enrolment needs it

    keyring.set_password(SERVICE, device, token)
    return keyring.get_password(SERVICE, device) == token  # some backends take everything and keep nothing


def _from_keyring(device: str) -> str | None:
    import keyring  # noqa: PLC0415 - slow, and only an exchange needs it
    from keyring.errors import KeyringLocked  # noqa: PLC0415 - same

    try:
        return keyring.get_password(SERVICE, device)
    except KeyringLocked:
        raise errors.locked() from None


def _write(path: Path, token: str) -> None:
    """Write the whole file or none of it, for nobody else's eyes from its first byte on."""
    part = path.with_name(path.name + ".tmp")
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(token)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)


def _checked(text: str | None) -> str | None:
    """Give a token that an HTTP header can carry; anything else is as good as lost."""
    token = (text or "").strip()
    return token if _SHAPE.match(token) else None


def _file(store: Path) -> Path:
    return store.with_name(store.name + ".jeton")
