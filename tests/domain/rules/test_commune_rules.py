"""Rules 1, 2, 3, 7 and 10: a commune's code, numbers, size, delay and phase."""

from datetime import date

import pytest

from pvd_tui.domain.action import Action, Phase
from pvd_tui.domain.commune import Commune
from pvd_tui.domain.convention import Convention, StatutConvention, TypeConvention
from pvd_tui.domain.entity import Entity
from pvd_tui.domain.epci import Epci
from pvd_tui.domain.finding import Finding, Niveau
from pvd_tui.domain.registre import RegistreMemoire
from pvd_tui.domain.rules import findings
from pvd_tui.domain.rules.commune import commune_du_jour
from pvd_tui.domain.rules.context import CommunePresente, Context
from pvd_tui.domain.rules.siren import is_luhn

TODAY = date(2026, 11, 22)
GUISE = Commune(id="02361", millesime="2026")


def _said(rule: int, *records: Entity, known: bool = True) -> list[Finding]:
    first = records[0]
    said = findings(first.table, first.id, RegistreMemoire(records), TODAY, is_known=lambda _: known)
    return [finding for finding in said if finding.rule == rule]


@pytest.mark.parametrize("insee", ["2361", "023610", "2C004", "AAAAA", "02361 "])
def test_rule_1_a_code_without_the_shape_is_an_error(insee: str) -> None:
    """Text of five characters, 2A or 2B in Corsica."""
    assert _said(1, Commune(id=insee))[0].level is Niveau.ERREUR


def test_rule_1_a_code_unknown_to_the_referentiel_is_an_error() -> None:
    """And without the référentiel at hand nobody knows."""
    assert _said(1, GUISE) == []
    assert _said(1, GUISE, known=False)[0].level is Niveau.ERREUR
    assert findings("commune", "2A004", RegistreMemoire([Commune(id="2A004", millesime="2026")]), TODAY)[0].rule == 10


def test_rule_1_the_vintage_is_kept() -> None:
    """A code means something in its year."""
    assert _said(1, Commune(id="02361"))[0].level is Niveau.INFORMATION


@pytest.mark.parametrize(("number", "wrong"), [("200071785", False), ("200071786", True), ("20007178", True)])
def test_rule_2_a_siren_has_nine_digits_and_a_key(number: str, *, wrong: bool) -> None:
    """A warning: the official lists hold what they hold."""
    for record in (Epci(id=number), GUISE.model_copy(update={"siren": number})):
        assert [finding.level for finding in _said(2, record)] == [Niveau.AVERTISSEMENT] * wrong


def test_rule_2_a_siret_has_fourteen_digits() -> None:
    """Spaces are no matter."""
    assert _said(2, Action(id="a", siret_maitre_ouvrage="732 829 320 00074")) == []
    assert _said(2, Action(id="a", siret_maitre_ouvrage="732 829 320"))[0].field == "siret_maitre_ouvrage"
    assert is_luhn("73282932000074")


def test_rule_3_a_town_of_20_000_is_told_not_refused() -> None:
    """Five of the official list are."""
    assert _said(3, GUISE.model_copy(update={"population": 20_000}))[0].level is Niveau.AVERTISSEMENT
    assert _said(3, GUISE.model_copy(update={"population": 19_999})) == []


def test_rule_7_without_a_convention_cadre_the_delay_runs_from_the_adhesion() -> None:
    """18 months later to the day it is not yet over."""
    adhesion = Convention(id="c", commune="02361", type=TypeConvention.ADHESION, date_signature=date(2025, 5, 22))
    cadre = Convention(id="d", commune="02361", type=TypeConvention.CADRE_ORT)

    assert _said(7, GUISE, adhesion) == []
    late = adhesion.model_copy(update={"date_signature": date(2025, 5, 21)})
    assert "retard : 1)" in _said(7, GUISE, late)[0].sentence
    assert _said(7, GUISE, late, cadre) == []


def test_rule_10_says_what_is_missing_and_what_is_unknown() -> None:
    """A test that is not met warns; one that nobody can answer is information."""
    cadre = Convention(id="d", commune="02361", type=TypeConvention.CADRE_ORT, statut=StatutConvention.EN_COURS)
    idea = Action(id="a", commune="02361", phase=Phase.IDEE)
    levels = [finding.level for finding in _said(10, GUISE, cadre, idea)]

    assert levels == [Niveau.AVERTISSEMENT, Niveau.INFORMATION, Niveau.AVERTISSEMENT]


def test_a_commune_that_merged_or_changed_its_epci_says_so_and_loses_nothing() -> None:
    """The 1 January: where its code went, which EPCI is today's, and what to do; an unchanged one says nothing."""
    here = CommunePresente("02361", "Guise", "200071785", "CC du Jour")
    merged = Context(RegistreMemoire(), TODAY, presente=lambda _: CommunePresente("02999", "Val-de-Guise"))
    (said,) = commune_du_jour(GUISE, merged)
    assert (said.rule, said.level) == (36, Niveau.AVERTISSEMENT)
    assert "fait partie de Val-de-Guise (02999)" in said.sentence
    moved = GUISE.model_copy(update={"epci": "200000000"})
    (said,) = commune_du_jour(moved, Context(RegistreMemoire(), TODAY, presente=lambda _: here))
    assert said.field == "epci"
    assert "CC du Jour" in said.clears
    assert not list(commune_du_jour(GUISE, Context(RegistreMemoire(), TODAY, presente=lambda _: here)))
    assert not list(commune_du_jour(GUISE, Context(RegistreMemoire(), TODAY)))
