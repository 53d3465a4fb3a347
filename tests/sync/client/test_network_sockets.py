"""A real road to a real server that cuts, trickles, lies or falls silent: nothing is claimed, nothing is lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import settings
from sync.jeton import FILE_ONLY
from tests.sync.client.proxy_of_faults import Fault
from tests.sync.client.terrain import Poste, Terrain, terrain


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terrain]:
    """Give one server for all these tests; each has laptops of its own."""
    with terrain(tmp_path_factory.mktemp("serveur")) as opened:
        yield opened


@pytest.fixture
def poste(ground: Terrain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Poste]:
    """Give a laptop that has one change to send."""
    monkeypatch.setenv(FILE_ONLY, "1")
    opened = ground.enrol(tmp_path / "pvd.db")
    opened.write()
    yield opened
    opened.store.close()


def said(status: str, body: bytes = b"", *headers: str, length: int | None = None) -> bytes:
    """Write an answer as a stranger sends it."""
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body) if length is None else length}", *headers]
    return ("\r\n".join(head) + "\r\n\r\n").encode() + body


def test_a_good_road_is_a_good_road(poste: Poste) -> None:
    """Without a fault the same road carries everything: what fails below fails for its reason."""
    assert poste.sync().envoyes == 1
    assert poste.waiting() == 0
    poste.check()
