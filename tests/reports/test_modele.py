"""A préfecture's own template: what is wrong in it is said in French, with the place."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import pytest

from pvd_tui.domain.entity import Entity
from pvd_tui.domain.registre import RegistreMemoire
from pvd_tui.reports import document_docx
from pvd_tui.reports.document import Document, annexe, une_fiche
from pvd_tui.reports.fiche_action import reunir
from pvd_tui.reports.modele import MODELE_FOURNI, ModeleError, choisir

Modele = Callable[..., Path]


@pytest.fixture
def document(halle: list[Entity], au: date) -> Document:
    """Give the document of the halle."""
    fiche = reunir(RegistreMemoire(halle), "halle", au)
    assert fiche is not None
    return une_fiche(fiche)


@pytest.fixture
def modele(tmp_path: Path) -> Modele:
    """Make a template of these paragraphs, and of one table if there are rows."""

    def make(*paragraphs: str, rows: tuple[tuple[str, ...], ...] = ()) -> Path:
        made = docx.Document()
        for text in paragraphs:
            made.add_paragraph(text)
        if rows:
            table = made.add_table(rows=0, cols=len(rows[0]))
            for row in rows:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
        path = tmp_path / "prefecture.docx"
        made.save(str(path))
        return path

    return make


def text_of(made: bytes) -> list[str]:
    """Read the paragraphs, then the cells."""
    found = docx.Document(BytesIO(made))
    cells = [cell.text for table in found.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in found.paragraphs] + cells


def test_a_prefecture_may_bring_its_own_template(document: Document, modele: Modele) -> None:
    """Names in braces are filled in, lines of tables repeated, lines of text kept."""
    rows = (
        ("{%tr for ligne in fiche.ressources %}", ""),
        ("{{ ligne.financeur }}", "{{ ligne.etat }}"),
        ("{%tr endfor %}", ""),
    )
    path = modele("Préfecture de l’Aisne : {{ fiche.titre }}", "{{ fiche.description }}", rows=rows)

    assert text_of(document_docx.rendre(document, path)) == [
        "Préfecture de l’Aisne : Réhabilitation de la halle",
        "Une halle fermée.",
        "Un besoin.",
        *("DETR", "Obtenue", "Fonds vert", "Refusée", "Ville – Autofinancement", "à préciser"),
    ]


@pytest.mark.parametrize(
    ("wrong", "place", "why"),
    [
        ("{{ fiche.titr }}", "paragraphe 2", "vouliez-vous « fiche.titre »"),
        ("{{ fich.titre }}", "paragraphe 2", "« fich » n'est pas un nom connu"),
        ("{{ fiche.titre", "paragraphe 2", "accolade ouverte et jamais fermée"),
        ("{{ fiche..titre }}", "paragraphe 2", "ne peut pas être lue"),
        ("{% for f in fiches %}", "paragraphe 2", "il manque {% endfor %}"),
        ("{% endif %}", "paragraphe 2", "rien n'est à fermer"),
        ("{% include 'x' %}", "paragraphe 2", "n'est pas un ordre permis"),
    ],
)
def test_a_broken_template_is_said_with_its_place(
    document: Document, modele: Modele, wrong: str, place: str, why: str
) -> None:
    """The paragraph, what stands there, what is wrong, and that nothing was written."""
    with pytest.raises(ModeleError) as said:
        document_docx.rendre(document, modele("Bon : {{ fiche.code }}", wrong))

    assert place in str(said.value)
    assert why in str(said.value)
    assert "Rien n'a été écrit" in str(said.value)


def test_a_wrong_name_in_a_table_is_found_there(document: Document, modele: Modele) -> None:
    """A name that only a line has shows while filling in; its place is said all the same."""
    rows = (("{%tr for ligne in fiche.depenses %}",), ("{{ ligne.montan }}",), ("{%tr endfor %}",))
    with pytest.raises(ModeleError, match=r"tableau 1, ligne 2, colonne 1, « \{\{ ligne.montan \}\} »"):
        document_docx.rendre(document, modele(rows=rows))


@pytest.mark.parametrize(
    "attack",
    [
        "{{ fiche.titre.__class__.__mro__ }}",
        "{{ fiches.__init__.__globals__ }}",
        "{{ ''.__class__.__base__.__subclasses__() }}",
        "{{ '%s' * 99999999999 }}",
        "{% for i in range(99999999) %}x{% endfor %}",
    ],
)
def test_a_template_runs_nothing(document: Document, modele: Modele, attack: str) -> None:
    """A file that came by mail names texts, and reaches nothing else."""
    with pytest.raises(ModeleError):
        document_docx.rendre(document, modele(attack))


def test_what_is_no_word_file_is_refused(document: Document, tmp_path: Path) -> None:
    """Missing, empty, another zip."""
    for name, content in (("a.docx", None), ("b.docx", b""), ("c.docx", b"PK\x03\x04zip"), ("d.docx", b"texte")):
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(ModeleError, match="Rien n'a été écrit"):
            document_docx.rendre(document, path)


def test_a_template_for_one_fiche_does_not_swallow_the_others(
    document: Document, modele: Modele, halle: list[Entity], au: date
) -> None:
    """Asked for several, it is refused with the loop to add."""
    fiche = reunir(RegistreMemoire(halle), "halle", au)
    assert fiche is not None
    assert document_docx.rendre(document, modele("{{ fiche.titre }}"))
    with pytest.raises(ModeleError, match="for fiche in fiches"):
        document_docx.rendre(annexe("A", [fiche, fiche], au), modele("{{ fiche.titre }}"))


def test_the_template_beside_the_store_is_taken(tmp_path: Path) -> None:
    """The folder `modeles` beside the store, unless another one is asked for."""
    base = tmp_path / "pvd.db"
    assert choisir(base, None) == MODELE_FOURNI
    beside = tmp_path / "modeles" / "fiche_action.docx"
    beside.parent.mkdir()
    beside.write_bytes(b"")
    assert choisir(base, None) == beside
    assert choisir(base, tmp_path / "autre.docx") == tmp_path / "autre.docx"


def test_the_guide_names_what_a_template_may_name(document: Document) -> None:
    """Every name is in docs/modeles.md, the lines of tables included."""
    guide = (Path(__file__).parents[2] / "docs" / "modeles.md").read_text(encoding="utf-8")
    names = set(document.fiches[0])
    for value in document.fiches[0].values():
        if isinstance(value, list) and value:
            names |= set(value[0])
    assert sorted(name for name in names if f"`{name}`" not in guide) == []
