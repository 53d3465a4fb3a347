"""Who may do what: every route and every kind of change, against every kind of caller, without an empty cell."""

from collections.abc import AsyncIterator, Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Final

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine
from starlette.routing import Route

from pvd_tui.changes.change import Change
from sync.json_text import dumps
from sync.protocol import HEADER, EnrolRequest, ExchangeAnswer, Grant, Hello, Role
from sync.server import enrolment
from sync.server.app import Endpoint, create_app
from sync.server.envelope import ROUTES, Envelope
from sync.server.rate import Limits, Pace
from sync.wire import change_to_wire

NOW: Final = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
GUISE, HIRSON, COMPIEGNE = "02361", "02381", "60159"

GRANTS: Final[dict[str, tuple[Role, tuple[str, ...], tuple[str, ...]]]] = {
    "chef": ("chef", ("02",), (GUISE,)),
    "autre chef": ("chef", ("02",), (HIRSON,)),
    "chef d’ailleurs": ("chef", ("60",), (COMPIEGNE,)),
    "préfecture": ("prefecture", ("02",), ()),
    "préfecture d’ailleurs": ("prefecture", ("60",), ()),
    "région": ("region", ("02", "60"), ()),
    "région d’ailleurs": ("region", ("59",), ()),
    "national": ("national", (), ()),
}
STRANGERS: Final = ("sans jeton", "jeton tordu", "jeton inconnu", "jeton expiré", "jeton révoqué", "autre schéma")
CALLERS: Final = (*STRANGERS, *GRANTS)

OPEN: Final = dict.fromkeys(CALLERS, 200)
"""A page for everybody, that says nothing of anybody."""
CLOSED: Final = dict.fromkeys(STRANGERS, 401) | dict.fromkeys(GRANTS, 200)
"""For devices: who is refused learns only that he is."""
MATRIX: Final[dict[tuple[str, str], dict[str, int]]] = {
    ("POST", "/v1/exchange"): CLOSED,
    ("GET", "/v1/hello"): CLOSED | {"sans jeton": 200},
    ("POST", "/v1/enrol"): dict.fromkeys(CALLERS, 404),  # the code is the key, and this one opens nothing
    ("GET", "/livez"): OPEN,
    ("GET", "/readyz"): OPEN,
    ("GET", "/metrics"): dict.fromkeys(CALLERS, 404),  # for this machine, and these callers are elsewhere
    ("GET", "/openapi.json"): OPEN,
    ("GET", "/docs"): OPEN,
}
BODIES: Final[dict[str, bytes]] = {
    "/v1/exchange": b"{}",
    "/v1/enrol": dumps({"code": "0" * 20, "nonce": "n" * 16}),
}

THINGS: Final[dict[str, tuple[str, str | None, str, dict[str, Any]]]] = {
    "action de Guise": ("action", GUISE, "dep:02", {}),
    "note de Guise": ("note_datee", GUISE, "dep:02", {}),
    "action d’Hirson": ("action", HIRSON, "dep:02", {}),
    "club de l’Aisne": ("seance_club", None, "dep:02", {}),
    "site de l’Aisne": ("site", None, "dep:02", {}),
    "synthèse émise de l’Aisne": ("note_synthese", None, "dep:02", {"etat": "Émise"}),
    "synthèse en projet de l’Aisne": ("note_synthese", None, "dep:02", {"etat": "Projet"}),
    "action de Compiègne": ("action", COMPIEGNE, "dep:60", {}),
    "club de l’Oise": ("seance_club", None, "dep:60", {}),
    "synthèse émise de l’Oise": ("note_synthese", None, "dep:60", {"etat": "Émise"}),
    "campagne": ("campagne_note", None, "fr", {}),
    "table future de Guise": ("table_future", GUISE, "dep:02", {}),
}
AISNE = {"club de l’Aisne", "site de l’Aisne", "synthèse émise de l’Aisne", "synthèse en projet de l’Aisne"}
GUISES = {"action de Guise", "note de Guise", "table future de Guise"}
OISE = {"club de l’Oise", "synthèse émise de l’Oise"}
READS: Final[dict[str, set[str]]] = {
    "chef": AISNE | GUISES | {"campagne"},
    "autre chef": AISNE | {"action d’Hirson", "campagne"},
    "chef d’ailleurs": OISE | {"action de Compiègne", "campagne"},
    "préfecture": AISNE | GUISES | {"action d’Hirson", "campagne"},
    "préfecture d’ailleurs": OISE | {"action de Compiègne", "campagne"},
    "région": {"synthèse émise de l’Aisne", "synthèse émise de l’Oise", "campagne"},
    "région d’ailleurs": {"campagne"},
    "national": {"synthèse émise de l’Aisne", "synthèse émise de l’Oise", "campagne"},
}
WRITES: Final[dict[str, set[str]]] = {
    "chef": GUISES | {"club de l’Aisne"},
    "autre chef": {"action d’Hirson", "club de l’Aisne"},
    "chef d’ailleurs": {"action de Compiègne", "club de l’Oise"},
    "préfecture": AISNE | GUISES | {"action d’Hirson"},
    "préfecture d’ailleurs": OISE | {"action de Compiègne"},
    "région": set(),
    "région d’ailleurs": set(),
    "national": {"campagne"},
}


@pytest.fixture
def caller(engine: Engine, new_id: Callable[[], str]) -> Callable[[str], dict[str, str]]:
    """Give the headers of somebody who calls."""

    def enrolled(name: str, at: datetime = NOW) -> str:
        role, places, towns = GRANTS[name]
        code = enrolment.invite(engine, Grant(role=role, departements=places, communes=towns), at)
        return enrolment.enrol(engine, EnrolRequest(code=code, device=new_id(), nonce="n" * 16), at).token

    def headers(name: str) -> dict[str, str]:
        at = NOW - timedelta(days=401) if name == "jeton expiré" else NOW
        token = enrolled(name if name in GRANTS else "préfecture", at)
        if name == "jeton révoqué":
            enrolment.revoke(engine, enrolment.authenticate(engine, token, NOW).id, NOW)
        given = {
            "sans jeton": None,
            "jeton tordu": "Bearer pvd_' OR 1=1 --",
            "jeton inconnu": "Bearer pvd_" + "x" * 43,
            "autre schéma": f"Basic {token}",
        }.get(name, f"Bearer {token}")
        return {"Authorization": given} if given else {}

    return headers


@pytest.fixture
async def elsewhere(engine: Engine) -> AsyncIterator[httpx.AsyncClient]:
    """Call from another machine, at an endpoint whose clock stands still while its seconds run."""
    ticks = count(0, 60)
    wide = Limits(device=Pace(1000, 1), stranger=Pace(1000, 1))
    endpoint = Endpoint(engine, clock=lambda: NOW, ticks=lambda: float(next(ticks)), limits=wide)
    transport = httpx.ASGITransport(app=create_app(endpoint), client=("203.0.113.9", 4242))
    async with httpx.AsyncClient(transport=transport, base_url="http://serveur") as client:
        yield client


def routes(engine: Engine) -> Iterator[tuple[str, str]]:
    """List what the application really answers to."""
    outermost = create_app(Endpoint(engine))
    assert isinstance(outermost, Envelope)
    app = outermost._app
    assert isinstance(app, FastAPI)
    for route in app.routes:
        assert isinstance(route, Route), f"not a plain route, and not in the matrix: {route}"
        yield from ((method, route.path) for method in sorted(route.methods or ()) if method != "HEAD")


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_every_route_has_its_row(engine: Engine) -> None:
    """A new route without a row fails here; so does a caller without a cell, and a route the log does not know."""
    assert set(routes(engine)) == MATRIX.keys()
    assert all(row.keys() == set(CALLERS) for row in MATRIX.values())
    assert {path for _, path in MATRIX} == ROUTES
    assert READS.keys() == WRITES.keys() == GRANTS.keys()


@pytest.mark.parametrize(("method", "path"), list(MATRIX), ids=" ".join)
async def test_a_route_answers_each_caller_as_the_matrix_says(
    elsewhere: httpx.AsyncClient, caller: Callable[[str], dict[str, str]], method: str, path: str
) -> None:
    """All cells of the row, and each reply carries our header; who is refused is told the same as everybody."""
    found, said = dict[str, int](), dict[str, str]()
    for name in CALLERS:
        headers = {**caller(name), "Content-Type": "application/json"}
        answer = await elsewhere.request(method, path, content=BODIES.get(path, b""), headers=headers)
        found[name], said[name] = answer.status_code, answer.text
        assert answer.headers[HEADER] == "1"

    assert found == MATRIX[method, path]
    if found["jeton inconnu"] == 401:
        assert said["jeton inconnu"] == said["jeton tordu"] == said["autre schéma"]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_no_other_method_does_anything(
    elsewhere: httpx.AsyncClient, caller: Callable[[str], dict[str, str]]
) -> None:
    """405, with the method there is, for the préfecture too."""
    headers = caller("préfecture")
    for allowed, path in MATRIX:
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"} - {allowed}:
            answer = await elsewhere.request(method, path, headers=headers)
            assert (answer.status_code, answer.headers["Allow"]) == (405, allowed), (method, path)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_nothing_hides_beside_the_matrix(
    elsewhere: httpx.AsyncClient, caller: Callable[[str], dict[str, str]]
) -> None:
    """404 for whoever asks, and no redirection that would tell what exists."""
    for headers in ({}, caller("préfecture"), caller("national")):
        for path in ("/", "/v1", "/v1/exchange/", "/V1/hello", "/v1/devices", "/admin", "/redoc", "/livez/", "/docs/x"):
            answer = await elsewhere.get(path, headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (404, "adresse"), path


@pytest.fixture
async def filled(
    elsewhere: httpx.AsyncClient, caller: Callable[[str], dict[str, str]], change: Callable[..., Change]
) -> dict[str, str]:
    """Store one of each thing, by those who may; give the name of each record."""
    names: dict[str, str] = {}
    for who, things in (
        ("préfecture", AISNE | GUISES | {"action d’Hirson"}),
        ("préfecture d’ailleurs", OISE | {"action de Compiègne"}),
        ("national", {"campagne"}),
    ):
        headers = caller(who)
        me = enrolment.Device((await elsewhere.get("/v1/hello", headers=headers)).json()["device"], Grant(role="chef"))
        written = {name: make(change, me, name) for name in sorted(things)}
        verdicts = await offer(elsewhere, headers, list(written.values()))
        assert set(verdicts) == {"stored"}
        names |= {one.record: name for name, one in written.items()}
    return names


def make(change: Callable[..., Change], me: enrolment.Device, thing: str) -> Change:
    """Write the first change of a thing."""
    table, commune, stream, values = THINGS[thing]
    return change(me, table, commune=commune, stream=stream, **{"titre": thing, **values})


async def offer(http: httpx.AsyncClient, headers: dict[str, str], changes: list[Change]) -> list[str]:
    """Offer changes; give for each `stored`, or why it was refused."""
    content = dumps({"changes": [change_to_wire(one) for one in changes]})
    answer = await http.post("/v1/exchange", content=content, headers={**headers, "Content-Type": "application/json"})
    return [one.code or one.verdict for one in ExchangeAnswer.model_validate(answer.json()).verdicts]


async def test_a_device_reads_what_its_grant_says(
    elsewhere: httpx.AsyncClient, caller: Callable[[str], dict[str, str]], filled: dict[str, str]
) -> None:
    """Every thing is either in a device's row of READS or not in its answers; and hello names no other stream."""
    everything = dumps({"streams": {f"dep:{place}": {} for place in ("02", "59", "60", "75")}, "page": 4_000_000})
    for name, (_, places, _) in GRANTS.items():
        headers = {**caller(name), "Content-Type": "application/json"}

        answer = ExchangeAnswer.model_validate(
            (await elsewhere.post("/v1/exchange", content=everything, headers=headers)).json()
        )
        hello = Hello.model_validate((await elsewhere.get("/v1/hello", headers=headers)).json())

        assert {filled[one["record"]] for page in answer.streams.values() for one in page.changes} == READS[name], name
        assert set(hello.streams) == set(answer.streams), name
        there = places or ("02", "59", "60")  # the nation reads every stream that somebody has
        assert {f"dep:{place}" for place in there} | {"fr"} >= set(answer.streams) >= {"fr"}, name


async def test_a_device_writes_what_its_grant_says(
    elsewhere: httpx.AsyncClient,
    caller: Callable[[str], dict[str, str]],
    filled: dict[str, str],
    change: Callable[..., Change],
) -> None:
    """Every thing, new and already there: stored if it is in the row of WRITES, refused for a right otherwise."""
    records = {thing: record for record, thing in filled.items()}
    for name in GRANTS:
        headers = caller(name)
        me = enrolment.Device((await elsewhere.get("/v1/hello", headers=headers)).json()["device"], Grant(role="chef"))
        offered: list[Change] = []
        for thing, (table, commune, stream, _) in THINGS.items():
            edit = change(me, table, records[thing], commune=commune, stream=stream, titre="Récrit")
            offered += [make(change, me, thing), edit]
        for number, verdict in enumerate(await offer(elsewhere, headers, offered)):
            thing = list(THINGS)[number // 2]
            assert (verdict == "stored") == (thing in WRITES[name]), (name, thing, verdict)
            assert verdict in {"stored", "droit", "flux"}


async def test_a_territory_that_does_not_exist_and_one_that_is_not_yours_are_answered_alike(
    elsewhere: httpx.AsyncClient,
    caller: Callable[[str], dict[str, str]],
    filled: dict[str, str],
    change: Callable[..., Change],
) -> None:
    """The 404 of design §5: the same words for a neighbour's stream as for one that nobody has."""
    assert filled  # there is something to hide
    for name in GRANTS.keys() - {"national"}:  # which reads every stream there is
        headers = {**caller(name), "Content-Type": "application/json"}
        me = enrolment.Device((await elsewhere.get("/v1/hello", headers=headers)).json()["device"], Grant(role="chef"))
        theirs = next(place for place in ("60", "02") if place not in GRANTS[name][1] or name == "région")
        said = []
        for place in ("59" if name == "région" else theirs, "976"):
            one = change(me, "seance_club", stream=f"dep:{place}", titre="Essai")
            asked = {
                "changes": [change_to_wire(one)],
                "streams": {f"dep:{place}": {"cursor": 3}},
                "complements": [{"stream": f"dep:{place}", "commune": COMPIEGNE, "until": 9}],
            }
            answer = (await elsewhere.post("/v1/exchange", content=dumps(asked), headers=headers)).text
            said.append(answer.replace(one.id, "ID").replace(one.record, "RECORD"))

        assert said[0] == said[1], name
        assert '"flux"' in said[0], name
