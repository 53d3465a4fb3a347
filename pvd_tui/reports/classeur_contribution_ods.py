"""The workbook of a contribution as ODS: the same cells, lists and protection as in XLSX, for LibreOffice."""

from io import BytesIO
from typing import TYPE_CHECKING, Final, cast
from xml.sax.saxutils import escape, quoteattr

from pvd_tui.domain.questionnaire import CACHEE, REFERENCE, REPONSE
from pvd_tui.reports.cellule import lisible
from pvd_tui.reports.classeur_contribution import ClasseurContribution, listes
from pvd_tui.reports.odf import espaces
from pvd_tui.reports.tableur_ods import version_odf

if TYPE_CHECKING:
    from odfdo.container import Container

    from pvd_tui.reports.classeur_contribution import LigneClasseur

_ESPACES: Final = espaces("office", "table", "text", "style", "fo")
_STYLES: Final = """
<style:style style:name="l-0" style:family="table-column"><style:table-column-properties
 style:column-width="6.6cm"/></style:style>
<style:style style:name="l-1" style:family="table-column"><style:table-column-properties
 style:column-width="6.8cm"/></style:style>
<style:style style:name="l-2" style:family="table-column"><style:table-column-properties
 style:column-width="12cm"/></style:style>
<style:style style:name="haute" style:family="table-row"><style:table-row-properties style:row-height="2.6cm"
 style:use-optimal-row-height="false"/></style:style>
<style:style style:name="cachee" style:family="table"><style:table-properties table:display="false"/></style:style>
<style:style style:name="montree" style:family="table" style:master-page-name="Default"><style:table-properties
 table:display="true"/></style:style>
"""
_BASE: Final = 'fo:wrap-option="wrap" style:vertical-align="top" fo:padding="0.06cm"'
_CELLULES: Final = {
    "titre": ('style:vertical-align="top"', 'fo:font-weight="bold" fo:font-size="14pt"'),
    "texte": (_BASE, ""),
    "gras": (_BASE, 'fo:font-weight="bold"'),
    "gris": (_BASE, 'fo:color="#5f5f5f" fo:font-style="italic"'),
    "tete": (f'{_BASE} fo:background-color="#e8edf3" fo:border-bottom="0.5pt solid #000000"', 'fo:font-weight="bold"'),
    "reponse": (
        f'{_BASE} fo:background-color="#fffbe6" fo:border="0.5pt solid #a6a6a6" style:cell-protect="none"',
        "",
    ),
}
_CONTENT: Final = (
    f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_ESPACES} '
    'xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2" office:version="{version}">'
    "<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>"
    "<table:content-validations>{listes}</table:content-validations>{feuilles}"
    "</office:spreadsheet></office:body></office:document-content>"
)
_PAGE: Final = (
    f'<?xml version="1.0" encoding="UTF-8"?><office:document-styles {_ESPACES} office:version="{{version}}">'
    '<office:styles><style:default-style style:family="table-cell"><style:text-properties fo:language="fr" '
    'fo:country="FR"/></style:default-style></office:styles><office:automatic-styles>'
    '<style:page-layout style:name="a4"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" '
    'style:print-orientation="portrait" fo:margin-top="1.2cm" fo:margin-bottom="1.2cm" fo:margin-left="1.2cm" '
    'fo:margin-right="1.2cm" style:scale-to-X="1" style:scale-to-Y="1"/></style:page-layout>'
    '</office:automatic-styles><office:master-styles><style:master-page style:name="Default" '
    'style:page-layout-name="a4"><style:header style:display="false"/><style:footer style:display="false"/>'
    "</style:master-page></office:master-styles></office:document-styles>"
)
"""A printed workbook is one page."""
_PROTEGE: Final = 'table:protected="true"'


def rendre(classeur: ClasseurContribution) -> bytes:
    """Give the file."""
    from odfdo import Document  # noqa: PLC0415 - only when a workbook is written

    container = cast("Container", Document("spreadsheet").container)  # a new document has one
    content = _CONTENT.format(
        version=version_odf(container), styles=_styles(), listes=_listes(classeur), feuilles=_feuilles(classeur)
    )
    container.set_part("content.xml", content.encode())
    container.set_part("styles.xml", _PAGE.format(version=version_odf(container)).encode())
    out = BytesIO()
    container.save(out)
    return out.getvalue()


def _styles() -> str:
    cells = "".join(
        f'<style:style style:name="c-{name}" style:family="table-cell"><style:table-cell-properties {cell}/>'
        f"<style:text-properties {text}/></style:style>"
        for name, (cell, text) in _CELLULES.items()
    )
    return _STYLES + cells


def _listes(classeur: ClasseurContribution) -> str:
    """Write the lists of words; what is not in one is refused with a French sentence."""
    return "".join(
        f'<table:content-validation table:name="liste-{place}" table:condition='
        f'{quoteattr(_condition(words))} table:allow-empty-cell="true" table:display-list="unsorted" '
        'table:base-cell-address="Contribution.C1"><table:error-message table:message-type="stop" '
        'table:title="Réponse hors de la liste" table:display="true"><text:p>Choisissez un mot de la liste, ou '
        "laissez la case vide.</text:p></table:error-message></table:content-validation>"
        for words, place in listes(classeur).items()
    )


def _condition(words: tuple[str, ...]) -> str:
    quoted = ";".join('"' + word.replace('"', '""') + '"' for word in words)
    return f"of:cell-content-is-in-list({quoted})"


def _feuilles(classeur: ClasseurContribution) -> str:
    """Write the sheet in sight, then the hidden one."""
    rows = [_rangee(_cellule(classeur.titre, "titre"))]
    rows += [_rangee(_cellule(said, "texte", large=True)) for said in classeur.consignes]
    rows.append(_rangee(*(_cellule(said, "tete") for said in ("", "Ce que l’on sait", REPONSE))))
    numbers = listes(classeur)
    rows += [_ligne(one, numbers) for one in classeur.lignes]
    rows.append(_rangee(_cellule(REFERENCE, "gris"), _cellule(classeur.reference, "gris")))
    columns = "".join(f'<table:table-column table:style-name="l-{at}"/>' for at in range(3))
    hidden = "".join(
        _rangee(_cellule(name, "texte"), _cellule(said, "texte")) for name, said in classeur.identite.items()
    )
    return (
        f'<table:table table:name="Contribution" table:style-name="montree" {_PROTEGE}>{columns}{"".join(rows)}'
        f'</table:table><table:table table:name="{CACHEE}" table:style-name="cachee" {_PROTEGE}>{hidden}</table:table>'
    )


def _ligne(one: "LigneClasseur", numbers: dict[tuple[str, ...], int]) -> str:
    asked = one.question
    known = _cellule(one.connu, "texte") if one.connu else _cellule(asked.aide, "gris")
    liste = f'table:content-validation-name="liste-{numbers[asked.choix]}"' if asked.choix else ""
    answer = _cellule(one.reponse, "reponse", liste)
    return _rangee(_cellule(asked.libelle, "gras"), known, answer, haute=asked.longue)


def _rangee(*cells: str, haute: bool = False) -> str:
    style = ' table:style-name="haute"' if haute else ""
    return f"<table:table-row{style}>{''.join(cells)}</table:table-row>"


def _cellule(text: str, style: str, more: str = "", *, large: bool = False) -> str:
    """Write a cell of text; a large one spans the three columns."""
    span = ' table:number-columns-spanned="3" table:number-rows-spanned="1"' if large else ""
    start = f'<table:table-cell table:style-name="c-{style}"{span} {more}'
    after = "<table:covered-table-cell/>" * 2 if large else ""
    if not text:
        return f"{start}/>{after}"
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in lisible(text).split("\n"))
    return f'{start} office:value-type="string">{lines}</table:table-cell>{after}'
