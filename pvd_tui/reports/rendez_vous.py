"""A séance as a calendar file (.ics): read again, it moves the meeting instead of doubling it."""

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from pvd_tui.domain.seance_club import EtatSeance
from pvd_tui.reports.fichier import SortieError
from pvd_tui.reports.seance_faits import minutes

if TYPE_CHECKING:
    from pvd_tui.reports.seance_faits import FaitsSeance

_FUSEAUX: Final = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "977": "America/St_Barthelemy",
    "978": "America/Marigot",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
}
"""The hour of a séance is that of its département."""
_ETATS: Final = {
    EtatSeance.PROJET: "TENTATIVE",
    EtatSeance.CONVOQUEE: "CONFIRMED",
    EtatSeance.TENUE: "CONFIRMED",
    EtatSeance.REPORTEE: "CANCELLED",
    EtatSeance.ANNULEE: "CANCELLED",
}


def rendez_vous(faits: "FaitsSeance", now: datetime) -> bytes:
    """Write the séance; hours as UTC, which every calendar reads. Raises SortieError without a day."""
    from icalendar import Alarm, Calendar, Event  # noqa: PLC0415 - only when a calendar is written

    seance = faits.seance
    if seance.date is None:
        raise SortieError("La séance n'a pas de date : l'agenda n'a pas été écrit. Donnez-lui une date d'abord.")
    calendar = Calendar()
    calendar.add("prodid", "-//pvd-tui//Club//FR")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    event = Event()
    event.add("uid", f"seance-{seance.id}@pvd-tui")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("sequence", int(now.timestamp()) // 60)
    start, end = _bornes(faits, seance.date)
    event.add("dtstart", start)
    if end is not None:
        event.add("dtend", end)
    event.add("summary", " – ".join(part for part in ("Club PVD", seance.titre or "") if part))
    if where := faits.ou():
        event.add("location", where[:1].upper() + where[1:])
    if seance.lien_visio:
        event.add("url", seance.lien_visio)
    event.add("description", _description(faits))
    event.add("status", _ETATS.get(seance.etat, "TENTATIVE") if seance.etat else "TENTATIVE")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", seance.titre or "Club PVD")
    alarm.add("trigger", timedelta(days=-1))
    event.add_component(alarm)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _bornes(faits: "FaitsSeance", day: date) -> tuple[date, date | None]:
    """Give the beginning and the end: the hours, else the whole day; without an end, as long as the points last."""
    seance = faits.seance
    start, end = minutes(seance.heure_debut), minutes(seance.heure_fin)
    if start is None:
        return day, day + timedelta(days=1)
    planned = sum(point.duree or 0 for point in faits.points)
    if end is None and planned:
        end = start + planned
    where = ZoneInfo(_FUSEAUX.get(seance.departement or "", "Europe/Paris"))
    midnight = datetime.combine(day, time(), where)
    first = (midnight + timedelta(minutes=start)).astimezone(UTC)
    return first, (midnight + timedelta(minutes=end)).astimezone(UTC) if end is not None and end > start else None


def _description(faits: "FaitsSeance") -> str:
    """Give the ordre du jour, and the way to come from afar."""
    lines = [
        " ".join(
            part for part in (hour, point.titre or "", f"({point.intervenant})" if point.intervenant else "") if part
        )
        for hour, point in zip(faits.horaires(), faits.points, strict=True)
    ]
    if faits.seance.lien_visio:
        lines.append(f"Visioconférence : {faits.seance.lien_visio}")
    return "\n".join(line.replace("\u00a0", " ") for line in lines)
