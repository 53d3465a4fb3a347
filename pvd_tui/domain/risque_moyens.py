"""The risk rules about means: who does the work (R3), who pays for it (R6) (domain.md §2.6)."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from pvd_tui.domain.action import Action, StatutConventionnel, StatutPhase
from pvd_tui.domain.constat import Cause, Constat
from pvd_tui.domain.dates import show_date
from pvd_tui.domain.financeur import Caractere
from pvd_tui.domain.montant import show_montant
from pvd_tui.domain.part_maitre_ouvrage import counted
from pvd_tui.domain.phase_operationnelle import is_abandonnee
from pvd_tui.domain.plan_financement import PlanFinancement, StatutPlan
from pvd_tui.domain.poste import StatutPoste
from pvd_tui.domain.poste_au import SituationPoste, postes_de, situations
from pvd_tui.domain.registre import where
from pvd_tui.domain.reponse import Reponse
from pvd_tui.domain.ressource import Ressource
from pvd_tui.domain.risque import Dossier
from pvd_tui.domain.signal import RegleSignal
from pvd_tui.domain.temps import Temps

VACANCE: Final = 90
"""Days without a chef de projet, or before the end of a contract (R3)."""
SEUIL_RESTE: Final = 115
"""Percent of the voted part of the maître d'ouvrage that what is left to pay may reach (R6)."""
_FINIES: Final = frozenset({StatutConventionnel.LIVREE, StatutConventionnel.ABANDONNEE})


def r3(found: Dossier) -> Iterator[Constat]:
    """Say that nobody holds the poste for long, or that its contract ends without a renewal [S8bis]."""
    held = situations(postes_de(found.commune, found.registre), found.au)
    there = [one for one in held if one.statut is StatutPoste.POURVU]
    gone = [one for one in held if one.statut in {StatutPoste.VACANT, StatutPoste.EN_RECRUTEMENT}]
    if there:
        ends = [_fin(found, one) for one in there]
        yield from (one for one in ends if one is not None and None not in ends)
    elif gone:
        yield from _vacance(found, max(gone, key=lambda one: (one.vacant_depuis or date.min, one.poste.id)))


def _fin(found: Dossier, one: SituationPoste) -> Constat | None:
    """Say that a contract ends soon; nothing where it does not, or its renewal is asked for."""
    end = one.poste.fin
    if end is None or one.poste.renouvellement is not None or (end - found.au).days > VACANCE:
        return None
    left = (end - found.au).days
    fact = f"Le contrat du chef de projet finit le {show_date(end)}, sans renouvellement."
    clears = "Demander le renouvellement, et noter la date."
    return _poste(found, one, Reponse.NON, fact, clears, end, left, "renouvellement")


def _vacance(found: Dossier, one: SituationPoste) -> Iterator[Constat]:
    since = one.vacant_depuis
    if since is None:
        fact = "Le poste de chef de projet est vacant, on ignore depuis quand."
        yield _poste(found, one, Reponse.INCONNU, fact, "Renseigner « Vacant depuis le ».", None, None, "vacant_depuis")
        return
    days = (found.au - since).days
    if days > VACANCE:
        fact = f"Le poste de chef de projet est vacant depuis {days} jours ({show_date(since)})."
        yield _poste(found, one, Reponse.NON, fact, "Recruter un chef de projet.", None, None, "statut")


def _poste(
    found: Dossier,
    one: SituationPoste,
    reponse: Reponse,
    fact: str,
    clears: str,
    limit: date | None,
    left: int | None,
    field: str,
) -> Constat:
    return Constat(
        RegleSignal.R3,
        Cause.POSTE,
        found.commune.id,
        reponse,
        fact,
        clears,
        "[S8bis]",
        limit,
        left,
        "poste",
        one.poste.id,
        field,
    )


def r6(found: Dossier) -> Iterator[Constat]:
    """Say that what is left to pay exceeds what the council voted by more than 15 % [S26]."""
    for action in found.actions:
        if _finie(action, found.au):
            continue
        sums = _sommes(found, action)
        if sums is None:
            continue
        left, voted, plan = sums
        if 100 * left > SEUIL_RESTE * voted:
            name = action.titre or "sans titre"
            fact = (
                f"« {name} » : le reste à charge ({show_montant(left)}) dépasse de plus de 15 % "
                f"l’autofinancement voté ({show_montant(voted)})."
            )
            clears = "Revoir le plan de financement, puis le faire voter de nouveau."
            yield Constat(
                RegleSignal.R6,
                Cause.FINANCEMENT,
                found.commune.id,
                Reponse.NON,
                fact,
                clears,
                "[S26]",
                table="plan_financement",
                record=plan,
                temps=Temps.JOURNAL,
            )


def _finie(action: Action, au: date) -> bool:
    over = action.statut_phase is StatutPhase.TERMINE or action.statut_conventionnel in _FINIES
    return over or is_abandonnee(action, au)


def _sommes(found: Dossier, action: Action) -> tuple[int, int, str] | None:
    """Give what is left to pay, what was voted, and the plan; None where an amount is to be filled in."""
    plans = [
        plan
        for plan in where(found.registre, PlanFinancement, action=action.id)
        if plan.statut is StatutPlan.VOTE and (plan.date_deliberation is None or plan.date_deliberation <= found.au)
    ]
    if not plans:
        return None
    plan = max(plans, key=lambda one: (one.date_deliberation or date.min, one.version or 0, one.id))
    costs = (action.cout_definitif, action.cout_previsionnel, plan.cout_vote)
    cost = next((one for one in costs if one is not None), None)
    lines = counted(where(found.registre, Ressource, plan_financement=plan.id))
    if cost is None or any(line.montant_retenu is None or line.caractere_retenu is None for line in lines):
        return None
    voted = sum(line.montant_retenu or 0 for line in lines if line.caractere_retenu is Caractere.MAITRE_OUVRAGE)
    others = sum(line.montant_retenu or 0 for line in lines if line.caractere_retenu is not Caractere.MAITRE_OUVRAGE)
    return (max(0, cost - others), voted, plan.id) if voted else None
