"""From what a person did to the changes that say it.

An `Edit` is a change before it has an id, a time and a place: what is set, and which heads its author
saw. `seen` comes from the screen (a form names the heads whose value it displayed, a draft those of
the moment it was begun, an import those of its preview), never from the store at the time of saving.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from pvd_tui.changes.change import ARCHIVE, EFFACE, Change, Json
from pvd_tui.changes.fold import Folded, same


@dataclass(frozen=True, slots=True)
class Edit:
    """New values for some fields of one record, and the heads seen, field by field."""

    table: str
    record: str
    set: Mapping[str, Json]
    seen: Mapping[str, Sequence[str]] = field(default_factory=dict)


def edit(table: str, record: str, before: Folded, values: Mapping[str, Json]) -> Edit | None:
    """Say what differs from what was displayed, or None if nothing does.

    `before` is the record as it was displayed: its shown heads are what the author saw (rule 1).
    """
    changed = {
        name: value
        for name, value in values.items()
        if not same(before.values.get(name), value) or (name not in before.values and value is not None)
    }
    if not changed:
        return None
    return Edit(table, record, changed, {name: before.shown.get(name, ()) for name in changed})


def archive(table: str, record: str, before: Folded) -> Edit:
    """Archive a record whose every field was displayed: the change names the heads of all of them (rule 3)."""
    return Edit(table, record, {ARCHIVE: True}, {name: before.seen(name) for name in before.heads})


def restore(table: str, record: str, before: Folded) -> Edit:
    """Bring an archived record back."""
    return Edit(table, record, {ARCHIVE: False}, {ARCHIVE: before.heads.get(ARCHIVE, ())})


def settle(table: str, record: str, before: Folded, champ: str, value: Json) -> Edit:
    """Resolve the conflict of a field: the only change that names all its heads (rule 1)."""
    if champ == ARCHIVE and value is True:
        return archive(table, record, before)
    return Edit(table, record, {champ: value}, {champ: before.seen(champ)})


def over(
    seen: Mapping[str, Sequence[str]], known: Callable[[str], Change | None], erasures: Sequence[str]
) -> dict[str, list[str]]:
    """Complete what was seen with what it must hold (rules 2 and 8).

    For every change seen that the server has not acknowledged, its own `over` is inherited, recursively:
    if the server refuses it, the changes it replaced stay replaced. So it is for one that somebody else carried
    (`relais`): with the carrier's role it may replace less than its author did. Every known erasure has been seen.
    """
    complete = {name: _inherited(name, ids, known) for name, ids in seen.items()}
    if erasures:
        complete[EFFACE] = list(erasures)
    return {name: ids for name, ids in complete.items() if ids}


def _inherited(name: str, ids: Sequence[str], known: Callable[[str], Change | None]) -> list[str]:
    found: dict[str, None] = dict.fromkeys(ids)
    todo = list(ids)
    while todo:
        change = known(todo.pop())
        if change is None or (change.seq is not None and change.relais is None):
            continue
        for older in change.over.get(name, ()):
            if older not in found:
                found[older] = None
                todo.append(older)
    return list(found)
