"""The next question leaves before the last answer is written down: nothing may be lost or disordered by it."""

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

import httpx
import pytest
from sqlalchemy import select

from pvd_tui.changes.change import Change
from storage.log import of_record
from sync.client import conversation
from sync.client.road import Flight
from sync.pace import Pace
from sync.server.app import Endpoint
from sync.server.schema import change
from tests.sync.client.conftest import Laptop, Laptops

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

GUISE = "02361"


@pytest.fixture(autouse=True)
def few_at_once() -> Iterator[None]:
    """Let three changes leave in one request."""
    with patch.object(conversation, "MAX_CHANGES", 3):
        yield


def write(laptop: Laptop, count: int) -> None:
    """Save records."""
    for number in range(count):
        laptop.store.create("action", {"titre": f"Action {number}", "commune": GUISE})


def author(laptop: Laptops, count: int) -> Laptop:
    """Give a laptop that has so much to send."""
    a = laptop("a")
    a.enrol("chef", GUISE)
    write(a, count)
    return a


def stored(endpoint: Endpoint) -> list[str]:
    """Name what the server has, in the order of its stream."""
    with endpoint.engine.connect() as connection:
        return list(connection.scalars(select(change.c.id).where(change.c.stream == "dep:02").order_by(change.c.seq)))


def log(laptop: Laptop) -> list[str]:
    """Name what the laptop has, in the order of its log."""
    return [row[0] for row in laptop.store.connection.execute("SELECT id FROM change ORDER BY rang")]


def log_of(laptop: Laptop) -> list[Change]:
    """Give the changes of the laptop's records."""
    records = laptop.store.connection.execute("SELECT record FROM fiche WHERE \"table\" = 'action'").fetchall()
    return [one for row in records for one in of_record(laptop.store.connection, "action", row[0])]


def marked(laptop: Laptop) -> set[str]:
    """Name what the laptop says is sent."""
    return {row[0] for row in laptop.store.connection.execute("SELECT id FROM change WHERE seq IS NOT NULL")}


def test_many_requests_bring_the_log_in_its_order(laptop: Laptops, endpoint: Endpoint) -> None:
    """One request at a time is under way, and each is full."""
    a = author(laptop, 20)

    bilan = a.sync()

    assert stored(endpoint) == log(a)
    assert (bilan.envoyes, a.store.outbox.count(), a.road.requests - 1) == (20, 0, 7)


def test_a_question_leaves_before_the_answer_before_it_is_written(laptop: Laptops) -> None:
    """Laptop and server work at the same time; only the first answer, which names the lineage, is written first."""
    a = author(laptop, 12)
    sent: list[int] = []

    def look(_: int) -> str:
        sent.append(len(marked(a)))
        return ""

    a.road.fail = look
    a.sync()

    assert sent == [0, 3, 3, 6]


def test_what_is_saved_while_a_request_is_under_way_leaves_after_it(laptop: Laptops, endpoint: Endpoint) -> None:
    """People go on saving: what was made ready before is read again."""
    a = author(laptop, 9)
    first = a.road.requests

    def save(number: int) -> str:
        if number < first + 4:
            write(a, 1)
        return ""

    a.road.fail = save
    a.sync()

    assert stored(endpoint) == log(a)
    assert (len(stored(endpoint)), a.store.outbox.count()) == (12, 0)


def test_what_is_withdrawn_after_it_was_made_ready_does_not_leave(
    laptop: Laptops, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else's word on a change that is next (a bundle's answer) holds for the request that would carry it."""
    a = author(laptop, 12)
    land = Flight.land

    async def withdraws(flight: Flight[Any]) -> Any:  # noqa: ANN401 - whatever the flight brings
        waiting = a.store.connection.execute("SELECT id FROM change WHERE offert = 1 AND seq IS NULL ORDER BY rang")
        ready = [row[0] for row in waiting]
        if len(marked(a)) == 3 and len(ready) > 3:
            change = next(one for one in log_of(a) if one.id == ready[-1])
            a.store.outbox.refuse(change, "droit", "Refusé.")
        return await land(flight)

    monkeypatch.setattr(Flight, "land", withdraws)
    a.sync()

    (refused,) = a.store.outbox.to_correct()
    assert refused.id not in stored(endpoint)
    assert stored(endpoint) == log(a)


@pytest.mark.parametrize(("fault", "times"), [("request", 1), ("answer", 1), ("cut", 3)])
def test_a_cut_in_the_middle_loses_doubles_and_disorders_nothing(
    laptop: Laptops, endpoint: Endpoint, fault: str, times: int
) -> None:
    """The request after the one that is being written is lost, or its answer is; cut thrice, fewer changes leave."""
    a = author(laptop, 12)
    first = a.road.requests

    def fail(number: int) -> str:
        if not first + 2 <= number < first + 2 + times:
            return ""
        if fault == "cut":
            raise httpx.ReadError("cut before it arrives")
        return fault

    a.road.fail = fail
    a.sync()

    assert stored(endpoint) == log(a)
    assert marked(a) == set(stored(endpoint))


def test_a_laptop_that_dies_while_it_writes_an_answer_says_nothing_is_sent_that_is_not(
    laptop: Laptops, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next request has left already: the server may have more than the laptop knows, never less."""
    a = author(laptop, 12)
    acknowledge = a.store.outbox.acknowledge

    def dies(stamped: list[Change]) -> None:
        if marked(a):
            raise RuntimeError("the power is gone")
        acknowledge(stamped)

    with monkeypatch.context() as broken:
        broken.setattr(a.store.outbox, "acknowledge", dies)
        with pytest.raises(RuntimeError):
            a.sync()
    half = marked(a)
    a.sync()

    assert (len(half), half <= set(stored(endpoint))) == (3, True)
    assert stored(endpoint) == log(a)
    assert marked(a) == set(stored(endpoint))


def test_pages_come_one_after_the_other_to_a_laptop_that_has_nothing(
    laptop: Laptops, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next page is asked for from where the last one ends, before it is written: none is read twice."""
    author(laptop, 20).sync()
    b = laptop("b")
    b.enrol("prefecture")
    monkeypatch.setattr(Pace, "page", lambda *_: 2_000)

    bilan = b.sync()

    assert marked(b) == set(stored(endpoint))
    assert (bilan.recus, b.road.requests > 4) == (20, True)
