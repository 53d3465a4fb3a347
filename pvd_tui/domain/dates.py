"""Dates as French people type and read them (experience.md §5.4, input aids).

`15/9/23`, `15/9` (the nearest one), `15 septembre 2023`, `fin mars`, `mars 2027` and `T3 2027` (their last day),
`S1 2023`, `ven`, `+2s`, `demain`. The day is an argument: nothing here knows what day it is.
"""

import calendar
import re
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Final

from pvd_tui.domain.texte import plain

MOIS: Final = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()  # noqa: SIM905 - reads better
)
JOURS: Final = "lundi mardi mercredi jeudi vendredi samedi dimanche".split()  # noqa: SIM905 - same
_FIRST, _LAST = 1900, 2199
_PLAIN_MOIS: Final = [plain(mois) for mois in MOIS]


class DateError(ValueError):
    """The text is not a date; the message says why, in French."""


def read_date(text: str, today: date) -> date:
    """Read a date, or say in French what is wrong with it."""
    asked = plain(text.replace("-", "/").replace(".", "/")) if re.search(r"\d", text) else plain(text)
    for pattern, reader in _READERS:
        if found := pattern.fullmatch(asked):
            return reader(found, today)
    raise DateError(f"« {text.strip()} » n’est pas une date. Exemples : 15/09/2027, fin mars, T3 2027, +2s.")


def show_date(day: date) -> str:
    """Write a date the short way: 15/09/2023."""
    return f"{day:%d/%m}/{day.year:04d}"


def long_date(day: date) -> str:
    """Write a date the long way: vendredi 15 septembre 2023."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{JOURS[day.weekday()]} {number} {MOIS[day.month - 1]} {day.year}"


def plus_months(day: date, months: int) -> date:
    """Give the same day some months later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not _FIRST <= year <= _LAST:
        raise DateError(f"L’année {year} est hors limites ({_FIRST} à {_LAST}).")
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def deadline(day: date, months: int) -> date:
    """Give the day a delay ends; a delay that ends beyond the calendar never ends."""
    try:
        return plus_months(day, months)
    except DateError:
        return date.max


def _on(year: int, month: int, day: int) -> date:
    """Give a date, or say why there is no such day."""
    if not _FIRST <= year <= _LAST:
        raise DateError(f"L’année {year} est hors limites ({_FIRST} à {_LAST}).")
    if not 1 <= month <= len(MOIS):
        raise DateError(f"Le mois {month} n’existe pas : écrivez le jour, puis le mois, puis l’année.")
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        mois = MOIS[month - 1]
        raise DateError(f"Le {day:02d}/{month:02d}/{year} n’existe pas : {mois} {year} s’arrête au {last}.")
    return date(year, month, day)


def _year(digits: str) -> int:
    """Read a year of two or four digits; two digits are of this century."""
    return int(digits) + 2000 if len(digits) == 2 else int(digits)  # noqa: PLR2004 - « 27 » is 2027


def _nearest(month: int, day: int, today: date) -> date:
    """Give the date of that day and month that is nearest to today; of two, the later one."""
    exists = []
    for year in range(today.year - 4, today.year + 5):
        try:
            exists.append(_on(year, month, day))
        except DateError:
            continue
    if not exists:
        return _on(today.year, month, day)
    return min(exists, key=lambda near: (abs((near - today).days), near < today))


def _next(ends: Iterable[date], today: date) -> date:
    """Give the first of some dates that is not past."""
    return min(end for end in ends if end >= today)


def _end(year: int, month: int) -> date:
    return _on(year, month, calendar.monthrange(year, month)[1] if _FIRST <= year <= _LAST else 1)


def _iso(found: re.Match[str], _today: date) -> date:
    return _on(int(found[1]), int(found[2]), int(found[3]))


def _numbers(found: re.Match[str], today: date) -> date:
    day, month = int(found[1]), int(found[2])
    return _on(_year(found[3]), month, day) if found[3] else _nearest(month, day, today)


def _words(found: re.Match[str], today: date) -> date:
    weekday, month = found[1], _month(found[3])
    day = int(found[2])
    read = _on(_year(found[4]), month, day) if found[4] else _nearest(month, day, today)
    if weekday and not plain(JOURS[read.weekday()]).startswith(weekday):
        raise DateError(f"Le {show_date(read)} est un {JOURS[read.weekday()]}.")
    return read


def _month(word: str) -> int:
    """Find a month by its name or its first letters."""
    found = [index for index, mois in enumerate(_PLAIN_MOIS, 1) if mois.startswith(word)]
    if len(found) != 1:
        raise DateError(f"« {word} » n’est pas un mois.")
    return found[0]


def _part(found: re.Match[str], today: date) -> date:
    """Read « fin mars », « mi-mars 2027 », « début mars »."""
    month = _month(found[2])
    years = [_year(found[3])] if found[3] else [today.year, today.year + 1]
    if found[1] == "fin":
        days = [_end(year, month) for year in years]
    else:
        days = [_on(year, month, 1 if found[1] == "debut" else 15) for year in years]
    return days[0] if found[3] else _next(days, today)


def _month_end(found: re.Match[str], _today: date) -> date:
    """Read « mars 2027 »: its last day, as « T1 2027 » is."""
    return _end(int(found[2]), _month(found[1]))


def _year_end(found: re.Match[str], _today: date) -> date:
    return _on(_year(found[1]), 12, 31)


def _period(found: re.Match[str], today: date) -> date:
    """Read « T3 2027 » and « S1 2027 »: the last day of the quarter or of the half."""
    length, number = (3 if found[1] == "t" else 6), int(found[2])
    if not 1 <= number <= len(MOIS) // length:
        raise DateError("Les trimestres vont de T1 à T4, les semestres de S1 à S2.")
    if found[3]:
        return _end(_year(found[3]), number * length)
    return _next((_end(year, number * length) for year in (today.year, today.year + 1)), today)


def _weekday(found: re.Match[str], today: date) -> date:
    wanted = next(index for index, jour in enumerate(JOURS) if jour.startswith(found[0]))
    return today + timedelta(days=(wanted - today.weekday() - 1) % 7 + 1)


def _offset(found: re.Match[str], today: date) -> date:
    count = int(found[2]) * (-1 if found[1] in "/-" else 1)
    if found[3] in {"m", "a"}:
        return plus_months(today, count * (12 if found[3] == "a" else 1))
    moved = today.toordinal() + count * (7 if found[3] == "s" else 1)
    if not date(_FIRST, 1, 1).toordinal() <= moved <= date(_LAST, 12, 31).toordinal():
        raise DateError(f"Cette date est hors limites ({_FIRST} à {_LAST}).")
    return date.fromordinal(moved)


def _named(found: re.Match[str], today: date) -> date:
    return today + timedelta(days={"hier": -1, "demain": 1}.get(found[0], 0))


_YEAR: Final = r"([0-9]{2}|[0-9]{4})"
_READERS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], date]], ...]] = (
    (re.compile(r"([0-9]{4})/([0-9]{1,2})/([0-9]{1,2})"), _iso),
    (re.compile(rf"([0-9]{{1,2}})[/ ]([0-9]{{1,2}})(?:[/ ]{_YEAR})?"), _numbers),
    (re.compile(rf"(?:([a-z]{{3,8}})[ /]+)?([0-9]{{1,2}})(?:er)?[ /]+([a-z]{{3,9}})[ /]*{_YEAR}?"), _words),
    (re.compile(rf"(fin|mi|debut)[ /]([a-z]{{3,9}})(?: {_YEAR})?"), _part),
    (re.compile(r"fin ([0-9]{4})"), _year_end),
    (re.compile(r"([a-z]{3,9})[ /]+([0-9]{4})"), _month_end),
    (re.compile(rf"([ts]) ?([0-9])(?:[ /]{_YEAR})?"), _period),
    (re.compile("lun(?:di)?|mar(?:di)?|mer(?:credi)?|jeu(?:di)?|ven(?:dredi)?|sam(?:edi)?|dim(?:anche)?"), _weekday),
    (re.compile(r"([+/]) ?([0-9]{1,4}) ?([jsma])"), _offset),
    (re.compile("auj|aujourd hui|demain|hier"), _named),
)
