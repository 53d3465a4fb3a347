"""What a laptop reads: pages, first syncs, epochs."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from pvd_tui.changes.change import Change
from sync.protocol import Complement, ExchangeAnswer, StreamPage, StreamState, common_seq
from sync.server.enrolment import Device
from sync.server.streams import start_epoch
from sync.wire import change_from_wire

Laptop = Callable[..., Device]
Make = Callable[..., Change]
Swap = Callable[..., ExchangeAnswer]
State = Callable[..., StreamState]


def read_all(swap: Swap, who: Device, state: State, page: int) -> list[StreamPage]:
    """Follow the cursor from 0 until there is no more."""
    pages: list[StreamPage] = []
    cursor = 0
    while not pages or pages[-1].more:
        pages.append(swap(who, dep02=state(cursor, first=True), page=page).streams["dep:02"])
        assert pages[-1].until > cursor
        cursor = pages[-1].until
    return pages


def test_pages_bring_every_change_once_and_in_order(laptop: Laptop, change: Make, swap: Swap, state: State) -> None:
    """However small the pages are, and with other communes' changes between, none is lost or doubled."""
    prefecture, guise = laptop("prefecture"), laptop()
    changes = [change(prefecture, commune=("02361", "02381")[n % 2], titre=f"Action {n}") for n in range(60)]
    swap(prefecture, changes)

    pages = read_all(swap, guise, state, 2_000)

    assert len(pages) > 5
    received = [item["id"] for page in pages for item in page.changes]
    assert received == [one.id for one in changes if one.commune == "02361"]
    assert pages[-1].until == pages[-1].head == 60


def test_a_change_larger_than_the_page_still_arrives(laptop: Laptop, change: Make, swap: Swap, state: State) -> None:
    """A page of one byte holds one change: the reader always advances."""
    guise = laptop()
    swap(guise, [change(guise, commune="02361", titre="x" * 500) for _ in range(3)])

    assert [len(page.changes) for page in read_all(swap, guise, state, 1)] == [1, 1, 1]


def test_a_first_sync_leaves_out_values_already_replaced(
    laptop: Laptop, change: Make, swap: Swap, state: State
) -> None:
    """The replaced value stays at home, its id and `over` travel; who was up to date gets everything."""
    guise = laptop()
    old = change(guise, commune="02361", titre="Ancien", cout=1)
    new = change(guise, record=old.record, commune="02361", titre="Nouveau", over={"titre": [old.id]})
    swap(guise, [old, new])

    first = [change_from_wire(item) for item in swap(guise, dep02=state(0)).streams["dep:02"].changes]
    again = change_from_wire(swap(guise, dep02=state(1)).streams["dep:02"].changes[0])

    assert (first[0].set, first[0].stub, first[0].id) == ({"cout": 1}, ("titre",), old.id)
    assert (first[1].set, first[1].over) == ({"titre": "Nouveau"}, {"titre": (old.id,)})
    assert (again.set, again.stub) == ({"titre": "Nouveau"}, ())


def test_a_prefectures_value_is_not_left_out_for_a_chefs(laptop: Laptop, change: Make, swap: Swap) -> None:
    """A chef's change does not replace an owner's value (rule 4): the value must travel."""
    prefecture, guise = laptop("prefecture"), laptop()
    owned = change(prefecture, "convention", commune="02361", date_signature="2023-06-01")
    seen = {"date_signature": [owned.id]}
    swap(prefecture, [owned])
    swap(guise, [change(guise, "convention", owned.record, commune="02361", date_signature="2023-07-01", over=seen)])

    first = swap(guise).streams["dep:02"].changes[0]

    assert (first["set"], "stub" in first) == ({"date_signature": "2023-06-01"}, False)


def test_another_record_cannot_empty_a_value(laptop: Laptop, change: Make, swap: Swap) -> None:
    """`over` counts only within its record: nobody blanks a first sync by naming foreign ids."""
    guise, hirson = laptop(), laptop(communes=["02381"])
    value = change(guise, commune="02361", titre="Halle")
    swap(guise, [value])
    swap(hirson, [change(hirson, commune="02381", titre="Attaque", over={"titre": [value.id]})])

    assert swap(guise).streams["dep:02"].changes[0]["set"] == {"titre": "Halle"}


def test_a_restored_server_sends_again_from_the_common_point(
    engine: Engine, laptop: Laptop, change: Make, swap: Swap, state: State
) -> None:
    """A new epoch moves the cursor back to what both sides share, and tells the lineage."""
    guise = laptop()
    before = swap(guise, [change(guise, commune="02361", titre=f"A{n}") for n in range(3)]).streams["dep:02"]
    start_epoch(engine)
    swap(guise, [change(guise, commune="02361", titre="Après")])

    known = state(7, epochs=before.epochs, scope=before.scope)  # it had read 7, of which the server kept 3
    page = swap(guise, dep02=known).streams["dep:02"]

    assert common_seq(before.epochs, page.epochs) == 3
    assert (page.since, [item["seq"] for item in page.changes], page.until) == (3, [4], 4)
    assert swap(guise, dep02=state(4, epochs=page.epochs)).streams["dep:02"].since == 4


def test_a_cursor_beyond_the_head_comes_back_to_it(laptop: Laptop, change: Make, swap: Swap, state: State) -> None:
    """Whatever a laptop believes, the cursor it is told exists."""
    guise = laptop()
    swap(guise, [change(guise, commune="02361", titre="A")])

    page = swap(guise, dep02=state(99)).streams["dep:02"]

    assert (page.since, page.until, page.more) == (1, 1, False)


def test_a_commune_added_to_a_grant_is_read_apart_while_the_cursor_goes_on(
    laptop: Laptop, change: Make, swap: Swap, state: State
) -> None:
    """What the commune had before comes page by page up to the cursor; what is new comes with it; nothing twice."""
    prefecture = laptop("prefecture")
    old = [change(prefecture, commune=code, titre=code) for code in ("02381", "02361", "02381")]
    swap(prefecture, old)
    narrow = swap(laptop(communes=["02361"])).streams["dep:02"]
    swap(prefecture, [new := change(prefecture, commune="02381", titre="Nouvelle")])
    guise = laptop(communes=["02361", "02381"])

    wide = swap(guise, dep02=state(narrow.until, scope=narrow.scope)).streams["dep:02"]
    cursor, found = 0, []
    for remaining in (1, 0):
        asked = Complement(stream="dep:02", commune="02381", cursor=cursor, until=wide.since)
        known = state(wide.until, scope=wide.scope)
        (part,) = swap(guise, dep02=known, complements=[asked], page=1).complements
        found += [one["id"] for one in part.changes]
        cursor = part.until
        assert part.remaining == remaining

    assert (wide.since, [one["id"] for one in wide.changes]) == (3, [new.id])
    assert (found, cursor) == ([old[0].id, old[2].id], 3)


def test_another_role_starts_again_from_zero(laptop: Laptop, change: Make, swap: Swap, state: State) -> None:
    """A cursor counts only for the role it was read with."""
    guise = laptop()
    swap(guise, [change(guise, commune="02361", titre="Guise")])
    narrow = swap(guise).streams["dep:02"]

    wide = swap(laptop("prefecture"), dep02=state(narrow.until, scope=narrow.scope)).streams["dep:02"]

    assert (wide.since, len(wide.changes)) == (0, 1)


@pytest.mark.parametrize("who", ["chef", "prefecture", "region", "national"])
def test_a_commune_that_is_not_granted_is_not_read_apart_either(
    who: str, laptop: Laptop, change: Make, swap: Swap
) -> None:
    """A complement gives what the grant holds and does not say why it gives nothing."""
    prefecture = laptop("prefecture")
    swap(prefecture, [change(prefecture, commune="02381", titre="Hirson")])

    asked = Complement(stream="dep:02", commune="02381", until=9)

    assert swap(laptop(who), complements=[asked]).complements == []


def test_a_change_whose_role_was_raised_is_given_out_again(laptop: Laptop, change: Make, swap: Swap) -> None:
    """A préfecture's change that a chef carried first gets its own role back when its author offers it."""
    guise, prefecture, other = laptop(), laptop("prefecture"), laptop("prefecture")
    carried = change(prefecture, "commune", "02361", commune="02361", titre="Guise")
    swap(guise, [carried])
    before = swap(other).streams["dep:02"]

    verdict = swap(prefecture, [carried]).verdicts[0]
    after = swap(other, dep02=StreamState(cursor=before.until, scope=before.scope)).streams["dep:02"]
    again = swap(prefecture, [carried]).streams["dep:02"]

    assert [one["role"] for one in before.changes] == ["chef"]
    assert (verdict.verdict, verdict.seq, verdict.role, verdict.relais) == ("known", 1, "prefecture", None)
    assert [(one["id"], one["role"], one["seq"]) for one in after.changes] == [(carried.id, "prefecture", 1)]
    assert (after.until, after.head, again.head) == (2, 2, 2)


def test_who_has_no_right_to_a_change_raises_nothing(laptop: Laptop, change: Make, swap: Swap) -> None:
    """A role is raised by its author, or a carrier of higher role, never by another chef who happens to know it."""
    guise, prefecture = laptop(), laptop("prefecture")
    carried = change(prefecture, "commune", "02361", commune="02361", titre="Guise")
    swap(guise, [carried])

    verdict = swap(laptop(communes=["02381"]), [carried]).verdicts[0]

    assert (verdict.verdict, verdict.role) == ("known", "chef")
    assert swap(prefecture).streams["dep:02"].head == 1
