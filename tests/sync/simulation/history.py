"""Running a history to its end."""

from collections.abc import Callable
from datetime import timedelta

from sync.protocol import Grant
from tests.sync.simulation.checks import check
from tests.sync.simulation.laptop import Laptop
from tests.sync.simulation.people import COMMUNES, DEEDS, creates
from tests.sync.simulation.templates import NEXT, OLD, PRESENT
from tests.sync.simulation.world import World, world

Deed = Callable[[World, Laptop], None]


class HistoryError(AssertionError):
    """A history broke a promise; the message tells it from its beginning."""


def run(seed: int) -> World:
    """Run a seed and check everything about it; raises HistoryError with the whole story."""
    with world(seed) as here:
        try:
            live(here)
            settle_down(here)
            check(here)
        except Exception as error:
            story = "\n".join(here.story[-80:])
            raise HistoryError(f"seed {seed}\n{story}\n{type(error).__name__}: {error}") from error
        return here


def live(here: World) -> None:
    """Let people work and laptops exchange, for months."""
    deeds = {**DEEDS, syncs: 24}
    for _ in range(here.dice.choice((2, 2, 2, 3, 3, 4, 5, 8))):
        here.add(_grant(here), age=here.dice.choice((PRESENT, PRESENT, PRESENT, OLD, NEXT)), skew=_skew(here))
    founded(here)
    for _ in range(here.dice.randint(12, 40)):
        here.time += here.dice.choice((timedelta(minutes=1), timedelta(hours=5), timedelta(days=3), timedelta(days=80)))
        (deed,) = here.dice.choices(list(deeds), list(deeds.values()))
        deed(here, here.dice.choice(here.laptops))


def founded(here: World) -> None:
    """Let most histories begin with some records that everybody has, for people to meet on."""
    if here.chance(0.7):
        for _ in range(here.dice.randint(1, 5)):
            creates(here, here.laptops[0])
        for laptop in here.laptops:
            here.exchange(laptop, reliable=True)


def syncs(here: World, laptop: Laptop) -> None:
    """Exchange with the endpoint, on a bad road."""
    ended = here.exchange(laptop)
    here.tell(f"{laptop.name} synchronise : {ended}")
    if ended == "expire":
        here.enrol(laptop)


def settle_down(here: World) -> None:
    """Let everybody exchange on a good road until nobody has anything to send or to receive any more."""
    here.tell("calme")
    for laptop in here.laptops:
        laptop.drop()
    todo = [laptop for laptop in here.laptops if not laptop.out]
    for _ in range(7):
        for laptop in todo:
            ended = here.exchange(laptop, reliable=True)
            if ended == "expire":
                here.enrol(laptop)
                ended = here.exchange(laptop, reliable=True)
            assert ended == "fini", f"{laptop.name}: {ended}"
            assert not laptop.waiting(), f"{laptop.name} still waits to send {laptop.waiting()}"
        todo = [laptop for laptop in here.laptops if not laptop.out and here.is_behind(laptop)]
        if not todo:
            return
    raise AssertionError("it never becomes quiet")


def _grant(here: World) -> Grant:
    role = here.dice.choice(("chef", "chef", "chef", "prefecture"))
    code = here.dice.choice(("02", "02", "02", "08"))
    communes = [c for c in COMMUNES if c.startswith(code)]
    own = here.dice.sample(communes, here.dice.randint(1, len(communes))) if role == "chef" else []
    return Grant.model_validate({"role": role, "departements": (code,), "communes": tuple(sorted(own))})


def _skew(here: World) -> timedelta:
    return timedelta(days=here.dice.choice((0, 0, 0, 0, -3650, 3650, 400, -2)))
