"""The clubs counted as the instruction counts them (domain.md §5, [S1]; `design.md` §6).

A séance counts if it is *Tenue*, *Départementale*, and for élus and/or chefs de projet. The attendance sheet is
not asked for: a séance « tenue, sans émargement » counts, with a warning (rule 27). Séances that look like one and
were not merged count once (`seances_distinctes`); what is not filled in is unknown, never missed.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.dates import show_date
from pvd_tui.domain.periode_club import Periode, periodes
from pvd_tui.domain.registre import Registre, where
from pvd_tui.domain.reponse import Reponse
from pvd_tui.domain.seance_club import Echelon, EtatSeance, SeanceClub
from pvd_tui.domain.seances_distinctes import nombre, semblables

if TYPE_CHECKING:
    from pvd_tui.domain.doublons import Paire

RAPPELS: Final = (60, 30)
"""Days before the end of a period at which what is still due is recalled."""

_A_VENIR: Final = frozenset({None, EtatSeance.PROJET, EtatSeance.CONVOQUEE})
_A_REMPLIR: Final = (("date", "la date"), ("etat", "l’état"), ("echelon", "l’échelon"), ("public", "le public"))


def compte(seance: SeanceClub, today: date) -> Reponse:
    """Say whether a séance counts for the instruction; what is not filled in makes it unknown."""
    return lecture(seance, today)[0]


def lecture(seance: SeanceClub, today: date) -> tuple[Reponse, str]:
    """Say whether a séance counts, and why in French."""
    if seance.etat is not None and seance.etat is not EtatSeance.TENUE:
        return Reponse.NON, f"{str(seance.etat).lower()} : seule une séance tenue compte"
    if seance.echelon is not None and seance.echelon is not Echelon.DEPARTEMENTAL:
        return Reponse.NON, f"{str(seance.echelon).lower()} : seul le club départemental compte"
    if seance.date is not None and seance.date > today:
        return Reponse.NON, f"à venir au {show_date(today)}"
    missing = [words for name, words in _A_REMPLIR if getattr(seance, name) is None]
    if missing:
        return Reponse.INCONNU, f"à renseigner : {', '.join(missing)}"
    return Reponse.OUI, "tenue, départementale, pour des élus ou des chefs de projet"


@dataclass(frozen=True, slots=True)
class Bilan:
    """How many séances of a département counted in a period, and how many the instruction asks for."""

    periode: str
    debut: date
    fin: date
    seuil: int
    comptees: int
    """Séances that count, those that look like one counted once."""
    inconnues: int
    """By how many the count may rise once séances are filled in."""
    close: bool
    """Whether the period is over."""
    seances: tuple[str, ...] = ()
    """The séances of these days, by date, whether they count or not."""
    doublons: "tuple[Paire, ...]" = ()
    """The pairs that look like one séance, of which one at least counts here."""
    prevues: tuple[date, ...] = ()
    """The days to come of séances that will count once they are held."""

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


def bilans(
    departement: str, registre: Registre, today: date, ecartees: Collection[tuple[str, str]] = ()
) -> list[Bilan]:
    """Give the first period's bilan, then one for each period up to this one.

    `ecartees` are the pairs that a person said are two séances.
    """
    seances = where(registre, SeanceClub, departement=departement)
    answers = {seance.id: compte(seance, today) for seance in seances}
    may = [_row(seance) for seance in seances if answers[seance.id] is not Reponse.NON]
    pairs = semblables(may, ecartees)
    return [_bilan(periode, seances, answers, pairs, today=today) for periode in periodes(registre, today)]


def _bilan(
    periode: Periode,
    seances: Iterable[SeanceClub],
    answers: Mapping[str, Reponse],
    pairs: "Iterable[Paire]",
    *,
    today: date,
) -> Bilan:
    """Count the séances of one period; one without a date might be of any period."""
    within = [seance for seance in seances if seance.date is None or seance.date in periode]
    held = {seance.id for seance in within if answers[seance.id] is Reponse.OUI}
    might = held | {seance.id for seance in within if answers[seance.id] is Reponse.INCONNU}
    counted = nombre(held, pairs)
    dated = sorted((seance for seance in within if seance.date), key=lambda s: (s.date or today, s.id))
    return Bilan(
        periode.nom,
        periode.debut,
        periode.fin,
        periode.seuil,
        counted,
        nombre(might, pairs) - counted,
        close=periode.fin < today,
        seances=tuple(seance.id for seance in dated),
        doublons=tuple(one for one in pairs if {one.un, one.autre} & held),
        prevues=tuple(seance.date for seance in dated if seance.date and _prevue(seance, today)),
    )


def _prevue(seance: SeanceClub, today: date) -> bool:
    departemental = seance.echelon in {None, Echelon.DEPARTEMENTAL}
    return seance.etat in _A_VENIR and departemental and seance.date is not None and seance.date > today


def _row(seance: SeanceClub) -> dict[str, object]:
    """Give what duplicates are compared by; the département stands for the stream."""
    return {name: getattr(seance, name) for name in SeanceClub.model_fields} | {"stream": seance.departement}


@dataclass(frozen=True, slots=True)
class Due:
    """What is still due in a period that runs."""

    periode: str
    fin: date
    manque: int
    jours: int
    """Days left, the last one not counted: 0 on the last day."""
    prevues: tuple[date, ...]

    @property
    def rappel(self) -> int | None:
        """Say which recall it is time for: the last of `RAPPELS` that is reached, None before the first."""
        return min((days for days in RAPPELS if self.jours <= days), default=None)

    @property
    def phrase(self) -> str:
        """Say it in French."""
        many = "s" if self.manque > 1 else ""
        planned = ", ".join(show_date(day) for day in self.prevues)
        prevue = f", prévue{'s' * (len(self.prevues) > 1)} le {planned}" if planned else ", aucune prévue"
        return f"Encore {self.manque} séance{many} à tenir d’ici le {show_date(self.fin)}{prevue}"


def due(of: Iterable[Bilan], today: date) -> Due | None:
    """Give what the period of today still asks for, or None where nothing is due."""
    running = next((bilan for bilan in of if bilan.debut <= today <= bilan.fin), None)
    if running is None or not running.manque:
        return None
    return Due(running.periode, running.fin, running.manque, (running.fin - today).days, running.prevues)
