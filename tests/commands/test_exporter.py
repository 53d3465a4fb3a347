"""`pvd exporter` and `pvd passation`, as somebody types them."""

import json
from pathlib import Path

import docx
import pytest
from python_calamine import CalamineWorkbook

from storage.prive import withhold
from storage.store import Store
from tests.commands.conftest import Pvd


@pytest.fixture
def halle(cli: Pvd) -> str:
    """Give the id of an action of Guise, beside one of Hirson and a private one."""
    for insee in ("02361", "02381"):
        assert cli("creer", "commune", f"id={insee}").code == 0
    cli("creer", "action", "titre=Gare", "commune=02381", "phase=Étude")
    return cli("creer", "action", "titre==Halle", "commune=02361", "phase=Opération", "cout_previsionnel=1,25 M€").last


@pytest.mark.usefixtures("halle")
def test_a_table_is_written_with_its_conditions(cli: Pvd, tmp_path: Path) -> None:
    """The end of the name says the format; the sheet says what was asked."""
    out = tmp_path / "actions.xlsx"
    said = cli("exporter", "action", "phase=opération", "--vers", str(out))

    assert (said.code, said.err.startswith(f"Écrit : {out} (1 ligne, au ")) == (0, True)
    book = CalamineWorkbook.from_path(out)
    head, line = book.get_sheet_by_index(0).to_python()
    row = dict(zip(head, line, strict=True))
    assert (row["Titre"], row["Code INSEE"], row["Coût prévisionnel"]) == ("=Halle", "02361", 1_250_000)
    assert any("Phase" in str(cell) for row in book.get_sheet_by_name("À propos").to_python() for cell in row)


@pytest.mark.usefixtures("halle")
def test_nothing_is_replaced_without_saying(cli: Pvd, tmp_path: Path) -> None:
    """A second time is refused, unless --remplacer."""
    out = tmp_path / "actions.csv"
    assert cli("exporter", "action", "--vers", str(out)).code == 0
    said = cli("exporter", "action", "--vers", str(out))
    assert (said.code, "--remplacer" in said.err) == (1, True)
    assert cli("exporter", "action", "--vers", str(out), "--remplacer", "--json").json["contenu"] == "2 lignes"
    assert '"\'=Halle"' in out.read_text(encoding="utf-8-sig")


def test_a_fiche_and_an_annexe_are_written(cli: Pvd, tmp_path: Path, halle: str) -> None:
    """One by its id, or all that fit, in one document."""
    assert cli("exporter", "fiche", halle, "--vers", str(tmp_path / "une.docx")).code == 0
    assert cli("exporter", "fiches", "--titre", "Avenant 2", "--vers", str(tmp_path / "toutes.odt")).code == 0
    found = docx.Document(str(tmp_path / "une.docx"))
    assert found.tables[0].rows[1].cells[1].text == "=Halle"
    assert (tmp_path / "toutes.odt").read_bytes()[:2] == b"PK"


def test_a_fiche_kept_here_is_written_where_it_is_named_and_said(
    cli: Pvd, base: Path, tmp_path: Path, halle: str
) -> None:
    """Its id asks for it; the sentence says that the préfecture does not see it."""
    with Store.open(base) as store:
        fiche = store.get("action", halle)
        assert fiche is not None
        withhold(store, fiche)
    said = cli("exporter", "fiche", halle, "--vers", str(tmp_path / "une.docx"))
    assert (said.code, "Attention : ce fichier contient 1 fiche restreinte" in said.err) == (0, True)


def test_the_official_schema_is_json(cli: Pvd, tmp_path: Path, halle: str) -> None:
    """For actions; another table is refused."""
    out = tmp_path / "projets.json"
    assert cli("exporter", "fiche", halle, "--format", "projets-territoire", "--vers", str(out)).code == 0
    (project,) = json.loads(out.read_text(encoding="utf-8"))["resources"][0]["data"]
    assert project["budgetPrevisionnel"] == 1_250_000
    said = cli("exporter", "commune", "--format", "projets-territoire", "--vers", str(tmp_path / "c.json"))
    assert (said.code, "décrit des actions" in said.err) == (1, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("action", "--vers", "a.doc"), "ne dit pas quel format"),
        (("action", "--vers", "a.docx"), "ne dit pas quel format"),
        (("action", "--format", "pdf", "--vers", "a.pdf"), "pvd exporter fiches"),
        (("fiche", "--vers", "a.docx"), "Il manque l'identifiant"),
        (("fiche", "nulle-part", "--vers", "a.docx"), "Il n'y a pas d'action"),
        (("fiches", "--format", "csv", "--vers", "a.csv"), "pvd exporter action"),
        (("action", "zz=1", "--vers", "a.csv"), "Il n'y a pas de champ « zz »"),
        (("action", "--vue", "absente", "--vers", "a.csv"), "Il n'y a pas de vue « absente »"),
        (("patate", "--vers", "a.csv"), "n'est pas un type de fiche"),
        (("fiches", "--modele", "absent.docx", "--vers", "a.docx"), "n'existe pas"),
        (("fiches", "--modele", "absent.docx", "--vers", "a.odt"), "ne sert qu'au format DOCX"),
    ],
)
@pytest.mark.usefixtures("halle")
def test_a_refusal_is_a_sentence_and_writes_nothing(
    cli: Pvd, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    """What happened, that nothing was written, what to do."""
    monkeypatch.chdir(tmp_path)
    found = cli("exporter", *words)
    assert found.code == 1
    assert said in found.err
    assert not [path for path in tmp_path.iterdir() if path.name.startswith("a.")]


@pytest.mark.usefixtures("halle")
def test_a_handing_over_is_written(cli: Pvd, tmp_path: Path) -> None:
    """Without the private note unless asked for; a second one elsewhere."""
    cli("creer", "note_datee", "titre=Secret", "commune=02361")
    done = cli("passation", str(tmp_path / "p"), "--json")
    assert done.json | {"dossier": ""} == {"dossier": "", "communes": 2, "fiches": 2, "restreintes": 0, "laissees": 1}
    assert (tmp_path / "p" / "index.html").is_file()
    again = cli("passation", str(tmp_path / "p"))
    assert (again.code, "n'est pas vide" in again.err) == (1, True)
