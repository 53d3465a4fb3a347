"""What this laptop knows of itself: its device id, its role, its département. Never synced."""

import sqlite3
from typing import Final

DEVICE: Final = "appareil"
ROLE: Final = "role"
DEPARTEMENT: Final = "departement"
COMMUNES: Final = "communes"
SERVEUR: Final = "serveur"
NOM: Final = "nom"
DEMONSTRATION: Final = "demonstration"
LAST: Final = "derniere_synchro"


class Settings:
    """The table `reglage`: text by key."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Read and write through an open store's connection."""
        self._connection = connection

    def get(self, key: str) -> str | None:
        """Give a setting, or None."""
        row = self._connection.execute("SELECT valeur FROM reglage WHERE cle = ?", (key,)).fetchone()
        return str(row[0]) if row else None

    def put(self, key: str, value: str | None) -> None:
        """Keep a setting; None forgets it."""
        if value is None:
            self._connection.execute("DELETE FROM reglage WHERE cle = ?", (key,))
        else:
            self._connection.execute("INSERT OR REPLACE INTO reglage (cle, valeur) VALUES (?, ?)", (key, value))
