"""A real road to a real server that cuts, trickles, lies or falls silent: nothing is claimed, nothing is lost."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import settings
from sync.errors import SyncError
from sync.jeton import FILE_ONLY
from tests.sync.client.proxy_of_faults import End, Fault
from tests.sync.client.strangers import ENDLESS
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


SILENT = {
    "half-open": Fault(request=0, end="silence"),
    "black hole in the request": Fault(request=100, end="silence"),
    "black hole after the headers": Fault(say=ENDLESS, end="silence"),
    "black hole in the headers": Fault(say=b"HTTP/1.1 200 OK\r\n", end="silence"),
    "black hole in the answer": Fault(answer=400, end="silence"),
}


@pytest.mark.parametrize("case", SILENT)
def test_silence_ends_after_so_many_seconds(poste: Poste, ground: Terrain, case: str) -> None:
    """Whoever accepts and never answers does not hold the laptop."""
    ground.road.fault, poste.silence = SILENT[case], 0.15
    begun = time.monotonic()

    error = poste.refusal()

    assert time.monotonic() - begun < 3
    assert error.cause == "delai"
    assert "reprendra où il s'est arrêté" in str(error)
    assert poste.waiting() == 1


TRICKLES = {
    "headers": Fault(say=b"HTTP/1.1 200 OK\r\n" + b"X-Pub: " + b"a" * 10_000, piece=1, pause=0.02),
    "chunks without end": Fault(say=ENDLESS + b"1\r\na\r\n" * 10_000, piece=6, pause=0.02),
    "answer": Fault(answer=100_000, piece=1, pause=0.02),
    "request": Fault(request=100_000, piece=1, pause=0.02),
}


@pytest.mark.parametrize("case", TRICKLES)
def test_bytes_that_trickle_meet_the_total_deadline(poste: Poste, ground: Terrain, case: str) -> None:
    """A byte now and then resets no clock."""
    ground.road.fault, poste.deadline = TRICKLES[case], 0.4
    begun = time.monotonic()

    error = poste.refusal()

    assert time.monotonic() - begun < 3
    assert error.cause == "delai"
    assert poste.waiting() == 1


def test_a_slow_and_late_road_is_still_a_road(poste: Poste, ground: Terrain) -> None:
    """About 20 kB/s in pieces of 200 bytes, each 10 ms late."""
    ground.road.fault = Fault(piece=200, pause=0.01)

    assert poste.sync().envoyes == 1
    assert poste.waiting() == 0
    poste.check()


def test_what_was_written_since_goes_in_one_round_trip(poste: Poste) -> None:
    """Twenty edits, after everything was exchanged: one request."""
    poste.sync()
    for number in range(20):
        poste.write(f"Action {number}")

    bilan = poste.sync()

    assert (bilan.envoyes, bilan.allers_retours) == (20, 1)
    assert bilan.octets_envoyes <= 2_000
    assert bilan.octets_recus <= 2_000


def test_a_machine_that_does_not_want_to_talk_is_told_from_a_network_that_is_away(poste: Poste) -> None:
    """Connection refused: the network is there, the server is not."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    poste.store.settings.put(settings.SERVEUR, f"http://127.0.0.1:{port}")

    error = poste.refusal()

    assert error.cause == "refus"
    assert "pare-feu" in str(error)


def cut_everywhere(poste: Poste, ground: Terrain, side: str, length: int, step: int) -> tuple[int, int]:
    """Cut one exchange after each `step` bytes, then let it pass; give the number of tries and of failures."""
    tries = failed = 0
    causes: set[str] = set()
    for passed in range(1, length, step):
        poste.write(f"Action {passed:05}")
        end: End = "reset" if tries % 2 else "close"
        ground.road.fault = Fault(request=passed, end=end) if side == "request" else Fault(answer=passed, end=end)
        try:
            poste.sync()
        except SyncError as error:
            failed += 1
            causes.add(error.cause)
        poste.check()
        ground.road.fault = Fault()
        poste.sync()
        assert poste.waiting() == 0, passed
        poste.check()
        tries += 1
    assert causes == {"coupure"}
    return tries, failed


def length(poste: Poste, ground: Terrain, side: str) -> int:
    """Measure the requests or the answers of a synchronisation of one change."""
    before = ground.road.request_bytes, ground.road.answer_bytes
    poste.write("Action 00000")
    poste.sync()
    return ground.road.request_bytes - before[0] if side == "request" else ground.road.answer_bytes - before[1]


@pytest.mark.parametrize("side", ["request", "answer"])
@pytest.mark.parametrize("step", [64, pytest.param(1, marks=pytest.mark.long)])
def test_a_connection_cut_at_any_byte_loses_nothing_and_claims_nothing(
    poste: Poste, ground: Terrain, side: str, step: int
) -> None:
    """Request or answer, in good order or with a reset: what was cut is not « transmis », and arrives once after."""
    poste.sync()
    whole = length(poste, ground, side)

    tries, failed = cut_everywhere(poste, ground, side, whole, step)

    assert tries >= whole // step - 1
    assert failed >= tries // 3  # a cut after the first answer is mended by the next try, on a new connection
    kept = dict(poste.store.connection.execute("SELECT id, seq FROM change").fetchall())
    assert len(kept) >= tries
    assert kept.items() <= ground.stored().items()


def test_an_answer_that_was_cut_was_not_believed(poste: Poste, ground: Terrain) -> None:
    """The server has the change, the laptop does not know it yet: « à envoyer » is what is said, and nothing else."""
    ground.road.fault = Fault(answer=150)

    poste.refusal()

    (row,) = poste.store.connection.execute("SELECT id, seq FROM change").fetchall()
    assert row[0] in ground.stored()
    assert (row[1], poste.waiting()) == (None, 1)
