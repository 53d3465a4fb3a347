"""Moments in a few words."""

from datetime import date

import pytest

from screens.quand import bref, quand

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2026-11-22T14:02:00+00:00", "aujourd'hui 14:02"),
        ("2026-11-21T17:48:00+00:00", "hier 17:48"),
        ("2026-03-02T08:00:00+00:00", "le 02/03"),
        ("2025-12-31T08:00:00+00:00", "le 31/12/2025"),
    ],
)
def test_a_moment_is_said_as_one_says_it(at: str, words: str) -> None:
    """Today and yesterday by their hour, the rest by the day, the year where it is another one."""
    assert quand(at, TODAY) == words


def test_a_date_is_short() -> None:
    """The year is said where it is not this one; what is no date is shown as it stands."""
    assert (bref("2026-12-03", TODAY), bref("2027-01-09", TODAY)) == ("03/12", "09/01/27")
    assert bref("31 février", TODAY) == "31 février"
