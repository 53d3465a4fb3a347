"""Restoring: nothing erased comes back, no access comes back, and the old base or the new one is there."""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, text

from pvd_tui.changes.change import Change
from sync.protocol import ExchangeAnswer, Grant
from sync.server import annexe, restauration, sauvegarde, streams
from sync.server.cli import serveur
from sync.server.copie import CopieError
from sync.server.database import open_database
from sync.server.enrolment import Device, TokenError, authenticate, regrant, revoke
from sync.server.verification import verify
from tests.sync.conftest import empty
from tests.sync.server.conftest import NOW, People, contents

Fill = Callable[[], People]
Laptop = Callable[..., Device]
Make = Callable[..., Change]
Swap = Callable[..., ExchangeAnswer]
LATER = NOW + timedelta(days=1)


@pytest.fixture
def where(engine: Engine, request: pytest.FixtureRequest) -> Path | str:
    """Name the base that `engine` is on, as an administrator does."""
    if engine.dialect.name == "sqlite":
        return Path(str(engine.url.database))
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def restore(engine: Engine, where: Path | str) -> Callable[[Path], restauration.Bilan]:
    """Restore a backup into the base that `engine` is on; the server is stopped meanwhile."""

    def restored(source: Path) -> restauration.Bilan:
        engine.dispose()
        return restauration.restore(source, where, LATER, remplacer=True)

    return restored


def without_lineage(engine: Engine) -> dict[str, list[tuple[object, ...]]]:
    """Give every row but the epochs, of which a restore adds one."""
    rows = contents(engine)
    rows.pop("epoch")
    return rows


@contextmanager
def opened(where: Path | str) -> Iterator[Engine]:
    """Open a restored base for a moment."""
    engine = open_database(where)
    try:
        yield engine
    finally:
        engine.dispose()


@pytest.mark.parametrize("to", ["sqlite", "postgresql"])
def test_a_backup_of_either_database_restores_into_either(
    engine: Engine, fill: Fill, tmp_path: Path, to: str, request: pytest.FixtureRequest
) -> None:
    """Row for row, verified, with one epoch more in each stream that begins after its head."""
    fill()
    source = sauvegarde.save(engine, tmp_path / "copies", NOW).fichier
    before, lineages = without_lineage(engine), heads(engine)
    target: Path | str = tmp_path / "autre" / "serveur.sqlite"
    if to == "postgresql":
        target = str(request.getfixturevalue("postgres_url"))
        empty(request.getfixturevalue("postgres"))  # another test's devices would be kept, as those of a live base are

    done = restauration.restore(source, target, LATER, remplacer=True)

    with opened(target) as restored:
        assert without_lineage(restored) == before
        assert verify(restored) == []
        for name, known in heads(restored).items():
            assert known.head == lineages[name].head == done.tetes[name]
            ((_, first),) = set(known.epochs) - set(lineages[name].epochs)
            assert (first, len(known.epochs)) == (known.head + 1, 2)


def heads(engine: Engine) -> dict[str, streams.Lineage]:
    """Say where each stream stands."""
    with engine.connect() as connection:
        return {name: streams.lineage(connection, name) for name in streams.existing(connection)}


def test_the_present_base_is_kept_aside(
    engine: Engine, fill: Fill, restore: Callable[[Path], restauration.Bilan], tmp_path: Path
) -> None:
    """A restore that was a mistake is undone by another one, or by the file's own name."""
    fill()
    source = sauvegarde.save(engine, tmp_path / "copies", NOW).fichier
    fill()
    before = contents(engine)

    done = restore(source)

    assert done.depuis == {"dep:02": 9}
    assert done.de_cote is not None
    assert done.de_cote.stat().st_mode & 0o077 == 0
    if done.de_cote.suffix == ".sqlite":
        aside = open_database(done.de_cote)
        assert contents(aside) == before
        aside.dispose()
    else:
        with sauvegarde.unpacked(done.de_cote, tmp_path / "aside.sqlite") as (aside, _):
            assert contents(aside) == before


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_postgresql_that_is_not_empty_is_replaced_only_when_told(
    engine: Engine, fill: Fill, where: str, tmp_path: Path
) -> None:
    """Refused with what to say; empty, it is filled without a word."""
    fill()
    source = sauvegarde.save(engine, tmp_path / "copies", NOW).fichier
    before = contents(engine)

    with pytest.raises(CopieError, match="ajoutez --remplacer"):
        restauration.restore(source, where, LATER)

    assert contents(engine) == before
    with engine.begin() as connection:
        names = ", ".join(f'"{name}"' for name in (*before, "setting"))
        connection.execute(text(f"TRUNCATE {names}"))
    assert restauration.restore(source, where, LATER).de_cote is None
    assert without_lineage(engine) == {name: rows for name, rows in before.items() if name != "epoch"}


@pytest.mark.parametrize("known_by", ["the present base", "the list beside the backups"])
def test_an_erasure_made_after_the_backup_is_made_again(
    engine: Engine,
    laptop: Laptop,
    change: Make,
    swap: Swap,
    restore: Callable[[Path], restauration.Bilan],
    where: Path | str,
    tmp_path: Path,
    known_by: str,
) -> None:
    """The value is blank, the erasing change follows in the log, and the value that a laptop offers again is too."""
    guise, prefecture = laptop(), laptop("prefecture")
    name = change(guise, "personne", commune="02361", nom="Untel", fonction="Maire")
    swap(guise, [name])
    source = sauvegarde.save(engine, tmp_path / "copies", NOW).fichier
    late = change(guise, "personne", name.record, commune="02361", nom="Untel-Durand", over={"nom": [name.id]})
    erasing = change(prefecture, "personne", name.record, commune="02361", efface=["nom"])
    swap(guise, [late])
    swap(prefecture, [erasing])
    if known_by == "the list beside the backups":
        sauvegarde.save(engine, source.parent, NOW + timedelta(hours=1))
        lose(engine, where)

    done = restore(source)

    assert (done.effacements, done.valeurs_effacees) == (1, 1)
    assert "Untel" not in json.dumps(contents(engine), ensure_ascii=False)
    swap(guise, [late, name])  # the préfecture's laptop is gone
    assert "Untel" not in json.dumps(contents(engine), ensure_ascii=False)
    assert verify(engine) == []
    page = swap(guise).streams["dep:02"]
    assert [item["id"] for item in page.changes] == [name.id, erasing.id, late.id]
    assert page.changes[1]["seq"] == page.epochs[-1][1]  # in the new epoch: every laptop reads it
    assert page.changes[1]["role"] == "prefecture"


def lose(engine: Engine, where: Path | str) -> None:
    """Lose the base: a file of rubbish, or empty tables."""
    if isinstance(where, Path):
        engine.dispose()
        for rest in ("-wal", "-shm"):
            where.with_name(where.name + rest).unlink(missing_ok=True)
        where.write_bytes(b"perdu" * 1000)
        return
    with engine.begin() as connection:
        connection.execute(text("TRUNCATE " + ", ".join(f'"{name}"' for name in (*contents(engine), "setting"))))


def test_an_erasure_that_counted_only_since_is_made_again(
    engine: Engine,
    laptop: Laptop,
    change: Make,
    swap: Swap,
    restore: Callable[[Path], restauration.Bilan],
    tmp_path: Path,
) -> None:
    """Its author's role was not known when it was carried; the backup knows it so, and its author offered it since."""
    author, carrier = laptop("prefecture"), laptop("prefecture")
    role = {one: Grant(role=one, departements=("02",), communes=("02361",)) for one in ("chef", "prefecture")}
    name = change(carrier, "personne", commune="02361", nom="Untel")
    erasing = change(author, "personne", name.record, commune="02361", efface=["nom"])
    regrant(engine, author.id, role["chef"])
    swap(carrier, [name, erasing])
    source = sauvegarde.save(engine, tmp_path / "copies", NOW).fichier
    assert "Untel" in json.dumps(contents(engine), ensure_ascii=False)
    regrant(engine, author.id, role["prefecture"])
    swap(author, [erasing])

    restore(source)

    assert "Untel" not in json.dumps(contents(engine), ensure_ascii=False)
    assert verify(engine) == []


def test_access_that_was_taken_away_stays_taken_away_and_what_was_given_stays(
    engine: Engine,
    fill: Fill,
    token_of: Callable[..., str],
    restore: Callable[[Path], restauration.Bilan],
    tmp_path: Path,
) -> None:
    """Revoked since: stays so. Enrolled since: comes in. Given fewer communes since: has no more."""
    people = fill()
    lost = token_of()
    source = sauvegarde.save(engine, tmp_path / "copies", NOW).fichier
    revoke(engine, authenticate(engine, lost, NOW).id, LATER)
    regrant(engine, people.hirson.id, Grant(role="chef", departements=("02",), communes=("02691",)))
    token = token_of(communes=["02381"])

    done = restore(source)

    with pytest.raises(TokenError):
        authenticate(engine, lost, LATER)
    assert authenticate(engine, token, LATER).grant.communes == ("02381",)
    with engine.connect() as connection:
        kept = connection.scalar(text("SELECT communes FROM device WHERE id = :id"), {"id": people.hirson.id})
    assert kept == '["02691"]'
    assert (done.revocations, done.appareils, done.avertissements) == (1, 1, [])


def test_a_revocation_survives_even_the_loss_of_the_base(
    engine: Engine,
    fill: Fill,
    token_of: Callable[..., str],
    restore: Callable[[Path], restauration.Bilan],
    where: Path | str,
    tmp_path: Path,
) -> None:
    """An older backup is taken because the newer one is damaged: the list beside them remembers."""
    fill()
    token = token_of()
    source = sauvegarde.save(engine, tmp_path / "copies", NOW).fichier
    revoke(engine, authenticate(engine, token, NOW).id, LATER)
    sauvegarde.save(engine, source.parent, LATER)
    lose(engine, where)

    done = restore(source)

    with pytest.raises(TokenError):
        authenticate(engine, token, LATER)
    assert done.revocations == 1
    assert len(done.avertissements) == (1 if isinstance(where, Path) else 0)  # it does not open; empty tables do


def test_a_backup_newer_than_the_base_has_the_last_word(
    engine: Engine, fill: Fill, restore: Callable[[Path], restauration.Bilan], tmp_path: Path
) -> None:
    """Somebody put an old base back; the newest backup is restored over it: its grants and revocations count."""
    people = fill()
    old = sauvegarde.save(engine, tmp_path / "copies", NOW).fichier
    revoke(engine, people.guise.id, LATER)
    regrant(engine, people.hirson.id, Grant(role="chef", departements=("02",), communes=("02691",)))
    new = sauvegarde.save(engine, old.parent / "nouvelle.jsonl.zst", LATER).fichier
    restore(new)
    expected = contents(engine)["device"]
    (old.parent / annexe.REVOCATIONS).unlink()
    with engine.begin() as connection:
        connection.execute(text("UPDATE device SET revoked_at = NULL, communes = '[\"02361\"]'"))

    restore(new)

    assert contents(engine)["device"] == expected


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_base_that_is_served_is_not_replaced(engine: Engine, fill: Fill, where: Path, tmp_path: Path) -> None:
    """The server would go on writing to a file that has no name any more."""
    fill()
    source = sauvegarde.save(engine, tmp_path / "copies", NOW).fichier
    before = contents(engine)

    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        with pytest.raises(CopieError, match="arrêtez le serveur"):
            restauration.restore(source, where, LATER)

    assert contents(engine) == before
    assert [one.name for one in where.parent.glob("*avant-restauration*")] == []


def test_a_backup_that_is_damaged_or_unsound_replaces_nothing(
    engine: Engine, fill: Fill, restore: Callable[[Path], restauration.Bilan], tmp_path: Path
) -> None:
    """The base is as it was, and the sentence says what to do."""
    fill()
    source = sauvegarde.save(engine, tmp_path / "copies", NOW).fichier
    damaged = source.with_name("abimee.jsonl.zst")
    damaged.write_bytes(source.read_bytes()[:-100])
    before = contents(engine)
    with engine.connect() as connection:
        connection.execute(text("UPDATE change SET at = '2020-01-01T00:00:00.000000+00:00' WHERE seq = 2"))
        unsound = sauvegarde.dump(
            connection, tmp_path / "copies" / "x.partiel", tmp_path / "copies" / "x.jsonl.zst", NOW
        ).fichier

    for path, sentence in (
        (damaged, "endommagé, tronqué"),
        (unsound, "pas sain : "),
        (tmp_path / "rien", "pas de fichier"),
    ):
        with pytest.raises(CopieError, match=sentence):
            restore(path)
        assert contents(engine) == before


def test_a_rehearsal_does_all_but_the_last_step(engine: Engine, fill: Fill, where: Path | str, tmp_path: Path) -> None:
    """It counts what would change, beside a server that serves, and changes nothing."""
    people = fill()
    source = sauvegarde.save(engine, tmp_path / "copies", NOW).fichier
    revoke(engine, people.hirson.id, LATER)
    fill()
    before = contents(engine)

    done = restauration.rehearse(source, where)

    assert (done.revocations, done.depuis, done.effacements, done.appareils) == (1, {"dep:02": 9}, 1, 3)
    assert contents(engine) == before
    assert list(tmp_path.rglob("*avant-restauration*")) == []


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_a_postgresql_is_restored_while_it_serves(
    engine: Engine, fill: Fill, laptop: Laptop, change: Make, swap: Swap, where: str, tmp_path: Path
) -> None:
    """Requests in flight end before, the others wait and go on after; nobody is answered with an error."""
    fill()
    source = sauvegarde.save(engine, tmp_path / "copies", NOW).fichier
    people = [laptop("prefecture") for _ in range(3)]
    offers = [[change(one, commune="02361", titre=f"T{number}") for number in range(15)] for one in people]

    def write(one: Device, changes: list[Change]) -> None:
        for number, offered in enumerate(changes):
            swap(one, [offered])
            if number == 3:
                going.release()

    going = threading.Semaphore(0)
    with ThreadPoolExecutor(3) as threads:
        written = [threads.submit(write, *pair) for pair in zip(people, offers, strict=True)]
        for _ in people:
            going.acquire()
        restauration.restore(source, where, LATER, remplacer=True)
        for one in written:
            one.result()

    assert verify(engine) == []
    with engine.connect() as connection:
        kept = set(connection.scalars(text("SELECT id FROM change")))
    assert {changes[-1].id for changes in offers} <= kept
    assert not {changes[0].id for changes in offers} & kept


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sync.server import restauration
source, where, last, steps = Path(sys.argv[1]), sys.argv[2], 0, 0
def step(*_):
    global steps
    steps += 1
    if steps == last:
        os.kill(os.getpid(), signal.SIGKILL)
for name in ("before_cursor_execute", "commit"):
    event.listen(Engine, name, step)
for name in ("replace", "link", "fsync", "unlink"):
    real = getattr(os, name)
    setattr(os, name, lambda *a, real=real, **k: (step(), real(*a, **k))[1])
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        last, day = int(line), datetime(2026, 3, 3, tzinfo=UTC)
        restauration.restore(source, where if "://" in where else Path(where), day, remplacer=True)
        print(steps, end=" ", flush=True)
        sys.exit()
    end = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    print(end if end == 0 else f"0 {end}", flush=True)
"""
"""For each number read, a child restores, and kills itself before that one of its statements or file operations."""


@contextmanager
def killed(source: Path, where: Path | str) -> Iterator[Callable[[int], int]]:
    """Give what restores and is killed at a step; it answers with how many steps it made, 0 once killed."""
    words = [sys.executable, "-c", KILLED, str(source), str(where)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        asked, said = program.stdin, program.stdout
        assert asked is not None
        assert said is not None

        def run(last: int) -> int:
            asked.write(f"{last}\n")
            asked.flush()
            steps, end = map(int, said.readline().split())
            assert end in {0, -signal.SIGKILL}
            return steps

        yield run


@pytest.mark.heavy
@pytest.mark.parametrize(("engine", "ends"), [("sqlite", (2, 1, 0)), ("postgresql", (0,))], indirect=["engine"])
def test_a_restore_that_is_killed_leaves_the_old_base_or_the_new_one(
    engine: Engine, fill: Fill, change: Make, swap: Swap, where: Path | str, tmp_path: Path, ends: tuple[int, ...]
) -> None:
    """Killed in the middle and at each of its last steps, the base opens and is one of the two; a new try succeeds."""
    people = fill()
    source = sauvegarde.save(engine, tmp_path / "copies", NOW).fichier
    new = without_lineage(engine)
    swap(people.guise, [change(people.guise, commune="02361", titre="Depuis")])
    old = without_lineage(engine)
    safe = sauvegarde.save(engine, tmp_path / "autres", NOW).fichier
    engine.dispose()

    with killed(source, where) as run:
        steps, seen = run(-1), []
        restauration.restore(safe, where, LATER, remplacer=True)
        for last in (steps // 2, *(steps - end for end in ends)):
            assert run(last) == 0
            present = without_lineage(engine)
            engine.dispose()
            assert present in (old, new)
            seen.append(present == new)
        assert seen == sorted(seen)
        assert set(seen) == ({False, True} if isinstance(where, Path) else {False})  # a rename, and a commit at the end
        run(-1)
    assert without_lineage(engine) == new
    assert verify(engine) == []


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_command_says_what_happened_and_asks_for_a_yes(
    engine: Engine, fill: Fill, where: Path, tmp_path: Path
) -> None:
    """Exit 2 without --oui or --essai, 1 where it refuses, 0 with a sentence or JSON."""
    people = fill()
    source = str(sauvegarde.save(engine, tmp_path / "copies", NOW).fichier)
    revoke(engine, people.hirson.id, LATER)
    fill()
    engine.dispose()

    def run(*words: str) -> tuple[int, str]:
        result = CliRunner().invoke(serveur, ["restaurer", source, *words, "--base", str(where)])
        return result.exit_code, result.output

    assert run()[0] == run("--oui", "--essai")[0] == 2
    code, said = run("--essai")
    assert (code, said.startswith("Essai : la base n’a pas été touchée.")) == (0, True)
    assert "dep:02 : 9 modifications plus récentes, que les ordinateurs redonneront." in said
    assert "Accès retirés, qui le restent : 1." in said
    code, said = run("--oui", "--json")
    assert (code, json.loads(said)["effacements"], Path(json.loads(said)["de_cote"]).exists()) == (0, 1, True)
    with where.open("r+b") as base:
        base.write(b"ecrase")
    code, said = run("--oui")
    assert (code, "Relisez « pvd-serveur appareils »" in said) == (0, True)
    assert verify(engine) == []
