"""What histories found, each in the few steps that it needs."""

from datetime import timedelta
from unittest.mock import patch

from pvd_tui.changes.change import ARCHIVE, Change, Json
from pvd_tui.changes.fold import fold
from storage import prive
from storage.check import verify
from sync import lot_client
from sync.client import conversation
from sync.lot import key_of
from sync.protocol import Grant
from sync.server import lot
from tests.sync.simulation import faults
from tests.sync.simulation.laptop import Laptop
from tests.sync.simulation.templates import PRESENT
from tests.sync.simulation.world import World, world

GUISE = "02361"


def chef(here: World) -> Laptop:
    """Give a laptop to the chef de projet of Guise."""
    grant = Grant(role="chef", departements=("02",), communes=(GUISE,))
    return here.add(grant, age=PRESENT, skew=timedelta())


def prefecture(here: World) -> Laptop:
    """Give a laptop to the préfecture of the Aisne."""
    return here.add(Grant(role="prefecture", departements=("02",)), age=PRESENT, skew=timedelta())


def write(laptop: Laptop, table: str, record: str, values: dict[str, Json]) -> str:
    """Type values into a fiche; give the id of the change."""
    before = laptop.store.get(table, record)
    assert before is not None
    laptop.store.update(before, values)
    return laptop.waiting()[-1]


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


def test_what_could_not_be_read_before_a_restore_is_given_back_once_it_can() -> None:
    """Kept as text with stamps of a past that the server has left, it was never offered again (13577, 300846)."""
    with world(1) as here:
        author, other = chef(here), chef(here)
        exchange(here, other)
        here.server.snapshot()
        author.store.create("action", {"titre": "Halles", "commune": GUISE})
        (name,) = author.waiting()
        exchange(here, author)
        here.blind.add(name)
        exchange(here, other)
        faults.is_reinstalled(here, author)
        here.server.restore(here.server.snapshots[0], epoch=True)
        exchange(here, other)
        here.blind.clear()
        exchange(here, other)
        assert [row["id"] for row in here.server.rows("SELECT id FROM change")] == [name]


def test_an_answer_of_a_past_that_the_server_left_gives_its_unreadable_changes_back_too() -> None:
    """Brought on a stick after the restore: the text is kept without the stamps that are void."""
    with world(1) as here:
        author, other = chef(here), chef(here)
        exchange(here, other)
        here.server.snapshot()
        key = key_of(here.keys.tokens[other.name])
        author.store.create("action", {"titre": "Halles", "commune": GUISE})
        (name,) = author.waiting()
        exchange(here, author)
        answer = lot.answer(here.server.engine, lot_client.write(other.store, seal=key).content, here.now())
        faults.is_reinstalled(here, author)
        here.server.restore(here.server.snapshots[0], epoch=True)
        exchange(here, other)
        here.blind.add(name)
        lot_client.apply(other.store, answer, key)
        here.blind.clear()
        exchange(here, other)
        assert [row["id"] for row in here.server.rows("SELECT id FROM change")] == [name]


def test_a_restored_server_learns_again_what_it_had_refused() -> None:
    """Else others waited for ever for a change that only its author still had, « À corriger » (5093)."""
    with world(1) as here:
        author, other = chef(here), chef(here)
        record = author.store.create("action", {"titre": "Halles", "commune": GUISE})
        for laptop in (author, other):
            exchange(here, laptop)
        here.server.snapshot()
        here.unwelcome.add(write(author, "action", record, {"titre": "Halle"}))
        write(author, "action", record, {"titre": "La halle"})
        exchange(here, author)
        here.server.restore(here.server.snapshots[0], epoch=True)
        write(other, "action", record, {"titre": "Le marché"})
        for laptop in (author, other):
            exchange(here, laptop)
        assert [one.nature for one in other.store.folded("action", record).desaccords] == ["conflit"]


def test_a_value_that_was_left_out_comes_once_it_is_no_longer_replaced() -> None:
    """The préfecture's later value came back by a chef's laptop, as a proposal: the former one was blank (36987).

    Once the préfecture's own laptop comes, its value is official again, although the feed had stamped it.
    """
    with world(1) as here:
        author, carrier = prefecture(here), chef(here)
        record = author.store.create("convention", {"titre": "Guise", "commune": GUISE, "crte": "un"})
        exchange(here, author)
        here.server.snapshot()
        write(author, "convention", record, {"crte": "deux"})
        exchange(here, author)
        exchange(here, carrier)
        here.server.restore(here.server.snapshots[0], epoch=True)
        exchange(here, carrier)
        proposed = carrier.store.folded("convention", record)
        exchange(here, author)
        exchange(here, carrier)
        official = carrier.store.folded("convention", record)
        assert (proposed.values["crte"], [one.nature for one in proposed.desaccords]) == ("un", ["proposition"])
        assert (official.values["crte"], official.desaccords) == ("deux", ())


def test_what_a_copy_of_the_laptop_sent_is_no_longer_private() -> None:
    """Copied before its record was marked restreint: the original never showed what everybody has (352167)."""
    with world(1) as here:
        laptop = chef(here)
        record = laptop.store.create("action", {"titre": "Halles", "commune": GUISE})
        faults.is_cloned(here, laptop)
        fiche = laptop.store.get("action", record)
        assert fiche is not None
        prive.withhold(laptop.store, fiche)
        exchange(here, here.laptops[-1])
        exchange(here, laptop)
        (stored,) = here.server.rows("SELECT id FROM change")
        assert [row["id"] for row in laptop.log()] == [stored["id"]]
        assert verify(laptop.store).sain
