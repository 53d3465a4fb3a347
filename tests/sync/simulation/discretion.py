"""What people keep to themselves, let go, or have erased."""

from collections.abc import Callable

from pvd_tui.changes.edit import Edit
from storage import prive
from tests.sync.simulation import people
from tests.sync.simulation.laptop import Laptop
from tests.sync.simulation.naive import EFFACE, PREFECTURE
from tests.sync.simulation.people import FIELDS, opened
from tests.sync.simulation.world import World


def releases(world: World, laptop: Laptop) -> None:
    """Let a restreint note leave, with its present values; its past stays."""
    notes = [key for key in laptop.known() if (fiche := laptop.store.get(*key)) and fiche.restreint]
    if not notes:
        return
    screen = laptop.look(*world.dice.choice(notes))
    if screen is None:
        return
    shown = {str(value) for value in screen.fiche.values.values()}

    def leave() -> None:
        prive.release(laptop.store, screen.fiche)
        laptop.memory.secrets -= shown

    world.tell(f"{laptop.name} rend visible {screen.fiche.record[-4:]}")
    laptop.act(leave, screen.card)
    fiche = laptop.store.get(screen.fiche.table, screen.fiche.record)
    if fiche and not fiche.restreint:  # it may have crashed just after it was released
        laptop.memory.secrets -= shown


def withholds(world: World, laptop: Laptop) -> None:
    """Mark a record restreint, if nothing of it has left."""
    screen = opened(world, laptop)
    if screen is None or not laptop.waiting():
        return

    def keep() -> None:
        prive.withhold(laptop.store, screen.fiche)

    world.tell(f"{laptop.name} garde {screen.fiche.table} {screen.fiche.record[-4:]}")
    laptop.act(keep, {})
    for table, record in laptop.known():
        fiche = laptop.store.get(table, record)
        if fiche and fiche.restreint:
            for row in laptop.log("record = ? AND etat = 'prive'", record):
                if row["id"] in world.copied:
                    continue
                laptop.memory.secrets.update(v for v in row["set"].values() if isinstance(v, str) and "valeur" in v)


def erases(world: World, laptop: Laptop) -> None:
    """Erase a field of a record, at the préfecture."""
    if laptop.role != PREFECTURE and world.chance(0.95):
        return
    screen = opened(world, laptop)
    if screen is None or screen.fiche.folded.archived or screen.fiche.restreint:
        return
    table, record = screen.fiche.table, screen.fiche.record
    champ = world.dice.choice(FIELDS[table])
    world.tell(f"{laptop.name} efface {table} {record[-4:]} {champ}")
    laptop.act(lambda: laptop.store.save([Edit(table, record, {EFFACE: [champ]})]), {})


DEEDS: dict[Callable[[World, Laptop], None], int] = {
    people.writes: 34,
    people.creates: 9,
    people.opens: 5,
    people.attends: 3,
    people.settles: 9,
    people.archives: 3,
    people.writes_many: 4,
    people.takes_back: 5,
    people.takes_gesture_back: 1,
    releases: 2,
    withholds: 1,
    erases: 5,
}
