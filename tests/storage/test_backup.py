"""A backup is one file that opens as a whole store; what it replaces is kept aside."""

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest

from storage.backup import back_up, daily, folder, restore, superfluous, verify
from storage.errors import StoreFileError
from storage.store import Store
from tests.storage.laptops import GUISE, HIRSON, Clock, Laptops, a_commune, an_action, rows

NOW = datetime(2023, 6, 25, 18, 0, tzinfo=UTC)


@pytest.fixture
def copy(store: Store, tmp_path: Path) -> Path:
    """Give a backup that holds Guise; the store holds Hirson too."""
    a_commune(store)
    made = back_up(store.connection, tmp_path / "copies" / "copie.pvd")
    a_commune(store, HIRSON)
    return made


def test_a_backup_is_one_whole_store(store: Store, copy: Path) -> None:
    """It opens like the store, alone, and holds what was there."""
    assert [p.name for p in copy.parent.iterdir()] == [copy.name]
    assert verify(copy) == 1
    with Store.open(copy, read_only=True) as again:
        assert again.get("commune", GUISE) is not None
        assert again.get("commune", HIRSON) is None
    assert store.get("commune", HIRSON) is not None


def test_a_backup_replaces_an_older_one_only(store: Store, copy: Path) -> None:
    """Never a file of another kind, never the store itself."""
    back_up(store.connection, copy)
    assert verify(copy) == 2
    letter = copy.with_name("lettre.txt")
    letter.write_text("Monsieur le Préfet")
    with pytest.raises(StoreFileError, match=r"n'est pas une base PVD.*pas été remplacé"):
        back_up(store.connection, letter)
    assert letter.read_text() == "Monsieur le Préfet"
    with pytest.raises(StoreFileError, match="la base ouverte elle-même"):
        back_up(store.connection, Path(store.path))
    a_commune(store, "02691")
    assert store.rows.count("commune") == 3


def test_work_that_goes_on_does_not_spoil_a_backup(laptop: Laptops, store: Store, tmp_path: Path) -> None:
    """A save or an exchange on another connection, just after the copy: the copy is whole all the same."""
    a_commune(store)
    other = laptop("portable")

    class Busy:
        """A connection on which somebody writes as soon as it was copied."""

        def execute(self, *asked: str) -> sqlite3.Cursor:
            return store.connection.execute(*asked)

        def backup(self, copy: sqlite3.Connection) -> None:
            store.connection.backup(copy)
            a_commune(other, HIRSON)

    assert verify(back_up(cast("sqlite3.Connection", Busy()), tmp_path / "copie.pvd")) == 1


def test_a_backup_that_cannot_be_written_says_so(store: Store, tmp_path: Path) -> None:
    """The folder is a file; the store is intact and no half copy stays."""
    a_commune(store)
    (tmp_path / "fichier").write_text("")
    with pytest.raises(StoreFileError, match=r"n'a pas pu être écrite \(un fichier.*dossier.*intacte"):
        back_up(store.connection, tmp_path / "fichier" / "copie.pvd")
    assert store.get("commune", GUISE) is not None


def test_a_restore_keeps_the_present_store_aside(laptop: Laptops, store: Store, copy: Path) -> None:
    """The backup takes its place; what was there is a store beside it."""
    path = Path(store.path)
    store.close()
    aside = restore(copy, path, NOW)
    assert aside == path.with_name("portable-avant-restauration-20230625-180000.pvd")
    assert laptop("portable").rows.count("commune") == 1
    with Store.open(aside, read_only=True) as before:
        assert before.rows.count("commune") == 2
    assert copy.exists()


def test_two_restores_in_the_same_second_keep_both_stores(store: Store, copy: Path) -> None:
    """No store kept aside is written over."""
    path = Path(store.path)
    store.close()
    assert restore(copy, path, NOW) != restore(copy, path, NOW)


def test_a_restore_takes_what_a_journal_beside_the_source_holds(store: Store, tmp_path: Path) -> None:
    """A store copied with its -wal by hand is restored with it."""
    a_commune(store)
    raw = tmp_path / "copie-a-la-main.pvd"
    for rest in ("", "-wal"):
        shutil.copyfile(f"{store.path}{rest}", f"{raw}{rest}")
    store.close()
    target = tmp_path / "autre.pvd"
    assert restore(raw, target, NOW) is None
    with Store.open(target) as again:
        assert again.get("commune", GUISE) is not None


def test_the_journal_of_a_store_that_is_gone_is_not_played_into_the_restored_one(
    laptop: Laptops, store: Store, copy: Path, tmp_path: Path
) -> None:
    """Somebody deleted the damaged store and left its journal: the backup is restored as it was."""
    path = laptop.path("portable")
    shutil.copyfile(f"{path}-wal", tmp_path / "reste")
    store.close()
    path.unlink()
    shutil.move(tmp_path / "reste", f"{path}-wal")
    restore(copy, path, NOW)
    with Store.open(path) as again:
        assert again.rows.ids("commune") == [GUISE]
    assert path.with_name(f"{path.name}.sans-base-wal").exists()


def test_a_damaged_store_is_kept_aside_with_its_journal(laptop: Laptops, copy: Path) -> None:
    """It is what somebody may still save something from."""
    path = laptop.path("portable")
    laptop.close()
    path.write_bytes(b"\0" * 5000)
    journal = path.with_name(path.name + "-wal")
    journal.write_bytes(b"reste")
    aside = restore(copy, path, NOW)
    assert aside is not None
    assert aside.read_bytes() == b"\0" * 5000
    assert aside.with_name(aside.name + "-wal").read_bytes() == b"reste"
    assert not journal.exists()
    assert laptop("portable").rows.count("commune") == 1


def _truncated(copy: Path) -> None:
    copy.write_bytes(copy.read_bytes()[:-4096])


def _foreign(copy: Path) -> None:
    copy.unlink()
    with closing(sqlite3.connect(copy)) as other:
        other.execute("CREATE TABLE change (id)")


def _text(copy: Path) -> None:
    copy.write_text("%PDF-1.7 ceci n'est pas une base " * 100)


def _empty(copy: Path) -> None:
    copy.write_bytes(b"")


def _missing(copy: Path) -> None:
    copy.unlink()


@pytest.mark.parametrize("spoil", [_truncated, _foreign, _text, _empty, _missing])
def test_a_spoilt_backup_is_refused_and_nothing_is_moved(
    laptop: Laptops, store: Store, copy: Path, spoil: object
) -> None:
    """Truncated, foreign, a text, empty or missing: one French sentence, the store as it was."""
    assert callable(spoil)
    path = Path(store.path)
    before = rows(store)
    store.close()
    spoil(copy)
    with pytest.raises(StoreFileError, match=r"Rien n'a été|endommagée"):
        restore(copy, path, NOW)
    assert rows(laptop("portable")) == before
    assert list(path.parent.glob("*avant-restauration*")) == []


def test_a_day_of_work_is_kept_once(store: Store, clock: Clock) -> None:
    """The first opening after work makes the copy; a day without work makes none."""
    path = Path(store.path)
    assert daily(store.connection, path, clock.now) is None
    a_commune(store)
    made = daily(store.connection, path, clock.now)
    assert made == folder(path) / "portable-2023-06-06.pvd"
    assert made is not None
    assert verify(made) == 1
    clock.forward(days=1)
    assert daily(store.connection, path, clock.now) is None


def test_after_a_year_of_days_the_newest_of_each_day_week_and_month_are_left(store: Store, clock: Clock) -> None:
    """30 days of work for real, a year on paper: 7 days, 4 weeks, 12 months."""
    path = Path(store.path)
    for _ in range(30):
        an_action(store)
        daily(store.connection, path, clock.now)
        clock.forward(days=1)
    left = sorted(p.stem.removeprefix("portable-") for p in folder(path).iterdir())
    assert left == [
        "2023-06-18",
        "2023-06-25",
        *(f"2023-06-{day}" for day in range(29, 31)),
        *(f"2023-07-0{day}" for day in range(1, 6)),
    ]  # fmt: skip - as people count
    year = [Path(f"pvd-{date(2023, 1, 1) + timedelta(days=n)}.db") for n in range(400)]
    kept: list[Path] = []
    for copy in year:
        kept.append(copy)
        gone = superfluous(kept, "pvd")
        kept = [one for one in kept if one not in gone]
        assert kept[-1] == copy
        assert len(kept) <= 7 + 4 + 12
    assert len({one.stem[4:11] for one in kept}) == 12


def test_a_file_with_an_odd_name_is_never_thinned() -> None:
    """Somebody's own copy in the folder stays."""
    assert superfluous([Path("pvd-2023-99-99.db")], "pvd") == []
