"""What a conflict card shows: base, versions, and the one edit that settles."""

from pvd_tui.changes.change import ARCHIVE
from pvd_tui.changes.differend import Base, decision, differends
from pvd_tui.changes.edit import archive
from pvd_tui.changes.fold import Nature, fold
from tests.changes.said import OWNED, left_out, said

BORN = said("1", {"titre": "Halle", "phase": "Idée"})
MINE = said("2", {"titre": "Halle A", "phase": "Étude"}, {"titre": ["1"], "phase": ["1"]}, minute=1)
THEIRS = said("3", {"titre": "Halle B", "phase": "Étude"}, {"titre": ["1"], "phase": ["1"]}, minute=2, by="dominique")


def test_each_value_is_shown_once_with_the_last_value_that_all_saw() -> None:
    """Two titles and their base; the phase written alike by both asks nothing."""
    log = [BORN, MINE, THEIRS]
    (one,) = differends(log, fold(log))

    assert (one.champ, [v.valeur for v in one.versions]) == ("titre", ["Halle B", "Halle A"])
    assert one.avant is not None
    assert (one.base, one.avant.valeur, one.avant.change.id) == (Base.CONNUE, "Halle", "1")


def test_the_base_is_found_behind_several_edits_of_one_side() -> None:
    """One side wrote twice: the base is not its first edit."""
    again = said("4", {"titre": "Halle AA"}, {"titre": ["2"]}, minute=3)
    log = [BORN, MINE, again, THEIRS]
    (one,) = differends(log, fold(log))

    assert [v.valeur for v in one.versions] == ["Halle AA", "Halle B"]
    assert one.avant is not None
    assert one.avant.valeur == "Halle"


def test_the_base_is_the_last_that_all_saw_whatever_the_clocks_say() -> None:
    """The first author's clock was ahead: what replaced his value is still the base."""
    first = said("1", {"titre": "Marché"}, minute=50)
    second = said("2", {"titre": "Halle"}, {"titre": ["1"]}, minute=1)
    heads = [said(i, {"titre": t}, {"titre": ["2"]}, minute=2, by=i) for i, t in (("3", "Halle A"), ("4", "Halle B"))]
    log = [first, second, *heads]
    (one,) = differends(log, fold(log))

    assert one.avant is not None
    assert one.avant.valeur == "Halle"


def test_a_base_that_never_came_and_one_that_never_was_are_told_apart() -> None:
    """A stub has no value; a record made twice has no base."""
    stub = [left_out(BORN, "titre"), MINE, THEIRS]
    twice = [said("2", {"titre": "A"}), said("3", {"titre": "B"}, by="dominique")]

    assert [(d.base, d.avant) for d in differends(stub, fold(stub))] == [(Base.NON_RECUE, None)]
    assert [(d.base, d.avant) for d in differends(twice, fold(twice))] == [(Base.ABSENTE, None)]


def test_three_people_make_three_versions() -> None:
    """As many versions as values."""
    third = said("5", {"titre": "Halle C"}, {"titre": ["1"]}, minute=5, by="sacha")
    log = [BORN, MINE, THEIRS, third]
    (one,) = differends(log, fold(log))

    assert [v.valeur for v in one.versions] == ["Halle C", "Halle B", "Halle A"]


def test_one_decision_settles_several_fields() -> None:
    """It names every head that was displayed, and nothing that came later."""
    other = said("3", {"titre": "Halle B", "phase": "Opération"}, {"titre": ["1"], "phase": ["1"]}, by="dominique")
    log = [BORN, MINE, other]
    before = fold(log)
    edit = decision("action", "halle", before, {"titre": "Halle A", "phase": "Opération"})
    later = said("6", {"titre": "Halle D"}, {"titre": ["1"]}, minute=6, by="sacha")
    settled = said("7", edit.set, {name: list(ids) for name, ids in edit.seen.items()}, minute=9)

    assert fold([*log, settled]).desaccords == ()
    assert [d.champ for d in fold([*log, later, settled]).desaccords] == ["titre"]


def test_what_was_archived_by_one_and_written_by_another_is_one_question() -> None:
    """Archive or restore, whatever the number of fields; one of two titles may be chosen at the same time."""
    gone = archive("action", "halle", fold([BORN, MINE]))
    log = [BORN, MINE, said("8", gone.set, {n: list(i) for n, i in gone.seen.items()}, minute=8), THEIRS]
    before = fold(log)
    about, titre = differends(log, before)

    assert (about.champ, about.nature, [v.valeur for v in about.versions]) == (ARCHIVE, Nature.ARCHIVE, [True, False])
    assert (about.depuis, titre.champ) == (("phase", "titre"), "titre")
    for kept in (True, False):
        edit = decision("action", "halle", before, {ARCHIVE: kept, "titre": "Halle B"})
        done = fold([*log, said("9", edit.set, {n: list(i) for n, i in edit.seen.items()}, minute=9)])
        assert (done.archived, done.values["titre"], done.desaccords) == (kept, "Halle B", ())


def test_a_proposal_stands_beside_the_value_of_the_prefecture() -> None:
    """The préfecture's own first; only it decides; accepting and declining both leave one head."""
    owner = said("1", {"date_ort": "2022-03-16"}, role="prefecture", by="ddt")
    proposed = said("2", {"date_ort": "2022-03-18"}, {"date_ort": ["1"]}, minute=1)
    log = [owner, proposed]
    (one,) = differends(log, fold(log, OWNED), OWNED)

    assert (one.nature, one.prefecture) == (Nature.PROPOSITION, True)
    assert [v.valeur for v in one.versions] == ["2022-03-16", "2022-03-18"]
    for value in ("2022-03-16", "2022-03-18"):
        edit = decision("action", "halle", fold(log, OWNED), {"date_ort": value})
        answer = said("3", edit.set, {n: list(i) for n, i in edit.seen.items()}, minute=2, role="prefecture")
        done = fold([*log, answer], OWNED)
        assert (done.values["date_ort"], done.desaccords, done.heads["date_ort"]) == (value, (), ("3",))


def test_what_waits_asks_nothing() -> None:
    """A value that replaces one which has not arrived is left out of the card."""
    ahead = said("4", {"titre": "Halle C"}, {"titre": ["unknown"]}, minute=4, by="sacha")
    log = [BORN, MINE, ahead]
    assert differends(log, fold(log)) == ()
