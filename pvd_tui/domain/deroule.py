"""How far a séance has come: time spent and planned, point by point, and when it will end.

Everything is computed from stamps; nothing here is stored, so a timer goes on after a crash as if nothing had been.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

_NUL: Final = timedelta(0)
_MINUTE: Final = timedelta(minutes=1)
_JOUR: Final = timedelta(days=1)


def instant(stamp: str, at: str, now: datetime) -> datetime | None:
    """Give the moment that a stamp « 09:41 » means: that of its change (ISO) where both say the same minute.

    A stamp that was corrected by hand is of the day of the change, or of the day before where it would come after it.
    Without a readable change it is the last such hour before `now`.
    """
    try:
        hour, minute = (int(part) for part in stamp.split(":"))
        written = datetime.fromisoformat(at).astimezone(now.tzinfo) if at else now
        said = written.replace(hour=hour, minute=minute, second=0, microsecond=0)
    except ValueError:
        return None
    if at and said <= written < said + _MINUTE:
        return written
    return said if said <= written else said - _JOUR


def secondes(duree: timedelta) -> int:
    """Give a time in whole seconds, never less than none."""
    return max(0, round(duree.total_seconds()))


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the ordre du jour, as the clock sees it."""

    id: str
    titre: str
    duree: int | None = None
    """Minutes planned."""
    debut: datetime | None = None
    fin: datetime | None = None
    suspendu: datetime | None = None
    """Since when its timer is stopped."""
    suspension: int = 0
    """Seconds it was stopped before."""

    @property
    def prevu(self) -> timedelta | None:
        """Give the time planned, None if nobody said."""
        return timedelta(minutes=self.duree) if self.duree else None

    def ecoule(self, now: datetime) -> timedelta:
        """Give the time spent on it, without its suspensions; a clock put back gives none."""
        if self.debut is None:
            return _NUL
        end = min(one for one in (self.fin, self.suspendu, now) if one is not None)
        return max(_NUL, end - self.debut - timedelta(seconds=self.suspension))

    def reste(self, now: datetime) -> timedelta:
        """Give the time planned that is left."""
        if self.prevu is None or self.fin is not None:
            return _NUL
        return max(_NUL, self.prevu - self.ecoule(now))

    def depassement(self, now: datetime) -> timedelta:
        """Give by how much it is over its time."""
        return max(_NUL, self.ecoule(now) - self.prevu) if self.prevu else _NUL


def fin_prevue(points: Sequence[Point], now: datetime) -> datetime | None:
    """Say when the séance will end if every point left takes its time; None where no time left is planned."""
    left = [point for point in points if point.fin is None]
    if not any(point.prevu for point in left):
        return None
    return now + sum((point.reste(now) for point in left), _NUL)


def duree_prevue(points: Iterable[Point]) -> timedelta:
    """Add up the time planned."""
    return sum((point.prevu or _NUL for point in points), _NUL)


def minutes(duree: timedelta) -> str:
    """Write a time as a timer does: « 12:40 », « 1:02:40 » from an hour on."""
    total = int(max(_NUL, duree).total_seconds())
    hours, rest = divmod(total, 3600)
    return f"{hours}:{rest // 60:02d}:{rest % 60:02d}" if hours else f"{rest // 60:02d}:{rest % 60:02d}"


def compteur(point: Point, now: datetime) -> str:
    """Say how a point stands: « 12:40/15:00 », « 18:10/15:00 ▲ +3:10 », « 12:40 » where nothing is planned."""
    spent = minutes(point.ecoule(now))
    if point.prevu is None:
        return spent
    over = point.depassement(now)
    total = f"{spent}/{minutes(point.prevu)}"
    return f"{total} ▲ +{minutes(over).removeprefix('0')}" if over >= timedelta(seconds=1) else total


def part(point: Point, now: datetime) -> float:
    """Give the share of its time that a point has taken, at most 1."""
    if not point.prevu:
        return 0.0
    return min(1.0, point.ecoule(now) / point.prevu)
