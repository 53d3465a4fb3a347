"""A change that comes again, and what a later offer of it can add to the one that is stored.

Its author, or somebody with more rights, raises the role of whoever carried it first; its author's device completes
a stub; its sender says what in its `over` will never arrive. Each gives it out once more, at the next seq: a *restamp*.
"""

import json
from typing import Final, cast

from pvd_tui.changes.change import EFFACE, PREFECTURE, Change
from pvd_tui.changes.fold import erased_fields
from sync.json_text import canonical
from sync.protocol import ROLES, Role
from sync.server import effacement
from sync.server.batch import Batch, Offered, Row
from sync.server.chain import RESTAMP, link
from sync.wire import change_from_wire

_STAMPS: Final = ("seq", "received_at", "role", "relais")


def is_same(stored: Row, one: Offered) -> bool:
    """Say whether the offered change is the stored one; a value that one of them left out is not compared."""
    offered = one.change
    if any(stored[key] != getattr(offered, key) for key in ("stream", "table", "record", "commune", "geste", "by")):
        return False
    if stored["at"] != offered.at or stored["over"] != one.over:
        return False
    if stored["set"] == one.values:
        return bool(json.loads(stored["stub"]) == sorted(offered.stub))
    left_out, mine = set(json.loads(stored["stub"])), json.loads(stored["set"])
    if {*mine, *left_out} != set(offered.fields):
        return False
    both = mine.keys() & offered.set.keys()
    return canonical({key: mine[key] for key in both}) == canonical({key: offered.set[key] for key in both})


def fill(batch: Batch, stored: Row, one: Offered) -> None:
    """Complete a stored stub with the values that its author's device brings, or a préfecture's.

    Nobody else: there is no proof of what a left-out value was. What was erased stays blank.
    """
    if stored["stub"] == "[]" or not (one.change.by == one.sender or batch.senders[one.sender].role == PREFECTURE):
        return
    left_out = set(json.loads(stored["stub"]))
    gone = erased_fields(one.change, batch.erasures_of(one.change))
    brought = (left_out & one.change.set.keys()) - gone
    if not brought:
        return
    values = {**json.loads(stored["set"]), **{key: one.change.set[key] for key in brought}}
    stored["set"], stored["stub"] = canonical(values), canonical(sorted(left_out - brought))
    if stored not in batch.changes:
        batch.filled.append(stored)
    _again(batch, stored)  # whoever read the stub reads the value


def raise_role(batch: Batch, stored: Row, one: Offered) -> None:
    """Raise the role of a change that came first by somebody with fewer rights, and give it out again."""
    relais, role = hands(batch, one)
    if ROLES.index(role) <= ROLES.index(stored["role"]):
        return
    stored["role"], stored["relais"] = role, relais
    _again(batch, stored)
    if stored not in batch.changes:
        batch.restamped.append(stored)
    batch.replaced.extend(replaces(one.change, one.change.stream, role))
    if EFFACE in one.change.set:
        erase(batch, stored)


def tell_refused(batch: Batch, stored: Row, offered: Change) -> None:
    """Give a stored change out again, where more of its `over` will never arrive than those who have it were told."""
    told = set(json.loads(stored["refused"]))
    more = set(never(batch, offered)) - told
    if not more:
        return
    stored["refused"] = canonical(sorted(told | more))
    if stored not in batch.changes:
        batch.told.append(stored)
    _again(batch, stored)


def never(batch: Batch, offered: Change) -> list[str]:
    """Name what in its `over` will never arrive: refused here, or before a restore, as its sender remembers.

    To believe the sender does no harm: it only spares others to wait for what is not there.
    """
    known = batch.flows[offered.stream].refused
    if not known and not offered.refused:
        return []
    return sorted({name for ids in offered.over.values() for name in ids} & {*known, *offered.refused})


def hands(batch: Batch, one: Offered) -> tuple[str | None, Role]:
    """Give the carrier, if it is not the author, and the lower of their roles."""
    mine = batch.senders[one.sender].role
    if one.change.by == one.sender:
        return None, mine
    author = cast("Role", batch.authors.get(one.change.by, "chef"))
    return one.sender, min(mine, author, key=ROLES.index)


def erase(batch: Batch, row: Row) -> None:
    """Note the erasure that a row of this batch is, if it counts with the role it has now."""
    stamped = _change_of(row)
    if effacement.erases(stamped):
        batch.add_erasure(stamped)


def replaces(offered: Change, stream: str, role: str) -> list[Row]:
    """Give the rows of `replaced` that a change with this role makes."""
    place = {"stream": stream, "table": offered.table, "record": offered.record, "role": role}
    return [
        {**place, "id": old, "field": name}
        for name in offered.fields
        for old in dict.fromkeys(offered.over.get(name, ()))
        if old != offered.id
    ]


def _again(batch: Batch, stored: Row) -> None:
    """Give a stored change out again, as it is now, at the next seq of its stream."""
    flow = batch.flows[stored["stream"]]
    flow.head += 1
    flow.chain = link(flow.chain, flow.head, stored["id"], RESTAMP, stored["digest"])
    batch.restamps.append({"stream": stored["stream"], "seq": flow.head, "id": stored["id"], "chain": flow.chain})


def _change_of(row: Row) -> Change:
    """Read a row that is about to be written as a change with its stamps."""
    return change_from_wire(
        {
            **{key: row[key] for key in ("id", "table", "record", "stream", "at", "by", "commune", "geste", *_STAMPS)},
            **{key: json.loads(row[key]) for key in ("set", "over", "stub", "refused")},
        }
    )
