"""A fiche as prose: it says no more than is known."""

from datetime import date

from pvd_tui.domain.action import Action, StatutPhase
from pvd_tui.domain.paragraphe import paragraphe
from pvd_tui.domain.plan_financement import PlanFinancement, StatutPlan
from pvd_tui.domain.registre import RegistreMemoire
from pvd_tui.domain.ressource import Ressource


def _dit(plan: PlanFinancement) -> str:
    action = Action(id="a", titre="Halle", statut_phase=StatutPhase.EN_RETARD)
    line = Ressource(id="r", plan_financement="p", financeur="État", montant_demande=100_00)
    return paragraphe(action, RegistreMemoire([action, plan, line]), date(2026, 11, 22)).replace("\u202f", " ")


def test_only_a_plan_that_was_voted_is_said_to_be() -> None:
    """A délibération that is foreseen is written on a draft: nothing is voted yet."""
    draft = PlanFinancement(id="p", action="a", date_deliberation=date(2026, 12, 1), statut=StatutPlan.BROUILLON)

    assert "voté" not in _dit(draft)
    assert "voté le 01/12/2026" in _dit(draft.model_copy(update={"statut": StatutPlan.VOTE}))
    assert "Au 22/11/2026, elle est en retard." in _dit(draft)
