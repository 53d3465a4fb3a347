"""Opening the endpoint's database: a SQLite file, or a PostgreSQL by its URL.

What is acknowledged is on disk: the settings that promise it are set, read back, and refused if they did not take.
"""

import os
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from sync.server import migrations
from sync.server.schema import metadata

POOL: Final = 8
"""Connections kept, and requests that work in the database at once."""

_SPARE: Final = 2
CONNECTIONS: Final = POOL + _SPARE
"""Connections that one process may hold at once."""

POOL_WAIT: Final = 5.0
"""Seconds to wait for a free connection before the request is answered 503."""

_POSTGRES: Final = ("postgresql", "postgres", "postgresql+psycopg")
_TIMEOUTS: Final = {  # milliseconds; no request holds a stream's lock for longer than its statement may take
    "lock_timeout": 15_000,
    "statement_timeout": 60_000,
    "idle_in_transaction_session_timeout": 60_000,
}
_HALF_OPEN: Final = {  # a PostgreSQL whose machine vanished is noticed, instead of waited for
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
_NO_RIGHT: Final = "42501"  # PostgreSQL's code of a statement that this account may not run
_FULL: Final = 2


class DatabaseError(Exception):
    """The database cannot be used; `str()` is a French sentence for the administrator."""


def open_database(where: str | Path) -> Engine:
    """Open a database, bring its schema up to date; a Path or a plain text is a SQLite file."""
    engine = connect(where)
    try:
        bring_up_to_date(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def connect(where: str | Path) -> Engine:
    """Open a database as it is, and make sure that it keeps what it is given."""
    try:
        by_url = isinstance(where, str) and "://" in where
        engine = _postgres(make_url(str(where))) if by_url else _sqlite(Path(where))
        try:
            _check_durable(engine)
        except BaseException:
            engine.dispose()
            raise
    except (ArgumentError, SQLAlchemyError, OSError) as error:
        raise _unusable(error) from error
    return engine


def standing(engine: Engine) -> migrations.Standing:
    """Read which schema a database has; refuse one of a newer program."""
    try:
        with engine.connect() as connection:
            found = migrations.standing(connection)
    except SQLAlchemyError as error:
        raise _unusable(error) from error
    if found.is_newer:
        raise DatabaseError(
            "Cette base vient d’une version plus récente du serveur ; rien n’a été modifié, mettez le serveur à jour."
        )
    return found


def bring_up_to_date(engine: Engine) -> migrations.Standing:
    """Take the steps that are missing, if any; give where the database stood before."""
    found = standing(engine)
    if not found.missing:
        return found
    try:
        return migrations.upgrade(engine)
    except SQLAlchemyError as error:
        if getattr(getattr(error, "orig", None), "sqlstate", None) != _NO_RIGHT:
            raise _unusable(error) from error
        raise DatabaseError(
            f"La base n’est pas à jour (schéma {found.revision or 'absent'}, attendu {migrations.HEAD}) et ce compte "
            "n’a pas le droit de la modifier. Rien n’a été modifié ; lancez « pvd-serveur migrer » avec un compte "
            "qui en a le droit, puis recommencez."
        ) from error


def _unusable(error: Exception) -> DatabaseError:
    return DatabaseError(
        f"La base du serveur ne peut pas être ouverte ({type(error).__name__}). "
        "Rien n’a été modifié ; vérifiez le chemin ou l’adresse, et les droits d’accès."
    )


def _postgres(url: URL) -> Engine:
    if url.drivername not in _POSTGRES:
        raise DatabaseError("Seules les adresses « postgresql:// » sont acceptées ; pour SQLite, donnez un fichier.")
    timeouts = " ".join(f"-c {name}={value}" for name, value in _TIMEOUTS.items())
    asked = url.query.get("options", "")  # the administrator's own word comes last, and wins
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_size=POOL,
        max_overflow=_SPARE,
        pool_timeout=POOL_WAIT,
        pool_pre_ping=True,
        connect_args={**_HALF_OPEN, "options": f"{timeouts} {asked if isinstance(asked, str) else ' '.join(asked)}"},
    )

    @event.listens_for(engine, "connect")
    def _durable(connection: Any, _: object) -> None:  # noqa: ANN401 - the driver's own connection
        connection.execute(
            "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
        )
        connection.commit()  # a setting made in a transaction that is rolled back is gone

    return engine


def _sqlite(path: Path) -> Engine:
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # born private; an older file keeps its rights
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        pool_size=POOL,
        max_overflow=_SPARE,
        pool_timeout=POOL_WAIT,
        connect_args={"timeout": 15, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def _durable(connection: Any, _: object) -> None:  # noqa: ANN401 - the driver's own connection
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}").close()

    return engine


def _check_durable(engine: Engine) -> None:
    """Refuse a database that says "written" before it is."""
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            names = ("fsync", "synchronous_commit")
            off = [name for name in names if connection.exec_driver_sql(f"SHOW {name}").scalar() == "off"]
        else:
            journal = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
            synchronous = connection.exec_driver_sql("PRAGMA synchronous").scalar() or 0
            off = [f"journal_mode={journal}"] if journal in {"off", "memory"} else []
            off += [f"synchronous={synchronous}"] if synchronous < _FULL else []
    if off:
        raise DatabaseError(
            f"Cette base peut perdre ce qu’elle a confirmé ({', '.join(off)}) ; le serveur refuse de s’en servir. "
            "Rien n’a été modifié ; corrigez ce réglage de la base."
        )


def let_serve(engine: Engine, account: str) -> None:
    """Let a PostgreSQL account read and write every table of ours, and change none."""
    if engine.dialect.name != "postgresql":
        raise DatabaseError("Un fichier SQLite n’a pas de comptes ; retirez --compte.")
    quote = engine.dialect.identifier_preparer.quote_identifier
    tables = ", ".join(quote(name) for name in metadata.tables)
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {tables} TO {quote(account)}")
            connection.exec_driver_sql(f"GRANT SELECT ON {quote(migrations.stamp.name)} TO {quote(account)}")
    except SQLAlchemyError as error:
        raise DatabaseError(
            f"Le compte « {account} » n’a pas reçu ses droits ({type(error).__name__}) ; vérifiez qu’il existe. "
            "La base, elle, est à jour."
        ) from error
