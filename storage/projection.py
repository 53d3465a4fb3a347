"""From the log to what is read: typed row, search text, disagreements.

A projection never validates: it shows what the changes say, whatever they say. It can be thrown away
and made again (`Projection.all`), and must then be the same (I4).
"""

import json
import sqlite3
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from pvd_tui.changes.change import EFFACE, PREFECTURE, Change, Json
from pvd_tui.changes.fold import Folded, Nature, blank, fold
from storage import derives, log
from storage.cote_a_cote import one_value
from storage.orthographe import one_spelling
from storage.plan import GESTE, TablePlan


def sort_key(text: str) -> str:
    """Give the text by which French titles are ordered: no accents, case, ligatures, hyphens or apostrophes."""
    return text.lower().translate(_JOINS) if text.isascii() else text.translate(_BARE)


_JOINS: Final = str.maketrans("-'’", "   ")


class _Bare(dict[int, str]):
    """Each character as it counts in the order of titles; what French is written in is remembered."""

    def __missing__(self, code: int) -> str:
        decomposed = unicodedata.normalize("NFKD", unligatured(chr(code).casefold()))
        bare = "".join([c for c in decomposed if not unicodedata.combining(c)]).translate(_JOINS)
        if code < _LATIN:
            self[code] = bare
        return bare


_LATIN: Final = 0x2200
_BARE: Final = _Bare()


def unligatured(text: str) -> str:
    """Take apart the letters that the search index would not, as in « cœur de ville »."""
    if text.isascii():
        return text
    return text.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae").replace("Æ", "AE")


def sorte(table: str) -> str:
    """Give the one word that stands for a table in the search index."""
    return table.replace("_", "")


@dataclass(slots=True)
class Projection:
    """Writes the rows of one open store; every method runs inside the caller's transaction."""

    connection: sqlite3.Connection
    plans: Mapping[str, TablePlan]
    refused: set[str] = field(default_factory=set)
    """Ids that the server refused to this laptop: they will never arrive."""

    def fold(self, table: str, record: str) -> Folded:
        """Fold the changes of a record as this laptop knows them."""
        return self.read(table, log.of_record(self.connection, table, record))

    def write(self, table: str, record: str, changes: list[Change] | None = None) -> Folded:
        """Make the row, the search text and the disagreements of a record equal to the fold of its changes.

        `changes` are all those of the record, where the caller has them at hand.
        """
        if changes is None:
            changes = log.of_record(self.connection, table, record)
        folded = self.read(table, changes)
        if folded.erasures:
            self._erase(changes)
        if changes:
            self._write(table, record, folded, changes)
        else:
            self._remove(table, record)
        return folded

    def all(self) -> int:
        """Make every row again from the log; returns how many records there are."""
        for table in self.plans:
            self.connection.execute(f'DELETE FROM "{table}"')  # noqa: S608 - a table of the plan
        self.connection.execute("DELETE FROM recherche")
        self.connection.execute("DELETE FROM desaccord")
        records = self.connection.execute('SELECT "table", record FROM fiche ORDER BY rang').fetchall()
        for row in records:
            self.write(row["table"], row["record"])
        return len(records)

    def row(self, table: str, folded: Folded, changes: list[Change], *, new: bool = False) -> dict[str, object]:
        """Give the typed row that a fold makes; a record that comes as `new` is not restreint."""
        plan = self.plans[table]
        last = max(changes, key=lambda c: (min(c.at, c.received_at or c.at), c.id))
        meta: dict[str, object] = {
            "titre_tri": sort_key(str(folded.values.get("titre") or "")),
            "stream": changes[0].stream,
            "territoire": changes[0].commune,
            "archive": int(folded.archived),
            "restreint": 0 if new else self._restreint(table, changes[0].record),
            "desaccord": len([d for d in folded.desaccords if d.nature is not Nature.ATTENTE]),
            "maj_le": min(last.at, last.received_at or last.at),
            "maj_par": last.by,
        }
        cells: dict[str, object] = dict.fromkeys(plan.columns)
        cells.update((name, cell(value)) for name, value in folded.values.items() if name in cells)
        return cells | meta

    def forget_drafts(self, changes: Iterable[Change]) -> None:
        """Drop the drafts of the fields that these changes erase: called once, when an erasure is new here (rule 8)."""
        for change in changes:
            fields = change.set.get(EFFACE)
            if change.role == PREFECTURE and isinstance(fields, list | tuple):
                self.connection.executemany(
                    'DELETE FROM brouillon WHERE record = ? AND "table" = ? AND champ = ?',
                    [(change.record, change.table, name) for name in fields],
                )

    def _erase(self, changes: list[Change]) -> None:
        """Blank the values that an erasure names: in the log, its private past and « À corriger » (rule 8).

        One that no server acknowledged is only folded: it may still be refused, and the values come back.
        """
        erasures = {c.id: c for c in changes if EFFACE in c.set and c.role == PREFECTURE and c.seq is not None}
        if not erasures:
            return
        from storage import rgpd_memoire, rgpd_nettoyage  # noqa: PLC0415 - only where something was erased

        key = (changes[0].record, changes[0].table)
        self.connection.execute(
            "UPDATE lot SET titre = 'Modification' "
            'WHERE id IN (SELECT lot FROM change WHERE record = ? AND "table" = ?)',
            key,
        )
        past = self.connection.execute(
            f"SELECT {log.COLUMNS} FROM change WHERE record = ? AND \"table\" = ? AND etat = 'passe'",  # noqa: S608 - constants
            key,
        )
        noms: set[str] = set()
        blanked = False
        for change in (*changes, *map(log.read, past.fetchall())):
            kept = blank(change, erasures)
            if kept is not change:
                blanked = True
                noms |= rgpd_memoire.noms_effaces(change, kept) if change.table == "personne" else set()
                self.connection.execute(
                    'UPDATE change SET "set" = ?, stub = ? WHERE id = ?',
                    (log.dumps(kept.set), log.dumps(kept.stub), kept.id),
                )
        if blanked:
            rgpd_nettoyage.marquer(self.connection)
        if noms:
            rgpd_memoire.oublier(self, noms, changes[0].record)
        wrong = self.connection.execute(
            'SELECT id, "set", "over" FROM a_corriger WHERE record = ? AND "table" = ?', key
        ).fetchall()
        for row in wrong:
            change = replace(changes[0], id=row["id"], set=json.loads(row["set"]), over=json.loads(row["over"]))
            kept = blank(change, erasures)
            if kept is not change:
                self.connection.execute(
                    'UPDATE a_corriger SET "set" = ? WHERE id = ?', (log.dumps(kept.set), change.id)
                )

    def read(self, table: str, changes: list[Change]) -> Folded:
        """Fold changes as this laptop does, with what it knows of the table and of refusals."""
        plan = self.plans.get(table)
        folded = fold(changes, plan.prefecture if plan else (), self.refused)
        if plan and plan.natural:
            folded = one_spelling(folded, changes, plan.natural)
        return one_value(table, folded, changes)

    def _write(self, table: str, record: str, folded: Folded, changes: list[Change]) -> None:
        rang = self._register(table, record, changes[0])
        plan = self.plans.get(table)
        if plan is None:
            return
        row = self.row(table, folded, changes)
        self._lay(table, record, row)
        self._index(plan, rang, record, folded)
        self._disagree(table, record, folded)

    def _lay(self, table: str, record: str, row: Mapping[str, object]) -> None:
        """Write a row where it lies, and only the cells that change: an index whose columns stay is not touched."""
        present = self.connection.execute(f'SELECT * FROM "{table}" WHERE id = ?', (record,)).fetchone()  # noqa: S608 - a table of the plan
        if present is None:
            filled = {name: cell for name, cell in row.items() if cell is not None}  # a NULL costs more than a text
            names = ", ".join(f'"{name}"' for name in filled)
            marks = ", ".join("?" * (len(filled) + 1))
            self.connection.execute(
                f'INSERT INTO "{table}" (id, {names}) VALUES ({marks})',  # noqa: S608 - columns of the plan
                (record, *filled.values()),
            )
            derives.follow(self.connection, table, [record])
            return
        changed = {name: cell for name, cell in row.items() if present[name] != cell}
        if changed:
            news = ", ".join(f'"{name}" = ?' for name in changed)
            self.connection.execute(
                f'UPDATE "{table}" SET {news} WHERE id = ?',  # noqa: S608 - columns of the plan
                (*changed.values(), record),
            )

    def _register(self, table: str, record: str, first: Change) -> int:
        row = self.connection.execute(
            'SELECT rang FROM fiche WHERE record = ? AND "table" = ?', (record, table)
        ).fetchone()
        if row:
            return int(row[0])
        made = self.connection.execute(
            'INSERT INTO fiche ("table", record, stream, commune) VALUES (?, ?, ?, ?)',
            (table, record, first.stream, first.commune),
        )
        return int(made.lastrowid or 0)

    def _index(self, plan: TablePlan, rang: int, record: str, folded: Folded) -> None:
        self.connection.execute("DELETE FROM recherche WHERE rowid = ?", (rang,))
        texte = searched(plan, record, folded)
        if texte:
            self.connection.execute(
                "INSERT INTO recherche (rowid, sorte, texte) VALUES (?, ?, ?)", (rang, sorte(plan.table), texte)
            )

    def _disagree(self, table: str, record: str, folded: Folded) -> None:
        self.connection.execute('DELETE FROM desaccord WHERE record = ? AND "table" = ?', (record, table))
        for d in folded.desaccords if table != GESTE else ():  # a label: nobody is asked about it
            self.connection.execute(
                'INSERT INTO desaccord ("table", record, champ, nature, heads) VALUES (?, ?, ?, ?, ?)',
                (table, record, d.champ, d.nature.value, log.dumps(d.heads)),
            )

    def _remove(self, table: str, record: str) -> None:
        """Forget a record none of whose changes is left: its creation was refused."""
        row = self.connection.execute(
            'DELETE FROM fiche WHERE record = ? AND "table" = ? RETURNING rang', (record, table)
        ).fetchone()
        if row:
            self.connection.execute("DELETE FROM recherche WHERE rowid = ?", (row[0],))
        if table in self.plans:
            self.connection.execute(f'DELETE FROM "{table}" WHERE id = ?', (record,))  # noqa: S608 - a table of the plan
        self.connection.execute('DELETE FROM desaccord WHERE record = ? AND "table" = ?', (record, table))

    def _restreint(self, table: str, record: str) -> int:
        row = self.connection.execute(
            'SELECT restreint FROM fiche WHERE record = ? AND "table" = ?', (record, table)
        ).fetchone()
        return int(row[0]) if row else 0


def searched(plan: TablePlan, record: str, folded: Folded) -> str:
    """Give the text by which a record is found; empty for one that is not to be found."""
    if folded.archived or plan.table == GESTE:
        return ""
    words = [record] if plan.table == "commune" else []
    words += [str(v) for name in plan.searched if (v := folded.values.get(name))]
    return unligatured("\n".join(words))


def cell(value: Json) -> Json:
    """Give a JSON value as SQLite keeps it in a typed column: lists and objects as JSON text."""
    if isinstance(value, bool):
        return int(value)
    return log.dumps(value) if isinstance(value, list | dict | tuple) else value
