"""Opening the file: is it ours, is it whole, and does it keep what it acknowledges?"""

import contextlib
import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Final

from storage.errors import StoreFileError, in_french, why
from storage.schema import APPLICATION_ID, SCHEMA, migrate

BUSY_MS: Final = 5_000
_SYNCED_FOLDERS: Final = ("onedrive", "nextcloud", "owncloud", "dropbox", "google drive", "seafile", "synology")
_NETWORK: Final = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "davfs", "fuse.rclone"})


def connect(
    path: Path | str, *, read_only: bool, before_migration: Callable[[sqlite3.Connection], None]
) -> tuple[sqlite3.Connection, list[str]]:
    """Open the store at `path`, made if it is missing, and bring it to the present schema.

    Returns the connection and the warnings to show. Raises StoreFileError where the file is not a store,
    is damaged, belongs to a newer program or cannot be written; the file is then left as it was.
    """
    new = str(path) == ":memory:"
    with in_french(path):
        if not new:
            _prepare(Path(path), read_only=read_only)
        connection = _open(path, read_only=read_only)
        try:
            _check_header(connection, path, new=new)
            warnings = [] if read_only else _pragmas(connection, path)
            if not read_only:
                _bring_up(connection, path, None if new else before_migration)
        except BaseException:
            connection.close()
            raise
    return connection, warnings


def _prepare(path: Path, *, read_only: bool) -> None:
    """Make the file if there is none; refuse one that lost its content."""
    try:
        if not path.exists():
            if read_only:
                raise StoreFileError(f"Il n'y a pas de base « {path} ». Rien n'a été créé.")
            _make(path)
        elif path.stat().st_size == 0:
            raise StoreFileError(
                f"« {path} » est un fichier vide (0 octet) : ce n'est plus une base PVD, sans doute à cause d'une "
                "copie interrompue. Rien n'a été modifié. Restaurez une sauvegarde avec « pvd restaurer », ou "
                "déplacez ce fichier pour commencer une base neuve."
            )
        elif not read_only and not os.access(path, os.W_OK):  # SQLite would open it, and refuse the first draft
            raise StoreFileError(
                f"La base « {path} » est en lecture seule. Rien n'a été modifié. Vérifiez les droits du fichier et de "
                "son dossier, ou choisissez un autre emplacement avec --base."
            )
    except OSError as error:
        raise StoreFileError(
            f"Impossible d'ouvrir la base « {path} » ({why(error)}). Rien n'a été modifié. Vérifiez que le "
            "dossier existe et que vous pouvez y écrire, ou choisissez un autre emplacement avec --base."
        ) from error


def set_aside_orphans(path: Path) -> None:
    """Rename the journal of a store that is gone: SQLite would play it into the new one, and damage it."""
    for rest in ("-wal", "-shm", "-journal"):
        orphan = path.with_name(path.name + rest)
        if orphan.exists():
            orphan.replace(path.with_name(f"{path.name}.sans-base{rest}"))


def _make(path: Path) -> None:
    """Make a new store aside and give it its name once it is whole: a first start that is cut leaves no half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f"{path.name}.{os.getpid()}.neuf")
    aside.unlink(missing_ok=True)
    try:
        aside.touch(mode=0o600)
        with contextlib.closing(sqlite3.connect(aside, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = MEMORY")
            connection.execute("PRAGMA synchronous = OFF")
            migrate(connection)
        _sync(aside)
        if not path.exists():
            set_aside_orphans(path)
        try:
            os.link(aside, path)  # unlike a rename, never over a store that another program made meanwhile
        except OSError:
            if not path.exists():
                aside.rename(path)
        _sync(path.parent)
    finally:
        aside.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    """Bring a file, or the names in a folder, to the disk; Windows opens no folder and needs no such thing."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _bring_up(
    connection: sqlite3.Connection, path: Path | str, keep: Callable[[sqlite3.Connection], None] | None
) -> None:
    """Migrate an older file, after a copy of it; refuse a newer one."""
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > SCHEMA:
        raise StoreFileError(
            f"La base « {path} » a été écrite par une version plus récente de PVD. Rien n'a été modifié. "
            "Mettez le programme à jour."
        )
    if version < SCHEMA:
        if keep:
            keep(connection)
        migrate(connection)


def _open(path: Path | str, *, read_only: bool) -> sqlite3.Connection:
    target = f"{Path(path).resolve().as_uri()}?mode=ro" if read_only else str(path)
    connection = sqlite3.connect(
        target, uri=read_only, isolation_level=None, check_same_thread=False, timeout=BUSY_MS / 1000
    )
    connection.row_factory = sqlite3.Row
    return connection


def _check_header(connection: sqlite3.Connection, path: Path | str, *, new: bool) -> None:
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    if not new and application != APPLICATION_ID:
        raise StoreFileError(
            f"« {path} » est une base SQLite, mais pas une base PVD. Rien n'a été modifié. "
            "Choisissez un autre fichier avec --base."
        )


def _pragmas(connection: sqlite3.Connection, path: Path | str) -> list[str]:
    """Ask for durability and read back what was granted."""
    warnings = []
    shared = _shared_folder(path)
    wanted = "delete" if shared else "wal"
    granted = connection.execute(f"PRAGMA journal_mode = {wanted}").fetchone()[0]
    connection.execute("PRAGMA synchronous = FULL")
    if connection.execute("PRAGMA synchronous").fetchone()[0] != 2:  # noqa: PLR2004 - 2 is FULL in SQLite
        raise StoreFileError(f"La base « {path} » ne garantit pas l'écriture sur le disque. Rien n'a été modifié.")
    connection.execute("PRAGMA temp_store = MEMORY")
    if shared:
        warnings.append(
            f"La base est dans un dossier partagé ou synchronisé ({shared}). Elle fonctionne, plus lentement ; "
            "préférez un dossier de cet ordinateur."
        )
    elif granted not in {"wal", "memory"}:
        warnings.append(f"La base utilise le journal « {granted} » : elle est sûre, mais plus lente.")
    return warnings


def _shared_folder(path: Path | str) -> str | None:
    """Name the network share or synchronised folder the file is in, if any."""
    if str(path) == ":memory:":
        return None
    full = str(Path(path).resolve())
    if full.startswith("\\\\"):
        return "partage réseau"
    for name in _SYNCED_FOLDERS:
        if name in full.casefold():
            return name
    with contextlib.suppress(OSError):
        mounts = [line.split() for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines()]
        inside = [m for m in mounts if full == m[1] or full.startswith(m[1].rstrip("/") + "/")]
        if inside and max(inside, key=lambda m: len(m[1]))[2] in _NETWORK:
            return "partage réseau"
    return None
