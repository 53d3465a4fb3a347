"""Laptops as the endpoint sees them: devices, changes and round trips, without a client."""

import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine

from pvd_tui.changes.change import Change
from sync.json_text import loads
from sync.protocol import EnrolRequest, ExchangeAnswer, ExchangeRequest, Grant, Role, StreamState
from sync.server import copie
from sync.server.app import Endpoint, create_app
from sync.server.enrolment import Device, authenticate, enrol, invite
from sync.server.exchange import exchange
from sync.wire import change_to_wire

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
FACTS = {"id", "by", "commune", "stream", "over", "geste", "stub"}
AT = "2026-03-02T08:00:00.000000+00:00"


def contents(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """Read every row of a base, less the settings: a backup notes itself there."""
    with copie.snapshot(engine) as connection:
        return {
            table.name: sorted((tuple(row) for row in copie.read_table(connection, table)), key=repr)
            for table in copie.tables()
            if table.name != "setting"
        }


@pytest.fixture
def new_id() -> Callable[[], str]:
    """Count ids up, so that a failing test reads the same each time."""
    numbers = iter(range(1, 1_000_000))
    return lambda: str(uuid.UUID(int=next(numbers)))


@pytest.fixture
def token_of(engine: Engine, new_id: Callable[[], str]) -> Callable[..., str]:
    """Enrol a device and give its token."""

    def enrolled(role: Role = "chef", departement: str = "02", communes: Sequence[str] = ("02361",)) -> str:
        mine = tuple(communes) if role == "chef" else ()
        code = invite(engine, Grant(role=role, departements=(departement,), communes=mine), NOW)
        return enrol(engine, EnrolRequest(code=code, device=new_id(), nonce="n" * 16), NOW).token

    return enrolled


@pytest.fixture
def laptop(engine: Engine, token_of: Callable[..., str]) -> Callable[..., Device]:
    """Enrol a device: `laptop("prefecture")`, `laptop(communes=["02381"])`."""
    return lambda *args, **kwargs: authenticate(engine, token_of(*args, **kwargs), NOW)


@pytest.fixture
def change(new_id: Callable[[], str]) -> Callable[..., Change]:
    """Write a change of one's own: `change(device, commune="02361", titre="Halle")`."""

    def made(author: Device, /, table: str = "action", record: str | None = None, **more: Any) -> Change:  # noqa: ANN401 - the values of any field
        facts: dict[str, Any] = {"id": new_id(), "by": author.id, "stream": "dep:02", "over": {}}
        facts |= {name: more.pop(name) for name in FACTS & more.keys()}
        return Change(table=table, record=record or new_id(), set=more, at=AT, **facts)

    return made


@pytest.fixture
def swap(engine: Engine) -> Callable[..., ExchangeAnswer]:
    """Make one round trip: `swap(device, [changes], dep02=StreamState(…))`; unnamed streams are read from 0."""

    def round_trip(who: Device, changes: Sequence[Change] = (), **more: Any) -> ExchangeAnswer:  # noqa: ANN401 - states and a page
        page = {name: more.pop(name) for name in ("page", "complements") if name in more}
        states = {name.replace("dep", "dep:"): known for name, known in more.items()}
        asked = ExchangeRequest(streams=states, changes=[change_to_wire(one) for one in changes], **page)
        body, _ = exchange(engine, who, asked, NOW)
        return ExchangeAnswer.model_validate(loads(body))

    return round_trip


@dataclass(frozen=True)
class People:
    """Who wrote in a filled base, and the record in which something was erased."""

    guise: Device
    hirson: Device
    prefecture: Device
    personne: str


@pytest.fixture
def fill(
    engine: Engine,
    laptop: Callable[..., Device],
    change: Callable[..., Change],
    swap: Callable[..., ExchangeAnswer],
) -> Callable[[], People]:
    """Write something of every kind: edits, a conflict, a stub, a refusal, an erasure, a restamp, an invitation."""

    def write() -> People:
        guise, prefecture = laptop(), laptop("prefecture")
        hirson = laptop(communes=("02381",))
        first = change(guise, commune="02361", titre="Halle « du marché »\n\t\\", tags=[1, None, {"a": 2.5}])
        titre = {"over": {"titre": [first.id]}, "record": first.record, "commune": "02361"}
        swap(guise, [first, change(guise, titre="Halle", **titre)])
        swap(prefecture, [change(prefecture, titre="Halle couverte", **titre)])
        swap(hirson, [change(hirson, commune=code, titre="É") for code in ("02361", "02381")])
        name = change(prefecture, "personne", commune="02361", nom="Untel", fonction="Maire")
        swap(prefecture, [name, change(prefecture, "personne", name.record, commune="02361", efface=["nom"])])
        theirs = change(prefecture, commune="02361", titre="Portée")
        swap(guise, [theirs])
        swap(prefecture, [theirs])
        swap(guise, [replace(change(guise, commune="02361"), stub=("titre",))])
        invite(engine, Grant(role="chef", departements=("02",), communes=("02361",)), NOW)
        return People(guise, hirson, prefecture, name.record)

    return write


@pytest.fixture
def state() -> Callable[..., StreamState]:
    """Say how far a stream was read."""
    return lambda cursor=0, **more: StreamState(cursor=cursor, **more)


@pytest.fixture
def endpoint(engine: Engine) -> Endpoint:
    """Give the endpoint with a clock that stands still."""
    return Endpoint(engine, clock=lambda: NOW, ticks=lambda: 0.0)


@pytest.fixture
async def http(endpoint: Endpoint) -> AsyncIterator[httpx.AsyncClient]:
    """Speak HTTP to the endpoint without a socket."""
    transport = httpx.ASGITransport(app=create_app(endpoint))
    async with httpx.AsyncClient(transport=transport, base_url="http://serveur") as client:
        yield client
