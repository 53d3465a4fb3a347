"""What the support needs to know of a computer: no text of a fiche, no name, no key."""

import os
import platform
import shutil
import sqlite3
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

from pvd_tui.referentiel import ATTRIBUTION_LISTES, SOURCE
from storage import settings as reglages
from storage.store import Store


def poste(base: Path) -> dict[str, Any]:
    """Describe this computer and its terminal."""
    return {
        "version": version("pvd-tui"),
        "python": platform.python_version(),
        "textual": version("textual"),
        "sqlite": sqlite3.sqlite_version,
        "systeme": sys.platform,
        "terminal": os.environ.get("TERM", ""),
        "windows_terminal": "WT_SESSION" in os.environ,
        "taille": list(shutil.get_terminal_size()),
        "encodage": getattr(sys.__stdout__, "encoding", None),
        "proxy": any(os.environ.get(name) for name in ("PVD_PROXY", "HTTPS_PROXY", "https_proxy", "ALL_PROXY")),
        "autorite": bool(os.environ.get("PVD_CA")),
        "base": str(base),
        "sources": f"{SOURCE} {ATTRIBUTION_LISTES}",
    }


def dire(value: object) -> str:
    """Say a fact as a person reads it: the machine's own words are for `--json`."""
    match value:
        case bool():
            return "oui" if value else "non"
        case None | "":
            return "—"
        case list():
            return " × ".join(map(str, value))
        case dict():
            return ", ".join(f"{name} {count}" for name, count in value.items())
        case _:
            return str(value)


def store_facts(store: Store) -> dict[str, Any]:
    """Describe the store: counts and states, never a text."""
    drafts, restreints = store.outbox.local_only()
    path = Path(store.path)
    return {
        "journal_sqlite": store.connection.execute("PRAGMA journal_mode").fetchone()[0],
        "synchronous": store.connection.execute("PRAGMA synchronous").fetchone()[0],
        "octets": path.stat().st_size if path.exists() else 0,
        "libre": shutil.disk_usage(path.parent).free,
        "appareil": store.device,
        "role": store.role,
        "departement": store.settings.get(reglages.DEPARTEMENT),
        "serveur": store.settings.get(reglages.SERVEUR),
        "derniere_synchro": store.settings.get(reglages.LAST),
        "a_envoyer": store.outbox.count(),
        "brouillons": drafts,
        "restreints": restreints,
        "a_corriger": len(store.outbox.to_correct()),
        "fiches": {table: count for table in store.plans if (count := store.rows.count(table))},
    }
