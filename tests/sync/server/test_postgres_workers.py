"""Several processes serve one PostgreSQL: none of their commits is missed, none of their deaths loses one."""

import os
import random
import signal
import threading
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, text

from sync.protocol import HEADER, PROTOCOL
from sync.server.cli import serveur
from sync.server.schema import metadata
from tests.sync.server.cluster import processes_of
from tests.sync.server.pushers import Pushers, check, serving, tokens

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows serves with one process")


@pytest.fixture
def opened(postgres: Engine) -> Engine:
    """Give the session's PostgreSQL, emptied."""
    names = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables if table.name != "schema_version")
    with postgres.begin() as connection:
        connection.execute(text(f"TRUNCATE {names}"))
    return postgres


class Reader(threading.Thread):
    """A laptop that follows its cursor while others push, on a new connection each time."""

    def __init__(self, address: str, token: str, stream: str) -> None:
        """Read as the device of `token`."""
        super().__init__()
        self.seen: list[str] = []
        self._address, self._stream, self._done = address, stream, threading.Event()
        self._headers = {HEADER: str(PROTOCOL), "Authorization": f"Bearer {token}"}

    def run(self) -> None:
        """Read until told to finish, then once more."""
        state: dict[str, Any] = {"cursor": 0}
        headers = self._headers | {"Connection": "close"}
        with httpx.Client(base_url=self._address, headers=headers, timeout=30, trust_env=False) as http:
            while True:
                ending = self._done.wait(0.02)
                page = http.post("/v1/exchange", json={"streams": {self._stream: state}}).json()["streams"][
                    self._stream
                ]
                self.seen += [one["id"] for one in page["changes"]]
                state = {"cursor": page["until"], "epochs": page["epochs"], "scope": page["scope"]}
                if ending and not page["more"]:
                    return

    def finish(self) -> list[str]:
        """Read what is left; give the ids in the order they came."""
        self._done.set()
        self.join()
        return self.seen


def test_a_reader_misses_nothing_that_two_processes_commit(postgres_url: str, opened: Engine) -> None:
    """Six laptops push to one stream, a reader follows it, each request at whichever process: 0 missed, none twice."""
    *enrolled, reading = tokens(opened, 7)
    with serving(postgres_url, "--processus", "2") as (address, process):
        reader = Reader(address, reading[1], "dep:02")
        reader.start()
        with Pushers([address], enrolled) as pushed:
            pushed.wait_for(60)
        seen = reader.finish()
        assert len(processes_of(process.pid)) == 2

    check(opened, pushed)
    assert len(seen) == len(set(seen))
    assert pushed.acknowledged.keys() <= set(seen) <= pushed.offered


@pytest.mark.parametrize("kills", [3, pytest.param(100, marks=pytest.mark.long)])
def test_a_worker_that_is_killed_loses_no_acknowledged_change(postgres_url: str, opened: Engine, kills: int) -> None:
    """A kill -9 in the middle of a push: it is offered again, another process takes it, a new one is started."""
    chosen = random.Random(8)  # noqa: S311 - a seed, to kill at other moments of a push each time
    with (
        serving(postgres_url, "--processus", "2") as (address, process),
        Pushers([address], tokens(opened, 6)) as pushed,
    ):
        for _ in range(kills):
            pushed.wait_for(chosen.randrange(1, 8))
            alive = processes_of(process.pid)
            os.kill(chosen.choice(alive), signal.SIGKILL)
        pushed.wait_for(6)
        assert process.poll() is None

    figures = check(opened, pushed)
    print(kills, "kills", figures)  # noqa: T201 - the figures of a long run
    assert figures["cut"] > 0


@pytest.mark.parametrize("words", [("--processus", "2"), pytest.param((), marks=pytest.mark.long)])
@pytest.mark.parametrize("stop", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.long)])
def test_a_server_that_is_told_to_stop_cuts_no_request(
    postgres_url: str, opened: Engine, words: tuple[str, ...], stop: signal.Signals
) -> None:
    """SIGTERM and Ctrl+C: what was begun is answered, the rest is refused at the door, all within 10 s."""
    with (
        serving(postgres_url, *words) as (address, process),
        Pushers([address], tokens(opened, 6)) as pushed,
    ):
        pushed.wait_for(30)
        started = time.monotonic()
        process.send_signal(stop)
        code = process.wait(10)
        seconds = time.monotonic() - started
        assert process.stderr is not None
        said = process.stderr.read()

    assert (code, said) == (0, "Serveur arrêté.\n")
    assert pushed.cut == []
    assert seconds < 10
    check(opened, pushed)


def test_sqlite_is_served_by_one_process(tmp_path: Path) -> None:
    """It writes one request at a time: more processes would bring nothing, and the administrator is told."""
    refused = CliRunner().invoke(serveur, ["lancer", "--processus", "2", "--base", str(tmp_path / "s.sqlite")])

    assert refused.exit_code == 1
    assert "--processus demande une base PostgreSQL" in refused.stderr


def test_more_processes_than_postgresql_has_connections_are_refused(postgres_url: str) -> None:
    """Said before the first laptop finds out."""
    refused = CliRunner().invoke(serveur, ["lancer", "--processus", "64", "--url", postgres_url])

    assert refused.exit_code == 1
    assert "max_connections" in refused.stderr
