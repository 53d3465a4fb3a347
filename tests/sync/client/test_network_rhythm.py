"""Nobody presses a key: the laptop is back soon after its network, and does not nag a server that said no."""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.errors import FOR_SOMEBODY, OFFLINE
from sync.rhythm import EVERY, Passe, is_due, next_try

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
TICK = timedelta(seconds=5)
EXCHANGE = timedelta(seconds=3)

TRIES = {
    "refused at once": (0.0, 0.0, 0.0),
    "no route": (3.0, 3.0, 3.0),
    "no answer to a connection": (10.0, 10.0, 10.0),
    "connects, then silence": (10.0, 10.0, 30.0),
    "silence": (30.0,),
}
"""Seconds that each attempt of one try takes while the network is away."""


def back_after(away: timedelta, attempts: Sequence[float], chance: float) -> timedelta:
    """Play a laptop whose network left at noon and returned after `away`; give what passed from then to its success."""
    returned, passe, clock = NOON + away, Passe(NOON, succes=NOON - EVERY), NOON
    while True:
        due = next_try(passe, chance)
        assert due is not None
        clock = NOON + max(math.ceil((due - NOON) / TICK), (clock - NOON) // TICK + 1) * TICK  # a look at the clock
        begun = clock
        for seconds in attempts:
            if clock >= returned:
                return clock + EXCHANGE - returned
            clock += timedelta(seconds=seconds)
        passe = replace(passe, echec=clock, echecs=passe.echecs + 1, debut=begun)


@pytest.mark.parametrize("case", TRIES)
def test_a_laptop_is_back_within_65_seconds_of_its_network(case: str) -> None:
    """100 of 100 chances, for absences of seconds to hours, whatever a try meets meanwhile."""
    absences = [1, 31, 59, 61, 300, 907, 3_600, 4_001, 7_200]
    chances = [number / 99 for number in range(100)]

    slowest = max(back_after(timedelta(seconds=away), TRIES[case], chance) for away in absences for chance in chances)

    assert slowest <= timedelta(seconds=65)


@given(st.integers(1, 100_000), st.floats(0, 1), st.floats(0, 54), st.integers(1, 1000))
def test_whatever_a_try_met_the_next_begins_in_time(away: int, chance: float, lasted: float, echecs: int) -> None:
    """From the start of one try to the start of the next: a minute, less a tick and an exchange."""
    failed = NOON + timedelta(seconds=away + lasted)
    passe = Passe(NOON, echec=failed, echecs=echecs, debut=NOON + timedelta(seconds=away))

    due = next_try(passe, chance)

    assert due is not None
    assert due - failed >= timedelta(seconds=2.5)
    assert due - (NOON + timedelta(seconds=away)) <= timedelta(seconds=59)


@pytest.mark.parametrize("chance", [0.0, 0.5, 1.0])
def test_what_only_somebody_can_clear_is_tried_every_quarter_of_an_hour(chance: float) -> None:
    """A revoked laptop does not knock every minute: F5, the next start, and every 15 minutes."""
    passe = Passe(NOON, echec=NOON, echecs=7, debut=NOON, bloque=True)

    assert next_try(passe, chance) == NOON + EVERY
    assert next_try(Passe(NOON), chance) == NOON


def test_a_refused_key_or_version_or_password_needs_somebody_and_a_network_does_not() -> None:
    """No cause is both; and a refused certificate may be a portal's, which passes."""
    assert {"revoque", "jeton", "expire", "version", "proxy_refuse"} <= FOR_SOMEBODY
    assert {"reseau", "dns", "portail", "occupe", "proxy", "delai"} <= OFFLINE
    assert not FOR_SOMEBODY & OFFLINE
    assert "certificat" not in FOR_SOMEBODY | OFFLINE


@given(st.floats(1, 10_000), st.floats(0, 1), st.integers(1, 100))
def test_what_the_server_asked_to_wait_is_waited(seconds: float, chance: float, echecs: int) -> None:
    """`Retry-After`: never before, up to a quarter of an hour, and not everybody at the same second."""
    due = next_try(Passe(NOON, echec=NOON, echecs=echecs, debut=NOON, attente=seconds), chance)

    assert due is not None
    assert due - NOON >= min(EVERY, timedelta(seconds=seconds) - timedelta(microseconds=1))
    assert due - NOON <= EVERY
    assert seconds > 600 or next_try(Passe(NOON, echec=NOON, attente=seconds), 0) != next_try(
        Passe(NOON, echec=NOON, attente=seconds), 1
    )


@given(
    st.sampled_from([Passe(NOON), Passe(NOON, succes=NOON), Passe(NOON, echec=NOON, echecs=3, debut=NOON)]),
    st.floats(0, 1),
    st.timedeltas(timedelta(0), timedelta(days=400)),
)
def test_manual_stays_manual(passe: Passe, chance: float, later: timedelta) -> None:
    """After a success, a failure or a year: only a key synchronises."""
    assert not is_due(next_try(passe, chance, manuel=True), NOON + later)


def test_a_clock_that_is_put_back_does_not_silence_the_laptop() -> None:
    """A flat battery, then the right time: what was due « in a year » is due now."""
    due = next_try(Passe(NOON, succes=NOON), 0.5)

    assert is_due(due, NOON - timedelta(days=365))
    assert not is_due(due, NOON + timedelta(minutes=1))
    assert is_due(due, NOON + timedelta(days=1))
