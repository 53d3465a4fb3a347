"""Answers that do not come from the endpoint, or not whole: a French sentence, and nothing marked sent."""

import asyncio
import gzip
import json
import ssl
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from storage import settings
from storage.store import Store
from sync import jeton
from sync.client import STREAMS, synchronise
from sync.errors import SyncError
from sync.protocol import HEADER
from sync.transport import Transport

PORTAL = b"<html><title>Bienvenue sur le Wi-Fi</title>Acceptez les conditions</html>"
OURS = {HEADER: "1", "Content-Type": "application/json"}
BOMB = gzip.compress(b"0" * 60_000_000, 9)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """Give a laptop that is enrolled and has one change to send."""
    monkeypatch.setenv(jeton.FILE_ONLY, "1")
    with Store.open(tmp_path / "pvd.db") as opened:
        opened.settings.put(settings.SERVEUR, "https://pvd.exemple.fr")
        opened.settings.put(STREAMS, '["dep:02", "fr"]')
        jeton.keep(tmp_path / "pvd.db", opened.device, "pvd_" + "x" * 43)
        opened.create("action", {"titre": "Halle", "commune": "02361"})
        yield opened


def answer(make: Callable[[httpx.Request], httpx.Response]) -> httpx.AsyncClient:
    """Give a network where this is what answers."""
    return httpx.AsyncClient(transport=httpx.MockTransport(make))


def made(status: int, headers: dict[str, str], body: bytes) -> httpx.Response:
    """Give an answer as it travels, not yet opened."""
    return httpx.Response(status, headers=headers, stream=httpx.ByteStream(body))


def refusal(store: Store, http: httpx.AsyncClient) -> SyncError:
    """Synchronise over this network and give what was raised."""

    async def attempt() -> None:
        async with http:
            await synchronise(store, http=http)

    with pytest.raises(SyncError) as caught:
        asyncio.run(attempt())
    assert store.outbox.count() == 1
    assert store.settings.get(settings.LAST) is None
    assert "restent sur cet ordinateur" in str(caught.value) or caught.value.cause == "revoque"
    return caught.value


@pytest.mark.parametrize(
    ("status", "headers", "body", "cause"),
    [
        (200, {"Content-Type": "text/html"}, PORTAL, "portail"),
        (200, {"Content-Type": "application/json"}, b'{"verdicts":[],"streams":{}}', "portail"),
        (302, {"Location": "https://portail.exemple/login"}, b"", "portail"),
        (403, {}, b"bloque par le filtre", "filtre"),
        (407, {}, b"", "proxy"),
        (200, OURS, b"{", "coupure"),
        (200, OURS, b"[1, NaN]", "coupure"),
        (200, OURS | {"Content-Encoding": "zstd"}, b"\x28\xb5", "coupure"),
        (200, OURS | {"Content-Encoding": "br"}, b"{}", "coupure"),
        (200, OURS | {"Content-Encoding": "gzip"}, BOMB, "coupure"),
    ],
    ids=["portal", "json", "login", "filter", "proxy", "cut", "nan", "zstd", "brotli", "bomb"],
)
def test_what_answers_is_told_apart_by_the_protocols_header(
    store: Store, status: int, headers: dict[str, str], body: bytes, cause: str
) -> None:
    """A captive portal's 200 is not a success; neither is a body that is cut, damaged, or a bomb of 60 MB."""
    assert refusal(store, answer(lambda _: made(status, headers, body))).cause == cause


@pytest.mark.parametrize(
    ("raised", "cause"),
    [
        (httpx.ConnectError("Name or service not known"), "reseau"),
        (httpx.ConnectTimeout("slow"), "reseau"),
        (httpx.ReadError("reset"), "coupure"),
        (httpx.RemoteProtocolError("peer closed connection"), "coupure"),
        (httpx.ProxyError("407 Proxy Authentication Required"), "proxy"),
    ],
)
def test_each_fault_of_the_road_has_its_sentence(store: Store, raised: httpx.HTTPError, cause: str) -> None:
    """The cause is named, and what to do."""

    def fail(_: httpx.Request) -> httpx.Response:
        raise raised

    assert refusal(store, answer(fail)).cause == cause


def test_a_certificate_that_is_not_trusted_is_named(store: Store) -> None:
    """A refused certificate is no missing network: the person must know the difference."""

    def fail(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("tls") from ssl.SSLCertVerificationError("self-signed certificate")

    assert refusal(store, answer(fail)).cause == "certificat"


def test_an_answer_that_never_ends_meets_the_deadline() -> None:
    """The deadline counts the whole answer, however steadily its bytes come."""

    class Endless(httpx.AsyncByteStream):
        async def __aiter__(self):  # type: ignore[no-untyped-def] # noqa: ANN204 - httpx's own protocol
            while True:
                await asyncio.Event().wait()
                yield b"x"

    async def attempt() -> None:
        http = answer(lambda _: httpx.Response(200, headers=OURS, stream=Endless()))
        async with http, Transport("http://127.0.0.1:1", http=http, deadline=0.05) as transport:
            await transport.post("/v1/exchange", b"{}")

    with pytest.raises(SyncError, match="en entier en 0 secondes"):
        asyncio.run(attempt())


def test_a_page_that_begins_after_what_was_read_moves_no_cursor(store: Store) -> None:
    """What lies between would never be asked for again (I5)."""
    page = {"since": 5, "until": 9, "more": False, "head": 9, "epochs": [["a", 1]], "scope": "s", "changes": []}

    (offered,) = store.outbox.offer(["dep:02"], most=1, most_bytes=1)
    said = {
        "verdicts": [{"id": offered.id, "verdict": "refused", "code": "taille", "message": "Non."}],
        "streams": {"dep:02": page},
        "grant": {"role": "chef", "departements": ["02"], "communes": ["02361"]},
        "device": "x",
        "server_time": "2026-11-22T00:00:00.000000+00:00",
    }

    async def attempt() -> None:
        async with answer(lambda _: made(200, OURS, json.dumps(said).encode())) as http:
            await synchronise(store, http=http)

    with pytest.raises(SyncError, match="incohérente"):
        asyncio.run(attempt())
    assert store.outbox.cursor("dep:02").seq == 0


def test_a_key_that_cannot_be_read_is_said_to_be_lost(store: Store) -> None:
    """A damaged file is no unforeseen error."""
    (Path(store.path).parent / "pvd.db.jeton").write_bytes(b"\xff\xfe")

    assert refusal(store, answer(lambda _: made(200, OURS, b"{}"))).cause == "jeton"


def test_verdicts_for_other_changes_are_not_believed(store: Store) -> None:
    """An answer whose verdicts are not those of the offered changes marks nothing."""
    said = {
        "verdicts": [],
        "streams": {},
        "grant": {"role": "chef", "departements": ["02"], "communes": ["02361"]},
        "device": "x",
        "server_time": "2026-11-22T00:00:00.000000+00:00",
    }
    assert refusal(store, answer(lambda _: made(200, OURS, json.dumps(said).encode()))).cause == "protocole"


def test_plain_http_to_another_machine_is_refused() -> None:
    """A token never leaves in the clear; loopback is for tests and demonstrations."""
    with pytest.raises(SyncError, match="pas protégée"):
        Transport("http://pvd.exemple.fr")
    Transport("http://localhost:8765", http=answer(lambda _: httpx.Response(200)))


@pytest.mark.parametrize(
    ("said", "cause"),
    [({"token": "pvd_secret"}, "coupure"), ({"verdicts": 3, "token": "pvd_secret"}, "coupure")],
)
def test_an_answer_that_is_not_understood_is_not_repeated(store: Store, said: dict[str, object], cause: str) -> None:
    """It could hold a key, and what is raised is written into the technical log."""
    error = refusal(store, answer(lambda _: made(200, OURS, json.dumps(said).encode())))

    assert error.cause == cause
    assert "secret" not in "".join(traceback.format_exception(error))
