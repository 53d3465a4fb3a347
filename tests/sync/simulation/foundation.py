"""How histories begin: teams that are enrolled and have a few records in common, made once and copied."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from sync.protocol import Grant
from tests.sync.simulation.laptop import Laptop
from tests.sync.simulation.memory import Memory
from tests.sync.simulation.people import COMMUNES, create
from tests.sync.simulation.server import Snapshot, database
from tests.sync.simulation.templates import NEXT, OLD, PRESENT
from tests.sync.simulation.world import World, world

SIZES = (2, 2, 2, 2, 2, 3, 3, 3, 3, 4, 5, 8)
FIRST = 10**9


@dataclass(frozen=True)
class Desk:
    """One laptop of a team: its file, its key and its user's rights."""

    age: str
    grant: Grant
    file: bytes
    token: str


@dataclass(frozen=True)
class Foundation:
    """A team and its server, as bytes."""

    desks: tuple[Desk, ...]
    server: bytes
    memory: Memory
    time: timedelta


@cache
def foundation(number: int) -> Foundation:
    """Make a team, and some records that all of it has."""
    with world(FIRST + number) as here:
        for _ in range(SIZES[number]):
            here.add(draw_grant(here), age=here.dice.choice((PRESENT, PRESENT, OLD, NEXT)), skew=timedelta())
        for table in (*here.dice.sample(("convention", "action", "commune", "seance_club"), 2), "action", "depense"):
            create(here, here.dice.choice([one for one in here.laptops if one.role in {"chef", "prefecture"}]), table)
        for laptop in (*here.laptops, *here.laptops):
            assert here.exchange(laptop, reliable=True) == "fini"
        desks = [
            Desk(one.age, one.grant, one.store.connection.serialize(), here.keys.tokens[one.name])
            for one in here.laptops
        ]
        return Foundation(tuple(desks), database()[0].serialize(), here.memory, here.time - here.start)


def build() -> None:
    """Make every team, before a history or a mutant could have a hand in it."""
    for number in range(len(SIZES)):
        foundation(number)


def begin(here: World) -> None:
    """Let a history begin with one of the teams; a laptop's clock may be wrong by years."""
    one = foundation(here.dice.randrange(len(SIZES)))
    here.server.load(one.server)
    here.server.snapshots.append(Snapshot(one.server))
    here.memory = one.memory.copy()
    here.time += one.time
    for desk in one.desks:
        here.born += 1
        name, skew = f"poste-{here.born}", draw_skew(here)
        laptop = Laptop(name, here.memory, here.dice, here.now, skew, desk.age, desk.grant, file=desk.file)
        here.keys.tokens[name] = desk.token
        here.laptops.append(laptop)
        here.backups.append((name, desk.file))
        who = f"{desk.grant.role} {','.join(desk.grant.departements)} {','.join(desk.grant.communes)}"
        here.tell(f"{laptop.name}: {desk.age} {who} {laptop.skew}")


def draw_grant(here: World) -> Grant:
    """Draw a role and its territory; the first two of a team write in the same communes."""
    if len(here.laptops) < 2 and (here.laptops or here.chance(0.4)):
        own = ("02361", "02381", "02691") if here.chance(0.7) else ("02361", "02381")
        return Grant(role="chef", departements=("02",), communes=own)
    if not here.laptops:
        return Grant(role="prefecture", departements=("02",))
    role = here.dice.choices(("chef", "prefecture", "region", "national"), (65, 25, 4, 6))[0]
    if role == "national":
        return Grant(role="national")
    code = here.dice.choice(("02", "02", "02", "02", "02", "02", "08"))
    communes = [c for c in COMMUNES if c.startswith(code)]
    drawn = here.dice.sample(communes, here.dice.randint(1, len(communes))) if role == "chef" else []
    return Grant.model_validate({"role": role, "departements": (code,), "communes": tuple(sorted(drawn))})


def draw_skew(here: World) -> timedelta:
    """Draw how wrong a clock is."""
    return timedelta(days=here.dice.choice((0, 0, 0, 0, -3650, 3650, 400, -2)))
