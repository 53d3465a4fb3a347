"""What a conflict card shows: each field that disagrees, its values, and the last one that all their authors saw.

changes of one record ──differends──▶ base / versions, field by field
what a person chose   ──decision────▶ one Edit that names every head (rule 1)
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pvd_tui.changes.change import ARCHIVE, PREFECTURE, Change, Json
from pvd_tui.changes.edit import Edit
from pvd_tui.changes.fold import Desaccord, Folded, Nature, effective, gather, same


class Base(StrEnum):
    """What is known of the value that all sides started from."""

    CONNUE = "connue"
    ABSENTE = "absente"
    """The sides saw nothing in common: the field was empty, or the record was made twice."""
    NON_RECUE = "non reçue"
    """There is one, and this laptop never had its value, or it was erased."""


@dataclass(frozen=True, slots=True)
class Version:
    """One of the values of a field, and the change that says it."""

    valeur: Json
    change: Change


@dataclass(frozen=True, slots=True)
class Differend:
    """A field, or the archiving of the record, on which people disagree."""

    champ: str
    nature: Nature
    versions: tuple[Version, ...]
    """Each value once, the shown one first; on a proposal, the préfecture's own first."""
    base: Base
    avant: Version | None = None
    """The value that all of them saw, where it is known."""
    depuis: tuple[str, ...] = ()
    """Of an archived record: the fields that were written without having seen that it was archived."""
    prefecture: bool = False
    """Whether only the préfecture can decide: a value of its own stands (rule 4)."""


def differends(changes: Iterable[Change], folded: Folded, owned: Collection[str] = ()) -> tuple[Differend, ...]:
    """Say what a person must decide about a record; what waits for a synchronisation is left out."""
    log = gather(changes)
    asked = [d for d in folded.desaccords if d.nature is not Nature.ATTENTE]
    about_archive = [d for d in asked if d.nature is Nature.ARCHIVE or d.champ == ARCHIVE]
    fields = [_of_field(d, folded, log, owned) for d in asked if d not in about_archive]
    return (*([_of_archive(about_archive, log)] if about_archive else []), *fields)


def decision(table: str, record: str, before: Folded, choix: Mapping[str, Json]) -> Edit:
    """Settle several fields at once: one change that names all their heads, as they were displayed.

    An archived record stays archived unless the choice says otherwise; archiving has seen every field (rule 3).
    """
    values = dict(choix)
    if before.archived:
        values.setdefault(ARCHIVE, True)
    archived = values.get(ARCHIVE) is True
    return Edit(table, record, values, {n: before.seen(n) for n in (before.heads if archived else values)})


def _of_field(one: Desaccord, folded: Folded, log: Mapping[str, Change], owned: Collection[str]) -> Differend:
    heads = one.heads
    if one.nature is Nature.PROPOSITION:
        heads = (*folded.shown.get(one.champ, ())[:1], *heads)
    said = [log[i] for i in heads if i in log and one.champ in log[i].set]
    base, before = _base(one.champ, heads, log)
    held = one.champ in owned and any(change.role == PREFECTURE for change in said)
    return Differend(one.champ, one.nature, _distinct(one.champ, said), base, before, prefecture=held)


def _of_archive(some: Iterable[Desaccord], log: Mapping[str, Change]) -> Differend:
    """Join all that disagrees about archiving: one answer settles it."""
    some = list(some)
    heads = [log[i] for i in dict.fromkeys(i for d in some for i in d.heads) if i in log]
    versions = [Version(c.set[ARCHIVE], c) for c in heads if ARCHIVE in c.set]
    since = sorted((c for c in heads if ARCHIVE not in c.set), key=effective, reverse=True)
    versions += [Version(valeur=False, change=change) for change in since]
    values: dict[bool, Version] = {}
    for version in versions:
        values.setdefault(version.valeur is True, version)
    written = tuple(d.champ for d in some if d.champ != ARCHIVE)
    return Differend(ARCHIVE, Nature.ARCHIVE, tuple(values.values()), Base.ABSENTE, depuis=written)


def _distinct(champ: str, changes: Iterable[Change]) -> tuple[Version, ...]:
    found: list[Version] = []
    for change in changes:
        if not any(same(change.set[champ], known.valeur) for known in found):
            found.append(Version(change.set[champ], change))
    return tuple(found)


def _base(champ: str, heads: Iterable[str], log: Mapping[str, Change]) -> tuple[Base, Version | None]:
    """Find the last change of a field that the authors of all its heads had seen."""
    seen = [_seen(champ, head, log) for head in heads]
    common = set.intersection(*seen) if seen else set()
    if not common:
        return Base.ABSENTE, None
    last = common - {i for one in common for i in _seen(champ, one, log) - {one}}
    known = [log[i] for i in last if i in log and champ in log[i].set]
    if not known:
        return Base.NON_RECUE, None
    latest = max(known, key=effective)
    return Base.CONNUE, Version(latest.set[champ], latest)


def _seen(champ: str, head: str, log: Mapping[str, Change]) -> set[str]:
    """Name a change and all those that it, and those it replaced, had seen of a field."""
    found, todo = {head}, [head]
    while todo:
        change = log.get(todo.pop())
        news = set(change.over.get(champ, ())) - found if change else set()
        found |= news
        todo += news
    return found
