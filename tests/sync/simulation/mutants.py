"""The rules of the merge and of its roads, each broken in one place of the real code while a history runs.

A function keeps its identity and is given another body, so that whoever imported it runs the broken one.
"""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from types import CodeType, FunctionType
from typing import Any

from tests.sync.simulation import discretion, faults, people
from tests.sync.simulation.history import syncs

Weights = Mapping[Callable[..., None], int]


@dataclass(frozen=True)
class Mutant:
    """One fragment of a function (`module:function` or `module:Class.method`), and what stands there instead."""

    name: str
    where: str
    old: str
    new: str
    more: Weights = field(default_factory=dict)
    """The deeds that bring it to light, weighed so that few histories are enough."""
    severity: float = 0.04
    """How much the server refuses in these histories."""
    first: int = 0
    """Where to begin: shortly before a history that sees it."""

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Break the rule for as long as the block lasts."""
        function = self._function()
        real = function.__code__
        function.__code__ = self._body(function)
        try:
            yield
        finally:
            function.__code__ = real

    def _function(self) -> FunctionType:
        module, _, path = self.where.partition(":")
        found: Any = import_module(module)
        for name in path.split("."):
            found = inspect.getattr_static(found, name)
        found = getattr(found, "fget", found)
        assert isinstance(found, FunctionType), self.where
        return found

    def _body(self, function: FunctionType) -> CodeType:
        source = textwrap.dedent(inspect.getsource(function))
        assert source.count(self.old) == 1, f"{self.name}: {self.old!r} is not one place of {self.where}"
        tree = ast.parse(source.replace(self.old, self.new))
        made: dict[str, Any] = {}
        exec(compile(tree, f"<{self.name}>", "exec", dont_inherit=True), function.__globals__ | {}, made)  # noqa: S102 - our own source
        (body,) = made.values()
        code: CodeType = body.__code__
        return code


EVERYTHING: tuple[Callable[..., None], ...] = (*faults.FATE, *discretion.DEEDS)
CALM: Weights = dict.fromkeys(EVERYTHING, 0)
MEETING: Weights = {**CALM, people.writes: 60, syncs: 40}
STALE: Weights = {**MEETING, people.opens: 15}
REFUSED: Weights = {**MEETING, people.writes_many: 20}
ARCHIVING: Weights = {**MEETING, people.archives: 25, people.settles: 15}
UNDOING: Weights = {**MEETING, people.takes_back: 20, people.writes: 40}
RESTORING: Weights = {**MEETING, faults.server_backs_up: 8, faults.server_is_restored: 8}
STUBS: Weights = {**MEETING, faults.all_is_lost: 8}
ERASING: Weights = {**MEETING, discretion.erases: 25}
GRANTING: Weights = {**MEETING, faults.is_granted: 15, people.creates: 10}
CARRYING: Weights = {**MEETING, syncs: 25, faults.exports: 30, faults.imports: 40}
SECRET: Weights = {**MEETING, discretion.withholds: 12, people.creates: 25}
AGEING: Weights = {**MEETING, faults.is_upgraded: 25}

RULES = (
    Mutant(
        "1 a form names every head",
        "pvd_tui.changes.edit:edit",
        "before.shown.get(name, ())",
        "before.heads.get(name, ())",
        STALE,
    ),
    Mutant(
        "1 what was seen is looked up when it is saved",
        "storage.store:Store.update",
        "before.folded, values",
        "self.folded(before.table, before.record), values",
        STALE,
    ),
    Mutant(
        "2 nothing is inherited",
        "pvd_tui.changes.edit:_inherited",
        "            if older not in found:",
        "            if False:",
        REFUSED,
        0.3,
    ),
    Mutant(
        "2 the refused stays in the log",
        "storage.outbox:Outbox.refuse",
        'connection.execute("DELETE FROM change WHERE id = ?", (change.id,))',
        'connection.execute("UPDATE change SET offert = 2 WHERE id = ?", (change.id,))',
        REFUSED,
        0.3,
    ),
    Mutant(
        "3 an archive asks nothing",
        "pvd_tui.changes.fold:_Reading.read_archive",
        "if not archives or",
        "if True or",
        ARCHIVING,
    ),
    Mutant(
        "3 an archive names nothing",
        "pvd_tui.changes.edit:archive",
        "{name: before.seen(name) for name in before.heads}",
        "{}",
        ARCHIVING,
    ),
    Mutant(
        "4 anyone replaces the préfecture's value",
        "pvd_tui.changes.fold:_Reading._replaced",
        "if name not in self.owned or change.role == PREFECTURE:",
        "if True:",
        MEETING,
    ),
    Mutant(
        "5 undo overwrites what came since",
        "pvd_tui.changes.undo:_undo_record",
        "all(i in ids or _is_blanked(known[i], name, erasures) for i in now.heads[name])",
        "True",
        UNDOING,
    ),
    Mutant(
        "6 a gesture counts what was refused",
        "storage.outbox:Outbox._count_less",
        "nombre - 1",
        "nombre",
        REFUSED,
        0.3,
    ),
    Mutant(
        "7 what is restreint leaves",
        "storage.store:Store.write",
        "log.PRIVE if private else log.LOG",
        "log.LOG",
        SECRET,
    ),
    Mutant(
        "8 an erasure leaves the server's values",
        "sync.server.effacement:apply",
        "if kept is not None:",
        "if False:",
        ERASING,
    ),
    Mutant(
        "8 what arrives after an erasure is kept",
        "sync.server.journal:_store",
        "batch.erasures_of(offered)",
        "{}",
        ERASING,
    ),
    Mutant(
        "9 a presence has any id",
        "storage.store:Store.record_id",
        "if plan.natural:",
        "if False:",
        {**MEETING, people.attends: 60},
    ),
    Mutant(
        "10 the rows of a newer program are not made",
        "storage.store:Store.after_migration",
        "self.projection.all()",
        "pass",
        AGEING,
        first=30,
    ),
)

ROADS = (
    Mutant(
        "no dedupe",
        "sync.server.journal:_decide",
        "stored = batch.known.get(offered.id)",
        "stored = None",
    ),
    Mutant(
        "cursor := head", "sync.client.reception:receive", "Cursor(stream, page.until,", "Cursor(stream, page.head,"
    ),
    Mutant(
        "the cursor is saved before the rows",
        "storage.outbox:Outbox.receive",
        "with self._store.transaction() as connection:\n        new = unite(self._store, changes)",
        "connection = self._store.connection\n    new = 0\n    if True:",
    ),
    Mutant(
        "newer stamps do not replace older ones",
        "storage.union:_unknown",
        "(c.id, c.seq, c.received_at, c.role) not in here",
        "c.id not in {row[0] for row in here}",
        CARRYING,
    ),
    Mutant(
        "only what is above the head is offered again",
        "sync.client.reception:receive",
        "offer_again(stream, common) if",
        "offer_again(stream, page.head) if",
        RESTORING,
    ),
    Mutant(
        "stubs are not filled",
        "sync.server.again:fill",
        'if stored["stub"] == "[]" or',
        "if True or",
        STUBS,
        first=20,
    ),
    Mutant(
        "the grant is ignored",
        "sync.server.feed:_visible",
        'if stream == NATIONAL or grant.role == "prefecture":',
        "if True:",
    ),
    Mutant(
        "a commune gained is not read apart",
        "storage.grants:Grants.follow",
        "if since:",
        "if False:",
        GRANTING,
    ),
    Mutant(
        "the chain forgets",
        "sync.server.streams:advance",
        "(head, chain, name)",
        '(head, "0" * 64, name)',
    ),
    Mutant(
        "seq has holes",
        "sync.server.journal:_store",
        "flow.head += 1",
        "flow.head += 2",
    ),
    Mutant(
        "one poison stops the road",
        "sync.client.verdicts:readable",
        "store.outbox.refuse(change, error.code, str(error))",
        "raise",
        {**MEETING, faults.is_poisoned: 20},
    ),
    Mutant(
        "the unreadable is forgotten",
        "sync.client.reception:read_changes",
        "unread.append(canonical(_unstamped(item, void_above)))",
        "pass",
        {**MEETING, faults.is_blinded: 15},
    ),
    Mutant(
        "what was lost is not offered again",
        "storage.outbox:Outbox.offer_again",
        "offert = {_ENCORE} WHERE stream = ?",
        "offert = 2 WHERE stream = ?",
        RESTORING,
    ),
    Mutant(
        "the clock decides",
        "pvd_tui.changes.fold:effective",
        "min(change.at, change.received_at or NEVER)",
        "change.at",
        MEETING,
        first=30,
    ),
)
MUTANTS = (*RULES, *ROADS)
