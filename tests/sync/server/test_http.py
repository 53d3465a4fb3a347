"""The endpoint over HTTP: what it answers to friends, to broken programs and to strangers."""

import asyncio
import gzip
import json
import logging
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Any

import httpx
import pytest
import zstandard
from sqlalchemy import Engine

from pvd_tui.changes.change import Change
from sync.compression import deflate, inflate
from sync.json_text import dumps, loads
from sync.protocol import HEADER, MAX_BODY, MAX_COMPRESSED, EnrolRequest, ExchangeAnswer, Fault, Hello
from sync.server.app import Endpoint, create_app
from sync.server.enrolment import Device, authenticate, invite, revoke
from sync.server.territory import granted_streams
from sync.wire import change_to_wire

JSON = {"Content-Type": "application/json"}


def bearer(token: str, **more: str) -> dict[str, str]:
    """Give the headers of a request."""
    return {**JSON, "Authorization": f"Bearer {token}", **more}


async def read(answer: httpx.Response) -> bytes:
    """Read an answer as it travelled."""
    return b"".join([part async for part in answer.aiter_raw()])


@pytest.mark.parametrize("encoding", ["zstd", "gzip"])
async def test_an_exchange_is_compressed_both_ways(
    http: httpx.AsyncClient,
    endpoint: Endpoint,
    token_of: Callable[..., str],
    change: Callable[..., Change],
    encoding: str,
) -> None:
    """What the laptop prefers is what it gets."""
    token = token_of()
    me = authenticate(endpoint.engine, token, endpoint.clock())
    changes = [change_to_wire(change(me, commune="02361", titre=f"Action {n}")) for n in range(20)]
    body = deflate(dumps({"changes": changes}), encoding)
    headers = bearer(token, **{"Content-Encoding": encoding, "Accept-Encoding": encoding})

    async with http.stream("POST", "/v1/exchange", content=body, headers=headers) as answer:
        up = inflate(await read(answer), encoding, MAX_BODY)
    headers = bearer(token_of("prefecture"), **{"Accept-Encoding": encoding})
    async with http.stream("POST", "/v1/exchange", content=b"{}", headers=headers) as answer:
        raw = await read(answer)

    assert (answer.status_code, answer.headers[HEADER], answer.headers["Content-Encoding"]) == (200, "1", encoding)
    opened = inflate(raw, encoding, MAX_BODY)
    assert len(raw) < len(opened) / 3
    assert [one.seq for one in ExchangeAnswer.model_validate(loads(up)).verdicts] == list(range(1, 21))
    assert len(ExchangeAnswer.model_validate(loads(opened)).streams["dep:02"].changes) == 20


def deep(levels: int) -> bytes:
    """Write lists in lists."""
    return b'{"changes":' + b"[" * levels + b"]" * levels + b"}"


ONE_DATABASE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
"""For what is refused before any database is asked."""


@ONE_DATABASE
@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"", {}, 400),
        (b"{", {}, 400),
        (b"[]", {}, 400),
        (b"\xff\xfe", {}, 400),
        (b'{"changes":[],"changes":[]}', {}, 400),
        (b'{"changes":[{"set":{"cout":NaN}}]}', {}, 400),
        (b'{"changes":[{"set":{"cout":-Infinity}}]}', {}, 400),
        (b'{"inconnu":1}', {}, 400),
        (b'{"streams":{"dep:02":{"cursor":-1}}}', {}, 400),
        (b'{"page":1e999}', {}, 400),
        (b'{"page":' + b"9" * 5000 + b"}", {}, 400),
        (deep(100_000), {}, 400),
        (b'{"changes":[%s]}' % b",".join([b"{}"] * 2001), {}, 400),
        (b" " * (MAX_COMPRESSED + 1), {}, 413),
        (gzip.compress(b" " * (MAX_BODY + 1), mtime=0), {"Content-Encoding": "gzip"}, 413),
        (zstandard.compress(b" " * (MAX_BODY + 1)), {"Content-Encoding": "zstd"}, 413),
        (gzip.compress(b"{}", mtime=0)[:-4], {"Content-Encoding": "gzip"}, 400),
        (zstandard.compress(b"{}" * 99)[:-4], {"Content-Encoding": "zstd"}, 400),
        (zstandard.ZstdCompressor().compressobj().compress(b"{}"), {"Content-Encoding": "zstd"}, 400),
        (b"pas du zstd", {"Content-Encoding": "zstd"}, 400),
        (b"{}", {"Content-Encoding": "br"}, 415),
        (b"{}", {"Content-Type": "text/html"}, 415),
        (b"{}", {"Content-Length": "-5"}, 413),
        (b"{}", {HEADER: "99"}, 426),
    ],
)
async def test_a_request_that_cannot_be_read_gets_a_french_sentence(
    http: httpx.AsyncClient, token_of: Callable[..., str], body: bytes, headers: dict[str, str], status: int
) -> None:
    """A clean 4xx with the protocol header, whatever was sent."""
    answer = await http.post("/v1/exchange", content=body, headers=bearer(token_of(), **headers))

    assert (answer.status_code, answer.headers[HEADER]) == (status, "1")
    assert Fault.model_validate(answer.json()).message.endswith(".")


@ONE_DATABASE
@pytest.mark.parametrize(
    ("offered", "code"),
    [
        (7, "forme"),
        ({}, "forme"),
        ({"id": "x"}, "forme"),
        ({"set": {"cout": 1e999}}, "forme"),
        ({"set": {"cout": 2**70}}, "forme"),
        ({"set": {"titre": "\x1b]52;c;AAAA\x07"}}, "forme"),
        ({"set": {"titre": "\x9b31m"}}, "forme"),
        ({"set": {"titre": "\ud800"}}, "forme"),
        ({"set": {"Titre<": 1}}, "forme"),
        ({"set": {"titre": [[[[[[[[[[1]]]]]]]]]]}}, "forme"),
        ({"set": {"titre": "x" * 60_000}}, "taille"),
        ({"id": "PAS-UN-UUID"}, "forme"),
        ({"at": "2026-03-02 08:00"}, "forme"),
        ({"at": "2026-13-02T08:00:00.000000+00:00"}, "forme"),
        ({"at": "2026-03-02T08:00:00.000000+02:00"}, "forme"),
        ({"commune": "2361"}, "forme"),
        ({"stream": 'dep:02","x":"'}, "forme"),
        ({"record": '"},{'}, "forme"),
        ({"over": {"titre": "abc"}}, "forme"),
        ({"stub": ["titre"]}, "forme"),
        ({"surprise": 1}, "forme"),
    ],
)
async def test_a_change_that_cannot_be_read_is_refused_alone(
    http: httpx.AsyncClient,
    endpoint: Endpoint,
    token_of: Callable[..., str],
    change: Callable[..., Change],
    offered: object,
    code: str,
) -> None:
    """Its neighbour in the same request is stored."""
    token = token_of()
    me = authenticate(endpoint.engine, token, endpoint.clock())
    good = change_to_wire(change(me, commune="02361", titre="Bonne"))
    bad = (
        {**good, "id": "0" * 8 + good["id"][8:-1] + "f", **offered}
        if isinstance(offered, dict) and offered
        else offered
    )
    body = json.dumps({"changes": [bad, good]}).replace("Infinity", "1e999").encode()

    answer = ExchangeAnswer.model_validate(
        (await http.post("/v1/exchange", content=body, headers=bearer(token))).json()
    )

    assert [one.verdict for one in answer.verdicts] == ["refused", "stored"]
    assert answer.verdicts[0].code == code


async def test_a_request_that_never_ends_is_cut(endpoint: Endpoint, token_of: Callable[..., str]) -> None:
    """The deadline is for the whole body: a byte now and then does not renew it."""
    endpoint.deadline = 0.05

    async def trickle() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.Event().wait()

    transport = httpx.ASGITransport(app=create_app(endpoint))
    async with httpx.AsyncClient(transport=transport, base_url="http://serveur") as http:
        answer = await http.post("/v1/exchange", content=trickle(), headers=bearer(token_of()))

    assert (answer.status_code, answer.json()["code"]) == (408, "lenteur")


async def test_without_a_valid_token_nothing_is_read(http: httpx.AsyncClient) -> None:
    """401 names the reason to the program, and after ten failures the source waits."""
    for _ in range(10):
        answer = await http.post("/v1/exchange", content=b"{}", headers=bearer("pvd_invente"))
        assert (answer.status_code, answer.json()["code"]) == (401, "jeton")

    answer = await http.post("/v1/exchange", content=b"{}", headers=bearer("pvd_invente"))
    enrolment = await http.post("/v1/enrol", content=b'{"code":"x","nonce":"nnnnnnnnnnnnnnnn"}', headers=JSON)

    assert (answer.status_code, enrolment.status_code) == (429, 429)
    assert int(answer.headers["Retry-After"]) > 0


async def test_a_valid_token_is_not_slowed_by_a_neighbours_failures(
    http: httpx.AsyncClient, token_of: Callable[..., str]
) -> None:
    """A whole mairie shares one address: one broken laptop must not stop the others."""
    for _ in range(11):
        await http.post("/v1/exchange", content=b"{}", headers=bearer("pvd_invente"))

    assert (await http.post("/v1/exchange", content=b"{}", headers=bearer(token_of()))).status_code == 200


async def test_revocation_holds_from_the_next_request(
    http: httpx.AsyncClient, endpoint: Endpoint, token_of: Callable[..., str]
) -> None:
    """The scope is read from the database each time."""
    token = token_of()
    assert (await http.get("/v1/hello", headers=bearer(token))).status_code == 200

    revoke(endpoint.engine, authenticate(endpoint.engine, token, endpoint.clock()).id, endpoint.clock())

    for answer in (
        await http.get("/v1/hello", headers=bearer(token)),
        await http.post("/v1/exchange", content=b"{}", headers=bearer(token)),
    ):
        assert (answer.status_code, answer.json()["code"]) == (401, "revoque")


async def test_hello_says_more_to_who_is_known(http: httpx.AsyncClient, token_of: Callable[..., str]) -> None:
    """Protocol, limits and time for all; grant and lineage for a token."""
    stranger = Hello.model_validate((await http.get("/v1/hello")).json())
    known = Hello.model_validate((await http.get("/v1/hello", headers=bearer(token_of()))).json())

    assert (stranger.grant, stranger.streams, stranger.limits.body) == (None, {}, MAX_BODY)
    assert known.grant is not None
    assert set(known.streams) == set(granted_streams(known.grant, [])) == {"dep:02", "fr"}


async def test_enrolment_over_http(http: httpx.AsyncClient, endpoint: Endpoint, token_of: Callable[..., str]) -> None:
    """A code opens once; an invented one is a 404 that says nothing more."""
    grant = authenticate(endpoint.engine, token_of(), endpoint.clock()).grant
    code = invite(endpoint.engine, grant, endpoint.clock())
    body = EnrolRequest(code=code, nonce="n" * 16).model_dump_json()

    answer = await http.post("/v1/enrol", content=body, headers=JSON)
    again = await http.post("/v1/enrol", content=body.replace("nnnn", "mmmm"), headers=JSON)

    assert (await http.get("/v1/hello", headers=bearer(answer.json()["token"]))).json()["device"] == answer.json()[
        "device"
    ]
    assert (again.status_code, again.json()["code"]) == (404, "invitation")


async def test_every_reply_says_the_protocol(http: httpx.AsyncClient) -> None:
    """Health, documents, figures and errors: without the header it was somebody else who answered."""
    for path in ("/livez", "/readyz", "/metrics", "/openapi.json", "/docs", "/v1/hello", "/nulle-part", "/v1/exchange"):
        answer = await http.get(path)
        assert answer.headers[HEADER] == "1", path
        assert answer.status_code == {"/nulle-part": 404, "/v1/exchange": 405}.get(path, 200), path


async def test_the_documents_hold_every_message(http: httpx.AsyncClient) -> None:
    """OpenAPI resolves, and /docs asks nothing from elsewhere."""
    document = (await http.get("/openapi.json")).json()
    page = (await http.get("/docs")).text

    assert {"ExchangeRequest", "ExchangeAnswer", "EnrolRequest", "Verdict", "Fault"} <= set(
        document["components"]["schemas"]
    )
    references = set(json.dumps(document).split('"#/components/schemas/')[1:])
    assert all(reference.split('"')[0] in document["components"]["schemas"] for reference in references)
    assert "ExchangeRequest" in page
    assert "http://" not in page
    assert "https://" not in page


async def test_figures_are_for_this_machine_only(endpoint: Endpoint) -> None:
    """A stranger finds no /metrics."""
    transport = httpx.ASGITransport(app=create_app(endpoint), client=("203.0.113.9", 4242))
    async with httpx.AsyncClient(transport=transport, base_url="http://serveur") as http:
        assert (await http.get("/metrics")).status_code == 404


async def test_a_database_that_does_not_answer_is_said_so(
    http: httpx.AsyncClient, token_of: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """503 with a time to come back, and no trace of what broke."""
    from sqlalchemy.exc import OperationalError  # noqa: PLC0415 - only here

    def broken(*_: object) -> None:
        raise OperationalError("SELECT secret", {}, Exception("down"))

    token = token_of()
    monkeypatch.setattr("sync.server.endpoint.exchange_all", broken)
    answer = await http.post("/v1/exchange", content=b"{}", headers=bearer(token))

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "secret" not in answer.text


async def test_not_a_byte_of_another_commune(
    http: httpx.AsyncClient,
    endpoint: Endpoint,
    token_of: Callable[..., str],
    change: Callable[..., Change],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Canary: whatever a chef of Hirson asks, answers and logs hold nothing of Guise's records."""
    caplog.set_level(logging.DEBUG)
    prefecture, hirson = token_of("prefecture"), token_of(communes=["02381"])
    author: Device = authenticate(endpoint.engine, prefecture, endpoint.clock())
    other: Device = authenticate(endpoint.engine, hirson, endpoint.clock())
    canary = change(author, commune="02361", titre="CANARI-TITRE", note={"profond": ["CANARI-NOTE"]})
    plan = change(author, "plan_financement", commune="02361", action=canary.record, titre="CANARI-PLAN")
    await http.post(
        "/v1/exchange",
        content=dumps({"changes": [change_to_wire(c) for c in (canary, plan)]}),
        headers=bearer(prefecture),
    )
    attempts: list[dict[str, Any]] = [{}]
    attempts += [
        {"streams": {"dep:02": {"cursor": c, "first": f}}, "page": p}
        for c in (0, 1, 9)
        for f in (True, False)
        for p in (1, 10**6)
    ]
    attempts += [{"streams": {"dep:60": {}, "dep:02": {"scope": "prefecture-e3b0c44298fc"}}}]
    for stolen in (canary, plan):
        mine = change(other, stolen.table, stolen.record, id=stolen.id, commune="02381", titre="x")
        attempts += [{"changes": [change_to_wire(mine)]}]
        attempts += [
            {"changes": [change_to_wire(change(other, stolen.table, stolen.record, commune=c, titre="x"))]}
            for c in (None, "02381", "02361")
        ]
        attempts += [
            {"changes": [change_to_wire(change(other, commune="02381", titre="x", over={"titre": [stolen.id]}))]}
        ]

    heard = [(await http.post("/v1/exchange", content=dumps(one), headers=bearer(hirson))).text for one in attempts]
    heard += [
        (await http.get(path, headers=bearer(hirson))).text
        for path in ("/v1/hello", "/docs", "/openapi.json", "/metrics", "/readyz")
    ]

    everything = "\n".join(heard)
    assert "CANARI" not in everything + caplog.text
    assert canary.record not in everything
    assert plan.record not in everything
    assert hirson not in caplog.text
    assert prefecture not in caplog.text


async def test_a_key_found_a_moment_ago_is_not_looked_up_again_and_a_revocation_still_holds(
    http: httpx.AsyncClient, endpoint: Endpoint, token_of: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The exchange reads grant and revocation itself: remembering who a key belongs to opens nothing."""
    token = token_of()
    looked: list[str] = []

    def look(engine: Engine, key: str, now: datetime) -> Device:
        looked.append(key)
        return authenticate(engine, key, now)

    monkeypatch.setattr("sync.server.enrolment.authenticate", look)
    first = await http.post("/v1/exchange", content=b"{}", headers=bearer(token))
    second = await http.post("/v1/exchange", content=b"{}", headers=bearer(token))
    revoke(endpoint.engine, first.json()["device"], endpoint.clock())
    gone = await http.post("/v1/exchange", content=b"{}", headers=bearer(token))

    assert [first.status_code, second.status_code, gone.status_code] == [200, 200, 401]
    assert (gone.json()["code"], looked) == ("revoque", [token])
