"""Backups of the endpoint: one file, opened again and verified before it is called a backup."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from errno import EACCES, ENOSPC, EPERM, EROFS
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import SQLAlchemyError

from sync.server import annexe, copie, settings, verification
from sync.server.clock import written
from sync.server.copie import SUFFIX, CopieError, Counts
from sync.server.database import open_database
from sync.server.schema import stream
from sync.server.verification import Anomalie

_PREFIX: Final = "pvd-serveur-"
_WORKROOM: Final = ".pvd-verification-"
_STALE: Final = 24 * 3600


@dataclass(frozen=True, slots=True)
class Bilan:
    """What a backup holds, and where it is."""

    fichier: Path
    octets: int
    lignes: Counts
    tetes: dict[str, int]
    """The last seq of each stream."""
    anomalies: list[Anomalie] = field(default_factory=list)
    """What was not as it should be in the base already: the copy is faithful, and is no backup."""
    ecartees: list[Path] = field(default_factory=list)
    """Older backups that the rotation deleted."""


def save(engine: Engine, vers: Path, now: datetime, garder: int | None = None) -> Bilan:
    """Copy a base, while it serves, to a file or a dated file of a folder; keep the newest `garder` of the folder.

    Raises CopieError where the copy cannot be written or does not open whole; nothing is replaced then.
    """
    target = _target(vers, now)
    partial = target.with_name(target.name + ".partiel")
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        partial.unlink(missing_ok=True)
        with copie.snapshot(engine) as connection:
            known = annexe.of_base(connection)
            done = dump(connection, partial, target, now)
        if not done.anomalies:
            annexe.keep(target.parent, known)
            settings.remember(engine, settings.SAUVEGARDE, written(now))
            done.ecartees.extend(_thin(target.parent, garder, done.fichier))
    except (OSError, SQLAlchemyError) as error:
        raise CopieError(
            f"La sauvegarde « {target} » n’a pas pu être écrite ({why(error)}). La base est intacte, les sauvegardes "
            "précédentes aussi ; vérifiez la place libre et les droits du dossier, puis recommencez."
        ) from error
    finally:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
    return done


def dump(connection: Connection, partial: Path, target: Path, now: datetime) -> Bilan:
    """Write what the connection sees aside, verify it, and give it its name."""
    counts = copie.write(connection, partial, now)
    heads = {row.stream: row.head for row in connection.execute(select(stream.c.stream, stream.c.head))}
    with workroom(target.parent) as folder, unpacked(partial, folder / "copie.sqlite") as (copied, found):
        if found != counts:
            raise copie.damaged(partial)
        anomalies = verification.verify(copied)
    if anomalies:
        target = target.with_name(target.name.removesuffix(SUFFIX) + ".avec-anomalies" + SUFFIX)
    partial.replace(target)
    copie.sync_folder(target.parent)
    return Bilan(target, target.stat().st_size, counts, heads, anomalies)


@contextmanager
def unpacked(source: Path, work: Path) -> Iterator[tuple[Engine, Counts]]:
    """Open a copy as a base of its own, in a new SQLite file; raises CopieError unless it is whole."""
    copie.head(source)
    engine = open_database(work)
    try:
        with engine.begin() as connection:
            counts = copie.load(source, connection)
        yield engine, counts
    finally:
        engine.dispose()


@contextmanager
def workroom(folder: Path) -> Iterator[Path]:
    """Give a private folder for what is only opened to be verified; those of killed commands are swept."""
    for old in folder.glob(f"{_WORKROOM}*"):
        with suppress(OSError):
            if old.stat().st_mtime < time.time() - _STALE:
                shutil.rmtree(old, ignore_errors=True)
    with TemporaryDirectory(prefix=_WORKROOM, dir=folder) as room:
        yield Path(room)


def newest(folder: Path) -> Path | None:
    """Find the newest dated backup of a folder."""
    return max(_dated(folder), default=None)


def _dated(folder: Path) -> list[Path]:
    return list(folder.glob(f"{_PREFIX}{'[0-9]' * 8}-{'[0-9]' * 6}{SUFFIX}"))


def _target(vers: Path, now: datetime) -> Path:
    if vers.is_dir() or not vers.suffix:
        return vers / f"{_PREFIX}{now:%Y%m%d-%H%M%S}{SUFFIX}"
    if vers.exists() and vers.stat().st_size:
        try:
            copie.head(vers)
        except CopieError as error:
            raise CopieError(
                f"« {vers} » existe et n’est pas une sauvegarde du serveur : il n’a pas été remplacé. "
                "Choisissez un autre nom."
            ) from error
    return vers


def _thin(folder: Path, keep: int | None, last: Path) -> list[Path]:
    """Delete the dated backups that are older than the newest ones to keep."""
    if keep is None:
        return []
    old = [one for one in sorted(_dated(folder), reverse=True)[keep:] if one != last]
    for one in old:
        one.unlink()
    return old


def why(error: Exception) -> str:
    """Name the cause of a failure in a few words."""
    known = {ENOSPC: "disque plein", EACCES: "accès refusé", EPERM: "accès refusé", EROFS: "lecture seule"}
    number = error.errno if isinstance(error, OSError) else None
    return known.get(number or 0, type(error).__name__)
