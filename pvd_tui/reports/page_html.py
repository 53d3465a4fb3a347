"""A page that any browser shows: no script, nothing from outside, printable."""

from collections.abc import Iterable
from datetime import date
from html import escape
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.dates import show_date
from pvd_tui.domain.montant import show_montant
from pvd_tui.reports.cellule import de_nature, lisible

if TYPE_CHECKING:
    from pvd_tui.reports.tableau import Cellule, NatureColonne, Tableau

_STYLE: Final = """
body { font: 16px/1.5 system-ui, "Segoe UI", Arial, sans-serif; color: #161616; background: #fff; margin: 0 auto;
 max-width: 75rem; padding: 1rem 1.5rem 3rem; }
h1, h2, h3 { color: #1f3a5f; line-height: 1.25; } h2 { margin-top: 2.2rem; border-bottom: 2px solid #1f3a5f; }
a { color: #0b4fa0; } nav { margin: .5rem 0 1.5rem; } .discret { color: #555; }
.tableau { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-size: .92rem; }
caption { text-align: left; color: #555; padding: .2rem 0; }
th, td { border: 1px solid #999; padding: .3rem .5rem; text-align: left; vertical-align: top; }
th { background: #eef2f7; } td.nombre { text-align: right; white-space: nowrap; } td { white-space: pre-line; }
@media print { body { font-size: 10pt; padding: 0; } h2 { break-after: avoid; } tr { break-inside: avoid; } }
""".strip()
_NOMBRES: Final = frozenset({"montant", "nombre", "pourcent"})


def page(titre: str, corps: Iterable[str]) -> str:
    """Give a whole page."""
    said = texte(titre)
    return (
        f'<!DOCTYPE html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{said}</title>\n<style>\n{_STYLE}\n</style>\n</head>\n<body>\n<h1>{said}</h1>\n"
        + "\n".join(corps)
        + "\n</body>\n</html>\n"
    )


def texte(value: object) -> str:
    """Give a text as it was typed, never as an order to the browser."""
    return escape(lisible(str(value)))


def lien(vers: str, said: str) -> str:
    """Give a link inside the folder."""
    return f'<a href="{escape(vers)}">{texte(said)}</a>'


def section(titre: str, *corps: str) -> str:
    """Give a part of a page with its title."""
    return f"<h2>{texte(titre)}</h2>\n" + "\n".join(corps)


def tableau_html(tableau: "Tableau", liens: "dict[int, str] | None" = None, vide: str = "Rien.") -> str:
    """Give a table; `liens` are where the first cell of a line leads, by the line's place."""
    if not tableau.lignes:
        return f"<p class=discret>{texte(vide)}</p>"
    heads = "".join(f'<th scope="col">{texte(colonne.titre)}</th>' for colonne in tableau.colonnes)
    rows = []
    for place, ligne in enumerate(tableau.lignes):
        cells = [_cellule(c.nature, cell) for c, cell in zip(tableau.colonnes, ligne, strict=True)]
        if liens and place in liens:
            cells[0] = f"<td>{lien(liens[place], str(ligne[0] or '(sans titre)'))}</td>"
        rows.append(f"<tr>{''.join(cells)}</tr>")
    caption = f"<caption>{texte(tableau.filtre)}</caption>" if tableau.filtre else ""
    body = "\n".join(rows)
    return f"<div class=tableau><table>{caption}<thead><tr>{heads}</tr></thead><tbody>\n{body}\n</tbody></table></div>"


def _cellule(nature: "NatureColonne", cell: "Cellule") -> str:
    """Give one cell; unknown is a blank, read aloud as « à préciser »."""
    value = de_nature(nature, cell)
    if value is None:
        return '<td aria-label="à préciser"></td>'
    if isinstance(value, str):
        return f"<td>{texte(value)}</td>"
    if isinstance(value, date):
        return f"<td>{show_date(value)}</td>"
    said = show_montant(round(value)) if nature == "montant" else f"{value:,}".replace(",", "\u202f").replace(".", ",")
    kind, unit = "nombre" if nature in _NOMBRES else "", "\u202f%" if nature == "pourcent" else ""
    return f'<td class="{kind}">{said}{unit}</td>'
