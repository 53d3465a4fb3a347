"""Rule 25 of an edit: what a council voted does not change."""

from datetime import date

from pvd_tui.domain.plan_financement import PlanFinancement, StatutPlan
from pvd_tui.domain.rules import change_findings

VOTED = PlanFinancement(
    id="p", statut=StatutPlan.VOTE, version=1, deliberation="DE2023-12", date_deliberation=date(2023, 5, 2)
)


def test_a_voted_plan_says_which_field_was_touched() -> None:
    """Its number, its date; never its comment, nor that it was replaced."""
    said = change_findings(VOTED, VOTED.model_copy(update={"deliberation": "DE2023-13", "version": 2}))

    assert {finding.field for finding in said} == {"deliberation", "version"}
    later = VOTED.model_copy(update={"statut": StatutPlan.REMPLACE, "commentaire": "remplacé en juin"})
    assert change_findings(VOTED, later) == []
    assert [finding.rule for finding in change_findings(VOTED, None)] == [25]


def test_a_draft_may_change_and_go() -> None:
    """Nothing was voted yet."""
    draft = VOTED.model_copy(update={"statut": StatutPlan.BROUILLON})

    assert change_findings(draft, draft.model_copy(update={"version": 9})) == []
    assert change_findings(draft, None) == []
