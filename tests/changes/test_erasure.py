"""Erasing a value for good, on every replica, whatever arrives later (rule 8)."""

from itertools import permutations

from tests.changes.said import Code, disagreements, erasure, left_out, received, said

NOTE = said("1", {"titre": "Mme Durand, 06 12 34 56 78", "statut": "envisagée"})


def test_an_erasure_blanks_the_values_that_did_not_see_it(code: Code) -> None:
    """The value is gone from what is shown, the other fields are not."""
    folded = code.fold([NOTE, erasure("2", "titre")])

    assert folded.values == {"titre": None, "statut": "envisagée"}
    assert folded.erasures == ("2",)


def test_it_blanks_what_arrives_later_in_any_order(code: Code) -> None:
    """A laptop that was away brings the value again, replaced or not: it never shows again."""
    late = said("3", {"titre": "Mme Durand, Céret"}, {"titre": ["1"]}, minute=9)
    log = [NOTE, erasure("2", "titre"), late]

    for order in permutations(log):
        folded = code.fold(order)
        assert folded.values["titre"] is None
        assert folded.heads["titre"] == ("3",)


def test_what_is_written_after_seeing_it_stays(code: Code) -> None:
    """A change made on a laptop that knows the erasure names it, and is not blanked."""
    log = [NOTE, received(erasure("2", "titre"), 2)]

    made = code.save(log, code.edit(code.fold(log), titre="Halle"), "3")

    assert made.over == {"titre": ["1"], "efface": ["2"]}
    assert code.fold([*log, made]).values["titre"] == "Halle"


def test_a_refused_erasure_gives_back_what_nobody_saw(code: Code) -> None:
    """Until a server acknowledged it, what it blanks is not replaced by who writes or archives without seeing it."""
    log = [NOTE, erasure("2", "titre")]
    blanked = code.fold(log)

    made = code.save(log, code.edit(blanked, titre="Halle"), "3")
    archived = code.save(log, code.archive(blanked), "4")

    assert disagreements(code.fold([NOTE, made])) == {"titre": "conflit"}
    assert disagreements(code.fold([NOTE, archived])) == {"titre": "archive"}
    assert code.fold([*log, made]).values["titre"] == "Halle"
    assert code.fold([*log, made]).desaccords == ()
    (back,) = code.undo([[*log, made]], {"3"}).edits
    assert back.set == {"titre": None}


def test_it_keeps_ids_and_over(code: Code) -> None:
    """Who replaced whom is not forgotten: no value below comes back, and nothing waits."""
    second = said("2", {"titre": "Mme Durand"}, {"titre": ["1"]})
    other = said("3", {"titre": "Halle"}, {"efface": ["4"]})

    folded = code.fold([NOTE, second, other, erasure("4", "titre")])

    assert folded.values["titre"] == "Halle"
    assert set(folded.heads["titre"]) == {"2", "3"}
    assert folded.desaccords == ()
    blank = code.folds.blank(second, {"4": erasure("4", "titre")})
    assert (blank.id, blank.over, blank.set, blank.stub) == ("2", {"titre": ["1"]}, {}, ("titre",))


def test_only_the_prefecture_erases(code: Code) -> None:
    """The same words from a chef erase nothing."""
    assert code.fold([NOTE, erasure("2", "titre", role="chef")]).values["titre"] == "Mme Durand, 06 12 34 56 78"


def test_a_second_erasure_blanks_what_was_written_since(code: Code) -> None:
    """Having seen the first one does not shield from the next, which may name another field."""
    since = said("3", {"titre": "M. Martin", "statut": "engagée"}, {"titre": ["1"], "efface": ["2"]})
    log = [NOTE, erasure("2", "titre"), since, erasure("4", "titre", over={"efface": ["2"]})]

    folded = code.fold(log)

    assert folded.values["titre"] is None
    assert folded.erasures == ("2", "4")
    assert code.fold([*log[:3], erasure("4", "echeance")]).values["titre"] == "M. Martin"


def test_a_full_copy_does_not_bring_an_erased_value_back(code: Code) -> None:
    """An old backup still has it: filled as a stub is, then blanked again."""
    for order in permutations([left_out(NOTE, "titre"), NOTE, erasure("2", "titre")]):
        assert code.fold(order).values == {"titre": None, "statut": "envisagée"}


def test_an_erased_conflict_asks_nothing(code: Code) -> None:
    """Two blank heads have nothing to choose from."""
    log = [NOTE, said("2", {"titre": "M. Martin"})]

    assert disagreements(code.fold(log)) == {"titre": "conflit"}
    assert code.fold([*log, erasure("3", "titre")]).desaccords == ()


def test_undo_does_not_bring_an_erased_value_back(code: Code) -> None:
    """The value below was erased: taking the gesture back empties the field."""
    gesture = said("3", {"titre": "Halle"}, {"titre": ["1"], "efface": ["2"]})

    undoing = code.undo([[NOTE, erasure("2", "titre"), gesture]], {"3"})

    (made,) = undoing.edits
    assert made.set == {"titre": None}
