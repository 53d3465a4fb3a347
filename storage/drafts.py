"""Drafts: what is being typed, kept on this laptop only, field by field.

A draft keeps the heads its author saw when it was begun, so that a save after a restart or a pull still
says what was seen (rule 1). A killed terminal loses at most the last second (`design.md` §4).
"""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from storage.log import dumps

if TYPE_CHECKING:
    from storage.store import Store


@dataclass(frozen=True, slots=True)
class Draft:
    """The text of one field as it was last typed."""

    table: str
    record: str
    champ: str
    texte: str
    seen: tuple[str, ...]
    """The heads whose value the form displayed when the draft was begun."""
    curseur: int = 0
    nouveau: bool = False
    """Whether the record does not exist yet: the draft is part of its creation."""
    contexte: dict[str, str] = field(default_factory=dict)
    """For a record being created: the values it starts with (its parent, its commune)."""
    at: str = ""


class Drafts:
    """The drafts of an open store."""

    def __init__(self, store: "Store") -> None:
        """Keep drafts in this store."""
        self._store = store

    def put(self, draft: Draft) -> None:
        """Keep a draft, or replace its text; the heads seen stay those of its beginning."""
        with self._store.transaction() as connection:
            connection.execute(
                'INSERT INTO brouillon ("table", record, champ, texte, seen, curseur, nouveau, contexte, at) '
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) "
                'ON CONFLICT (record, "table", champ) DO UPDATE SET '
                "texte = excluded.texte, curseur = excluded.curseur, at = excluded.at",
                (
                    draft.table,
                    draft.record,
                    draft.champ,
                    draft.texte,
                    dumps(draft.seen),
                    draft.curseur,
                    int(draft.nouveau),
                    dumps(draft.contexte),
                    self._store.now(),
                ),
            )

    def of(self, table: str, record: str) -> list[Draft]:
        """Give the drafts of a record."""
        rows = self._store.connection.execute(
            'SELECT * FROM brouillon WHERE record = ? AND "table" = ? ORDER BY at', (record, table)
        )
        return [_read(row) for row in rows]

    def all(self) -> list[Draft]:
        """Give every draft, newest first."""
        return [_read(row) for row in self._store.connection.execute("SELECT * FROM brouillon ORDER BY at DESC")]

    def count(self) -> int:
        """Count the drafts."""
        return int(self._store.connection.execute("SELECT count(*) FROM brouillon").fetchone()[0])

    def drop(self, table: str, record: str, champs: Sequence[str] = ()) -> None:
        """Forget the drafts of a record, or those of some fields."""
        with self._store.transaction() as connection:
            for champ in champs:
                connection.execute(
                    'DELETE FROM brouillon WHERE record = ? AND "table" = ? AND champ = ?', (record, table, champ)
                )
            if not champs:
                connection.execute('DELETE FROM brouillon WHERE record = ? AND "table" = ?', (record, table))


def _read(cells: sqlite3.Row) -> Draft:
    return Draft(
        table=cells["table"],
        record=cells["record"],
        champ=cells["champ"],
        texte=cells["texte"],
        seen=tuple(json.loads(cells["seen"])),
        curseur=cells["curseur"],
        nouveau=bool(cells["nouveau"]),
        contexte=json.loads(cells["contexte"]),
        at=cells["at"],
    )
