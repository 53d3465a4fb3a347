"""Opening the endpoint's database: a SQLite file, or a PostgreSQL by its URL."""

import os
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine, create_engine, event, insert, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from sync.server.schema import SCHEMA_VERSION, metadata, version

POOL: Final = 8
"""Connections kept, and requests that work in the database at once."""

_POSTGRES: Final = ("postgresql", "postgres", "postgresql+psycopg")
_SCHEMA_LOCK: Final = 0x507664  # any number, the same for every process of ours


class DatabaseError(Exception):
    """The database cannot be used; `str()` is a French sentence for the administrator."""


def open_database(where: str | Path) -> Engine:
    """Open a database and create its schema at first use; a Path or a plain text is a SQLite file."""
    try:
        by_url = isinstance(where, str) and "://" in where
        engine = _postgres(make_url(str(where))) if by_url else _sqlite(Path(where))
        _create_schema(engine)
    except (ArgumentError, SQLAlchemyError, OSError) as error:
        raise DatabaseError(
            f"La base du serveur ne peut pas être ouverte ({type(error).__name__}). "
            "Rien n’a été modifié ; vérifiez le chemin ou l’adresse, et les droits d’accès."
        ) from error
    return engine


def _postgres(url: URL) -> Engine:
    if url.drivername not in _POSTGRES:
        raise DatabaseError("Seules les adresses « postgresql:// » sont acceptées ; pour SQLite, donnez un fichier.")
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_size=POOL,
        max_overflow=2,
        pool_timeout=15,
        pool_pre_ping=True,
        connect_args={"connect_timeout": 10, "options": "-c lock_timeout=15000 -c statement_timeout=60000"},
    )


def _sqlite(path: Path) -> Engine:
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # born private; an older file keeps its rights
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        pool_size=POOL,
        max_overflow=2,
        connect_args={"timeout": 15, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _durable(connection: Any, _: object) -> None:  # noqa: ANN401 - the driver's own connection
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}").close()

    return engine


def _create_schema(engine: Engine) -> None:
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":  # two processes may start at once
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_SCHEMA_LOCK})")
        metadata.create_all(connection)
        found = connection.scalar(select(version.c.version))
        if found is None:
            connection.execute(insert(version).values(version=SCHEMA_VERSION))
        elif found > SCHEMA_VERSION:
            raise DatabaseError(
                "Cette base vient d’une version plus récente du serveur ; rien n’a été modifié, "
                "mettez le serveur à jour."
            )
