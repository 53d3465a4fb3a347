"""« À faire » as a calendar file (.ics) that Outlook, Thunderbird or a telephone reads.

One all-day event a line that has a day; its UID is the line's own name, so that a second import moves events
instead of doubling them.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from pvd_tui.domain.a_faire import AFaire

_DOMAIN = "pvd-tui"


def agenda(lines: Iterable[AFaire], communes: dict[str, str], now: datetime) -> bytes:
    """Write the lines that have a day; `communes` names the communes by their code, `now` is the file's own time."""
    from icalendar import Alarm, Calendar, Event  # noqa: PLC0415 - only when a calendar is written

    calendar = Calendar()
    calendar.add("prodid", "-//pvd-tui//À faire//FR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "PVD : à faire")
    for line in lines:
        if line.jour is None:
            continue
        event = Event()
        event.add("uid", f"{line.cle.replace(':', '-').replace(' ', '-')}@{_DOMAIN}")
        event.add("dtstamp", now)
        event.add("dtstart", line.jour)
        event.add("dtend", line.jour + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
        event.add("summary", " : ".join(part for part in (communes.get(line.commune or ""), line.titre) if part))
        event.add("description", line.quoi)
        event.add("categories", [str(line.sorte)])
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", line.quoi)
        alarm.add("trigger", timedelta(days=-7))
        event.add_component(alarm)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
