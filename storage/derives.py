"""A figure of a record that other records make: kept beside it, so that 50 000 rows order and filter by it at once.

    acquis   what is certain of an action's money: its own part, and what is granted

What is still to be funded is the cost less that (`storage.calcules`): a generated column would say the same, but an
index that covers one is read row by row (SQLite 3.40: 340 ms instead of 170 to order 50 000 actions).
SQLite keeps the figure itself, by triggers, in the transaction that writes the rows it comes from: whatever writes a
row (a save, a synchronisation, another program), it follows. Only a new action, which may come after its plans, is
told by what writes it (`follow`): a trigger on so wide a table costs a sixth of a first sync. The figure is not in the
log: it is never merged, and `pvd verifier` has nothing to say of it. `pvd_tui.domain.reste` says the same rule in
Python; a test compares both.
"""

import json
import sqlite3
from collections.abc import Sequence
from typing import Final

from pvd_tui.domain.reste import FCTVA, MAITRE_OUVRAGE, OBTENUE, PERDUES, PROPRES, REFUSEE, REMPLACE, VOTE

DERIVES: Final = {"action": ("acquis",)}
"""Columns beside those of the plan."""


def _words(words: tuple[str, ...]) -> str:
    return ", ".join(f"'{word}'" for word in words)


_PLAN: Final = f"""(SELECT p.id FROM plan_financement p WHERE p."action" = a.id AND p.archive = 0
    ORDER BY p.statut IS '{VOTE}' DESC, p.statut IS '{REMPLACE}', coalesce(p.version, 0) DESC, p.id DESC LIMIT 1)"""  # noqa: S608 - checked names
_LIGNES: Final = f"""(SELECT sum(CASE
        WHEN coalesce(r.caractere, CASE WHEN r.dispositif IN ({_words(PROPRES)}) THEN '{MAITRE_OUVRAGE}' END)
            = '{MAITRE_OUVRAGE}' OR r.etat = '{OBTENUE}' THEN coalesce(r.montant_accorde, r.montant_demande, 0)
        ELSE coalesce(r.montant_accorde, 0) END)
    FROM ressource r WHERE r.plan_financement = {_PLAN} AND r.archive = 0
    AND coalesce(r.etat, '') <> '{REFUSEE}' AND coalesce(r.dispositif, '') <> '{FCTVA}')"""  # noqa: S608 - checked names
_DEMANDES: Final = f"""(SELECT sum(d.montant_accorde) FROM demande d WHERE d."action" = a.id
    AND d.archive = 0 AND coalesce(d.etat, '') NOT IN ({_words(PERDUES)}))"""  # noqa: S608 - checked names
_VUE: Final = f"""CREATE VIEW action_acquis AS
    SELECT a.id, CAST(coalesce({_LIGNES}, {_DEMANDES}, 0) AS INTEGER) AS acquis FROM "action" a"""  # noqa: S608 - checked names
"""The rule, once: ten triggers that each spelled it out were 22 kB that every opening of the file had to read."""

_UPDATE: Final = """UPDATE "action" SET acquis = (SELECT v.acquis FROM action_acquis v WHERE v.id = "action".id)
    WHERE id IN ({});"""
_COLUMNS: Final = {"acquis": "INTEGER NOT NULL DEFAULT 0"}
_FINANCED: Final = """(EXISTS (SELECT 1 FROM plan_financement WHERE "action" = "action".id)
    OR EXISTS (SELECT 1 FROM demande WHERE "action" = "action".id))"""
"""Nearly never when an action comes: a first sync of 50 000 then writes each row once."""
_FOLLOW: Final = f"""UPDATE "action" SET acquis = (SELECT v.acquis FROM action_acquis v WHERE v.id = "action".id)
    WHERE id IN (SELECT value FROM json_each(?)) AND {_FINANCED}"""  # noqa: S608 - constants

_SOURCES: Final = {
    "plan_financement": ('"action", statut, version, archive', '{0}."action"'),
    "ressource": (
        "plan_financement, caractere, dispositif, etat, montant_demande, montant_accorde, archive",
        '(SELECT p."action" FROM plan_financement p WHERE p.id = {0}.plan_financement)',
    ),
    "demande": ('"action", etat, montant_accorde, archive', '{0}."action"'),
}
"""What an action's figures come from: the columns that count, and how a row leads to its action."""


def install(connection: sqlite3.Connection) -> None:
    """Make the column, the view and the triggers, or make them again as this program has them; rows are read after."""
    present = {row[1] for row in connection.execute('PRAGMA table_xinfo("action")')}
    for name in DERIVES["action"]:
        if name not in present:
            connection.execute(f'ALTER TABLE "action" ADD COLUMN {name} {_COLUMNS[name]}')
    connection.execute("DROP VIEW IF EXISTS action_acquis")
    connection.execute(_VUE)
    for table, (columns, action) in _SOURCES.items():
        new, old = action.format("NEW"), action.format("OLD")
        _trigger(connection, table, "ne", "AFTER INSERT", _UPDATE.format(new))
        _trigger(connection, table, "change", f"AFTER UPDATE OF {columns}", _UPDATE.format(f"{old}, {new}"))
        _trigger(connection, table, "parti", "AFTER DELETE", _UPDATE.format(old))


def follow(connection: sqlite3.Connection, table: str, records: Sequence[str]) -> None:
    """Give records that have just got their row the figures of what came before them."""
    if table in DERIVES and records:
        connection.execute(_FOLLOW, (json.dumps(records),))


def _trigger(connection: sqlite3.Connection, table: str, name: str, when: str, do: str) -> None:
    connection.execute(f'DROP TRIGGER IF EXISTS "chiffres_{table}_{name}"')
    connection.execute(f'CREATE TRIGGER "chiffres_{table}_{name}" {when} ON "{table}" BEGIN {do} END')
