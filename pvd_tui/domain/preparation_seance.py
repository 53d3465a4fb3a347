"""Preparing the next séance from the last one: its number, who hosts it, what stays the same (domain.md §5).

The host changes in turn: « commune hôte tournante ». All of it is proposed, nothing is imposed.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from pvd_tui.domain.seance_club import CompteRendu, Echelon, EtatSeance, PublicSeance, SeanceClub
from pvd_tui.domain.texte import plain

_GARDES: Final = (
    *("departement", "echelon", "public", "format", "heure_debut", "heure_fin"),
    *("organisateur", "coorganisateurs", "animateur", "quorum"),
)
"""What a séance has in common with the one before."""

_NUMERO: Final = re.compile(r"\s*(\d{4})\s*-\s*(\d+)\s*").fullmatch
_PAS_TENUES: Final = frozenset({EtatSeance.ANNULEE, EtatSeance.REPORTEE})


def numero(seances: Iterable[SeanceClub], annee: int) -> str:
    """Propose the number « AAAA-n » that follows the greatest of the year; a number that was given is not given again.

    A séance without a number still takes its place: the third of the year is 3 even if nobody numbered the others.
    """
    numbers, held = [0], 0
    for seance in seances:
        found = _NUMERO(seance.numero or "")
        if found and int(found[1]) == annee:
            numbers.append(int(found[2]))
        held += (int(found[1]) if found else seance.date.year if seance.date else 0) == annee
    return f"{annee}-{max(*numbers, held) + 1}"


def hote(seances: Iterable[SeanceClub], communes: Mapping[str, str]) -> str | None:
    """Propose the commune that has hosted the fewest séances, the longest ago, then by name; None without communes.

    `communes` names those of the département by their code. A séance that was cancelled hosted nobody.
    """
    times: dict[str, list[str]] = {insee: [] for insee in communes}
    for seance in seances:
        if seance.commune_hote in times and seance.etat not in _PAS_TENUES:
            times[seance.commune_hote].append(seance.date.isoformat() if seance.date else "")
    ranked = sorted(times, key=lambda insee: (len(times[insee]), max(times[insee], default=""), plain(communes[insee])))
    return ranked[0] if ranked else None


def precedente(seances: Iterable[SeanceClub], avant: dt.date | None = None) -> SeanceClub | None:
    """Give the latest séance of the club (before a day, if one is given); one that was cancelled too: it was prepared.

    A départemental one comes first: it is the one that is prepared here.
    """
    dated = [s for s in seances if s.date is not None and (avant is None or s.date < avant)]
    own = [s for s in dated if s.echelon in {None, Echelon.DEPARTEMENTAL}]
    return max(own or dated, key=lambda s: (s.date or dt.date.min, s.id), default=None)


def depart(
    seances: Sequence[SeanceClub], communes: Mapping[str, str], today: dt.date, *, date: dt.date | None = None
) -> dict[str, object]:
    """Give what a new séance starts with; the day is the one that the last séance set for it, if it is to come."""
    last = precedente(seances)
    planned = last.prochaine_date if last is not None else None
    taken = {seance.date for seance in seances}
    day = date or (planned if planned and planned >= today and planned not in taken else None)
    found: dict[str, object] = {name: getattr(last, name) for name in _GARDES} if last is not None else {}
    found.setdefault("echelon", Echelon.DEPARTEMENTAL)
    found.setdefault("public", PublicSeance.MIXTE)
    found |= {
        "date": day.isoformat() if day else None,
        "numero": numero(seances, (day or today).year),
        "commune_hote": hote(seances, communes),
        "etat": EtatSeance.PROJET,
        "compte_rendu": CompteRendu.A_REDIGER,
    }
    return {name: value for name, value in found.items() if value is not None}
