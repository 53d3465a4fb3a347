"""Which column is which field: by the likeness of the title, and by what the cells look like.

A guess is never certain: it has a confidence, it is shown with samples, and a person changes it. What was decided for
a layout is remembered on this laptop and offered again for the next file of the same layout.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Final

from rapidfuzz.fuzz import ratio

from pvd_tui import referentiel
from pvd_tui.domain.dates import DateError, read_date
from pvd_tui.domain.texte import plain
from pvd_tui.imports.cibles import IGNORER, Cible, cibles
from pvd_tui.imports.classeur import Cellule, texte
from pvd_tui.imports.lieux import nommees
from pvd_tui.imports.mots import INCONNU, RIEN, replie
from pvd_tui.imports.presences import is_presence, jour_de
from pvd_tui.imports.projets import is_projets
from pvd_tui.imports.valeurs import choisir_mot, montant
from pvd_tui.imports.vocabulaire import MUETS, Nature

if TYPE_CHECKING:
    from pvd_tui.imports.entete import TableauLu

_DITE: Final = 100
"""The confidence of what a person said."""
_DES_PROJETS: Final = ("action.", "demande.", "ressource.", "subvention.")
_SEUIL: Final = 58
"""The least confidence of a match."""
_PROCHE: Final = 78
"""How alike two words must be to be one word with a typing error."""
_LONG: Final = 6
"""Between shorter words one letter is all the difference."""
_ECHANTILLON: Final = 60


@dataclass(frozen=True, slots=True)
class Colonne:
    """One column, and what it becomes."""

    index: int
    titre: str
    cible: str
    confiance: int
    """Out of 100; 100 where a person said it."""
    exemples: tuple[str, ...]

    @property
    def retenue(self) -> bool:
        """Say whether the column is imported."""
        return self.cible != IGNORER


def rapprocher(tableau: "TableauLu", dites: Mapping[str, str] | None = None) -> tuple[Colonne, ...]:
    """Match every column; `dites` (title to target) is what a person said, and is never second-guessed."""
    said = {replie(title): cible for title, cible in (dites or {}).items()}
    samples = [tableau.colonne(index) for index in range(len(tableau.titres))]
    chosen: dict[int, tuple[str, int]] = {}
    for index, title in enumerate(tableau.titres):
        if replie(title) in said:
            chosen[index] = (said[replie(title)], _DITE)
    taken = {cible for cible, _ in chosen.values() if cible and not cibles()[cible].plusieurs}
    for score, _, index, cible in _scores(tableau, samples, chosen):
        if index not in chosen and cible.cle not in taken and round(score) >= _SEUIL:
            chosen[index] = (cible.cle, min(round(score), 99))
            if not cible.plusieurs:
                taken.add(cible.cle)
    if not is_projets([cible for cible, _ in chosen.values()]):  # without a project its cost and its grant are nobody's
        chosen = {i: one for i, one in chosen.items() if one[1] == _DITE or not one[0].startswith(_DES_PROJETS)}
    return tuple(
        Colonne(index, title, *chosen.get(index, (IGNORER, 0)), _exemples(samples[index]))
        for index, title in enumerate(tableau.titres)
    )


def _exemples(cells: Sequence[Cellule]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texte(cell)[:60] for cell in cells))[:3]


def _scores(
    tableau: "TableauLu", samples: Sequence[Sequence[Cellule]], chosen: Mapping[int, object]
) -> list[tuple[float, int, int, Cible]]:
    """Score every column against every target, the best first; of two, the target that is listed first."""
    found: list[tuple[float, int, int, Cible]] = []
    for index, title in enumerate(tableau.titres):
        if index in chosen:
            continue
        fits: dict[object, float] = {}
        day = tableau.jours[index] or jour_de(title)
        for order, cible in enumerate(cibles().values()):
            score = _score(replie(title), cible, samples[index], fits, day)
            if score >= _SEUIL:
                found.append((score, order, index, cible))
    return sorted(found, key=lambda one: (-round(one[0]), one[1], one[2]))


def _score(title: str, cible: Cible, cells: Sequence[Cellule], fits: dict[object, float], day: date | None) -> float:
    """Score one column against one target, out of 100."""
    if cible.nature is Nature.PRESENCE:
        return 95.0 * _part(cells, is_presence) if day is not None and cells else 0.0
    name = _nom(title, cible.mots)
    alone = cible.nature in _SEULS and title not in MUETS and _sures(cible.nature, cells)
    if not name and not alone:
        return 0.0
    if not cells:
        return name * 0.8
    key = (cible.nature, cible.champ.choix if cible.champ else ())
    if key not in fits:
        fits[key] = _part(cells[:_ECHANTILLON], _lecteur(cible))
    fit = fits[key]
    if fit < 0.3:  # noqa: PLR2004 - most cells are something else
        return 0.0
    return max(name * (0.55 + 0.45 * fit), _SEULS[cible.nature] * fit if alone else 0.0)


def _sures(nature: Nature, cells: Sequence[Cellule]) -> bool:
    """Say whether cells may tell by themselves what they are: several, different, codes with all their digits."""
    said = {texte(cell) for cell in cells}
    whole = nature is not Nature.INSEE or sum(len(one) == 5 for one in said) > len(said) / 2  # noqa: PLR2004 - a code has five
    return len(said) > 2 and whole  # noqa: PLR2004 - two cells prove nothing


_SEULS: Final = {Nature.INSEE: 70, Nature.COMMUNE: 68}
"""Targets that are known by their cells alone."""


@cache
def _nom(title: str, mots: tuple[str, ...]) -> float:
    """Say how alike a title and the words of a target are, out of 100; 0 where they are not."""
    best = 0.0
    words = set(title.split())
    for mot in mots:
        if title == mot or title.replace(" ", "") == mot.replace(" ", ""):
            return 100.0
        wanted = set(mot.split())
        if wanted == words:
            best = max(best, 97.0)
        elif wanted <= words:
            best = max(best, 93.0 - 4 * (len(words) - len(wanted)) - (12 if len(wanted) == 1 else 0))
        elif words and words < wanted and len(words) > 1:
            best = max(best, 80.0)
        if len(mot) >= _LONG:
            best = max(best, ratio(title, mot, score_cutoff=_PROCHE))
    return best if best >= 55 else 0.0  # noqa: PLR2004 - a word among many is a chance


def _part(cells: Sequence[Cellule], fits: Callable[[Cellule], bool]) -> float:
    """Say what part of the cells that say something are of a kind."""
    said = [cell for cell in cells if not (isinstance(cell, str) and replie(cell) in INCONNU)]
    return sum(map(fits, said)) / len(said) if said else 0.0


def _lecteur(cible: Cible) -> Callable[[Cellule], bool]:
    if cible.nature is Nature.CHOIX and cible.champ is not None:
        choix = cible.champ.choix
        return lambda cell: choisir_mot(choix, texte(cell)) is not None
    return _LECTEURS[cible.nature]


_INSEE: Final = re.compile(r"\d{4,5}|2[AB]\d{3}", re.ASCII | re.IGNORECASE)
_NOMBRE: Final = re.compile(r"-?\d[\d \u00a0\u202f]*([.,]\d+)?\s*%?", re.ASCII)


def _is_insee(cell: Cellule) -> bool:
    code = texte(cell)
    return bool(_INSEE.fullmatch(code)) and referentiel.present_commune(code.zfill(5)) is not None


def _is_montant(cell: Cellule) -> bool:
    if isinstance(cell, str):
        return replie(cell) in RIEN or montant(cell) is not None
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _is_date(cell: Cellule) -> bool:
    if not isinstance(cell, str):
        return isinstance(cell, date)
    try:
        read_date(cell, date(2024, 1, 1))
    except DateError:
        return False
    return True


def _is_texte(cell: Cellule) -> bool:
    return isinstance(cell, str) and not _NOMBRE.fullmatch(cell.strip())


_LECTEURS: Final[Mapping[Nature, Callable[[Cellule], bool]]] = {
    Nature.INSEE: _is_insee,
    Nature.COMMUNE: lambda cell: isinstance(cell, str) and bool(nommees(cell)),
    Nature.DEPARTEMENT: lambda cell: (
        referentiel.departement(texte(cell).zfill(2)) is not None
        or plain(texte(cell)) in {plain(one.nom) for one in referentiel.departements()}
    ),
    Nature.CLE: lambda cell: cell is not None and not isinstance(cell, bool | date),
    Nature.ANNEE: lambda cell: bool(re.fullmatch(r"20\d\d", texte(cell))),
    Nature.EPCI: lambda cell: _is_texte(cell) or bool(re.fullmatch(r"[1-9]\d{8}", texte(cell))),
    Nature.CRTE: lambda cell: _is_date(cell) or replie(texte(cell)) in {"oui", "non", "o", "n", "x", "en cours"},
    Nature.TEXTE: _is_texte,
    Nature.MONTANT: _is_montant,
    Nature.DATE: _is_date,
    Nature.NOMBRE: lambda cell: bool(_NOMBRE.fullmatch(texte(cell))),
    Nature.POURCENT: lambda cell: bool(_NOMBRE.fullmatch(texte(cell))),
    Nature.OUI_NON: lambda cell: isinstance(cell, bool) or replie(texte(cell)) in {"oui", "non", "o", "n", "x"},
}
