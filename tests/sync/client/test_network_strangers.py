"""Somebody else answers over a real socket: a French sentence that names the cause, and nothing marked sent."""

from collections.abc import Iterator

import httpx
import pytest

from storage import settings
from sync import aside
from sync.errors import SyncError
from sync.jeton import FILE_ONLY
from sync.server.app import create_app
from sync.transport import Transport
from tests.sync.client.proxy_of_faults import Fault, serving
from tests.sync.client.strangers import STRANGERS
from tests.sync.client.terrain import Poste, Terrain, terrain


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terrain]:
    """Give one server for all these tests; each has laptops of its own."""
    with terrain(tmp_path_factory.mktemp("serveur")) as opened:
        yield opened


@pytest.fixture(scope="module")
def poste(ground: Terrain, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Poste]:
    """Give a laptop that has one change to send, and keeps it: none of these answers takes it away."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(FILE_ONLY, "1")
        opened = ground.enrol(tmp_path_factory.mktemp("poste") / "pvd.db")
        opened.write()
        yield opened
        opened.store.close()


@pytest.mark.parametrize("case", STRANGERS)
def test_each_answer_that_is_not_the_servers_has_its_sentence(poste: Poste, ground: Terrain, case: str) -> None:
    """The cause is named, the next step too, and nothing is marked « transmis »."""
    answer, cause, words = STRANGERS[case]
    ground.road.fault = Fault(say=answer, end="close")

    error = poste.refusal()

    assert (error.cause, words in str(error)) == (cause, True), str(error)
    assert str(error).isprintable()
    assert "restent sur cet ordinateur" in str(error) or cause == "forme"
    assert poste.waiting() == 1
    assert poste.store.settings.get(settings.LAST) is None


@pytest.mark.parametrize("case", ["captive portal", "script before the answer", "gzip bomb", "busy", "revoked"])
def test_an_answer_that_comes_byte_by_byte_is_the_same_answer(poste: Poste, ground: Terrain, case: str) -> None:
    """However the road cuts it into pieces."""
    answer, cause, _ = STRANGERS[case]
    ground.road.fault = Fault(say=answer, end="close", piece=1 if len(answer) < 2_000 else 997)

    assert poste.refusal().cause == cause


def test_a_server_with_too_many_connections_is_busy_and_no_captive_portal(ground: Terrain, poste: Poste) -> None:
    """Uvicorn's own 503 knows nothing of our header; it is said as what it is."""
    with serving(ground.behind, create_app(ground.endpoint), most=1) as port:
        poste.store.settings.put(settings.SERVEUR, f"http://127.0.0.1:{port}")
        error = poste.refusal()
    poste.store.settings.put(settings.SERVEUR, ground.url)

    assert error.cause == "occupe"
    assert "Serveur occupé" in str(error)


class Cache(httpx.AsyncBaseTransport):
    """Something on the way that keeps the first answer and gives it to everybody after."""

    def __init__(self) -> None:
        """Begin empty, before the real network."""
        self._inner = httpx.AsyncHTTPTransport()
        self.kept: httpx.Response | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Carry the first request; answer the others."""
        if self.kept is None:
            answer = await self._inner.handle_async_request(request)
            assert isinstance(answer.stream, httpx.AsyncByteStream)
            raw = b"".join([piece async for piece in answer.stream])
            self.kept = httpx.Response(answer.status_code, headers=answer.headers, stream=httpx.ByteStream(raw))
        return self.kept

    async def aclose(self) -> None:
        """Close the real network."""
        await self._inner.aclose()


def test_an_older_answer_of_the_server_itself_is_not_believed(poste: Poste) -> None:
    """A cache gives yesterday's answer again: « à jour » would be wrong."""
    poste.terrain.road.fault = Fault()

    async def attempt() -> None:
        async with httpx.AsyncClient(transport=Cache()) as http, Transport(poste.terrain.url, http=http) as way:
            with pytest.raises(SyncError, match="ne reconnaît pas"):  # without a key: an answer like any other
                await way.post("/v1/exchange", b"{}")
            with pytest.raises(SyncError, match="réponse ancienne"):
                await way.post("/v1/exchange", b"{}")

    aside.run(attempt())
