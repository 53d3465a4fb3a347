"""The history of a whole fiche: every field of it and of its children; compared and restored as at a moment."""

from dataclasses import replace

import pytest

from pvd_tui.changes.change import ARCHIVE
from storage.errors import RefusError
from storage.histoire import comparer, etat, evenements, moments, revenir
from storage.store import Store
from tests.storage.laptops import Clock, Laptops, Server, an_action, exchange


def _update(store: Store, table: str, record: str, **values: object) -> None:
    fiche = store.get(table, record)
    assert fiche is not None
    store.update(fiche, values)  # type: ignore[arg-type] # what a test writes is JSON


def a_life(store: Store, clock: Clock) -> tuple[str, str, str]:
    """Write an action, its expense, then change both and add another one; give both and the moment between."""
    action = an_action(store, maitre_ouvrage="Guise")
    depense = store.create("depense", {"action": action, "nature": "Travaux", "montant_previsionnel": 100})
    moment = store.now()
    clock.forward(days=3)
    _update(store, "action", action, titre="Halle", maitre_ouvrage=None, description="Toit")
    _update(store, "depense", depense, montant_previsionnel=150)
    store.create("depense", {"action": action, "nature": "Étude", "montant_previsionnel": 7})
    return action, depense, moment


def test_every_field_of_a_fiche_and_its_children_is_told_newest_first(store: Store, clock: Clock) -> None:
    """Who, when, before, after."""
    action, depense, _ = a_life(store, clock)
    told = evenements(store, "action", action)
    said = {(one.change.table, one.champ): (one.avant, one.apres) for one in reversed(told)}

    assert told[0].change.at >= told[-1].change.at
    assert said["action", "titre"] == (("Réhabilitation des halles",), "Halle")
    assert [one.avant for one in told if one.change.record == depense and one.champ == "montant_previsionnel"] == [
        (100,),
        (),
    ]
    assert all(one.change.record == action for one in evenements(store, "action", action, enfants=False))
    assert len(moments(told)) == 5


def test_two_moments_are_compared(store: Store, clock: Clock) -> None:
    """Field by field, of the fiche and of what belongs to it."""
    action, depense, before = a_life(store, clock)
    found = {(one.table, one.champ): (one.avant, one.apres) for one in comparer(store, "action", action, before, "9")}

    assert found["action", "description"] == (None, "Toit")
    assert found["depense", "nature"] == (None, "Étude")
    assert (depense, 100, 150) in [
        (one.record, one.avant, one.apres) for one in comparer(store, "action", action, before, "9")
    ]


def test_the_whole_fiche_goes_back_in_one_gesture_and_undo_brings_it_forward(store: Store, clock: Clock) -> None:
    """Its fields, its expense, and the expense that did not exist yet is archived."""
    action, depense, before = a_life(store, clock)
    revenir(store, "action", action, before)
    row, expense = store.rows.page("action")[0], store.rows.page("depense")

    assert (row["titre"], row["maitre_ouvrage"], row["description"]) == ("Réhabilitation des halles", "Guise", None)
    assert [(one["id"], one["montant_previsionnel"]) for one in expense] == [(depense, 100)]
    store.history.undo()
    assert store.rows.page("action")[0]["titre"] == "Halle"
    assert store.rows.count("depense") == 2


def test_one_field_goes_back_alone(store: Store, clock: Clock) -> None:
    """The others stay; going back to where one is writes nothing."""
    action, _, before = a_life(store, clock)
    revenir(store, "action", action, before, ("titre",))
    row = store.rows.page("action")[0]

    assert (row["titre"], row["description"]) == ("Réhabilitation des halles", "Toit")
    saved, _ = revenir(store, "action", action, before, ("titre",))
    assert saved is None


def test_an_archived_fiche_comes_back_as_it_was(store: Store, clock: Clock) -> None:
    """In one change."""
    action, _, before = a_life(store, clock)
    fiche = store.get("action", action)
    assert fiche is not None
    store.archive(fiche)
    revenir(store, "action", action, before, enfants=False)

    assert store.rows.page("action")[0]["titre"] == "Réhabilitation des halles"


def test_what_was_voted_since_stays(store: Store, clock: Clock) -> None:
    """A voted plan neither leaves nor changes; it is listed."""
    action = an_action(store)
    before = store.now()
    clock.forward(days=1)
    plan = store.create("plan_financement", {"action": action, "statut": "Voté", "version": 1})
    saved, told = revenir(store, "action", action, before)

    assert saved is None
    assert told.laisses == (("plan_financement", plan, ARCHIVE),)


def test_a_field_is_not_asked_of_a_time_before_the_fiche(store: Store) -> None:
    """There is nothing to go back to."""
    with pytest.raises(RefusError, match="n'existait pas"):
        revenir(store, "action", an_action(store), "2020", ("titre",))


def test_a_value_never_received_is_left_as_it_is(laptop: Laptops, server: Server, clock: Clock) -> None:
    """A first sync leaves replaced values out: the field is unknown then, and stays."""
    mine, theirs = laptop("un"), laptop("deux")
    action, _, before = a_life(mine, clock)
    exchange(server, mine)
    stubbed = [
        change
        if change.table != "action" or "titre" not in change.set or change.set["titre"] == "Halle"
        else replace(change, set={k: v for k, v in change.set.items() if k != "titre"}, stub=("titre",))
        for change in server.log
    ]
    theirs.outbox.receive(stubbed, None)

    assert "titre" in etat(theirs, "action", action, before).inconnus
    _, told = revenir(theirs, "action", action, before)
    assert ("action", action, "titre") in told.laisses
    assert theirs.rows.page("action")[0]["titre"] == "Halle"


def test_a_moment_holds_what_was_written_at_it(store: Store) -> None:
    """The line of the history under the cursor is part of the state one goes back to."""
    action = an_action(store)
    (written,) = {one.change.at for one in evenements(store, "action", action)}

    assert etat(store, "action", action, written).values["titre"] == "Réhabilitation des halles"
    assert not etat(store, "action", action, "2020").existe


def test_the_number_of_a_signed_action_stays_when_the_fiche_goes_back(store: Store, clock: Clock) -> None:
    """Rule 12 holds for a return too; the rest goes back."""
    action = an_action(store, code="2.1")
    before = store.now()
    clock.forward(days=1)
    _update(store, "action", action, code="2.3", statut_conventionnel="Inscrite", description="Toit")
    _, told = revenir(store, "action", action, before)
    row = store.rows.page("action")[0]

    assert (row["code"], row["description"]) == ("2.3", None)
    assert told.laisses == (("action", action, "code"),)
