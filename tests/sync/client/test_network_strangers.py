"""Somebody else answers over a real socket: a French sentence that names the cause, and nothing marked sent."""

from collections.abc import Iterator

import pytest

from storage import settings
from sync.jeton import FILE_ONLY
from sync.server.app import create_app
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
