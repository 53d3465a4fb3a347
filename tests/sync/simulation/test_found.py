"""What histories found, each in the few steps that it needs."""

from datetime import timedelta
from unittest.mock import patch

from pvd_tui.changes.change import ARCHIVE, Change
from pvd_tui.changes.fold import fold
from storage.check import verify
from sync.client import conversation
from sync.protocol import Grant
from tests.sync.simulation import faults
from tests.sync.simulation.laptop import Laptop
from tests.sync.simulation.templates import PRESENT
from tests.sync.simulation.world import World, world

GUISE = "02361"


def chef(here: World) -> Laptop:
    """Give a laptop to the chef de projet of Guise."""
    grant = Grant(role="chef", departements=("02",), communes=(GUISE,))
    return here.add(grant, age=PRESENT, skew=timedelta())


def exchange(here: World, laptop: Laptop) -> None:
    """Exchange on a good road."""
    assert here.exchange(laptop, reliable=True) == "fini"


def said(name: str, values: dict[str, str | bool], **over: list[str]) -> Change:
    """Give a change of one record."""
    at = "2023-06-06T09:00:00.000000+00:00"
    return Change(name, "action", "halle", values, over, at, "camille", "dep:02")


def test_a_batch_of_poison_delays_nobody() -> None:
    """When no change of a batch could leave, those behind it waited for the next synchronisation."""
    with world(1) as here, patch.object(conversation, "MAX_CHANGES", 1):
        laptop = chef(here)
        bad = Change(
            laptop.store.new_id(), "Éclat", GUISE, {}, {}, laptop.store.now(), laptop.store.new_id(), "dep:02", GUISE
        )
        laptop.store.outbox.receive([bad], None)
        laptop.store.create("action", {"titre": "Halles", "commune": GUISE})
        exchange(here, laptop)
        assert laptop.waiting() == []


def test_a_field_that_waits_for_two_reasons_waits_once() -> None:
    """In conflict and archived unseen, both not yet to be asked: the laptop could not keep it, nor receive any more."""
    changes = [
        said("1", {"titre": "a"}),
        said("2", {"titre": "b"}, titre=["absent"]),
        said("3", {ARCHIVE: True}),
    ]
    waiting = [one for one in fold(changes).desaccords if one.nature == "attente"]
    assert [one.champ for one in waiting] == ["titre"]
    assert set(waiting[0].heads) == {"1", "2", "3"}


def test_the_author_completes_what_a_restored_server_got_as_a_stub() -> None:
    """A reinstalled laptop, whose first sync left the value out, healed the server before the author could."""
    with world(1) as here:
        author, other = chef(here), chef(here)
        here.server.snapshot()
        record = author.store.create("action", {"titre": "Halles", "commune": GUISE})
        before = author.store.get("action", record)
        assert before is not None
        author.store.update(before, {"titre": "Les halles"})
        exchange(here, author)
        faults.is_reinstalled(here, other)
        exchange(here, other)
        here.server.restore(here.server.snapshots[0], epoch=True)
        here.enrol(other)
        for laptop in (other, author):
            exchange(here, laptop)
        stubs = here.server.rows("SELECT stub FROM change WHERE record = ?", record)
        assert [row["stub"] for row in stubs] == ["[]", "[]"]
        assert verify(author.store).sain
