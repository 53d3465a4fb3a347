"""A server restored by its own commands: laptops give back what it lost, and nothing erased comes back."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from pvd_tui.changes.change import EFFACE
from pvd_tui.changes.edit import Edit
from storage.check import verify
from sync.server import restauration, sauvegarde, temoin, verification
from tests.sync.client.conftest import Laptop, Laptops

GUISE = "02361"
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def where(engine: Engine, request: pytest.FixtureRequest) -> Path | str:
    """Name the base that `engine` is on."""
    if engine.dialect.name == "sqlite":
        return Path(str(engine.url.database))
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def save(engine: Engine, tmp_path: Path) -> Callable[[str], Path]:
    """Make a backup under a name."""
    return lambda name: sauvegarde.save(engine, tmp_path / "copies" / f"{name}.jsonl.zst", NOW).fichier


@pytest.fixture
def restore(engine: Engine, where: Path | str) -> Callable[[Path], restauration.Bilan]:
    """Stop the server, restore a backup, serve again."""
    days = iter(range(1, 100))

    def restored(source: Path) -> restauration.Bilan:
        engine.dispose()
        return restauration.restore(source, where, NOW + timedelta(days=next(days)), remplacer=True)

    return restored


def titles(laptop: Laptop, table: str = "action") -> list[str]:
    """List the titles of the records of a laptop."""
    return sorted(str(row["titre"]) for row in laptop.store.rows.page(table))


def write(laptop: Laptop, titre: str) -> str:
    """Write an action and send it."""
    record = laptop.store.create("action", {"titre": titre, "commune": GUISE})
    laptop.sync()
    return record


def test_three_restores_to_older_and_older_points_lose_nothing(
    laptop: Laptops,
    engine: Engine,
    save: Callable[[str], Path],
    restore: Callable[[Path], restauration.Bilan],
) -> None:
    """Not every laptop sees every restore; in the end all have each change, once, and the chain holds."""
    a, b, asleep = laptop("a"), laptop("b"), laptop("asleep")
    a.enrol("prefecture")
    b.enrol("chef", GUISE)
    asleep.enrol("chef", GUISE)
    points, expected = [], ["Avant"]
    write(a, "Avant")  # the streams are known before the oldest point
    for number in range(4):
        points.append(save(f"point {number}"))
        for one in (a, b):
            expected.append(f"{number} {one.store.device}")
            write(one, expected[-1])
        if number == 1:
            asleep.sync()
            asleep.store.create("action", {"titre": "Endormie", "commune": GUISE})
            expected.append("Endormie")
    halle = write(a, "Halle")
    expected.append("Halle couverte")
    for source, awake in ((points[2], [b]), (points[1], [a, b]), (points[0], [b])):
        restore(source)
        for one in awake:
            for number in range(4):  # in the end more than was lost: the numbers alone would not tell
                expected.append(f"après {source.name} {number} {one.store.device}")
                one.store.create("action", {"titre": expected[-1], "commune": GUISE})
            one.sync()
    a.store.save([Edit("action", halle, {"titre": "Halle couverte"}, seen=a.store.folded("action", halle).heads)])
    for one in (asleep, b, a, asleep, b):
        one.sync()

    new = laptop("new")
    new.enrol("prefecture")
    new.sync()
    for one in (a, b, asleep, new):
        assert titles(one) == sorted(expected)
        assert one.store.outbox.count() == 0
        assert verify(one.store).sain
    assert verification.verify(engine) == []
    with engine.connect() as connection:
        ids = connection.execute(text("SELECT count(*), count(DISTINCT id) FROM change")).one()
    assert ids[0] == ids[1] == len(expected) + 1


def test_what_was_erased_stays_erased_when_only_an_old_laptop_is_left(
    laptop: Laptops,
    engine: Engine,
    save: Callable[[str], Path],
    restore: Callable[[Path], restauration.Bilan],
    where: Path | str,
) -> None:
    """The base is lost, the backup is older than the erasure, the préfecture's laptop is gone: the list remembers."""
    gone, old = laptop("gone"), laptop("old")
    gone.enrol("prefecture")
    old.enrol("chef", GUISE)
    before = save("avant")
    personne = old.store.create("personne", {"titre": "Claire Lemaire", "departement": "02"})
    old.sync()
    gone.sync()
    gone.store.save([Edit("personne", personne, {EFFACE: ["titre"]})])
    gone.sync()
    save("après")
    if isinstance(where, Path):
        engine.dispose()
        where.with_name(where.name + "-wal").unlink(missing_ok=True)
        where.write_bytes(b"")

    done = restore(before)
    for _ in range(2):
        old.sync()
    new = laptop("new")
    new.enrol("prefecture")
    new.sync()

    assert done.effacements == 1
    for one in (old, new):
        assert one.store.folded("personne", personne).values.get("titre") is None
        assert "Lemaire" not in "".join(one.store.connection.iterdump())
    with engine.connect() as connection:
        rows = [
            json.dumps(dict(row), ensure_ascii=False)
            for row in connection.execute(text("SELECT * FROM change")).mappings()
        ]
    assert len(rows) == 2
    assert not any("Lemaire" in row for row in rows)
    assert verification.verify(engine) == []


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_an_older_file_put_back_by_hand_is_noticed_by_the_server_itself(
    laptop: Laptops, engine: Engine, where: Path
) -> None:
    """Others had already written as much as was lost, so that no laptop could have seen it by the numbers."""
    a, b, c = laptop("a"), laptop("b"), laptop("c")
    a.enrol("prefecture")
    b.enrol("chef", GUISE)
    c.enrol("chef", GUISE)
    with temoin.watched(engine):
        write(a, "Avant")
        c.sync()
        engine.dispose()
        shutil.copy(where, where.with_name("hier.sqlite"))
        for number in range(3):
            write(b, f"Perdue {number}")
        a.sync()
    engine.dispose()
    where.with_name("hier.sqlite").replace(where)
    assert temoin.notice(engine)
    assert not temoin.notice(engine)
    for number in range(5):
        write(c, f"Après {number}")
    for one in (a, b, c, a):
        one.sync()

    expected = sorted(["Avant", *(f"Perdue {n}" for n in range(3)), *(f"Après {n}" for n in range(5))])
    assert titles(a) == titles(b) == titles(c) == expected
    assert verification.verify(engine) == []
