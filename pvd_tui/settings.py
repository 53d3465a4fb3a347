"""Where things are on this computer."""

import os
from pathlib import Path

from platformdirs import user_data_path, user_log_path

BASE = "PVD_BASE"
"""The environment variable that names another store."""


def base(chosen: str | None = None) -> Path:
    """Give the path of the store: the one chosen, else `PVD_BASE`, else the user's own."""
    named = chosen or os.environ.get(BASE)
    return Path(named).expanduser() if named else user_data_path("pvd-tui", appauthor=False) / "pvd.db"


def demo(role: str) -> Path:
    """Give the path of the demonstration's store, apart from the user's own."""
    return user_data_path("pvd-tui", appauthor=False) / f"demonstration-{role}.db"


def log_file() -> Path:
    """Give the path of the technical log."""
    return user_log_path("pvd-tui", appauthor=False) / "pvd.log"
