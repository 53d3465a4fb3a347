"""The primary dies under load, its standby is promoted, with the scripts of `docs/postgresql`."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from sync.server.database import open_database
from tests.sync.server.cluster import Cluster, bare
from tests.sync.server.pushers import Pushers, check, serving, tokens

pytestmark = pytest.mark.long  # two servers, a copy between them, a death

SCRIPTS = Path(__file__).parents[3] / "docs" / "postgresql"
RECOVERY = 5.0


def reached(cluster: Cluster) -> str:
    """Give the address of a server as PostgreSQL's own programs want it."""
    return f"host={cluster.socket} user=postgres dbname=postgres"


@pytest.fixture
def primary() -> Iterator[Cluster]:
    """Start a PostgreSQL."""
    with Cluster() as started:
        yield started


@pytest.fixture
def standby(primary: Cluster) -> Iterator[Cluster]:
    """Start a second one, that follows the first."""
    follower = Cluster(is_empty=True)
    follower.run("sh", str(SCRIPTS / "creer-secours.sh"), reached(primary), str(follower.data), "secours1")
    follower.configure(unix_socket_directories=f"'{follower.socket}'")
    with follower:
        yield follower


def cut_off(standby: Cluster) -> None:
    """Let nothing more of the primary reach the standby."""
    engine = bare(standby.url)
    with engine.connect() as connection:
        connection.execute(text("ALTER SYSTEM SET primary_conninfo = ''"))
        connection.execute(text("SELECT pg_reload_conf()"))
        gone = "SELECT count(*) = 0 FROM pg_stat_wal_receiver"
        while not connection.scalar(text(gone)):
            connection.execute(text("SELECT pg_sleep(0.05)"))
    engine.dispose()


@pytest.mark.parametrize("is_synchronous", [True, False])
def test_a_promoted_standby_has_every_acknowledged_change(
    primary: Cluster, standby: Cluster, *, is_synchronous: bool
) -> None:
    """Cut off from the primary, then promoted: 0 lost, for nothing was acknowledged that it had not written.

    Without `regler-secours.sh` the same history loses what the primary alone had: the harness bites.
    """
    if is_synchronous:
        primary.run("sh", str(SCRIPTS / "regler-secours.sh"), reached(primary), "secours1")
    both = f"postgresql://postgres@/postgres?host={primary.socket},{standby.socket}&target_session_attrs=read-write"
    engine = open_database(both)
    with serving(both) as (address, _), Pushers([address], tokens(engine, 6, ("02", "60"))) as pushed:
        pushed.wait_for(60)
        cut_off(standby)
        if is_synchronous:
            with pytest.raises(AssertionError):  # those in progress may end, then nobody is told « transmis »
                pushed.wait_for(13, patience=3)
        else:
            pushed.wait_for(13)
        primary.crash()
        standby.run("sh", str(SCRIPTS / "promouvoir-secours.sh"), reached(primary), str(standby.data), reached(standby))
        recovered = pushed.wait_for(1)
        pushed.wait_for(30)

    if is_synchronous:
        figures = check(engine, pushed)
        print("promotion", figures, "recovery", round(recovered, 2), "s")  # noqa: T201 - the figures of a long run
    else:
        with pytest.raises(AssertionError):
            check(engine, pushed)
    assert recovered <= RECOVERY
    engine.dispose()


def test_a_promotion_is_refused_while_the_primary_answers(primary: Cluster, standby: Cluster) -> None:
    """Two primaries would go apart: the script says so, and changes nothing."""
    words = (reached(primary), str(standby.data), reached(standby))

    with pytest.raises(AssertionError, match="répond encore"):
        standby.run("sh", str(SCRIPTS / "promouvoir-secours.sh"), *words)
    engine = bare(standby.url)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT pg_is_in_recovery()"))
    engine.dispose()
