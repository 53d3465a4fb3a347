"""The note de synthèse as files: what its JSON promises, what every format says, what people typed stays text."""

import json
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import jsonschema_rs
import pytest
from docx import Document

from pvd_tui.domain.faits_note import Perimetre, faits_note
from pvd_tui.domain.faits_note_definitions import DEFINITIONS
from pvd_tui.domain.note_assemblee import assembler
from pvd_tui.domain.note_figee import Mots, NoteFigee
from pvd_tui.domain.registre import RegistreIndexe
from pvd_tui.reports.ecrit import Barres
from pvd_tui.reports.note_emise import rendre
from tests.domain.test_faits_note import departement

DOCS = Path(__file__).parents[2] / "docs"
AU = date(2023, 6, 25)
AISNE = Perimetre("departement", "02", "Aisne", ("02",))


@cache
def faits() -> dict[str, Any]:
    """Give the facts of a département in which each block has something to say."""
    found: dict[str, Any] = faits_note(RegistreIndexe(departement()), AISNE, AU).json()
    return found


def note(**mots: Any) -> NoteFigee:  # noqa: ANN401 - the words of the note
    """Give an issued note."""
    said = {"autorite": "Le préfet de l’Aisne", "dynamique": "Bonne", "texte_dynamique": "Elle avance.", **mots}
    return NoteFigee(faits(), Mots(**said), 2, date(2023, 6, 26))


def test_the_json_is_what_its_schema_says() -> None:
    """A département's, an empty one's, and an assembled one."""
    schema = jsonschema_rs.validator_for(json.loads((DOCS / "note-synthese.schema.json").read_text()))
    empty = NoteFigee(faits_note(RegistreIndexe([]), AISNE, AU).json(), Mots())
    above = assembler(Perimetre("region", "32", "Hauts-de-France"), [note()], {"02": "Aisne", "60": "Oise"}, AU, Mots())
    for one in (note(), empty, above):
        content = json.loads(rendre(one, "json"))
        schema.validate(content)
        for path in ("communes.total", "ort.hors_delai_18_mois", "operationnelles.non_evaluables"):
            block, key = path.split(".")
            assert isinstance(content[block][key], int), path


def test_each_key_is_documented_for_those_who_read_the_json() -> None:
    """The page of the docs has the definition that the program has."""
    page = (DOCS / "note-synthese.md").read_text()
    assert [key for key, said in DEFINITIONS.items() if f"| `{key}` | {said} |" not in page] == []


@pytest.mark.parametrize("kind", ["md", "docx", "odt"])
def test_every_format_says_the_words_the_figures_and_the_risks(kind: str) -> None:
    """The same note, whatever opens it."""
    said = _texte(rendre(note(), kind), kind)
    for expected in ("Note de synthèse départementale – Aisne", "Elle avance.", "avant le 01/01/2024"):
        assert expected in said, (kind, expected)


def test_what_people_typed_is_text_in_every_format(hostiles: tuple[str, ...]) -> None:
    """Marks of Markdown, XML or typst that somebody pasted are shown as they were typed."""
    for text in hostiles:
        for kind in ("md", "docx", "odt"):
            rendre(note(texte_difficultes=text, appui_demande=text), kind)
    made = rendre(note(texte_difficultes="| a | <b> *x* [y](z)\n# titre"), "md").decode()
    assert r"\| a \| \<b\> \*x\* \[y\](z)" in made
    assert "\n# titre" not in made


def test_a_draft_says_so_and_is_not_signed() -> None:
    """A document de travail never looks like what the préfet issued."""
    draft = NoteFigee(faits(), Mots(autorite="Le préfet de l’Aisne"))
    assert "document de travail" in _texte(rendre(draft, "docx"), "docx")
    assert "À rédiger" in rendre(draft, "md").decode()
    assert "Le 26 juin 2023" in rendre(note(), "md").decode()
    assert "Le 26 juin 2023" not in rendre(draft, "md").decode()


def test_a_chart_shows_what_is_not_nothing() -> None:
    """The longest bar fills the room, the smallest is seen, nothing draws nothing."""
    drawn = Barres("x", [("a", 1000, ""), ("b", 1, ""), ("c", 0, "")]).traits(10)
    assert [len(bar) for _, bar, _ in drawn] == [10, 1, 0]
    assert Barres("vide", [("a", 0, "0")]).traits(10) == [("a", "", "0")]


def _texte(content: bytes, kind: str) -> str:
    if kind == "md":
        return content.decode()
    if kind == "docx":
        document = Document(BytesIO(content))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        feet = [paragraph.text for section in document.sections for paragraph in section.footer.paragraphs]
        return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells, *feet])
    return ZipFile(BytesIO(content)).read("content.xml").decode()
