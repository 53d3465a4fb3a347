"""The séance that was interrupted is found again, with the minute at which it was."""

from datetime import UTC, date, datetime

from pvd_tui.domain.journal_seance import lire
from storage.seance_ouverte import interruption, seance_du_jour, seance_ouverte
from storage.seances import SeanceEnDirect
from storage.store import Store
from tests.storage.laptops import Clock, Laptops, Server, a_seance, exchange

JOUR = date(2023, 6, 6)


def a(hour: int, minute: int, *, day: int = 6) -> datetime:
    """Give an hour of June 2023, where the laptop is."""
    return datetime(2023, 6, day, hour, minute).astimezone()


def test_an_interrupted_seance_says_when_it_was_left(store: Store, clock: Clock) -> None:
    """At the last line that reached the disk; the day too, the morning after; closed, it is no longer offered."""
    direct = SeanceEnDirect(store, a_seance(store, numero="2023-2", date="2023-06-06"), clock)
    assert seance_ouverte(store, JOUR) is None
    assert seance_du_jour(store, JOUR) == direct.record
    clock.now = a(9, 2).astimezone(UTC)
    direct.ouvrir()
    clock.now = a(10, 4).astimezone(UTC)
    direct.noter(lire("! la dernière"))

    found = seance_ouverte(store, JOUR)
    assert found is not None
    assert interruption(found, a(10, 20)) == "Séance 2023-2 interrompue à 10:04"
    assert interruption(found, a(8, 0, day=7)) == "Séance 2023-2 interrompue le 06/06 à 10:04"
    assert seance_ouverte(store, date(2023, 6, 14)) is None
    direct.clore()
    assert seance_ouverte(store, JOUR) is None


def test_a_seance_held_on_another_day_than_planned_is_found_again(store: Store, clock: Clock) -> None:
    """Its date still says the day that was planned: what was opened this week is what was interrupted."""
    clock.now = a(9, 2).astimezone(UTC)
    direct = SeanceEnDirect(store, a_seance(store, date="2023-06-26"), clock)
    direct.ouvrir()
    found = seance_ouverte(store, JOUR)
    assert found is not None
    assert found.record == direct.record


def test_a_seance_that_somebody_else_holds_is_not_said_interrupted(
    laptop: Laptops, server: Server, clock: Clock
) -> None:
    """This laptop wrote nothing in it; it may join in."""
    here, there = laptop("a"), laptop("b")
    direct = SeanceEnDirect(here, a_seance(here, date="2023-06-06"), clock)
    clock.now = a(9, 2).astimezone(UTC)
    direct.ouvrir()
    exchange(server, here, there)

    found = seance_ouverte(there, JOUR)
    assert found is not None
    assert interruption(found, a(9, 30)) == "Club du printemps ouverte à 09:02 sur un autre ordinateur"
