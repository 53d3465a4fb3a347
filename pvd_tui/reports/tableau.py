"""A table as a list shows it, with typed cells: what every spreadsheet is written from."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

NatureColonne = Literal["texte", "montant", "date", "nombre", "pourcent", "oui_non"]
"""What the cells of a column hold.

texte: str, codes included (INSEE, years) · montant: int, in cents · date: `date` · nombre: int or float ·
pourcent: 20.5 is 20,5 % · oui_non: bool. None is « not known » everywhere and stays an empty cell; a cell that
is not of its column's kind is written as the text it is, so that nothing a store holds is lost or refused.
"""

Cellule = str | int | float | date | None
"""One cell (a bool is an int)."""


@dataclass(frozen=True, slots=True)
class ColonneTableau:
    """One column: its title, as the form words it, and what its cells hold."""

    titre: str
    nature: NatureColonne = "texte"


@dataclass(frozen=True, slots=True)
class Tableau:
    """What a list shows: its columns and its lines, in their order."""

    titre: str
    colonnes: Sequence[ColonneTableau]
    lignes: Sequence[Sequence[Cellule]]
    """As many cells a line as there are columns."""
    au: date
    """The day of what the figures say (« au »)."""
    filtre: str = ""
    """What was asked, in words; empty where everything is there."""
    source: str = field(default="Application PVD, base de cet ordinateur")
    """Where the figures come from."""
