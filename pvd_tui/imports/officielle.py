"""The official list of communes, recognised by its columns in whatever kind of file it comes."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from pvd_tui.imports.classeur import Cellule, texte
from pvd_tui.imports.fichier import Ligne
from pvd_tui.imports.liste_pvd import LignePvd, read_lignes

if TYPE_CHECKING:
    from pvd_tui.imports.entete import TableauLu

_FORMES: Final = (frozenset({"insee", "date_convention_adhesion"}), frozenset({"insee_com", "date_signature"}))


def is_officielle(titres: Sequence[str]) -> bool:
    """Say whether these are the columns of the list, in one of its two layouts."""
    named = {titre.strip().casefold() for titre in titres}
    return any(form <= named for form in _FORMES)


def lire_officielle(tableau: "TableauLu") -> tuple[LignePvd, ...]:
    """Read the list out of a table."""
    columns = [titre.strip().casefold() for titre in tableau.titres]
    lines = [
        Ligne(line.numero, dict(zip(columns, map(_texte, _padded(line.cellules, len(columns))), strict=True)))
        for line in tableau.lignes
        if not line.ecart
    ]
    return read_lignes(lines)


def _padded(cells: Sequence[Cellule], width: int) -> list[Cellule]:
    return [*cells[:width], *[None] * (width - len(cells))]


def _texte(cell: Cellule) -> str:
    return cell.isoformat() if isinstance(cell, date) else texte(cell)
