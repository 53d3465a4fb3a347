"""Finding records by their words: accents and hyphens do not count, words may be unfinished.

Page by page, newest record first; never ranks everything (ranking 50 000 hits costs what the whole search may).
"""

import re
import sqlite3
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from storage.plan import TablePlan

_SYNONYMS: Final = {"st": "saint", "ste": "sainte", "sts": "saints"}
_RANKED: Final = 200
"""How many hits are read to put titles that begin with the words first."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One record found."""

    table: str
    record: str
    titre: str
    commune: str | None


class Search:
    """The search index of an open store."""

    def __init__(self, connection: sqlite3.Connection, plans: Mapping[str, TablePlan]) -> None:
        """Read through an open store's connection."""
        self._connection = connection
        self._plans = plans

    def find(self, words: str, *, tables: Sequence[str] = (), limit: int = 50) -> list[Hit]:
        """Give at most `limit` records that hold words that begin with all those given."""
        query = _query(words)
        if not query:
            return []
        rows = self._connection.execute(
            'SELECT f."table", f.record, f.commune FROM recherche r JOIN fiche f ON f.rang = r.rowid '
            "WHERE recherche MATCH ? ORDER BY r.rowid DESC LIMIT ?",
            (query, max(limit, _RANKED)),
        ).fetchall()
        known = [row for row in rows if row["table"] in self._plans and (not tables or row["table"] in tables)]
        titres = self._titres(known)
        hits = [
            Hit(row["table"], row["record"], titres.get((row["table"], row["record"]), ""), row["commune"])
            for row in known
        ]
        start = plain(words)
        hits.sort(key=lambda hit: not plain(hit.titre).startswith(start))
        return hits[:limit]

    def count(self, words: str, limit: int = 1_000) -> int:
        """Count them, `limit` at most."""
        query = _query(words)
        if not query:
            return 0
        row = self._connection.execute(
            "SELECT count(*) FROM (SELECT rowid FROM recherche WHERE recherche MATCH ? LIMIT ?)", (query, limit)
        ).fetchone()
        return int(row[0])

    def _titres(self, rows: Sequence[sqlite3.Row]) -> dict[tuple[str, str], str]:
        by_table: dict[str, list[str]] = {}
        for row in rows:
            by_table.setdefault(row["table"], []).append(row["record"])
        found: dict[tuple[str, str], str] = {}
        for table, records in by_table.items():
            marks = ", ".join("?" * len(records))
            for row in self._connection.execute(
                f'SELECT id, titre FROM "{table}" WHERE id IN ({marks})',  # noqa: S608 - a table of the plan
                records,
            ):
                found[(table, row["id"])] = row["titre"] or ""
        return found


def plain(text: str) -> str:
    """Give a text without accents, case, hyphens or apostrophes."""
    bare = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae"))
    return " ".join(re.findall(r"\w+", "".join(c for c in bare if not unicodedata.combining(c))))


def _query(words: str) -> str:
    """Write what a person typed as an FTS5 query; nothing typed is ever syntax."""
    parts = plain(words).split()[:12]
    if not parts:
        return ""
    return " AND ".join(_beginning(part) for part in parts)


def _beginning(word: str) -> str:
    return f'("{word}"* OR "{_SYNONYMS[word]}")' if word in _SYNONYMS else f'"{word}"*'
