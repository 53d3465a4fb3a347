"""A page of prose as DOCX: sober, black on white, the titles kept with what follows."""

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from docx import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Cm, Pt

from pvd_tui.reports.cellule import lisible
from pvd_tui.reports.ecrit import (
    Barres,
    Bloc,
    Ecrit,
    Etiquette,
    Faits,
    Grille,
    Intertitre,
    Paragraphe,
    Puces,
    Rubrique,
    Signature,
)
from pvd_tui.reports.mise_en_page import (
    BLEU,
    GRIS,
    POLICE,
    cadre,
    etiquette,
    fond,
    ligne,
    numero,
    petit,
    remplir,
    repeter,
)

if TYPE_CHECKING:
    from docx.document import Document as Docx
    from docx.styles.style import ParagraphStyle
    from docx.text.paragraph import Paragraph

_LABEL = 3.4
"""The width of the labels, in centimetres."""
_UTILE = 17.0
_TRAIT = 38
"""The longest bar of a chart, in characters."""


def rendre(ecrit: Ecrit) -> bytes:
    """Lay the page out."""
    document = Document()
    _styles(document)
    _page(document, ecrit)
    document.add_heading(lisible(ecrit.titre), 1)
    if ecrit.sous_titre:
        run = document.add_paragraph().add_run(lisible(ecrit.sous_titre))
        run.font.size, run.font.color.rgb = Pt(11), GRIS
    for bloc in ecrit.blocs:
        _bloc(document, bloc)
    document.core_properties.title = lisible(ecrit.titre)[:255]
    document.core_properties.author = "PVD"
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _styles(document: "Docx") -> None:
    """Choose the font, the spaces and the titles."""
    for name, size, before, after in (("Normal", 10, 0, 4), ("Heading 1", 18, 0, 2), ("Heading 2", 12, 16, 5)):
        style: ParagraphStyle = document.styles[name]
        style.font.name, style.font.size = POLICE, Pt(size)
        style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
        _police(style)
        if name != "Normal":
            style.font.bold, style.font.color.rgb = True, BLEU
    style = document.styles["Heading 3"]
    style.font.name, style.font.size, style.font.bold, style.font.color.rgb = POLICE, Pt(10.5), True, None
    _police(style)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(10), Pt(2)
    bullet: ParagraphStyle = document.styles["List Bullet"]
    bullet.paragraph_format.space_after = Pt(2)


def _police(style: "ParagraphStyle") -> None:
    """Take the theme's font off a style: Word would prefer it to the one that was chosen."""
    from docx.oxml.ns import qn  # noqa: PLC0415 - heavy, beside the rest

    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        if "heme" in name:
            del fonts.attrib[name]
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), POLICE)


def _page(document: "Docx", ecrit: Ecrit) -> None:
    """Choose the paper, and write its foot."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin, section.bottom_margin = Cm(2), Cm(1.8)
    foot = section.footer.paragraphs[0]
    foot.style = document.styles["Normal"]  # the footer's own has a tab in the middle
    foot.paragraph_format.tab_stops.add_tab_stop(Cm(_UTILE), WD_TAB_ALIGNMENT.RIGHT)
    petit(foot.add_run(f"{lisible(ecrit.titre)} – état des données au {ecrit.au}\tPage "))
    numero(foot, "PAGE")
    petit(foot.add_run(" / "))
    numero(foot, "NUMPAGES")


def _bloc(document: "Docx", bloc: Bloc) -> None:  # noqa: C901, PLR0912 - one case a kind of piece
    """Write one piece."""
    match bloc:
        case Rubrique(said):
            document.add_heading(lisible(said), 2)
        case Intertitre(said, detail):
            document.add_heading(lisible(said), 3)
            if detail:
                paragraph = document.add_paragraph()
                paragraph.paragraph_format.keep_with_next = True
                petit(paragraph.add_run(lisible(detail)), 9)
        case Etiquette(said):
            etiquette(document, lisible(said))
        case Paragraphe(said, discret):
            for line in said.split("\n"):
                paragraph = document.add_paragraph()
                paragraph.paragraph_format.space_after = Pt(2)
                run = paragraph.add_run(lisible(line))
                if discret:
                    petit(run, 9)
        case Puces(lignes, bold):
            for one in lignes:
                _puce(document, one, bold=bold)
        case Faits(lignes):
            _faits(document, lignes)
        case Grille():
            _grille(document, bloc)
        case Barres():
            _barres(document, bloc)
        case Signature(lignes):
            _signature(document, lignes)


def _puce(document: "Docx", said: str, *, bold: bool) -> None:
    paragraph = document.add_paragraph(style="List Bullet")
    for index, line in enumerate(said.split("\n")):
        run = paragraph.add_run()
        if index:
            run.add_break()
        run.add_text(lisible(line))
        run.bold = bold and not index


def _faits(document: "Docx", lignes: Sequence[tuple[str, str]]) -> None:
    """Write labels and what they say, without a frame."""
    table = document.add_table(rows=0, cols=2)
    table.autofit = False
    widths = (_LABEL, _UTILE - _LABEL)
    for label, said in lignes:
        cells = ligne(table, widths)
        remplir(cells[0], lisible(label), bold=True)
        _lignes(cells[1].paragraphs[0], said)
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    _espace(document)


def _lignes(paragraph: "Paragraph", said: str) -> None:
    for index, line in enumerate(said.split("\n")):
        run = paragraph.add_run()
        if index:
            run.add_break()
        run.add_text(lisible(line))
        run.font.size = Pt(10)


def _grille(document: "Docx", grille: Grille) -> None:
    """Write a table with its header repeated."""
    table = document.add_table(rows=0, cols=len(grille.titres))
    widths = [width / 10 for width in grille.largeurs]
    cadre(table, widths)
    for cell, title in zip(ligne(table, widths), grille.titres, strict=True):
        fond(cell)
        remplir(cell, lisible(title), bold=True)
    repeter(table.rows[0])
    for row in grille.lignes:
        for cell, said in zip(ligne(table, widths), row, strict=True):
            remplir(cell, lisible(said))
    _espace(document)


def _barres(document: "Docx", barres: Barres) -> None:
    """Draw a chart as lines of text, which any Word shows, copies and reads aloud."""
    etiquette(document, lisible(barres.titre))
    widths = (5.2, 8.0, 3.8)
    table = document.add_table(rows=0, cols=3)
    table.autofit = False
    for label, trait, said in barres.traits(_TRAIT):
        cells = ligne(table, widths)
        remplir(cells[0], lisible(label))
        run = cells[1].paragraphs[0].add_run(trait)
        run.font.size, run.font.color.rgb = Pt(7), BLEU
        remplir(cells[2], lisible(said))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    _espace(document)


def _espace(document: "Docx") -> None:
    """Leave a little room under a table, which has none of its own."""
    space = document.add_paragraph().paragraph_format
    space.space_after, space.line_spacing = Pt(0), Pt(6)


def _signature(document: "Docx", lignes: Sequence[str]) -> None:
    """Leave room for a signature, on the right."""
    for index, line in enumerate(lignes):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.left_indent = Cm(9.5)
        paragraph.paragraph_format.space_before = Pt(2 if index else 24)
        paragraph.paragraph_format.keep_with_next = index < len(lignes) - 1
        paragraph.add_run(lisible(line))
