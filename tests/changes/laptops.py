"""Laptops, a server, lost answers, USB sticks and refusals: the road of the changes, over the real merge.

One seed is one run. What stood on a screen when somebody wrote is kept here, as values, apart from
the code under test: `Town.looked`.
"""

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random

from pvd_tui.changes.change import ARCHIVE, EFFACE, PREFECTURE, Change, Json
from pvd_tui.changes.edit import Edit
from pvd_tui.changes.fold import Folded
from tests.changes.said import OWNED, Code, clock, erasure, left_out

FIELDS = ("titre", "statut", *OWNED)


@dataclass
class Laptop:
    """What one device has."""

    by: str
    role: str
    skew: int
    log: dict[str, Change] = field(default_factory=dict)
    pending: list[str] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    withdrawn: dict[str, Change] = field(default_factory=dict)
    """« À corriger »: what was refused here, with its `over`, which a form opened before must still inherit."""
    cursor: int = 0
    form: "Screen | None" = None
    """A fiche that is open: what it shows is what it showed when it was opened."""
    last: set[str] = field(default_factory=set)
    """The last gesture."""


@dataclass
class Screen:
    """What somebody looks at: the record as displayed, and field by field whose values those are."""

    shown: Folded
    values: dict[str, set[str]]
    """Field to the changes that have the value displayed."""
    cards: dict[str, set[str]]
    """The same, with the values of the conflict card."""


@dataclass
class Town:
    """The laptops of a département and their server, with dice."""

    code: Code
    random: Random
    laptops: list[Laptop] = field(default_factory=list)
    feed: dict[str, Change] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    bad: set[str] = field(default_factory=set)
    """The changes that the server will refuse."""
    made: dict[str, Change] = field(default_factory=dict)
    looked: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    """(change, field) to the changes whose value stood on the screen of its author."""
    sticks: list[list[Change]] = field(default_factory=list)
    now: int = 0

    def read(self, laptop: Laptop) -> Folded:
        """Give the record as a laptop shows it."""
        return self.code.fold(laptop.log.values(), refused=laptop.refused)

    def instant(self, skew: int = 0) -> str:
        """Give the time, by a clock that may be wrong."""
        year, minute = divmod(self.now // 20 + skew, 60)
        return clock(minute, 2023 + year)

    def look(self, laptop: Laptop) -> Screen:
        """Display the record."""
        shown = self.read(laptop)
        champs = (*FIELDS, ARCHIVE)
        values = {champ: _having(laptop, champ, [shown.values.get(champ)]) for champ in champs}
        return Screen(shown, values, {champ: _having(laptop, champ, _card(laptop, shown, champ)) for champ in champs})

    def write(self, laptop: Laptop, edits: list[Edit], looked: Mapping[str, set[str]]) -> None:
        """Save a gesture on a laptop whose author looks at these values."""
        laptop.last = set()
        for made in edits:
            name, log = f"{len(self.made):04}", laptop.log
            facts = {"role": laptop.role, "by": laptop.by, "at": self.instant(laptop.skew)}
            change = self.code.save(log.values(), made, name, laptop.withdrawn, **facts)
            for champ in made.seen:
                self.looked[name, champ] = looked[champ]
            self.keep(laptop, change)

    def keep(self, laptop: Laptop, change: Change) -> None:
        """Put a new change in the log and among those to send."""
        self.looked[change.id, EFFACE] = {c.id for c in laptop.log.values() if EFFACE in c.set}
        self.made[change.id] = laptop.log[change.id] = change
        laptop.pending.append(change.id)
        laptop.last.add(change.id)
        if self.random.random() < 0.08 and EFFACE not in change.set:
            self.bad.add(change.id)

    def receive(self, carrier: Laptop, change: Change) -> bool:
        """Store a change on the server; False if it is refused."""
        if change.id in self.bad:
            self.refused.add(change.id)
        elif change.id not in self.feed:
            role = "chef" if "chef" in {carrier.role, change.role} else PREFECTURE
            never = tuple(sorted(self.refused & {i for ids in change.over.values() for i in ids}))
            seq, relais = len(self.feed) + 1, carrier.by if carrier.by != change.by else None
            self.feed[change.id] = change.stamped(
                seq=seq, received_at=self.instant(), role=role, relais=relais, refused=never
            )
        return change.id not in self.bad

    def exchange(self, laptop: Laptop, *, reliable: bool = False) -> None:
        """Send and receive; the request, the answer or the end of either may be lost."""
        offered = list(laptop.pending)
        if not reliable:
            offered = offered[: self.random.randint(0, len(offered))] if self.random.random() < 0.2 else offered
        stored = {name: self.receive(laptop, laptop.log[name]) for name in offered}
        if not reliable and self.random.random() < 0.15:
            return
        for name, good in stored.items():
            laptop.pending.remove(name)
            if good:
                laptop.log[name] = self.feed[name]
            else:
                laptop.withdrawn[name] = laptop.log.pop(name)
                laptop.refused.add(name)
        page = list(self.feed.values())[laptop.cursor :]
        if not reliable and self.random.random() < 0.2:
            page = page[: self.random.randint(0, len(page))]
        heads = self.code.fold(self.feed.values()).heads if laptop.cursor == 0 and not laptop.log else None
        for change in page:
            replaced = [name for name in change.set if heads and name != EFFACE and change.id not in heads[name]]
            laptop.log[change.id] = left_out(change, *replaced)
            laptop.pending = [name for name in laptop.pending if name != change.id]
        laptop.cursor += len(page)

    def token(self) -> str:
        """Give a value that nobody has written."""
        return f"valeur {len(self.made)} {self.random.random()}"


def _card(laptop: Laptop, shown: Folded, champ: str) -> list[Json]:
    heads = {i for d in shown.desaccords if d.champ == champ for i in d.heads}
    return [shown.values.get(champ), *(c.set[champ] for i, c in laptop.log.items() if i in heads and champ in c.set)]


def _having(laptop: Laptop, champ: str, values: list[Json]) -> set[str]:
    return {c.id for c in laptop.log.values() if champ in c.set and c.set[champ] in values}


def edits(town: Town, laptop: Laptop) -> None:
    """Type one to three values into the form, perhaps opened long ago, and save."""
    screen, laptop.form = laptop.form or town.look(laptop), None
    if screen.shown.archived or town.read(laptop).archived:
        return
    champs = town.random.sample(FIELDS, town.random.randint(1, 3))
    made = town.code.edit(screen.shown, **{champ: town.token() for champ in champs})
    assert made is not None
    town.write(laptop, [made], screen.values)


def opens(town: Town, laptop: Laptop) -> None:
    """Open a fiche and leave it open."""
    laptop.form = town.look(laptop)


def settles(town: Town, laptop: Laptop) -> None:
    """Resolve a conflict or confirm a proposal, with a value of the card or a new one."""
    screen = town.look(laptop)
    shown = screen.shown
    asked = [d.champ for d in shown.desaccords if d.nature in {"conflit", "proposition"} and d.champ != ARCHIVE]
    if asked and not shown.archived:
        champ = town.random.choice(asked)
        value = town.random.choice([shown.values[champ], town.token()])
        town.write(laptop, [town.code.settle(shown, champ, value)], screen.cards)


def archives(town: Town, laptop: Laptop) -> None:
    """Archive the record, or restore it."""
    screen = town.look(laptop)
    if screen.shown.values:
        made = (town.code.restore if screen.shown.archived else town.code.archive)(screen.shown)
        town.write(laptop, [made], screen.cards)


def erases(town: Town, laptop: Laptop) -> None:
    """Erase a field, at the préfecture."""
    if laptop.role == PREFECTURE and town.random.random() < 0.3:
        laptop.last = set()
        name = f"{len(town.made):04}"
        over = {EFFACE: list(town.read(laptop).erasures)}
        champ, at = town.random.choice(FIELDS), town.instant(laptop.skew)
        town.keep(laptop, erasure(name, champ, by=laptop.by, at=at, over=over))


def takes_back(town: Town, laptop: Laptop) -> None:
    """Undo the last gesture, unless it archived or restored: what the archive saw is not on this screen."""
    gesture = {i for i in laptop.last if i in laptop.log and not {ARCHIVE, EFFACE} & laptop.log[i].set.keys()}
    if gesture:
        plan = town.code.undo([list(laptop.log.values())], gesture)
        # he wrote the gesture himself, and an undo that returned a conflict wrote both its values
        looked = {champ: have | gesture for champ, have in town.look(laptop).values.items()}
        town.write(laptop, list(plan.edits), looked)


def exports(town: Town, laptop: Laptop) -> None:
    """Copy what waits onto a stick, erasures apart: carried by a chef they would lose their role and their effect."""
    town.sticks.append([laptop.log[name] for name in laptop.pending if EFFACE not in laptop.log[name].set])


def imports(town: Town, laptop: Laptop) -> None:
    """Read a stick of anybody's, old or new."""
    for change in town.random.choice(town.sticks) if town.sticks else ():
        if change.id not in laptop.log:
            laptop.log[change.id] = change
            laptop.pending.append(change.id)


def reinstalls(town: Town, laptop: Laptop) -> None:
    """Lose the laptop, or put back a backup of it: what was not sent is lost with it."""
    town.laptops[town.laptops.index(laptop)] = Laptop(laptop.by, laptop.role, laptop.skew)


DEEDS: dict[Callable[[Town, Laptop], None], int] = {
    edits: 40,
    opens: 6,
    settles: 10,
    archives: 4,
    erases: 3,
    takes_back: 5,
    Town.exchange: 25,
    exports: 4,
    imports: 4,
    reinstalls: 1,
}


def simulate(seed: int, code: Code) -> Town:
    """Run a history to its end: everybody has exchanged, the server has everything that was not lost."""
    random = Random(seed)  # noqa: S311 - the dice of a test
    town = Town(code, random)
    roles = ["chef", "chef", "chef", PREFECTURE]
    for n, role in enumerate(random.sample(roles, random.randint(2, 4))):
        town.laptops.append(Laptop(f"laptop {n}", role, random.choice((0, 0, 0, -300, 300, 600))))
    for _ in range(random.randint(15, 60)):
        town.now += random.randint(1, 50)
        (deed,) = random.choices(list(DEEDS), list(DEEDS.values()))
        deed(town, random.choice(town.laptops))
    for _ in range(3):
        for laptop in town.laptops:
            town.exchange(laptop, reliable=True)
    town.laptops.append(Laptop("neuf", "chef", 0, refused=copy.copy(town.refused)))
    town.exchange(town.laptops[-1], reliable=True)
    return town


def ancestors(town: Town, name: str, champ: str) -> set[str]:
    """Give every change below this one in a field, refused ones included."""
    found: set[str] = set()
    todo = [name]
    while todo:
        for older in town.made[todo.pop()].over.get(champ, ()):
            if older not in found:
                found.add(older)
                todo.append(older)
    return found
