"""The invariants of the merge, over arbitrary histories: I1, I2, I3 of `design.md` §3."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pvd_tui.changes import fold
from pvd_tui.changes.change import ARCHIVE, EFFACE, PREFECTURE, Change
from pvd_tui.changes.fold import Folded, Nature
from tests.changes.histories import FIELDS, History, copies, histories
from tests.changes.said import OWNED, Code

QUICK = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LONG = settings(QUICK, max_examples=20_000)


def read(code: Code, history: History) -> Folded:
    """Read a history as the replica that has it."""
    return code.fold(history.changes, refused=history.refused)


def check_order(code: Code, history: History, random: Random) -> None:
    """I1, I3: any order, any number of copies, full, bare or left out, give the same record."""
    lying_about = [copy for change in history.changes for copy in copies(change)]
    random.shuffle(lying_about)

    assert code.fold(lying_about, refused=history.refused) == read(code, history)


def check_no_loss(code: Code, history: History) -> None:
    """I2: every value is shown, or asked about, or replaced by who saw it, or erased."""
    folded = read(code, history)
    log = {change.id: change for change in history.changes}
    for change in log.values():
        for field, value in change.set.items():
            if field == EFFACE or _erased(history, log, change, field) or _replaced(history, log, change, field):
                continue
            asked = any(d.champ == field and change.id in d.heads for d in folded.desaccords)
            assert asked or folded.values[field] == value, (change.id, field)
            if folded.archived and field != ARCHIVE and not asked:
                archives = [log[i] for i in folded.heads[ARCHIVE] if log[i].set.get(ARCHIVE) is True]
                assert any(change.id in history.saw.get((a.id, field), ()) for a in archives), (change.id, field)


def _replaced(history: History, log: dict[str, Change], change: Change, field: str) -> bool:
    kept = field in OWNED and change.role == PREFECTURE
    return any(
        change.id in history.saw.get((other.id, field), ()) and field in other.fields
        for other in log.values()
        if not kept or other.role == PREFECTURE
    )


def _erased(history: History, log: dict[str, Change], change: Change, field: str) -> bool:
    erasures = {c.id for c in log.values() if field in history.erases.get(c.id, ())}
    return bool(erasures - history.saw[change.id, EFFACE])


def check_heads(code: Code, history: History) -> None:
    """Heads are what nobody replaced; a conflict has two of them with different values, and a wait has its reason."""
    folded = read(code, history)
    log = {change.id: change for change in history.changes}
    for field in (*FIELDS, ARCHIVE):
        alive = {c.id for c in log.values() if field in c.fields and not _replaced(history, log, c, field)}
        assert set(folded.heads.get(field, ())) == alive
        valued = {
            i: log[i].set[field] for i in alive if field in log[i].set and not _erased(history, log, log[i], field)
        }
        if field in OWNED and any(log[i].role == PREFECTURE for i in alive):
            valued = {i: value for i, value in valued.items() if log[i].role == PREFECTURE}
        natures = {
            d.nature.value
            for d in folded.desaccords
            if d.champ == field
            and (set(d.heads) == set(valued) or (d.nature is Nature.ATTENTE and set(valued) <= set(d.heads)))
        }  # one that waits may hold what an archive had not seen, too
        several = len({str(value) for value in valued.values()}) > 1
        away = any(history.saw[i, field] - log.keys() - history.refused for i in valued)
        assert ("conflit" in natures) == (several and not away)
        assert not several or natures & {"conflit", "attente"}
        assert folded.values.get(field) in valued.values() or not valued


def check_erased(code: Code, history: History) -> None:
    """No value that an unseen erasure names is ever shown."""
    folded = read(code, history)
    log = {change.id: change for change in history.changes}
    for field in FIELDS:
        gone = {c.set[field] for c in log.values() if field in c.set and _erased(history, log, c, field)}
        kept = {c.set[field] for c in log.values() if field in c.set and not _erased(history, log, c, field)}
        assert folded.values.get(field) not in gone - kept


def check_shown(code: Code, history: History) -> None:
    """What a form names as seen are heads of the shown value, or blank."""
    folded = read(code, history)
    log = {change.id: change for change in history.changes}
    for field, ids in folded.shown.items():
        assert set(ids) <= set(folded.heads[field])
        for change in (log[i] for i in ids if field in log[i].set):
            assert change.set[field] == folded.values[field] or _erased(history, log, change, field)


def check(code: Code, history: History, random: Random) -> None:
    """Check everything about one history."""
    check_order(code, history, random)
    check_no_loss(code, history)
    check_heads(code, history)
    check_erased(code, history)
    check_shown(code, history)


@given(history=histories(), random=st.randoms(use_true_random=False))
@QUICK
def test_no_history_breaks_an_invariant(code: Code, history: History, random: Random) -> None:
    """A record is what the set of its changes says, nothing is lost silently, and what is asked has a reason."""
    check(code, history, random)


@given(history=histories(), owned=st.sampled_from([(), OWNED]))
@QUICK
def test_a_change_read_alone_says_what_it_says_among_others(history: History, owned: tuple[str, ...]) -> None:
    """The short way for a record of one change gives exactly what the long way does."""
    for change in history.changes:
        assert fold._alone(change, owned) == fold._several({change.id: change}, owned, history.refused)


@pytest.mark.long
@given(history=histories(), random=st.randoms(use_true_random=False))
@LONG
def test_none_of_many_histories_breaks_an_invariant(code: Code, history: History, random: Random) -> None:
    """The same, for longer."""
    check(code, history, random)
