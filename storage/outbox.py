"""What leaves this laptop and what comes in: the store's side of every road (endpoint, bundle).

A change waits until a server acknowledged it; it is then stamped, never moved. A refused one is
withdrawn from the log into « À corriger », value kept (rule 2). A page and its cursor are written in
one transaction, so a cursor never passes a change that it did not bring (I5).
"""

import json
from collections.abc import Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from pvd_tui.changes.change import EFFACE, Change
from pvd_tui.changes.edit import Edit
from storage import accuse, illisible, log
from storage.a_corriger import ACorriger, lister
from storage.accuse import Accuse
from storage.errors import RefusError
from storage.grants import Complement
from storage.plan import GESTE
from storage.union import unite

if TYPE_CHECKING:
    from storage.store import Store

FORGED: Final = "relais IS NOT NULL AND lot IS NULL AND \"by\" = (SELECT valeur FROM reglage WHERE cle = 'appareil')"
"""Signed with this laptop's name, but carried by another and unknown here: the endpoint would believe us."""

WAITS: Final = f"seq IS NULL AND etat = 'log' AND offert < 2 AND NOT ({FORGED})"
"""What no server has acknowledged, and none refused to carry."""

_ENCORE: Final = -1
"""`offert` of what a server had stored and lost."""

_STREAMS: Final = (
    "WITH RECURSIVE one(stream) AS (SELECT min(stream) FROM change WHERE seq IS NULL AND etat = 'log' UNION ALL "
    "SELECT (SELECT min(stream) FROM change WHERE seq IS NULL AND etat = 'log' AND stream > one.stream) FROM one "
    "WHERE stream IS NOT NULL) SELECT stream FROM one WHERE stream IS NOT NULL"
)
"""The streams that have changes without a seq, each by one look into the index: asked at every round trip."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far one stream was read, from which lineage of the server, under which grant."""

    stream: str
    seq: int = 0
    epoques: tuple[tuple[str, int], ...] = ()
    scope: str | None = None
    """What the grant reads of the stream, in the server's words: `chef:02361,02691`, a role, or `fr`."""
    complet: bool = False
    """Whether the first sync of the stream has come to its end."""


class Outbox:
    """The changes of an open store that wait, and the cursors of what came."""

    def __init__(self, store: "Store") -> None:
        """Exchange the changes of this store."""
        self._store = store
        self._counted: tuple[tuple[int, int], int] | None = None

    def state(self) -> tuple[int, int]:
        """Give what changes whenever something is written: by this program, by another one."""
        connection = self._store.connection
        return connection.total_changes, int(connection.execute("PRAGMA data_version").fetchone()[0])

    def count(self) -> int:
        """Count the changes that wait to be sent; counted again only once something was written, here or elsewhere."""
        state = self.state()
        if self._counted is None or self._counted[0] != state:
            row = self._store.connection.execute(f"SELECT count(*) FROM change WHERE {WAITS}").fetchone()  # noqa: S608 - constants
            self._counted = (state, int(row[0]))
        return self._counted[1]

    def local_only(self) -> tuple[int, int]:
        """Count what exists on this laptop only and is not to be sent: drafts, and records marked restreint."""
        connection = self._store.connection
        restreints = connection.execute("SELECT count(*) FROM fiche WHERE restreint = 1").fetchone()[0]
        return self._store.drafts.count(), int(restreints)

    def streams(self) -> list[str]:
        """Name the streams that have changes no server acknowledged: those that wait are among them."""
        rows = self._store.connection.execute(_STREAMS)
        return [row[0] for row in rows]

    def waits(self) -> bool:
        """Say whether any change waits to be sent."""
        row = self._store.connection.execute(f"SELECT EXISTS (SELECT 1 FROM change WHERE {WAITS})").fetchone()  # noqa: S608 - constants
        return bool(row[0])

    def offer(self, streams: Collection[str], *, most: int, most_bytes: int, after: str | None = None) -> list[Change]:
        """Give the changes to send, in log order, and note that they may have left.

        At most `most` of them and about `most_bytes` of JSON; at least one if any waits. Only those that the log
        holds `after` a change, where its id is given.
        """
        marks = ", ".join("?" * len(streams))
        behind = "" if after is None else "AND rang > (SELECT rang FROM change WHERE id = ?)"
        with self._store.transaction() as connection:
            rows = connection.execute(
                f"SELECT {log.COLUMNS} FROM change WHERE {WAITS} AND stream IN ({marks}) {behind} "  # noqa: S608 - constants
                "ORDER BY rang LIMIT ?",
                (*streams, *(() if after is None else (after,)), most),
            )
            offered: list[Change] = []
            weight = 0
            for row in rows:
                weight += len(row["set"].encode()) + len(row["over"]) + 300
                if offered and weight > most_bytes:
                    break
                offered.append(self.told(log.read(row)))
            connection.execute(
                "UPDATE change SET offert = 1 WHERE offert = 0 AND id IN (SELECT value FROM json_each(?))",
                (log.dumps([c.id for c in offered]),),
            )
        return offered

    def told(self, change: Change) -> Change:
        """Give a change that leaves with what this laptop knows of its `over`: who will never arrive.

        A restored server has forgotten what it refused, and only the author keeps that in « À corriger ».
        """
        gone = self._store.projection.refused
        named = {i for ids in change.over.values() for i in ids if i in gone} if gone else set()
        return replace(change, refused=tuple(sorted({*change.refused, *named}))) if named else change

    def acknowledge(self, stamped: Iterable[Change]) -> None:
        """Keep the server's stamps of changes that this laptop offered, and read again the records they alter."""
        stamped = list(stamped)
        with self._store.transaction() as connection:
            connection.executemany(
                "UPDATE change SET seq = ?, received_at = ?, role = ?, relais = ?, refused = coalesce(?, refused) "
                "WHERE id = ?",
                [
                    (c.seq, c.received_at, c.role, c.relais, log.dumps(c.refused) if c.refused else None, c.id)
                    for c in stamped
                ],
            )
            here = (self._store.role, self._store.device)
            disputed = {(r["table"], r["record"]) for r in connection.execute('SELECT "table", record FROM desaccord')}
            for table, record in dict.fromkeys((c.table, c.record) for c in stamped if _alters(c, here, disputed)):
                self._store.projection.write(table, record)

    def refuse(self, change: Change, code: str, phrase: str, *, partir: bool = False) -> None:
        """Withdraw a refused change of this laptop into « À corriger », or stop carrying somebody else's."""
        with self._store.transaction() as connection:
            if not partir and not self._is_refused_work(change):
                connection.execute("UPDATE change SET offert = 2 WHERE id = ?", (change.id,))
                return
            connection.execute(
                'INSERT OR REPLACE INTO a_corriger (id, "table", record, "set", "over", at, stream, commune, '
                "code, phrase, traite) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    change.id,
                    change.table,
                    change.record,
                    log.dumps(change.set),
                    log.dumps(change.over),
                    change.at,
                    change.stream,
                    change.commune,
                    code,
                    phrase,
                    int(change.table == GESTE),  # a label: nothing that a person could correct
                ),
            )
            connection.execute("DELETE FROM change WHERE id = ?", (change.id,))
            self._store.projection.refused.add(change.id)
            self._store.projection.write(change.table, change.record)
            self._count_less(change)

    def _count_less(self, change: Change) -> None:
        """Say with an ordinary change that a gesture has one change less: others wait for all of it (rule 6)."""
        geste = self._store.get(GESTE, change.geste) if change.geste and change.table != GESTE else None
        nombre = geste.values.get("nombre") if geste else None
        if geste is not None and isinstance(nombre, int):
            less = Edit(GESTE, geste.record, {"nombre": nombre - 1}, {"nombre": geste.folded.shown["nombre"]})
            with suppress(RefusError):  # its territory left the grant: the server would refuse this too
                self._store.write([less], "Modification refusée", "transmis", None)

    def _is_refused_work(self, change: Change) -> bool:
        """Say whether this laptop wrote the change, and no server ever stored it: a restored one is only not helped."""
        row = self._store.connection.execute("SELECT lot, offert FROM change WHERE id = ?", (change.id,)).fetchone()
        if row is not None and row["offert"] == _ENCORE:
            return False
        return change.by == self._store.device or (row is not None and row["lot"] is not None)

    def to_correct(self) -> list[ACorriger]:
        """Give what the server refused and nobody settled yet (`storage.a_corriger`)."""
        return lister(self._store)

    def cursor(self, stream: str) -> Cursor:
        """Give how far a stream was read."""
        row = self._store.connection.execute("SELECT * FROM curseur WHERE stream = ?", (stream,)).fetchone()
        if row is None:
            return Cursor(stream)
        epoques = tuple((str(i), int(first)) for i, first in json.loads(row["epoques"]))
        return Cursor(stream, row["seq"], epoques, row["scope"], bool(row["complet"]))

    def cursors(self) -> list[Cursor]:
        """Give the cursor of every stream read so far."""
        rows = self._store.connection.execute("SELECT stream FROM curseur ORDER BY stream")
        return [self.cursor(row[0]) for row in rows.fetchall()]

    def receive(self, changes: Sequence[Change], cursor: Cursor | None, since: int = 0) -> int:
        """Add changes that came in and move the cursor, or do neither; returns how many were new here.

        `since` is where the page began: communes that the grant gained are read apart up to there.
        """
        with self._store.transaction() as connection:
            new = unite(self._store, changes)
            if cursor is not None:
                self._store.grants.follow(self.cursor(cursor.stream).scope, cursor, since)
                connection.execute(
                    "INSERT OR REPLACE INTO curseur (stream, seq, epoques, scope, complet) VALUES (?, ?, ?, ?, ?)",
                    (cursor.stream, cursor.seq, log.dumps(cursor.epoques), cursor.scope, int(cursor.complet)),
                )
        return new

    def receive_complement(self, changes: Sequence[Change], one: Complement) -> int:
        """Add what came of a commune that the grant gained and move its own cursor, or do neither."""
        with self._store.transaction():
            new = unite(self._store, changes)
            self._store.grants.advance(one)
        return new

    def unread(self) -> list[tuple[int, str]]:
        """Give what a newer server sent and this program cannot read: rank and text."""
        return illisible.kept(self._store)

    def keep_receipts(self, receipts: Iterable[Accuse]) -> None:
        """Keep the proofs that the server stored what was sent."""
        with self._store.transaction() as connection:
            accuse.keep(connection, receipts)

    def receipts(self, most: int = 100) -> list[Accuse]:
        """Give the last receipts, newest first."""
        return accuse.last(self._store.connection, most)

    def offer_again(self, stream: str, above: int) -> int:
        """Void the stamps that a restored server no longer has, so that their changes are offered again.

        The instant of reception stays: it bounds a clock that is ahead, and the rows were written with it.
        """
        with self._store.transaction() as connection:
            done = connection.execute(
                f"UPDATE change SET seq = NULL, offert = {_ENCORE} WHERE stream = ? AND seq > ?",  # noqa: S608 - a constant
                (stream, above),
            )
            illisible.void(connection, stream, above)
        return done.rowcount

    def has_stubs(self, stream: str) -> bool:
        """Say whether a first sync left out a value of a stream, or an erasure took one."""
        row = self._store.connection.execute(
            "SELECT EXISTS (SELECT 1 FROM change WHERE stream = ? AND stub <> '[]')", (stream,)
        ).fetchone()
        return bool(row[0])


def _alters(change: Change, here: tuple[str, str], disputed: Collection[tuple[str, str]]) -> bool:
    """Say whether stamps can change what is shown: another role, a clock ahead, a field in dispute.

    `here` is the role and the id of this laptop.
    """
    return (
        (change.role, change.by) != here
        or bool(change.refused)
        or EFFACE in change.set  # it blanks the file from now on
        or (change.received_at or "") < change.at
        or (change.table, change.record) in disputed
    )
