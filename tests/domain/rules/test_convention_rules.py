"""Rules 4 to 9 and 31: a convention's dates, signatories and themes."""

from datetime import date

import pytest

from pvd_tui.domain.action import Action, Thematique
from pvd_tui.domain.convention import Convention, SignatureVillePrincipale, StatutConvention, TypeConvention
from pvd_tui.domain.convention_commune import ConventionCommune
from pvd_tui.domain.entity import Entity
from pvd_tui.domain.finding import Finding, Niveau
from pvd_tui.domain.registre import RegistreMemoire
from pvd_tui.domain.rules import findings

TODAY = date(2026, 11, 22)
ADHESION = Convention(id="a", commune="29003", type=TypeConvention.ADHESION, date_signature=date(2021, 4, 20))
CADRE = Convention(
    id="c",
    commune="29003",
    type=TypeConvention.CADRE_ORT,
    statut=StatutConvention.SIGNEE,
    date_signature=date(2022, 7, 11),
)


def _said(rule: int, *records: Entity) -> list[Finding]:
    said = findings(records[0].table, records[0].id, RegistreMemoire(records), TODAY)
    return [finding for finding in said if finding.rule == rule]


def test_audierne_has_nothing_to_correct_in_its_dates() -> None:
    """The real dates of domain.md §1.6: adhésion 20/04/2021, ORT 11/07/2022."""
    for rule in (4, 5, 6, 7, 8):
        assert _said(rule, CADRE, ADHESION) == []
        assert _said(rule, ADHESION, CADRE) == []


def test_rule_4_an_adhesion_before_the_launch_is_told() -> None:
    """Some official rows are dated 15/01/2020."""
    early = ADHESION.model_copy(update={"date_signature": date(2020, 1, 15)})

    assert _said(4, early)[0].level is Niveau.AVERTISSEMENT
    assert _said(4, ADHESION.model_copy(update={"date_signature": date(2020, 10, 1)})) == []


def test_rule_5_nothing_is_signed_in_the_future() -> None:
    """An extract of July 2026 held an ORT of 03/11/2026."""
    future = CADRE.model_copy(update={"date_signature": date(2026, 11, 23)})

    assert _said(5, future)[0].level is Niveau.ERREUR
    assert _said(5, future.model_copy(update={"statut": StatutConvention.EN_COURS})) == []
    assert _said(5, CADRE.model_copy(update={"date_signature": TODAY})) == []


def test_rule_6_an_ort_before_the_adhesion_warns() -> None:
    """72 real cases are legitimate."""
    before = CADRE.model_copy(update={"date_signature": date(2021, 4, 19)})

    assert _said(6, before, ADHESION)[0].level is Niveau.AVERTISSEMENT
    assert _said(6, before) == []


@pytest.mark.parametrize(("signed", "late"), [(date(2022, 10, 20), False), (date(2022, 10, 21), True), (None, True)])
def test_rule_7_eighteen_months_after_the_adhesion(signed: date | None, *, late: bool) -> None:
    """An ORT that is not signed is late from the same day."""
    cadre = CADRE.model_copy(update={"date_signature": signed, "statut": StatutConvention.EN_COURS})

    assert [finding.level for finding in _said(7, cadre, ADHESION)] == [Niveau.AVERTISSEMENT] * late


def test_rule_7_of_an_unknown_signature_is_not_evaluable() -> None:
    """Signed without a date may have been signed in time."""
    assert _said(7, CADRE.model_copy(update={"date_signature": None}), ADHESION) == []


def test_rule_8_signed_without_a_date_is_an_error() -> None:
    """« Si signée, date de signature »."""
    assert _said(8, CADRE.model_copy(update={"date_signature": None}))[0].level is Niveau.ERREUR


def test_rule_9_an_ort_has_its_signatories() -> None:
    """EPCI, communes, main town or its dérogation."""
    bare = Convention(id="c", vaut_ort=True)
    full = bare.model_copy(
        update={"epci": "200000000", "signature_ville_principale": SignatureVillePrincipale.DEROGATION}
    )
    row = ConventionCommune(id="r", convention="c", commune="29003")

    assert {finding.field for finding in _said(9, bare)} == {"epci", "commune", "signature_ville_principale"}
    assert _said(9, full, row) == []
    missing = full.model_copy(update={"signature_ville_principale": SignatureVillePrincipale.MANQUANTE})
    assert _said(9, missing, row)[0].level is Niveau.AVERTISSEMENT


def test_rule_31_an_ort_works_on_habitat_and_commerce() -> None:
    """An action whose theme is unknown makes it not evaluable."""
    habitat = Action(id="h", convention="c", thematique=Thematique.HABITAT)
    unknown = Action(id="u", convention="c")

    assert "Commerce" in _said(31, CADRE, habitat)[0].sentence
    assert _said(31, CADRE, habitat, unknown) == []
    assert _said(31, CADRE) == []
    assert _said(31, ADHESION, habitat.model_copy(update={"convention": "a"})) == []
