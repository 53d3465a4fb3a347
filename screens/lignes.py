"""What a list can show of a table: its columns, in what words, and the order it begins with."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from screens.widgets.colonnes import Column

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json
    from storage.store import Store

Ligne = dict[str, "Json"]
Calcul = Callable[["Store", Sequence[Ligne]], None]
"""Writes cells of a page in other words than their values."""
Details = Callable[["Store", str], Sequence[str]]
"""Says more of a record, in whole lines, for the panel at the side."""


def texte(value: "Json") -> str:
    """Show a text; unknown is empty."""
    if isinstance(value, list | tuple):
        return " ; ".join(map(str, value))
    return "" if value is None else str(value)


def jour(value: "Json") -> str:
    """Show a date: 15/09/2027."""
    try:
        return date.fromisoformat(str(value)[:10]).strftime("%d/%m/%Y")
    except ValueError:
        return texte(value)


def euros(value: "Json") -> str:
    """Show an amount in cents, in whole euros."""
    return entier(round(value / 100)) if isinstance(value, int) else texte(value)


def somme(cents: int | None, width: int) -> str:
    """Show a sum of amounts in the cells of its column: in millions where the euros would be cut."""
    if cents is None:
        return ""
    said = euros(cents)
    return said if len(said) <= width else f"{entier(cents // 10**8)},{cents // 10**7 % 10} M"


def entier(value: "Json") -> str:
    """Show a number: 13 045."""
    return f"{value:,}".replace(",", "\u00a0") if isinstance(value, int) else texte(value)


def oui_non(value: "Json") -> str:
    """Show a yes or a no."""
    return "" if value is None else "oui" if value else "non"


@dataclass(frozen=True, slots=True)
class Colonne:
    """One column of a list: a field, and how it is shown."""

    champ: str
    column: Column
    show: Callable[["Json"], str] = texte
    de: str = ""
    """The table whose record the field names; its title is shown."""

    @property
    def montant(self) -> bool:
        """Whether it holds amounts, which add up."""
        return self.show is euros


@dataclass(frozen=True, slots=True)
class Catalogue:
    """How a table of the store is listed before anybody chose otherwise."""

    table: str
    titre: str
    colonnes: Sequence[Colonne]
    ordre: Sequence[tuple[str, bool]] = (("titre", False),)
    apercu: Sequence[tuple[str, Colonne]] = ()
    """More of a record, for the panel at the side: label and field."""
    calcul: Calcul | None = None
    details: Details | None = None

    def colonne(self, champ: str) -> Colonne | None:
        """Give the column of a field, if the list has a word for it."""
        return next((c for c in (*self.colonnes, *(c for _, c in self.apercu)) if c.champ == champ), None)


TITRES_COURTS: Final[Mapping[str, str]] = {
    "maj_le": "Modifiée",
    "reste": "Reste €",
    "acquis": "Acquis €",
    "cout_previsionnel": "Coût €",
    "cout_actions": "Coût €",
    "reste_actions": "Reste €",
}
"""Titles of columns where the form's is longer than what it holds."""
