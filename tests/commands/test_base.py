"""The store by command: verified, saved, restored, described; and files that are no store."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.commands.conftest import Pvd


def test_verifier_says_that_all_is_well_and_shows_what_another_tool_edited(cli: Pvd, base: Path) -> None:
    """An outside edit is shown with exit code 1; it can be adopted as a change."""
    action = cli("creer", "action", "titre=Halle", "commune=02361").last
    assert cli("verifier").out.endswith("Tout est en ordre.\n")
    with closing(sqlite3.connect(base)) as other:
        other.execute("UPDATE action SET titre = 'Halle, par un autre outil'")
        other.commit()

    said = cli("verifier", "--json")
    assert (said.code, said.json["ecarts"][0]["champ"]) == (1, "titre")
    assert cli("verifier", "--adopter").code == 0
    assert cli("voir", "action", action, "--json").json["titre"] == "Halle, par un autre outil"
    assert len(cli("historique", "action", action, "--json").json) == 2


def test_a_backup_brings_back_what_was_and_keeps_what_is(cli: Pvd, base: Path, tmp_path: Path) -> None:
    """Restoring puts the present store aside; nothing is overwritten."""
    action = cli("creer", "action", "titre=Avant", "commune=02361").last
    assert cli("sauvegarder", str(tmp_path / "copie.db")).code == 0
    assert cli("sauvegarder", str(tmp_path)).code == 0
    assert len(list(tmp_path.glob("pvd-20??-??-??-??h??.db"))) == 1  # a folder gets a dated file
    cli("modifier", "action", action, "titre=Après")

    assert cli("restaurer", str(tmp_path / "copie.db")).code == 0
    assert cli("voir", "action", action, "--json").json["titre"] == "Avant"
    (aside,) = base.parent.glob("pvd-avant-restauration-*.db")
    assert cli("--base", str(aside), "voir", "action", action, "--json").json["titre"] == "Après"


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7 ceci n'est pas une base" * 50, b"SQLite format 3\x00" + b"\x00" * 900]
)
def test_a_file_that_is_no_store_is_refused_and_left_as_it_was(cli: Pvd, base: Path, content: bytes) -> None:
    """A French sentence, exit code 1, not a byte changed."""
    base.write_bytes(content)
    said = cli("lister", "action")

    assert (said.code, said.out) == (1, "")
    assert str(base) in said.err
    assert base.read_bytes() == content


def test_another_store_is_named_before_or_after_the_command(cli: Pvd, tmp_path: Path) -> None:
    """`--base` may stand on either side; PVD_BASE is what is used without it."""
    other = str(tmp_path / "autre.db")
    action = cli("--base", other, "creer", "action", "titre=Ailleurs", "commune=02361").last

    assert cli("voir", "action", action, "--json", "--base", other).json["titre"] == "Ailleurs"
    assert cli("lister", "action", "--json").json == []


def test_the_diagnostic_gives_counts_and_never_a_text(cli: Pvd) -> None:
    """What the support reads holds no word of a fiche."""
    cli("creer", "action", "titre=Secret de la halle", "commune=02361")
    said = cli("diagnostic", "--json")

    assert said.json["fiches"] == {"action": 1}
    assert "Licence Ouverte" in said.json["sources"]
    assert "Secret" not in said.out


def test_without_a_terminal_the_application_says_so(cli: Pvd) -> None:
    """`pvd` alone opens a terminal program; in a script it is refused in French."""
    said = cli()
    assert said.code == 1
    assert "terminal" in said.err
