"""What is marked restreint stays on the laptop until it is released, once (rule 7)."""

import json

import pytest

from pvd_tui.changes.edit import Edit
from storage.check import verify
from storage.errors import RefusError
from storage.fiche import Fiche
from storage.prive import release, visibility, withhold
from storage.store import Store
from tests.storage.laptops import GUISE, Laptops, Server, an_action, exchange, is_what_its_log_says


def read(store: Store, table: str, record: str) -> Fiche:
    """Read a record that is there."""
    fiche = store.get(table, record)
    assert fiche is not None
    return fiche


def offered(store: Store) -> str:
    """Give all that a laptop would send, as text."""
    changes = store.outbox.offer(("dep:02", "fr"), most=1000, most_bytes=10**6)
    return json.dumps([[c.table, dict(c.set), dict(c.over)] for c in changes], ensure_ascii=False)


def a_note(store: Store, texte: str = "Le maire hésite") -> str:
    """Write a note, restreint by default."""
    return store.create("note_datee", {"titre": "Appel", "commune": GUISE, "texte": texte})


def test_a_note_is_restreint_from_its_creation(store: Store) -> None:
    """It is never offered; the row, the fiche and the count of what is here only say so."""
    note = a_note(store)
    assert read(store, "note_datee", note).restreint
    assert store.rows.page("note_datee")[0]["restreint"] is True
    assert "hésite" not in offered(store)
    assert (store.outbox.count(), store.outbox.local_only()) == (0, (0, 1))
    assert is_what_its_log_says(store)


def test_edits_and_archiving_of_a_restreint_record_stay_too(store: Store) -> None:
    """Whatever is done to it, and undone."""
    note = a_note(store)
    store.update(read(store, "note_datee", note), {"texte": "Il refuse"})
    store.archive(read(store, "note_datee", note))
    store.history.undo()
    store.history.undo()
    assert read(store, "note_datee", note).values["texte"] == "Le maire hésite"
    assert store.outbox.count() == 0
    assert verify(store).sain


def test_an_action_withheld_keeps_its_children_here(store: Store) -> None:
    """Those it has, and those it gets."""
    action = an_action(store)
    plan = store.create("plan_financement", {"titre": "Secret", "action": action})
    ressource = store.create("ressource", {"titre": "Secret DETR", "plan_financement": plan})
    withhold(store, read(store, "action", action))
    later = store.create("demande", {"titre": "Secret tardif", "action": action})
    for key in (("action", action), ("plan_financement", plan), ("ressource", ressource), ("demande", later)):
        assert read(store, *key).restreint
    assert (offered(store), store.outbox.local_only()) == ("[]", (0, 4))
    assert is_what_its_log_says(store)


def test_the_label_of_a_gesture_stays_with_what_it_labels(store: Store) -> None:
    """An action and its first lot, made together and withheld: their title does not leave by the gesture's row."""
    action, sous = store.new_id(), store.new_id()
    store.save(
        [
            Edit("action", action, {"titre": "Rachat", "commune": GUISE}),
            Edit("sous_operation", sous, {"titre": "Lot 1", "action": action}),
        ],
        "Création : Rachat",
    )
    withhold(store, read(store, "action", action))
    assert offered(store) == "[]"
    assert is_what_its_log_says(store)


def test_what_travels_is_not_hung_below_what_stays(store: Store) -> None:
    """A lot of a shared action cannot be moved to a withheld one: its next edits would leave."""
    private, public = an_action(store, titre="Rachat"), an_action(store)
    sous = store.create("sous_operation", {"titre": "Lot 1", "action": public})
    withhold(store, read(store, "action", private))
    with pytest.raises(RefusError, match=r"reste sur cet ordinateur.*Rien n'a été modifié"):
        store.update(read(store, "sous_operation", sous), {"action": private})
    assert private not in offered(store)


def test_what_may_have_left_cannot_be_withheld(store: Store) -> None:
    """Once offered, even if no answer came; then nothing of the family is marked."""
    action = an_action(store)
    sous = store.create("sous_operation", {"titre": "Lot 1", "action": action})
    assert not visibility(store, read(store, "action", action)).parti
    store.outbox.offer(("dep:02",), most=1, most_bytes=10**6)
    assert visibility(store, read(store, "action", action)).parti
    assert not visibility(store, read(store, "sous_operation", sous)).parti
    with pytest.raises(RefusError, match=r"déjà pu être transmise.*Rien n'a été modifié"):
        withhold(store, read(store, "action", action))
    assert not read(store, "sous_operation", sous).restreint


def test_what_came_from_elsewhere_cannot_be_withheld(laptop: Laptops, server: Server) -> None:
    """Others have it."""
    mine, theirs = laptop("moi"), laptop("autre")
    action = an_action(mine)
    exchange(server, mine, theirs)
    with pytest.raises(RefusError):
        withhold(theirs, read(theirs, "action", action))


def test_a_child_that_left_keeps_its_parent_from_being_withheld(store: Store) -> None:
    """The whole family is asked, whatever the order in which it was offered."""
    action = an_action(store)
    sous = store.create("sous_operation", {"titre": "Lot 1", "action": action})
    store.connection.execute("UPDATE change SET offert = 1 WHERE record = ?", (sous,))
    with pytest.raises(RefusError):
        withhold(store, read(store, "action", action))
    assert not read(store, "action", action).restreint


def test_a_release_sends_one_fresh_change_and_no_private_past(laptop: Laptops, server: Server) -> None:
    """The other laptop reads the present values and not one word of what was there before."""
    mine, theirs = laptop("moi"), laptop("autre")
    note = a_note(mine, "Le maire est un âne")
    mine.update(read(mine, "note_datee", note), {"texte": "Le maire réfléchit"})
    release(mine, read(mine, "note_datee", note))
    assert not read(mine, "note_datee", note).restreint
    assert len(mine.outbox.offer(("dep:02",), most=99, most_bytes=10**6)) == 1
    assert "âne" not in offered(mine)
    exchange(server, mine, theirs)
    assert read(theirs, "note_datee", note).values == read(mine, "note_datee", note).values
    assert [c.set.get("texte") for c in mine.history.of("note_datee", note)] == [
        "Le maire est un âne",
        "Le maire réfléchit",
        "Le maire réfléchit",
    ]
    assert len(theirs.history.of("note_datee", note)) == 1
    assert (mine.outbox.local_only(), theirs.outbox.local_only()) == ((0, 0), (0, 0))
    for store in (mine, theirs):
        assert verify(store).sain
        assert is_what_its_log_says(store)


def test_a_released_family_leaves_as_one_gesture(laptop: Laptops, server: Server) -> None:
    """Action, plan and ressource arrive together, each as one change."""
    mine, theirs = laptop("moi"), laptop("autre")
    action = an_action(mine)
    plan = mine.create("plan_financement", {"titre": "Plan", "action": action})
    withhold(mine, read(mine, "action", action))
    release(mine, read(mine, "action", action))
    exchange(server, mine, theirs)
    assert read(theirs, "plan_financement", plan).values == {"titre": "Plan", "action": action}
    assert {c.geste for c in theirs.history.of("action", action)} != {None}


def test_after_a_release_the_private_past_is_not_undone(store: Store) -> None:
    """Undo finds nothing of it to take back: a release happens once."""
    note = a_note(store)
    release(store, read(store, "note_datee", note))
    before = read(store, "note_datee", note).values
    assert store.history.undo() is None
    assert read(store, "note_datee", note).values == before


def test_an_archived_note_is_released_without_a_question(store: Store) -> None:
    """Its one fresh change holds the values and says that it is archived."""
    note = a_note(store)
    store.archive(read(store, "note_datee", note))
    release(store, read(store, "note_datee", note))
    folded = read(store, "note_datee", note).folded
    assert (folded.archived, folded.desaccords) == (True, ())


def test_a_child_is_not_released_without_its_parent(store: Store) -> None:
    """It would arrive where nobody knows what it belongs to."""
    action = an_action(store)
    sous = store.create("sous_operation", {"titre": "Lot 1", "action": action})
    withhold(store, read(store, "action", action))
    with pytest.raises(RefusError, match=r"reste sur cet ordinateur.*Rien n'a été transmis"):
        release(store, read(store, "sous_operation", sous))
    assert read(store, "sous_operation", sous).restreint


def test_releasing_what_is_not_restreint_changes_nothing(store: Store) -> None:
    """There is nothing to release."""
    action = an_action(store)
    release(store, read(store, "action", action))
    assert len(store.history.of("action", action)) == 1


def test_what_a_restored_server_lost_had_left_all_the_same(store: Store, server: Server) -> None:
    """Others read it before the restore: that it waits again does not make it this laptop's alone."""
    action = an_action(store)
    server.take(store)
    store.outbox.offer_again("dep:02", 0)
    with pytest.raises(RefusError, match="déjà pu être transmise"):
        withhold(store, read(store, "action", action))
    assert (store.outbox.count(), visibility(store, read(store, "action", action)).parti) == (1, True)
