"""Pieces of a Word page, written by python-docx: tables with a repeated header, labels, remarks, page numbers."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

if TYPE_CHECKING:
    from docx.document import Document as Docx
    from docx.table import Table, _Cell, _Row
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run

BLEU: Final = RGBColor(0x1F, 0x3A, 0x5F)
GRIS: Final = RGBColor(0x55, 0x55, 0x55)
FOND: Final = "EEF2F7"
POLICE: Final = "Arial"
UTILE: Final = 17.0
"""The width between the margins, in centimetres."""

Colonnes = Sequence[tuple[str, str, float, bool]]
"""Title, name, width in centimetres, whether it is read from the right."""


def balise(document: "Docx", balise: str) -> None:
    """Write an order to docxtpl: its paragraph disappears."""
    document.add_paragraph(balise)


def etiquette(document: "Docx", label: str) -> None:
    """Write a small title within a rubrique."""
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    paragraph.paragraph_format.space_before = Pt(5)
    gras(paragraph.add_run(label))


def notes(document: "Docx", name: str) -> None:
    """Write the remarks under a table, if there are some."""
    balise(document, f"{{%p if {name} %}}")
    petit(document.add_paragraph().add_run(f"{{{{ {name} }}}}"))
    balise(document, "{%p endif %}")


def tableau(document: "Docx", colonnes: Colonnes, lignes: str, total: Sequence[str] = ()) -> None:
    """Lay out a table: a header repeated on each page, a row for each of `lignes`, a total."""
    table = document.add_table(rows=0, cols=len(colonnes))
    widths = [width for _, _, width, _ in colonnes]
    cadre(table, widths)
    head = ligne(table, widths)
    repeter(table.rows[-1])
    for cell, (label, _, _, right) in zip(head, colonnes, strict=True):
        fond(cell)
        remplir(cell, label, right=right, bold=True)
    remplir(ligne(table, widths)[0], f"{{%tr for ligne in {lignes} %}}")
    for cell, (_, name, _, right) in zip(ligne(table, widths), colonnes, strict=True):
        remplir(cell, f"{{{{ ligne.{name} }}}}", right=right)
    remplir(ligne(table, widths)[0], "{%tr endfor %}")
    if total:
        for cell, text, (_, _, _, right) in zip(ligne(table, widths), total, colonnes, strict=True):
            remplir(cell, text, right=right, bold=True)


def remplir(cell: "_Cell", text: str, *, right: bool = False, bold: bool = False) -> None:
    """Write in a cell."""
    paragraph = cell.paragraphs[0]
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(9), bold


def ligne(table: "Table", widths: Sequence[float]) -> "tuple[_Cell, ...]":
    """Add a row whose cells are not cut by the end of a page."""
    row: _Row = table.add_row()  # type: ignore[no-untyped-call] # python-docx forgot to type it
    properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no other way
    properties.append(OxmlElement("w:cantSplit"))
    for cell, width in zip(row.cells, widths, strict=True):
        cell.width = Cm(width)
        cell.paragraphs[0].paragraph_format.space_after = Pt(1)
    return tuple(row.cells)


def repeter(row: "_Row") -> None:
    """Repeat the header on each page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 - same


def cadre(table: "Table", widths: Sequence[float]) -> None:
    """Draw thin grey lines, and keep the widths that are given."""
    table.style = "Table Grid"
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    indent = OxmlElement("w:tblInd")
    indent.set(qn("w:w"), "108")  # the padding of a cell, so that the frame stands on the margin
    indent.set(qn("w:type"), "dxa")
    table._tbl.tblPr.append(indent)  # noqa: SLF001 - python-docx has no other way
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "A6A6A6")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    table._tbl.tblPr.append(borders)  # noqa: SLF001 - same


def fond(cell: "_Cell") -> None:
    """Shade a cell."""
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", FOND)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001 - same


def gras(run: "Run") -> None:
    """Write in bold."""
    run.bold = True


def petit(run: "Run", size: int = 8) -> None:
    """Write small and grey."""
    run.font.size, run.font.color.rgb = Pt(size), GRIS


def numero(paragraph: "Paragraph", field: str) -> None:
    """Write a field that Word fills in: the page, the number of pages."""
    for kind in ("begin", "instrText", "separate", "t", "end"):
        run = paragraph.add_run()
        petit(run)
        inside = kind in {"instrText", "t"}
        element = OxmlElement(f"w:{kind}" if inside else "w:fldChar")
        if inside:
            element.text = field if kind == "instrText" else "1"
        else:
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)  # noqa: SLF001 - python-docx has no other way
