"""Noticing, when the server starts, that somebody put an older base back without a word.

Laptops notice it only while the base is behind them: once others have written as much as was lost, theirs and
the base's numbers look alike. So the server keeps a witness and, where it contradicts the base, begins an epoch.

    SQLite       `serveur.sqlite.temoin`, beside the file: the last seq and hash of each stream, every half minute
    PostgreSQL   the cluster and timeline that the base was last served on, in the base: a recovery to a point in
                 time, a promotion or a dump read elsewhere changes them
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError

from sync.server import streams
from sync.server.bulk import POSTGRESQL
from sync.server.schema import change, restamp, setting, stream
from sync.server.settings import remember

EVERY: Final = 30.0
SUFFIX: Final = ".temoin"

_NAME: Final = "temoin"
_CLUSTER: Final = (
    "SELECT system_identifier || ':' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8) "
    "FROM pg_control_system()"
)


def notice(engine: Engine) -> bool:
    """Begin a new epoch in every stream if the base is not the one that was last served; say whether it was not."""
    is_other = _is_elsewhere(engine) if engine.dialect.name == POSTGRESQL else _is_older(engine)
    if is_other:
        streams.start_epoch(engine)
    keep(engine)
    return is_other


def keep(engine: Engine) -> None:
    """Note which base this is, and how far it went."""
    if engine.dialect.name == POSTGRESQL:
        cluster = _cluster(engine)
        if cluster is not None:
            remember(engine, _NAME, cluster)
        return
    path = witness(Path(engine.url.database or ""))
    text = json.dumps(_heads(engine))
    with suppress(OSError):  # a witness is a precaution: without it laptops still notice most
        if path.exists() and path.read_text(encoding="utf-8") == text:
            return
        partial = path.with_name(path.name + ".partiel")
        partial.write_text(text, encoding="utf-8")
        partial.chmod(0o600)
        partial.replace(path)


@contextmanager
def watched(engine: Engine, every: float = EVERY) -> Iterator[None]:
    """Keep the witness of a SQLite base up to date while it is served."""
    if engine.dialect.name == POSTGRESQL:
        yield
        return
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(every):
            with suppress(SQLAlchemyError):
                keep(engine)

    thread = threading.Thread(target=watch, name="temoin", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
        with suppress(SQLAlchemyError):
            keep(engine)


def witness(base: Path) -> Path:
    """Name the witness of a SQLite base."""
    there = base.resolve()
    return there.with_name(there.name + SUFFIX)


def _heads(engine: Engine) -> dict[str, list[int | str]]:
    with engine.connect() as connection:
        rows = connection.execute(select(stream.c.stream, stream.c.head, stream.c.chain).order_by(stream.c.stream))
        return {row.stream: [row.head, row.chain] for row in rows}


def _is_older(engine: Engine) -> bool:
    """Say whether the base lacks a change that it once had."""
    try:
        seen = json.loads(witness(Path(engine.url.database or "")).read_text(encoding="utf-8"))
        known = [(str(name), int(head), str(chain)) for name, (head, chain) in seen.items()]
    except (OSError, ValueError, TypeError, AttributeError):
        return False
    with engine.connect() as connection:
        return any(
            not any(
                connection.scalar(
                    select(table.c.chain).where(table.c.stream == name, table.c.seq == head, table.c.chain == chain)
                )
                for table in (change, restamp)
            )
            for name, head, chain in known
            if head
        )


def _is_elsewhere(engine: Engine) -> bool:
    with engine.connect() as connection:
        before = connection.scalar(select(setting.c.value).where(setting.c.name == _NAME))
    cluster = _cluster(engine)
    return None not in {before, cluster} and before != cluster


def _cluster(engine: Engine) -> str | None:
    """Name the PostgreSQL cluster and its timeline, where this account may ask."""
    try:
        with engine.connect() as connection:
            found: str | None = connection.exec_driver_sql(_CLUSTER).scalar()
            return found
    except SQLAlchemyError:
        return None
