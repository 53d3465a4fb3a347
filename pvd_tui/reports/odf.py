"""The page of an ODT document: A4, its styles, its header and its foot."""

from typing import Final

_URIS: Final = {
    "fo": "xsl-fo-compatible",
    "number": "datastyle",
    "svg": "svg-compatible",
}
"""The name spaces of OpenDocument whose address is not their name."""


def espaces(*names: str) -> str:
    """Declare name spaces: « office », « text »."""
    return " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{_URIS.get(name, name)}:1.0"' for name in names
    )


_NAMES: Final = espaces("office", "table", "text", "style", "fo", "svg")
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>'
_FONTS: Final = (
    '<office:font-face-decls><style:font-face style:name="Police" svg:font-family="Arial, \'Liberation Sans\'" '
    'style:font-family-generic="swiss"/></office:font-face-decls>'
)

_WIDTHS: Final = (16, 18, 20, 22, 24, 27, 28, 33, 35, 36, 43, 49, 50, 54, 55, 66, 80, 116)
"""The columns used, in millimetres: `c50` is one of 5 cm."""

_COLUMNS: Final = "".join(
    f'<style:style style:name="c{width}" style:family="table-column">'
    f'<style:table-column-properties style:column-width="{width / 10}cm"/></style:style>'
    for width in _WIDTHS
)
_CELLS: Final = "".join(
    f'<style:style style:name="{name}" style:family="table-cell"><style:table-cell-properties {shade}'
    'fo:padding="0.06cm" fo:border="0.5pt solid #a6a6a6"/></style:style>'
    for name, shade in (("cellule", ""), ("cellule-fond", 'fo:background-color="#eef2f7" '))
)

CONTENU: Final = (
    f'{_HEAD}<office:document-content {_NAMES} office:version="1.3">{_FONTS}<office:automatic-styles>'
    '<style:style style:name="table" style:family="table"><style:table-properties style:width="17cm" '
    'table:align="left" table:border-model="collapsing" fo:margin-bottom="0.15cm"/></style:style>'
    '<style:style style:name="ligne" style:family="table-row"><style:table-row-properties '
    'fo:keep-together="always"/></style:style>'
    f"{_COLUMNS}{_CELLS}</office:automatic-styles>"
    "<office:body><office:text>@@CORPS@@</office:text></office:body></office:document-content>"
)
"""The content; `@@CORPS@@` is the text."""


_LOOSE: Final = 'fo:margin-bottom="0.1cm"'


def _style(name: str, size: float, text: str = "", paragraph: str = "", more: str = "") -> str:
    """Write one style of paragraph."""
    return (
        f'<style:style style:name="{name}" style:family="paragraph" {more}>'
        f"<style:paragraph-properties {paragraph or _LOOSE}/>"
        f'<style:text-properties style:font-name="Police" fo:font-size="{size}pt" fo:language="fr" fo:country="FR" '
        f"{text}/></style:style>"
    )


_BOLD: Final = 'fo:font-weight="bold"'
_BLUE: Final = f'{_BOLD} fo:color="#1f3a5f"'
_GREY: Final = 'fo:color="#555555"'
_TIGHT: Final = 'fo:margin-top="0cm" fo:margin-bottom="0cm"'
_RIGHT: Final = f'{_TIGHT} fo:text-align="end"'
_KEEP: Final = 'fo:keep-with-next="always"'
_LEVEL: Final = 'style:default-outline-level="{}"'
_PARAGRAPHS: Final = "".join(
    (
        _style("Texte", 10),
        _style("Petit", 8.5, _GREY),
        _style("Etiquette", 10, _BOLD, f'fo:margin-top="0.18cm" fo:margin-bottom="0.08cm" {_KEEP}'),
        _style("Titre", 16, _BLUE, f'fo:margin-bottom="0.1cm" {_KEEP}', _LEVEL.format(1)),
        _style("TitrePage", 16, _BLUE, f'fo:margin-bottom="0.1cm" fo:break-before="page" {_KEEP}', _LEVEL.format(1)),
        _style("Rubrique", 11, _BLUE, f'fo:margin-top="0.4cm" fo:margin-bottom="0.15cm" {_KEEP}', _LEVEL.format(2)),
        _style("Cellule", 9, "", _TIGHT),
        _style("Gras", 9, _BOLD, _TIGHT),
        _style("Droite", 9, "", _RIGHT),
        _style("GrasDroite", 9, _BOLD, _RIGHT),
        _style("EnTete", 8, _GREY, 'fo:text-align="end"'),
    )
)
_FOOT: Final = (
    '<style:style style:name="Pied" style:family="paragraph"><style:paragraph-properties><style:tab-stops>'
    '<style:tab-stop style:position="17cm" style:type="right"/></style:tab-stops></style:paragraph-properties>'
    f'<style:text-properties style:font-name="Police" fo:font-size="8pt" {_GREY}/></style:style>'
)

STYLES: Final = (
    f'{_HEAD}<office:document-styles {_NAMES} office:version="1.3">{_FONTS}<office:styles>{_PARAGRAPHS}{_FOOT}'
    '</office:styles><office:automatic-styles><style:page-layout style:name="a4"><style:page-layout-properties '
    'fo:page-width="21cm" fo:page-height="29.7cm" style:print-orientation="portrait" fo:margin-top="1.2cm" '
    'fo:margin-bottom="1.1cm" fo:margin-left="2cm" fo:margin-right="2cm"/><style:header-style>'
    '<style:header-footer-properties fo:min-height="0.6cm" fo:margin-bottom="0.3cm"/></style:header-style>'
    '<style:footer-style><style:header-footer-properties fo:min-height="0.6cm" fo:margin-top="0.3cm"/>'
    "</style:footer-style></style:page-layout></office:automatic-styles><office:master-styles>"
    '<style:master-page style:name="Standard" style:page-layout-name="a4"><style:header>'
    '<text:p text:style-name="EnTete">@@TITRE@@</text:p></style:header><style:footer>'
    '<text:p text:style-name="Pied">État des données au @@AU@@<text:tab/>Page '
    '<text:page-number text:select-page="current">1</text:page-number> / <text:page-count>1</text:page-count></text:p>'
    "</style:footer></style:master-page></office:master-styles></office:document-styles>"
)
"""The styles and the page; `@@TITRE@@` and `@@AU@@` are its header and its day."""
