"""`pvd importer`: preview, yes, undo."""

from pathlib import Path

import pytest

from tests.commands.conftest import Pvd

LISTE = "insee_com;lib_com;id_pvd;date_signature\n02361;Guise;pvd-32-02-1;15/04/2021\n99999;Nulle part;;\n"


@pytest.fixture
def liste(tmp_path: Path) -> Path:
    """Write a list of two lines, one of which is no commune, as Windows saves it."""
    path = tmp_path / "liste.csv"
    path.write_bytes(LISTE.encode("cp1252"))
    return path


def test_an_essai_shows_and_writes_nothing(cli: Pvd, liste: Path) -> None:
    """The preview says what would be created and what is refused, line by line."""
    said = cli("importer", str(liste), "--essai")

    assert said.code == 0
    assert "créer" in said.out
    assert "refusée : Le code INSEE 99999 est inconnu du référentiel." in said.out
    assert cli("lister", "commune", "--json").json == []


def test_an_import_needs_a_yes_and_is_one_gesture(cli: Pvd, liste: Path) -> None:
    """Without a terminal to ask in, --oui is needed; undo takes all of it back."""
    assert "ajoutez --oui" in cli("importer", str(liste)).err
    assert cli("importer", str(liste), "--oui").code == 0
    assert [one["id"] for one in cli("lister", "commune", "--json").json] == ["02361"]
    assert "déjà là" in cli("importer", str(liste), "--oui").err

    assert cli("annuler").code == 0
    assert cli("lister", "commune", "--json").json == []
    assert cli("lister", "convention", "--json").json == []


def test_a_table_of_projects_is_matched_by_a_file_and_its_questions_are_answered(cli: Pvd, tmp_path: Path) -> None:
    """`--json` shows the matching; `--correspondance` gives it back changed, and `--reponse` answers."""
    assert cli("creer", "commune", "id=02361", "titre=Guise").code == 0
    path = tmp_path / "projets.csv"
    path.write_text("INSEE;Intitulé;Truc\n2361;Halle;Claire\n", encoding="utf-8")
    shown = cli("importer", str(path), "--essai", "--json").json
    assert shown["correspondance"] == {"INSEE": "commune", "Intitulé": "action.titre", "Truc": ""}
    assert [one["cle"] for one in shown["questions"]] == ["zeros"]

    said = tmp_path / "correspondance.json"
    said.write_text('{"INSEE": "commune", "Intitulé": "action.titre", "Truc": "action.pilote"}', encoding="utf-8")
    done = cli("importer", str(path), "--correspondance", str(said), "--reponse", "zeros=oui", "--oui")
    assert done.code == 0
    assert [(one["titre"], one["pilote"]) for one in cli("lister", "action", "--json").json] == [("Halle", "Claire")]
    assert cli("importer", str(path), "--essai", "--json", "--reponse", "zeros=oui").json["modifications"] == 0

    for wrong in (("--reponse", "zeros=peut-être"), ("--reponse", "lune=oui"), ("--feuille", "autre")):
        refused = cli("importer", str(path), "--oui", *wrong)
        assert (refused.code, refused.out) == (1, "")
        assert "Rien n" in refused.err


def test_a_renamed_pdf_is_named_for_what_it_is(cli: Pvd, tmp_path: Path) -> None:
    """The wrong file is told apart, and nothing is written."""
    path = tmp_path / "liste.csv"
    path.write_bytes(b"%PDF-1.7\n\x00\x01\x02")
    said = cli("importer", str(path), "--oui")

    assert (said.code, said.out) == (1, "")
    assert "PDF" in said.err
