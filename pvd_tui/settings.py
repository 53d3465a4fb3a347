"""Where things are on this computer."""

import os
from pathlib import Path

from platformdirs import user_config_path, user_data_path, user_log_path

BASE = "PVD_BASE"
"""The environment variable that names another store."""

TOUCHES = "PVD_TOUCHES"
"""The environment variable that names another file of keys."""


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


def touches() -> Path:
    """Give the path of the user's own keys: `PVD_TOUCHES`, else `touches.toml` among his settings."""
    named = os.environ.get(TOUCHES)
    return Path(named).expanduser() if named else user_config_path("pvd-tui", appauthor=False) / "touches.toml"
