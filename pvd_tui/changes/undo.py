"""Taking a gesture back (rule 5).

Undo is made of ordinary changes. It touches only the fields whose sole head is still the gesture's
own and lists the others, which someone has changed since. Undoing a creation archives; undoing a
resolution writes one change per former head, so that the conflict returns. A former value that this
laptop never received is not replaced by nothing: the field is listed with the others.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pvd_tui.changes.change import ARCHIVE, EFFACE, Change, Json
from pvd_tui.changes.edit import Edit, archive
from pvd_tui.changes.fold import NEVER, Folded, effective, erased_fields, erasures_of, fold, gather


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
    known = gather(changes)
    rest = {i: c for i, c in known.items() if i not in ids}
    before = fold(rest.values(), owned)
    fields = dict.fromkeys(name for c in mine for name in c.fields if name != EFFACE)
    if now.archived and ARCHIVE not in fields:
        return [], [Kept(table, record, name) for name in fields]
    if ARCHIVE not in fields and _created(mine, rest):
        foreign = [name for name, heads in now.heads.items() if not set(heads) <= ids]
        if foreign:
            return [], [Kept(table, record, name) for name in foreign]
        return [archive(table, record, now)], []
    erasures = erasures_of(known.values())
    former = {name: [rest[i] for i in before.heads.get(name, ())] for name in fields}
    own = [
        name
        for name in fields
        if all(i in ids or _is_blanked(known[i], name, erasures) for i in now.heads[name])
        and not any(_left_out(c, name, erasures) for c in former[name])
    ]
    kept = [Kept(table, record, name) for name in fields if name not in own]
    return _restored(table, record, now, {name: former[name] for name in own}, ids), kept


def _created(mine: Collection[Change], rest: Mapping[str, Change]) -> bool:
    """Say whether the gesture made the record: it saw nothing of it, and all else came later."""
    saw = any(i in rest for c in mine for ids in c.over.values() for i in ids)
    return not saw and min(map(effective, mine)) < min(map(effective, rest.values()), default=(NEVER, ""))


def _is_blanked(change: Change, name: str, erasures: Mapping[str, Change]) -> bool:
    """Say whether an erasure took the value: such a head is nobody's later word."""
    return name not in change.set and name in erased_fields(change, erasures)


def _left_out(change: Change, name: str, erasures: Mapping[str, Change]) -> bool:
    """Say whether this laptop never received the value: a first sync leaves replaced ones out."""
    return name not in change.set and name not in erased_fields(change, erasures)


def _restored(
    table: str, record: str, now: Folded, former: Mapping[str, Sequence[Change]], ids: Collection[str]
) -> list[Edit]:
    """One edit with the former values, and one more for each further former head of a field.

    The values shown before come last, so that they are the ones shown again; but a record is restored first.
    """
    first: dict[str, Json] = {}
    more: list[Edit] = []
    for name, heads in former.items():
        values = [c.set[name] for c in heads if name in c.set]
        empty: Json = False if name == ARCHIVE else None
        first[name] = values[0] if values else empty
        more += [Edit(table, record, {name: value}, {name: now.heads[name]}) for value in values[1:]]
    if not first:
        return []
    seen = {name: now.heads[name] for name in first}
    if first.get(ARCHIVE) is True:
        seen = {**_seen_by(former[ARCHIVE], now, ids), **seen}
    main = Edit(table, record, first, seen)
    return [main, *more] if first.get(ARCHIVE) is False else [*reversed(more), main]


def _seen_by(archives: Sequence[Change], now: Folded, ids: Collection[str]) -> dict[str, tuple[str, ...]]:
    """Name the heads that the former archiving had seen: what came since must not vanish with it (rule 3)."""
    return {
        name: tuple(i for i in heads if i in ids or any(i in a.over.get(name, ()) for a in archives))
        for name, heads in now.heads.items()
    }
