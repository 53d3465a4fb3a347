"""Rules 11, 12, 13, 26 and 34: is the fiche mature, possible, counted once."""

from datetime import date

import pytest

from pvd_tui.domain.action import Action, Maturite, StatutConventionnel
from pvd_tui.domain.action_commune import ActionCommune
from pvd_tui.domain.depense import Depense
from pvd_tui.domain.entity import Entity
from pvd_tui.domain.finding import Finding, Niveau
from pvd_tui.domain.indicateur import Indicateur
from pvd_tui.domain.plan_financement import PlanFinancement
from pvd_tui.domain.registre import RegistreMemoire
from pvd_tui.domain.ressource import Ressource
from pvd_tui.domain.rules import change_findings, findings

TODAY = date(2026, 11, 22)


def _said(rule: int, *records: Entity) -> list[Finding]:
    said = findings(records[0].table, records[0].id, RegistreMemoire(records), TODAY)
    return [finding for finding in said if finding.rule == rule]


def test_rule_11_a_fiche_action_is_complete() -> None:
    """MOA, description, calendar, expense, resource, indicator; a fiche-projet needs none of them."""
    bare = Action(id="a", maturite=Maturite.FICHE_ACTION)
    full = bare.model_copy(
        update={
            "maitre_ouvrage": "Commune",
            "description": "Halle",
            "debut_prevu": date(2027, 1, 1),
            "fin_prevue": date(2028, 1, 1),
        }
    )
    rows = (
        Depense(id="d", action="a"),
        PlanFinancement(id="p", action="a"),
        Ressource(id="r", plan_financement="p"),
        Indicateur(id="i", action="a"),
    )

    assert len(_said(11, bare)) == 6
    assert _said(11, full, *rows) == []
    assert len(_said(11, full, *rows[:2])) == 2
    assert _said(11, Action(id="a", maturite=Maturite.FICHE_PROJET)) == []


@pytest.mark.parametrize(
    "statut", [StatutConventionnel.INSCRITE, StatutConventionnel.ENGAGEE, StatutConventionnel.LIVREE]
)
def test_rule_12_an_inscribed_action_keeps_its_number_and_stays(statut: StatutConventionnel) -> None:
    """The fiche 2.3 is signed: reclassing is free, renumbering and removing are not."""
    signed = Action(id="a", code="2.3", statut_conventionnel=statut)

    assert change_findings(signed, signed.model_copy(update={"axe": "autre"})) == []
    assert change_findings(signed, signed.model_copy(update={"code": "2.4"}))[0].level is Niveau.ERREUR
    assert change_findings(signed, None)[0].level is Niveau.ERREUR
    assert change_findings(signed.model_copy(update={"code": None}), signed) == []


def test_rule_12_says_nothing_of_a_project() -> None:
    """What is not signed may be renumbered and removed."""
    project = Action(id="a", code="2.3", statut_conventionnel=StatutConventionnel.A_VALIDER)

    assert change_findings(project, None) == change_findings(project, Action(id="a", code="9")) == []


def test_rule_13_the_end_is_not_before_the_beginning() -> None:
    """Same day is fine; one missing date is not evaluable."""
    day = date(2027, 3, 1)
    for start, end in (("debut_prevu", "fin_prevue"), ("debut_reel", "fin_reelle")):
        wrong = Action(id="a").model_copy(update={start: day, end: date(2027, 2, 28)})
        assert _said(13, wrong)[0].field == end
        assert _said(13, wrong)[0].level is Niveau.ERREUR
        assert _said(13, wrong.model_copy(update={end: day})) == []
        assert _said(13, wrong.model_copy(update={start: None})) == []


def test_rule_13_works_of_more_than_four_years_warn() -> None:
    """As declared, or as they went."""
    real = Action(id="a", debut_reel=date(2020, 1, 1), fin_reelle=date(2024, 1, 1))

    assert _said(13, real) == []
    assert _said(13, real.model_copy(update={"fin_reelle": date(2024, 1, 2)}))[0].level is Niveau.AVERTISSEMENT
    assert _said(13, Action(id="a", duree_travaux=48)) == []
    assert _said(13, Action(id="a", duree_travaux=49))[0].level is Niveau.AVERTISSEMENT


@pytest.mark.parametrize(
    ("shares", "rule"),
    [
        ((60, 40), None),
        ((33.33, 33.33, 33.34), None),
        ((60, 30), 26),
        ((60, None), 30),
        ((80, 40, None), 26),
        ((None, None), 30),
        ((), None),
    ],
)
def test_rule_26_the_shares_make_a_whole(shares: tuple[float | None, ...], rule: int | None) -> None:
    """« Le Stum » is shared by Audierne and Plouhinec; an unknown share is not evaluable unless already too much."""
    rows = [
        ActionCommune(id=str(index), action="a", commune=f"2900{index}", cle=share)
        for index, share in enumerate(shares)
    ]

    assert [finding.rule for finding in findings("action", "a", RegistreMemoire([Action(id="a"), *rows]), TODAY)] == (
        [rule] if rule else []
    )


def test_rule_34_a_number_from_outside_names_one_fiche() -> None:
    """The same project at the CRTE and at PVD is one amount, not two."""
    one = Action(id="a", titre="Halle", fiche_crte="CRTE-12")
    other = Action(id="b", titre="Halle du marché", fiche_crte="CRTE-12")

    assert "Halle du marché" in _said(34, one, other)[0].sentence
    assert _said(34, one) == []
    assert _said(34, Action(id="a"), Action(id="b")) == []
