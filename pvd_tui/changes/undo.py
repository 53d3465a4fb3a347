"""Taking a gesture back (rule 5).

Undo is made of ordinary changes. It touches only the fields whose sole head is still the gesture's
own and lists the others, which someone has changed since. Undoing a creation archives; undoing a
resolution writes one change per former head, so that the conflict returns.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from pvd_tui.changes.change import ARCHIVE, EFFACE, Change, Json
from pvd_tui.changes.edit import Edit, archive
from pvd_tui.changes.fold import Folded, fold


@dataclass(frozen=True, slots=True)
class Kept:
    """A field that undo leaves alone, because it was changed after the gesture."""

    table: str
    record: str
    champ: str


@dataclass(frozen=True, slots=True)
class Undoing:
    """What takes a gesture back: the edits to save, in order, and the fields left alone."""

    edits: tuple[Edit, ...]
    kept: tuple[Kept, ...]


def undo(
    records: Iterable[Collection[Change]],
    gesture: Collection[str],
    owned: Mapping[str, Collection[str]],
    since: Collection[str] = (),
) -> Undoing:
    """Say how to take back the changes whose ids are in `gesture`.

    `records` holds, for each record touched, every change known of it; `owned` the préfecture's fields by table.
    `since` are this laptop's later changes, already taken back: what they left is as good as the gesture's own.
    """
    edits: list[Edit] = []
    kept: list[Kept] = []
    for changes in records:
        mine = [c for c in changes if c.id in gesture]
        if mine:
            ids = {c.id for c in changes if c.id in gesture or c.id in since}
            some, others = _undo_record(changes, mine, ids, owned.get(mine[0].table, ()))
            edits += some
            kept += others
    return Undoing(tuple(edits), tuple(kept))


def _undo_record(
    changes: Collection[Change], mine: Collection[Change], ids: set[str], owned: Collection[str]
) -> tuple[list[Edit], list[Kept]]:
    table, record = next((c.table, c.record) for c in mine)
    now = fold(changes, owned)
    rest = [c for c in changes if c.id not in ids]
    before = fold(rest, owned)
    fields = dict.fromkeys(name for c in mine for name in c.fields if name != EFFACE)
    own = [name for name in fields if set(now.heads[name]) <= ids]
    kept = [Kept(table, record, name) for name in fields if name not in own]
    if now.archived and ARCHIVE not in fields:
        return [], [Kept(table, record, name) for name in fields]
    if not before.heads and ARCHIVE not in fields:
        foreign = [name for name, heads in now.heads.items() if not set(heads) <= ids]
        if foreign:
            return [], [Kept(table, record, name) for name in foreign]
        return [archive(table, record, now)], []
    return _restored(table, record, now, before, own, {c.id: c for c in rest}), kept


def _restored(
    table: str, record: str, now: Folded, before: Folded, own: Iterable[str], rest: Mapping[str, Change]
) -> list[Edit]:
    """One edit with the former values, and one more for each further former head of a field."""
    first: dict[str, Json] = {}
    more: list[Edit] = []
    for name in own:
        former = [rest[i].set.get(name) for i in before.heads.get(name, ())]
        empty: Json = False if name == ARCHIVE else None
        first[name] = former[0] if former else empty
        more += [Edit(table, record, {name: value}, {name: now.heads[name]}) for value in former[1:]]
    if not first:
        return more
    seen = {name: now.heads[name] for name in first}
    if first.get(ARCHIVE) is True:
        seen = {**now.heads, **seen}
    return [Edit(table, record, first, seen), *more]
