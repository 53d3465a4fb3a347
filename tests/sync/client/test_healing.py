"""A server restored to an older point: laptops give back what it lost (`design.md` §5, epochs)."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from sqlalchemy import Engine, delete, insert, select

from storage.check import verify
from sync.server.app import Endpoint
from sync.server.schema import metadata
from sync.server.streams import start_epoch
from tests.sync.client.conftest import Laptop, Laptops

GUISE = "02361"
Snapshot = Mapping[str, Sequence[dict[str, Any]]]


def snapshot(engine: Engine) -> Snapshot:
    """Copy every row of the server."""
    with engine.connect() as connection:
        return {
            table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
            for table in metadata.sorted_tables
        }


def put_back(engine: Engine, rows: Snapshot, *, epoch: bool = True) -> None:
    """Restore the copy, then start a new epoch as a restore does."""
    with engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(delete(table))
        for table in metadata.sorted_tables:
            if rows[table.name]:
                connection.execute(insert(table), list(rows[table.name]))
    if epoch:
        start_epoch(engine)


def titles(laptop: Laptop) -> list[str]:
    """List the titles of the actions of a laptop."""
    return sorted(str(row["titre"]) for row in laptop.store.rows.page("action"))


@pytest.mark.parametrize("restores", [1, 3])
def test_laptops_give_back_what_a_restored_server_lost(laptop: Laptops, endpoint: Endpoint, restores: int) -> None:
    """After each restore to an older point, every change that a laptop still holds is on the server again."""
    a, b = laptop("a"), laptop("b")
    a.enrol("prefecture")
    b.enrol("chef", GUISE)
    a.store.create("action", {"titre": "Avant", "commune": GUISE})
    a.sync()
    b.sync()
    old = snapshot(endpoint.engine)
    for number in range(restores):
        b.store.create("action", {"titre": f"Perdue {number}", "commune": GUISE})
        b.sync()
        a.sync()
        put_back(endpoint.engine, old)
        a.store.create("action", {"titre": f"Après {number}", "commune": GUISE})
        for one in (a, b, a):
            one.sync()

    expected = sorted(["Avant", *(f"{w} {n}" for n in range(restores) for w in ("Perdue", "Après"))])
    assert titles(a) == titles(b) == expected
    assert [one.store.outbox.count() for one in (a, b)] == [0, 0]
    assert verify(a.store).sain
    assert verify(b.store).sain

    c = laptop("c")
    c.enrol("prefecture")
    c.sync()
    assert titles(c) == expected


@pytest.mark.parametrize("written", [0, 1, 4])
def test_an_older_copy_put_back_without_a_word_is_noticed(laptop: Laptops, endpoint: Endpoint, written: int) -> None:
    """Somebody copied last night's file back: the laptop that read further gives back what is missing."""
    a, b = laptop("a"), laptop("b")
    a.enrol("prefecture")
    b.enrol("chef", GUISE)
    a.store.create("action", {"titre": "Avant", "commune": GUISE})
    a.sync()
    old = snapshot(endpoint.engine)
    for number in range(3):
        b.store.create("action", {"titre": f"Perdue {number}", "commune": GUISE})
    b.sync()
    a.sync()
    put_back(endpoint.engine, old, epoch=False)
    for number in range(written):
        a.store.create("action", {"titre": f"Après {number}", "commune": GUISE})
    a.sync()
    c = laptop("c")
    c.enrol("prefecture")
    c.sync()

    assert titles(c) == sorted(["Avant", *(f"Perdue {n}" for n in range(3)), *(f"Après {n}" for n in range(written))])
    assert titles(a) == titles(c)
    assert a.store.outbox.count() == 0
