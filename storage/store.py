"""The store of a laptop: open it, read, save.

`Store.save` is the one way in: it makes the changes, appends them to the log, folds the records they
touch and writes rows and search index, in one transaction. When it returns, it is on the disk.
"""

import json
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Self

from pvd_tui.changes.change import ARCHIVE, Change, Json
from pvd_tui.changes.edit import Edit, archive, edit, restore
from pvd_tui.changes.fold import Folded, Nature
from storage import log, settings, territory
from storage.authoring import Author, Authoring
from storage.connection import connect
from storage.drafts import Drafts
from storage.errors import RefusError, StoreFileError, in_french
from storage.fiche import Fiche
from storage.grants import Grants
from storage.history import History
from storage.ids import natural, uuid7
from storage.outbox import Outbox
from storage.plan import GESTE, TablePlan
from storage.projection import Projection
from storage.rows import Rows
from storage.search import Search
from storage.settings import Settings


def utc_now() -> datetime:
    """Give the present time."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Saved:
    """What a save wrote: the id of the gesture on this laptop, and of each change."""

    lot: str
    changes: tuple[str, ...]


class Store:
    """One open store. Its methods may be called from several threads; each is one transaction or none."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        path: Path | str,
        *,
        clock: Callable[[], datetime] = utc_now,
        entropy: Callable[[int], bytes] = os.urandom,
        read_only: bool = False,
        warnings: Sequence[str] = (),
    ) -> None:
        """Take an open connection; `Store.open` is how one gets it."""
        self.path = path
        self.read_only = read_only
        self.warnings = tuple(warnings)
        self.connection = connection
        self._clock = clock
        self._entropy = entropy
        self._lock = threading.RLock()
        self.plans: dict[str, TablePlan] = {
            row["table"]: TablePlan.loads(row["plan"]) for row in connection.execute('SELECT "table", plan FROM plan')
        }
        self.settings = Settings(connection)
        if not read_only and self.settings.get(settings.DEVICE) is None:
            self.settings.put(settings.DEVICE, self.new_id())
        self.device = self.settings.get(settings.DEVICE) or ""
        self.projection = Projection(connection, self.plans)
        self._read_refused()
        self.rows = Rows(connection, self.plans)
        self.search = Search(connection, {name: plan for name, plan in self.plans.items() if name != GESTE})
        self.drafts = Drafts(self)
        self.history = History(self)
        self.grants = Grants(self)
        self.outbox = Outbox(self)

    @classmethod
    def open(
        cls,
        path: Path | str,
        *,
        clock: Callable[[], datetime] = utc_now,
        entropy: Callable[[int], bytes] = os.urandom,
        read_only: bool = False,
    ) -> Self:
        """Open the store at `path` (`:memory:` for a test), made if it is missing.

        Raises StoreFileError, in French, where the file is not a store or cannot be used; it is left as it was.
        """

        def keep(connection: sqlite3.Connection) -> None:
            from storage.backup import before_migration  # noqa: PLC0415 - only when the schema changes

            before_migration(connection, Path(path), clock())

        connection, warnings = connect(path, read_only=read_only, before_migration=keep)
        try:
            with in_french(path):
                store = cls(connection, path, clock=clock, entropy=entropy, read_only=read_only, warnings=warnings)
                if store.settings.get("schema_lu") != str(connection.execute("PRAGMA user_version").fetchone()[0]):
                    store.after_migration()
        except BaseException:
            connection.close()
            raise
        return store

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    def __enter__(self) -> Self:
        """Use the store as a block that closes it."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.close()

    def new_id(self) -> str:
        """Make the id of a new record or change."""
        return uuid7(int(self._clock().timestamp() * 1000), self._entropy(10))

    def now(self) -> str:
        """Give the laptop's time as changes write it."""
        return self._clock().astimezone(UTC).isoformat(timespec="microseconds")

    def today(self) -> datetime:
        """Give the laptop's time, for rules that need the day."""
        return self._clock()

    @property
    def role(self) -> str:
        """The role of whoever works here: chef unless an enrolment or the settings say otherwise."""
        return self.settings.get(settings.ROLE) or "chef"

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Run a block in one transaction: all of it is on the disk at the end, or none of it."""
        if self.read_only:
            raise StoreFileError(f"Base ouverte en lecture seule. Rien n'a été enregistré. Fichier : « {self.path} ».")
        with self._lock, in_french(self.path):
            if self.connection.in_transaction:
                yield self.connection
                return
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                self._read_refused()
                yield self.connection
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise

    def get(self, table: str, record: str) -> Fiche | None:
        """Read one record, or None if this laptop does not know it."""
        self.rows.plan(table)
        with self._lock, in_french(self.path):
            self._read_refused()
            place = territory.of_record(self.connection, table, record)
            if place is None:
                return None
            folded = self.projection.fold(table, record)
            return Fiche(table, record, folded, place.stream, place.commune, place.restreint)

    def create(self, table: str, values: Mapping[str, Json], *, record: str | None = None) -> str:
        """Create a record and return its id, or write nothing.

        A record that is unique by nature (a commune, a person's presence) takes the id that this nature gives it;
        creating one that is archived restores it. Raises RefusError where it exists already or has no territory.
        """
        record = record or self.record_id(table, values)
        before = self.get(table, record)
        if before is None:
            self.save([Edit(table, record, {k: v for k, v in values.items() if v is not None})])
            return record
        if not before.folded.archived:
            raise RefusError(
                f"Cette fiche existe déjà ({table} {record}). Rien n'a été enregistré. "
                f"Modifiez-la avec « pvd modifier {table} {record} champ=valeur »."
            )
        self.save([reborn(before, values)])
        return record

    def record_id(self, table: str, values: Mapping[str, Json]) -> str:
        """Give the id of a record about to be created: its natural one, or a new UUIDv7."""
        plan = self.rows.plan(table)
        if plan.natural:
            from pvd_tui.domain.tables import TABLES  # noqa: PLC0415 - pydantic, only for records unique by nature

            key = TABLES[table].natural_key(values)
            if key:
                return natural(table, key)
        return self.new_id()

    def save(self, edits: Sequence[Edit], titre: str | None = None) -> Saved:
        """Write edits as one gesture, labelled `titre`, or write nothing."""
        return self.write(edits, titre, "fait", None)

    def update(self, before: Fiche, values: Mapping[str, Json]) -> Saved | None:
        """Save what differs from the record as it was displayed; None if nothing does."""
        change = edit(before.table, before.record, before.folded, values)
        return self.save([change]) if change else None

    def archive(self, before: Fiche) -> Saved:
        """Archive a record as it was displayed."""
        return self.save([archive(before.table, before.record, before.folded)], "Archiver")

    def restore(self, before: Fiche) -> Saved:
        """Bring an archived record back."""
        return self.save([restore(before.table, before.record, before.folded)], "Restaurer")

    def folded(self, table: str, record: str) -> Folded:
        """Fold a record, known or not."""
        return self.projection.fold(table, record)

    def disputed(self) -> int:
        """Count the records that have a conflict a person must settle."""
        row = self.connection.execute(
            "SELECT count(DISTINCT record) FROM desaccord WHERE nature IN ('conflit', 'archive')"
        ).fetchone()
        return int(row[0])

    def disputes(self) -> list[tuple[str, str, tuple[str, ...], str]]:
        """Give what a person must settle or confirm: table, record, fields, nature."""
        rows = self.connection.execute(
            'SELECT "table", record, nature, json_group_array(champ) AS champs FROM desaccord '
            "WHERE nature <> 'attente' GROUP BY \"table\", record, nature ORDER BY nature"
        )
        return [(r["table"], r["record"], tuple(json.loads(r["champs"])), r["nature"]) for r in rows]

    def after_migration(self) -> None:
        """Read the log again with what this version of the program knows (rule 10)."""
        if self.read_only:
            return
        with self.transaction() as connection:
            self.projection.all()
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            self.settings.put("schema_lu", str(version))

    def author(self) -> Author:
        """Say who writes here, with what clock and ids."""
        return Author(self.device, self.role, self.settings.get(settings.DEPARTEMENT), self.new_id, self.now)

    def write(self, edits: Sequence[Edit], titre: str | None, etat: str, vise: str | None) -> Saved:
        """Write edits as one gesture whose place in the undo stack is `etat` and which answers the gesture `vise`."""
        with self.transaction() as connection:
            gesture = Authoring(connection, self.plans, self.projection, self.author(), self.grants.why_closed)
            gesture.add(edits)
            gesture.group(titre)
            lot = self.new_id()
            for change in gesture.made:
                private = gesture.subjects[(change.table, change.record)].place.restreint
                log.append(connection, [change], log.PRIVE if private else log.LOG, lot)
            connection.execute(
                "INSERT INTO lot (id, titre, at, etat, vise) VALUES (?, ?, ?, ?, ?)",
                (lot, titre or _titre(gesture.made, self.plans), self.now(), etat, vise),
            )
            self.projection.forget_drafts(gesture.made)
            for (table, record), subject in gesture.subjects.items():
                self.projection.write(table, record, subject.changes)
                if subject.place.restreint and subject.new:
                    self.mark_restreint(table, record)
        return Saved(lot, tuple(change.id for change in gesture.made))

    def _read_refused(self) -> None:
        """Learn what the server refused, also to the exchange that runs behind on a connection of its own."""
        self.projection.refused.update(row[0] for row in self.connection.execute("SELECT id FROM a_corriger"))

    def mark_restreint(self, table: str, record: str) -> None:
        """Note that a record stays on this laptop; part of the caller's transaction."""
        self.connection.execute('UPDATE fiche SET restreint = 1 WHERE record = ? AND "table" = ?', (record, table))
        if table in self.plans:
            self.connection.execute(f'UPDATE "{table}" SET restreint = 1 WHERE id = ?', (record,))  # noqa: S608 - a table of the plan


_UNSEEN: Final = frozenset({Nature.ARCHIVE, Nature.ATTENTE})


def reborn(before: Fiche, values: Mapping[str, Json]) -> Edit:
    """Restore an archived record and give it the values of the creation, in one change.

    They replace what was archived; a value that whoever archived it had not seen is asked about.
    """
    again = restore(before.table, before.record, before.folded)
    fresh = {k: v for k, v in values.items() if v is not None}
    asked = {(d.champ, i) for d in before.folded.desaccords if d.nature in _UNSEEN for i in d.heads}
    asked -= {(name, i) for name in fresh for i in again.seen[ARCHIVE]}
    heads = {name: [i for i in before.folded.seen(name) if (name, i) not in asked] for name in fresh}
    return Edit(before.table, before.record, {**again.set, **fresh}, {**again.seen, **heads})


def _titre(changes: Sequence[Change], plans: Mapping[str, TablePlan]) -> str:
    """Label a gesture: what kind of record, and which fields."""
    first = changes[0]
    plan = plans.get(first.table)
    label = plan.label if plan else first.table
    return f"{label} : {', '.join(first.fields)}"
