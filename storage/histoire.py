"""The history of a whole fiche: who wrote what, when, in it and in what belongs to it; as it was at a moment.

    evenements   every field ever written, newest first, with what it replaced
    etat         the values of each record of the fiche at a moment
    revenir      the ordinary changes that make a field, or the whole fiche, what it was then (undoable)

A moment is an author's time. A value that this laptop never received (a first sync leaves replaced ones out) is never
replaced by nothing: the field is left as it is, and listed.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pvd_tui.changes.change import ARCHIVE, EFFACE, Change, Json
from pvd_tui.changes.edit import Edit, archive, edit, restore
from pvd_tui.changes.fold import fold, same
from pvd_tui.domain.entity import FUSION
from pvd_tui.domain.tables import TABLES, children
from storage.copie import lire
from storage.errors import RefusError
from storage.fige import champ_fige, check_archive

if TYPE_CHECKING:
    from storage.fiche import Fiche
    from storage.store import Saved, Store

_HORS: Final = frozenset({ARCHIVE, EFFACE, FUSION})


@dataclass(frozen=True, slots=True)
class Evenement:
    """One field written by one change."""

    change: Change
    champ: str
    avant: tuple[Json, ...]
    """The values it replaced, as far as this laptop knows them."""
    connue: bool
    """Whether the value written is known: an erased one, or one left out of a first sync, is not."""

    @property
    def apres(self) -> Json:
        """Give the value written."""
        return self.change.set.get(self.champ)


@dataclass(frozen=True, slots=True)
class Ecart:
    """A field of a record that is not the same at two moments."""

    table: str
    record: str
    champ: str
    avant: Json
    apres: Json


@dataclass(frozen=True, slots=True)
class Etat:
    """A record at a moment."""

    existe: bool
    """Written by then, and not archived."""
    values: dict[str, Json]
    inconnus: frozenset[str]
    """Fields whose value of then this laptop never received."""


@dataclass(frozen=True, slots=True)
class Retour:
    """What going back to a moment would do: the edits, and the fields it leaves alone."""

    edits: tuple[Edit, ...]
    laisses: tuple[tuple[str, str, str], ...]
    """(table, record, field) of what cannot be told or can no longer be written."""


def famille(store: "Store", table: str, record: str) -> list[tuple[str, str]]:
    """List a record and all that belongs or belonged to it, archived or not, parents first."""
    found = [(table, record)]
    for name in children(table):
        for row in store.rows.page(name, {table: record}, order=(("id", False),), archived=None):
            found += famille(store, name, str(row["id"]))
    return found


def evenements(store: "Store", table: str, record: str, *, enfants: bool = True) -> list[Evenement]:
    """List all that was ever written in a fiche, newest first."""
    keys = famille(store, table, record) if enfants else [(table, record)]
    found: list[Evenement] = []
    for key in keys:
        changes = store.history.of(*key)
        known = {change.id: change for change in changes}
        found += [event for change in changes for event in _fields(change, known)]
    return sorted(found, key=lambda one: (one.change.at, one.change.id), reverse=True)


def moments(events: "list[Evenement]") -> list[str]:
    """List the moments at which something was written, newest first."""
    return list(dict.fromkeys(event.change.at for event in events))


def etat(store: "Store", table: str, record: str, at: str) -> Etat:
    """Give a record as it was at a moment, that moment's changes included."""
    changes = [change for change in store.history.of(table, record) if change.at <= at]
    folded = fold(changes, _owned(store, table))
    known = {change.id: change for change in changes}
    missing = {
        name
        for name, heads in folded.heads.items()
        if any(i in known and name not in known[i].set for i in heads[:1]) and name not in _HORS
    }
    values = {name: value for name, value in folded.values.items() if name not in _HORS and name not in missing}
    return Etat(bool(changes) and not folded.archived, values, frozenset(missing))


def comparer(store: "Store", table: str, record: str, avant: str, apres: str) -> list[Ecart]:
    """List what differs in a whole fiche between two moments."""
    found: list[Ecart] = []
    for key in famille(store, table, record):
        old, new = etat(store, *key, avant), etat(store, *key, apres)
        before, after = (one.values if one.existe else {} for one in (old, new))
        for name in dict.fromkeys([*before, *after]):
            unknown = name in old.inconnus or name in new.inconnus
            if not unknown and not same(before.get(name), after.get(name)):
                found.append(Ecart(*key, name, before.get(name), after.get(name)))
    return found


def prevoir(
    store: "Store", table: str, record: str, at: str, champs: Collection[str] = (), *, enfants: bool = True
) -> Retour:
    """Say what going back to a moment would do: of the whole fiche, or of some of its fields only."""
    edits: list[Edit] = []
    left: list[tuple[str, str, str]] = []
    keys = famille(store, table, record) if enfants and not champs else [(table, record)]
    for key in keys:
        some, others = _retour(store, lire(store, *key), at, champs)
        edits += some
        left += [(*key, name) for name in others]
    return Retour(tuple(edits), tuple(left))


def revenir(
    store: "Store", table: str, record: str, at: str, champs: Collection[str] = (), *, enfants: bool = True
) -> "tuple[Saved | None, Retour]":
    """Go back to a moment, in one gesture that undo takes back; nothing is written where nothing differs."""
    with store.transaction():
        plan = prevoir(store, table, record, at, champs, enfants=enfants)
        if not plan.edits:
            return None, plan
        return store.save(plan.edits, "Revenir à un état antérieur"), plan


def _fields(change: Change, known: dict[str, Change]) -> Iterator[Evenement]:
    for name in change.fields:
        before = [known[i].set[name] for i in change.over.get(name, ()) if i in known and name in known[i].set]
        once = tuple(value for n, value in enumerate(before) if not any(same(value, other) for other in before[:n]))
        yield Evenement(change, name, once, connue=name in change.set)


def _retour(store: "Store", now: "Fiche", at: str, champs: Collection[str]) -> tuple[list[Edit], list[str]]:
    """Give the edits that make one record what it was, and the fields that stay."""
    then = etat(store, now.table, now.record, at)
    if not then.existe:
        if champs:
            raise RefusError("Cette fiche n'existait pas à ce moment-là. Rien n'a été modifié.")
        if now.folded.archived or _retenue(store, now):
            return [], [ARCHIVE] if not now.folded.archived else []
        return [archive(now.table, now.record, now.folded)], []
    wanted = champs or dict.fromkeys([*then.values, *now.values])
    free = [name for name in wanted if _restorable(now, name) and name not in then.inconnus]
    differ = [name for name in free if not same(now.values.get(name), then.values.get(name))]
    fixed = [name for name in differ if champ_fige(store, now.table, name, now.values)]
    change = edit(
        now.table, now.record, now.folded, {name: then.values.get(name) for name in differ if name not in fixed}
    )
    left = [*fixed, *(name for name in wanted if name in then.inconnus)]
    edits = [change] if change else []
    if now.folded.archived:
        edits = [_reopened(now, change)]
    return edits, left


def _retenue(store: "Store", now: "Fiche") -> bool:
    """Say whether what was voted or signed since keeps a record from leaving."""
    try:
        check_archive(store, now.table, now.values)
    except RefusError:
        return True
    return False


def _reopened(now: "Fiche", change: Edit | None) -> Edit:
    """Bring an archived record back with its values of then, in one change."""
    back = restore(now.table, now.record, now.folded)
    if change is None:
        return back
    return Edit(now.table, now.record, {**back.set, **change.set}, {**back.seen, **change.seen})


def _restorable(now: "Fiche", name: str) -> bool:
    """Say whether a field may go back: its place never changes, and a field of a newer program is not known here."""
    cls = TABLES[now.table]
    return name in cls.model_fields and name not in {cls.parent, cls.lead, *_HORS}


def _owned(store: "Store", table: str) -> frozenset[str]:
    plan = store.plans.get(table)
    return frozenset(plan.prefecture) if plan else frozenset()
