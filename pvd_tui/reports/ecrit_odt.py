"""A page of prose as ODT, for LibreOffice: the same page as in DOCX and PDF."""

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Final, cast
from xml.sax.saxutils import escape

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
from pvd_tui.reports.odf import CONTENU, STYLES

if TYPE_CHECKING:
    from odfdo.container import Container

_AUTO: Final = (
    '<style:style style:name="libre" style:family="table-cell"><style:table-cell-properties fo:padding="0.03cm" '
    'fo:border="none"/></style:style>'
    '<style:style style:name="Intertitre" style:family="paragraph" style:parent-style-name="Etiquette">'
    '<style:paragraph-properties fo:margin-top="0.35cm" fo:margin-bottom="0.05cm" fo:keep-with-next="always"/>'
    '<style:text-properties fo:font-size="10.5pt"/></style:style>'
    '<style:style style:name="Detail" style:family="paragraph" style:parent-style-name="Petit">'
    '<style:paragraph-properties fo:margin-bottom="0.1cm" fo:keep-with-next="always"/></style:style>'
    '<style:style style:name="Trait" style:family="paragraph" style:parent-style-name="Cellule">'
    '<style:text-properties fo:font-size="7pt" fo:color="#1f3a5f"/></style:style>'
    '<style:style style:name="Signature" style:family="paragraph" style:parent-style-name="Texte">'
    '<style:paragraph-properties fo:margin-left="9.5cm" fo:keep-with-next="always"/></style:style>'
    '<style:style style:name="SignatureHaut" style:family="paragraph" style:parent-style-name="Texte">'
    '<style:paragraph-properties fo:margin-left="9.5cm" fo:margin-top="0.9cm" fo:keep-with-next="always"/>'
    '</style:style><style:style style:name="gras" style:family="text"><style:text-properties '
    'fo:font-weight="bold"/></style:style>'
    '<text:list-style style:name="puces"><text:list-level-style-bullet text:level="1" text:bullet-char="•">'
    '<style:list-level-properties text:list-level-position-and-space-mode="label-alignment">'
    '<style:list-level-label-alignment text:label-followed-by="listtab" fo:text-indent="-0.45cm" '
    'fo:margin-left="0.6cm"/></style:list-level-properties></text:list-level-style-bullet></text:list-style>'
)
_LABEL: Final = 34
"""The width of the labels, in millimetres."""
_UTILE: Final = 170
_BARRES: Final = (52, 80, 38)
"""The widths of a chart: what the line is of, its bar, what is said."""
_TRAIT: Final = 38
"""The longest bar, in characters."""


def rendre(ecrit: Ecrit) -> bytes:
    """Lay the page out."""
    from odfdo import Document as Odf  # noqa: PLC0415 - only when a document is made

    made = Odf("text")
    container = cast("Container", made.container)  # a new document has one
    widths = {width for bloc in ecrit.blocs if isinstance(bloc, Grille) for width in bloc.largeurs}
    styles = "".join(map(_colonne, sorted(widths | {_LABEL, _UTILE - _LABEL, *_BARRES})))
    body = _titre(ecrit.titre, "Titre", 1) + (_p(ecrit.sous_titre, "Petit") if ecrit.sous_titre else "")
    body += "".join(map(_bloc, ecrit.blocs))
    content = CONTENU.replace("</office:automatic-styles>", f"{_AUTO}{styles}</office:automatic-styles>", 1)
    container.set_part("content.xml", content.replace("@@CORPS@@", body).encode())
    page = STYLES.replace("@@TITRE@@", "").replace("@@AU@@", escape(ecrit.au))
    container.set_part("styles.xml", page.encode())
    made.meta.title = lisible(ecrit.titre)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def _bloc(bloc: Bloc) -> str:  # noqa: PLR0911 - one case a kind of piece
    """Write one piece."""
    match bloc:
        case Rubrique(said):
            return _titre(said, "Rubrique", 2)
        case Intertitre(said, detail):
            return _titre(said, "Intertitre", 3) + (_p(detail, "Detail") if detail else "")
        case Etiquette(said):
            return _p(said, "Etiquette")
        case Paragraphe(said, discret):
            return "".join(_p(line, "Petit" if discret else "Texte") for line in said.split("\n"))
        case Puces(lignes, bold):
            return _puces(lignes, bold=bold)
        case Faits(lignes):
            rows = "".join(_rang((_cell(label, "Gras"), _cell(said, "Cellule"))) for label, said in lignes)
            return _table((_LABEL, _UTILE - _LABEL), rows) + _p("", "Petit")
        case Grille(titres, largeurs, lignes):
            return _grille(titres, largeurs, lignes)
        case Barres(titre):
            rows = "".join(
                _rang((_cell(a, "Cellule"), _cell(b, "Trait"), _cell(c, "Cellule"))) for a, b, c in bloc.traits(_TRAIT)
            )
            return _p(titre, "Etiquette") + _table(_BARRES, rows) + _p("", "Petit")
        case Signature(lignes):
            first, *others = lignes
            return _p(first, "SignatureHaut") + "".join(_p(line, "Signature") for line in others)


def _grille(titres: Sequence[str], largeurs: Sequence[int], lignes: Sequence[Sequence[str]]) -> str:
    heads = _rang([_cell(title, "Gras", "cellule-fond") for title in titres])
    rows = "".join(_rang([_cell(said, "Cellule", "cellule") for said in one]) for one in lignes)
    return _table(largeurs, f"<table:table-header-rows>{heads}</table:table-header-rows>{rows}") + _p("", "Petit")


def _puces(lignes: Sequence[str], *, bold: bool) -> str:
    """Write a list; what follows a line end stays under its first line."""
    items = ""
    for one in lignes:
        first, *others = map(_texte, one.split("\n"))
        head = f'<text:span text:style-name="gras">{first}</text:span>' if bold else first
        said = "<text:line-break/>".join((head, *others))
        items += f'<text:list-item><text:p text:style-name="Texte">{said}</text:p></text:list-item>'
    return f'<text:list text:style-name="puces">{items}</text:list>'


def _colonne(width: int) -> str:
    return (
        f'<style:style style:name="l{width}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width / 10}cm"/></style:style>'
    )


def _table(widths: Sequence[int], rows: str) -> str:
    columns = "".join(f'<table:table-column table:style-name="l{width}"/>' for width in widths)
    return f'<table:table table:style-name="table">{columns}{rows}</table:table>'


def _rang(cells: Sequence[str]) -> str:
    return f'<table:table-row table:style-name="ligne">{"".join(cells)}</table:table-row>'


def _cell(said: str, style: str, shade: str = "libre") -> str:
    lines = "".join(_p(line, style) for line in said.split("\n"))
    return f'<table:table-cell table:style-name="{shade}" office:value-type="string">{lines}</table:table-cell>'


def _p(said: str, style: str) -> str:
    return f'<text:p text:style-name="{style}">{_texte(said)}</text:p>'


def _titre(said: str, style: str, level: int) -> str:
    return f'<text:h text:style-name="{style}" text:outline-level="{level}">{_texte(said)}</text:h>'


def _texte(said: str) -> str:
    """Keep tabs and repeated spaces, which this format would else join."""
    return escape(lisible(said)).replace("\t", "<text:tab/>").replace("  ", " <text:s/>")
