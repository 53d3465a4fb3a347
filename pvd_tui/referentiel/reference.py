"""The places of the code officiel géographique. Codes are always text: 2A, 2B and leading zeros are real."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

_DE: Final[Mapping[int, str]] = {
    0: "de ",
    1: "d'",
    2: "du ",
    3: "de la ",
    4: "des ",
    5: "de l'",
    6: "des ",
    7: "de las ",
    8: "de los ",
}
_A: Final[Mapping[int, str]] = {2: "au ", 3: "à la ", 4: "aux ", 5: "à l'", 6: "aux ", 7: "à las ", 8: "à los "}

ARTICLE: Final[Mapping[int, str]] = {2: "Le ", 3: "La ", 4: "Les ", 5: "L'", 6: "Aux ", 7: "Las ", 8: "Los "}
"""The article that a liaison (the COG's TNCC code) stands for; 0 and 1 have none."""


def departement_of(insee: str) -> str:
    """Return the département that an INSEE code of a commune lies in: « 2A004 » → « 2A », « 97101 » → « 971 »."""
    code = insee.strip().upper()
    return code[:3] if code.startswith(("97", "98")) else code[:2]


@dataclass(frozen=True, slots=True)
class CommuneReference:
    """A commune as the State knows it. What the COG does not say is None, never zero or empty text."""

    insee: str
    nom: str
    liaison: int
    """How « à » and « de » meet the name (TNCC of the COG): `a_la()` and `de_la()` speak it."""
    departement: str
    region: str
    arrondissement: str | None
    """None in Mayotte and in the collectivités d'outre-mer."""
    siren: str | None
    epci: str | None
    """SIREN of the EPCI à fiscalité propre; None for four islands of Brittany and Vendée and for the COM."""
    population: int | None
    """Population municipale; None where nobody is counted."""
    codes_postaux: tuple[str, ...]

    def a_la(self) -> str:
        """Say where: « à la Fère », « au Nouvion-en-Thiérache », « à l'Île-d'Yeu », « à Audierne »."""
        return _A.get(self.liaison, "à ") + self._without_article()

    def de_la(self) -> str:
        """Say whose: « de la Fère », « du Nouvion-en-Thiérache », « de l'Île-d'Yeu », « d'Audierne »."""
        return _DE[self.liaison] + self._without_article()

    def _without_article(self) -> str:
        return self.nom.removeprefix(ARTICLE.get(self.liaison, ""))


@dataclass(frozen=True, slots=True)
class RegionReference:
    """A région, or a collectivité d'outre-mer that stands for one."""

    code: str
    nom: str
    liaison: int
    chef_lieu: str

    def de_la(self) -> str:
        """Say whose: « des Hauts-de-France », « de Bretagne »."""
        return _DE[self.liaison] + self.nom


@dataclass(frozen=True, slots=True)
class DepartementReference:
    """A département, or a collectivité d'outre-mer that stands for one."""

    code: str
    nom: str
    liaison: int
    chef_lieu: str
    region: str

    def de_la(self) -> str:
        """Say whose: « de l'Aisne », « du Nord », « des Ardennes »."""
        return _DE[self.liaison] + self.nom


@dataclass(frozen=True, slots=True)
class ArrondissementReference:
    """An arrondissement: where a sous-préfet works."""

    code: str
    nom: str
    liaison: int
    chef_lieu: str
    region: str
    departement: str

    def de_la(self) -> str:
        """Say whose: « de Vervins », « du Havre », « des Sables-d'Olonne »."""
        return _DE[self.liaison] + self.nom.removeprefix(ARTICLE.get(self.liaison, ""))


@dataclass(frozen=True, slots=True)
class EpciReference:
    """An établissement public de coopération intercommunale à fiscalité propre."""

    siren: str
    nom: str
    type: str
    """CC, CA, CU, METRO (métropole) or MET69 (métropole de Lyon)."""
    membres: tuple[str, ...]
    """INSEE codes, sorted."""
