"""The restore drill: it restores, compares, says RTO and RPO, and notes its day."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, text

from pvd_tui.changes.change import Change
from sync.protocol import ExchangeAnswer
from sync.server import sauvegarde, settings, temoin
from sync.server.cli import serveur
from sync.server.copie import CopieError
from sync.server.exercice import drill
from sync.server.streams import lineage
from tests.sync.server.conftest import NOW, People, contents

Fill = Callable[[], People]
Make = Callable[..., Change]
Swap = Callable[..., ExchangeAnswer]
LATER = NOW + timedelta(hours=5)


def noted(engine: Engine, name: str) -> object:
    """Read what the figures of `/metrics` are made of."""
    with engine.connect() as connection:
        return connection.scalar(text("SELECT value FROM setting WHERE name = :name"), {"name": name})


def test_a_drill_says_how_long_a_restore_takes_and_what_it_would_lose(
    engine: Engine, fill: Fill, change: Make, swap: Swap, tmp_path: Path
) -> None:
    """Erased, completed and restamped since, the base is the same; what came since is counted with its age."""
    people = fill()
    stub = change(people.guise, commune="02361", titre="Longue")
    swap(people.guise, [replace(stub, set={}, stub=("titre",))])
    source = sauvegarde.save(engine, tmp_path, NOW).fichier
    before = contents(engine)
    ticks = iter((10.0, 12.5)).__next__

    same = drill(source, engine, LATER, ticks)

    assert (same.duree, same.compares, same.differentes) == (2.5, len(before["change"]), [])
    assert (same.absentes, same.depuis, same.perte) == (0, None, 0.0)
    swap(people.guise, [stub])
    swap(
        people.prefecture,
        [change(people.prefecture, "personne", people.personne, commune="02361", efface=["fonction"])],
    )
    found = drill(source, engine, LATER, iter((0.0, 1.0)).__next__)
    assert (found.differentes, found.completees, found.absentes) == ([], 1, 1)
    assert found.perte == timedelta(hours=5).total_seconds()
    assert noted(engine, settings.SAUVEGARDE) == "2026-03-02T09:00:00.000000+00:00"
    assert noted(engine, settings.EXERCICE) == "2026-03-02T14:00:00.000000+00:00"
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


@pytest.mark.parametrize(
    "altered",
    [
        """UPDATE change SET "set" = '{"titre":"Autre"}' WHERE seq = 2""",
        "UPDATE change SET received_at = '2020-01-01T00:00:00.000000+00:00' WHERE seq = 2",
        "DELETE FROM change WHERE seq = 2",
    ],
)
def test_a_base_that_differs_from_its_backup_fails_the_drill(
    engine: Engine, fill: Fill, tmp_path: Path, altered: str
) -> None:
    """Whichever of the two is wrong, somebody must look; the day of the last good drill stays."""
    fill()
    source = sauvegarde.save(engine, tmp_path, NOW).fichier
    with engine.begin() as connection:
        connection.execute(text(altered.replace(":", r"\:")))

    found = drill(source, engine, LATER, iter((0.0, 1.0)).__next__)

    assert found.differentes[0] == "dep:02 n° 2"
    assert noted(engine, settings.EXERCICE) is None


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_damaged_backup_fails_the_drill(engine: Engine, fill: Fill, tmp_path: Path) -> None:
    """That is what a drill is for."""
    fill()
    source = sauvegarde.save(engine, tmp_path, NOW).fichier
    source.write_bytes(source.read_bytes()[:-1])

    with pytest.raises(CopieError, match="prenez une autre sauvegarde"):
        drill(source, engine, LATER, iter((0.0, 1.0)).__next__)

    assert noted(engine, settings.EXERCICE) is None


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_command_takes_the_newest_backup_of_a_folder(engine: Engine, fill: Fill, tmp_path: Path) -> None:
    """Exit 0 with RTO and RPO, 1 where the bases differ or there is no backup."""
    fill()
    copies = tmp_path / "copies"
    copies.mkdir()

    def run(*words: str) -> tuple[int, str]:
        words = ("exercice-restauration", "--de", str(copies), *words, "--base", str(engine.url.database))
        result = CliRunner().invoke(serveur, words)
        return result.exit_code, result.output

    assert "Il n’y a pas de sauvegarde dans" in run()[1]
    sauvegarde.save(engine, copies, NOW - timedelta(days=1))
    newest = sauvegarde.save(engine, copies, NOW).fichier
    code, said = run()
    assert (code, said.startswith(f"{newest} : restaurée et vérifiée en ")) == (0, True)
    assert "0 modifications reçues depuis, sur 0 h 00 min (RPO)." in said
    assert json.loads(run("--json")[1])["differentes"] == []
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM change WHERE seq = 2"))
    assert run()[0] == 1


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_another_cluster_or_timeline_begins_an_epoch(engine: Engine, fill: Fill) -> None:
    """Recovered to a point in time or read from a dump, a PostgreSQL is not the one that served."""
    fill()
    assert [temoin.notice(engine) for _ in range(2)] == [False, False]
    with engine.begin() as connection:
        connection.execute(text("UPDATE setting SET value = '1:00000001' WHERE name = 'temoin'"))

    assert temoin.notice(engine)

    with engine.connect() as connection:
        known = lineage(connection, "dep:02")
    assert (len(known.epochs), known.epochs[-1][1]) == (2, known.head + 1)
    assert not temoin.notice(engine)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("damaged", ["", "{", "[]", '{"dep:02":1}'])
def test_a_witness_that_cannot_be_read_says_nothing(engine: Engine, fill: Fill, damaged: str) -> None:
    """It is a precaution: nothing depends on it, and it is written anew."""
    fill()
    path = temoin.witness(Path(str(engine.url.database)))
    path.write_text(damaged)

    assert not temoin.notice(engine)

    assert json.loads(path.read_text())["dep:02"][0] == 9
