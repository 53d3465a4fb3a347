"""Copies of the store: one file, dated, opened again and counted before it is called a backup."""

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Final

from storage.connection import set_aside_orphans
from storage.errors import StoreFileError, in_french, why
from storage.rgpd_nettoyage import nettoyer_copie
from storage.schema import APPLICATION_ID

DAYS: Final = 7
WEEKS: Final = 4
MONTHS: Final = 12


def back_up(connection: sqlite3.Connection, target: Path) -> Path:
    """Copy the open store to `target` and verify the copy, or leave `target` as it was.

    Raises StoreFileError where the copy cannot be written or does not open as a whole store.
    """
    if _is_open(connection, target):
        raise StoreFileError(
            f"« {target} » est la base ouverte elle-même : rien n'a été écrit. Choisissez un autre nom pour la copie."
        )
    if target.exists() and target.stat().st_size and not _is_store(target):
        raise StoreFileError(
            f"« {target} » existe et n'est pas une base PVD : il n'a pas été remplacé. Choisissez un autre nom."
        )
    partial = target.with_name(target.name + ".partiel")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        partial.unlink(missing_ok=True)
        with in_french(target), contextlib.closing(sqlite3.connect(partial)) as copy:
            held = connection.execute("SELECT count(*) FROM change").fetchone()[0]
            connection.backup(copy)
            copy.execute("PRAGMA journal_mode = delete")
            nettoyer_copie(copy)
        verify(partial, changes=held)
        _sync(partial)
        partial.replace(target)
    except OSError as error:
        raise StoreFileError(
            f"La sauvegarde « {target} » n'a pas pu être écrite ({why(error)}). Votre base est intacte. "
            "Choisissez un autre dossier."
        ) from error
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
    return target


def verify(path: Path, changes: int | None = None) -> int:
    """Open a copy, check it and count its changes; raises StoreFileError if it is not a whole store.

    `changes` are those that it must hold at least: work goes on while a copy is made.
    """
    if not path.exists():
        raise StoreFileError(f"Il n'y a pas de fichier « {path} ». Rien n'a été modifié.")
    with in_french(path), _reading(path) as copy:
        if not path.stat().st_size or copy.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
            raise StoreFileError(f"« {path} » n'est pas une sauvegarde PVD. Rien n'a été modifié.")
        state = copy.execute("PRAGMA integrity_check").fetchone()[0]
        if state != "ok":
            raise StoreFileError(f"La sauvegarde « {path} » est endommagée. Rien n'a été modifié. Prenez-en une autre.")
        count = int(copy.execute("SELECT count(*) FROM change").fetchone()[0])
        if changes is not None and count < changes:
            raise StoreFileError(f"La sauvegarde « {path} » est incomplète : elle a été écartée. Recommencez.")
    return count


def restore(source: Path, target: Path, now: datetime) -> Path | None:
    """Put a backup in the store's place; the present store is kept aside and its new path returned.

    Nothing is moved unless the backup opens as a whole store. The store must not be open.
    """
    count = verify(source)
    aside: Path | None = None
    incoming = target.with_name(target.name + ".restauration")
    try:
        incoming.unlink(missing_ok=True)
        with in_french(source), _reading(source) as backup, contextlib.closing(sqlite3.connect(incoming)) as copy:
            backup.backup(copy)  # not a copy of the file: what waits in a journal beside it belongs to it
            copy.execute("PRAGMA journal_mode = delete")
        verify(incoming, changes=count)
        _sync(incoming)
        if target.exists():
            aside = _free(target.with_name(f"{target.stem}-avant-restauration-{now:%Y%m%d-%H%M%S}{target.suffix}"))
            _keep(target, aside)
        else:
            set_aside_orphans(target)
        incoming.replace(target)
    except OSError as error:
        raise StoreFileError(
            f"La restauration n'a pas pu être écrite ({why(error)}). "
            f"Votre base est {'dans « ' + str(aside) + ' »' if aside else 'intacte'}."
        ) from error
    finally:
        with contextlib.suppress(OSError):
            incoming.unlink(missing_ok=True)
    return aside


def folder(path: Path) -> Path:
    """Give the folder of a store's own dated backups."""
    return path.with_name(path.name + ".sauvegardes")


def daily(connection: sqlite3.Connection, path: Path, now: datetime) -> Path | None:
    """Keep a copy of the day if work was done since the last one, and thin the older ones; None if none was due."""
    last = connection.execute("SELECT max(rang) FROM change").fetchone()[0]
    done = connection.execute("SELECT valeur FROM reglage WHERE cle = 'sauvegarde_rang'").fetchone()
    target = folder(path) / f"{path.stem}-{now:%Y-%m-%d}{path.suffix}"
    if last is None or (done and done[0] == str(last) and target.parent.exists()):
        return None
    back_up(connection, target)
    connection.execute("INSERT OR REPLACE INTO reglage (cle, valeur) VALUES ('sauvegarde_rang', ?)", (str(last),))
    for old in superfluous(sorted(target.parent.glob(f"{path.stem}-????-??-??{path.suffix}")), path.stem):
        old.unlink(missing_ok=True)
    return target


def superfluous(copies: Sequence[Path], stem: str) -> list[Path]:
    """Name the copies to thin: the newest of each of the last 7 days, 4 weeks and 12 months stay."""
    dated = sorted(((_day(copy, stem), copy) for copy in copies), reverse=True)
    kept: set[Path] = set()
    for most, period in ((DAYS, "%Y-%m-%d"), (WEEKS, "%G-%V"), (MONTHS, "%Y-%m")):
        newest: dict[str, Path] = {}
        for day, copy in dated:
            newest.setdefault(day.strftime(period), copy)
        kept.update(list(newest.values())[:most])
    return [copy for _, copy in dated if copy not in kept]


def before_migration(connection: sqlite3.Connection, path: Path, now: datetime) -> Path:
    """Keep a copy of the store as the older program left it."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    return back_up(connection, _free(folder(path) / f"{path.stem}-schema{version}-{now:%Y%m%d-%H%M%S}{path.suffix}"))


def _day(copy: Path, stem: str) -> date:
    try:
        return date.fromisoformat(copy.stem.removeprefix(stem + "-"))
    except ValueError:
        return date.max


def _keep(target: Path, aside: Path) -> None:
    """Keep the present store aside, damaged or not, with the journal that belongs to it.

    Its own name stays taken all the while: a program that opened then would begin an empty store.
    """
    for rest in ("-wal", "-journal", ""):
        if target.with_name(target.name + rest).exists():
            shutil.copyfile(target.with_name(target.name + rest), aside.with_name(aside.name + rest))
            _sync(aside.with_name(aside.name + rest))
    for rest in ("-wal", "-shm", "-journal"):
        target.with_name(target.name + rest).unlink(missing_ok=True)


def _is_open(connection: sqlite3.Connection, target: Path) -> bool:
    """Say whether a path is the very file of the connection."""
    present = connection.execute("PRAGMA database_list").fetchone()[2]
    return bool(present) and target.exists() and Path(present).samefile(target)


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a copy to read it and nothing else."""
    with contextlib.closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as connection:
        yield connection


def _free(path: Path) -> Path:
    number = 1
    free = path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return free


def _is_store(path: Path) -> bool:
    try:
        verify(path)
    except StoreFileError:
        return False
    return True


def _sync(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
