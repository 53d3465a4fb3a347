"""V1 to V8 (rules 14 to 20), 25 and 30: the vectors of domain.md §4.4."""

from datetime import date

import pytest

from pvd_tui.domain.action import Action
from pvd_tui.domain.depense import Depense, Section
from pvd_tui.domain.entity import Entity
from pvd_tui.domain.financeur import Caractere, Dispositif
from pvd_tui.domain.finding import Finding, GesteFormel, Niveau, blocking
from pvd_tui.domain.plan_financement import MotifDerogation, PlanFinancement, StatutPlan
from pvd_tui.domain.regime import Regime
from pvd_tui.domain.registre import RegistreMemoire
from pvd_tui.domain.ressource import Ressource
from pvd_tui.domain.rules import findings

TODAY = date(2026, 11, 22)
EURO = 100
ACTION = Action(id="a", commune="29003")
PLAN = PlanFinancement(id="p", action="a")


def _line(
    ident: str, caractere: Caractere | None, euros: int | None, dispositif: Dispositif | None = None
) -> Ressource:
    amount = None if euros is None else euros * EURO
    return Ressource(id=ident, plan_financement="p", caractere=caractere, montant_demande=amount, dispositif=dispositif)


def _cost(euros: int | None, **fields: object) -> Depense:
    amount = None if euros is None else euros * EURO
    return Depense(id="d", action="a", montant_previsionnel=amount).model_copy(update=fields)


def _said(rule: int, *records: Entity) -> list[Finding]:
    said = findings(records[0].table, records[0].id, RegistreMemoire(records), TODAY)
    return [finding for finding in said if finding.rule == rule]


def _split(public: int, moa: int) -> tuple[Ressource, Ressource]:
    return _line("1", Caractere.PUBLIC, public), _line("2", Caractere.MAITRE_OUVRAGE, moa)


def test_vector_a_twenty_percent_is_enough() -> None:
    """Cost 1 000 000, public 800 000, MOA 200 000."""
    said = findings(
        "plan_financement", "p", RegistreMemoire([PLAN, ACTION, *_split(800_000, 200_000), _cost(1_000_000)]), TODAY
    )

    assert said == []


def test_vector_b_with_a_mecenat_the_base_is_smaller() -> None:
    """160 000 are enough of 800 000 public, one euro less is not."""
    mecenat = _line("3", None, 200_000, Dispositif.MECENAT)

    assert _said(14, PLAN, ACTION, mecenat, *_split(640_000, 160_000)) == []
    assert _said(14, PLAN, ACTION, mecenat, *_split(640_001, 159_999)) != []


def test_vector_c_eighteen_percent_is_too_little_in_metropole_and_fine_in_la_reunion() -> None:
    """And the finding says by how much to reduce."""
    lines = _split(820_000, 180_000)
    said = _said(14, PLAN, ACTION, *lines)

    assert said[0].level is Niveau.AVERTISSEMENT
    assert "18,0 %" in said[0].sentence
    assert "100\u202f000\u202f€" in said[0].clears
    assert _said(14, PLAN, Action(id="a", commune="97411"), *lines) == []


def test_vector_d_a_monument_with_its_derogation_is_fine_and_traced() -> None:
    """90 % of subventions; a dérogation without its reference still warns."""
    lines = _split(900_000, 100_000)
    traced = PLAN.model_copy(
        update={
            "derogation_motif": MotifDerogation.MONUMENT,
            "derogation_autorite": "Préfet",
            "derogation_date": date(2025, 3, 1),
            "derogation_reference": "2025-12",
        }
    )

    assert [finding.level for finding in _said(14, traced, ACTION, *lines)] == [Niveau.INFORMATION]
    untraced = traced.model_copy(update={"derogation_reference": None})
    assert _said(14, untraced, ACTION, *lines)[0].field == "derogation_reference"


def test_vector_e_the_lights_of_audierne_are_at_38_percent() -> None:
    """287 400 / 755 500, to 0.1 point (V6)."""
    line = _line("1", Caractere.PUBLIC, 287_400, Dispositif.SYNDICAT).model_copy(update={"assiette": 755_500 * EURO})

    assert _said(19, line.model_copy(update={"taux": 38.0})) == []
    wrong = _said(19, line.model_copy(update={"taux": 40.0}))
    assert "38,0 %" in wrong[0].sentence
    assert _said(30, line.model_copy(update={"taux": 38.0, "assiette": None})) != []
    assert _said(19, line) == []


def test_vector_f_an_unknown_cost_is_not_evaluable_and_not_wrong() -> None:
    """« À préciser » is not zero."""
    lines = _split(800_000, 200_000)
    for unknown in (_cost(None), Depense(id="x", action="autre")):
        assert _said(16, PLAN, ACTION, *lines, unknown) == []
        assert _said(30, PLAN, ACTION, *lines, unknown)[0].level is Niveau.INFORMATION
    half = (_line("1", Caractere.PUBLIC, None), _line("2", Caractere.MAITRE_OUVRAGE, 1))
    assert _said(14, PLAN, ACTION, *half) == []
    assert len(_said(30, PLAN, ACTION, *half)) == 2


def test_v2_the_dotations_together_pay_at_most_80_percent_of_what_may_be_subsidised() -> None:
    """DETR + DSIL count, the Fonds vert does not; an unknown base is not evaluable."""
    lines = (
        _line("1", None, 500, Dispositif.DETR),
        _line("2", None, 300, Dispositif.DSIL),
        _line("3", None, 900, Dispositif.FONDS_VERT),
    )  # fmt: skip - a table
    plan = PLAN.model_copy(update={"depense_subventionnable": 1_000 * EURO})

    assert _said(15, plan, *lines) == []
    assert _said(15, plan.model_copy(update={"depense_subventionnable": 999 * EURO}), *lines) != []
    assert _said(15, PLAN, *lines) == []
    assert any("80 %" in finding.sentence for finding in _said(30, PLAN, *lines))


@pytest.mark.parametrize(
    ("cost", "wrong"), [(1_000_000, False), (1_000_001, False), (1_000_002, True), (999_998, True)]
)
def test_v3_a_plan_is_balanced_to_one_euro(cost: int, *, wrong: bool) -> None:
    """A warning while it is a draft, an error once voted, and a vote is blocked either way."""
    records = (ACTION, *_split(800_000, 200_000), _cost(cost))
    draft = _said(16, PLAN, *records)
    voted = _said(16, PLAN.model_copy(update={"statut": StatutPlan.VOTE}), *records)

    assert [finding.level for finding in draft] == [Niveau.AVERTISSEMENT] * wrong
    assert [finding.level for finding in voted] == [Niveau.ERREUR] * wrong
    assert blocking(draft, GesteFormel.VOTER_PLAN) == draft


def test_v3_compares_like_with_like() -> None:
    """HT against TTC is not evaluable; without expense lines the action's cost stands; the FCTVA is neutral HT."""
    lines = _split(800_000, 200_000)
    ht = PLAN.model_copy(update={"regime_montant": Regime.HT})
    ttc = _cost(1_000_000, regime_montant=Regime.TTC)
    priced = ACTION.model_copy(update={"cout_previsionnel": 900_000 * EURO})
    fctva = _line("3", None, 50_000, Dispositif.FCTVA)

    assert _said(16, ht, ACTION, *lines, ttc) == []
    assert _said(30, ht, ACTION, *lines, ttc)[0].field == "regime_montant"
    assert "100\u202f000\u202f€" in _said(16, PLAN, priced, *lines)[0].sentence
    assert _said(16, ht, ACTION, *lines, fctva, _cost(1_000_000)) == []
    assert _said(16, PLAN, ACTION, *lines, fctva, _cost(1_000_000)) != []


def test_v4_detr_and_dsil_pay_investment_without_taxes() -> None:
    """Other funders pay what they like."""
    detr = _line("1", None, 10, Dispositif.DETR)
    running = _cost(10, section=Section.FONCTIONNEMENT, regime_montant=Regime.TTC)

    assert len(_said(17, PLAN, detr, running)) == 2
    assert _said(17, PLAN, detr, _cost(10, section=Section.INVESTISSEMENT, regime_montant=Regime.HT)) == []
    assert _said(17, PLAN, _line("1", None, 10, Dispositif.ANAH), running) == []


def test_v5_who_delegates_pays_and_joins_the_convention() -> None:
    """Even where a dérogation lifts V1."""
    delegated = ACTION.model_copy(update={"maitre_ouvrage_delegue": "Bailleur"})

    assert _said(18, PLAN, delegated)[0].level is Niveau.INFORMATION
    refused = delegated.model_copy(update={"convention_moa_deleguee": False})
    assert _said(18, PLAN, refused)[0].level is Niveau.AVERTISSEMENT
    joined = delegated.model_copy(update={"convention_moa_deleguee": True})
    assert _said(18, PLAN, joined, *_split(80, 20)) == []
    assert _said(18, PLAN, joined, *_split(81, 19)) != []
    assert _said(18, PLAN, ACTION, *_split(81, 19)) == []


def test_v7_no_more_is_granted_than_was_asked_for() -> None:
    """Unless somebody confirms it: a warning."""
    line = Ressource(id="r", montant_demande=100, montant_accorde=101)

    assert _said(20, line)[0].level is Niveau.AVERTISSEMENT
    assert _said(20, line.model_copy(update={"montant_accorde": 100})) == []
    assert _said(20, line.model_copy(update={"montant_demande": None})) == []


def test_rule_25_a_voted_plan_has_its_deliberation() -> None:
    """Number, and a date that is not to come."""
    voted = PLAN.model_copy(update={"statut": StatutPlan.VOTE, "deliberation": "DE2025-12", "date_deliberation": TODAY})

    assert _said(25, voted) == []
    assert _said(25, voted.model_copy(update={"deliberation": None}))[0].level is Niveau.ERREUR
    assert _said(25, voted.model_copy(update={"date_deliberation": date(2026, 11, 23)}))[0].level is Niveau.ERREUR
    assert _said(25, PLAN) == []
