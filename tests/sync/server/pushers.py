"""Laptops that push over real HTTP without a pause, offer again what was not acknowledged, and remember what was."""

import subprocess
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Self

import httpx
from sqlalchemy import Engine, select, union_all

from pvd_tui.changes.change import Change
from sync.protocol import HEADER, PROTOCOL, EnrolRequest, Grant
from sync.server import chain, streams
from sync.server.enrolment import enrol, invite
from sync.server.schema import change, restamp
from sync.wire import change_to_wire

NOW = datetime.now(UTC)
AT = "2026-03-02T08:00:00.000000+00:00"
SIZE = 3
_AT_THE_END = 2**40
_HEADERS = {HEADER: str(PROTOCOL), "Content-Type": "application/json"}


@contextmanager
def serving(url: str, *words: str) -> Iterator[tuple[str, "subprocess.Popen[str]"]]:
    """Run `pvd-serveur lancer` on a database, and give its address and process."""
    command = [sys.executable, "-m", "sync.server", "lancer", "--port", "0", "--url", url, *words]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as process:
        try:
            assert process.stderr is not None
            line = process.stderr.readline()
            assert "http://" in line, line + process.stderr.read()
            yield next(word for word in line.split() if word.startswith("http://")), process
        finally:
            process.terminate()
            process.wait(20)


def tokens(engine: Engine, number: int, departements: Sequence[str] = ("02",)) -> list[tuple[str, str, str]]:
    """Enrol préfectures, of the départements in turn: device, token and stream of each."""
    enrolled = []
    for place in range(number):
        departement = departements[place % len(departements)]
        code = invite(engine, Grant(role="prefecture", departements=(departement,)), NOW)
        answer = enrol(engine, EnrolRequest(code=code, device=str(uuid.uuid4()), nonce="n" * 16), NOW)
        enrolled.append((answer.device, answer.token, f"dep:{departement}"))
    return enrolled


class Pushers:
    """One thread a laptop."""

    def __init__(self, addresses: Sequence[str], enrolled: Sequence[tuple[str, str, str]]) -> None:
        """Push to the addresses in turn."""
        self.acknowledged: dict[str, tuple[str, int]] = {}
        """Stream and seq of each acknowledged change."""
        self.offered: set[str] = set()
        self.counts: Counter[str] = Counter()
        self.cut: list[str] = []
        self._addresses, self._enrolled = addresses, enrolled
        self._stop, self._acknowledgement, self._lock = threading.Event(), threading.Condition(), threading.Lock()
        self._threads = [threading.Thread(target=self._push, args=(place,)) for place in range(len(enrolled))]

    def __enter__(self) -> Self:
        """Start."""
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Finish the pushes in progress."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def wait_for(self, more: int, patience: float = 30.0) -> float:
        """Wait until so many more pushes are acknowledged; give the seconds it took."""
        started = time.monotonic()
        with self._acknowledgement:
            wanted = self.counts["pushes"] + more
            assert self._acknowledgement.wait_for(lambda: self.counts["pushes"] >= wanted, patience), self.counts
        return time.monotonic() - started

    def _push(self, place: int) -> None:
        device, token, stream = self._enrolled[place]
        tried = place
        with httpx.Client(headers=_HEADERS | {"Authorization": f"Bearer {token}"}, timeout=30, trust_env=False) as http:
            while not self._stop.is_set():
                made = [_change(device, stream) for _ in range(SIZE)]
                self.offered.update(one.id for one in made)
                asked = {
                    "streams": {name: {"cursor": _AT_THE_END} for name in (stream, "fr")},
                    "changes": [change_to_wire(one) for one in made],
                    "page": 1,
                }
                for _ in range(2000):
                    tried += 1
                    if self._acknowledged(http, self._addresses[tried % len(self._addresses)], stream, asked):
                        break
                    if self._stop.wait(0.02):
                        return

    def _acknowledged(self, http: httpx.Client, address: str, stream: str, asked: dict[str, Any]) -> bool:
        try:
            answer = http.post(f"{address}/v1/exchange", json=asked)
        except httpx.ConnectError:
            self.counts["refused"] += 1
            return False
        except httpx.TransportError as error:
            self.counts["cut"] += 1
            self.cut.append(repr(error))
            return False
        self.counts[str(answer.status_code)] += 1
        if answer.status_code != 200:
            return False
        verdicts = answer.json()["verdicts"]
        with self._acknowledgement:
            for one in verdicts:
                assert one["verdict"] in {"stored", "known"}, one
                self.counts[one["verdict"]] += 1
                self.acknowledged[one["id"]] = stream, one["seq"]
            self.counts["pushes"] += 1
            self._acknowledgement.notify_all()
        return True


def _change(device: str, stream: str) -> Change:
    made = str(uuid.uuid4())
    return Change(made, "action", made, {"titre": "Halle"}, {}, AT, device, stream, None)


def check(engine: Engine, pushed: Pushers) -> dict[str, int]:
    """Check that nothing acknowledged is lost, nothing is there twice, seqs follow each other, chains hold."""
    with engine.connect() as connection:
        stored = connection.execute(select(change.c.id, change.c.stream, change.c.seq)).all()
        seqs = connection.execute(
            union_all(select(change.c.stream, change.c.seq), select(restamp.c.stream, restamp.c.seq))
        )
        by_stream: dict[str, list[int]] = {}
        for name, seq in seqs:
            by_stream.setdefault(name, []).append(seq)
        heads = {name: streams.lineage(connection, name).head for name in streams.existing(connection)}
    places = {row.id: (row.stream, row.seq) for row in stored}
    lost = {one for one, place in pushed.acknowledged.items() if places.get(one) != place}
    assert lost == set()
    assert len(places) == len(stored)
    assert places.keys() <= pushed.offered
    for name, given in by_stream.items():
        assert sorted(given) == list(range(1, heads[name] + 1))
    assert all(chain.verify(engine, name) is None for name in heads)
    return {"rows": len(stored), "acknowledged": len(pushed.acknowledged), **pushed.counts}
