"""The rules that the store carries (`design.md` §3: 6, 7, 9, 10): each promise fails once its rule is broken.

The rules that are pure have their mutants in `tests/changes/test_mutants.py`.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import count

import pytest

from pvd_tui.changes.change import Change
from pvd_tui.changes.edit import Edit
from storage import log, prive
from storage.authoring import Authoring
from storage.outbox import Cursor, Outbox
from storage.territory import Territory
from tests.storage.laptops import GUISE, Laptops, Server, a_commune, a_seance, an_action, exchange

Promise = Callable[[Laptops, Server], None]


def a_gesture_is_taken_back_only_whole(laptop: Laptops, _: Server) -> None:
    """Rule 6: the changes of a gesture carry its id, and its row says how many they are."""
    store = laptop("a")
    before = [an_action(store), an_action(store)]
    etude = {"phase": "Étude"}
    saved = store.save([Edit("action", r, etude, store.folded("action", r).shown) for r in before], "Passer en étude")
    changes = [c for c in store.history.of("action", before[0]) if c.id in saved.changes]
    rows = store.rows.page("geste")
    assert len(rows) == 1
    (row,) = rows
    assert (row["titre"], row["nombre"], changes[0].geste) == ("Passer en étude", 2, row["id"])


def what_is_restreint_never_leaves(laptop: Laptops, server: Server) -> None:
    """Rule 7: a dated note stays, and so does what belongs to it; released, it leaves as one fresh change."""
    a, b = laptop("a"), laptop("b")
    note = a.create("note_datee", {"titre": "Secret", "commune": GUISE})
    exchange(server, a, b)
    assert b.get("note_datee", note) is None
    fiche = a.get("note_datee", note)
    assert fiche is not None
    a.update(fiche, {"titre": "Public"})
    fiche = a.get("note_datee", note)
    assert fiche is not None
    prive.release(a, fiche)
    exchange(server, a, b)
    assert [change.set["titre"] for change in b.history.of("note_datee", note)] == ["Public"]


def the_same_row_made_on_two_laptops_is_one_row(laptop: Laptops, server: Server) -> None:
    """Rule 9: a presence is a row whose id comes from what makes it unique."""
    a, b = laptop("a"), laptop("b")
    seance = a_seance(a)
    exchange(server, a, b)
    for store in (a, b):
        store.create("presence", {"seance_club": seance, "titre": "A. Petit", "commune": GUISE})
    exchange(server, a, b, a)
    assert [store.rows.count("presence") for store in (a, b)] == [1, 1]


def what_a_newer_program_says_is_kept_and_relayed(laptop: Laptops, server: Server) -> None:
    """Rule 10: an unknown table or field is neither lost nor shown, and goes on to the others."""
    a, b, c = laptop("a"), laptop("b"), laptop("c")
    a_commune(a)
    record = an_action(a)
    newer = replace(next(iter(a.history.of("action", record))), id=a.new_id(), set={"empreinte": 12}, over={}, seq=None)
    unknown = replace(newer, id=a.new_id(), table="jumelage", record=a.new_id(), set={"titre": "Hettstedt"})
    a.outbox.receive([newer, unknown], None)
    exchange(server, a, b, c)
    kept = {change.id: change.set for change in server.log}
    assert kept.get(newer.id) == {"empreinte": 12}
    assert kept.get(unknown.id) == {"titre": "Hettstedt"}
    for store in (b, c):
        assert log.of_record(store.connection, "jumelage", unknown.record)[0].set == {"titre": "Hettstedt"}


def _ungrouped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Authoring, "group", lambda *_: None)


def _miscounted(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Authoring._geste

    def one_less(self: Authoring, stream: str, some: list[Change], titre: str | None) -> Change:
        return whole(self, stream, some[1:], titre)

    monkeypatch.setattr(Authoring, "_geste", one_less)


def _all_public(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Territory, "__new__", lambda cls, s, c, _=False: tuple.__new__(cls, (s, c, False)))


def _past_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "PASSE", log.LOG)


def _random_ids(monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = count()
    monkeypatch.setattr("storage.store.natural", lambda *_: f"00000000-0000-5000-8000-{next(numbers):012}")


def _unknown_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = Outbox.receive

    def known_only(self: Outbox, changes: Sequence[Change], cursor: Cursor | None) -> int:
        return whole(self, [c for c in changes if c.table in self._store.plans], cursor)

    monkeypatch.setattr(Outbox, "receive", known_only)


MUTANTS: list[tuple[Promise, Callable[[pytest.MonkeyPatch], None]]] = [
    (a_gesture_is_taken_back_only_whole, _ungrouped),
    (a_gesture_is_taken_back_only_whole, _miscounted),
    (what_is_restreint_never_leaves, _all_public),
    (what_is_restreint_never_leaves, _past_sent),
    (the_same_row_made_on_two_laptops_is_one_row, _random_ids),
    (what_a_newer_program_says_is_kept_and_relayed, _unknown_dropped),
]


@pytest.mark.parametrize("promise", list(dict.fromkeys(p for p, _ in MUTANTS)), ids=lambda p: p.__name__)
def test_the_rule_holds(promise: Promise, laptop: Laptops, server: Server) -> None:
    """The real code keeps the promise."""
    promise(laptop, server)


@pytest.mark.parametrize(("promise", "breaks"), MUTANTS, ids=lambda one: one.__name__)
def test_a_broken_rule_is_seen(
    promise: Promise,
    breaks: Callable[[pytest.MonkeyPatch], None],
    laptop: Laptops,
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The promise fails on the mutant."""
    breaks(monkeypatch)

    with pytest.raises(AssertionError):
        promise(laptop, server)
