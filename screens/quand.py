"""Moments in a few words, as one says them: « hier 17:48 », « 03/12 »."""

from datetime import date, datetime


def read(day: str) -> date | None:
    """Read a date as the store keeps it, or None: a row shows what the changes say, whatever they say."""
    try:
        return date.fromisoformat(day)
    except ValueError:
        return None


def bref(day: str, today: date) -> str:
    """Write a date in eight cells at most: « 03/12 » this year, « 03/12/25 » else; what is no date, as it stands."""
    moment = read(day)
    if moment is None:
        return day
    return f"{moment:%d/%m}" if moment.year == today.year else f"{moment:%d/%m/%y}"


def quand(at: str, today: date) -> str:
    """Say when in a few words: « aujourd'hui 14:02 », « hier 17:48 », « le 12/11 »."""
    moment = datetime.fromisoformat(at).astimezone()
    days = (today - moment.date()).days
    if days in {0, 1}:
        return f"{'aujourd' + chr(39) + 'hui' if not days else 'hier'} {moment:%H:%M}"
    return f"le {moment:%d/%m/%Y}" if moment.year != today.year else f"le {moment:%d/%m}"
