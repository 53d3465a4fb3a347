"""Running a history to its end."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from storage.outbox import WAITS
from tests.sync.simulation.checks import check
from tests.sync.simulation.discretion import DEEDS
from tests.sync.simulation.faults import FATE
from tests.sync.simulation.foundation import begin, build
from tests.sync.simulation.fuse import CrashError
from tests.sync.simulation.laptop import Laptop
from tests.sync.simulation.world import World, world

Deed = Callable[[World, Laptop], None]


class HistoryError(AssertionError):
    """A history broke a promise; the message tells it from its beginning."""


def run(seed: int, more: Mapping[Deed, int] | None = None, severity: float = 0.04, steps: int = 18) -> World:
    """Run a seed and check everything about it; raises HistoryError with the whole story.

    For who looks for something, `more` weighs some deeds differently, `severity` is how much the server refuses, and
    `steps` how long a history may be.
    """
    build()
    with world(seed) as here:
        here.severity = severity
        try:
            begin(here)
            live(here, {**DEEDS, **FATE, syncs: 24, **(more or {})}, steps)
            settle_down(here)
            check(here)
            here.count()
        except Exception as error:
            story = "\n".join(here.story)
            raise HistoryError(f"seed {seed}\n{story}\n{type(error).__name__}: {error}") from error
        return here


def live(here: World, deeds: Mapping[Deed, int], steps: int) -> None:
    """Let people work, laptops exchange and fate strike, for months."""
    for _ in range(here.dice.randint(steps // 3, steps)):
        here.time += timedelta(hours=here.dice.choice((0, 0, 0, 5, 5, 70, 70, 2000)))
        (deed,) = here.dice.choices(list(deeds), list(deeds.values()))
        laptop = here.dice.choice(here.laptops)
        try:
            deed(here, laptop)
        except CrashError:
            laptop.reopen()
            laptop.note({})
        here.frown(laptop)


def syncs(here: World, laptop: Laptop) -> None:
    """Exchange with the endpoint, on a bad road."""
    ended = here.exchange(laptop)
    here.tell(f"{laptop.name} synchronise : {ended}")
    if ended == "expire":
        here.enrol(laptop)


def settle_down(here: World) -> None:
    """Let everybody exchange on a good road until nobody has anything to send or to receive any more."""
    here.tell("calme")
    here.blind.clear()
    for laptop in here.laptops:
        laptop.drop()
        laptop.fuse.left = None
    todo = [laptop for laptop in here.laptops if not laptop.out and (here.turned or here.is_behind(laptop))]
    for _ in range(8):
        for laptop in todo:
            ended = here.exchange(laptop, reliable=True)
            if ended in {"expire", "jeton"}:  # long unused, or enrolled after what the server was put back to
                here.enrol(laptop)
                ended = here.exchange(laptop, reliable=True)
            assert ended == "fini", f"{laptop.name}: {ended}"
            assert not laptop.waiting(), f"{laptop.name} still waits to send {laptop.log(WAITS)}"
        todo = [laptop for laptop in here.laptops if not laptop.out and here.is_behind(laptop)]
        if not todo:
            return
    raise AssertionError("it never becomes quiet")
