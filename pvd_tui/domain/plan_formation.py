"""The needs of training that séances noted, gathered into one plan (domain.md §5: « besoins de formation »).

People write one need a line, or several with « ; » between them; what stands in brackets, and the words of the line,
say for whom. Needs worded alike are one line of the plan, with every séance that asked for it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.texte import plain

if TYPE_CHECKING:
    from datetime import date

    from pvd_tui.domain.seance_club import SeanceClub

_PUBLICS: Final = (
    ("Élus", ("elu", "maire", "adjoint", "conseiller municipal")),
    ("Chefs de projet", ("chef de projet", "cheffe de projet", "chefs de projet", "cheffes de projet", "cdp")),
    ("DGS et secrétaires de mairie", ("dgs", "secretaire de mairie", "secretaires de mairie", "secretaire general")),
    ("Agents des communes", ("agent", "technicien", "urbaniste", "manager de commerce", "instructeur")),
    ("Partenaires", ("partenaire", "bailleur", "commercant")),
)
"""For whom a need is, and the words that say it."""

_VIDES: Final = frozenset(
    "a au aux avec d de des du en et formation formations besoin besoins la le les l pour sur un une dans par".split()  # noqa: SIM905 - reads better
)
"""Words that do not tell one need from another."""
_DE_SEANCE: Final = {"Élus": ("Élus",), "Chefs de projet": ("Chefs de projet",), "Mixte": ("Élus", "Chefs de projet")}


@dataclass(slots=True)
class Besoin:
    """One line of the plan."""

    intitule: str
    """As it was worded first."""
    communes: list[str] = field(default_factory=list)
    """Names of the communes that the lines name."""
    publics: list[str] = field(default_factory=list)
    """By function; where no line says it, the public of the séance."""
    seances: "list[tuple[str, date | None, str]]" = field(default_factory=list)
    """Who asked: record, day, title of each séance, the latest first."""

    @property
    def demandes(self) -> int:
        """Count the séances that asked for it."""
        return len({record for record, _, _ in self.seances})


def lignes_de(text: str) -> list[str]:
    """Cut what somebody wrote into needs: a line each, or between semicolons that no bracket holds."""
    parts = re.split(r"\n|;(?![^(\n]*\))", text)
    return [said for part in parts if (said := part.strip().lstrip("-–•*· ").strip().rstrip(".").strip())]


def plan(seances: "Iterable[SeanceClub]", communes: Mapping[str, str]) -> list[Besoin]:
    """Gather the needs of some séances, the most asked for first; `communes` are names by code."""
    known = [(plain(name), name) for name in communes.values()]
    found: dict[frozenset[str], Besoin] = {}
    ordered = sorted(seances, key=lambda one: (one.date is None, -(one.date.toordinal() if one.date else 0), one.id))
    for seance in ordered:
        for line in lignes_de(seance.besoins_formation or ""):
            intitule, _, said = line.partition("(")
            need = found.setdefault(_cle(intitule), Besoin(_majuscule(intitule.strip())))
            _pour(need, f"{intitule} {said}", known)
            need.seances.append((seance.id, seance.date, seance.titre or ""))
            if not need.publics:
                need.publics += _DE_SEANCE.get(seance.public or "", ())
    return sorted(found.values(), key=lambda one: (-one.demandes, plain(one.intitule)))


def _majuscule(text: str) -> str:
    return text[:1].upper() + text[1:]


def _cle(intitule: str) -> frozenset[str]:
    """Tell needs apart by their words, whatever their order, small words and plurals."""
    words = re.findall(r"[a-z0-9]+", plain(intitule))
    kept = {word.rstrip("sx") or word for word in words if word not in _VIDES}
    return frozenset(kept or words)


def _pour(need: Besoin, text: str, known: Iterable[tuple[str, str]]) -> None:
    """Learn for whom a need is from the words of its line."""
    said = f" {' '.join(re.findall(r'[a-z0-9]+', plain(text)))} "
    for folded, name in known:
        if f" {' '.join(re.findall(r'[a-z0-9]+', folded))} " in said and name not in need.communes:
            need.communes.append(name)
    for public, words in _PUBLICS:
        if public not in need.publics and any(re.search(rf" {word}s?(?:e|es)? ", said) for word in words):
            need.publics.append(public)
