"""Laptops, an endpoint, and files that people carry between them."""

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from storage.store import Store
from sync import lot_client
from sync.json_text import dumps
from sync.lot import Entete, Lot, Writer, key_of, read
from sync.protocol import Grant
from sync.server import lot as server_lot
from sync.server.app import Endpoint
from sync.server.schema import change
from tests.sync.client.conftest import (  # noqa: F401 - fixtures
    Laptop,
    Laptops,
    endpoint,
    laptop,
    no_waiting,
)

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
GUISE, HIRSON = "02361", "02381"
DEVICE = "00000000-0000-4000-8000-000000000001"
KEY = key_of("pvd_essai")


def exported(one: Laptop, *, tout: bool = False) -> bytes:
    """Write a laptop's bundle."""
    return lot_client.write(one.store, tout=tout).content


def carried(endpoint: Endpoint, content: bytes) -> bytes:  # noqa: F811 - a fixture's value
    """Take a bundle at the endpoint and give its answer."""
    return server_lot.answer(endpoint.engine, content, datetime.now(UTC))


def stored(endpoint: Endpoint) -> dict[str, dict[str, Any]]:  # noqa: F811 - a fixture's value
    """Read every change of the endpoint, by id."""
    with endpoint.engine.connect() as connection:
        return {row["id"]: dict(row) for row in connection.execute(select(change)).mappings()}


def everything(store: Store) -> list[tuple[Any, ...]]:
    """Give all that a laptop knows, but the order in which it learnt it and what it offered."""
    log = store.connection.execute('SELECT id, "set", "over", stub, seq, role, relais, etat FROM change ORDER BY id')
    shown = store.connection.execute("SELECT id, titre, archive FROM action ORDER BY id")
    return [tuple(row) for rows in (log, shown) for row in rows]


def copied(one: Laptop) -> sqlite3.Connection:
    """Copy a laptop's store, as a backup does."""
    copy = sqlite3.connect(":memory:")
    one.store.connection.backup(copy)
    return copy


def restored(one: Laptop, copy: sqlite3.Connection) -> None:
    """Put an old copy back into a laptop's store."""
    copy.backup(one.store.connection)
    copy.close()


def entete(**more: Any) -> Entete:  # noqa: ANN401 - any fact of a header
    """Write a header."""
    facts = {"kind": "depart", "device": DEVICE, "grant": Grant(role="chef"), "created_at": "2026-11-22T09:00:00Z"}
    return Entete.model_validate({**facts, **more})


def lot_of(*lines: object, key: str = KEY, **more: Any) -> Lot:  # noqa: ANN401 - any fact of a header
    """Make a bundle by hand, and read it."""
    writer = Writer()
    for line in lines:
        writer.add(line if isinstance(line, bytes) else dumps(line))
    return read(writer.close(entete(**more), key))


@pytest.fixture
def action() -> Callable[..., str]:
    """Create an action: `action(laptop, "Halle")`."""
    return lambda one, titre, commune=GUISE: one.store.create("action", {"titre": titre, "commune": commune})
