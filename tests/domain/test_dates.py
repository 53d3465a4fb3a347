"""Dates: what people type becomes a day, and what is shown can be typed again."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pvd_tui.domain.dates import DateError, deadline, long_date, plus_months, read_date, show_date

SUNDAY = date(2026, 11, 22)
DAYS = st.dates(date(1900, 1, 1), date(2199, 12, 31))


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("15/9/23", date(2023, 9, 15)),
        ("15/09/2023", date(2023, 9, 15)),
        ("15.09.2023", date(2023, 9, 15)),
        ("15 9 2023", date(2023, 9, 15)),
        ("2023-09-15", date(2023, 9, 15)),
        ("15 septembre 2023", date(2023, 9, 15)),
        ("15 sept. 2023", date(2023, 9, 15)),
        ("1er août 2024", date(2024, 8, 1)),
        ("vendredi 15 septembre 2023", date(2023, 9, 15)),
        ("15/9", date(2026, 9, 15)),
        ("15/12", date(2026, 12, 15)),
        ("15/1", date(2027, 1, 15)),
        ("29/2", date(2028, 2, 29)),
        ("fin mars", date(2027, 3, 31)),
        ("Fin février 2028", date(2028, 2, 29)),
        ("mi-mars", date(2027, 3, 15)),
        ("début décembre", date(2026, 12, 1)),
        ("fin 2026", date(2026, 12, 31)),
        ("sept. 2026", date(2026, 9, 30)),
        ("Février 2028", date(2028, 2, 29)),
        ("T3 2027", date(2027, 9, 30)),
        ("t4", date(2026, 12, 31)),
        ("S1 2023", date(2023, 6, 30)),
        ("ven", date(2026, 11, 27)),
        ("dimanche", date(2026, 11, 29)),
        ("mar", date(2026, 11, 24)),
        ("+2s", date(2026, 12, 6)),
        ("-3j", date(2026, 11, 19)),
        ("+3m", date(2027, 2, 22)),
        ("+1a", date(2027, 11, 22)),
        ("aujourd’hui", SUNDAY),
        ("demain", date(2026, 11, 23)),
    ],
)
def test_dates_are_read_as_people_write_them(typed: str, day: date) -> None:
    """Numbers, words, quarters, weekdays, delays; without a year, the nearest such day."""
    assert read_date(typed, SUNDAY) == day


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("31/02/2024", "Le 31/02/2024 n’existe pas : février 2024 s’arrête au 29."),
        ("29/02/2023", "février 2023 s’arrête au 28"),
        ("1/13", "Le mois 13 n’existe pas"),
        ("0/5", "n’existe pas"),
        ("15/9/0223", "L’année 223 est hors limites"),
        ("T5", "de T1 à T4"),
        ("S3 2024", "de S1 à S2"),
        ("lundi 15 septembre 2023", "Le 15/09/2023 est un vendredi"),
        ("15 brumaire", "n’est pas un mois"),
        ("+9999a", "hors limites"),
        ("bientôt", "n’est pas une date"),
        ("", "n’est pas une date"),
    ],
)
def test_what_is_not_a_date_is_refused_in_french(typed: str, said: str) -> None:
    """The sentence says why."""
    with pytest.raises(DateError) as refused:
        read_date(typed, SUNDAY)
    assert said in str(refused.value)


@given(day=DAYS, today=DAYS)
def test_what_is_shown_can_be_typed_again(day: date, today: date) -> None:
    """Short, long and ISO forms are read back, whatever the day."""
    for written in (show_date(day), long_date(day), day.isoformat()):
        assert read_date(written, today) == day


@given(day=DAYS, today=DAYS)
def test_a_day_without_a_year_is_the_nearest_one(day: date, today: date) -> None:
    """It has that day and month, and is never much more than half a year away (leap days apart)."""
    read = read_date(f"{day.day}/{day.month}", today)

    assert (read.day, read.month) == (day.day, day.month)
    if date(1901, 1, 1) < today < date(2198, 12, 31) and (day.day, day.month) != (29, 2):
        assert abs((read - today).days) <= 183


def test_of_two_days_as_near_the_later_one_is_meant() -> None:
    """On 1/12/2023, both 1/6 are 183 days away: an échéance is more often to come."""
    assert read_date("1/6", date(2023, 12, 1)) == date(2024, 6, 1)


@given(typed=st.text(alphabet="0123456789/-+. jsmatTSfinévrdou", max_size=20) | st.text(max_size=20), today=DAYS)
def test_any_text_is_a_date_or_a_french_sentence(typed: str, today: date) -> None:
    """Nothing else ever comes out."""
    answer = _answer(typed, today)
    assert answer.endswith(".") if isinstance(answer, str) else answer.year >= 1900


def _answer(typed: str, today: date) -> date | str:
    """Give the day, or the sentence."""
    try:
        return read_date(typed, today)
    except DateError as error:
        return str(error)


@given(day=st.dates(), months=st.integers(0, 600))
def test_a_delay_ends_on_the_same_day_of_the_month_or_on_its_last(day: date, months: int) -> None:
    """And one that leaves the calendar never ends."""
    end = deadline(day, months)

    assert end >= day
    assert end.day <= day.day or end == date.max


def test_a_month_later_than_the_31st_is_the_last_day() -> None:
    """18 months from 31/08/2021 end on 28/02/2023."""
    assert plus_months(date(2021, 8, 31), 18) == date(2023, 2, 28)
