"""Taking a gesture back: its own fields only, as ordinary changes (rules 5 and 6)."""

from collections.abc import Collection

from pvd_tui.changes.change import Change
from tests.changes.said import Code, clock, disagreements, left_out, said

HALLE = said("1", {"titre": "Halle", "statut": "envisagée"})
GESTURE = said("2", {"titre": "Marché", "statut": "engagée"}, {"titre": ["1"], "statut": ["1"]}, minute=1)


def undone(code: Code, log: Collection[Change], gesture: set[str], *since: str) -> list[Change]:
    """Give the log after the gesture was taken back, the undo's changes named u1, u2 and so on."""
    after = list(log)
    for n, made in enumerate(code.undo([list(log)], gesture, *since).edits, start=1):
        after.append(code.save(after, made, f"u{n}", minute=40 + n))
    return after


def kept(code: Code, log: Collection[Change], gesture: set[str], *since: str) -> list[str]:
    """Name the fields that undo leaves alone."""
    return sorted(k.champ for k in code.undo([list(log)], gesture, *since).kept)


def test_undo_shows_what_was_shown_before(code: Code) -> None:
    """Both fields of the gesture go back in one change that replaces it."""
    after = undone(code, [HALLE, GESTURE], {"2"})

    assert len(after) == 3
    folded = code.fold(after)
    assert folded.values == {"titre": "Halle", "statut": "envisagée"}
    assert folded.heads == {"titre": ("u1",), "statut": ("u1",)}
    assert folded.desaccords == ()


def test_a_field_never_set_before_is_emptied(code: Code) -> None:
    """An échéance that the gesture added to an existing record goes away."""
    added = said("2", {"echeance": "2024-01-01"})

    assert code.fold(undone(code, [HALLE, added], {"2"})).values["echeance"] is None


def test_undo_leaves_alone_what_was_changed_since(code: Code) -> None:
    """Noé has edited the titre since: it is listed and kept, the statut goes back."""
    since = said("3", {"titre": "Halles"}, {"titre": ["2"]}, by="noe")

    log = [HALLE, GESTURE, since]

    assert kept(code, log, {"2"}) == ["titre"]
    assert code.fold(undone(code, log, {"2"})).values == {"titre": "Halles", "statut": "envisagée"}


def test_undo_leaves_alone_a_field_in_conflict(code: Code) -> None:
    """The gesture's value is one head of two: undo does not decide a conflict."""
    beside = said("3", {"titre": "Halles"}, {"titre": ["1"]}, by="noe")

    assert kept(code, [HALLE, GESTURE, beside], {"2"}) == ["titre"]
    after = code.fold(undone(code, [HALLE, GESTURE, beside], {"2"}))
    assert set(after.heads["titre"]) == {"2", "3"}


def test_undoing_a_creation_archives(code: Code) -> None:
    """The record is not emptied, it is archived with all that was seen."""
    folded = code.fold(undone(code, [HALLE], {"1"}))

    assert folded.archived
    assert folded.values["titre"] == "Halle"
    assert folded.desaccords == ()


def test_undoing_a_creation_that_others_worked_on_does_nothing(code: Code) -> None:
    """Noé has added an échéance: the record is his too, and the fields of others are listed."""
    log = [HALLE, said("2", {"echeance": "2024-01-01"}, by="noe", minute=5)]

    assert code.undo([log], {"1"}).edits == ()
    assert kept(code, log, {"1"}) == ["echeance"]


def test_undoing_a_first_value_is_not_undoing_a_creation(code: Code) -> None:
    """A field added to a record of Noé's, or an edit by a laptop whose clock is slow, archives nothing."""
    added = said("2", {"echeance": "2024-01-01"}, minute=5)
    slow = said("2", {"titre": "Marché"}, {"titre": ["1"]}, at=clock(0, year=2013))

    for log in ([HALLE, added], [HALLE, slow]):
        (made,) = code.undo([log], {"2"}).edits
        assert "archive" not in made.set
        assert code.undo([log], {"2"}).kept == ()


def test_undoing_a_resolution_returns_the_conflict(code: Code) -> None:
    """One change per former head; the value that was shown is shown again."""
    both = [said("1", {"titre": "Halle"}, minute=5), said("2", {"titre": "Marché"}, minute=1)]
    settled = code.save(both, code.settle(code.fold(both), "titre", "Halle du marché"), "3", minute=9)

    folded = code.fold(undone(code, [*both, settled], {"3"}))

    assert disagreements(folded) == {"titre": "conflit"}
    assert folded.heads["titre"] == ("u2", "u1")
    assert folded.values["titre"] == "Halle"


def test_undo_of_three_heads_returns_all_three(code: Code) -> None:
    """No value is lost on the way back."""
    three = [said(n, {"titre": f"Halle {n}"}) for n in "123"]
    settled = code.save(three, code.settle(code.fold(three), "titre", "Marché"), "4")
    after = undone(code, [*three, settled], {"4"})

    shown = {change.set["titre"] for change in after if change.id in code.fold(after).heads["titre"]}
    assert shown == {"Halle 1", "Halle 2", "Halle 3"}


def test_an_archived_record_is_left_alone(code: Code) -> None:
    """It is edited only once it is restored: the fields of the gesture are listed."""
    log = [HALLE, GESTURE]
    log.append(code.save(log, code.archive(code.fold(log)), "3", by="noe"))

    assert code.undo([log], {"2"}).edits == ()
    assert kept(code, log, {"2"}) == ["statut", "titre"]


def test_undoing_an_archive_restores_and_undoing_a_restore_archives(code: Code) -> None:
    """Both ways the values are there and nothing is asked."""
    archived = [HALLE, code.save([HALLE], code.archive(code.fold([HALLE])), "2")]
    restored = [*archived, code.save(archived, code.restore(code.fold(archived)), "3")]

    back, again = code.fold(undone(code, archived, {"2"})), code.fold(undone(code, restored, {"3"}))

    assert (back.archived, back.values["titre"], back.desaccords) == (False, "Halle", ())
    assert (again.archived, again.values["titre"], again.desaccords) == (True, "Halle", ())


def test_undoing_a_restore_does_not_hide_what_came_since(code: Code) -> None:
    """Noé has edited the restored record: the archive that returns has not seen it, and asks."""
    log = [HALLE, code.save([HALLE], code.archive(code.fold([HALLE])), "2")]
    log.append(code.save(log, code.restore(code.fold(log)), "3"))
    log.append(said("4", {"statut": "achevée"}, {"statut": ["1"]}, by="noe"))

    folded = code.fold(undone(code, log, {"3"}))

    assert folded.archived
    assert disagreements(folded) == {"statut": "archive"}


def test_what_this_laptop_already_took_back_does_not_stand_in_the_way(code: Code) -> None:
    """Two gestures on a field, undone one after the other: the second undo finds the first one's value."""
    second = said("3", {"titre": "Halles"}, {"titre": ["2"]}, minute=2)
    once = undone(code, [HALLE, GESTURE, second], {"3"})

    assert code.fold(once).values["titre"] == "Marché"
    assert kept(code, once, {"2"}) == ["titre"]
    twice = code.undo([once], {"2"}, "3", "u1")
    assert twice.kept == ()
    assert twice.edits[-1].set == {"titre": "Halle", "statut": "envisagée"}
    assert dict(twice.edits[-1].seen) == {"titre": ("u1",), "statut": ("2",)}


def test_undo_can_itself_be_undone(code: Code) -> None:
    """Undoing is an ordinary gesture: taking it back does the first one again."""
    once = undone(code, [HALLE, GESTURE], {"2"})

    (made,) = code.undo([once], {"u1"}).edits
    assert made.set == {"titre": "Marché", "statut": "engagée"}


def test_a_former_value_that_this_laptop_never_received_is_not_emptied(code: Code) -> None:
    """After a reinstallation the replaced value is a stub: the field is listed, not blanked."""
    log = [left_out(HALLE, "titre"), GESTURE]

    assert kept(code, log, {"2"}) == ["titre"]
    assert code.fold(undone(code, log, {"2"})).values == {"titre": "Marché", "statut": "envisagée"}


def test_undo_reads_the_fullest_copy(code: Code) -> None:
    """A stub that came after the full copy does not take the former value away."""
    assert kept(code, [HALLE, GESTURE, left_out(HALLE, "titre")], {"2"}) == []


def test_a_gesture_is_taken_back_together(code: Code) -> None:
    """An import touched three records: all three go back, and a foreign record is not touched (rule 6)."""
    records = [
        [
            said(f"{name}1", {"titre": name}, record=name),
            said(f"{name}2", {"titre": "Import"}, {"titre": [f"{name}1"]}, record=name, geste="import"),
        ]
        for name in ("halle", "gare", "ecole")
    ]
    foreign = [said("x1", {"titre": "Pont"}, record="pont")]

    undoing = code.undo([*records, foreign], {"halle2", "gare2", "ecole2"})

    assert {made.record: made.set["titre"] for made in undoing.edits} == {n: n for n in ("halle", "gare", "ecole")}
    assert undoing.kept == ()


def test_undo_of_an_official_value_is_the_prefectures(code: Code) -> None:
    """The préfecture settled a proposal: taking it back brings both dates back to choose from."""
    log = [
        said("1", {"date_ort": "2023-06-01"}, role="prefecture"),
        said("2", {"date_ort": "2023-07-14"}, {"date_ort": ["1"]}),
    ]
    log.append(code.save(log, code.settle(code.fold(log), "date_ort", "2023-07-14"), "3", role="prefecture"))

    edits = code.undo([log], {"3"}).edits

    assert [made.set["date_ort"] for made in edits] == ["2023-07-14", "2023-06-01"]
