"""A page of prose about to become a file: a title, rubriques, lines and tables, in the order they are read.

What a séance gives (a relevé, a plan) is written from this and from nothing else: each format lays it out its own way.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Final

from pvd_tui.reports.formats import DOCUMENTS

COURRIEL: Final = "txt"
ECRITS: Final = {**DOCUMENTS, COURRIEL: "texte d'un courriel, à coller"}
"""Formats of a page of prose, and what opens them."""
NUMERO: Final = "N°"
"""The title of a first column that only numbers the lines."""


@dataclass(frozen=True, slots=True)
class Rubrique:
    """The title of a part."""

    texte: str


@dataclass(frozen=True, slots=True)
class Intertitre:
    """The title of a piece of a part: a point of the ordre du jour."""

    texte: str
    detail: str = ""
    """Who speaks, when: smaller, on the line below."""


@dataclass(frozen=True, slots=True)
class Etiquette:
    """A small title: « Décisions »."""

    texte: str


@dataclass(frozen=True, slots=True)
class Paragraphe:
    """Text, a paragraph a line."""

    texte: str
    discret: bool = False


@dataclass(frozen=True, slots=True)
class Puces:
    """A list; each entry is one or several lines."""

    lignes: Sequence[str]
    gras: bool = False
    """Whether they must be seen first: decisions."""


@dataclass(frozen=True, slots=True)
class Faits:
    """Labels and what they say: object, day, place."""

    lignes: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Grille:
    """A table: its titles, the widths of its columns in millimetres (170 in all), its lines."""

    titres: Sequence[str]
    largeurs: Sequence[int]
    lignes: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Barres:
    """A chart: a bar a line, the longest as long as the room there is; what each line is worth is said in words."""

    titre: str
    lignes: Sequence[tuple[str, float, str]]
    """What the line is of, how long its bar is, what is said beside it."""

    def traits(self, most: int) -> list[tuple[str, str, str]]:
        """Give the lines with their bars drawn in text, of `most` characters at the longest."""
        longest = max((worth for _, worth, _ in self.lignes), default=0) or 1
        return [(label, "█" * _trait(worth / longest * most), said) for label, worth, said in self.lignes]


def _trait(length: float) -> int:
    """Give the length of a bar in whole characters: what is not nothing is seen."""
    return max(round(length), 1) if length > 0 else 0


@dataclass(frozen=True, slots=True)
class Signature:
    """Where somebody signs."""

    lignes: Sequence[str]


Bloc = Rubrique | Intertitre | Etiquette | Paragraphe | Puces | Faits | Grille | Barres | Signature


@dataclass(frozen=True, slots=True)
class Ecrit:
    """What every format lays out."""

    titre: str
    sous_titre: str
    au: str
    """The day of the data, as the foot says it."""
    blocs: Sequence[Bloc]


def rendre(ecrit: Ecrit, format_: str) -> bytes:
    """Give the file in a format of `ECRITS`."""
    made: bytes = import_module(f"pvd_tui.reports.ecrit_{format_}").rendre(ecrit)
    return made
