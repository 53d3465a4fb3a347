"""What a laptop remembers for itself and no change reaches: drafts, marks, views, labels, restreint records.

When a person is erased, this laptop still knows the name for a moment: it goes from there too, in the transaction that
blanks it (`design.md` §3, rule 8). Only whole names are taken, and none that somebody else bears.
"""

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.anonymat import EFFACE, Nom, nomme, sans_noms
from pvd_tui.domain.texte import plain
from storage import log

if TYPE_CHECKING:
    from pvd_tui.changes.change import Change, Json
    from storage.projection import Projection

_OURS: Final = ("nom",)
"""Settings that a person of this laptop wrote of themselves."""


def noms_effaces(before: "Change", after: "Change") -> set[str]:
    """Give the names that a change of a personne loses by an erasure."""
    gone = {name: before.set[name] for name in before.set if name not in after.set}
    whole = " ".join(str(gone[name]) for name in ("prenom", "nom") if gone.get(name))
    return {str(one) for one in (gone.get("titre"), whole, gone.get("courriel")) if one}


def oublier(projection: "Projection", noms: Iterable[str], personne: str) -> None:
    """Take the names of an erased personne out of all that only this laptop remembers; in the caller's transaction."""
    connection = projection.connection
    entiers = [nom for nom in noms if _entier(nom) and not _porte(connection, nom, personne)]
    if not entiers:
        return

    def sans(text: str) -> str:
        return sans_noms(text, entiers, EFFACE, surs=True)

    _rewrite(connection, 'SELECT "table", record, champ, texte FROM brouillon', "brouillon", "texte", sans)
    _rewrite(connection, 'SELECT "table", record, champ, contexte FROM brouillon', "brouillon", "contexte", _json(sans))
    _rewrite(connection, "SELECT cle, valeur FROM reglage", "reglage", "valeur", _json(sans))
    _rewrite(connection, 'SELECT id, "set" FROM a_corriger', "a_corriger", "set", _json(sans))
    _rewrite(connection, "SELECT id, phrase FROM a_corriger", "a_corriger", "phrase", sans)
    _rewrite(
        connection, "SELECT id, titre FROM lot", "lot", "titre", lambda t: "Modification" if nomme(t, entiers) else t
    )
    _rewrite(connection, "SELECT rang, texte FROM illisible", "illisible", "texte", _json(sans))
    _restreints(projection, _json(sans))


def effacer_restreint(
    projection: "Projection", table: str, record: str, news: "Mapping[str, Callable[[Json], Json]]"
) -> None:
    """Write other values in the private log of a record, past ones too: no change says it, for none ever left."""
    connection = projection.connection
    rows = connection.execute(
        'SELECT id, "set", lot FROM change WHERE record = ? AND "table" = ? AND etat IN (?, ?)',
        (record, table, log.PRIVE, log.PASSE),
    ).fetchall()
    for row in rows:
        values = json.loads(row["set"])
        fresh = {name: news[name](value) if name in news else value for name, value in values.items()}
        if fresh != values:
            connection.execute('UPDATE change SET "set" = ? WHERE id = ?', (log.dumps(fresh), row["id"]))
            connection.execute("UPDATE lot SET titre = 'Modification' WHERE id = ?", (row["lot"],))
    projection.write(table, record)


def _restreints(projection: "Projection", sans: Callable[[str], str]) -> None:
    """Take the names out of the restreint records: what is written there is nobody else's to blank."""
    rows = projection.connection.execute(
        'SELECT id, "table", record, "set", lot FROM change WHERE etat IN (?, ?)', (log.PRIVE, log.PASSE)
    ).fetchall()
    touched: dict[tuple[str, str], None] = {}
    for row in rows:
        fresh = sans(row["set"])
        if fresh != row["set"]:
            projection.connection.execute('UPDATE change SET "set" = ? WHERE id = ?', (fresh, row["id"]))
            projection.connection.execute("UPDATE lot SET titre = 'Modification' WHERE id = ?", (row["lot"],))
            touched[(row["table"], row["record"])] = None
    for table, record in touched:
        projection.write(table, record)


def _entier(nom: str) -> bool:
    """Say whether a name is whole: both names, or an address."""
    read = Nom.lire(nom)
    return "@" in nom or bool(read.prenom.rstrip(".")[1:] and read.famille)


def _porte(connection: sqlite3.Connection, nom: str, personne: str) -> bool:
    """Say whether somebody else bears the name here: nothing that may be theirs is taken."""
    rows = connection.execute("SELECT titre FROM personne WHERE id <> ? AND titre IS NOT NULL", (personne,))
    return any(plain(str(row[0])) == plain(nom) for row in rows)


def _json(sans: Callable[[str], str]) -> Callable[[str], str]:
    """Treat each text of a JSON; what is no JSON is a text."""

    def walk(value: object) -> object:
        if isinstance(value, str):
            return sans(value)
        if isinstance(value, list):
            return [walk(one) for one in value]
        return {sans(name): walk(one) for name, one in value.items()} if isinstance(value, dict) else value

    def treat(text: str) -> str:
        try:
            read = json.loads(text)
        except ValueError:
            return sans(text)
        fresh = walk(read)
        return log.dumps(fresh) if fresh != read else text

    return treat


def _rewrite(connection: sqlite3.Connection, select: str, table: str, column: str, treat: Callable[[str], str]) -> None:
    """Treat a column of a table; `select` gives what names a row, and the column last."""
    found = connection.execute(select)
    names = [one[0] for one in found.description][:-1]
    for row in found.fetchall():
        key: Sequence[object] = tuple(row)[:-1]
        if table == "reglage" and key[0] in _OURS:
            continue
        fresh = treat(str(row[-1]))
        if fresh != row[-1]:
            where = " AND ".join(f'"{name}" = ?' for name in names)
            connection.execute(f'UPDATE "{table}" SET "{column}" = ? WHERE {where}', (fresh, *key))  # noqa: S608 - names of the schema
