"""A fiche as a clean paragraph for an e-mail or a report to the préfet (domain.md §10.3, 29 and 11).

What is not known is not said; amounts say HT or TTC; every figure is « au » a day.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from pvd_tui.domain.action import Action, Phase, StatutPhase
from pvd_tui.domain.dates import show_date
from pvd_tui.domain.depense import Depense
from pvd_tui.domain.limites import cout_du_plan
from pvd_tui.domain.montant import show_montant
from pvd_tui.domain.non_concerne import RubriqueFiche
from pvd_tui.domain.plan_financement import PlanFinancement
from pvd_tui.domain.plan_versions import is_vote, nom_ligne, plan_en_vigueur
from pvd_tui.domain.registre import Registre, where
from pvd_tui.domain.ressource import EtatRessource, Ressource

_PHASES = {
    Phase.IDEE: "au stade de l’idée",
    Phase.ETUDE: "en phase d’étude",
    Phase.OPERATION: "en phase opérationnelle",
}
_STATUTS = {
    StatutPhase.EN_RETARD: "en retard",
    StatutPhase.EN_PAUSE: "en pause",
    StatutPhase.BLOQUE: "bloquée à ce jour",
    StatutPhase.ABANDONNE: "abandonnée",
    StatutPhase.TERMINE: "terminée",
}
_ETATS = {
    EtatRessource.ENVISAGEE: "envisagés",
    EtatRessource.SOLLICITEE: "sollicités",
    EtatRessource.EN_ATTENTE: "en attente de validation",
    EtatRessource.OBTENUE: "obtenus",
}


def paragraphe(action: Action, registre: Registre, today: date, de_la_commune: str = "") -> str:
    """Write an action as French prose; `de_la_commune` is « de la Fère », as the référentiel says it."""
    plan = plan_en_vigueur(where(registre, PlanFinancement, action=action.id))
    sentences = [_qui(action, de_la_commune), *_quoi(action), *_quand(action), *_combien(action, plan, registre)]
    sentences.append(_ou_en_est(action, today))
    return " ".join(_phrase(sentence) for sentence in sentences if sentence)


def _qui(action: Action, de_la_commune: str) -> str:
    """Say which action, whose, carried by whom."""
    number = f"L’action {action.code}" if action.code else "L’action"
    where_ = f" {de_la_commune}" if de_la_commune else ""
    said = f"{number}{where_}, « {' '.join((action.titre or 'sans titre').split())} »,"
    owner = f" est portée par {action.maitre_ouvrage}" if action.maitre_ouvrage else " est inscrite au plan d’action"
    theme = f" au titre de la thématique « {action.thematique} »" if action.thematique else ""
    return f"{said}{owner}{theme}"


def _quoi(action: Action) -> Iterator[str]:
    for text in (action.description, action.objectifs):
        if text:
            yield " ".join(text.split())


def _quand(action: Action) -> Iterator[str]:
    start, end = action.debut_reel or action.debut_prevu, action.fin_reelle or action.fin_prevue
    begun = "a commencé" if action.debut_reel else "doit commencer"
    ended = "s’est achevée" if action.fin_reelle else "doit s’achever"
    if start and end:
        yield f"Elle {begun} le {show_date(start)} et {ended} le {show_date(end)}"
    elif start:
        yield f"Elle {begun} le {show_date(start)}"
    elif end:
        yield f"Elle {ended} le {show_date(end)}"


def _combien(action: Action, plan: PlanFinancement | None, registre: Registre) -> Iterator[str]:
    """Say what it costs, and who pays what."""
    depenses = where(registre, Depense, action=action.id)
    cost = cout_du_plan(plan or PlanFinancement(id="?"), action, depenses)
    if cost is None and RubriqueFiche.DEPENSES in (action.non_concerne or ()):
        yield "Elle n’appelle pas de dépense"
    elif cost is None:
        yield "Son coût reste à préciser"
    else:
        regime = (plan.regime_montant if plan else None) or action.regime_montant
        verb = "est estimé à" if action.estimation else "est de"
        yield f"Son coût prévisionnel {verb} {show_montant(cost)}{f' {regime}' if regime else ''}"
    lines = where(registre, Ressource, plan_financement=plan.id) if plan else []
    said = [_ligne(line) for line in lines if line.etat is not EtatRessource.REFUSEE and line.montant_retenu]
    if said:
        day = plan.date_deliberation if plan and is_vote(plan) else None
        voted = f" voté le {show_date(day)}" if day else ""
        yield f"Le plan de financement{voted} prévoit {_enumerer(said)}"
    refused = [nom_ligne(line) for line in lines if line.etat is EtatRessource.REFUSEE]
    if refused:
        yield f"N’a pas été obtenu : {_enumerer(refused)}"


def _ligne(line: Ressource) -> str:
    state = _ETATS.get(line.etat) if line.etat else None
    return f"{show_montant(line.montant_retenu or 0)} ({nom_ligne(line)}{f', {state}' if state else ''})"


def _ou_en_est(action: Action, today: date) -> str:
    """Say where it stands today."""
    said = [_PHASES.get(action.phase) if action.phase else None]
    said.append(_STATUTS.get(action.statut_phase) if action.statut_phase else None)
    words = [word for word in said if word]
    return f"Au {show_date(today)}, elle est {', '.join(words)}" if words else ""


def _enumerer(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} et {words[-1]}"


def _phrase(text: str) -> str:
    """End a sentence with one full stop."""
    text = text.strip()
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."
