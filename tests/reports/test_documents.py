"""The fiche as DOCX, ODT and PDF: the rubriques in the form's order, and every text as it was typed."""

import builtins
import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import docx
import lxml.etree  # type: ignore[import-untyped] # it has no types
import odfdo
import pytest

from pvd_tui.domain.action import Action
from pvd_tui.domain.entity import Entity
from pvd_tui.domain.registre import RegistreMemoire
from pvd_tui.reports import document_docx, document_odt, document_pdf, modele_docx
from pvd_tui.reports.cellule import lisible
from pvd_tui.reports.document import Document, annexe, une_fiche
from pvd_tui.reports.fiche_action import FicheAction, reunir
from pvd_tui.reports.fichier import SortieError
from pvd_tui.reports.formats import rendre_document
from pvd_tui.reports.modele import MODELE_FOURNI

RUBRIQUES = (
    "Orientation stratégique / Axe",
    "Action nom",
    "Action n°",
    "Statut",
    "Niveau de priorité",
    "Maître d’ouvrage",
    "Description de l’action",
    "Partenaires",
    "Dépenses (€ HT)",
    "Plan de financement (€ HT)",
    "Calendrier",
    "Lien avec d’autres programmes",
    "Indicateurs de suivi et d’évaluation",
    "Conséquence sur la fonction de centralité",
    "Annexes",
)  # fmt: skip - domain.md §1.2, modèle A
FAITS = ("Réhabilitation de la halle", "1 480 000,50 €", "592 000,20 €", "DE2026-051", "22/11/2026", "40,0 %")

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARTS = {
    "docx": (("word/document.xml", "word/footer1.xml"), (f"{_WORD}p",)),
    "odt": (("content.xml", "styles.xml"), (f"{_TEXT}p", f"{_TEXT}h")),
}
"""Where the texts of a file are: its parts, and what a paragraph is."""


@pytest.fixture
def fiche(halle: list[Entity], au: date) -> FicheAction:
    """Give the facts of the halle."""
    found = reunir(RegistreMemoire(halle), "halle", au)
    assert found is not None
    return found


def text_of(made: bytes, kind: str) -> str:
    """Read every text of a file, in its order, header and foot last; narrow spaces made plain."""
    if kind == "pdf":
        done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=made, capture_output=True, check=True)
        found = done.stdout.decode()
    else:
        parts = zipfile.ZipFile(io.BytesIO(made))
        names, tags = _PARTS[kind]
        roots = [lxml.etree.fromstring(parts.read(name)) for name in names]
        found = "\n".join("".join(p.itertext()) for root in roots for p in root.iter(*tags))
    return found.replace("\u202f", " ").replace("\u00a0", " ")


def kinds() -> Sequence[object]:
    """List the formats; a PDF is read by poppler."""
    no_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext n'est pas installé")
    return ["docx", "odt", pytest.param("pdf", marks=no_poppler)]


@pytest.mark.parametrize("kind", kinds())
def test_the_rubriques_are_in_the_order_of_the_form(fiche: FicheAction, kind: str) -> None:
    """As it will be annexed to the avenant (domain.md §1.2), with totals, rates and the day of the state."""
    text = text_of(rendre_document(une_fiche(fiche), kind), kind)

    at = 0
    for rubrique in RUBRIQUES:
        at = text.find(rubrique, at)
        assert at >= 0, rubrique
    assert [fact for fact in FAITS if fact not in text] == []


@pytest.mark.parametrize("kind", kinds())
def test_an_annexe_lists_its_fiches_in_the_order_of_their_codes(fiche: FicheAction, kind: str, au: date) -> None:
    """2.10 comes after 2.9, and what has no code last."""
    made = [
        reunir(RegistreMemoire([Action(id=code, code=code if "." in code else None, titre=f"Titre {code}")]), code, au)
        for code in ("2.10", "sans code", "2.9")
    ]
    fiches = [fiche, *(one for one in made if one is not None)]
    text = text_of(rendre_document(annexe("Annexe de l’avenant n° 2", fiches, au), kind), kind)

    assert "4 fiches action" in text
    found = re.findall(r"Réhabilitation de la halle|Titre (?:sans code|2\.\d+)", text)
    assert found[:4] == ["Réhabilitation de la halle", "Titre 2.9", "Titre 2.10", "Titre sans code"]
    assert len(found) >= 8


@pytest.mark.parametrize("kind", kinds())
def test_a_text_is_never_an_order(hostiles: tuple[str, ...], kind: str, au: date) -> None:
    """Neither to the template, nor to the page's language, nor to the file's: it is there as it was typed."""
    some = [text for text in hostiles if len(text) < 100 and text.isprintable() | text.isascii()]
    action = Action(id="a", titre="{{ 7 * 7 }}", description="\n".join(some), maitre_ouvrage="<w:p/> & ]]>")
    fiche = reunir(RegistreMemoire([action]), "a", au)
    assert fiche is not None
    text = text_of(rendre_document(une_fiche(fiche), kind), kind)

    assert "{{ 7 * 7 }}" in text
    assert "<w:p/> & ]]>" in text
    assert "49" not in text
    shown = " ".join(text.split())
    wanted = [" ".join(lisible(one).split()) for one in some if one.isascii()]
    assert [one for one in wanted if one not in shown] == []


@pytest.mark.parametrize("kind", ["docx", "odt", "pdf"])
def test_a_very_long_text_fits(kind: str, au: date) -> None:
    """Twenty thousand characters without a space make a document that opens."""
    action = Action(id="a", titre="T", description="x" * 20_000)
    fiche = reunir(RegistreMemoire([action]), "a", au)
    assert fiche is not None
    made = rendre_document(une_fiche(fiche), kind)
    assert made[:4] == (b"%PDF" if kind == "pdf" else b"PK\x03\x04")


def test_the_template_of_the_wheel_is_the_one_the_script_makes(tmp_path: Path) -> None:
    """`python -m pvd_tui.reports.modele_docx` was run after the script was changed."""
    modele_docx.ecrire(tmp_path / "modele.docx")
    made, kept = (zipfile.ZipFile(path) for path in (tmp_path / "modele.docx", MODELE_FOURNI))
    for part in ("word/document.xml", "word/styles.xml", "word/footer1.xml", "word/header1.xml"):
        assert made.read(part) == kept.read(part), part


def test_without_typst_a_sentence_says_what_to_do(fiche: FicheAction, monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra `pdf` is not everywhere: DOCX and ODT are."""
    real = builtins.__import__

    def refuse(name: str, *rest: object, **more: object) -> object:
        if name == "typst":
            raise ImportError(name)
        return real(name, *rest, **more)  # type: ignore[arg-type] # passed on as they came

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(SortieError, match=r"pvd-tui\[pdf\]"):
        document_pdf.rendre(une_fiche(fiche))


def test_documents_have_a_title(fiche: FicheAction) -> None:
    """Readers for the blind say it first."""
    made: Document = une_fiche(fiche)
    assert docx.Document(io.BytesIO(document_docx.rendre(made))).core_properties.title == made.titre
    assert odfdo.Document(io.BytesIO(document_odt.rendre(made))).meta.title == made.titre
