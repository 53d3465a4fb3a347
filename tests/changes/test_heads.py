"""What a field says: its heads, the value shown, and when two people disagree."""

from dataclasses import replace
from itertools import permutations

from tests.changes.said import Code, clock, disagreements, left_out, on, received, said


def test_a_value_replaced_by_who_saw_it_is_gone(code: Code) -> None:
    """One head: that is the value, and nothing is asked."""
    folded = code.fold([said("1", {"titre": "Halle"}), said("2", {"titre": "Halle du marché"}, {"titre": ["1"]})])

    assert folded.values == {"titre": "Halle du marché"}
    assert folded.heads == {"titre": ("2",)}
    assert folded.desaccords == ()


def test_two_people_who_did_not_see_each_other_are_in_conflict(code: Code) -> None:
    """Both values are kept and the later one is shown first."""
    halle = said("1", {"titre": "Halle"})
    camille = said("2", {"titre": "Halle du marché"}, {"titre": ["1"]}, minute=5)
    noe = said("3", {"titre": "Halle couverte"}, {"titre": ["1"]}, minute=4, by="noe")

    folded = code.fold([halle, camille, noe])

    assert folded.values["titre"] == "Halle du marché"
    assert disagreements(folded) == {"titre": "conflit"}
    assert on(folded, "titre").heads == folded.heads["titre"] == ("2", "3")


def test_edits_of_different_fields_both_stand(code: Code) -> None:
    """A titre and a statut, edited side by side, do not disagree."""
    halle = said("1", {"titre": "Halle", "statut": "envisagée"})
    titre = said("2", {"titre": "Halle du marché"}, {"titre": ["1"]})
    statut = said("3", {"statut": "engagée"}, {"statut": ["1"]})

    folded = code.fold([halle, titre, statut])

    assert folded.values == {"titre": "Halle du marché", "statut": "engagée"}
    assert folded.desaccords == ()


def test_a_change_replaces_only_in_the_fields_where_it_names(code: Code) -> None:
    """It saw the titre of a change and not its statut: the two statuts disagree."""
    halle = said("1", {"titre": "Halle", "statut": "envisagée"})

    folded = code.fold([halle, said("2", {"titre": "Marché", "statut": "engagée"}, {"titre": ["1"]})])

    assert folded.heads["titre"] == ("2",)
    assert disagreements(folded) == {"statut": "conflit"}


def test_the_same_value_written_twice_is_no_conflict(code: Code) -> None:
    """Two people who typed the same thing are asked nothing, and a form names both heads."""
    same = [said("1", {"statut": "engagée", "mesure": {"a": 1, "b": [2]}}), said("2", {"statut": "engagée"})]
    same.append(said("3", {"mesure": {"b": [2], "a": 1}}))

    folded = code.fold(same)

    assert folded.desaccords == ()
    assert set(folded.shown["statut"]) == {"1", "2"}
    assert set(folded.shown["mesure"]) == {"1", "3"}


def test_emptied_against_filled_is_a_conflict(code: Code) -> None:
    """Nothing is a value: who emptied a field disagrees with who filled it, and true is not one."""
    folded = code.fold([said("1", {"titre": None, "cout": 1}), said("2", {"titre": "Halle", "cout": True})])

    assert disagreements(folded) == {"titre": "conflit", "cout": "conflit"}


def test_a_clock_ten_years_ahead_wins_nothing_once_received(code: Code) -> None:
    """An edit cannot be later than its reception: the one received last is shown, whatever its clock says."""
    ahead = received(said("1", {"titre": "Futur"}, at=clock(0, year=2033)), 1, minute=10)
    right = received(said("2", {"titre": "Halle"}, minute=20), 2, minute=40)

    folded = code.fold([ahead, right])

    assert folded.values["titre"] == "Halle"
    assert set(on(folded, "titre").heads) == {"1", "2"}


def test_a_late_reception_does_not_make_an_edit_later(code: Code) -> None:
    """A laptop that was long without network does not win over what was written after."""
    old = received(said("1", {"titre": "Ancien"}, minute=1), 2, minute=50)
    new = received(said("2", {"titre": "Nouveau"}, minute=9), 1, minute=10)

    assert code.fold([old, new]).values["titre"] == "Nouveau"


def test_at_the_same_instant_the_greater_id_is_shown(code: Code) -> None:
    """Two laptops show the same one of two values of the same minute."""
    for order in permutations([said("9", {"titre": "Neuf"}), said("1", {"titre": "Un"})]):
        folded = code.fold(order)
        assert folded.values["titre"] == "Neuf"
        assert on(folded, "titre").heads == ("9", "1")


def test_a_conflict_waits_for_a_change_that_has_not_arrived(code: Code) -> None:
    """« En attente de synchronisation » until the missing change comes, then nothing or a real conflict."""
    halle = said("1", {"titre": "Halle"})
    missing = said("2", {"titre": "Halle du marché"}, {"titre": ["1"]})
    last = said("3", {"titre": "Marché couvert"}, {"titre": ["2"]})

    assert disagreements(code.fold([halle, last])) == {"titre": "attente"}
    assert code.fold([halle, missing, last]).desaccords == ()
    other = said("4", {"titre": "Halles"}, {"titre": ["1"]})
    assert disagreements(code.fold([halle, missing, last, other])) == {"titre": "conflit"}


def test_one_head_that_names_a_missing_change_asks_nothing(code: Code) -> None:
    """There is nothing to wait for where nothing disagrees."""
    assert code.fold([said("2", {"titre": "Halle"}, {"titre": ["1"]})]).desaccords == ()


def test_a_refused_change_makes_nobody_wait(code: Code) -> None:
    """What the server refused never arrives: told here, or in the stamp of the change that names it."""
    halle = said("1", {"titre": "Halle"})
    over = said("3", {"titre": "Marché"}, {"titre": ["2"]})

    assert disagreements(code.fold([halle, over])) == {"titre": "attente"}
    assert disagreements(code.fold([halle, over], refused=("2",))) == {"titre": "conflit"}
    assert disagreements(code.fold([halle, received(over, 7, 30, "2")])) == {"titre": "conflit"}


def test_no_refused_id_is_forgotten_between_two_copies(code: Code) -> None:
    """A copy that came before the refusal, by USB or in an older page, does not make the laptop wait again."""
    halle = said("0", {"titre": "Halle"})
    over = said("3", {"titre": "Marché"}, {"titre": ["1", "2"]})
    copies = [halle, over, received(over, 7, 30, "1", "2"), received(over, 7, 30, "2")]

    for order in permutations(copies):
        assert disagreements(code.fold(order)) == {"titre": "conflit"}


def test_a_stub_is_filled_by_a_later_full_copy(code: Code) -> None:
    """A value left out by a first sync comes back with the full copy, and the stamps stay."""
    full = said("1", {"titre": "Halle", "date_ort": "2023-06-01"}, role=None)
    stub = left_out(replace(received(full, 4), role="prefecture"), "titre", "date_ort")

    assert code.fold([stub]).values == {"titre": None, "date_ort": None}
    for copies in ([stub, full], [full, stub]):
        folded = code.fold(copies)
        assert folded.values == {"titre": "Halle", "date_ort": "2023-06-01"}
        assert folded.declared == frozenset()


def test_newer_stamps_replace_older_ones(code: Code) -> None:
    """After a restore the server received the change again, later: that is what counts."""
    first = received(said("1", {"titre": "Halle"}, at=clock(0, year=2033)), 1, minute=10)
    again = received(first, 9, minute=50)
    other = received(said("2", {"titre": "Marché"}, minute=20), 2, minute=20)

    for copies in ([first, again, other], [again, other, first]):
        assert code.fold(copies).values["titre"] == "Halle"


def test_a_blank_head_conflicts_with_nobody(code: Code) -> None:
    """There is nothing to choose from a value that is not there, and a form does not name it as seen."""
    stub = left_out(said("1", {"titre": "Halle"}, minute=9), "titre")
    folded = code.fold([stub, said("2", {"titre": "Marché"})])

    assert folded.values == {"titre": "Marché"}
    assert folded.desaccords == ()
    assert folded.shown["titre"] == ("2",)
    assert folded.heads["titre"] == ("2", "1")


def test_nothing_said_is_nothing_shown(code: Code) -> None:
    """A record that nobody wrote is empty."""
    assert code.fold([]).values == {}
