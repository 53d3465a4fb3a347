"""A table as ODS: the same cells as in XLSX, for LibreOffice.

The content is written as text into the document that odfdo makes: an object for each of 50 000 cells would cost
a hundred times more.
"""

import re
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Final, cast
from xml.sax.saxutils import escape, quoteattr

from pvd_tui.domain.dates import show_date
from pvd_tui.reports.a_propos import a_propos
from pvd_tui.reports.cellule import CAPACITE, de_nature, largeur, lisible
from pvd_tui.reports.odf import espaces
from pvd_tui.reports.tableau import Cellule, ColonneTableau, NatureColonne, Tableau

if TYPE_CHECKING:
    from collections.abc import Sequence

    from odfdo.container import Container


_ESPACES: Final = espaces("office", "table", "text", "style", "number", "fo", "config")
_CONTENT: Final = (
    f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_ESPACES} office:version="@@VERSION@@">'
    "<office:automatic-styles>{styles}</office:automatic-styles>"
    "<office:body><office:spreadsheet>{tables}{filtre}</office:spreadsheet></office:body></office:document-content>"
)
_STYLES: Final = """
<number:text-style style:name="n-texte"><number:text-content/></number:text-style>
<number:number-style style:name="n-montant" number:language="fr" number:country="FR">
<number:number number:decimal-places="2" number:min-decimal-places="2"
 number:min-integer-digits="1" number:grouping="true"/><number:text> €</number:text></number:number-style>
<number:number-style style:name="n-nombre" number:language="fr" number:country="FR">
<number:number number:decimal-places="3" number:min-decimal-places="0"
 number:min-integer-digits="1" number:grouping="true"/></number:number-style>
<number:number-style style:name="n-pourcent" number:language="fr" number:country="FR">
<number:number number:decimal-places="3" number:min-decimal-places="1"
 number:min-integer-digits="1"/><number:text> %</number:text></number:number-style>
<number:date-style style:name="n-date"><number:day number:style="long"/><number:text>/</number:text>
<number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/></number:date-style>
<style:style style:name="c-titre" style:family="table-cell"><style:table-cell-properties fo:wrap-option="wrap"
 fo:background-color="#e8edf3" fo:border-bottom="0.5pt solid #000000" style:vertical-align="top"/>
<style:text-properties fo:font-weight="bold"/></style:style>"""
_CELL: Final = """<style:style style:name="c-{0}" style:family="table-cell" style:data-style-name="n-{0}">
<style:table-cell-properties style:vertical-align="top" fo:padding-left="0.1cm" fo:padding-right="0.1cm"/>
</style:style>"""
_COLUMN: Final = """<style:style style:name="l-{0}" style:family="table-column">
<style:table-column-properties style:column-width="{1:.2f}cm"/></style:style>"""
_VALUES: Final[tuple[NatureColonne, ...]] = ("texte", "montant", "nombre", "pourcent", "date")
_CM: Final = 0.2
_NARROW, _WIDE = 10, 60
_SAMPLE: Final = 500
"""Lines whose texts decide how wide a column is."""

_SETTINGS: Final = (
    f'<?xml version="1.0" encoding="UTF-8"?><office:document-settings {_ESPACES} office:version="@@VERSION@@">'
    '<office:settings><config:config-item-set config:name="ooo:view-settings"><config:config-item-map-indexed '
    'config:name="Views"><config:config-item-map-entry><config:config-item-map-named config:name="Tables">'
    "<config:config-item-map-entry config:name={nom}>"
    '<config:config-item config:name="VerticalSplitMode" config:type="short">2</config:config-item>'
    '<config:config-item config:name="VerticalSplitPosition" config:type="int">1</config:config-item>'
    '<config:config-item config:name="PositionBottom" config:type="int">1</config:config-item>'
    "</config:config-item-map-entry></config:config-item-map-named></config:config-item-map-entry>"
    "</config:config-item-map-indexed></config:config-item-set></office:settings></office:document-settings>"
)
"""The header stays in sight: the first row is frozen."""

_PAGE: Final = (
    f'<?xml version="1.0" encoding="UTF-8"?><office:document-styles {_ESPACES} office:version="@@VERSION@@">'
    '<office:styles><style:default-style style:family="table-cell"><style:text-properties fo:language="fr" '
    'fo:country="FR"/></style:default-style></office:styles><office:automatic-styles>'
    '<style:page-layout style:name="a4"><style:page-layout-properties fo:page-width="29.7cm" fo:page-height="21cm" '
    'style:print-orientation="landscape" fo:margin-top="1.2cm" fo:margin-bottom="1.2cm" fo:margin-left="1.2cm" '
    'fo:margin-right="1.2cm" style:scale-to-X="1" style:scale-to-Y="0"/><style:footer-style>'
    '<style:header-footer-properties fo:min-height="0.6cm"/></style:footer-style></style:page-layout>'
    '</office:automatic-styles><office:master-styles><style:master-page style:name="Default" '
    'style:page-layout-name="a4"><style:header style:display="false"/><style:footer><text:p>Au @@AU@@ – page '
    "<text:page-number>1</text:page-number> / <text:page-count>1</text:page-count></text:p></style:footer>"
    "</style:master-page></office:master-styles></office:document-styles>"
)
"""A printed list is as wide as the page."""


def rendre(tableau: Tableau) -> bytes:
    """Give the file: the table, then « À propos »."""
    from odfdo import Document  # noqa: PLC0415 - only when something is exported

    about = (ColonneTableau("À propos"), ColonneTableau(""))
    name = _nom(tableau.titre)
    tables = _table(name, tableau.colonnes, tableau.lignes, 0)
    tables += _table("À propos", about, a_propos(tableau), len(tableau.colonnes))
    book = Document("spreadsheet")
    content = _CONTENT.format(styles=_styles(tableau), tables=tables, filtre=_filtre(name, tableau))
    settings = _SETTINGS.format(nom=quoteattr(name))
    container = cast("Container", book.container)  # a new document has one
    version = version_odf(container)
    container.set_part("content.xml", content.replace("@@VERSION@@", version, 1).encode())
    container.set_part("settings.xml", settings.replace("@@VERSION@@", version, 1).encode())
    page = _PAGE.replace("@@AU@@", show_date(tableau.au)).replace("@@VERSION@@", version, 1)
    container.set_part("styles.xml", page.encode())
    out = BytesIO()
    container.save(out)  # not the document: it would read every cell again
    return out.getvalue()


def version_odf(container: "Container") -> str:
    """Give the version of the format that odfdo writes: LibreOffice refuses a file whose parts do not agree."""
    manifest = container.get_part("META-INF/manifest.xml")
    found = re.search(
        'manifest:version="([0-9.]+)"', manifest.decode() if isinstance(manifest, bytes) else str(manifest)
    )
    return found[1] if found else "1.3"


def _styles(tableau: Tableau) -> str:
    """Write the styles of the cells and the widths of the columns, those of « À propos » last."""
    cells = "".join(_CELL.format(nature) for nature in _VALUES)
    columns = "".join(_COLUMN.format(at, width) for at, width in enumerate([*_widths(tableau), 4.5, 18.0]))
    return _STYLES + cells + columns


def _widths(tableau: Tableau) -> list[float]:
    """Give the width of each column, in centimetres, from its title and its first texts."""
    widths = []
    for at, colonne in enumerate(tableau.colonnes):
        texts = [ligne[at] for ligne in tableau.lignes[:_SAMPLE]]
        longest = max((largeur(cell) for cell in texts if isinstance(cell, str)), default=0)
        asked = max(_NARROW, min(largeur(lisible(colonne.titre)) + 2, 24), longest, 15 * (colonne.nature == "montant"))
        widths.append(_CM * min(asked, _WIDE) + 0.4)
    return widths


def _table(
    name: str, colonnes: "Sequence[ColonneTableau]", lignes: "Sequence[Sequence[Cellule]]", first_style: int
) -> str:
    """Write one sheet; its header is repeated on each printed page."""
    natures = [colonne.nature for colonne in colonnes]
    print_range = quoteattr(_plage(name, len(colonnes), len(lignes)))
    parts = [f"<table:table table:name={quoteattr(name)} table:print-ranges={print_range}>"]
    parts += [f'<table:table-column table:style-name="l-{first_style + at}"/>' for at in range(len(colonnes))]
    parts.append("<table:table-header-rows><table:table-row>")
    parts += [_texte(lisible(colonne.titre), "titre") for colonne in colonnes]
    parts.append("</table:table-row></table:table-header-rows>")
    for ligne in lignes:
        parts.append("<table:table-row>")
        parts += [_cellule(nature, cell) for nature, cell in zip(natures, ligne, strict=True)]
        parts.append("</table:table-row>")
    parts.append("</table:table>")
    return "".join(parts)


def _cellule(nature: NatureColonne, cell: Cellule) -> str:
    """Write one cell with its type."""
    value = de_nature(nature, cell)
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, str):
        return _texte(value, "texte")
    if isinstance(value, date):
        kind, said, shown = f'date" office:date-value="{value.isoformat()}', "date", show_date(value)
    else:
        number = value / 100 if nature == "montant" else value
        said = nature if nature in _VALUES else "nombre"
        kind, shown = f'float" office:value="{number!r}', f"{number}".replace(".", ",")
    return (
        f'<table:table-cell table:style-name="c-{said}" office:value-type="{kind}">'
        f"<text:p>{shown}</text:p></table:table-cell>"
    )


def _texte(text: str, style: str) -> str:
    """Write a cell of text, a paragraph a line."""
    if len(text) > CAPACITE:
        text = text[: CAPACITE - 1] + "…"
    lines = "".join(f"<text:p>{_espaces(escape(line))}</text:p>" for line in text.split("\n"))
    return f'<table:table-cell table:style-name="c-{style}" office:value-type="string">{lines}</table:table-cell>'


def _espaces(line: str) -> str:
    """Keep tabs and repeated spaces, which this format would else join."""
    if "\t" not in line and "  " not in line and not line.startswith(" "):
        return line
    return line.replace("\t", "<text:tab/>").replace("  ", " <text:s/>").replace("\x00", "")


def _filtre(name: str, tableau: Tableau) -> str:
    """Offer a filter on the titles."""
    if not tableau.colonnes:
        return ""
    target = quoteattr(_plage(name, len(tableau.colonnes), len(tableau.lignes)))
    return (
        '<table:database-ranges><table:database-range table:name="__Anonymous_Sheet_DB__0" '
        f'table:target-range-address={target} table:display-filter-buttons="true"/></table:database-ranges>'
    )


def _plage(name: str, columns: int, lines: int) -> str:
    """Name all the cells of a sheet."""
    sheet = "'" + name.replace("'", "''") + "'"
    return f"{sheet}.A1:{sheet}.{_lettre(max(columns, 1))}{lines + 1}"


def _lettre(number: int) -> str:
    """Name a column as spreadsheets do: 28 is AB."""
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def _nom(titre: str) -> str:
    """Give a name that a sheet may have."""
    kept = "".join(" " if c in "[]:*?/\\'\n" else c for c in lisible(titre))
    return " ".join(kept.split())[:80] or "Tableau"
