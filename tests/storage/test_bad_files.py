"""A file that is not a store, or cannot be one, is answered in French and left as it was."""

import os
import resource
import shutil
import sqlite3
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

import storage.connection
from storage.check import verify
from storage.errors import StoreFileError
from storage.store import Store
from tests.storage.laptops import GUISE, Laptops, a_commune, an_action


def refusal(path: Path, *, read_only: bool = False) -> str:
    """Give the sentence with which a file is refused; fails if it is opened, or touched."""
    before = content(path)
    with pytest.raises(StoreFileError) as error, Store.open(path, read_only=read_only):
        pass
    assert content(path) == before
    return str(error.value)


def content(path: Path) -> dict[str, bytes]:
    """Give the bytes of a file and of what lies beside it."""
    return {p.name: p.read_bytes() for p in path.parent.iterdir() if p.is_file()}


@pytest.mark.parametrize("read_only", [False, True])
def test_an_empty_file_is_not_taken_for_a_new_store(tmp_path: Path, *, read_only: bool) -> None:
    """A copy that was cut looks like this: an empty store in its place would look like a loss of everything."""
    path = tmp_path / "pvd.db"
    path.touch()
    assert "fichier vide (0 octet)" in refusal(path, read_only=read_only)


@pytest.mark.parametrize("text", [b"%PDF-1.7\n%\xe2\xe3 " * 300, b"insee_com,lib_com\n02361,Guise\n", b"\0" * 9000])
@pytest.mark.parametrize("read_only", [False, True])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, text: bytes, *, read_only: bool) -> None:
    """A PDF, a CSV, zeros."""
    path = tmp_path / "pvd.db"
    path.write_bytes(text)
    assert "pas une base PVD" in refusal(path, read_only=read_only)


def test_another_program_s_database_is_refused(tmp_path: Path) -> None:
    """It is SQLite, and not ours."""
    path = tmp_path / "firefox.sqlite"
    with closing(sqlite3.connect(path)) as other:
        other.execute("CREATE TABLE commune (id)")
    assert "pas une base PVD" in refusal(path)
    assert "pas une base PVD" in refusal(path, read_only=True)


@pytest.mark.parametrize("left", [100, 4096, 50_000, -4096])
def test_a_store_cut_short_is_refused_or_seen(laptop: Laptops, left: int) -> None:
    """Never a traceback, never a byte changed by looking; what still opens is seen by the check."""
    path = laptop.path("coupee")
    with laptop("coupee") as store:
        for _ in range(30):
            an_action(store, description="x" * 2000)
    whole = path.read_bytes()
    path.write_bytes(whole[:left])
    before = content(path)
    try:
        with Store.open(path, read_only=True) as opened:
            assert not verify(opened).sain
    except StoreFileError as error:
        assert "endommagée" in str(error) or "pas une base PVD" in str(error)  # noqa: PT017 - either answer is right
    assert content(path)[path.name] == before[path.name]


def test_a_damaged_page_is_seen_by_the_check(laptop: Laptops) -> None:
    """A page of zeros in the middle: the check names the damage in the file's own words."""
    path = laptop.path("abimee")
    with laptop("abimee") as store:
        for _ in range(40):
            an_action(store, description="x" * 3000)
    data = bytearray(path.read_bytes())
    page = data.rindex(b"x" * 2000) // 4096
    data[page * 4096 : page * 4096 + 4096] = bytes(4096)
    path.write_bytes(data)
    with Store.open(path, read_only=True) as damaged:
        etat = verify(damaged)
        assert etat.fichier != "ok"
        assert not etat.sain


def test_a_newer_program_s_store_is_refused(laptop: Laptops) -> None:
    """It may hold what this program would lose; reading it is allowed."""
    path = laptop.path("recente")
    with laptop("recente") as store:
        a_commune(store)
        store.connection.execute("PRAGMA user_version = 99")
    assert "version plus récente" in refusal(path)
    with Store.open(path, read_only=True) as reading:
        assert reading.get("commune", GUISE) is not None


def test_there_is_nothing_to_read_where_there_is_no_file(tmp_path: Path) -> None:
    """And nothing is made."""
    assert "Il n'y a pas de base" in refusal(tmp_path / "absente.db", read_only=True)


@pytest.mark.parametrize("where", ["fichier/pvd.db", "dossier", "nom" * 200])
def test_a_path_that_cannot_be_a_file_is_refused(tmp_path: Path, where: str) -> None:
    """Under a file, a folder, too long a name."""
    (tmp_path / "fichier").write_text("x")
    (tmp_path / "dossier").mkdir()
    with pytest.raises(StoreFileError, match=r"Impossible d'ouvrir.*Rien n'a été modifié"):
        Store.open(tmp_path / where)


def test_a_store_that_another_program_holds_is_refused_in_words(
    laptop: Laptops, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a wait; what was being saved is not saved, and what was is."""
    monkeypatch.setattr(storage.connection, "BUSY_MS", 20)
    store = laptop("occupee")
    a_commune(store)
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreFileError, match=r"occupée par un autre programme.*Rien n'a été modifié"):
            an_action(store)
        assert store.get("commune", GUISE) is not None
        other.execute("ROLLBACK")
    an_action(store)
    assert store.outbox.count() == 2


def test_a_store_held_whole_by_another_program_is_refused_at_the_door(
    laptop: Laptops, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even reading is not possible then."""
    monkeypatch.setattr(storage.connection, "BUSY_MS", 20)
    path = laptop.path("prise")
    with laptop("prise") as store:
        a_commune(store)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreFileError, match="occupée par un autre programme"):
            Store.open(path)


@pytest.fixture
def shared(template: Path) -> Iterator[Path]:
    """Give a store in a folder that everybody may enter."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    shutil.copyfile(template, folder / "pvd.db")
    with Store.open(folder / "pvd.db") as store:
        a_commune(store)
    yield folder / "pvd.db"
    folder.chmod(0o755)
    shutil.rmtree(folder)


def said_by_nobody(work: Callable[[], object]) -> str:
    """Run `work` in a child that is not root, to whom permissions apply, and give what it says or raises."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.geteuid() == 0:
                os.setuid(65534)
            said = f"ok : {work()}"
        except BaseException as error:  # noqa: BLE001 - a child tells its parent whatever happens
            said = f"{type(error).__name__} : {error}"
        os.write(writer, said.encode())
        os._exit(0)
    os.close(writer)
    os.waitpid(child, 0)
    with os.fdopen(reader, encoding="utf-8") as pipe:
        return pipe.read()


def test_a_read_only_file_says_so(shared: Path) -> None:
    """A save is not accepted and lost; it is refused at the door or at the save."""
    shared.chmod(stat.S_IRUSR | stat.S_IRGRP | stat.S_IROTH)
    shared.parent.chmod(0o555)
    before = content(shared)
    said = said_by_nobody(lambda: a_commune(Store.open(shared), "02381"))
    assert said.startswith("StoreFileError : ")
    assert "lecture seule" in said or "Impossible d'ouvrir" in said
    assert content(shared) == before


def test_a_folder_that_takes_no_file_says_so(shared: Path) -> None:
    """A new store cannot be made there; nothing is left behind."""
    shared.parent.chmod(0o555)
    said = said_by_nobody(lambda: Store.open(shared.parent / "neuve.db"))
    assert said.startswith("StoreFileError : Impossible d'ouvrir")
    assert [p.name for p in shared.parent.iterdir()] == ["pvd.db"]


def test_a_folder_that_may_not_be_entered_says_so(shared: Path) -> None:
    """Not even whether there is a store."""
    shared.parent.chmod(0o000)
    assert said_by_nobody(lambda: Store.open(shared)).startswith("StoreFileError : Impossible d'ouvrir")


def test_a_full_disk_refuses_the_save_and_keeps_what_was_saved(laptop: Laptops) -> None:
    """The file may not grow any more: the save says so, and every save before it is there and still readable."""
    path = laptop.path("pleine")
    with laptop("pleine") as store:
        a_commune(store)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            fill(path, writer)
        finally:
            os._exit(70)
    os.close(writer)
    os.waitpid(child, 0)
    with os.fdopen(reader, encoding="utf-8") as pipe:
        *saved, last = pipe.read().splitlines()
    assert "Le disque" in last
    assert "enregistré" in last
    assert len(saved) > 3
    with laptop("pleine") as store:
        assert {c.record for c in store.outbox.offer(("dep:02",), most=999, most_bytes=10**9)} >= set(saved)
        assert verify(store).sain
        an_action(store)


def fill(path: Path, pipe: int) -> None:
    """Save until the disk refuses; say each record, then the refusal; then read what is there."""
    store = Store.open(path)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 200_000,) * 2)
    saved = 0
    while True:
        try:
            record = an_action(store, description="x" * 10_000)
        except StoreFileError as error:
            assert store.rows.count("action") == saved
            assert not store.connection.in_transaction
            os.write(pipe, f"{error}\n".encode())
            os._exit(0)
        saved += 1
        os.write(pipe, f"{record}\n".encode())


def test_a_first_start_on_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    """The sentence says so; the next start begins anew."""
    path = tmp_path / "pvd.db"

    def begin() -> Store:
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
        return Store.open(path)

    tmp_path.chmod(0o777)
    for above in tmp_path.parents[:3]:
        above.chmod(0o755)
    assert said_by_nobody(begin).startswith("StoreFileError : Le disque")
    assert list(tmp_path.iterdir()) == []
    with Store.open(path) as store:
        assert verify(store).sain


def test_a_shared_folder_is_used_without_wal_and_with_a_warning(tmp_path: Path) -> None:
    """A synchronised folder copies files in any order: one file, no journal beside it between two saves."""
    with Store.open(tmp_path / "OneDrive - Mairie" / "pvd.db") as store:
        a_commune(store)
        assert "dossier partagé ou synchronisé" in store.warnings[0]
        assert store.connection.execute("PRAGMA journal_mode").fetchone()[0] == "delete"
        assert [p.name for p in Path(store.path).parent.iterdir()] == ["pvd.db"]


def test_the_journal_of_a_store_that_was_moved_away_does_not_spoil_the_new_one(laptop: Laptops, tmp_path: Path) -> None:
    """Moving an empty file away, as the sentence advises, leaves its journal: it is kept, and never played."""
    store = laptop("portable")
    path = Path(store.path)
    for number in range(30):
        an_action(store, titre=f"Action {number}")
    store.connection.execute("PRAGMA wal_checkpoint(RESTART)")
    a_commune(store)
    shutil.copyfile(f"{path}-wal", tmp_path / "reste")
    store.close()
    path.unlink()
    shutil.move(tmp_path / "reste", f"{path}-wal")

    with Store.open(path) as new:
        assert verify(new).sain
        assert new.rows.count("commune") == 0
    assert path.with_name(f"{path.name}.sans-base-wal").exists()
