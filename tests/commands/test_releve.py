"""`pvd releve`, `pvd formation`, `pvd retex`: the same as on screen, for scripts and screen readers."""

from pathlib import Path

import docx
import pytest
from python_calamine import CalamineWorkbook

from tests.commands.conftest import Pvd


@pytest.fixture
def seance(cli: Pvd) -> str:
    """Give a séance with a note that names two people, one of them known."""
    cli("creer", "commune", "id=02361", "titre=Guise", "departement=02")
    made = cli(
        "creer",
        "seance_club",
        "titre=Club d'avril",
        "numero=2026-1",
        "date=14/04/2026",
        "departement=02",
        "besoins_formation=OPAH (Guise ; élus)",
    )
    record = made.last.split()[-1]
    cli(
        "creer",
        "presence",
        f"seance_club={record}",
        "titre=Amina Petit",
        "fonction=Cheffe de projet",
        "commune=02361",
        "statut=Présent",
    )
    cli(
        "creer",
        "note_seance",
        f"seance_club={record}",
        "genre=Retour d’expérience",
        "texte=Une OPAH, dit Amina Petit à M. Duval",
        "heure=09:40",
    )
    return record


def test_the_releve_is_printed_to_paste(cli: Pvd, seance: str) -> None:
    """By its number or its id."""
    said = cli("releve", "2026-1")
    assert said.code == 0
    assert "Amina Petit (cheffe de projet)" in said.out.replace("(Cheffe", "(cheffe")
    assert cli("releve", seance).out == said.out


def test_without_names_it_waits_until_it_was_read(cli: Pvd, seance: str, tmp_path: Path) -> None:
    """What may be a name is listed and nothing is written; --relu writes."""
    assert seance
    path = tmp_path / "releve.docx"
    said = cli("releve", "2026-1", "--sans-noms", "--vers", str(path))
    assert said.code != 0
    assert "M. Duval" in said.err
    assert not path.exists()

    assert cli("releve", "2026-1", "--sans-noms", "--relu", "--vers", str(path)).code == 0
    text = "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)
    assert "dit la cheffe de projet de Guise à M. Duval" in text
    assert "Amina" not in text


def test_the_plan_de_formation_is_printed_and_written(cli: Pvd, seance: str, tmp_path: Path) -> None:
    """As JSON, and as a spreadsheet that opens."""
    (line,) = cli("formation", "--json").json
    assert (line["besoin"], line["communes"], line["publics"]) == ("OPAH", ["Guise"], ["Élus"])
    assert line["seances"][0]["id"] == seance

    path = tmp_path / "plan.xlsx"
    assert cli("formation", "--vers", str(path)).code == 0
    sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    assert "OPAH" in [cell for row in sheet.to_python() for cell in row]


def test_retex_answers_a_question(cli: Pvd, seance: str) -> None:
    """The words of a question, as they come."""
    assert seance
    (found,) = cli("retex", "--json", "qui", "a", "déjà", "fait", "une", "OPAH").json
    assert (found["type"], found["date"]) == ("note_seance", "2026-04-14")
    assert cli("retex", "piscine").last == "0 retour d'expérience"


def test_a_note_is_written_out_and_a_suite_becomes_an_action(cli: Pvd, seance: str) -> None:
    """Each in one gesture, by what people see: the number of a suite, the end of an id."""
    (found,) = cli("retex", "--json", "OPAH").json
    made = cli("retex", "--ecrire", found["id"]).last
    assert [(one["type"], one["id"]) for one in cli("retex", "--json", "OPAH").json] == [("retour_experience", made)]

    cli("creer", "suite", f"seance_club={seance}", "titre=Envoyer la trame", "numero=S-15", "communes=Guise")
    action = cli("suite", "action", "S-15").last
    assert "Envoyer la trame" in cli("voir", "action", action).out
    assert cli("suite", "action", "S-15").code != 0
    assert "faite" in cli("suite", "faite", "S-15").err
