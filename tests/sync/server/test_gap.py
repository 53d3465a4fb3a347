"""The gap test: a reader that follows a cursor while eight writers commit misses nothing.

The same harness on numbers that are not given under a lock must miss some: otherwise it proves nothing.
"""

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import count
from threading import Lock

import pytest
from sqlalchemy import Engine, insert, select, text
from sqlalchemy.exc import OperationalError

from pvd_tui.changes.change import Change
from sync.json_text import canonical, loads
from sync.protocol import Grant, StreamState
from sync.server import feed, streams
from sync.server.batch import Offered
from sync.server.chain import verify
from sync.server.journal import append
from sync.server.schema import change, device

WRITERS, BATCHES, SIZE = 8, 15, 5
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WRITER = str(uuid.UUID(int=2**100))
AISNE = Grant(role="prefecture", departements=("02",))

Write = Callable[[], set[str]]
Read = Callable[[int], tuple[int, set[str]]]


def missed(write: Write, read: Read) -> int:
    """Run the writers beside one polling reader; count committed ids that the reader never got."""
    written: set[str] = set()
    seen: set[str] = set()
    cursor, lock = 0, Lock()

    def writer() -> None:
        for _ in range(BATCHES):
            ids = write()
            with lock:
                written.update(ids)

    with ThreadPoolExecutor(WRITERS) as pool:
        writers = [pool.submit(writer) for _ in range(WRITERS)]
        while not all(one.done() for one in writers):
            cursor, ids = read(cursor)
            seen |= ids
        for one in writers:
            one.result()
    cursor, ids = read(cursor)
    assert len(written) == WRITERS * BATCHES * SIZE
    return len(written - seen - ids)


def ours(engine: Engine) -> tuple[Write, Read]:
    """Append and read as the endpoint does."""
    numbers = count(1)
    streams.ensure(engine, ["dep:02"])
    writer = {"id": WRITER, "nom": "", "role": "prefecture", "departements": '["02"]', "communes": "[]"}
    with engine.begin() as connection:
        connection.execute(insert(device).values(**writer, token_hash="0" * 64, created_at=NOW.isoformat()))

    def write() -> set[str]:
        ids = [str(uuid.UUID(int=next(numbers))) for _ in range(SIZE)]
        made = [
            Change(one, "action", one, {"titre": "A"}, {}, NOW.isoformat(), ids[0], "dep:02", "02361") for one in ids
        ]
        offered = [Offered(WRITER, (0, place), one, canonical(one.set), "{}") for place, one in enumerate(made)]
        with engine.begin() as connection:
            verdicts = append(connection, streams.lock_all(connection, ["dep:02"]), offered, NOW).verdicts
        return {verdict.id for verdict in verdicts.values() if verdict.verdict == "stored"}

    def read(cursor: int) -> tuple[int, set[str]]:
        with engine.connect() as connection:
            page = feed.read(connection, AISNE, "dep:02", StreamState(cursor=cursor), 10**6)
        return page.until, {loads(one.encode())["id"] for one in page.changes}

    return write, read


def naive(engine: Engine) -> tuple[Write, Read]:
    """Number rows before they can be seen: a sequence on PostgreSQL, a counter taken first on SQLite."""
    numbers = count(1)
    is_postgres = engine.dialect.name == "postgresql"
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE IF EXISTS naive"))
        connection.execute(text(f"CREATE TABLE naive (seq {'BIGSERIAL' if is_postgres else 'INTEGER'}, id TEXT)"))
        connection.execute(text("DROP TABLE IF EXISTS naive_counter"))
        connection.execute(text("CREATE TABLE naive_counter (head INTEGER)"))
        connection.execute(text("INSERT INTO naive_counter VALUES (0)"))

    def reserve() -> int:
        with engine.begin() as connection:
            taking = text("UPDATE naive_counter SET head = head + :size RETURNING head")
            return int(connection.execute(taking, {"size": SIZE}).scalar_one())

    def write() -> set[str]:
        rows = [{"id": str(next(numbers))} for _ in range(SIZE)]
        head = 0 if is_postgres else reserve()
        with engine.begin() as connection:
            if is_postgres:
                connection.execute(text("INSERT INTO naive (id) VALUES (:id)"), rows)
                connection.execute(text("SELECT pg_sleep(0.002)"))  # the work that a real merge does before it commits
            else:
                numbered = [{**row, "seq": head - place} for place, row in enumerate(rows)]
                connection.execute(text("INSERT INTO naive (seq, id) VALUES (:seq, :id)"), numbered)
        return {row["id"] for row in rows}

    def read(cursor: int) -> tuple[int, set[str]]:
        with engine.connect() as connection:
            rows = connection.execute(text("SELECT seq, id FROM naive WHERE seq > :after"), {"after": cursor}).all()
        return max((row.seq for row in rows), default=cursor), {row.id for row in rows}

    return write, read


@pytest.mark.heavy
def test_a_polling_reader_misses_no_committed_change(engine: Engine) -> None:
    """Eight writers, one reader: 0 missed, `seq` contiguous, the chain whole."""
    assert missed(*ours(engine)) == 0

    with engine.connect() as connection:
        seqs = list(connection.scalars(select(change.c.seq).order_by(change.c.seq)))
    assert seqs == list(range(1, WRITERS * BATCHES * SIZE + 1))
    assert verify(engine, "dep:02") is None


@pytest.mark.heavy
def test_the_same_reader_misses_rows_that_are_numbered_too_early(engine: Engine) -> None:
    """The harness bites: numbers given before the commit, in another order than the commits, lose rows.

    A reader that is never given a turn between two commits misses nothing: it is tried again.
    """
    assert any(missed(*naive(engine)) for _ in range(10))


def test_a_second_writer_waits_for_the_first_ones_commit(engine: Engine) -> None:
    """While one transaction holds a stream's lock, another cannot take it."""
    streams.ensure(engine, ["dep:02"])
    impatient = "SET LOCAL lock_timeout = 50" if engine.dialect.name == "postgresql" else "PRAGMA busy_timeout = 50"

    with engine.begin() as first, engine.connect() as second:
        streams.lock(first, "dep:02")
        second.execute(text(impatient))
        with pytest.raises(OperationalError):
            streams.lock(second, "dep:02")
