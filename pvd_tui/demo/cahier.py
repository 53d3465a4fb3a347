"""What the demonstration writes with: records in a list, a clock that is told the day, chance that repeats itself."""

import random
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Final

from pvd_tui.changes.edit import Edit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pvd_tui.changes.change import Json
    from storage.store import Store

Valeur = str | int | float | bool | date | Enum | Iterable[str] | None
"""What a field may be given; None leaves it out."""


SATURDAY: Final = 5


class Horloge:
    """A clock that moves one millisecond each time somebody looks at it, and to another day when told to."""

    def __init__(self, now: datetime) -> None:
        """Start at the demonstration's present."""
        self.present = now
        self._moment = now

    def __call__(self) -> datetime:
        """Give the time."""
        self._moment += timedelta(milliseconds=1)
        return self._moment

    def go(self, days: float) -> None:
        """Go some days from the present, usually back."""
        self._moment = self.present + timedelta(days=days)


def chance(seed: str) -> Callable[[int], bytes]:
    """Give bytes that are the same for the same seed."""
    return random.Random(seed).randbytes  # noqa: S311 - ids of a demonstration, not secrets


class Cahier:
    """New records of one author, in order, until they are saved together."""

    def __init__(self, store: "Store", today: date) -> None:
        """Write for this store, around this day."""
        self.today = today
        self._store = store
        self._edits: list[Edit] = []

    def add(self, table: str, /, **values: Valeur) -> str:
        """Add a record and give its id: its natural one where it has one."""
        said = _said(values)
        return self._add(table, self._store.record_id(table, said), said)

    def add_as(self, table: str, record: str, /, **values: Valeur) -> str:
        """Add a record whose id is a code."""
        return self._add(table, record, _said(values))

    def _add(self, table: str, record: str, said: "Mapping[str, Json]") -> str:
        self._edits.append(Edit(table, record, said))
        return record

    def save(self, titre: str) -> None:
        """Save what was added as one gesture."""
        self._store.save(self._edits, titre)
        self._edits = []

    def day(self, days: int) -> date:
        """Give the day some days from today."""
        return self.today + timedelta(days=days)

    def weekday(self, days: int) -> date:
        """Give a day some days from today on which people work: a Monday rather than a week-end."""
        day = self.day(days)
        return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= SATURDAY else 0)

    def past(self, day: date) -> date | None:
        """Give a day that is over, None for one that is to come."""
        return day if day <= self.today else None


def euros(amount: float) -> int:
    """Give euros as cents."""
    return round(amount * 100)


def _said(values: "Mapping[str, Valeur]") -> "dict[str, Json]":
    return {name: _json(value) for name, value in values.items() if value is not None}


def _json(value: Valeur) -> "Json":
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, date):
        return value.isoformat()
    if value is None or isinstance(value, str | int | float):
        return value
    return [str(item) for item in value]
