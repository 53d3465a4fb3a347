"""`change` in one table for each stream: the same rows, the same verdicts, the same waits."""

import asyncio
import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from sync.protocol import HEADER, PROTOCOL
from sync.server import chain, streams
from sync.server.app import create_app
from sync.server.bulk import insert_rows
from sync.server.cli import serveur
from sync.server.database import let_serve, open_database
from sync.server.endpoint import Endpoint
from sync.server.partition import GUARD, partition
from sync.server.schema import change
from tests.sync.server.cluster import bare, new_database
from tests.sync.server.pushers import AT, Pushers, check, serving, tokens

AISNE, OISE = "dep:02", "dep:60"
AUTHOR = "00000000-0000-4000-8000-000000000001"


@pytest.fixture
def url(postgres_url: str) -> Iterator[str]:
    """Give a database of one's own."""
    with new_database(postgres_url) as made:
        yield made


@pytest.fixture
def opened(url: str) -> Iterator[Engine]:
    """Open it as the endpoint does."""
    engine = open_database(url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def whole(postgres_url: str) -> Iterator[Engine]:
    """Open a database, for all tests of this file."""
    with new_database(postgres_url) as made:
        engine = open_database(made)
        yield engine
        engine.dispose()


@pytest.fixture(scope="module")
def turned(postgres_url: str) -> Iterator[Engine]:
    """Open another, whose table is turned."""
    with new_database(postgres_url) as made:
        engine = open_database(made)
        partition(engine)
        yield engine
        engine.dispose()


@pytest.fixture(params=["whole", "turned"])
def either(request: pytest.FixtureRequest) -> Engine:
    """Give each of the two, emptied: what holds without partitions holds with them."""
    engine: Engine = request.getfixturevalue(request.param)
    with engine.begin() as connection:
        connection.execute(text("TRUNCATE change, record, stream, epoch, refused_change"))
    return engine


async def push(opened: Engine, stream: str, **facts: str) -> dict[str, Any]:
    """Let a préfecture offer one change to its stream, and give the verdict."""
    [(_, token, _)] = tokens(opened, 1, (stream.removeprefix("dep:"),))
    made = str(uuid.uuid4())
    one: dict[str, Any] = {"id": made, "table": "action", "record": made, "stream": stream, "at": AT, "by": AUTHOR}
    one |= {"set": {"titre": "Halle"}, "over": {}, **facts}
    headers = {HEADER: str(PROTOCOL), "Authorization": f"Bearer {token}"}
    transport = httpx.ASGITransport(app=create_app(Endpoint(opened)))
    async with httpx.AsyncClient(transport=transport, base_url="http://serveur", headers=headers) as http:
        [verdict] = (await http.post("/v1/exchange", json={"changes": [one]})).json()["verdicts"]
    return dict(verdict)


def rows(opened: Engine) -> list[dict[str, Any]]:
    """Read the whole table."""
    with opened.connect() as connection:
        return [
            dict(row) for row in connection.execute(select(change).order_by(change.c.stream, change.c.seq)).mappings()
        ]


async def test_every_row_is_kept_and_the_stream_goes_on(opened: Engine) -> None:
    """The same rows under the same name, chains whole, the next seq follows; done twice, nothing more is done."""
    for number in range(6):
        await push(opened, (AISNE, OISE)[number % 2])
    before = rows(opened)

    assert partition(opened, essai=True).already is False
    assert rows(opened) == before
    assert partition(opened).rows == 6
    assert rows(opened) == before
    assert partition(opened).already is True

    assert (await push(opened, AISNE))["seq"] == 4
    assert [chain.verify(opened, name) for name in (AISNE, OISE)] == [None, None]
    with opened.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM change_dep_02")) == 4


async def test_an_id_stands_in_one_stream(either: Engine) -> None:
    """Offered to another stream with another content it is refused (`contenu`), partitions or not."""
    first = str(uuid.uuid4())

    assert [(await push(either, AISNE, id=first, record=first))["verdict"] for _ in range(2)] == ["stored", "known"]
    assert (await push(either, OISE, id=first))["code"] == "contenu"
    assert [row["stream"] for row in rows(either)] == [AISNE]


@pytest.mark.parametrize("is_committed", [True, False])
async def test_two_streams_that_store_one_id_at_once_wait_for_each_other(either: Engine, *, is_committed: bool) -> None:
    """The second waits, and is refused once the first is committed, or stored if it is not; partitions or not."""
    await push(either, AISNE)
    [model] = rows(either)
    taken = str(uuid.uuid4())
    with either.connect() as connection:
        streams.lock(connection, AISNE)
        assert insert_rows(connection, change, [model | {"id": taken, "seq": 2}]) == 1
        other = asyncio.create_task(push(either, OISE, id=taken))
        await wait_until_somebody_waits(either)
        assert not other.done()
        if is_committed:
            connection.commit()
        else:
            connection.rollback()
    verdict = await other

    expected = ("refused", "contenu") if is_committed else ("stored", None)
    assert (verdict["verdict"], verdict.get("code")) == expected
    assert [row["stream"] for row in rows(either)] == [AISNE, AISNE if is_committed else OISE]


async def wait_until_somebody_waits(opened: Engine) -> None:
    """Come back once a transaction of this database waits for another."""
    asking = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    async with asyncio.timeout(10):
        while True:
            with opened.connect() as connection:
                if connection.scalar(text(asking)):
                    return
            await asyncio.sleep(0.01)


async def test_the_guard_follows_what_is_done_by_hand(turned: Engine) -> None:
    """A row that is deleted frees its id, a table that is emptied frees all, an id never moves."""
    for _ in range(2):
        await push(turned, AISNE)
    first, *_ = rows(turned)

    with pytest.raises(DBAPIError, match="never change"), turned.begin() as connection:
        connection.execute(text("UPDATE change SET stream = 'dep:60'"))
    with turned.begin() as connection:
        connection.execute(change.delete().where(change.c.id == first["id"]))
        assert insert_rows(connection, change, [first]) == 1
        assert insert_rows(connection, change, [first | {"stream": OISE}]) == 0
        connection.execute(text("TRUNCATE change"))
        assert connection.scalar(text(f"SELECT count(*) FROM {GUARD}")) == 0  # noqa: S608 - our own name


def test_a_page_reads_the_table_of_its_stream_alone(turned: Engine) -> None:
    """A stream that is known leads to one table, that nobody foresaw to the last one."""
    with turned.connect() as connection:
        for stream, table in ((AISNE, "change_dep_02"), ("dep:2A", "change_dep_2a"), ("dep:XX", "change_autres")):
            query = text("EXPLAIN (FORMAT JSON) SELECT * FROM change WHERE stream = :stream AND seq > 3 ORDER BY seq")
            plan = json.dumps(connection.execute(query, {"stream": stream}).scalar_one())
            assert plan.count('"Relation Name"') == 1
            assert f'"Relation Name": "{table}"' in plan


def test_who_served_before_serves_after(url: str, opened: Engine) -> None:
    """Rights that were given on the table are given on the new ones, the guard included."""
    account = f"sert{uuid.uuid4().hex[:8]}"
    owner = bare(url)
    with owner.connect() as connection:
        connection.execute(text(f"CREATE ROLE {account} LOGIN"))
    try:
        let_serve(opened, account)
        assert CliRunner().invoke(serveur, ["partitionner", "--json", "--url", url]).exit_code == 0
        serving_as = open_database(make_url(url).set(username=account).render_as_string(hide_password=False))
        model = dict.fromkeys(change.c.keys(), "") | {"seq": 1, "stream": AISNE}
        with serving_as.begin() as connection:
            assert insert_rows(connection, change, [model]) == 1
        serving_as.dispose()
    finally:
        with owner.connect() as connection:
            connection.execute(text(f"DROP OWNED BY {account}"))
            connection.execute(text(f"DROP ROLE {account}"))
        owner.dispose()


def test_laptops_push_while_the_table_is_turned(url: str, opened: Engine) -> None:
    """They wait for it, and nothing that was acknowledged is lost or doubled."""
    with serving(url) as (address, _), Pushers([address], tokens(opened, 4, ("02", "60"))) as pushed:
        pushed.wait_for(20)
        assert partition(opened).already is False
        pushed.wait_for(20)

    figures = check(opened, pushed)
    assert figures["200"] == figures["pushes"]


def test_sqlite_is_left_as_it_is(tmp_path: Path) -> None:
    """One sentence, exit 1."""
    refused = CliRunner().invoke(serveur, ["partitionner", "--base", str(tmp_path / "s.sqlite")])

    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "ne se partage pas" in refused.stderr
