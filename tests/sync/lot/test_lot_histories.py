"""Files lost, doubled, late, damaged and in any order, between laptops that sometimes have a network."""

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from storage.check import verify
from sync import lot_client
from sync.lot import LotError, read
from sync.server.app import Endpoint
from tests.sync.client.conftest import Laptop, Laptops
from tests.sync.lot.conftest import GUISE, HIRSON, carried, exported, stored

if TYPE_CHECKING:
    from collections.abc import Callable

STEPS = 40


@dataclass
class History:
    """One history, drawn from a seed."""

    endpoint: Endpoint
    laptops: list[Laptop]
    draw: random.Random
    bundles: list[bytes] = field(default_factory=list)
    answers: list[bytes] = field(default_factory=list)
    written: dict[str, str] = field(default_factory=dict)
    """Every value that somebody saved, by the id of its change."""

    def run(self) -> None:
        """Make the steps, then let everybody reach the network."""
        steps: list[Callable[[], None]] = [
            self.write, self.write, self.write, self.export, self.export, self.to_endpoint, self.to_endpoint,
            self.to_laptop, self.to_laptop, self.answer, self.answer, self.damaged, self.network,
        ]  # fmt: skip
        for _ in range(STEPS):
            self.draw.choice(steps)()
        for one in (*self.laptops, *self.laptops):
            one.sync()

    def someone(self) -> Laptop:
        """Choose a laptop."""
        return self.draw.choice(self.laptops)

    def write(self) -> None:
        """Create an action, or change the title of one."""
        one, titre = self.someone(), f"Titre {self.draw.randrange(10**9)}"
        rows = [str(row["id"]) for row in one.store.rows.page("action")]
        if rows and self.draw.random() < 0.7:
            fiche = one.store.get("action", self.draw.choice(rows))
            assert fiche is not None
            saved = one.store.update(fiche, {"titre": titre})
            assert saved is not None
            self.written[saved.changes[-1]] = titre
            return
        record = one.store.create("action", {"titre": titre, "commune": GUISE})
        (change,) = one.store.history.of("action", record)
        self.written[change.id] = titre

    def export(self) -> None:
        """Put a bundle on a stick; it may never be read."""
        self.bundles.append(exported(self.someone(), tout=self.draw.random() < 0.3))

    def to_endpoint(self) -> None:
        """Bring any bundle to the préfecture, as often as one likes."""
        if self.bundles:
            self.answers.append(carried(self.endpoint, self.draw.choice(self.bundles)))

    def to_laptop(self) -> None:
        """Give any bundle to any laptop."""
        if self.bundles:
            lot_client.apply(self.someone().store, self.draw.choice(self.bundles))

    def answer(self) -> None:
        """Bring any answer to any laptop: only its own takes it."""
        if self.answers:
            one, answer = self.someone(), self.draw.choice(self.answers)
            if read(answer).entete.device == one.store.device:
                lot_client.apply(one.store, answer)
            else:
                self.refused(one, answer)

    def damaged(self) -> None:
        """Turn one bit of a file: nobody takes it."""
        if self.bundles:
            content = bytearray(self.draw.choice([*self.bundles, *self.answers]))
            content[self.draw.randrange(len(content))] ^= 1 << self.draw.randrange(8)
            self.refused(self.someone(), bytes(content))
            with pytest.raises(LotError):
                carried(self.endpoint, bytes(content))

    def network(self) -> None:
        """Find a network for once."""
        self.someone().sync()

    def refused(self, one: Laptop, content: bytes) -> None:
        """Offer a file that must be refused without a trace."""
        before = one.store.connection.total_changes
        with pytest.raises(LotError):
            lot_client.apply(one.store, content)
        assert one.store.connection.total_changes == before


def state(one: Laptop) -> list[object]:
    """Give what two laptops with the same stamped changes agree on: stamps, rows, disagreements (I1)."""
    query = one.store.connection.execute
    stamps = query("SELECT id, seq, received_at, role, relais FROM change ORDER BY id").fetchall()
    rows = query("SELECT id, titre, commune, archive FROM action ORDER BY id").fetchall()
    return [*map(tuple, (*stamps, *rows)), sorted(one.store.disputes())]


def check(laptop: Laptops, endpoint: Endpoint, seed: int) -> None:
    """Run one history and check what must hold after any."""
    laptops = [laptop(name) for name in "abc"]
    laptops[0].enrol("prefecture")
    laptops[1].enrol("chef", GUISE)
    laptops[2].enrol("chef", GUISE, HIRSON)
    history = History(endpoint, laptops, random.Random(seed))  # noqa: S311 - draws a history, protects nothing
    history.run()

    rows = stored(endpoint)
    assert history.written.keys() <= rows.keys()
    assert all(history.written[one] in rows[one]["set"] for one in history.written)
    states = [state(one) for one in laptops]
    assert states[0] == states[1] == states[2]
    for one in laptops:
        assert one.store.outbox.count() == 0
        assert one.store.outbox.to_correct() == []
        assert verify(one.store).sain


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("seed", range(6))
def test_nothing_is_lost_whatever_happens_to_the_files(laptop: Laptops, endpoint: Endpoint, seed: int) -> None:
    """All that was saved is at the endpoint once, and the laptops agree."""
    check(laptop, endpoint, seed)


@pytest.mark.long
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("seed", range(6, 1_000))
def test_nothing_is_lost_in_many_histories(laptop: Laptops, endpoint: Endpoint, seed: int) -> None:
    """The same, by the thousand."""
    check(laptop, endpoint, seed)
