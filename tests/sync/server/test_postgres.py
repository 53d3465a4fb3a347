"""PostgreSQL as it is in use: busy, slow, restarted, wrongly set. Each ends in an answer, never in an endless wait."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import quote

import anyio
import httpx
import pytest
from sqlalchemy import Engine, event, text

from sync.protocol import HEADER, PROTOCOL
from sync.server import database, streams
from sync.server.app import create_app
from sync.server.body import FaultError
from sync.server.bulk import between
from sync.server.database import CONNECTIONS, POOL, DatabaseError, open_database
from sync.server.endpoint import Endpoint
from sync.server.schema import change
from tests.sync.conftest import empty
from tests.sync.server.cluster import Cluster, bare, new_database
from tests.sync.server.pushers import AT, tokens


@pytest.fixture
def opened(postgres_url: str) -> Iterator[Engine]:
    """Open PostgreSQL with a pool of one's own, whose requests wait for no more than a moment."""
    options = quote("-c lock_timeout=200")
    engine = open_database(f"{postgres_url}&options={options}")
    engine.pool._timeout = 0.2  # type: ignore[attr-defined] # QueuePool's own
    empty(engine)  # ids are counted up: another test's records would be taken for these
    yield engine
    engine.dispose()


@pytest.fixture
async def http(opened: Engine) -> AsyncIterator[httpx.AsyncClient]:
    """Speak HTTP to an endpoint on it, as a laptop that was enrolled."""
    _, token, _ = tokens(opened, 1)[0]
    transport = httpx.ASGITransport(app=create_app(Endpoint(opened)))
    headers = {HEADER: str(PROTOCOL), "Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(transport=transport, base_url="http://serveur", headers=headers) as client:
        yield client


def shown(engine: Engine, name: str) -> str:
    """Read a setting as the endpoint's sessions have it."""
    with engine.connect() as connection:
        return str(connection.exec_driver_sql(f"SHOW {name}").scalar_one())


def test_no_statement_lock_or_open_transaction_lasts_for_ever(postgres_url: str, opened: Engine) -> None:
    """Each session has its limits; what the administrator writes in the address wins over ours."""
    engine = open_database(postgres_url)

    assert [shown(engine, name) for name in ("lock_timeout", "statement_timeout")] == ["15s", "1min"]
    assert shown(engine, "idle_in_transaction_session_timeout") == "1min"
    assert shown(opened, "lock_timeout") == "200ms"
    engine.dispose()


def test_a_commit_waits_for_the_disk_even_where_the_database_says_otherwise(postgres_url: str) -> None:
    """`synchronous_commit = off` of a database or an account is overruled; `remote_apply` is stronger, and stays."""
    for set_to, kept in (("off", "on"), ("remote_apply", "remote_apply")):
        engine = open_database(f"{postgres_url}&options={quote(f'-c synchronous_commit={set_to}')}")
        assert shown(engine, "synchronous_commit") == kept
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1")
            connection.rollback()
            assert connection.exec_driver_sql("SHOW synchronous_commit").scalar_one() == kept
        engine.dispose()


@pytest.mark.long  # a server of its own, for one setting
def test_a_postgresql_that_does_not_wait_for_its_disk_is_refused() -> None:
    """With `fsync = off` a power cut takes what laptops were told is safe."""
    cluster = Cluster()
    cluster.configure(fsync="off")
    with cluster, pytest.raises(DatabaseError, match=r"peut perdre ce qu’elle a confirmé \(fsync\)"):
        open_database(cluster.url)


def test_a_sqlite_file_that_does_not_wait_for_its_disk_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was set is read back: a system that ignores it is not trusted."""
    made = database._sqlite

    def deaf(path: Path) -> Engine:
        engine = made(path)

        @event.listens_for(engine, "connect")
        def _(connection: object, _: object) -> None:
            connection.execute("PRAGMA synchronous=OFF").close()  # type: ignore[attr-defined] # the driver's own

        return engine

    monkeypatch.setattr(database, "_sqlite", deaf)

    with pytest.raises(DatabaseError, match=r"confirmé \(synchronous=0\)"):
        open_database(tmp_path / "serveur.sqlite")


async def test_an_exhausted_pool_answers_503_and_serves_again_once_it_is_free(
    opened: Engine, http: httpx.AsyncClient
) -> None:
    """With the words of an endpoint that is busy, and the moment to come back."""
    with ExitStack() as held:
        for _ in range(CONNECTIONS):
            held.enter_context(opened.connect())
        busy = await http.post("/v1/exchange", json={})
    served = await http.post("/v1/exchange", json={})

    assert (busy.status_code, served.status_code) == (503, 200)
    assert int(busy.headers["Retry-After"]) > 0
    assert "Rien n’est perdu" in busy.json()["message"]


async def test_a_queue_that_does_not_move_answers_503(opened: Engine) -> None:
    """When every thread waits for the database, the next request waits for its turn, but not for ever."""
    endpoint = Endpoint(opened)
    endpoint.wait = 0.2
    moving = threading.Event()
    try:
        async with anyio.create_task_group() as group:
            for _ in range(POOL):
                group.start_soon(endpoint.work, moving.wait)
            await anyio.wait_all_tasks_blocked()
            with pytest.raises(FaultError) as busy:
                await endpoint.work(lambda: None)
            moving.set()
    finally:
        moving.set()

    assert (busy.value.status, busy.value.headers["Retry-After"]) == (503, "10")
    assert await endpoint.work(lambda: "servi") == "servi"


async def test_a_stream_that_stays_locked_answers_503(
    opened: Engine, http: httpx.AsyncClient, new_id: Callable[[], str]
) -> None:
    """A push waits for the lock for as long as `lock_timeout` says; offered again later, it is stored."""
    one: dict[str, Any] = {"id": new_id(), "table": "action", "record": new_id(), "stream": "dep:02", "over": {}}
    one |= {"at": "2026-03-02T08:00:00.000000+00:00", "by": new_id(), "set": {"titre": "Halle"}}
    streams.ensure(opened, ["dep:02"])
    with opened.begin() as other:
        streams.lock(other, "dep:02")
        locked = await http.post("/v1/exchange", json={"changes": [one]})
    later = await http.post("/v1/exchange", json={"changes": [one]})

    assert (locked.status_code, "Retry-After" in locked.headers) == (503, True)
    assert [one["verdict"] for one in later.json()["verdicts"]] == ["stored"]


async def test_a_crowd_that_waits_for_a_locked_stream_waits_once(opened: Engine, new_id: Callable[[], str]) -> None:
    """Exchanges that share a commit share its failure too: eight times the patience of one would be a hang."""
    crowd = tokens(opened, 8)
    locks = 0

    @event.listens_for(opened, "before_cursor_execute")
    def count(*facts: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own
        nonlocal locks
        locks += facts[2].startswith("UPDATE stream")

    transport = httpx.ASGITransport(app=create_app(Endpoint(opened)))
    async with httpx.AsyncClient(transport=transport, base_url="http://serveur") as http:

        async def pushed(device: str, token: str, stream: str) -> int:
            headers = {HEADER: str(PROTOCOL), "Authorization": f"Bearer {token}"}
            one: dict[str, Any] = {
                "id": new_id(),
                "table": "action",
                "record": new_id(),
                "stream": stream,
                "at": AT,
                "by": device,
            }
            one |= {"over": {}, "set": {"titre": "Halle"}}
            asked = {"changes": [one], "streams": {stream: {"cursor": 0}}}
            return (await http.post("/v1/exchange", json=asked, headers=headers)).status_code

        streams.ensure(opened, ["dep:02", "fr"])
        with opened.begin() as other:
            streams.lock(other, "dep:02")
            locks = 0
            answers = await asyncio.gather(*(pushed(*one) for one in crowd))

    assert answers == [503] * 8
    assert locks <= 4


def test_the_tails_of_many_streams_are_read_through_the_index(postgres_url: str) -> None:
    """A few rows of two streams among 40 000: the whole table is never read for them, nor is another stream."""
    with new_database(postgres_url) as url:
        engine = open_database(url)
        columns = ", ".join(f'"{one.name}"' for one in change.c)
        given = {"id": "'i' || s || '-' || n", "stream": "'s' || s", "seq": "n"}
        values = ", ".join(given.get(one.name, "'[]'") for one in change.c)
        rows = f"SELECT {values} FROM generate_series(1, 20) s, generate_series(1, 2000) n"  # noqa: S608 - our own names
        with engine.begin() as connection:
            connection.execute(text(f"INSERT INTO change ({columns}) {rows}"))
        asked: list[Any] = []
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE change")
            event.listen(connection, "before_cursor_execute", lambda *facts: asked.append(facts[2:4]))
            found = between(connection, change, ["stream", "seq"], {"s7": (10, 13), "s9": (1998, 5000)})
            plan = json.dumps(connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {asked[0][0]}", asked[0][1]).scalar())
        engine.dispose()

    assert [tuple(row.values()) for row in found] == [("s7", 11), ("s7", 12), ("s7", 13), ("s9", 1999), ("s9", 2000)]
    assert "Seq Scan" not in plan
    assert "change_stream_seq_key" in plan


async def test_connections_that_were_cut_are_replaced_before_they_are_used(
    opened: Engine, http: httpx.AsyncClient, postgres_url: str
) -> None:
    """After a restart of PostgreSQL the first request is served, not the second."""
    assert (await http.get("/v1/hello")).status_code == 200
    with opened.connect() as connection:
        mine = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    other = bare(postgres_url)
    with other.connect() as connection:
        assert connection.scalar(text("SELECT pg_terminate_backend(:pid, 1000)"), {"pid": mine})
    other.dispose()

    assert (await http.get("/v1/hello")).status_code == 200
