"""PostgreSQL stops, crashes or cuts a connection while laptops push: what was acknowledged is there, once."""

import random
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text

from sync.server.database import open_database
from tests.sync.server.cluster import Cluster, bare
from tests.sync.server.pushers import Pushers, check, serving, tokens

RECOVERY = 5.0


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """Start a PostgreSQL that this test may crash."""
    with Cluster() as started:
        yield started


@pytest.fixture
def opened(cluster: Cluster) -> Iterator[Engine]:
    """Open it as the endpoint does."""
    engine = open_database(cluster.url)
    yield engine
    engine.dispose()


def cut_every_connection(cluster: Cluster) -> int:
    """Kill the backend of each connection (SIGTERM within it), in the middle of what it does; give how many."""
    engine = bare(cluster.url)
    with engine.connect() as connection:
        killing = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        cut = connection.scalar(text(f"{killing} AND backend_type = 'client backend'"))
    engine.dispose()
    return int(cut or 0)


@pytest.mark.parametrize("restarts", [2, pytest.param(50, marks=pytest.mark.long)])
def test_no_acknowledged_change_is_lost_or_doubled_when_postgresql_restarts(
    cluster: Cluster, opened: Engine, restarts: int
) -> None:
    """Half of the stops are crashes (`immediate`), each followed by cut connections; service is back within 5 s."""
    chosen = random.Random(12)  # noqa: S311 - a seed, to stop at other moments of a push each time
    recovered: list[float] = []
    with (
        serving(cluster.url) as (address, _),
        Pushers([address], tokens(opened, 6, ("02", "02", "60"))) as pushed,
    ):
        pushed.wait_for(6)
        for number in range(restarts):
            pushed.wait_for(chosen.randrange(1, 10))
            cluster.stop("immediate" if number % 2 else "fast")
            cluster.start()
            recovered.append(pushed.wait_for(1))
            pushed.wait_for(chosen.randrange(1, 10))
            assert cut_every_connection(cluster) > 0
            recovered.append(pushed.wait_for(1))

    figures = check(opened, pushed)
    print(restarts, "restarts", figures, "recovery", round(max(recovered), 2), "s at most")  # noqa: T201 - the figures of a long run
    assert figures["503"] + figures.get("cut", 0) > 0
    assert max(recovered) <= RECOVERY
