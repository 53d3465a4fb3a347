"""Finding records by their words: accents and hyphens do not count, words may be unfinished.

Page by page, newest first; never ranks everything (ranking 50 000 hits costs what the whole search may).
"""

import re
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from storage.plan import TablePlan
from storage.projection import sort_key, sorte

_SHORT: Final = {"st": "saint", "ste": "sainte", "sts": "saints"}
_SYNONYMS: Final = _SHORT | {long: short for short, long in _SHORT.items()}
_WORDS: Final = 12
_NEAR: Final = 75
"""Out of 100: below it, two titles only happen to share letters."""
_LAST: Final = "\U0010ffff"
"""Sorts after every letter: the end of the titles that begin with a text."""


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
        """Give at most `limit` records that hold words that begin with all those given.

        First those whose title begins with what was typed, a commune before what is done there; then the newest.
        """
        query = _query(words, tables)
        if not query:
            return []
        hits = {(hit.table, hit.record): hit for hit in self._titled(words, tables, limit)}
        rows = self._connection.execute(
            'SELECT f."table", f.record, f.commune FROM recherche r JOIN fiche f ON f.rang = r.rowid '
            "WHERE recherche MATCH ? ORDER BY r.rowid DESC LIMIT ?",
            (query, limit),
        ).fetchall()
        titres = self._titres(rows)
        for row in rows:
            key = (row["table"], row["record"])
            hits.setdefault(key, Hit(*key, titres.get(key, ""), row["commune"]))
        return list(hits.values())[:limit]

    def near(self, words: str, limit: int = 5) -> list[Hit]:
        """Give the records whose title is nearly what was typed, the nearest first: for when `find` found none."""
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - only where nothing was found

        typed = sort_key(words.strip())
        if not typed:
            return []
        titles: dict[Hit, str] = {}
        for table in self._plans:
            rows = self._connection.execute(
                f'SELECT id, titre, titre_tri, territoire FROM "{table}" '  # noqa: S608 - a table of the plan
                "WHERE archive = 0 AND titre_tri <> ''"
            )
            titles |= {Hit(table, row["id"], row["titre"], row["territoire"]): row["titre_tri"] for row in rows}
        found = process.extract(typed, titles, scorer=fuzz.WRatio, limit=limit, score_cutoff=_NEAR)
        return [hit for _, _, hit in found]

    def count(self, words: str, limit: int = 1_000) -> int:
        """Count them, `limit` at most."""
        query = _query(words, ())
        if not query:
            return 0
        row = self._connection.execute(
            "SELECT count(*) FROM (SELECT rowid FROM recherche WHERE recherche MATCH ? LIMIT ?)", (query, limit)
        ).fetchone()
        return int(row[0])

    def _titled(self, words: str, tables: Sequence[str], limit: int) -> list[Hit]:
        """Give the records whose title begins with what was typed, in the order of the tables, then of the titles."""
        start = sort_key(words.strip())
        found: list[Hit] = []
        for table in self._plans:
            if start and len(found) < limit and (not tables or table in tables):
                rows = self._connection.execute(
                    f'SELECT id, titre, territoire FROM "{table}" '  # noqa: S608 - a table of the plan
                    "WHERE archive = 0 AND titre_tri >= ? AND titre_tri < ? ORDER BY titre_tri LIMIT ?",
                    (start, start + _LAST, limit - len(found)),
                )
                found += [Hit(table, row["id"], str(row["titre"]), row["territoire"]) for row in rows]
        return found

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
    return " ".join(re.findall(r"[^\W_]+", sort_key(text)))


def _query(words: str, tables: Sequence[str]) -> str:
    """Write what a person typed as an FTS5 query; nothing typed is ever syntax."""
    parts = plain(words).split()[:_WORDS]
    if not parts:
        return ""
    texte = f"texte : ({' AND '.join(map(_beginning, parts))})"
    if not tables:
        return texte
    return f"sorte : ({' OR '.join(sorte(table) for table in tables)}) AND {texte}"


def _beginning(word: str) -> str:
    return f'("{word}"* OR "{_SYNONYMS[word]}")' if word in _SYNONYMS else f'"{word}"*'
