"""« Ne signez pas » : red with what is missing, green with since when; each dispositif has its own condition."""

from datetime import date

import pytest

from pvd_tui.domain.action import Action
from pvd_tui.domain.campagne_financement import CampagneFinancement
from pvd_tui.domain.campagnes import condition_locale
from pvd_tui.domain.condition_signature import CONDITIONS, ConditionSignature
from pvd_tui.domain.demande import Demande, EtatDemande
from pvd_tui.domain.feu import Couleur, feu, feu_de_l_action
from pvd_tui.domain.financeur import Dispositif
from pvd_tui.domain.registre import RegistreMemoire
from pvd_tui.domain.rules import findings

TODAY = date(2026, 11, 22)
JANUARY = date(2026, 1, 10)


def _demande(dispositif: Dispositif, **fields: object) -> Demande:
    return Demande(id="d", action="a", dispositif=dispositif).model_copy(update=fields)


def test_a_detr_is_red_until_the_receipt_is_dated() -> None:
    """First the dépôt is missing, then the ARDD; then one may sign."""
    assert feu(_demande(Dispositif.DETR), TODAY).phrase == (
        "Ne signez pas : le dossier n’est pas déposé ; il manquera l’accusé de réception du dossier (ARDD)."
    )
    deposee = _demande(Dispositif.DETR, date_depot=JANUARY)
    assert feu(deposee, TODAY).couleur is Couleur.ROUGE
    assert feu(deposee, TODAY).champ == "date_ardd"
    assert feu(deposee.model_copy(update={"date_ardd": JANUARY}), TODAY).phrase == (
        "Vous pouvez signer : dossier en règle depuis le 10/01/2026."
    )


@pytest.mark.parametrize(
    ("dispositif", "proof"),
    [
        (Dispositif.ANAH, "date_depot"),
        (Dispositif.FONDS_VERT, "date_ardd"),
        (Dispositif.REGION, "date_completude"),
        (Dispositif.AGENCE_EAU, "date_notification"),
        (Dispositif.AUTRE, "date_ardd"),
    ],
)
def test_each_dispositif_waits_for_its_own_proof(dispositif: Dispositif, proof: str) -> None:
    """The proof turns it green, and so does an early start that is authorised; the day before does not."""
    assert feu(_demande(dispositif), TODAY).couleur is Couleur.ROUGE
    assert feu(_demande(dispositif, **{proof: TODAY}), TODAY).couleur is Couleur.VERT
    assert feu(_demande(dispositif, **{proof: date(2026, 11, 23)}), TODAY).couleur is Couleur.ROUGE
    assert "anticipé" in feu(_demande(dispositif, date_autorisation=JANUARY), TODAY).phrase


def test_a_demande_that_ended_or_own_money_forbids_nothing() -> None:
    """A refused demande has no light; a loan never had a condition."""
    assert feu(_demande(Dispositif.DETR, etat=EtatDemande.REFUSEE), TODAY).couleur is Couleur.ETEINT
    assert feu(_demande(Dispositif.EMPRUNT), TODAY).couleur is Couleur.VERT


def test_the_departement_may_ask_for_more() -> None:
    """Its campaign says « dossier complet »: the newest of the same dispositif and département counts."""
    demande = _demande(Dispositif.DETR, date_ardd=JANUARY)
    action = Action(id="a", commune="51217")
    marne = CampagneFinancement(
        id="m",
        dispositif=Dispositif.DETR,
        departement="51",
        annee=2026,
        condition_signature=ConditionSignature.COMPLET,
    )
    aisne = marne.model_copy(update={"id": "n", "departement": "02"})

    assert condition_locale(demande, RegistreMemoire([action, aisne])) is None
    locale = condition_locale(demande, RegistreMemoire([action, aisne, marne]))
    assert locale is ConditionSignature.COMPLET
    assert feu(demande, TODAY, locale).couleur is Couleur.ROUGE


def test_rule_22_follows_the_dispositif() -> None:
    """An act signed after the receipt and before the complete file is in peril for a région, not for a DETR."""
    signed = {"date_ardd": JANUARY, "date_premier_acte": date(2026, 2, 1), "date_completude": date(2026, 3, 1)}

    def peril(dispositif: Dispositif) -> bool:
        demande = _demande(dispositif, **signed)
        return any(one.rule == 22 for one in findings("demande", "d", RegistreMemoire([demande]), TODAY))

    assert peril(Dispositif.REGION)
    assert not peril(Dispositif.DETR)


def test_an_action_is_red_as_long_as_one_of_its_demandes_is() -> None:
    """One signature engages them all."""
    red = feu(_demande(Dispositif.DETR), TODAY)
    green = feu(_demande(Dispositif.EMPRUNT), TODAY)
    out = feu(_demande(Dispositif.DETR, etat=EtatDemande.REFUSEE), TODAY)

    assert feu_de_l_action([green, red, out]) == red
    assert feu_de_l_action([out, green]) == green
    assert feu_de_l_action([out]) is None


def test_each_condition_names_its_source() -> None:
    """What is not read in a text says « à vérifier »."""
    assert all(condition.source for condition in CONDITIONS.values())
