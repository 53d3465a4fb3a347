"""The note's blocks « actions » and « financements » (domain.md §3.2).

An action counts on a day if something was recorded of it by then, or if one of its dates shows that it was there; the
others are « inconnues à cette date ». Amounts are added up as they were typed, HT or TTC, and what is not filled in is
counted beside.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from pvd_tui.domain.action import Action, Maturite, Phase, StatutConventionnel, StatutPhase, Thematique
from pvd_tui.domain.chiffre import Chiffre, nombre, repartition, somme
from pvd_tui.domain.demande import Demande
from pvd_tui.domain.financeur import Dispositif
from pvd_tui.domain.phase_operationnelle import is_abandonnee, is_engagee
from pvd_tui.domain.registre import Registre
from pvd_tui.domain.reponse import Reponse
from pvd_tui.domain.temps import Temps, inconnus
from pvd_tui.domain.transitions import is_accordee, is_deposee

_ETATS: Final = ("maturite", "phase", "statut_phase", "statut_conventionnel")


@dataclass(frozen=True, slots=True)
class BlocActions:
    """The actions of the territory."""

    total: Chiffre
    inconnues: Chiffre
    """Of which nothing is known on that day."""
    abandonnees: Chiffre
    par_maturite: Mapping[str, Chiffre]
    par_phase: Mapping[str, Chiffre]
    par_statut: Mapping[str, Chiffre]
    par_statut_conventionnel: Mapping[str, Chiffre]
    par_thematique: Mapping[str, Chiffre]
    engagees: Chiffre
    engagement_inconnu: Chiffre
    livrees: Chiffre
    cout_previsionnel: Chiffre
    couts_previsionnels_non_renseignes: Chiffre
    cout_definitif: Chiffre
    couts_definitifs_non_renseignes: Chiffre
    """Of those delivered."""


@dataclass(frozen=True, slots=True)
class BlocFinancements:
    """What was asked for and granted, in cents."""

    demandes: Chiffre
    accordees: Chiffre
    montant_demande: Chiffre
    montant_accorde: Chiffre
    accorde_par_dispositif: Mapping[str, Chiffre]
    montants_accordes_non_renseignes: Chiffre


def is_connue(action: Action, registre: Registre, au: date) -> bool:
    """Say whether an action was there on a day, as far as the log and its dates say it."""
    if not inconnus(registre, action, _ETATS):
        return True
    days = (action.date_engagement, action.debut_reel, action.fin_reelle, action.date_abandon)
    return any(day is not None and day <= au for day in days)


def is_livree(action: Action, au: date) -> bool:
    """Say whether an action was delivered by a day: its real end says when, else its status."""
    done = action.statut_conventionnel is StatutConventionnel.LIVREE or (
        action.phase is Phase.OPERATION and action.statut_phase is StatutPhase.TERMINE
    )
    if action.fin_reelle is not None:
        return action.fin_reelle <= au and not is_abandonnee(action, au)
    return done


def bloc_actions(actions: Sequence[Action], registre: Registre, au: date) -> BlocActions:
    """Count the actions of a territory as of a day."""
    known = [one for one in actions if is_connue(one, registre, au)]
    there = {one.id for one in known}
    done = [one for one in known if is_livree(one, au)]
    answers = {one.id: is_engagee(one, au) for one in known}
    return BlocActions(
        _nombre(known),
        _nombre([one for one in actions if one.id not in there]),
        _nombre([one for one in known if is_abandonnee(one, au)]),
        repartition(known, "action", Maturite, lambda one: one.maturite),
        repartition(known, "action", Phase, lambda one: one.phase),
        repartition(known, "action", StatutPhase, lambda one: one.statut_phase),
        repartition(known, "action", StatutConventionnel, lambda one: one.statut_conventionnel),
        repartition(known, "action", Thematique, lambda one: one.thematique),
        nombre((one for one in known if answers[one.id] is Reponse.OUI), "action"),
        _nombre([one for one in known if answers[one.id] is Reponse.INCONNU]),
        _nombre(done),
        somme(known, "action", "cout_previsionnel"),
        _nombre([one for one in known if one.cout_previsionnel is None]),
        somme(done, "action", "cout_definitif"),
        _nombre([one for one in done if one.cout_definitif is None]),
    )


def bloc_financements(demandes: Sequence[Demande], au: date) -> BlocFinancements:
    """Add up what was asked for and granted by a day."""
    filed = [one for one in demandes if is_deposee(one, au) is Reponse.OUI]
    granted = [one for one in demandes if is_accordee(one, au) is Reponse.OUI]
    by = {str(kind): [one for one in granted if one.dispositif is kind] for kind in (*Dispositif, None)}
    sums = {kind: somme(some, "demande", "montant_accorde", Temps.METIER) for kind, some in by.items() if some}
    return BlocFinancements(
        nombre(filed, "demande"),
        nombre(granted, "demande"),
        somme(filed, "demande", "montant_demande", Temps.METIER),
        somme(granted, "demande", "montant_accorde", Temps.METIER),
        {("Non renseigné" if kind == "None" else kind): one for kind, one in sums.items()},
        nombre((one for one in granted if one.montant_accorde is None), "demande"),
    )


def _nombre(actions: Sequence[Action]) -> Chiffre:
    return nombre(actions, "action", Temps.JOURNAL)
