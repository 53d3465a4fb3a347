"""What must survive even the loss of the base: two small lists beside the backups.

    effacements.jsonl   the erasing changes, whole: they name fields and no person
    revocations.jsonl   the devices whose access was taken away, and when

Each backup adds what is missing. A restore reads them, so that an older backup gives back neither an erased
value nor an access.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, select

from pvd_tui.changes.change import Change
from sync.json_text import WireError, canonical
from sync.server import effacement
from sync.server.copie import CopieError, sync_folder
from sync.server.schema import device
from sync.wire import change_from_wire, change_to_wire

EFFACEMENTS: Final = "effacements.jsonl"
REVOCATIONS: Final = "revocations.jsonl"


@dataclass(frozen=True, slots=True)
class Annexe:
    """The erasures by id, and the instant of each revocation by device."""

    erasures: Mapping[str, Change] = field(default_factory=dict)
    revocations: Mapping[str, str] = field(default_factory=dict)

    def joined(self, other: "Annexe") -> "Annexe":
        """Give what either list holds; of two instants the earlier counts."""
        revocations = dict(other.revocations)
        for name, instant in self.revocations.items():
            revocations[name] = min(instant, revocations.get(name, instant))
        return Annexe({**other.erasures, **self.erasures}, revocations)


def of_base(connection: Connection) -> Annexe:
    """Read the lists in a base."""
    revoked = select(device.c.id, device.c.revoked_at).where(device.c.revoked_at.is_not(None))
    return Annexe(
        {one.id: one for one in effacement.every(connection)},
        {row.id: row.revoked_at for row in connection.execute(revoked)},
    )


def read(folder: Path) -> Annexe:
    """Read the lists of a folder of backups; raises CopieError if they cannot be read whole."""
    try:
        erasures = [change_from_wire(one) for one in _read(folder / EFFACEMENTS)]
    except WireError as error:
        raise _unreadable(folder / EFFACEMENTS) from error
    try:
        revocations = {str(one["appareil"]): str(one["revoked_at"]) for one in _read(folder / REVOCATIONS)}
    except (KeyError, TypeError) as error:
        raise _unreadable(folder / REVOCATIONS) from error
    return Annexe({one.id: one for one in erasures}, revocations)


def keep(folder: Path, known: Annexe) -> None:
    """Add to the lists of a folder what they do not hold yet; each is replaced whole or not at all."""
    both = known.joined(read(folder))
    _write(folder / EFFACEMENTS, [change_to_wire(both.erasures[name]) for name in sorted(both.erasures)])
    devices = [{"appareil": name, "revoked_at": instant} for name, instant in sorted(both.revocations.items())]
    _write(folder / REVOCATIONS, devices)


def _read(path: Path) -> list[Any]:
    try:
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise _unreadable(path) from error


def _write(path: Path, lines: list[Any]) -> None:
    text = "".join(f"{canonical(line)}\n" for line in lines).encode()
    if path.exists() and path.read_bytes() == text:
        return
    partial = path.with_name(path.name + ".partiel")
    partial.unlink(missing_ok=True)
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    sync_folder(path.parent)


def _unreadable(path: Path) -> CopieError:
    return CopieError(
        f"La liste « {path} » ne peut pas être lue en entier. Rien n’a été modifié ; elle dit ce qui doit rester "
        "effacé ou retiré : reprenez-la d’une copie, ou écartez-la en connaissance de cause."
    )
