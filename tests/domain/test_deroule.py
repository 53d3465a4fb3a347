"""The clock of a séance: computed from stamps alone, so that nothing stops it but the end."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pvd_tui.domain.deroule import Point, compteur, duree_prevue, fin_prevue, instant, minutes, part

NOW = datetime(2026, 12, 3, 10, 4, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(2023, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone
DUREES = st.timedeltas(timedelta(0), timedelta(hours=9))


def depuis(**before: float) -> datetime:
    """Give a moment before now."""
    return NOW - timedelta(**before)


@given(MOMENTS)
def test_a_stamp_is_the_moment_of_its_change_to_the_second(at: datetime) -> None:
    """Where both say the same minute; the change alone knows the day and the second."""
    assert instant(f"{at:%H:%M}", at.isoformat(), at + timedelta(days=1)) == at


@given(MOMENTS, st.times())
def test_a_stamp_corrected_by_hand_is_never_after_its_change(at: datetime, stamp: object) -> None:
    """It is the last such hour: of that day, or of the day before."""
    found = instant(f"{stamp:%H:%M}", at.isoformat(), at)
    assert found is not None
    assert f"{found:%H:%M}" == f"{stamp:%H:%M}"
    assert timedelta(0) <= at - found <= timedelta(days=1)


def test_an_unreadable_stamp_is_no_moment() -> None:
    """It makes no timer fail."""
    assert instant("neuf heures", "", NOW) is None
    assert instant("25:00", NOW.isoformat(), NOW) is None
    assert instant("09:00", "", NOW) == NOW.replace(hour=9, minute=0)


@given(DUREES, st.integers(1, 240))
def test_what_is_spent_and_what_is_left_make_what_was_planned(spent: timedelta, duree: int) -> None:
    """Left and over are never both there, and neither is ever less than nothing."""
    point = Point("p", "OPAH-RU", duree, debut=NOW - spent)
    left, over = point.reste(NOW), point.depassement(NOW)
    assert point.ecoule(NOW) + left - over == timedelta(minutes=duree)
    assert min(left, over) == timedelta(0)
    assert 0 <= part(point, NOW) <= 1


@given(DUREES, DUREES, st.integers(0, 3_600))
def test_time_does_not_pass_while_suspended(spent: timedelta, stopped: timedelta, before: int) -> None:
    """However long the séance is stopped, the point has taken what it had taken."""
    begun = NOW - spent - stopped
    point = Point("p", "", 30, debut=begun, suspendu=NOW - stopped, suspension=before)
    assert point.ecoule(NOW) == point.ecoule(NOW - stopped) == max(timedelta(0), spent - timedelta(seconds=before))


def test_a_clock_put_back_counts_nothing() -> None:
    """A point begun in the future has taken no time."""
    point = Point("p", "", 30, debut=NOW + timedelta(minutes=3))
    assert (point.ecoule(NOW), compteur(point, NOW)) == (timedelta(0), "00:00/30:00")


def test_the_counter_says_when_it_is_over() -> None:
    """With a sign and words for who sees no colour."""
    assert compteur(Point("p", "", 15, debut=depuis(minutes=12, seconds=40)), NOW) == "12:40/15:00"
    assert compteur(Point("p", "", 15, debut=depuis(minutes=18, seconds=10)), NOW) == "18:10/15:00 ▲ +3:10"
    assert compteur(Point("p", "", None, debut=depuis(hours=1, minutes=2)), NOW) == "1:02:00"
    assert minutes(timedelta(seconds=59.9)) == "00:59"


def test_the_end_is_now_and_what_is_left() -> None:
    """Points that are done count for nothing, late ones push the end; without durations there is no end."""
    done = Point("1", "", 60, debut=depuis(minutes=50), fin=depuis(minutes=30))
    now = Point("2", "", 15, debut=depuis(minutes=10))
    late = Point("2", "", 15, debut=depuis(minutes=40))
    then = Point("3", "", 45)
    assert fin_prevue([done, now, then], NOW) == NOW + timedelta(minutes=50)
    assert fin_prevue([done, late, then], NOW) == NOW + timedelta(minutes=45)
    assert fin_prevue([done, Point("4", "")], NOW) is None
    assert duree_prevue([done, now, then]) == timedelta(hours=2)
