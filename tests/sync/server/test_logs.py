"""What the endpoint writes down: who (a pseudonym), what, how long; never a name, a token, an address or a word."""

import json
import logging
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import IO

import httpx
import pytest
from sqlalchemy import Engine

from pvd_tui.changes.change import Change
from sync.json_text import dumps
from sync.protocol import EnrolRequest, Grant
from sync.server import enrolment
from sync.server.database import open_database
from sync.server.enrolment import authenticate, enrol, invite
from sync.server.envelope import FIELDS, ROUTES, JsonLines
from sync.wire import change_to_wire

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
JSON = {"Content-Type": "application/json"}
CANARY = "CANARI"


@dataclass(frozen=True)
class Secret:
    """What must not be found again."""

    token: str
    code: str
    change: Change

    @property
    def words(self) -> set[str]:
        """List what would give somebody or something away."""
        return {CANARY, self.token, self.token[4:], self.code, self.change.record, self.change.id, "203.0.113.9"}


@pytest.fixture
def secret(engine: Engine, change: Callable[..., Change]) -> Secret:
    """Enrol somebody with a name, who writes a change full of canaries."""
    grant = Grant(role="chef", departements=("02",), communes=("02361",))
    asked = EnrolRequest(code=invite(engine, grant, NOW, f"{CANARY} Dupont"), nom=f"{CANARY} Dupont", nonce="n" * 16)
    token = enrol(engine, asked, NOW).token
    me = authenticate(engine, token, NOW)
    canary = change(me, commune="02361", titre=f"{CANARY}-TITRE", note={CANARY: [f"{CANARY}-NOTE"]})
    return Secret(token, invite(engine, grant, NOW), canary)


def requests(secret: Secret) -> Iterator[tuple[str, str, bytes, dict[str, str]]]:
    """Ask everything that could end in a log: method, path, body, headers."""
    mine = {**JSON, "Authorization": f"Bearer {secret.token}", "User-Agent": CANARY}
    theirs = {**JSON, "Authorization": f"Bearer pvd_{CANARY:x<43}", "X-Forwarded-For": "203.0.113.9", "Cookie": CANARY}
    good = change_to_wire(secret.change)
    yield "POST", "/v1/exchange", dumps({"changes": [good]}), mine
    yield "POST", "/v1/exchange", dumps({"changes": [{**good, "titre": CANARY}, {**good, "set": {CANARY: 1}}]}), mine
    yield "POST", "/v1/exchange", dumps({"changes": [{**good, "set": {"titre": CANARY * 2}}]}), mine
    yield "POST", "/v1/exchange", dumps({CANARY: CANARY}), mine
    yield "POST", "/v1/exchange", dumps({"streams": {CANARY: {"cursor": -1}}}), mine
    yield "POST", "/v1/exchange", CANARY.encode(), mine
    yield "POST", "/v1/exchange", CANARY.encode(), {**mine, "Content-Encoding": "zstd"}
    yield "POST", "/v1/exchange", b"{}", theirs
    yield "POST", "/v1/enrol", dumps({"code": CANARY, "nonce": CANARY * 4, "nom": CANARY}), JSON
    yield "POST", "/v1/enrol", dumps({"code": CANARY, "nonce": CANARY * 4, "nom": CANARY + "\x1b"}), JSON
    yield "POST", "/v1/enrol", dumps({"code": secret.code, "nonce": "n" * 16, "nom": CANARY}), JSON
    for path in (*sorted(ROUTES), f"/{CANARY}", f"/v1/hello?jeton={secret.token}&nom={CANARY}", f"/%1b[2J{CANARY}"):
        yield "GET", path, b"", mine
    yield CANARY, "/livez", b"", theirs


@contextmanager
def everything_logged() -> Iterator[list[str]]:
    """Capture each line of the log as the real endpoint writes it, from the root, at the finest level."""
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    handler, root = Keep(), logging.getLogger()
    handler.setFormatter(JsonLines())
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # the test's own client
    logging.getLogger("httpcore").setLevel(logging.WARNING)
    try:
        yield lines
    finally:
        root.removeHandler(handler)
        root.setLevel(before)


async def test_no_line_of_a_whole_day_gives_anybody_away(http: httpx.AsyncClient, secret: Secret) -> None:
    """Good and bad, refused and broken: not a word of anybody's, not a token, not an address."""
    with everything_logged() as lines:
        for method, path, content, headers in requests(secret):
            await http.request(method, path, content=content, headers=headers)

    everything = "\n".join(lines)
    assert len(lines) >= 20
    assert {word for word in secret.words if word in everything} == set()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_line_has_the_documented_fields_and_no_other(http: httpx.AsyncClient, secret: Secret) -> None:
    """Twelve of them; a device is its id, a stranger's path and method are « other »."""
    with everything_logged() as lines:
        for method, path, content, headers in requests(secret):
            await http.request(method, path, content=content, headers=headers)
    read = [json.loads(line) for line in lines]
    ours = [line for line in read if line["message"] == "request"]

    page = (await http.get("/docs")).text

    assert len(FIELDS) == 12
    assert all(f"<code>{name}</code>" in page for name in FIELDS)
    assert all(line.keys() <= FIELDS.keys() for line in read)
    assert {line["device"] for line in ours} == {None, secret.change.by}
    assert {line["route"] for line in ours} == ROUTES | {"other"}
    assert {line["method"] for line in ours} == {"GET", "POST", "other"}
    assert {(line["status"], line["code"]) for line in ours} >= {(200, None), (400, "forme"), (401, "jeton")}
    assert len({line["request"] for line in ours}) == len(ours)
    assert ours[0]["changes"] == 1


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_an_unexpected_error_is_named_and_not_told(
    http: httpx.AsyncClient, secret: Secret, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its type, for who repairs; its text could hold what somebody wrote. The laptop hears a plain sentence."""

    def broken(*_: object) -> None:
        raise ZeroDivisionError(f"{CANARY} {secret.token}")

    monkeypatch.setattr(enrolment, "authenticate", broken)
    with everything_logged() as lines:
        answer = await http.post("/v1/exchange", content=b"{}", headers={"Authorization": f"Bearer {secret.token}"})

    everything = "\n".join((*lines, answer.text))
    assert (answer.status_code, answer.json()["code"]) == (500, "panne")
    assert "ZeroDivisionError" in "\n".join(lines)
    assert "ZeroDivisionError" not in answer.text
    assert {word for word in secret.words if word in everything} == set()


@contextmanager
def running(base: Path, *options: str) -> Iterator[tuple[str, list[str]]]:
    """Run a real `pvd-serveur lancer`; give its address, and all it has written once it ends."""
    command = [sys.executable, "-m", "sync.server", "lancer", "--port", "0", "--base", str(base), *options]
    environment = {**os.environ, "PVD_SERVEUR_JETON_MESURES": "jeton-des-mesures"}
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, encoding="utf-8"
    )
    written: list[str] = []
    first: Queue[str] = Queue()

    def collect(stream: IO[str]) -> None:
        for line in stream:
            written.append(line)
            first.put(line)

    streams = [stream for stream in (process.stdout, process.stderr) if stream]
    readers = [Thread(target=collect, args=(stream,)) for stream in streams]
    for reader in readers:
        reader.start()
    try:
        yield first.get(timeout=30).split(" (")[0].split()[-1], written
    finally:
        process.terminate()
        process.wait(timeout=20)
        for reader, stream in zip(readers, streams, strict=True):
            reader.join(5)
            stream.close()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_real_process_writes_json_lines_and_gives_nobody_away(engine: Engine, secret: Secret, tmp_path: Path) -> None:
    """Standard output and error of `pvd-serveur lancer`, noise on the line included."""
    engine.dispose()
    base = tmp_path / "serveur.sqlite"
    open_database(base).dispose()
    with running(base, "--mandataire", "127.0.0.1") as (url, written), httpx.Client(base_url=url) as http:
        for method, path, content, headers in requests(secret):
            http.request(method, path, content=content, headers=headers)
        noise = httpx.URL(url)
        with socket.create_connection((noise.host, noise.port or 80)) as line:
            line.sendall(f"{CANARY} {secret.token}\r\n\r\n".encode())
            heard = line.recv(10_000)
        counted = http.get("/metrics", headers={"Authorization": "Bearer jeton-des-mesures"})
    everything = "".join(written)

    assert b"x-pvd-proto: 1" in heard
    assert (counted.status_code, "pvd_requests_total" in counted.text) == (200, True)
    assert CANARY not in counted.text
    assert {word for word in {*secret.words, "jeton-des-mesures"} if word in everything} == set()
    lines = [json.loads(line) for line in written if line.startswith("{")]
    assert sum(line["message"] == "request" for line in lines) >= 20
    assert all(line.keys() <= FIELDS.keys() for line in lines)
    assert [line.split()[0] for line in written if not line.startswith("{")] == ["Serveur", "Serveur"]  # start, end


def test_a_process_refuses_to_trust_everybody(tmp_path: Path) -> None:
    """`--mandataire 0.0.0.0/0` would let anybody choose his address."""
    command = [sys.executable, "-m", "sync.server", "lancer", "--port", "0", "--base", str(tmp_path / "s.db")]

    done = subprocess.run([*command, "--mandataire", "0.0.0.0/0"], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (1, "")
    assert "mandataire" in done.stderr
    assert "Traceback" not in done.stderr
