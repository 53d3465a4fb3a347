"""The clubs counted as the instruction counts them (domain.md §5, [S1]; `design.md` §6).

A séance counts if it is *Tenue*, *Départementale*, and for élus and/or chefs de projet. The attendance sheet is
not asked for: a séance « tenue, sans émargement » counts, with a warning (rule 27).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from pvd_tui.domain.commune import Commune
from pvd_tui.domain.presence import Presence, StatutPresence
from pvd_tui.domain.programme import Programme
from pvd_tui.domain.registre import Registre, where
from pvd_tui.domain.reponse import Reponse
from pvd_tui.domain.seance_club import Echelon, EtatSeance, SeanceClub

REPRESENTE: Final = frozenset({StatutPresence.PRESENT, StatutPresence.REPRESENTE})
"""The statuses that make a commune represented."""


def compte(seance: SeanceClub, today: date) -> Reponse:
    """Say whether a séance counts for the instruction; what is not filled in makes it unknown."""
    if seance.etat is not None and seance.etat is not EtatSeance.TENUE:
        return Reponse.NON
    if seance.echelon is not None and seance.echelon is not Echelon.DEPARTEMENTAL:
        return Reponse.NON
    if seance.date is not None and seance.date > today:
        return Reponse.NON
    known = None not in (seance.etat, seance.echelon, seance.public, seance.date)
    return Reponse.OUI if known else Reponse.INCONNU


@dataclass(frozen=True, slots=True)
class Bilan:
    """How many séances of a département counted in a period, and how many the instruction asks for."""

    periode: str
    debut: date
    fin: date
    seuil: int
    comptees: int
    inconnues: int
    """Séances that might count once they are filled in."""
    close: bool
    """Whether the period is over."""

    @property
    def conforme(self) -> Reponse:
        """Say whether the threshold is met; a period that still runs, or an unfilled séance, is unknown."""
        if self.comptees >= self.seuil:
            return Reponse.OUI
        open_yet = not self.close or self.comptees + self.inconnues >= self.seuil
        return Reponse.INCONNU if open_yet else Reponse.NON

    @property
    def manque(self) -> int:
        """Count the séances still to be held."""
        return max(0, self.seuil - self.comptees)


def bilans(departement: str, registre: Registre, today: date, programme: Programme) -> list[Bilan]:
    """Give the first period's bilan, then one for each calendar year up to this one."""
    seances = where(registre, SeanceClub, departement=departement)
    periods = [
        (
            _name(programme.club_semestre_debut, programme.club_semestre_fin),
            programme.club_semestre_debut,
            programme.club_semestre_fin,
            programme.club_semestre,
        )
    ]
    periods.extend(
        (str(year), date(year, 1, 1), date(year, 12, 31), programme.club_annuel)
        for year in range(programme.club_annuel_debut.year, today.year + 1)
    )
    return [
        _bilan(name, debut, fin, seuil, seances=seances, today=today)
        for name, debut, fin, seuil in periods
        if debut <= today
    ]


@dataclass(frozen=True, slots=True)
class Participation:
    """Which communes of a département took part, and which never came."""

    communes: int
    representees: frozenset[str]
    jamais_venues: frozenset[str]

    @property
    def taux(self) -> float | None:
        """Give the share of communes represented, in percent; None without communes."""
        return 100 * len(self.representees) / self.communes if self.communes else None


def participation(departement: str, registre: Registre, debut: date, fin: date) -> Participation:
    """Say which communes were represented at the séances held in a period, and which never came until its end."""
    communes = {found.id for found in where(registre, Commune, departement=departement) if found.actif is not False}
    held = [
        seance
        for seance in where(registre, SeanceClub, departement=departement)
        if seance.etat is EtatSeance.TENUE and seance.date is not None and seance.date <= fin
    ]
    sheets = {seance.id: where(registre, Presence, seance_club=seance.id) for seance in held}
    in_period = (row for seance in held if seance.date and seance.date >= debut for row in sheets[seance.id])
    came = _communes((row for rows in sheets.values() for row in rows), frozenset({StatutPresence.PRESENT}))
    return Participation(
        len(communes), frozenset(communes & _communes(in_period, REPRESENTE)), frozenset(communes - came)
    )


def _communes(rows: Iterable[Presence], statuts: frozenset[StatutPresence]) -> frozenset[str]:
    return frozenset(row.commune for row in rows if row.commune and row.statut in statuts)


def _bilan(periode: str, debut: date, fin: date, seuil: int, *, seances: list[SeanceClub], today: date) -> Bilan:
    """Count the séances of one period; one without a date might be of any period."""
    answers = [compte(seance, today) for seance in seances if seance.date is None or debut <= seance.date <= fin]
    return Bilan(
        periode, debut, fin, seuil, answers.count(Reponse.OUI), answers.count(Reponse.INCONNU), close=fin < today
    )


def _name(debut: date, fin: date) -> str:
    """Name a period as people do: « 1er semestre 2023 »."""
    if (debut.month, debut.day, fin.month, fin.day) == (1, 1, 6, 30) and debut.year == fin.year:
        return f"1er semestre {debut.year}"
    return f"{debut:%d/%m}/{debut.year} – {fin:%d/%m}/{fin.year}"
