"""An older database becomes today's, whole or not at all."""

import json
import os
import signal
import subprocess
import sys
import textwrap
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from click.testing import CliRunner
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.engine import make_url

from sync.server import database, migrations
from sync.server.cli import serveur
from sync.server.database import DatabaseError, open_database
from sync.server.schema import SCHEMA_VERSION, metadata
from tests.sync.server.cluster import bare, new_database

RELEASED = Path(__file__).parent / "released"


@pytest.fixture
def new_url(postgres_url: str) -> Iterator[str]:
    """Give a PostgreSQL database of one's own, empty."""
    with new_database(postgres_url) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Name a database of each kind that holds nothing."""
    if request.param == "sqlite":
        return str(tmp_path / "serveur.sqlite")
    url: str = request.getfixturevalue("new_url")
    return url


def release(where: str) -> str:
    """Make the database that 0.1.0 made, with a device in it."""
    kind = "postgresql" if "://" in where else "sqlite"
    engine = bare(where) if kind == "postgresql" else create_engine(f"sqlite:///{where}")
    script = (RELEASED / f"schema-1-{kind}.sql").read_text(encoding="utf-8")
    with engine.begin() as connection:
        for statement in script.split(";\n"):
            if statement.strip():
                connection.exec_driver_sql(statement)
        connection.exec_driver_sql(
            "INSERT INTO device (id, nom, role, departements, communes, token_hash, created_at) "
            "VALUES ('d', 'Portable', 'chef', '[]', '[]', 'h', 'c')"
        )
    engine.dispose()
    return where


@pytest.fixture
def released(empty: str) -> str:
    """Name a database as the first release left it."""
    return release(empty)


def shape(engine: Engine) -> dict[str, Any]:
    """Describe every table: columns, keys and indexes, by name."""
    seen = inspect(engine)
    columns, keys = seen.get_multi_columns(), seen.get_multi_pk_constraint()
    unique, indexes = seen.get_multi_unique_constraints(), seen.get_multi_indexes()
    return {
        place[1]: {
            "columns": {one["name"]: (str(one["type"]), one["nullable"], one["default"]) for one in listed},
            "key": keys[place]["constrained_columns"],
            "unique": sorted(str(one["column_names"]) for one in unique[place]),
            "indexes": sorted((str(one["name"]), str(one["column_names"])) for one in indexes[place]),
        }
        for place, listed in columns.items()
    }


def test_a_released_database_is_brought_up_to_date_when_it_is_opened(released: str) -> None:
    """It keeps its rows, and says by both versions what it is: an older program refuses it."""
    engine = open_database(released)

    with engine.connect() as connection:
        assert connection.execute(text("SELECT id, nom FROM device")).all() == [("d", "Portable")]
        assert connection.scalar(text("SELECT version FROM schema_version")) == SCHEMA_VERSION
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == migrations.HEAD
    engine.dispose()


def test_the_steps_give_the_schema_that_a_new_database_has(
    empty: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Reflected, and compared with the metadata by Alembic itself: not one column, key or index differs."""
    engine = open_database(release(empty))
    on_postgres = "://" in empty
    fresh = open_database(request.getfixturevalue("postgres_url") if on_postgres else tmp_path / "neuve.sqlite")

    migrated, made = shape(engine), shape(fresh)
    assert migrated.keys() == {*metadata.tables, "alembic_version"}
    assert migrated == {name: made[name] for name in migrated}
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()
    fresh.dispose()


def test_the_steps_are_those_that_are_listed() -> None:
    """`STEPS` names every step in order, the last one is today's, one for each version of the schema."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    script = ScriptDirectory.from_config(config)

    assert [one.revision for one in script.walk_revisions()] == list(reversed(migrations.STEPS))
    assert script.get_current_head() == migrations.HEAD
    assert len(migrations.STEPS) == SCHEMA_VERSION


def test_opening_takes_no_step_where_none_is_missing(empty: str) -> None:
    """Neither a new database nor one that is up to date needs Alembic, which takes a second to import."""
    program = f"""
        import sys
        from sync.server.database import open_database
        for _ in range(2):
            open_database({empty!r}).dispose()
        assert "alembic" not in sys.modules
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(program)], check=True)


def test_help_loads_neither_alembic_nor_a_database() -> None:
    """An administrator who asks what there is does not wait."""
    program = """
        import sys
        from click.testing import CliRunner
        from sync.server.cli import serveur
        assert CliRunner().invoke(serveur, ["--help"]).exit_code == 0
        assert not {"alembic", "sqlalchemy", "uvicorn"} & set(sys.modules)
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(program)], check=True)


def test_a_database_half_made_by_the_first_release_is_completed(tmp_path: Path) -> None:
    """That release made its SQLite tables one by one: killed in between, it left some of them and no version."""
    where = release(str(tmp_path / "serveur.sqlite"))
    engine = create_engine(f"sqlite:///{where}")
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE setting"))
        connection.execute(text("DELETE FROM schema_version"))
    engine.dispose()

    opened, fresh = open_database(where), open_database(tmp_path / "neuve.sqlite")

    assert shape(opened) == shape(fresh)
    opened.dispose()
    fresh.dispose()


@pytest.mark.parametrize("newer", ["schema_version SET version = 99", "alembic_version SET version_num = 'f0'"])
def test_a_newer_database_is_refused_in_french_and_left_alone(empty: str, newer: str) -> None:
    """By its version or by its step, whichever this program does not know."""
    engine = open_database(empty)
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE {newer}"))
    before = shape(engine)

    with pytest.raises(DatabaseError, match="version plus récente du serveur"):
        open_database(empty)
    assert shape(engine) == before
    engine.dispose()


AT_ONCE = """
    import os, sys
    from alembic import command, config
    from sync.server.database import open_database

    ready, go = os.pipe()
    children = []
    for _ in range(4):
        children.append(os.fork())
        if children[-1] == 0:
            os.close(go)
            os.read(ready, 1)
            open_database(sys.argv[1]).dispose()
            os._exit(0)
    os.close(go)  # all of them now read the end
    sys.exit(sum(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0 for child in children))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork on Windows")
@pytest.mark.parametrize("start", ["released", "empty"])
@pytest.mark.heavy
def test_four_processes_may_start_at_once(empty: str, start: str) -> None:
    """On a database to make or to bring up to date: each finds it done or does it."""
    if start == "released":
        release(empty)

    subprocess.run([sys.executable, "-c", textwrap.dedent(AT_ONCE), empty], check=True, timeout=60)

    engine = open_database(empty)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


KILLED = """
    import os, signal, sys
    from alembic import command, config
    from sqlalchemy import event
    from sync.server import database

    number = 0
    while True:
        number += int(sys.argv[2])
        child = os.fork()
        if child == 0:
            engine = database.connect(sys.argv[1])
            left = number

            @event.listens_for(engine, "before_cursor_execute")
            def count(*_):
                global left
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

            database.bring_up_to_date(engine)
            os._exit(0)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        print(code, flush=True)
        sys.stdin.readline()
        if code == 0:
            break
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork on Windows")
@pytest.mark.parametrize("start", ["released", "empty"])
@pytest.mark.parametrize("every", [7, pytest.param(1, marks=pytest.mark.long)])
@pytest.mark.heavy
def test_a_migration_that_is_killed_leaves_the_old_schema_or_the_new_one(empty: str, start: str, every: int) -> None:
    """A kill -9 before each statement in turn (in the suite: one in seven), until one run gets through."""
    if start == "released":
        release(empty)
    connected = bare(empty) if "://" in empty else create_engine(f"sqlite:///{empty}")
    old = shape(connected)
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(KILLED), empty, str(every)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        killed = 0
        for line in process.stdout:
            if int(line) == 0:
                process.stdin.write("\n")
                process.stdin.flush()
                continue
            assert int(line) == -signal.SIGKILL
            killed += 1
            assert shape(connected) == old
            process.stdin.write("\n")
            process.stdin.flush()
    connected.dispose()
    assert killed * every > 10
    engine = open_database(empty)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    engine.dispose()


def test_migrer_says_what_it_would_do_then_does_it(released: str) -> None:
    """`--essai` writes nothing; the second run has nothing to do."""
    where = ("--url" if "://" in released else "--base", released)
    tried = CliRunner().invoke(serveur, ["migrer", "--essai", *where])
    planned = json.loads(CliRunner().invoke(serveur, ["migrer", "--essai", "--json", *where]).stdout)
    done = CliRunner().invoke(serveur, ["migrer", *where])
    again = CliRunner().invoke(serveur, ["migrer", *where])

    assert (tried.exit_code, done.exit_code, again.exit_code) == (0, 0, 0)
    assert tried.stdout.startswith("À faire : 0002, les effacements")
    assert planned == {"avant": "0001", "apres": migrations.HEAD, "etapes": list(migrations.STEPS)[1:], "essai": True}
    assert done.stdout.startswith("Fait : 0002, les effacements")
    assert again.stdout == f"La base est à jour (schéma {migrations.HEAD}).\n"


def test_an_account_that_may_not_change_tables_is_told_so_then_serves(new_url: str) -> None:
    """`lancer` refuses in French; `migrer --compte` with the owner's account gives it what it needs, and no more."""
    release(new_url)
    owner = bare(new_url)
    account = f"sert{uuid.uuid4().hex[:8]}"
    serving = make_url(new_url).set(username=account).render_as_string(hide_password=False)
    try:
        with owner.connect() as connection:
            connection.execute(text(f"CREATE ROLE {account} LOGIN"))
            connection.execute(text(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {account}"))

        refused = CliRunner().invoke(serveur, ["lancer", "--port", "0", "--url", serving])
        migrated = CliRunner().invoke(serveur, ["migrer", "--compte", account, "--url", new_url])
        words = ("inviter", "--role", "prefecture", "--departement", "02")
        served = CliRunner().invoke(serveur, [*words, "--url", serving])

        assert refused.exit_code == 1
        assert "schéma 0001, attendu" in refused.stderr
        assert "pvd-serveur migrer" in refused.stderr
        assert (migrated.exit_code, served.exit_code) == (0, 0)
        engine = database.connect(serving)
        with pytest.raises(Exception, match="permission denied"), engine.begin() as connection:
            connection.execute(text("CREATE TABLE autre (id TEXT)"))
        engine.dispose()
    finally:
        with owner.connect() as connection:
            connection.execute(text(f"DROP OWNED BY {account}"))
            connection.execute(text(f"DROP ROLE {account}"))
        owner.dispose()
