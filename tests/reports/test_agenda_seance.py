"""The date of the next séance as a calendar file: read again by a parser, moved and never doubled."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from icalendar import Calendar

from pvd_tui.reports.agenda_seance import prochaine
from pvd_tui.reports.fichier import SortieError
from storage.store import Store


@pytest.fixture
def store() -> Store:
    """Give an empty store of the Aisne."""
    drawn = iter(range(1, 10_000))
    return Store.open(
        ":memory:",
        clock=lambda: datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
        entropy=lambda size: next(drawn).to_bytes(size, "big"),
    )


def seance(store: Store, **champs: str) -> str:
    """Make a séance."""
    return store.create("seance_club", {"departement": "02", **champs})


def event(made: bytes) -> Any:  # noqa: ANN401 - icalendar's own
    """Read the only event of a file."""
    (found,) = Calendar.from_ical(made).walk("VEVENT")
    return found


def test_a_day_that_nothing_is_prepared_for_is_a_whole_day(store: Store) -> None:
    """The same file again has the same name: it moves the event."""
    held = seance(store, titre="Club d'avril", date="2026-04-14", prochaine_date="2026-12-03")
    first = event(prochaine(store, held))
    assert first.decoded("dtstart") == date(2026, 12, 3)
    assert first["uid"] == event(prochaine(store, held))["uid"]


def test_the_seance_that_is_prepared_for_that_day_gives_its_hours_and_its_place(store: Store) -> None:
    """Nine in Paris is eight in UTC, in December."""
    held = seance(store, titre="Club d'avril", date="2026-04-14", prochaine_date="2026-12-03")
    seance(store, titre="Club de décembre", date="2026-12-03", heure_debut="09:00", lieu="Familistère")
    found = event(prochaine(store, held))
    assert found.decoded("dtstart") == datetime(2026, 12, 3, 8, 0, tzinfo=UTC)
    assert "Club de décembre" in str(found["summary"])
    assert "Familistère" in str(found["location"])


def test_a_seance_that_says_no_date_makes_no_file(store: Store) -> None:
    """In French: what is missing."""
    with pytest.raises(SortieError, match="ne dit pas la date"):
        prochaine(store, seance(store, titre="Club d'avril"))
