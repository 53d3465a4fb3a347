"""Rules 20 to 24: do not sign too early, do not start too late, do not be paid too much."""

from datetime import date

import pytest

from pvd_tui.domain.campagne_financement import CampagneFinancement
from pvd_tui.domain.demande import Demande, DepartCaducite, EtatDemande
from pvd_tui.domain.entity import Entity
from pvd_tui.domain.finding import Finding, Niveau
from pvd_tui.domain.registre import RegistreMemoire
from pvd_tui.domain.rules import findings

TODAY = date(2026, 11, 22)


def _said(rule: int, *records: Entity) -> list[Finding]:
    said = findings(records[0].table, records[0].id, RegistreMemoire(records), TODAY)
    return [finding for finding in said if finding.rule == rule]


def test_v7_of_a_demande_too() -> None:
    """The file and the plan's line say the same."""
    assert _said(20, Demande(id="d", montant_demande=100, montant_accorde=200))[0].level is Niveau.AVERTISSEMENT


def test_v8_payments_stay_within_what_was_granted() -> None:
    """The known payments are enough to exceed it; an unknown grant is not evaluable."""
    paid = Demande(id="d", montant_accorde=100, montant_avance=30, montant_acomptes=70)

    assert _said(21, paid) == []
    assert _said(21, paid.model_copy(update={"montant_solde": 1})) != []
    assert _said(21, paid.model_copy(update={"montant_solde": 1, "montant_accorde": None})) == []


def test_rule_22_nothing_is_signed_before_the_ardd() -> None:
    """« Subvention en péril »."""
    ardd = date(2026, 2, 1)
    signed = Demande(id="d", date_ardd=ardd, date_premier_acte=date(2026, 1, 31))

    assert "péril" in _said(22, signed)[0].sentence
    assert _said(22, signed)[0].level is Niveau.AVERTISSEMENT
    assert _said(22, signed.model_copy(update={"date_premier_acte": ardd})) == []
    assert _said(22, Demande(id="d", etat=EtatDemande.A_DEPOSER, date_premier_acte=ardd))[0].level is (
        Niveau.AVERTISSEMENT
    )
    assert _said(22, Demande(id="d", etat=EtatDemande.NOTIFIEE, date_premier_acte=ardd))[0].level is (
        Niveau.INFORMATION
    )


@pytest.mark.parametrize(
    ("notified", "level", "words"),
    [
        (date(2026, 11, 1), Niveau.INFORMATION, "Jours restants"),
        (date(2024, 12, 1), Niveau.AVERTISSEMENT, ": 9 "),
        (date(2024, 11, 22), Niveau.AVERTISSEMENT, ": 0 "),
        (date(2024, 11, 21), Niveau.AVERTISSEMENT, "caduque"),
    ],
)
def test_rule_23_counts_down_to_caducity(notified: date, level: Niveau, words: str) -> None:
    """24 months from the notification, louder when they are few."""
    said = _said(23, Demande(id="d", date_notification=notified))

    assert said[0].level is level
    assert words in said[0].sentence


def test_rule_23_may_run_from_the_depot() -> None:
    """Préfectures differ: the demande says so, else its campaign, else the notification."""
    demande = Demande(id="d", date_depot=date(2024, 1, 1), date_notification=date(2026, 1, 1))
    campagne = CampagneFinancement(id="c", depart_caducite=DepartCaducite.DEPOT)

    assert "caduque" not in _said(23, demande)[0].sentence
    assert "caduque" in _said(23, demande.model_copy(update={"depart_caducite": DepartCaducite.DEPOT}))[0].sentence
    assert "caduque" in _said(23, demande.model_copy(update={"campagne_financement": "c"}), campagne)[0].sentence
    longer = demande.model_copy(update={"depart_caducite": DepartCaducite.DEPOT, "prorogation": 12})
    assert "caduque" not in _said(23, longer)[0].sentence


def test_rule_23_ends_with_the_works() -> None:
    """Begun in time, four years are left to end; what is over counts no more."""
    begun = Demande(id="d", date_notification=date(2022, 1, 1), date_commencement=date(2023, 1, 1))

    assert "achever" in _said(23, begun)[0].sentence
    assert _said(23, begun.model_copy(update={"date_achevement": date(2024, 1, 1)})) == []
    assert _said(23, begun.model_copy(update={"etat": EtatDemande.SOLDEE})) == []
    assert "après" in _said(23, begun.model_copy(update={"date_commencement": date(2024, 1, 2)}))[0].sentence
    assert _said(23, Demande(id="d")) == []


def test_rule_24_what_is_notified_has_its_arrete() -> None:
    """Number, date, amount: each missing one is an error."""
    notified = Demande(id="d", etat=EtatDemande.NOTIFIEE)
    full = notified.model_copy(update={"arrete": "2026-1", "date_arrete": TODAY, "montant_accorde": 0})

    assert {finding.field for finding in _said(24, notified)} == {"arrete", "date_arrete", "montant_accorde"}
    assert _said(24, full) == []
    assert _said(24, Demande(id="d", etat=EtatDemande.DEPOSEE)) == []
