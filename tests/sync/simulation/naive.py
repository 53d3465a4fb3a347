"""What the changes of a record say, told a second time from `design.md` §3 alone, slowly and plainly.

It reads plain rows (dicts), and shares no line with `pvd_tui.changes`: where the two differ, one of them is wrong.
"""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]
ARCHIVE, EFFACE, PREFECTURE = "archive", "efface", "prefecture"


@dataclass
class Told:
    """A record: what is shown, the heads of each field, and what is asked, as (field, nature, heads)."""

    values: dict[str, Any] = field(default_factory=dict)
    heads: dict[str, set[str]] = field(default_factory=dict)
    asked: set[tuple[str, str, frozenset[str]]] = field(default_factory=set)

    @property
    def archived(self) -> bool:
        """Say whether the record is archived."""
        return self.values.get(ARCHIVE) is True

    def text(self) -> str:
        """Write it so that equal records have equal texts."""
        heads = {name: sorted(ids) for name, ids in self.heads.items()}
        asked = sorted((name, nature, sorted(ids)) for name, nature, ids in self.asked)
        return json.dumps([self.values, heads, asked], sort_keys=True, ensure_ascii=False, indent=1)


def sets(row: Row, name: str) -> bool:
    """Say whether a change sets a field, with or without its value."""
    return name in row["set"] or name in row["stub"]


def is_erasure(row: Row) -> bool:
    """Say whether a change is an erasure that counts: one of the préfecture's."""
    return row["role"] == PREFECTURE and EFFACE in row["set"]


def erased(row: Row, rows: Collection[Row]) -> set[str]:
    """Name the fields that the préfecture erased and whose erasure this change had not seen."""
    seen = row["over"].get(EFFACE, [])
    found: set[str] = set()
    for one in rows:
        if is_erasure(one) and one["id"] not in seen and one["id"] != row["id"]:
            found.update(one["set"][EFFACE])
    return found


def tell(
    rows: Collection[Row], owned: Collection[str], never: Collection[str] = (), spelled: Collection[str] = ()
) -> Told:
    """Tell a record; `never` are the ids that will never come, `spelled` the fields whose spelling is nothing."""
    told = Told()
    known = {row["id"]: row for row in rows}
    values = {row["id"]: {k: v for k, v in row["set"].items() if k not in erased(row, rows)} for row in rows}
    for name in sorted({name for row in rows for name in (*row["set"], *row["stub"])} - {EFFACE}):
        here = [row for row in rows if sets(row, name)]
        gone = {i for row in here for i in row["over"].get(name, []) if _replaces(row, known.get(i), name, owned)}
        alive = [row for row in here if row["id"] not in gone]
        told.heads[name] = {row["id"] for row in alive}
        owners = [row for row in alive if row["role"] == PREFECTURE] if name in owned else []
        valued = [row for row in owners or alive if name in values[row["id"]]]
        valued.sort(key=lambda row: (min(row["at"], row["received_at"] or "~"), row["id"]))
        shown = values[valued[-1]["id"]][name] if valued else None
        told.values[name] = shown
        alike = _spells_same if name in spelled else _same
        if any(not alike(values[row["id"]][name], shown) for row in valued):
            _ask(told, name, "conflit", valued, known, never)
        others = [row for row in alive if owners and row not in owners and name in values[row["id"]]]
        proposed = [row for row in others if not _same(values[row["id"]][name], shown)]
        if proposed:
            told.asked.add((name, "proposition", frozenset(row["id"] for row in proposed)))
    _ask_about_archive(told, known, values, never)
    awaited: dict[str, frozenset[str]] = {}
    for name, nature, ids in told.asked:
        if nature == "attente":
            awaited[name] = awaited.get(name, frozenset()) | ids
    told.asked = {one for one in told.asked if one[1] != "attente"}
    told.asked |= {(name, "attente", ids) for name, ids in awaited.items()}
    return told


def _ask_about_archive(told: Told, known: dict[str, Row], values: dict[str, Any], never: Collection[str]) -> None:
    archives = [known[i] for i in told.heads.get(ARCHIVE, ()) if values[i].get(ARCHIVE) is True]
    if not told.archived:
        return
    for name in told.heads.keys() - {ARCHIVE}:
        seen = {i for row in archives for i in row["over"].get(name, [])} | {row["id"] for row in archives}
        unseen = [known[i] for i in told.heads[name] if i not in seen and name in values[i]]
        if unseen:
            _ask(told, name, "archive", [*archives, *unseen], known, never)


def _ask(
    told: Told, name: str, nature: str, heads: Iterable[Row], known: Collection[str], never: Collection[str]
) -> None:
    heads = list(heads)
    awaited = {i for row in heads for i in row["over"].get(name, []) if i not in known and i not in row["refused"]}
    told.asked.add((name, "attente" if awaited - set(never) else nature, frozenset(row["id"] for row in heads)))


def _replaces(row: Row, older: Row | None, name: str, owned: Collection[str]) -> bool:
    owner = older is not None and older["role"] == PREFECTURE and name in owned
    return not owner or row["role"] == PREFECTURE


def _same(one: Any, other: Any) -> bool:  # noqa: ANN401 - values of fields
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def _spells_same(one: Any, other: Any) -> bool:  # noqa: ANN401 - same
    return str(one).lower().split() == str(other).lower().split()
