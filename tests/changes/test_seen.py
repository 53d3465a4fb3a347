"""What an author saw: a form, the conflict card, an unacknowledged past (rules 1 and 2), a release (rule 7)."""

from dataclasses import replace

from pvd_tui.changes.fold import EMPTY
from tests.changes.said import Code, disagreements, left_out, received, said


def test_a_form_names_only_the_heads_whose_value_it_displayed(code: Code) -> None:
    """Who edits over one side of a conflict has not replaced the other: the conflict stays."""
    both = [said("1", {"titre": "Halle"}, minute=5), said("2", {"titre": "Marché"}, minute=1)]
    shown = code.fold(both)

    made = code.edit(shown, titre="Halle du marché")

    assert made is not None
    assert made.seen == {"titre": ("1",)}
    folded = code.fold([*both, code.save(both, made, "3", minute=9)])
    assert folded.values == {"titre": "Halle du marché"}
    assert folded.heads == {"titre": ("3", "2")}
    assert disagreements(folded) == {"titre": "conflit"}


def test_a_form_names_every_head_of_the_value_it_displayed(code: Code) -> None:
    """Two people wrote the same thing: the next edit replaces both, without a conflict."""
    both = [said("1", {"titre": "Halle"}), said("2", {"titre": "Halle"})]

    folded = code.fold([*both, code.save(both, code.edit(code.fold(both), titre="Marché"), "3")])

    assert folded.heads == {"titre": ("3",)}


def test_only_the_conflict_card_names_all_heads(code: Code) -> None:
    """Settling ends the conflict, with either value or a third one."""
    both = [said("1", {"titre": "Halle"}, minute=5), said("2", {"titre": "Marché"}, minute=1)]

    for value in ("Halle", "Marché", "Halle du marché"):
        folded = code.fold([*both, code.save(both, code.settle(code.fold(both), "titre", value), "3")])
        assert folded.values == {"titre": value}
        assert folded.heads == {"titre": ("3",)}
        assert folded.desaccords == ()


def test_what_came_after_the_form_was_opened_is_not_seen(code: Code) -> None:
    """A draft keeps the ids of the moment it was begun: a pull in between makes a conflict, never a loss."""
    halle = said("1", {"titre": "Halle"})
    displayed = code.fold([halle])
    pulled = said("2", {"titre": "Halle couverte"}, {"titre": ["1"]}, by="noe")

    made = code.save([halle, pulled], code.edit(displayed, titre="Halle du marché"), "3")

    assert disagreements(code.fold([halle, pulled, made])) == {"titre": "conflit"}


def test_only_what_differs_is_an_edit(code: Code) -> None:
    """Saving a form untouched says nothing, and an empty field that was never set stays unsaid."""
    before = code.fold([said("1", {"titre": "Halle", "statut": "envisagée"})])

    assert code.edit(before, titre="Halle", statut="envisagée", echeance=None) is None
    made = code.edit(before, titre="Halle", statut=None, echeance="2024-01-01")
    assert made is not None
    assert made.set == {"statut": None, "echeance": "2024-01-01"}
    assert made.seen == {"statut": ("1",), "echeance": ()}


def test_an_edit_does_not_name_a_value_that_was_left_out(code: Code) -> None:
    """What replaced it has not arrived, and never may: filled, it is asked about, for its value was not displayed."""
    full = said("1", {"titre": "Halle"})
    blank = left_out(full, "titre")

    other = said("0", {"statut": "En cours"})
    for beside in ([blank], [blank, other]):  # alone, and read with others
        made = code.save(beside, code.edit(code.fold(beside), titre="Marché"), "2")
        assert code.fold([*beside, made]).desaccords == ()
        assert disagreements(code.fold([*beside, made, full])) == {"titre": "conflit"}


def test_a_withdrawn_change_does_not_bring_back_what_it_replaced(code: Code) -> None:
    """An edit over two unacknowledged ones inherits their `over`: refused, they leave no false conflict."""
    halle = received(said("1", {"titre": "Halle"}), 1)
    refused = said("2", {"titre": "Halle 2"}, {"titre": ["1"]})
    again = code.save([halle, refused], code.edit(code.fold([halle, refused]), titre="Halle 3"), "3")
    last = code.save([halle, refused, again], code.edit(code.fold([halle, refused, again]), titre="Halle 4"), "4")

    assert set(last.over["titre"]) == {"3", "2", "1"}
    withdrawn = code.fold([halle, last], refused=("2", "3"))
    assert withdrawn.heads == {"titre": ("4",)}
    assert withdrawn.desaccords == ()


def test_the_inheritance_goes_down_to_what_the_server_has(code: Code) -> None:
    """A server restored from a backup has forgotten changes that named only the one below: all are inherited again."""
    halle = received(said("1", {"titre": "Halle"}), 1)
    forgotten = [said("2", {"titre": "Halle 2"}, {"titre": ["1"]}), said("3", {"titre": "Halle 3"}, {"titre": ["2"]})]
    log = [halle, *forgotten]

    made = code.save(log, code.edit(code.fold(log), titre="Halle 4"), "4")

    assert set(made.over["titre"]) == {"3", "2", "1"}


def test_what_was_withdrawn_while_the_form_was_open_is_inherited_too(code: Code) -> None:
    """The form shows a change that is refused before it is saved: « À corriger » still knows what that one replaced."""
    halle = received(said("1", {"titre": "Halle"}), 1)
    refused = said("2", {"titre": "Marché"}, {"titre": ["1"]})
    displayed = code.fold([halle, refused])

    made = code.save([halle], code.edit(displayed, titre="Halles"), "3", {"2": refused})

    assert code.fold([halle, made], refused=("2",)).heads == {"titre": ("3",)}


def test_an_acknowledged_change_passes_nothing_on(code: Code) -> None:
    """The server has it: it can no longer be refused, and `over` stays short for ever."""
    halle = received(said("1", {"titre": "Halle"}), 1)
    stored = received(said("2", {"titre": "Halle 2"}, {"titre": ["1"]}), 2)

    made = code.save([halle, stored], code.edit(code.fold([halle, stored]), titre="Halle 3"), "3")

    assert made.over == {"titre": ["2"]}


def test_a_carried_change_passes_on_what_its_author_saw(code: Code) -> None:
    """With the carrier's role the préfecture's change replaces no owner: the next one by its author does."""
    first = received(said("1", {"date_ort": "2023-05-04"}, role="prefecture"), 1)
    own = said("2", {"date_ort": "2023-05-05"}, {"date_ort": ["1"]}, role="prefecture")
    carried = replace(received(own, 2), role="chef", relais="un chef")
    displayed = code.fold([first, own])

    made = code.save([first, carried], code.edit(displayed, date_ort="2023-05-06"), "3", role="prefecture")

    assert code.fold([first, carried, made]).heads == {"date_ort": ("3",)}


def test_what_is_inherited_stays_in_its_field(code: Code) -> None:
    """The `over` of another field is not replaced."""
    one = said("1", {"titre": "Halle", "statut": "envisagée"})
    two = said("2", {"titre": "Marché", "statut": "engagée"}, {"titre": ["1"], "statut": ["0"]})

    made = code.save([one, two], code.edit(code.fold([one, two]), titre="Halles"), "3")

    assert made.over == {"titre": ["2", "1"]}


def test_an_archive_inherits_in_every_field_that_it_saw(code: Code) -> None:
    """The edit that it saw is refused: the value below had been seen too, and does not disagree."""
    halle = received(said("1", {"titre": "Halle"}), 1)
    refused = said("2", {"titre": "Marché"}, {"titre": ["1"]})
    archive = code.save([halle, refused], code.archive(code.fold([halle, refused])), "3")

    folded = code.fold([halle, archive], refused=("2",))

    assert folded.archived
    assert folded.desaccords == ()


def test_a_released_record_names_nothing_of_its_private_past(code: Code) -> None:
    """Release is one fresh change with the present values: others read it whole and wait for nothing (rule 7)."""
    private = [said("1", {"titre": "À voir avec la maire"}), said("2", {"titre": "Halle"}, {"titre": ["1"]})]
    present = code.fold(private)

    fresh = code.save([], code.edit(EMPTY, **present.values), "3")

    assert fresh.over == {}
    elsewhere = code.fold([fresh, said("4", {"titre": "Marché"}, {"titre": ["3"]}), said("5", {"titre": "Halles"})])
    assert code.fold([fresh]).values == present.values
    assert disagreements(elsewhere) == {"titre": "conflit"}
