"""The note's blocks « adhésion », « convention-cadre/ORT » and « CRTE » (domain.md §3.2).

Each commune is in one class of the ORT: signed and dated by that day, said signed without a date, to be filled in (a
date and a « Signée ? » that contradict each other), or not signed. The delay runs from an adhésion signed by that day.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, auto
from typing import Final

from pvd_tui.domain.chiffre import Chiffre, mediane, nombre, part
from pvd_tui.domain.commune import Commune
from pvd_tui.domain.convention import Convention, StatutConvention, TypeConvention
from pvd_tui.domain.dates import deadline
from pvd_tui.domain.phase_operationnelle import is_cadre, is_signee
from pvd_tui.domain.reponse import Reponse
from pvd_tui.domain.temps import Temps

_SIGNES: Final = frozenset({StatutConvention.SIGNEE, StatutConvention.TERMINEE})


class Ort(Enum):
    """Where a commune's convention-cadre stands, the furthest on first."""

    SIGNEE = auto()
    SANS_DATE = auto()
    A_RENSEIGNER = auto()
    NON_SIGNEE = auto()


@dataclass(frozen=True, slots=True)
class Conventions:
    """The conventions of one commune, as the note reads them."""

    commune: Commune
    crte_inscrit: Reponse
    adhesion: date | None
    """Signed by that day."""
    adhesion_sans_date: bool
    ort: Ort
    signee_le: date | None
    statut: StatutConvention | None
    prevue_le: date | None
    crte: str | None
    crte_inscrit_le: date | None

    @property
    def delai(self) -> int | None:
        """Give the days from adhésion to ORT; negative where the ORT was there before."""
        return (self.signee_le - self.adhesion).days if self.signee_le and self.adhesion else None


def lire(commune: Commune, conventions: Sequence[Convention], crte: Reponse, au: date) -> Conventions:
    """Read the conventions of a commune as of a day."""
    adhesions = [one for one in conventions if one.type is TypeConvention.ADHESION]
    days = [one.date_signature for one in adhesions if one.date_signature is not None and one.date_signature <= au]
    undated = not days and any(one.date_signature is None and one.statut in _SIGNES for one in adhesions)
    cadres = sorted((one for one in conventions if is_cadre(one)), key=lambda one: _rang(one, au))
    best = cadres[0] if cadres else None
    ort = _ort(best, au)[0] if best else Ort.NON_SIGNEE
    entered = [one for one in cadres if one.crte_inscrit_le is not None and one.crte_inscrit_le <= au]
    planned = [one.date_prevue for one in cadres if one.date_prevue is not None]
    return Conventions(
        commune,
        crte,
        min(days, default=None),
        undated,
        ort,
        best.date_signature if best and ort is Ort.SIGNEE else None,
        best.statut if best else None,
        min(planned, default=None) if ort is not Ort.SIGNEE else None,
        next((one.crte for one in (*entered, *cadres) if one.crte), None),
        min((one.crte_inscrit_le for one in entered if one.crte_inscrit_le), default=None),
    )


def _ort(convention: Convention, au: date) -> tuple[Ort, date]:
    answer = is_signee(convention, au)
    if answer is Reponse.OUI:
        return Ort.SIGNEE, convention.date_signature or date.max
    if answer is Reponse.INCONNU:
        undated = convention.date_signature is None and convention.statut in _SIGNES
        return (Ort.SANS_DATE if undated else Ort.A_RENSEIGNER), date.max
    return Ort.NON_SIGNEE, date.max


def _rang(convention: Convention, au: date) -> tuple[int, date, str]:
    ort, day = _ort(convention, au)
    return ort.value, day, convention.id


@dataclass(frozen=True, slots=True)
class BlocAdhesion:
    """The adhésions."""

    signees: Chiffre
    non_datees: Chiffre
    inconnues: Chiffre


@dataclass(frozen=True, slots=True)
class BlocOrt:
    """The conventions-cadres valant ORT, by commune."""

    signees: Chiffre
    signees_sans_date: Chiffre
    non_signees: Chiffre
    a_renseigner: Chiffre
    en_cours: Chiffre
    terminees: Chiffre
    part_signees: Chiffre
    hors_delai_18_mois: Chiffre
    delai_median_jours: Chiffre
    avant_adhesion: Chiffre
    prevues: tuple[tuple[str, date], ...]
    """The planned days of those that are not signed: INSEE code, day."""


@dataclass(frozen=True, slots=True)
class BlocCrte:
    """What is entered in the CRTE."""

    inscrites: Chiffre
    non_inscrites: Chiffre
    a_renseigner: Chiffre
    contrats: tuple[str, ...]


def bloc_adhesion(rows: Sequence[Conventions]) -> BlocAdhesion:
    """Count the adhésions."""
    return BlocAdhesion(
        _communes(one for one in rows if one.adhesion),
        _communes(one for one in rows if one.adhesion_sans_date),
        _communes(one for one in rows if not one.adhesion and not one.adhesion_sans_date),
    )


def bloc_ort(rows: Sequence[Conventions], au: date, mois: int) -> BlocOrt:
    """Count the conventions-cadres; `mois` is the programme's delay."""
    of = {ort: [one for one in rows if one.ort is ort] for ort in Ort}
    signed, unsigned = of[Ort.SIGNEE], of[Ort.NON_SIGNEE]
    late = [one for one in unsigned if one.adhesion is not None and au > deadline(one.adhesion, mois)]
    return BlocOrt(
        _communes(signed),
        _communes(of[Ort.SANS_DATE]),
        _communes(unsigned),
        _communes(of[Ort.A_RENSEIGNER]),
        _communes(one for one in unsigned if one.statut is StatutConvention.EN_COURS),
        _communes(one for one in signed if one.statut is StatutConvention.TERMINEE),
        part(_communes(signed), len(rows)),
        _communes(late),
        mediane({one.commune.id: one.delai for one in signed if one.delai is not None}, "commune"),
        _communes(one for one in signed if one.delai is not None and one.delai < 0),
        tuple((one.commune.id, one.prevue_le) for one in rows if one.prevue_le is not None),
    )


def bloc_crte(rows: Sequence[Conventions]) -> BlocCrte:
    """Count what is entered in the CRTE, as the second test answers."""
    of = {answer: _communes(one for one in rows if one.crte_inscrit is answer) for answer in Reponse}
    names = sorted({one.crte for one in rows if one.crte})
    return BlocCrte(of[Reponse.OUI], of[Reponse.NON], of[Reponse.INCONNU], tuple(names))


def _communes(rows: Iterable[Conventions]) -> Chiffre:
    return nombre((one.commune for one in rows), "commune", Temps.METIER)
