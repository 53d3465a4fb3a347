"""Arbitrary histories of one record, and what each author saw, kept apart from the code under test."""

from dataclasses import dataclass, replace

from hypothesis import strategies as st

from pvd_tui.changes.change import ARCHIVE, EFFACE, Change, Json
from tests.changes.said import OWNED, clock, left_out, received

FIELDS = ("titre", "statut", *OWNED)
AUTHORS = (("camille", "chef"), ("noe", "chef"), ("lea", "chef"), ("ddt", "prefecture"))
MOST = 12
"""Changes of a history: enough for four authors to cross twice."""


@dataclass(frozen=True)
class Row:
    """What was drawn for one change."""

    author: int
    kind: str
    fields: frozenset[str]
    known: int
    """Bit n: the author had the nth change."""
    named: int
    """Bit n: the nth change was on his screen."""
    minute: int
    received: int | None
    same: bool
    lot: str


@dataclass(frozen=True)
class History:
    """The changes that a replica has, and the truth about them."""

    changes: tuple[Change, ...]
    saw: dict[tuple[str, str], frozenset[str]]
    """(change, field) to the changes of that field that its author saw; of EFFACE, the erasures."""
    refused: frozenset[str]
    erases: dict[str, frozenset[str]]
    """Erasure to the fields it names."""


ROWS = st.builds(
    Row,
    author=st.integers(0, len(AUTHORS) - 1),
    kind=st.sampled_from(("edit", "edit", "edit", "archive", "restore", "erase")),
    fields=st.sets(st.sampled_from(FIELDS), min_size=1).map(frozenset),
    known=st.integers(0, 2**MOST - 1),
    named=st.integers(0, 2**MOST - 1),
    minute=st.integers(0, 3),
    received=st.none() | st.integers(0, 5),
    same=st.booleans(),
    lot=st.sampled_from(("here", "here", "here", "here", "stub", "missing", "refused")),
)


def _made(n: int, row: Row, made: list[Change], saw: dict[tuple[str, str], frozenset[str]]) -> Change:
    name, (by, role) = f"{n:02}", AUTHORS[row.author]
    known = [c for m, c in enumerate(made) if row.known >> m & 1 or c.by == by]
    on_screen = {c.id for m, c in enumerate(made) if row.named >> m & 1}
    values: dict[str, Json] = {field: "même" if row.same else f"{name} {field}" for field in sorted(row.fields)}
    if row.kind == "erase":
        values, role = {EFFACE: [*sorted(row.fields)]}, "prefecture"
    elif row.kind != "edit":
        values = {ARCHIVE: row.kind == "archive"}
    for field in (*FIELDS, ARCHIVE) if row.kind == "archive" else values:
        saw[name, field] = frozenset(c.id for c in known if field in c.set and c.id in on_screen)
    saw[name, EFFACE] = frozenset(c.id for c in known if EFFACE in c.set)
    over = {field: sorted(saw[name, field]) for field in (*FIELDS, ARCHIVE, EFFACE) if saw.get((name, field))}
    change = Change(name, "action", "halle", values, over, clock(row.minute), by, "dep:02", role=role)
    return change if row.received is None else received(change, n, row.received)


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Draw a history: several authors with partial views, several fields, erasures, stubs, missing and refused ones."""
    rows = draw(st.lists(ROWS, min_size=1, max_size=MOST))
    made: list[Change] = []
    saw: dict[tuple[str, str], frozenset[str]] = {}
    for n, row in enumerate(rows):
        made.append(_made(n, row, made, saw))
    lots = [
        (row.lot if row.kind != "erase" or row.lot != "stub" else "here", c) for row, c in zip(rows, made, strict=True)
    ]
    here = [left_out(c, *c.set) if lot == "stub" else c for lot, c in lots if lot in {"here", "stub"}]
    refused = frozenset(c.id for lot, c in lots if lot == "refused")
    erases = {c.id: row.fields for row, c in zip(rows, made, strict=True) if row.kind == "erase"}
    return History(tuple(here), saw, refused, erases)


def copies(change: Change) -> tuple[Change, ...]:
    """Give the copies of a change that may lie about: by USB without stamps, as a stub, as it is, in an older page."""
    if change.seq is None:
        return (change, change)
    bare = replace(change, seq=None, received_at=None, relais=None, refused=())
    gone = [name for name in change.set if name != EFFACE]
    return (bare, left_out(change, *gone), change, change)
