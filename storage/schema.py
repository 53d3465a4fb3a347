"""The file's schema: what is in it, and how an older file becomes a present one.

Fields are added, never renamed or retyped (rule 10). When a newer program meets an older file, new
typed tables and columns are made and the rows are rebuilt from the log, which may already hold
changes that the older program could only keep and relay.
"""

import sqlite3
from typing import TYPE_CHECKING, Final

from storage import derives
from storage.plan import META, TablePlan, plan_of

if TYPE_CHECKING:
    from sqlite_utils import Database

APPLICATION_ID: Final = 0x50564454
"""« PVDT », written in the header of every store: another program's file is never taken for ours."""

SCHEMA: Final = 5
"""Raised whenever an entity gains a field or a table below changes (`tests/storage/test_schema.py` watches)."""

_TABLES: Final = (
    """CREATE TABLE change (
        rang INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, "table" TEXT NOT NULL, record TEXT NOT NULL,
        "set" TEXT NOT NULL, "over" TEXT NOT NULL, at TEXT NOT NULL, "by" TEXT NOT NULL,
        stream TEXT NOT NULL, commune TEXT, geste TEXT, stub TEXT NOT NULL DEFAULT '[]',
        seq INTEGER, received_at TEXT, role TEXT, relais TEXT, refused TEXT NOT NULL DEFAULT '[]',
        etat TEXT NOT NULL DEFAULT 'log', offert INTEGER NOT NULL DEFAULT 0, lot TEXT)""",
    'CREATE INDEX change_record ON change (record, "table")',
    "CREATE INDEX change_attente ON change (stream, rang) WHERE seq IS NULL AND etat = 'log'",
    "CREATE INDEX change_seq ON change (stream, seq) WHERE seq IS NOT NULL",
    "CREATE INDEX change_lot ON change (lot) WHERE lot IS NOT NULL",
    "CREATE INDEX change_geste ON change (geste) WHERE geste IS NOT NULL",
    """CREATE TABLE fiche (
        rang INTEGER PRIMARY KEY, "table" TEXT NOT NULL, record TEXT NOT NULL, stream TEXT NOT NULL,
        commune TEXT, restreint INTEGER NOT NULL DEFAULT 0, UNIQUE (record, "table"))""",
    """CREATE TABLE desaccord (
        "table" TEXT NOT NULL, record TEXT NOT NULL, champ TEXT NOT NULL, nature TEXT NOT NULL,
        heads TEXT NOT NULL, PRIMARY KEY (record, "table", champ, nature)) WITHOUT ROWID""",
    """CREATE TABLE brouillon (
        "table" TEXT NOT NULL, record TEXT NOT NULL, champ TEXT NOT NULL, texte TEXT NOT NULL,
        seen TEXT NOT NULL, curseur INTEGER NOT NULL DEFAULT 0, nouveau INTEGER NOT NULL DEFAULT 0,
        contexte TEXT NOT NULL DEFAULT '{}', at TEXT NOT NULL, PRIMARY KEY (record, "table", champ)) WITHOUT ROWID""",
    """CREATE TABLE a_corriger (
        id TEXT PRIMARY KEY, "table" TEXT NOT NULL, record TEXT NOT NULL, "set" TEXT NOT NULL, "over" TEXT NOT NULL,
        at TEXT NOT NULL, stream TEXT NOT NULL, commune TEXT, code TEXT NOT NULL, phrase TEXT NOT NULL,
        traite INTEGER NOT NULL DEFAULT 0)""",
    """CREATE TABLE lot (
        rang INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, titre TEXT NOT NULL, at TEXT NOT NULL,
        etat TEXT NOT NULL, vise TEXT)""",
    """CREATE TABLE curseur (
        stream TEXT PRIMARY KEY, seq INTEGER NOT NULL, epoques TEXT NOT NULL, scope TEXT, complet INTEGER NOT NULL)""",
    "CREATE TABLE reglage (cle TEXT PRIMARY KEY, valeur TEXT NOT NULL) WITHOUT ROWID",
    'CREATE TABLE plan ("table" TEXT PRIMARY KEY, plan TEXT NOT NULL) WITHOUT ROWID',
    """CREATE VIRTUAL TABLE recherche USING fts5(
        sorte, texte, tokenize = "unicode61 remove_diacritics 2", prefix = '1 2 3')""",
)

_SYNC_TABLES: Final = (
    """CREATE TABLE complement (
        stream TEXT NOT NULL, commune TEXT NOT NULL, seq INTEGER NOT NULL, jusqu_a INTEGER NOT NULL,
        recus INTEGER NOT NULL DEFAULT 0, total INTEGER, PRIMARY KEY (stream, commune)) WITHOUT ROWID""",
    """CREATE TABLE retrait (
        stream TEXT NOT NULL, commune TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (stream, commune)) WITHOUT ROWID""",
    """CREATE TABLE accuse (
        rang INTEGER PRIMARY KEY, stream TEXT NOT NULL, premier INTEGER NOT NULL, dernier INTEGER NOT NULL,
        nombre INTEGER NOT NULL, empreinte TEXT NOT NULL, received_at TEXT NOT NULL, serveur TEXT NOT NULL)""",
    """CREATE TABLE illisible (
        rang INTEGER PRIMARY KEY, stream TEXT NOT NULL, texte TEXT NOT NULL UNIQUE)""",
    """CREATE TABLE doublon_ecarte (
        "table" TEXT NOT NULL, un TEXT NOT NULL, autre TEXT NOT NULL,
        PRIMARY KEY ("table", un, autre)) WITHOUT ROWID""",
)
"""In turn: a commune added to the grant and still being received; a territory taken from the grant, whose records
leave once that was offered; what the server acknowledged; what a newer server sent and only a newer program can
read; two records that a person said are not the same."""

_NOTE_TABLES: Final = (
    """CREATE TABLE fichier_emis (
        note TEXT NOT NULL, nom TEXT NOT NULL, contenu BLOB NOT NULL, PRIMARY KEY (note, nom))""",
)
"""The files of a note de synthèse as they were when issued."""


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the file to the present schema: its tables, the entities' typed tables, then rows from the log."""
    from sqlite_utils import Database  # noqa: PLC0415 - heavy, needed only when the schema changes
    from sqlite_utils.migrations import Migrations  # noqa: PLC0415 - same

    migrations = Migrations("pvd")

    @migrations()
    def m0001_journal(db: "Database") -> None:
        for statement in _TABLES:
            db.execute(statement)

    @migrations()
    def m0002_synchronisation(db: "Database") -> None:
        for statement in _SYNC_TABLES:
            db.execute(statement)

    @migrations()
    def m0003_notes(db: "Database") -> None:
        for statement in _NOTE_TABLES:
            db.execute(statement)

    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    migrations.apply(Database(connection, execute_plugins=False))
    connection.execute("BEGIN IMMEDIATE")
    try:
        for plan in _plans():
            _fit(connection, plan)
        derives.install(connection)
        _index(connection)
        connection.execute(f"PRAGMA user_version = {SCHEMA}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _plans() -> list[TablePlan]:
    from pvd_tui.domain.tables import TABLES  # noqa: PLC0415 - pydantic, needed only when the schema changes

    return [plan_of(entity) for entity in TABLES.values()]


def _fit(connection: sqlite3.Connection, plan: TablePlan) -> None:
    """Make the typed table of a plan, or add the columns it lacks."""
    columns = {name: _affinity(plan, name) for name in plan.columns}
    present = {row[1] for row in connection.execute(f'PRAGMA table_info("{plan.table}")')}
    if not present:
        parts = [f'"{name}" {kind}'.strip() for name, kind in columns.items()]
        meta = [f"{name} {'INTEGER NOT NULL DEFAULT 0' if name in _FLAGS else 'TEXT'}" for name in META]
        connection.execute(f'CREATE TABLE "{plan.table}" (id TEXT PRIMARY KEY, {", ".join((*parts, *meta))})')
        lead = plan.lead if plan.lead != "id" else None
        listed = ", ".join(("archive", "titre_tri", "id", *([lead] if lead else [])))
        connection.execute(f'CREATE INDEX "{plan.table}_liste" ON "{plan.table}" ({listed})')
        if lead:
            connection.execute(
                f'CREATE INDEX "{plan.table}_par_lead" ON "{plan.table}" (archive, {lead}, titre_tri, id)'
            )
        if plan.parent:
            connection.execute(f'CREATE INDEX "{plan.table}_parent" ON "{plan.table}" ("{plan.parent}")')
    else:
        for name in columns.keys() - present:
            connection.execute(f'ALTER TABLE "{plan.table}" ADD COLUMN "{name}" {columns[name]}')
    connection.execute('INSERT OR REPLACE INTO plan ("table", plan) VALUES (?, ?)', (plan.table, plan.dumps()))


def _index(connection: sqlite3.Connection) -> None:
    """Make the indexes that are not there yet."""
    for table, indexes in _INDEXES.items():
        for name, indexed in indexes.items():
            connection.execute(f'CREATE INDEX IF NOT EXISTS "{table}_par_{name}" ON "{table}" ({indexed})')


_INDEXES: Final = {
    "action": {
        "echeance": "archive, echeance, id, statut_phase",
        "phase": "archive, phase, statut_phase",
        "colonnes": (
            "archive, commune, phase, statut_phase, echeance, cout_previsionnel, acquis, maj_le, code, pilote, "
            "titre_tri, id"
        ),
    },
    "note_datee": {"action": "archive, action, date"},
    "suite": {"action": "archive, action, echeance"},
}
"""What the first page and the order by échéance read, at 50 000 actions: 2 ms instead of 150 (whole rows are wide).
`colonnes` is the list of actions without its long texts: any order, filter, group or sum of it reads that alone.
"""

_FLAGS: Final = ("archive", "restreint", "desaccord")


def _affinity(plan: TablePlan, name: str) -> str:
    if name in plan.integers or name in plan.booleans:
        return "INTEGER"
    return "REAL" if name in plan.reals else "TEXT"
