"""What the changes of a record say: values, heads, conflicts.

    changes of one record ──fold──▶ values   what is shown, field by field
                                    heads    the changes that nobody replaced
                                    desaccords  what needs a person, or a little patience

A *head* of a field is a change that set it and that no known change replaces. One head, or several
of the same value: that is the value. Several values: a conflict, exactly when two people wrote
without having seen each other's value. Clocks decide which value is shown first, never whether there
is a conflict and never what is kept.

WARNING for whoever edits this file: each rule here was found by breaking a model (`design.md` §3) and
each has a mutant in `tests/changes/test_mutants.py` that must die.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from pvd_tui.changes.change import ARCHIVE, EFFACE, PREFECTURE, Change, Json

NEVER: Final = "~"
"""Sorts after every ISO time: a change that no server received yet."""


class Nature(StrEnum):
    """Why the heads of a field do not make one value."""

    CONFLIT = "conflit"
    """Two people wrote without having seen each other's value."""
    ATTENTE = "attente"
    """A head names a change that has not arrived: nothing is asked until it has."""
    ARCHIVE = "archive"
    """The record was archived by someone who had not seen this value (rule 3)."""
    PROPOSITION = "proposition"
    """A value proposed on a field that the préfecture owns, « à confirmer » (rule 4)."""


@dataclass(frozen=True, slots=True)
class Desaccord:
    """A field whose heads do not make one value; `heads` are the changes concerned, shown one first."""

    champ: str
    nature: Nature
    heads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Folded:
    """A record as its changes say it."""

    values: dict[str, Json]
    """Field to the value shown; a field never set is absent, an emptied one is None."""
    heads: dict[str, tuple[str, ...]]
    """Field to every head, the shown one first, proposals last."""
    shown: dict[str, tuple[str, ...]]
    """Field to the heads whose value is the one shown, or that have none: what a form names as seen (rule 1)."""
    desaccords: tuple[Desaccord, ...] = ()
    declared: frozenset[str] = field(default_factory=frozenset)
    """The préfecture's fields whose value is only « déclaré par la commune » (rule 4)."""
    erasures: tuple[str, ...] = ()
    """The erasures of this record: a change made now has seen them (rule 8)."""
    hidden: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Field to the heads whose value may still come, so that whoever writes now has not seen it: a first sync left it
    out and what replaced it has not arrived, or an erasure blanks it that no server has acknowledged."""

    @property
    def archived(self) -> bool:
        """Say whether the record is archived, as shown."""
        return self.values.get(ARCHIVE) is True

    def seen(self, name: str) -> tuple[str, ...]:
        """Give the heads of a field that a conflict card displays, and whoever archives the record has seen."""
        hidden = self.hidden.get(name, ())
        return tuple(i for i in self.heads.get(name, ()) if i not in hidden)


EMPTY: Final = Folded({}, {}, {})
"""The record nobody has written."""


def fold(changes: Iterable[Change], owned: Collection[str] = (), refused: Collection[str] = ()) -> Folded:
    """Read the changes of one record, in any order and any number of times.

    `owned` are the fields that the préfecture owns. `refused` are ids known never to arrive.
    """
    log = gather(changes)
    if not log:
        return EMPTY
    if len(log) == 1:
        return _alone(next(iter(log.values())), owned)
    return _several(log, owned, refused)


def _several(log: Mapping[str, Change], owned: Collection[str], refused: Collection[str]) -> Folded:
    """Read changes that may replace each other."""
    erased = erasures_of(log.values())
    sure = {i: c for i, c in erased.items() if c.seq is not None}
    reading = _Reading(log, frozenset(owned), frozenset(refused), sure)
    fields: dict[str, None] = {name: None for change in log.values() for name in change.fields if name != EFFACE}
    for name in fields:
        reading.read(name)
    reading.read_archive()
    return Folded(
        values=reading.values,
        heads=reading.heads,
        shown=reading.shown,
        desaccords=tuple(sorted(reading.desaccords, key=lambda d: (d.champ, d.nature))),
        declared=frozenset(reading.declared),
        erasures=tuple(sorted(erased)),
        hidden=reading.hidden,
    )


def _alone(change: Change, owned: Collection[str]) -> Folded:
    """Read the only change of a record, as most are in a first sync: each field has one head and no rival."""
    fields = [name for name in change.fields if name != EFFACE]
    heads: dict[str, tuple[str, ...]] = dict.fromkeys(fields, (change.id,))
    return Folded(
        values={name: change.set.get(name) for name in fields},
        heads=heads,
        shown={name: ids if name in change.set else () for name, ids in heads.items()},
        declared=frozenset(() if change.role == PREFECTURE else (name for name in fields if name in owned)),
        erasures=tuple(erasures_of((change,))),
        hidden={name: frozenset(heads[name]) for name in change.stub if name in heads},
    )


def gather(changes: Iterable[Change]) -> dict[str, Change]:
    """Put the copies of each change together and blank what was erased, by id."""
    log: dict[str, Change] = {}
    for change in changes:
        known = log.get(change.id)
        log[change.id] = change if known is None or known == change else _together(known, change)
    erasures = erasures_of(log.values())
    return {i: blank(c, erasures) for i, c in log.items()} if erasures else log


def erasures_of(changes: Iterable[Change]) -> dict[str, Change]:
    """Find the erasures that count, by id: those of the préfecture (rule 8)."""
    return {c.id: c for c in changes if EFFACE in c.set and c.role == PREFECTURE}


def effective(change: Change) -> tuple[str, str]:
    """Order heads for display: an edit cannot be later than its reception, so a wrong clock wins nothing."""
    return (min(change.at, change.received_at or NEVER), change.id)


def same(one: Json, other: Json) -> bool:
    """Say whether two values are the same value of a field."""
    return one is other or _canon(one) == _canon(other)


def blank(change: Change, erasures: Mapping[str, Change]) -> Change:
    """Give the change without the values that an erasure it did not see names (rule 8)."""
    gone = _gone(change, erasures)
    if not gone:
        return change
    kept = {name: value for name, value in change.set.items() if name not in gone}
    stub = tuple(sorted({*change.stub, *gone}))
    return replace(change, set=kept, stub=stub)


def _gone(change: Change, erasures: Mapping[str, Change]) -> set[str]:
    return erased_fields(change, erasures) & set(change.set)


def erased_fields(change: Change, erasures: Mapping[str, Change]) -> set[str]:
    """Name the fields that an erasure takes from this change, whether it ever set them or not."""
    seen = set(change.over.get(EFFACE, ()))
    named: set[str] = set()
    for erasure in erasures.values():
        if erasure.id not in seen and erasure.id != change.id:
            fields = erasure.set.get(EFFACE)
            named.update(str(name) for name in fields) if isinstance(fields, list | tuple) else None
    return named - {EFFACE}  # an erasure cannot make another one forgotten


def _together(one: Change, other: Change) -> Change:
    """Join two copies of a change: a full copy fills a stub, newer stamps replace older ones.

    Values and stamps come by different roads, so neither copy need be the better one in both.
    """
    values = {**one.set, **other.set}
    return replace(
        max(one, other, key=_newness),
        set=values,
        stub=tuple(sorted({*one.stub, *other.stub} - values.keys())),
        refused=tuple(sorted({*one.refused, *other.refused})),
    )


def _newness(copy: Change) -> tuple[str, int, int, str]:
    """Order the stamps of one change: received later, then given with a higher role (a restamp raises it)."""
    rank = _RANKS.index(copy.role) if copy.role in _RANKS else -1
    return (copy.received_at or "", copy.seq or 0, rank, copy.relais or "")


_RANKS: Final = ("chef", PREFECTURE, "region", "national")


def _canon(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


class _Reading:
    """One reading of a record; lives as long as one call of `fold`."""

    def __init__(
        self, log: Mapping[str, Change], owned: frozenset[str], refused: frozenset[str], sure: Mapping[str, Change]
    ) -> None:
        self.log = log
        self.sure = sure
        self.owned = owned
        self.refused = refused
        self.dead: dict[str, set[str]] = {}
        for change in log.values():
            for name in change.fields:
                dead = self.dead.setdefault(name, set())
                if change.over:
                    dead.update(self._replaced(change, name))
        self.values: dict[str, Json] = {}
        self.heads: dict[str, tuple[str, ...]] = {}
        self.shown: dict[str, tuple[str, ...]] = {}
        self.hidden: dict[str, frozenset[str]] = {}
        self.desaccords: list[Desaccord] = []
        self.declared: set[str] = set()

    def _replaced(self, change: Change, name: str) -> list[str]:
        """The changes this one replaces on a field it sets: all it names, but never an owner's if it is not one."""
        named = [i for i in change.over.get(name, ()) if i != change.id]
        if name not in self.owned or change.role == PREFECTURE:
            return named
        return [i for i in named if i not in self.log or self.log[i].role != PREFECTURE]

    def read(self, name: str) -> None:
        """Find the heads of a field, the value shown, and what disagrees."""
        dead = self.dead[name]
        alive = [c for c in self.log.values() if c.id not in dead and name in c.fields]
        heads, proposed = self._split(name, alive)
        valued = sorted((c for c in heads if name in c.set), key=effective, reverse=True)
        ids = [c.id for c in valued]
        self.heads[name] = (*ids, *sorted(c.id for c in alive if c.id not in ids))
        value = valued[0].set[name] if valued else None
        self.values[name] = value
        blank = {c.id for c in heads if name not in c.set}
        if blank:
            self.hidden[name] = frozenset(i for i in blank if name not in erased_fields(self.log[i], self.sure))
            blank -= self.hidden[name]
        self.shown[name] = tuple(c.id for c in valued if same(c.set[name], value)) + tuple(sorted(blank))
        if any(not same(c.set[name], value) for c in valued):
            self._add(name, Nature.CONFLIT, valued, waits=any(self._waits(c, name) for c in valued))
        others = [c for c in proposed if name in c.set and not same(c.set[name], value)]
        if others:
            self._add(name, Nature.PROPOSITION, sorted(others, key=effective, reverse=True), waits=False)

    def _split(self, name: str, alive: list[Change]) -> tuple[list[Change], list[Change]]:
        """Part the owner's heads from what others propose, on a field the préfecture owns (rule 4)."""
        if name not in self.owned:
            return alive, []
        owners = [c for c in alive if c.role == PREFECTURE]
        if not owners:
            self.declared.add(name)
            return alive, []
        return owners, [c for c in alive if c.role != PREFECTURE]

    def read_archive(self) -> None:
        """Find what the archiving of this record had not seen (rule 3)."""
        archives = [self.log[i] for i in self.heads.get(ARCHIVE, ()) if self.log[i].set.get(ARCHIVE) is True]
        if not archives or self.values.get(ARCHIVE) is not True:
            return
        for name, heads in self.heads.items():
            if name == ARCHIVE:
                continue
            seen = {i for a in archives for i in a.over.get(name, ())}
            own = {a.id for a in archives}  # undoing a restore archives and sets former values in one change
            unseen = [self.log[i] for i in heads if i not in seen | own and name in self.log[i].set]
            if unseen:
                waits = any(self._waits(a, name) for a in archives) or any(self._waits(c, name) for c in unseen)
                self._add(name, Nature.ARCHIVE, [*archives, *unseen], waits=waits)

    def _waits(self, head: Change, name: str) -> bool:
        never = self.refused.union(head.refused)
        return any(i not in self.log and i not in never for i in head.over.get(name, ()))

    def _add(self, name: str, nature: Nature, heads: Iterable[Change], *, waits: bool) -> None:
        kind = Nature.ATTENTE if waits else nature
        ids = [c.id for c in heads]
        for same_field in [d for d in self.desaccords if (d.champ, d.nature) == (name, kind)]:
            self.desaccords.remove(same_field)  # in conflict and archived unseen: it waits once
            ids = [*dict.fromkeys((*same_field.heads, *ids))]
        self.desaccords.append(Desaccord(name, kind, tuple(ids)))
