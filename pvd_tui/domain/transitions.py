"""The transitions and the fonds vert, as the instruction of 2023 asks for them (domain.md §3.1, §3.2, §3.3).

    share of a transition      actions that contribute / actions of which it is said (« Sans lien » is an answer)
    artificialising            artificialisation: oui / oui or non
    green share DETR and DSIL  granted to actions « favorables à l'environnement » / granted where that is said

What is not filled in is counted apart and is in no denominator. Actions that were given up count nowhere.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from pvd_tui.domain.action import Action, ObjectifEnvironnemental
from pvd_tui.domain.chiffre import NON_RENSEIGNE, Chiffre, Nature, nombre, part, repartition, somme
from pvd_tui.domain.demande import Demande, EtatDemande
from pvd_tui.domain.financeur import DETR_DSIL, Dispositif
from pvd_tui.domain.reponse import Reponse
from pvd_tui.domain.temps import Temps
from pvd_tui.domain.transition import TransitionDemographique, TransitionEcologique, TransitionEconomique

SANS_LIEN: Final = "Sans lien"
_AVANT_DEPOT: Final = frozenset({EtatDemande.ENVISAGEE, EtatDemande.A_DEPOSER})
_ACCORDEES: Final = frozenset(
    {EtatDemande.NOTIFIEE, EtatDemande.DEMARREE, EtatDemande.AVANCE, EtatDemande.ACOMPTE, EtatDemande.SOLDEE}
)
_PERDUES: Final = frozenset({EtatDemande.REFUSEE, EtatDemande.SANS_SUITE, EtatDemande.RETIREE, EtatDemande.CADUQUE})


@dataclass(frozen=True, slots=True)
class Volet:
    """One of the three transitions."""

    contribuent: Chiffre
    sans_lien: Chiffre
    non_renseignees: Chiffre
    part: Chiffre
    par_valeur: Mapping[str, Chiffre]


@dataclass(frozen=True, slots=True)
class FondsVert:
    """The applications to the fonds vert."""

    deposes: Chiffre
    accordes: Chiffre
    montant_demande: Chiffre
    montant_accorde: Chiffre
    montants_non_renseignes: Chiffre
    """Granted ones without an amount."""
    etats_non_renseignes: Chiffre
    """Applications of which nobody can say whether they were filed by then."""


@dataclass(frozen=True, slots=True)
class Transitions:
    """The block « transitions » of the note."""

    actions: Chiffre
    """The actions that count here."""
    ecologique: Volet
    demographique: Volet
    economique: Volet
    objectif_environnemental: Chiffre
    part_objectif_environnemental: Chiffre
    objectifs_non_renseignes: Chiffre
    par_objectif: Mapping[str, Chiffre]
    artificialisantes: Chiffre
    part_artificialisantes: Chiffre
    artificialisation_non_renseignee: Chiffre
    fonds_vert: FondsVert
    dotations_accordees: Chiffre
    """DETR and DSIL granted, in cents."""
    dotations_vertes: Chiffre
    part_verte_dotations: Chiffre
    dotations_non_renseignees: Chiffre
    """DETR and DSIL granted to actions that do not say whether they are green, in cents."""


def transitions(actions: Sequence[Action], demandes: Sequence[Demande], au: date) -> Transitions:
    """Compute the block from the actions that go on and their demandes, as of a day."""
    said = [one for one in actions if one.objectifs_environnementaux is not None]
    green = [one for one in said if one.objectifs_environnementaux]
    soils = [one for one in actions if one.artificialisation in {Reponse.OUI, Reponse.NON}]
    hard = _count(one for one in soils if one.artificialisation is Reponse.OUI)
    return Transitions(
        _count(actions),
        _volet(actions, TransitionEcologique, lambda one: one.transition_ecologique),
        _volet(actions, TransitionDemographique, lambda one: one.transition_demographique),
        _volet(actions, TransitionEconomique, lambda one: one.transition_economique),
        _count(green),
        part(_count(green), len(said)),
        _count(one for one in actions if one.objectifs_environnementaux is None),
        _objectifs(said),
        hard,
        part(hard, len(soils)),
        _count(one for one in actions if one.artificialisation not in {Reponse.OUI, Reponse.NON}),
        _fonds_vert([one for one in demandes if one.dispositif is Dispositif.FONDS_VERT], au),
        *_dotations(actions, demandes, au),
    )


def is_deposee(demande: Demande, au: date) -> Reponse:
    """Say whether a demande was filed by a day."""
    if demande.date_depot is not None:
        return Reponse.OUI if demande.date_depot <= au else Reponse.NON
    if demande.etat is None:
        return Reponse.INCONNU
    return Reponse.NON if demande.etat in _AVANT_DEPOT else Reponse.OUI


def is_accordee(demande: Demande, au: date) -> Reponse:
    """Say whether a demande was granted by a day, and not lost: by its notification or arrêté, else by its state."""
    if demande.etat in _PERDUES:
        return Reponse.NON
    days = [day for day in (demande.date_notification, demande.date_arrete) if day is not None]
    if days:
        return Reponse.OUI if min(days) <= au else Reponse.NON
    if demande.etat is None:
        return Reponse.INCONNU
    return Reponse.OUI if demande.etat in _ACCORDEES else Reponse.NON


def _volet(actions: Sequence[Action], words: type[StrEnum], said: Callable[[Action], object]) -> Volet:
    counted = repartition(actions, "action", words, said)
    filled = [one for one in actions if said(one) is not None]
    helps = _count(one for one in filled if said(one) != SANS_LIEN)
    values = {word: one for word, one in counted.items() if word not in {SANS_LIEN, NON_RENSEIGNE}}
    return Volet(helps, counted[SANS_LIEN], counted[NON_RENSEIGNE], part(helps, len(filled)), values)


def _objectifs(said: Sequence[Action]) -> dict[str, Chiffre]:
    found = repartition(said, "action", ObjectifEnvironnemental, lambda one: one.objectifs_environnementaux)
    return {word: one for word, one in found.items() if word != NON_RENSEIGNE}


def _fonds_vert(demandes: Sequence[Demande], au: date) -> FondsVert:
    filed = [one for one in demandes if is_deposee(one, au) is Reponse.OUI]
    granted = [one for one in demandes if is_accordee(one, au) is Reponse.OUI]
    return FondsVert(
        nombre(filed, "demande"),
        nombre(granted, "demande"),
        somme(filed, "demande", "montant_demande", Temps.METIER),
        somme(granted, "demande", "montant_accorde", Temps.METIER),
        nombre((one for one in granted if one.montant_accorde is None), "demande"),
        nombre((one for one in demandes if is_deposee(one, au) is Reponse.INCONNU), "demande"),
    )


def _dotations(
    actions: Sequence[Action], demandes: Sequence[Demande], au: date
) -> tuple[Chiffre, Chiffre, Chiffre, Chiffre]:
    """Give what DETR and DSIL granted, what of it is green, its share, and what nobody said."""
    said = {one.id: one.budget_vert for one in actions}
    granted = [one for one in demandes if one.dispositif in DETR_DSIL and is_accordee(one, au) is Reponse.OUI]
    known = [one for one in granted if said.get(one.action or "") in {Reponse.OUI, Reponse.NON}]
    green = _sum(one for one in known if said[one.action or ""] is Reponse.OUI)
    base = _sum(known).valeur
    share = round(100 * (green.valeur or 0) / base, 1) if base else None
    vert = Chiffre(share, "demande", green.ids, Nature.PART, "montant_accorde", int(base or 0), Temps.JOURNAL)
    silent = (one for one in granted if said.get(one.action or "") not in {Reponse.OUI, Reponse.NON})
    return _sum(granted), green, vert, _sum(silent)


def _sum(demandes: Iterable[Demande]) -> Chiffre:
    return somme(demandes, "demande", "montant_accorde", Temps.METIER)


def _count(actions: Iterable[Action]) -> Chiffre:
    return nombre(actions, "action", Temps.JOURNAL)
