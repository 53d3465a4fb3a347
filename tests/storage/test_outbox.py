"""What leaves and what comes: in order, once, and never halfway."""

from dataclasses import replace

import pytest

from pvd_tui.changes.change import PREFECTURE, Change
from storage.check import verify
from storage.drafts import Draft
from storage.errors import StoreFileError
from storage.outbox import Cursor
from storage.settings import ROLE
from storage.store import Store
from tests.storage.laptops import (
    GUISE,
    HIRSON,
    Laptops,
    Server,
    an_action,
    exchange,
    is_what_its_log_says,
    rows,
)

ALL = ("dep:02", "fr")


def offer(store: Store, most: int = 100, most_bytes: int = 10**6) -> list[Change]:
    """Give what a laptop would send."""
    return store.outbox.offer(ALL, most=most, most_bytes=most_bytes)


def titre(store: Store, record: str, table: str = "action") -> object:
    """Give the title that a laptop shows."""
    return store.folded(table, record).values.get("titre")


def test_changes_are_offered_in_the_order_they_were_made(store: Store) -> None:
    """So many at most, so heavy at most, one at least, and only of the streams asked for."""
    actions = [an_action(store, titre=f"Action {number}", description="x" * 1000) for number in range(5)]
    store.create("echeance_programme", {"titre": "Note"})
    assert [c.record for c in offer(store)][:5] == actions
    assert [c.record for c in offer(store, most=2)] == actions[:2]
    assert [c.record for c in offer(store, most_bytes=3000)] == actions[:2]
    assert [c.record for c in offer(store, most_bytes=1)] == actions[:1]
    assert [c.table for c in store.outbox.offer(("fr",), most=9, most_bytes=10**6)] == ["echeance_programme"]
    assert store.outbox.offer((), most=9, most_bytes=10**6) == []
    assert store.outbox.count() == 6


def test_what_is_acknowledged_is_stamped_and_waits_no_more(store: Store, server: Server) -> None:
    """The stamps are those of the server; nothing shown changes; a second acknowledgement does nothing."""
    action = an_action(store)
    before = rows(store)
    (change,) = server.take(store)
    assert (store.outbox.count(), offer(store)) == (0, [])
    assert store.history.of("action", action) == [change]
    store.outbox.acknowledge([change])
    assert rows(store) == before
    assert is_what_its_log_says(store)


def test_a_lost_acknowledgement_is_offered_again(store: Store) -> None:
    """Until an answer comes."""
    an_action(store)
    assert offer(store) == offer(store)


def test_a_stamp_that_changes_the_owner_changes_what_is_shown(laptop: Laptops, server: Server) -> None:
    """A server that knows this laptop as a chef's makes of a préfecture's value a proposal (rule 4)."""
    store, theirs = laptop("un"), laptop("prefecture")
    for one in (store, theirs):
        one.settings.put(ROLE, PREFECTURE)
    theirs.create("commune", {"titre": "Guise", "risque_retenu": "non"}, record=GUISE)
    exchange(server, theirs, store)
    before = store.get("commune", GUISE)
    assert before is not None
    store.update(before, {"risque_retenu": "oui"})
    assert store.rows.page("commune")[0]["risque_retenu"] == "oui"
    (change,) = offer(store)
    store.outbox.acknowledge([change.stamped(seq=2, received_at=store.now(), role="chef", relais=None)])
    assert store.rows.page("commune")[0]["risque_retenu"] == "non"
    assert [d.nature for d in store.folded("commune", GUISE).desaccords] == ["proposition"]
    assert is_what_its_log_says(store)


def test_a_conflict_with_an_edit_of_a_refused_value_waits_for_nothing(laptop: Laptops, server: Server) -> None:
    """What the server refused to this laptop will never arrive: the person is asked now, and after a restart."""
    mine, theirs = laptop("moi"), laptop("autre")
    action = an_action(mine)
    exchange(server, mine, theirs)
    for store, text in ((theirs, "Le leur"), (mine, "Refusé"), (mine, "Le mien")):
        before = store.get("action", action)
        assert before is not None
        store.update(before, {"titre": text})
    first, _ = offer(mine)
    mine.outbox.refuse(first, "taille", "Trop long.")
    mine.outbox.receive(server.take(theirs), None)
    for _ in range(2):
        assert [d.nature for d in mine.folded("action", action).desaccords] == ["conflit"]
        assert is_what_its_log_says(mine)
        mine = laptop.reopen(mine)


def test_a_refused_change_is_withdrawn_and_its_value_kept(store: Store, server: Server) -> None:
    """The record shows what it showed before; « À corriger » has the value, the code and the sentence."""
    action = an_action(store)
    server.take(store)
    before = store.get("action", action)
    assert before is not None
    store.update(before, {"titre": "Hors périmètre"})
    (change,) = offer(store)
    store.outbox.refuse(change, "territoire", "Cette fiche n'est pas dans votre périmètre.")
    (wrong,) = store.outbox.to_correct()
    assert (wrong.id, wrong.set, wrong.code) == (change.id, {"titre": "Hors périmètre"}, "territoire")
    assert titre(store, action) == "Réhabilitation des halles"
    assert (store.outbox.count(), offer(store)) == (0, [])
    assert [hit.record for hit in store.search.find("halles")] == [action]
    assert is_what_its_log_says(store)


def test_an_edit_of_a_refused_value_still_replaces_what_that_had_replaced(laptop: Laptops, server: Server) -> None:
    """The first of two edits is refused, the second is not: no conflict with the old value, here or elsewhere."""
    mine, theirs = laptop("moi"), laptop("autre")
    action = an_action(mine)
    exchange(server, mine, theirs)
    for text in ("Deux", "Trois"):
        before = mine.get("action", action)
        assert before is not None
        mine.update(before, {"titre": text})
    first, _ = offer(mine)
    mine.outbox.refuse(first, "taille", "Trop long.")
    mine = laptop.reopen(mine)
    server.log += [replace(c, refused=(first.id,)) for c in server.take(mine)]
    exchange(server, mine, theirs)
    for store in (mine, theirs):
        assert (titre(store, action), store.folded("action", action).desaccords) == ("Trois", ())


def test_a_refusal_told_to_the_exchange_behind_is_known_to_the_screen(laptop: Laptops, server: Server) -> None:
    """Both have the file open: a form that still shows the refused value replaces what that had replaced."""
    screen, behind = laptop("moi"), laptop("moi")
    action = an_action(screen)
    server.take(behind)
    before = screen.get("action", action)
    assert before is not None
    screen.update(before, {"titre": "Deux"})
    form = screen.get("action", action)
    (change,) = offer(behind)
    behind.outbox.refuse(change, "taille", "Trop long.")
    assert form is not None
    screen.update(form, {"titre": "Trois"})
    for store in (screen, behind):
        assert (titre(store, action), store.folded("action", action).desaccords) == ("Trois", ())


def test_a_change_made_before_another_enrolment_is_still_ours_when_it_is_refused(store: Store) -> None:
    """The laptop has another device id now; the value still waits in « À corriger »."""
    an_action(store)
    store.device = "01890000-0000-7000-8000-000000000000"
    (change,) = offer(store)
    store.outbox.refuse(change, "droit", "Pas votre commune.")
    assert [one.id for one in store.outbox.to_correct()] == [change.id]


def test_a_batch_is_weighed_in_bytes(store: Store) -> None:
    """Four bytes a letter: as many changes as the server takes, not four times as many."""
    for _ in range(3):
        an_action(store, titre="𝔓" * 150)
    assert [len(offer(store, most_bytes=most)) for most in (1200, 2400)] == [1, 2]


def test_a_refused_creation_takes_its_record_away(store: Store) -> None:
    """Row, search, register and disagreements forget it; its values wait in « À corriger »; its drafts stay."""
    action = an_action(store)
    store.drafts.put(Draft("action", action, "pilote", "Cl", ()))
    (change,) = offer(store)
    store.outbox.refuse(change, "perimetre", "Cette commune n'est pas la vôtre.")
    assert store.get("action", action) is None
    assert rows(store) == {}
    assert store.outbox.to_correct()[0].set["titre"] == "Réhabilitation des halles"
    assert store.drafts.count() == 1
    assert verify(store).sain


def test_a_change_carried_for_somebody_is_not_offered_again_once_refused(laptop: Laptops) -> None:
    """It stays in the log: it is refused to this carrier, not to its author."""
    mine, theirs = laptop("moi"), laptop("autre")
    action = an_action(theirs)
    mine.outbox.receive(offer(theirs), None)
    (carried,) = offer(mine)
    mine.outbox.refuse(carried, "perimetre", "Pas votre périmètre.")
    assert (offer(mine), mine.outbox.to_correct()) == ([], [])
    assert titre(mine, action) == "Réhabilitation des halles"
    assert is_what_its_log_says(mine)


def test_a_page_and_its_cursor_are_written_together(laptop: Laptops, server: Server) -> None:
    """Rows, index and cursor move; what was known counts as nothing new."""
    mine, theirs = laptop("moi"), laptop("autre")
    action = an_action(mine)
    server.take(mine)
    cursor = Cursor("dep:02", 1, (("e1", 0),), "02361", complet=True)
    assert theirs.outbox.receive(server.log, cursor) == 1
    assert theirs.outbox.cursor("dep:02") == cursor
    assert theirs.outbox.cursors() == [cursor]
    assert theirs.outbox.cursor("fr") == Cursor("fr")
    assert [hit.record for hit in theirs.search.find("halles")] == [action]
    before = rows(theirs)
    assert theirs.outbox.receive(server.log, cursor) == 0
    assert rows(theirs) == before


def test_a_page_that_fails_moves_nothing(store: Store) -> None:
    """A change that cannot be written leaves the cursor where it was (I5)."""
    good = Change("c1", "action", "a", {"titre": "A"}, {}, "2023", "x", "dep:02", GUISE, seq=1)
    bad = replace(good, id="c2", at=None)  # type: ignore[arg-type] # what cannot be written
    with pytest.raises(StoreFileError):
        store.outbox.receive([good, bad], Cursor("dep:02", 2))
    assert (store.outbox.cursor("dep:02").seq, store.get("action", "a")) == (0, None)


def test_an_echo_of_our_own_changes_only_stamps_them(store: Store, server: Server) -> None:
    """A feed brings back what we sent, before or after the acknowledgement."""
    an_action(store)
    before = rows(store)
    stamped = [server.stamp(c) for c in offer(store)]
    assert store.outbox.receive(stamped, Cursor("dep:02", 1)) == 0
    assert (rows(store), store.outbox.count()) == (before, 0)
    assert store.history.next_undo() is not None


def test_a_stub_is_filled_by_a_full_copy(laptop: Laptops, server: Server) -> None:
    """The value left out of a first sync arrives later; a stub never takes a value away."""
    mine, theirs = laptop("moi"), laptop("autre")
    action = an_action(mine)
    (full,) = server.take(mine)
    stub = replace(full, set={"commune": GUISE}, stub=("titre",))
    theirs.outbox.receive([stub], Cursor("dep:02", 1))
    assert titre(theirs, action) is None
    for again in (full, stub):
        theirs.outbox.receive([again], None)
        assert titre(theirs, action) == "Réhabilitation des halles"
        assert is_what_its_log_says(theirs)


def test_two_partial_copies_complete_each_other(laptop: Laptops, server: Server) -> None:
    """Each brings what the other left out; together they are the whole change, in whatever order they come."""
    mine = laptop("moi")
    action = an_action(mine, description="Couverte")
    (full,) = server.take(mine)
    copies = [
        replace(full, set={name: full.set[name] for name in full.set.keys() - {left_out}}, stub=(left_out,))
        for left_out in ("titre", "description")
    ]
    for name, order in (("un", copies), ("deux", copies[::-1])):
        theirs = laptop(name)
        for copy in order:
            theirs.outbox.receive([copy], None)
        (kept,) = theirs.history.of("action", action)
        assert (kept.set, kept.stub) == (full.set, ())
        assert is_what_its_log_says(theirs)


def test_what_a_newer_program_wrote_is_kept_and_relayed(laptop: Laptops) -> None:
    """An unknown table and an unknown field wait in the log, and leave again as they came (rule 10)."""
    store = laptop("un")
    action = an_action(store)
    newer = [
        Change("n1", "nouveaute", "r", {"titre": "Demain"}, {}, store.now(), "autre", "dep:02", GUISE),
        Change("n2", "action", action, {"champ_nouveau": {"a": [1]}}, {}, store.now(), "autre", "dep:02", GUISE),
    ]
    assert store.outbox.receive(newer, None) == 2
    assert offer(store)[1:] == newer
    assert store.get("action", action).values["champ_nouveau"] == {"a": [1]}  # type: ignore[union-attr] # it is there
    assert verify(store).sain
    assert is_what_its_log_says(store)
    before = store.get("action", action)
    assert before is not None
    store.update(before, {"pilote": "Claire"})
    assert store.folded("action", action).values["champ_nouveau"] == {"a": [1]}


def test_changes_above_a_restored_server_s_past_are_offered_again(store: Store, server: Server) -> None:
    """Their stamps are void; those below keep theirs (epochs)."""
    actions = [an_action(store, HIRSON) for _ in range(3)]
    server.take(store)
    assert store.outbox.offer_again("dep:02", 1) == 2
    assert [c.record for c in offer(store)] == actions[1:]
    assert is_what_its_log_says(store)
