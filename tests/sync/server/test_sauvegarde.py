"""Backups: whole, private, faithful, and never called so before they were opened again."""

import json
import shutil
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, text

from pvd_tui.changes.change import Change
from sync.protocol import ExchangeAnswer
from sync.server import annexe, copie, sauvegarde, verification
from sync.server.cli import serveur
from sync.server.copie import CopieError
from sync.server.database import open_database
from sync.server.enrolment import Device, revoke
from tests.sync.server.conftest import NOW, People, contents

Fill = Callable[[], People]
Laptop = Callable[..., Device]
Make = Callable[..., Change]
Swap = Callable[..., ExchangeAnswer]


def test_a_backup_holds_every_row_and_is_private(engine: Engine, fill: Fill, tmp_path: Path) -> None:
    """Opened again, it has the rows that the base has."""
    fill()

    done = sauvegarde.save(engine, tmp_path / "copies" / "jour.jsonl.zst", NOW)

    assert done.anomalies == []
    assert done.fichier.stat().st_mode & 0o077 == 0
    with sauvegarde.unpacked(done.fichier, tmp_path / "ouverte.sqlite") as (copied, counts):
        assert counts == done.lignes
        assert contents(copied) == contents(engine)
    assert [one.name for one in done.fichier.parent.iterdir() if one.name.startswith(".")] == []


@pytest.fixture
def backup(fill: Fill, engine: Engine, tmp_path: Path) -> Path:
    """Make a backup of a base with something of every kind."""
    fill()
    return sauvegarde.save(engine, tmp_path / "copies" / "jour.jsonl.zst", NOW).fichier


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_damage_anywhere_and_truncation_anywhere_is_an_error(backup: Path, tmp_path: Path) -> None:
    """One byte off at every 101st place, one cut at every 101st place, one byte too many."""
    whole = backup.read_bytes()
    hurt = [whole[:at] + bytes([whole[at] ^ 0x40]) + whole[at + 1 :] for at in range(0, len(whole), 101)]
    cut = [whole[:at] for at in range(0, len(whole), 101)]
    for number, content in enumerate([*hurt, *cut, whole[:-1], whole + b"\n", b"<html></html>"]):
        path = tmp_path / f"{number}.jsonl.zst"
        path.write_bytes(content)
        with pytest.raises(CopieError, match="endommagé, tronqué") as refusal:
            list(copie.read(path))
        assert "Rien n’a été modifié" in str(refusal.value)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_rows_that_are_missing_are_an_error_whatever_the_hash_says(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The counts in the file are checked too: a hash only proves what was written."""
    real = copie._line
    monkeypatch.setattr(copie, "_line", lambda line: real({"lignes": 1} if line == {"lignes": 0} else line))
    with copie.snapshot(engine) as connection:
        copie.write(connection, tmp_path / "faux.jsonl.zst", NOW)

    with pytest.raises(CopieError, match="n’est pas une sauvegarde entière"):
        list(copie.read(tmp_path / "faux.jsonl.zst"))


def test_a_backup_made_while_others_write_is_of_one_instant(
    engine: Engine, laptop: Laptop, change: Make, swap: Swap, tmp_path: Path
) -> None:
    """Four laptops push without a pause; each copy's chain holds and its numbering has no hole."""
    people = [laptop(), *(laptop("prefecture") for _ in range(3))]
    offers = [[change(one, commune="02361", titre=f"T{number}") for number in range(60)] for one in people]
    ready = threading.Barrier(5)

    def write(one: Device, changes: list[Change]) -> None:
        ready.wait()
        for start in range(0, len(changes), 3):
            swap(one, changes[start : start + 3])

    threads = [threading.Thread(target=write, args=pair) for pair in zip(people, offers, strict=True)]
    for thread in threads:
        thread.start()
    ready.wait()
    made: list[sauvegarde.Bilan] = []
    while any(thread.is_alive() for thread in threads) or not made:
        made.append(sauvegarde.save(engine, tmp_path / f"{len(made)}.jsonl.zst", NOW))
    for thread in threads:
        thread.join()

    assert [one.anomalies for one in made] == [[]] * len(made)  # opened, and its chain read, each time
    assert any(0 < one.lignes["change"] < 240 for one in made)
    assert all(one.lignes["change"] == sum(one.tetes.values()) for one in made)
    assert verification.verify(engine) == []


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_newest_backups_of_a_folder_are_kept(engine: Engine, fill: Fill, tmp_path: Path) -> None:
    """`--garder 3` leaves three dated files, and whatever else is in the folder."""
    fill()
    other = tmp_path / "copies" / "pvd-serveur-a-moi.jsonl.zst"
    other.parent.mkdir()
    other.write_bytes(b"autre")

    for day in range(5):
        done = sauvegarde.save(engine, other.parent, NOW + timedelta(days=day), garder=3)

    kept = sorted(one.name for one in other.parent.glob("*.zst"))
    assert kept == [*(f"pvd-serveur-2026030{day}-090000.jsonl.zst" for day in (4, 5, 6)), other.name]
    assert [one.name for one in done.ecartees] == ["pvd-serveur-20260303-090000.jsonl.zst"]
    assert sauvegarde.newest(other.parent) == done.fichier


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_file_that_is_no_backup_is_not_replaced(engine: Engine, backup: Path, tmp_path: Path) -> None:
    """A mistyped name destroys nothing; an older backup of the same name gives way."""
    letter = tmp_path / "courrier.zst"
    letter.write_bytes(b"Monsieur le Maire")

    with pytest.raises(CopieError, match="n’a pas été remplacé"):
        sauvegarde.save(engine, letter, NOW)

    assert letter.read_bytes() == b"Monsieur le Maire"
    assert sauvegarde.save(engine, backup, NOW + timedelta(hours=1)).fichier == backup


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_backup_that_cannot_be_written_leaves_the_one_before(
    engine: Engine, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk is said; the file of the day before is as it was, and no half file stays."""
    before = backup.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sync.server.copie.os.fsync", full)
    with pytest.raises(CopieError, match="disque plein"):
        sauvegarde.save(engine, backup, NOW)

    assert backup.read_bytes() == before
    assert sorted(one.name for one in backup.parent.iterdir() if "partiel" in one.name) == []


def test_a_faithful_copy_of_an_altered_base_is_not_called_a_backup(engine: Engine, fill: Fill, tmp_path: Path) -> None:
    """It is kept, under a name that says so, and the last backup's date does not move."""
    fill()
    with engine.begin() as connection:
        connection.execute(text("""UPDATE change SET "set" = '{"titre":"Autre"}' WHERE seq = 1"""))

    done = sauvegarde.save(engine, tmp_path / "jour.jsonl.zst", NOW)

    assert [(one.flux, one.seq) for one in done.anomalies][:1] == [("dep:02", 1)]
    assert done.fichier.name == "jour.avec-anomalies.jsonl.zst"
    assert not (tmp_path / "jour.jsonl.zst").exists()
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM setting")) == 0


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_what_must_survive_the_base_is_kept_beside_the_backups(
    engine: Engine, fill: Fill, backup: Path, tmp_path: Path
) -> None:
    """Erasures and revocations of every backup of a folder, private, each once."""
    people = fill()
    revoke(engine, people.hirson.id, NOW)
    sauvegarde.save(engine, backup, NOW + timedelta(hours=1))
    empty = open_database(tmp_path / "neuve.sqlite")
    sauvegarde.save(empty, backup.parent, NOW)
    empty.dispose()

    kept = annexe.read(backup.parent)

    assert {one.record for one in kept.erasures.values()} >= {people.personne}
    assert len(kept.erasures) == 2
    assert set(kept.revocations) == {people.hirson.id}
    assert all((backup.parent / name).stat().st_mode & 0o077 == 0 for name in (annexe.EFFACEMENTS, annexe.REVOCATIONS))
    assert "Untel" not in (backup.parent / annexe.EFFACEMENTS).read_text()

    (backup.parent / annexe.EFFACEMENTS).write_text("{")
    with pytest.raises(CopieError, match="ne peut pas être lue en entier"):
        sauvegarde.save(engine, backup, NOW)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_copy_of_an_older_schema_gets_the_columns_it_lacks(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Columns that it does not have take their default; tables and columns of a newer program are refused."""
    facts = [("schema", 3), ("colonnes", "nouvelle")]
    rows = {table.name: rows for table, _, rows in copie.read(backup)}
    assert rows["device"][0][-1] is None  # revoked_at
    real = copie._line

    def older(line: object) -> bytes:
        if isinstance(line, tuple) and len(line) == 9 and line[2] in {"chef", "prefecture"}:
            line = line[:-1]
        if isinstance(line, dict) and line.get("table") == "device":
            line = {**line, "colonnes": line["colonnes"][:-1]}
        return real(line)

    with sauvegarde.unpacked(backup, tmp_path / "base.sqlite") as (base, _), copie.snapshot(base) as connection:
        monkeypatch.setattr(copie, "_line", older)
        copie.write(connection, tmp_path / "ancienne.jsonl.zst", NOW)
        for key, value in facts:
            monkeypatch.setattr(copie, "_line", lambda line: real(_with(line, key, value)))  # noqa: B023 - used at once
            copie.write(connection, tmp_path / f"{key}.jsonl.zst", NOW)

    assert {table.name: rows for table, _, rows in copie.read(tmp_path / "ancienne.jsonl.zst")} == rows
    for key, _ in facts:
        with pytest.raises(CopieError, match="version plus récente"):
            list(copie.read(tmp_path / f"{key}.jsonl.zst"))


def _with(line: object, key: str, value: object) -> object:
    if not isinstance(line, dict) or key not in line:
        return line
    return {**line, key: [*line[key][:-1], value] if key == "colonnes" else value}


def test_the_commands_say_what_they_did(tmp_path: Path) -> None:
    """Exit 0 with a sentence or JSON; a base that does not exist is not made."""
    run = CliRunner().invoke
    base, copies = str(tmp_path / "serveur.sqlite"), str(tmp_path / "copies")

    missing = run(serveur, ["sauvegarder", "--vers", copies, "--base", base])
    assert (missing.exit_code, Path(base).exists()) == (1, False)
    assert "Il n’y a pas de base" in missing.stderr

    run(serveur, ["inviter", "--role", "prefecture", "--departement", "02", "--base", base])
    done = run(serveur, ["sauvegarder", "--vers", copies, "--garder", "7", "--base", base, "--json"])
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["lignes"]["invitation"] == 1
    said = run(serveur, ["sauvegarder", "--vers", f"{copies}/a.jsonl.zst", "--base", base])
    assert said.stdout.startswith("0 modifications sauvegardées dans ")

    shutil.copy(f"{copies}/a.jsonl.zst", tmp_path / "b.zst")
    with (tmp_path / "b.zst").open("r+b") as file:
        file.seek(30)
        file.write(b"!!")
    checked = run(serveur, ["verifier", str(tmp_path / "b.zst")])
    assert checked.exit_code == 1
    assert "prenez une autre sauvegarde" in checked.stderr
