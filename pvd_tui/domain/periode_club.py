"""The periods in which the instruction counts clubs: they follow each other, and no day is in two (domain.md §3.1).

At least one séance in the first half of 2023, « puis » at least two a calendar year: the second half of 2023 is in
neither, so it is a period that asks for nothing of its own (`design.md` §6). Bounds and thresholds are the
programme's data; a threshold is the one in force on the last day of its period, so that next year's never rewrites
this year's.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from pvd_tui.domain.echeance_programme import EcheanceProgramme
from pvd_tui.domain.programme import Programme, programme
from pvd_tui.domain.registre import Registre, RegistreMemoire, where

_SEMESTRES: Final = {((1, 1), (6, 30)): "1er semestre ", ((7, 1), (12, 31)): "2e semestre ", ((1, 1), (12, 31)): ""}
_UN_JOUR: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Periode:
    """One period: both days are in it, and `seuil` séances are asked for (none: 0)."""

    nom: str
    debut: date
    fin: date
    seuil: int

    def __contains__(self, day: date) -> bool:
        """Say whether a day is in it."""
        return self.debut <= day <= self.fin


def periodes(registre: Registre, today: date) -> list[Periode]:
    """Give the periods that have begun, the first one first."""
    held = programme(registre, today)
    seuils = RegistreMemoire(
        [one for one in where(registre, EcheanceProgramme) if (one.code or "").startswith("club_")]
    )
    return [
        Periode(nom(debut, fin), debut, fin, getattr(programme(seuils, fin), code))
        for debut, fin, code in _bornes(held, today)
    ]


def nom(debut: date, fin: date) -> str:
    """Name a period as people do: « 1er semestre 2023 », « 2024 »."""
    known = _SEMESTRES.get(((debut.month, debut.day), (fin.month, fin.day)))
    if known is not None and debut.year == fin.year:
        return f"{known}{debut.year}"
    return f"{debut:%d/%m}/{debut.year} – {fin:%d/%m}/{fin.year}"


def _bornes(held: Programme, today: date) -> Iterator[tuple[date, date, str]]:
    """Walk from the first period to the one of today, without a gap; with the name of each one's threshold."""
    debut = held.club_semestre_debut
    while debut <= today:
        year = date(debut.year, 12, 31)
        if held.club_semestre_debut == debut <= held.club_semestre_fin:
            fin, code = held.club_semestre_fin, "club_semestre"
        elif debut < held.club_annuel_debut:
            fin, code = min(year, held.club_annuel_debut - _UN_JOUR), "club_transition"
        else:
            fin, code = year, "club_annuel"
        yield debut, fin, code
        if fin == date.max:
            return
        debut = fin + _UN_JOUR
