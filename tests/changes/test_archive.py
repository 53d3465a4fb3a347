"""Archiving a record: what it saw goes with it, what it did not see is asked about (rule 3)."""

from tests.changes.said import Code, disagreements, left_out, on, received, said

HALLE = said("1", {"titre": "Halle", "statut": "envisagée"})
UNSEEN = said("2", {"statut": "engagée"}, {"statut": ["1"]}, by="noe")

UNSEEN_LATE = said("5", {"titre": "Halles"}, {"titre": ["1"]}, by="lea")


def test_an_archive_names_the_heads_of_every_field(code: Code) -> None:
    """The fiche that was archived had been displayed whole, both sides of its conflicts included."""
    log = [HALLE, UNSEEN, said("3", {"titre": "Marché"})]

    made = code.archive(code.fold(log))

    assert made.set == {"archive": True}
    assert {name: set(ids) for name, ids in made.seen.items()} == {"titre": {"1", "3"}, "statut": {"2"}}
    folded = code.fold([*log, code.save(log, made, "4")])
    assert folded.archived
    assert disagreements(folded) == {"titre": "conflit"}


def test_what_was_seen_is_not_replaced(code: Code) -> None:
    """An archived record keeps its values, and a restored one shows them again."""
    archive = code.save([HALLE], code.archive(code.fold([HALLE])), "2")
    archived = code.fold([HALLE, archive])
    restored = code.fold([HALLE, archive, code.save([HALLE, archive], code.restore(archived), "3")])

    assert archived.archived
    assert archived.heads["titre"] == ("1",)
    assert not restored.archived
    assert restored.values == {"titre": "Halle", "statut": "envisagée", "archive": False}
    assert restored.desaccords == ()


def test_an_edit_that_the_archive_did_not_see_is_asked_about(code: Code) -> None:
    """Camille archives while Noé edits: the edit is listed beside the archive, field by field."""
    archive = code.save([HALLE], code.archive(code.fold([HALLE])), "3")

    folded = code.fold([HALLE, archive, UNSEEN])

    assert folded.archived
    assert disagreements(folded) == {"statut": "archive"}
    assert on(folded, "statut").heads == ("3", "2")


def test_archiving_again_after_reading_settles_it(code: Code) -> None:
    """Who has now seen the edit may archive, or restore; either ends the question."""
    log = [HALLE, UNSEEN, code.save([HALLE], code.archive(code.fold([HALLE])), "3")]

    again = code.fold([*log, code.save(log, code.archive(code.fold(log)), "4")])
    back = code.fold([*log, code.save(log, code.restore(code.fold(log)), "4")])

    assert (again.archived, again.desaccords) == (True, ())
    assert (back.archived, back.desaccords) == (False, ())
    assert back.values["statut"] == "engagée"


def test_one_of_two_archives_having_seen_the_edit_is_enough(code: Code) -> None:
    """Two laptops archive the same record; one of them had read the last edit."""
    one = code.save([HALLE], code.archive(code.fold([HALLE])), "3")
    two = code.save([HALLE, UNSEEN], code.archive(code.fold([HALLE, UNSEEN])), "4", by="lea")

    folded = code.fold([HALLE, UNSEEN, one, two])

    assert folded.archived
    assert set(folded.heads["archive"]) == {"3", "4"}
    assert folded.desaccords == ()


def test_an_archive_against_a_restore_is_a_conflict_of_its_own(code: Code) -> None:
    """Camille restores while Noé archives again: one question, about the archiving."""
    first = code.save([HALLE], code.archive(code.fold([HALLE])), "2")
    log = [HALLE, first]
    restore = code.save(log, code.restore(code.fold(log)), "3", minute=5)
    again = code.save(log, code.archive(code.fold(log)), "4", minute=1, by="noe")

    folded = code.fold([*log, restore, again, UNSEEN_LATE])

    assert not folded.archived
    assert disagreements(folded) == {"archive": "conflit"}


def test_settling_for_the_archive_has_seen_every_field(code: Code) -> None:
    """The card « archiver ou restaurer » stands on the fiche: to choose archived is to archive it."""
    log = [HALLE, said("2", {"archive": True}), said("3", {"archive": False})]

    folded = code.fold([*log, code.save(log, code.settle(code.fold(log), "archive", value=True), "4")])

    assert folded.archived
    assert folded.desaccords == ()


def test_the_archive_question_waits_for_what_is_on_its_way(code: Code) -> None:
    """The archive names a change that has not arrived, which may be the one that replaced the unseen value."""
    log = [HALLE, received(UNSEEN, 1)]
    archive = code.save(log, code.archive(code.fold(log)), "3")

    assert disagreements(code.fold([HALLE, archive])) == {"statut": "attente"}
    assert code.fold([*log, archive]).desaccords == ()


def test_a_blank_value_is_not_asked_about(code: Code) -> None:
    """There is nothing to keep in a value that is not there."""
    archive = code.save([HALLE], code.archive(code.fold([HALLE])), "3")

    assert code.fold([HALLE, archive, left_out(UNSEEN, "statut")]).desaccords == ()


def test_a_restored_record_asks_about_no_field(code: Code) -> None:
    """An archive that was replaced has no say any more."""
    archive = code.save([HALLE], code.archive(code.fold([HALLE])), "3")
    restore = code.save([HALLE, archive], code.restore(code.fold([HALLE, archive])), "4")

    assert code.fold([HALLE, UNSEEN, archive, restore]).desaccords == ()


def test_a_change_that_sets_and_archives_has_seen_itself(code: Code) -> None:
    """Undoing a restore gives the former values back and archives in one change: there is nothing to ask."""
    folded = code.fold([HALLE, said("2", {"titre": "Halles", "archive": True}, {"titre": ["1"], "statut": ["1"]})])

    assert folded.archived
    assert folded.desaccords == ()
