"""Corners of the endpoint: a grant that changes during a request, a change that names itself, a stub that is filled."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine

from pvd_tui.changes.change import Change
from pvd_tui.changes.fold import fold
from sync.protocol import ExchangeAnswer, Grant, StreamState
from sync.server import enrolment, exchange
from sync.server.enrolment import Device
from sync.wire import change_from_wire

Laptop = Callable[..., Device]
Make = Callable[..., Change]
Swap = Callable[..., ExchangeAnswer]


def test_a_departement_taken_away_is_closed_to_a_request_that_was_let_in(
    engine: Engine, laptop: Laptop, change: Make, swap: Swap, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The grant that counts is the one at the moment of writing, not the one at the door."""
    prefecture = laptop("prefecture")
    let_in = exchange._admit

    def late(*asked: Any) -> Any:  # noqa: ANN401 - whatever the door is told
        served = let_in(*asked)
        enrolment.regrant(engine, prefecture.id, Grant(role="prefecture", departements=("60",)))
        return served

    monkeypatch.setattr(exchange, "_admit", late)
    (verdict,) = swap(prefecture, [change(prefecture, commune="02361", titre="Halle")]).verdicts

    assert (verdict.verdict, verdict.code) == ("refused", "flux")


def test_a_change_that_says_it_replaces_itself_is_not_lost(
    laptop: Laptop, change: Make, swap: Swap, new_id: Callable[[], str]
) -> None:
    """No program writes that: its value is shown all the same, to whoever reads it, whatever else the record has."""
    guise, prefecture, halle = laptop(), laptop("prefecture"), new_id()
    one = change(guise, id=halle, commune="02361", titre="Halle", over={"titre": [halle]})
    swap(guise, [one, change(guise, record=one.record, commune="02361", resume="Couverte")])

    read = [change_from_wire(item) for item in swap(prefecture).streams["dep:02"].changes]

    values = fold(read).values
    assert (values["titre"], values["resume"]) == ("Halle", "Couverte")


def test_a_stub_that_is_filled_is_given_out_again(
    laptop: Laptop, change: Make, swap: Swap, state: Callable[..., StreamState]
) -> None:
    """After a restore one laptop gives back a change without its value, another the value: a third reads both."""
    guise, carrier, reader = laptop(), laptop(), laptop()
    whole = change(guise, commune="02361", titre="Halle")
    swap(carrier, [replace(whole, set={}, stub=("titre",))])
    page = swap(reader).streams["dep:02"]

    swap(guise, [whole])
    known = state(page.until, epochs=page.epochs, scope=page.scope)
    again = swap(reader, dep02=known).streams["dep:02"]

    assert [(item["set"], item["stub"]) for item in page.changes] == [({}, ["titre"])]
    assert [(item["set"], item.get("stub", [])) for item in again.changes] == [({"titre": "Halle"}, [])]
