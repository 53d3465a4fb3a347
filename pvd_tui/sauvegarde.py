"""The day's copy of the store, made behind the screen."""

import sqlite3
from pathlib import Path

from storage.backup import daily
from storage.errors import StoreError
from storage.store import Store


def of_the_day(path: Path) -> str | None:
    """Keep it if today has none, and say so; a failure is said too, never raised."""
    try:
        with Store.open(path) as store:
            kept = daily(store.connection, path, store.today().astimezone())
    except (StoreError, sqlite3.Error, OSError) as error:
        said = str(error) if isinstance(error, StoreError) else f"{path} ({type(error).__name__})"
        return f"Sauvegarde du jour impossible : {said}"
    return f"Sauvegarde du jour vérifiée : {kept.name}" if kept else None
