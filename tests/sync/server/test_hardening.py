"""The endpoint against those who wish it ill: bombs, floods, guesses, stamps of their own making."""

import asyncio
import gzip
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest
import zstandard
from sqlalchemy import Engine

from pvd_tui.changes.change import Change
from sync.compression import deflate
from sync.json_text import dumps
from sync.protocol import HEADER, MAX_BODY, ExchangeAnswer, ExchangeRequest, Fault, Grant
from sync.server import body, enrolment, operations, streams
from sync.server.app import Endpoint, create_app
from sync.server.body import FREE, MAX_ENROLMENT, MAX_MARKS, MAX_RATIO
from sync.server.enrolment import Device, authenticate, invite
from sync.server.rate import ATTEMPTS, WINDOW, Failures, Limits, Pace, Paces, Turns
from sync.server.source import ProxyError, behind, source
from sync.wire import MAX_CHANGE, change_to_wire

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
JSON = {"Content-Type": "application/json"}
ONE_DATABASE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def bearer(token: str, **more: str) -> dict[str, str]:
    """Give the headers of a request."""
    return {**JSON, "Authorization": f"Bearer {token}", **more}


@asynccontextmanager
async def speaking(endpoint: Endpoint, host: str = "127.0.0.1") -> AsyncIterator[httpx.AsyncClient]:
    """Speak to an endpoint from an address."""
    transport = httpx.ASGITransport(app=create_app(endpoint), client=(host, 4242))
    async with httpx.AsyncClient(transport=transport, base_url="http://serveur") as client:
        yield client


class Ticks:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        """Begin anywhere."""
        self.now = 1000.0

    def __call__(self) -> float:
        """Say what time it is."""
        return self.now


# ---------------------------------------------------------------- bombs


def bombs() -> Iterator[tuple[bytes, str]]:
    """Give bodies that are small on the wire and enormous in memory, with their encoding."""
    spaces = b" " * (MAX_BODY - 2) + b"{}"
    swarm = b'{"changes":[' + b"[]," * ((MAX_BODY - 20) // 3) + b"[]]}"
    words = b'{"changes":[' + b'"ab",' * ((MAX_BODY - 20) // 5) + b'""]}'
    for content in (spaces, spaces * 16, swarm, words):
        yield gzip.compress(content, mtime=0), "gzip"
        yield zstandard.compress(content), "zstd"
    noise = Random(1).randbytes(100_000).hex().encode()  # noqa: S311 - no secret: under the ratio, over the marks
    yield gzip.compress(b'{"changes":["' + noise + b'"' + b",[]" * MAX_MARKS + b"]}", mtime=0), "gzip"


def peak() -> int:
    """Give the most memory (MiB) that this process has held since `forget_peak`."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024


def forget_peak() -> None:
    """Begin to measure the peak again."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


async def explode(endpoint: Endpoint, token: str, times: int) -> int:
    """Send so many bombs; give by how many MiB the process grew at most."""
    prepared = list(bombs())
    async with speaking(endpoint) as http:
        for content, encoding in prepared:  # once: what is imported and pooled for good
            await http.post("/v1/exchange", content=content, headers=bearer(token, **{"Content-Encoding": encoding}))
        forget_peak()
        before = peak()
        for number in range(times):
            content, encoding = prepared[number % len(prepared)]
            answer = await http.post(
                "/v1/exchange", content=content, headers=bearer(token, **{"Content-Encoding": encoding})
            )
            assert (answer.status_code, answer.json()["code"]) == (413, "taille")
    return peak() - before


@ONE_DATABASE
async def test_fifty_bombs_in_a_row_leave_the_memory_as_it_was(engine: Engine, token_of: Callable[..., str]) -> None:
    """Each is a 413, and none makes the process grow by more than one opened body and its text."""
    assert await explode(Endpoint(engine, limits=Limits(device=Pace(10**6, 1))), token_of(), 50) < 32


@pytest.mark.long
@ONE_DATABASE
async def test_a_thousand_bombs_in_a_row(engine: Engine, token_of: Callable[..., str]) -> None:
    """The same for long."""
    grown = await explode(Endpoint(engine, limits=Limits(device=Pace(10**6, 1))), token_of(), 1000)

    print(f"1000 bombs: + {grown} MiB at most")  # noqa: T201 - the figure of a long run
    assert grown < 32


@ONE_DATABASE
async def test_the_largest_change_passes_however_monotonous_it_is(
    http: httpx.AsyncClient, endpoint: Endpoint, token_of: Callable[..., str], change: Callable[..., Change]
) -> None:
    """The ratio never stops what a person typed: a laptop sends change by change if it must."""
    token = token_of()
    me = authenticate(endpoint.engine, token, endpoint.clock())
    half = (MAX_CHANGE - 40) // 2
    dull = change_to_wire(change(me, commune="02361", titre="-" * half, description="-" * half))
    content = deflate(dumps({"changes": [dull]}), "zstd")

    answer = await http.post("/v1/exchange", content=content, headers=bearer(token, **{"Content-Encoding": "zstd"}))

    assert MAX_CHANGE / len(content) > MAX_RATIO * 5
    assert ExchangeAnswer.model_validate(answer.json()).verdicts[0].verdict == "stored"


def test_the_ratio_counts_beyond_the_first_bytes_only() -> None:
    """Exactly at the limit a body is opened, one byte above it is not."""
    within, beyond = (zstandard.compress(b"{}" + b" " * (size - 2)) for size in (FREE, FREE + 1))
    assert len(beyond) * MAX_RATIO < FREE

    body.understand(within, "zstd", ExchangeRequest)
    with pytest.raises(body.FaultError) as fault:
        body.understand(beyond, "zstd", ExchangeRequest)
    assert fault.value.status == 413


@ONE_DATABASE
async def test_who_has_no_token_may_not_send_much(http: httpx.AsyncClient) -> None:
    """An enrolment fits in four kilobytes, whatever its announced length says."""
    large = b'{"code":"' + b"0" * MAX_ENROLMENT + b'"}'

    async def unannounced() -> AsyncIterator[bytes]:
        yield large

    for content in (large, unannounced()):
        assert (await http.post("/v1/enrol", content=content, headers=JSON)).status_code == 413


@ONE_DATABASE
@pytest.mark.parametrize("key", ["\x1b[2J", "\x9b31m", "\x00", "\u202e", "CANARI" * 99])
async def test_a_fault_does_not_repeat_what_was_sent(
    http: httpx.AsyncClient, token_of: Callable[..., str], key: str
) -> None:
    """The place of an error is named with plain letters only: the sentence may end on a terminal."""
    content = dumps({"streams": {key: {"cursor": -1}}, key: 1})

    answer = await http.post("/v1/exchange", content=content, headers=bearer(token_of()))

    message = Fault.model_validate(answer.json()).message
    assert answer.status_code == 400
    assert message.isprintable()
    assert len(message) < 150
    assert key not in message


# ---------------------------------------------------------------- floods


@ONE_DATABASE
async def test_one_devices_flood_is_slowed_and_nobody_elses_work_is(
    engine: Engine, token_of: Callable[..., str]
) -> None:
    """429 with the seconds to wait, for this token alone; after them it goes on."""
    ticks = Ticks()
    endpoint = Endpoint(engine, clock=lambda: NOW, ticks=ticks, limits=Limits(device=Pace(burst=5, second=0.5)))
    greedy, modest = token_of(), token_of()
    async with speaking(endpoint) as http:
        statuses = [(await http.get("/v1/hello", headers=bearer(greedy))).status_code for _ in range(7)]
        refused = await http.post("/v1/exchange", content=b"{}", headers=bearer(greedy))
        other = await http.post("/v1/exchange", content=b"{}", headers=bearer(modest))
        ticks.now += int(refused.headers["Retry-After"])
        later = await http.post("/v1/exchange", content=b"{}", headers=bearer(greedy))

    assert statuses == [200] * 5 + [429] * 2
    assert (refused.status_code, refused.json()["code"], refused.headers["Retry-After"]) == (429, "cadence", "2")
    assert (other.status_code, later.status_code) == (200, 200)


@ONE_DATABASE
@pytest.mark.parametrize("path", ["/v1/hello", "/docs", "/openapi.json"])
async def test_a_strangers_flood_is_slowed_by_address(engine: Engine, token_of: Callable[..., str], path: str) -> None:
    """Neither another address nor a token from the same one has to wait, and health is always answered."""
    endpoint = Endpoint(engine, ticks=lambda: 0.0, limits=Limits(stranger=Pace(burst=3, second=1)))
    async with speaking(endpoint, "203.0.113.9") as http, speaking(endpoint, "203.0.113.10") as neighbour:
        statuses = [(await http.get(path)).status_code for _ in range(5)]
        assert (await http.get(path)).headers["Retry-After"] == "1"
        assert (await http.get("/v1/hello", headers=bearer(token_of()))).status_code == 200
        assert (await http.get("/livez")).status_code == 200
        assert (await neighbour.get(path)).status_code == 200

    assert statuses == [200, 200, 200, 429, 429]


def test_a_pace_never_gives_more_than_its_burst_and_its_seconds() -> None:
    """Whatever the rhythm of the questions, the sum over any time is bounded, and waiting helps."""
    ticks = Ticks()
    paces = Paces(ticks, Pace(burst=10, second=2))
    passed = 0
    for step in range(2000):
        ticks.now += (step * 7919 % 100) / 1000
        passed += paces.take("x") == 0
    lasted = ticks.now - 1000.0

    assert passed <= 10 + 2 * lasted
    assert passed > 2 * lasted * 0.95
    ticks.now += paces.take("x")
    assert paces.take("x") == 0


def test_what_is_counted_is_bounded() -> None:
    """A hundred thousand addresses do not fill the memory."""
    failures, paces = Failures(lambda: 0.0), Paces(lambda: 0.0, Pace(1, 1))
    for number in range(100_000):
        failures.add(str(number))
        paces.take(str(number))

    assert (len(failures._by_source), len(paces._buckets)) == (10_000, 10_000)


async def test_the_requests_of_one_device_wait_for_each_other_only() -> None:
    """Two at once of the same, any number of the others, and nobody is remembered afterwards."""
    turns, inside, most = Turns(2), Counter[str](), Counter[str]()
    done = asyncio.Event()

    async def ask(who: str) -> None:
        async with turns.turn(who):
            inside[who] += 1
            most[who] = max(most[who], inside[who])
            if who == "b":
                done.set()
            await asyncio.wait_for(done.wait(), 5)
            await asyncio.sleep(0)
            inside[who] -= 1

    await asyncio.gather(*(ask("a") for _ in range(20)), ask("b"))

    assert (most["a"], most["b"], turns._lines) == (2, 1, {})


@ONE_DATABASE
async def test_a_full_endpoint_says_so_with_its_own_header(engine: Engine, token_of: Callable[..., str]) -> None:
    """503 « occupé » with a time to come back, a header that proves it was us, and health all the same."""
    endpoint = Endpoint(engine, limits=Limits(requests=1))
    inside, leave = asyncio.Event(), asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        inside.set()
        await leave.wait()
        yield b"{}"

    async with speaking(endpoint) as http:
        first = asyncio.create_task(http.post("/v1/exchange", content=slow(), headers=bearer(token_of())))
        await inside.wait()
        busy = await http.get("/v1/hello")
        health = [(await http.get(path)).status_code for path in ("/livez", "/readyz", "/metrics")]
        leave.set()
        answered = await first

    assert (busy.status_code, busy.headers[HEADER], int(busy.headers["Retry-After"]) > 0) == (503, "1", True)
    assert (busy.json()["code"], "occupé" in busy.json()["message"]) == ("occupe", True)
    assert (health, answered.status_code) == ([200, 200, 200], 200)


# ---------------------------------------------------------------- guesses


def test_a_hundred_thousand_guesses_get_ten_a_minute() -> None:
    """On a clock that goes a millisecond a guess: never more than ten looks in any minute, for one address."""
    ticks = Ticks()
    failures, looked = Failures(ticks), list[float]()
    for _ in range(100_000):
        ticks.now += 0.001
        if failures.wait("203.0.113.9") == 0:
            failures.add("203.0.113.9")
            looked.append(ticks.now)

    assert len(looked) == ATTEMPTS * (1 + int(99.9 // WINDOW))
    assert all(later - earlier >= WINDOW for earlier, later in zip(looked, looked[ATTEMPTS:], strict=False))
    assert failures.wait("203.0.113.10") == 0


@ONE_DATABASE
async def test_guesses_made_at_once_are_counted_before_they_are_looked_up(
    endpoint: Endpoint, http: httpx.AsyncClient
) -> None:
    """A hundred codes in the same instant: ten are compared, ninety wait."""
    bodies = [dumps({"code": f"{number:020}", "nonce": "n" * 16}) for number in range(100)]
    endpoint._strangers = Paces(endpoint.ticks, Pace(1000, 1))

    answers = await asyncio.gather(*(http.post("/v1/enrol", content=content, headers=JSON) for content in bodies))

    assert Counter(answer.status_code for answer in answers) == {404: 10, 429: 90}
    assert all(int(answer.headers["Retry-After"]) > 0 for answer in answers if answer.status_code == 429)


@ONE_DATABASE
async def test_a_room_full_of_laptops_enrols_from_one_address(endpoint: Endpoint, http: httpx.AsyncClient) -> None:
    """Who has a right code is not counted among the failures, whatever the address they share."""
    grant = Grant(role="chef", departements=("02",), communes=("02361",))
    for number in range(30):
        content = dumps({"code": invite(endpoint.engine, grant, NOW), "nonce": f"{number:016}"})
        assert (await http.post("/v1/enrol", content=content, headers=JSON)).status_code == 200


@ONE_DATABASE
def test_a_code_holds_a_hundred_bits(engine: Engine) -> None:
    """Twenty signs, each of thirty-two, drawn evenly; at ten guesses a minute the sun goes out first."""
    grant = Grant(role="prefecture", departements=("02",))
    codes = [invite(engine, grant, NOW) for _ in range(200)]
    seen = Counter("".join(codes))

    assert {len(code) for code in codes} == {20}
    assert len(set(codes)) == 200
    assert len(seen) == 32
    assert max(seen.values()) < 2 * min(seen.values()) + 60  # 125 expected of each: far beyond chance otherwise
    assert not set(seen) & set("ILOU")


@ONE_DATABASE
async def test_secrets_are_compared_in_constant_time(
    engine: Engine, token_of: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hashes of tokens, and the token of the figures: always by `compare_digest`."""
    compared: list[tuple[Any, Any]] = []

    class Watched:
        @staticmethod
        def compare_digest(mine: Any, theirs: Any) -> bool:  # noqa: ANN401 - text or bytes
            compared.append((mine, theirs))
            return bool(mine == theirs)

    token = token_of()
    for module in (enrolment, operations):
        monkeypatch.setattr(module, "hmac", Watched)
    async with speaking(Endpoint(engine, clock=lambda: NOW, jeton_mesures="secret")) as http:
        await http.get("/v1/hello", headers=bearer(token))
        allowed = await http.get("/metrics", headers=bearer("secret"))

    assert compared == [(enrolment.hashed(token),) * 2, (b"secret", b"secret")]
    assert allowed.status_code == 200


@ONE_DATABASE
async def test_what_cannot_be_a_token_is_refused_without_the_database(endpoint: Endpoint) -> None:
    """A flood of nonsense never reaches the pool."""
    endpoint.engine.dispose()
    endpoint.engine = None  # type: ignore[assignment] # any use of it would be an error
    wrong = ("", "Bearer", "Basic cHZk", "Bearer pvd_" + "x" * 44, "Bearer " + "é" * 47, "pvd_" + "x" * 43)
    async with speaking(endpoint) as http:
        for header in wrong:
            answer = await http.post(
                "/v1/exchange",
                content=b"{}",
                headers=[
                    (b"content-type", b"application/json"),
                    (b"authorization", header.encode("latin-1")),
                ],
            )
            assert (answer.status_code, answer.json()["code"]) == (401, "jeton"), header


# ---------------------------------------------------------------- addresses


@pytest.mark.parametrize(
    ("client", "named"),
    [
        (("203.0.113.9", 1), "203.0.113.9"),
        (("::ffff:203.0.113.9", 1), "203.0.113.9"),
        (("2001:db8:1:2:3:4:5:6", 1), "2001:db8:1:2::/64"),
        (("2001:db8:1:2:ffff::1", 1), "2001:db8:1:2::/64"),
        (("\x1b[2J", 0), ""),
        (None, ""),
    ],
)
def test_a_source_is_an_address_or_a_home(client: object, named: str) -> None:
    """Whoever has 2^64 addresses is one source; what is no address is nobody's name."""
    assert source({"client": client}) == named


@ONE_DATABASE
@pytest.mark.parametrize(
    ("trusted", "host", "forwarded", "counted"),
    [
        ((), "198.51.100.7", "203.0.113.9", "198.51.100.7"),
        (("10.0.0.5",), "198.51.100.7", "203.0.113.9", "198.51.100.7"),
        (("10.0.0.5",), "10.0.0.5", "203.0.113.9", "203.0.113.9"),
        (("10.0.0.5",), "10.0.0.5", "203.0.113.66, 203.0.113.9", "203.0.113.9"),
        (("10.0.0.5", "10.9.0.0/16"), "10.0.0.5", "203.0.113.9, 10.9.3.4", "203.0.113.9"),
        (("10.0.0.5",), "10.0.0.5", "\x1b]0;x", ""),
    ],
)
async def test_only_a_proxy_that_was_named_is_believed(
    engine: Engine, trusted: tuple[str, ...], host: str, forwarded: str, counted: str
) -> None:
    """Nobody escapes the count of failures, or puts it on somebody else, by a header of his own."""
    endpoint = Endpoint(engine, ticks=lambda: 0.0, mandataires=trusted)
    async with speaking(endpoint, host) as http:
        await http.post(
            "/v1/exchange",
            content=b"{}",
            headers=[(b"content-type", b"application/json"), (b"x-forwarded-for", forwarded.encode())],
        )

    assert list(endpoint.failures._by_source) == [counted]


@pytest.mark.parametrize("proxy", ["0.0.0.0/0", "::/0", "*", "", "mandataire", "10.0.0.5/8"])
def test_a_proxy_is_an_address(proxy: str) -> None:
    """To trust everybody is to trust nobody: refused in French."""

    async def app(*_: object) -> None:
        """Answer nothing."""

    with pytest.raises(ProxyError, match="mandataire"):
        behind(app, [proxy])


# ---------------------------------------------------------------- stamps


def test_a_clients_stamps_are_ignored(
    laptop: Callable[..., Device], change: Callable[..., Change], swap: Callable[..., ExchangeAnswer]
) -> None:
    """Mass assignment: seq, role, received_at, relais and refused of one's own making reach nobody."""
    guise, prefecture = laptop(), laptop("prefecture")
    forged = replace(
        change(guise, commune="02361", titre="Halle"),
        seq=999,
        role="prefecture",
        received_at="1999-01-01T00:00:00.000000+00:00",
        relais=prefecture.id,
        refused=(prefecture.id,),
    )

    verdict = swap(guise, [forged]).verdicts[0]
    read = swap(prefecture).streams["dep:02"].changes[0]

    assert (verdict.verdict, verdict.seq, verdict.role, verdict.relais, verdict.refused) == (
        "stored",
        1,
        "chef",
        None,
        (),
    )
    assert (read["seq"], read["role"], read["received_at"][:4]) == (1, "chef", "2026")
    assert not {"relais", "refused"} & read.keys()


def test_a_change_signed_by_another_is_carried_at_the_lower_role(
    laptop: Callable[..., Device], change: Callable[..., Change], swap: Callable[..., ExchangeAnswer]
) -> None:
    """A chef who signs with the préfecture's id writes as a chef, and is named; the préfecture carries as a chef."""
    guise, prefecture = laptop(), laptop("prefecture")
    forged = change(guise, commune="02361", titre="Halle", by=prefecture.id)
    carried = change(guise, commune="02361", titre="Halle")

    mine = swap(guise, [forged]).verdicts[0]
    theirs = swap(prefecture, [carried]).verdicts[0]

    assert (mine.role, mine.relais) == ("chef", guise.id)
    assert (theirs.role, theirs.relais) == ("chef", prefecture.id)


@ONE_DATABASE
@pytest.mark.parametrize("word", ["seq", "role", "received_at", "device", "grant", "by", "territoire"])
async def test_a_request_has_no_room_for_more_than_it_says(
    http: httpx.AsyncClient, token_of: Callable[..., str], word: str
) -> None:
    """An unknown word beside the changes, in a state or in an enrolment is a 400."""
    token = token_of()
    for path, content in (
        ("/v1/exchange", {word: "prefecture"}),
        ("/v1/exchange", {"streams": {"dep:02": {word: "prefecture"}}}),
        ("/v1/enrol", {"code": "x", "nonce": "n" * 16, word if word != "device" else "role": "prefecture"}),
    ):
        answer = await http.post(path, content=dumps(content), headers=bearer(token))
        assert (answer.status_code, answer.json()["code"]) == (400, "forme"), path


async def test_a_revocation_holds_for_what_is_in_flight(
    engine: Engine, token_of: Callable[..., str], change: Callable[..., Change]
) -> None:
    """With fifty requests under way, what was not in the middle of its commit is refused, within the second."""
    token = token_of()
    me = authenticate(engine, token, NOW)
    bodies = [dumps({"changes": [change_to_wire(change(me, commune="02361", titre="x"))]}) for _ in range(50)]

    def head() -> int:
        with engine.connect() as connection:
            return streams.lineage(connection, "dep:02").head

    async with speaking(Endpoint(engine)) as http:
        await http.get("/v1/hello", headers=bearer(token))  # the streams are there
        flying = [asyncio.create_task(http.post("/v1/exchange", content=one, headers=bearer(token))) for one in bodies]
        await asyncio.wait(flying, return_when=asyncio.FIRST_COMPLETED)
        await asyncio.to_thread(enrolment.revoke, engine, me.id, NOW)
        at_once = head()
        answers = await asyncio.gather(*flying)
        after = await http.post("/v1/exchange", content=b"{}", headers=bearer(token))

    statuses = Counter(answer.status_code for answer in answers)
    assert head() - at_once <= (engine.dialect.name == "postgresql")
    assert statuses[200] <= head()
    assert statuses[401] == 50 - statuses[200] > 0
    assert (after.status_code, after.json()["code"]) == (401, "revoque")


@ONE_DATABASE
async def test_a_token_that_slept_for_too_long_is_closed(engine: Engine, token_of: Callable[..., str]) -> None:
    """Expired is said as such, and the database is not asked for a grant."""
    token = token_of()
    async with speaking(Endpoint(engine, clock=lambda: NOW + timedelta(days=401))) as http:
        answer = await http.post("/v1/exchange", content=b"{}", headers=bearer(token))

    assert (answer.status_code, answer.json()["code"]) == (401, "expire")
