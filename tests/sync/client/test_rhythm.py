"""When a laptop tries: soon after a save, regularly, and within about a minute of the network's return."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sync.rhythm import EVERY, LONGEST_WAIT, Passe, next_try

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_the_first_try_is_at_opening() -> None:
    """Nothing is waited for when the program opens."""
    assert next_try(Passe(NOON), 0.5) == NOON


def test_a_save_leaves_after_thirty_seconds_and_idleness_after_fifteen_minutes() -> None:
    """A save brings the next try forward; without one the regular rhythm holds."""
    assert next_try(Passe(NOON, succes=NOON), 0.5) == NOON + EVERY
    saved = Passe(NOON, succes=NOON, sauvegarde=NOON + timedelta(minutes=2))
    assert next_try(saved, 0.5) == NOON + timedelta(minutes=2, seconds=30)
    late = Passe(NOON, succes=NOON, sauvegarde=NOON + timedelta(minutes=14, seconds=50))
    assert next_try(late, 0.5) == NOON + EVERY
    old = Passe(NOON, succes=NOON, sauvegarde=NOON - timedelta(minutes=1))
    assert next_try(old, 0.5) == NOON + EVERY


@given(st.integers(1, 10_000), st.floats(0, 1))
def test_while_the_network_is_away_the_next_try_is_never_more_than_a_minute_off(echecs: int, chance: float) -> None:
    """However many tries failed, work leaves within about a minute of the network's return."""
    due = next_try(Passe(NOON, succes=NOON, echec=NOON, echecs=echecs), chance)
    assert due is not None
    assert timedelta(0) < due - NOON <= timedelta(seconds=LONGEST_WAIT)


def test_laptops_that_lost_the_same_link_do_not_come_back_together() -> None:
    """Chance spreads the tries."""
    lost = Passe(NOON, echec=NOON, echecs=5)
    assert next_try(lost, 0.0) != next_try(lost, 1.0)


def test_on_a_phone_link_only_a_key_synchronises() -> None:
    """« Manuel » never tries by itself."""
    assert next_try(Passe(NOON), 0.5, manuel=True) is None
