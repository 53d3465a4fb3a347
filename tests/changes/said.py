"""Changes for a test, in few words, and the code under test as a value (so that it can be a mutant)."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

from pvd_tui.changes import edit, fold, undo
from pvd_tui.changes.change import EFFACE, Change, Json
from pvd_tui.changes.edit import Edit
from pvd_tui.changes.fold import Desaccord, Folded
from pvd_tui.changes.undo import Undoing

OWNED = ("date_ort",)
"""The préfecture's field of these tests: the official date of the convention."""


@dataclass(frozen=True)
class Code:
    """The modules under test: the real ones, or a mutant of them."""

    folds: ModuleType = fold
    edits: ModuleType = edit
    undoes: ModuleType = undo

    def fold(self, changes: Iterable[Change], owned: Collection[str] = OWNED, refused: Collection[str] = ()) -> Folded:
        """Read the changes of a record."""
        folded: Folded = self.folds.fold(changes, owned, refused)
        return folded

    def edit(self, before: Folded, **values: Json) -> Edit | None:
        """Type these values over what was displayed."""
        made: Edit | None = self.edits.edit("action", "halle", before, values)
        return made

    def archive(self, before: Folded) -> Edit:
        """Archive the record."""
        made: Edit = self.edits.archive("action", "halle", before)
        return made

    def restore(self, before: Folded) -> Edit:
        """Bring the record back."""
        made: Edit = self.edits.restore("action", "halle", before)
        return made

    def settle(self, before: Folded, champ: str, value: Json) -> Edit:
        """Resolve the conflict of a field."""
        made: Edit = self.edits.settle("action", "halle", before, champ, value)
        return made

    def over(
        self, seen: Mapping[str, Sequence[str]], known: Callable[[str], Change | None], erasures: Sequence[str] = ()
    ) -> dict[str, list[str]]:
        """Complete what was seen."""
        complete: dict[str, list[str]] = self.edits.over(seen, known, erasures)
        return complete

    def undo(self, records: Iterable[Collection[Change]], gesture: Collection[str], *since: str) -> Undoing:
        """Take a gesture back."""
        undoing: Undoing = self.undoes.undo(records, gesture, {"action": OWNED}, since)
        return undoing

    def save(
        self,
        log: Collection[Change],
        made: Edit | None,
        name: str,
        withdrawn: Mapping[str, Change] | None = None,
        **facts: Any,  # noqa: ANN401 - as `said`
    ) -> Change:
        """Make the change that an edit becomes on a laptop that knows this log, and what was refused to it."""
        assert made is not None
        known = {change.id: change for change in log} | dict(withdrawn or {})
        complete = self.over(made.seen, known.get, self.fold(log).erasures)
        return said(name, made.set, complete, record=made.record, **facts)


def clock(minute: int, year: int = 2023) -> str:
    """Give an instant of a morning of June."""
    return f"{year}-06-01T08:{minute:02}:00.000000Z"


def said(
    name: str,
    values: Mapping[str, Json],
    over: Mapping[str, Sequence[str]] | None = None,
    *,
    minute: int = 0,
    role: str | None = "chef",
    **facts: Any,  # noqa: ANN401 - the other fields of a change, each of its own type
) -> Change:
    """Give a change of the action « halle » that no server has received."""
    plain: dict[str, Any] = {"record": "halle", "at": clock(minute), "by": "camille", "stream": "dep:02"}
    return Change(name, "action", set=values, over=over or {}, role=role, **(plain | facts))


def received(change: Change, seq: int, minute: int = 30, *refused: str) -> Change:
    """Give the change as the server stamps it."""
    role = change.role or "chef"
    return change.stamped(seq=seq, received_at=clock(minute), role=role, relais=None, refused=refused)


def erasure(name: str, *fields: str, role: str = "prefecture", **facts: Any) -> Change:  # noqa: ANN401 - as `said`
    """Give an erasure of these fields."""
    return said(name, {EFFACE: list(fields)}, role=role, **facts)


def left_out(change: Change, *fields: str) -> Change:
    """Give the stub that a first sync brings: the change without these values."""
    kept = {name: value for name, value in change.set.items() if name not in fields}
    return replace(change, set=kept, stub=(*change.stub, *fields))


def disagreements(folded: Folded) -> dict[str, str]:
    """Give the nature of each field that disagrees."""
    return {d.champ: d.nature.value for d in folded.desaccords}


def on(folded: Folded, champ: str) -> Desaccord:
    """Give what disagrees on a field."""
    (found,) = (d for d in folded.desaccords if d.champ == champ)
    return found
