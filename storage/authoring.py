"""From edits to changes: an id, a time, a place, and all that was seen.

The only place where this laptop makes changes.
"""

import re
import sqlite3
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from pvd_tui.changes.change import ARCHIVE, EFFACE, Change, Json
from pvd_tui.changes.edit import Edit, over
from pvd_tui.changes.fold import EMPTY, Folded
from storage import log, territory
from storage.errors import RefusError
from storage.plan import GESTE, TablePlan
from storage.projection import Projection
from storage.territory import Territory

MAX_BYTES: Final = 60_000
"""The most that the fields of one change may weigh, as JSON: what every server takes."""

_KEPT: Final = frozenset("\n\t")
_NAMES: Final = re.compile("«.*»", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes on this laptop, with what clock and what source of ids."""

    device: str
    role: str
    departement: str | None
    new_id: Callable[[], str]
    now: Callable[[], str]


@dataclass(slots=True)
class Subject:
    """A record being written: where it belongs, and every change of it that counts."""

    place: Territory
    changes: list[Change]
    new: bool


class Authoring:
    """One gesture being written; lives as long as one save, inside its transaction."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        plans: Mapping[str, TablePlan],
        projection: Projection,
        author: Author,
        why_closed: Callable[[str, str | None], str | None],
    ) -> None:
        """Write for this author into the store behind the connection."""
        self._connection = connection
        self._plans = plans
        self._projection = projection
        self._author = author
        self._why_closed = why_closed
        self.subjects: dict[tuple[str, str], Subject] = {}
        self.made: list[Change] = []

    def add(self, edits: Sequence[Edit]) -> None:
        """Make the changes that say these edits.

        Raises RefusError where a record is archived, has no place, or a value is too long.
        """
        for one in edits:
            plan = self._plans.get(one.table)
            if plan is None:
                raise RefusError(f"« {one.table} » n'est pas un type de fiche connu. Rien n'a été enregistré.")
            self._add(plan, one)

    def group(self, titre: str | None) -> None:
        """Put a geste row before the changes of a gesture that has several, one in each stream (rule 6)."""
        if len(self.made) < 2 or any(s.place.restreint for s in self.subjects.values()):  # noqa: PLR2004 - one change is its own gesture
            return
        grouped: list[Change] = []
        for stream in dict.fromkeys(change.stream for change in self.made):
            some = [change for change in self.made if change.stream == stream]
            row = self._geste(stream, some, titre)
            grouped += [row, *(replace(change, geste=row.record) for change in some)]
        self.made = grouped
        ids = {change.id for change in self.made}
        for subject in self.subjects.values():
            subject.changes = [c for c in subject.changes if c.id not in ids]
        for change in self.made:
            self.subjects[(change.table, change.record)].changes.append(change)

    def _add(self, plan: TablePlan, one: Edit) -> None:
        values = {name: clean(value) for name, value in one.set.items()}
        subject = self._subject(plan, one.record, values)
        self._check_parent(plan, values, subject)
        before = self._before(subject.changes)
        if before.archived and ARCHIVE not in values and EFFACE not in values:
            raise RefusError("Cette fiche est archivée. Rien n'a été modifié. Restaurez-la avant de la modifier.")
        known = {change.id: change for change in (*subject.changes, *self._withdrawn(one.table, one.record))}
        change = self._change(one.table, one.record, values, over(one.seen, known.get, before.erasures), subject.place)
        _check_size(change)
        subject.changes.append(change)
        self.made.append(change)

    def _check_parent(self, plan: TablePlan, values: Mapping[str, Json], subject: Subject) -> None:
        """Refuse to hang what travels below what stays: its next edits would tell of a restreint record (rule 7)."""
        parent = values.get(plan.parent) if plan.parent else None
        if plan.parent and isinstance(parent, str) and not subject.place.restreint:
            above = territory.of_record(self._connection, plan.parent, parent)
            if above is not None and above.restreint:
                raise RefusError(
                    "Cette fiche est transmise, et celle à laquelle vous la rattachez reste sur cet ordinateur. "
                    "Rien n'a été modifié. Rendez celle-ci visible d'abord."
                )

    def _withdrawn(self, table: str, record: str) -> list[Change]:
        """Give what the server refused of a record: a form opened before may still show it (rule 2)."""
        return log.withdrawn(self._connection, table, record) if self._projection.refused else []

    def _before(self, changes: list[Change]) -> Folded:
        """Fold what bears on whether and how a record may be written; nearly always there is nothing to fold."""
        if any(ARCHIVE in change.fields or EFFACE in change.fields for change in changes):
            return self._projection.read(changes[0].table, changes)
        return EMPTY

    def _subject(self, plan: TablePlan, record: str, values: Mapping[str, Json]) -> Subject:
        key = (plan.table, record)
        if key not in self.subjects:
            place = territory.of_record(self._connection, *key)
            if place is None:
                self.subjects[key] = Subject(self._place(plan, record, values), [], new=True)
            else:
                self.subjects[key] = Subject(place, log.of_record(self._connection, *key), new=False)
            self._check_open(self.subjects[key].place)
        return self.subjects[key]

    def _check_open(self, place: Territory) -> None:
        """Refuse to write where the grant is still being read, or no longer reads."""
        closed = self._why_closed(place.stream, place.commune)
        if closed:
            raise RefusError(closed)

    def _place(self, plan: TablePlan, record: str, values: Mapping[str, Json]) -> Territory:
        parent = values.get(plan.parent) if plan.parent else None
        above = self.subjects.get((plan.parent, parent)) if plan.parent and isinstance(parent, str) else None
        lead = values.get(plan.lead) if plan.lead else None
        if above is not None and above.place.stream != territory.NATIONAL and not lead:
            return above.place._replace(restreint=above.place.restreint or plan.restreint)
        return territory.of_new(self._connection, plan, record, values, self._author.departement)

    def _geste(self, stream: str, some: Sequence[Change], titre: str | None) -> Change:
        communes = {change.commune for change in some}
        place = Territory(stream, communes.pop() if len(communes) == 1 else None)
        record = self._author.new_id()
        values: dict[str, Json] = {
            "titre": _without_names(titre) or "Modification de plusieurs fiches",
            "nombre": len(some),
        }
        row = self._change(GESTE, record, values, {}, place)
        self.subjects[(GESTE, record)] = Subject(place, [], new=True)
        return replace(row, geste=record)

    def _change(
        self, table: str, record: str, values: Mapping[str, Json], seen: Mapping[str, Sequence[str]], place: Territory
    ) -> Change:
        return Change(
            id=self._author.new_id(),
            table=table,
            record=record,
            set=values,
            over=seen,
            at=self._author.now(),
            by=self._author.device,
            stream=place.stream,
            commune=place.commune,
            role=self._author.role,
        )


def _without_names(titre: str | None) -> str | None:
    """Give a label as it may travel: it is read beyond the territory of what it names, and no erasure reaches it."""
    return _NAMES.sub("« … »", titre) if titre else None


def clean(value: Json) -> Json:
    """Give a value as it is kept: NFC, plain line ends, no control characters (they reach other terminals)."""
    if isinstance(value, str):
        text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n"))
        return "".join(c for c in text if c in _KEPT or unicodedata.category(c) not in {"Cc", "Cs"})
    if isinstance(value, list | tuple):
        return [clean(item) for item in value]
    return value


def _check_size(change: Change) -> None:
    weight = len(log.dumps(change.set).encode())
    if weight > MAX_BYTES:
        raise RefusError(
            f"Ce texte est trop long ({weight // 1000} ko, {MAX_BYTES // 1000} ko au plus). Rien n'a été enregistré ; "
            "raccourcissez-le ou répartissez-le sur plusieurs champs."
        )
