"""The facts of a fiche and their words: totals, rates, and an honest « à préciser »."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pvd_tui.domain.action import Action
from pvd_tui.domain.entity import Entity
from pvd_tui.domain.financeur import Caractere, Dispositif
from pvd_tui.domain.non_concerne import RubriqueFiche
from pvd_tui.domain.regime import Regime
from pvd_tui.domain.registre import RegistreMemoire
from pvd_tui.reports.fiche_action import FicheAction, reunir
from pvd_tui.reports.fiche_mots import dire
from pvd_tui.reports.mot import INCONNU


@pytest.fixture
def fiche(halle: list[Entity], au: date) -> FicheAction:
    """Give the facts of the halle."""
    found = reunir(RegistreMemoire(halle), "halle", au)
    assert found is not None
    return found


def mots(fiche: FicheAction) -> dict[str, Any]:
    """Give the words of a fiche."""
    return dire(fiche)


def plain(text: str) -> str:
    """Read amounts without caring for the width of their spaces."""
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_the_plan_that_was_voted_last_counts(fiche: FicheAction) -> None:
    """Neither the version it replaced nor the draft that follows."""
    assert fiche.plan is not None
    assert fiche.plan.id == "p2"
    assert plain(mots(fiche)["plan"]) == "Version 2, délibération DE2026-051 du 03/09/2026"


def test_the_plan_adds_up_what_funds_something(fiche: FicheAction) -> None:
    """A refused line is shown and not counted; what is granted wins over what was asked for."""
    said = mots(fiche)
    assert [plain(line["taux"]) for line in said["ressources"]] == ["40,0 %", "—", "60,0 %"]
    assert plain(said["total_demande"]) == "1 488 000,30 €"
    assert plain(said["total_accorde"]) == "592 000,20 €"
    assert plain(said["part_maitre_ouvrage"]) == "888 000,30 € (60,0 % des financements publics)"
    assert fiche.ecart == 0
    assert "refusée ne compte pas" in said["notes_plan"]


def test_private_money_is_not_in_the_part_of_the_maitre_d_ouvrage(fiche: FicheAction) -> None:
    """V1, vector b: 160 000 beside 640 000 of subventions and 200 000 of mécénat is 20 %, not 16 %; 19,99 % is not."""
    line = fiche.ressources[0].model_copy(update={"montant_accorde": None, "etat": None, "dispositif": None})
    vector = ((Caractere.MAITRE_OUVRAGE, 160_000_00), (Caractere.PUBLIC, 640_000_00), (Caractere.PRIVE, 200_000_00))
    lines = tuple(line.model_copy(update={"caractere": whose, "montant_demande": cents}) for whose, cents in vector)
    said = mots(replace(fiche, ressources=lines))["part_maitre_ouvrage"]
    assert plain(said) == "160 000 € (20,0 % des financements publics)"
    less = lines[0].model_copy(update={"montant_demande": 159_999_99})
    assert "(19,9 %" in plain(mots(replace(fiche, ressources=(less, *lines[1:])))["part_maitre_ouvrage"])


def test_the_fctva_does_not_cover_costs_without_taxes(fiche: FicheAction) -> None:
    """HT, the printed fiche says the same difference as the rule (V3) and the grid."""
    fctva = fiche.ressources[0].model_copy(update={"dispositif": Dispositif.FCTVA, "montant_accorde": 5_00})
    assert replace(fiche, ressources=(*fiche.ressources, fctva)).ecart == 0


def test_expenses_have_their_two_columns(fiche: FicheAction) -> None:
    """The forecast is known and added up; the final total waits for its last line."""
    said = mots(fiche)
    assert said["regime_depenses"] == "HT"
    assert [line["nature"] for line in said["depenses"]] == ["Étude", "Travaux – Toiture"]
    assert plain(said["total_previsionnel"]) == "1 480 000,50 €"
    assert said["total_definitif"] == "—"


def test_unknown_is_not_zero(fiche: FicheAction) -> None:
    """A total without one of its lines says so, and no rate is made out of it."""
    first, second = fiche.depenses
    less = replace(
        fiche,
        depenses=(first, second.model_copy(update={"montant_previsionnel": None})),
        ressources=tuple(
            line.model_copy(update={"montant_accorde": None, "montant_demande": None}) for line in fiche.ressources[:1]
        )
        + fiche.ressources[2:],
    )  # fmt: skip - one fact a line
    said = mots(less)
    assert plain(said["total_previsionnel"]) == "80 000,50 €, hors 1 montant à préciser"
    assert {line["taux"] for line in said["ressources"]} == {INCONNU}
    assert said["part_maitre_ouvrage"] == INCONNU
    assert less.ecart is None


def test_ht_and_ttc_are_never_added_up(fiche: FicheAction) -> None:
    """Mixed lines say each what they are in."""
    first, second = fiche.depenses
    mixed = replace(fiche, depenses=(first, second.model_copy(update={"regime_montant": Regime.TTC})))
    said = mots(mixed)
    assert said["total_previsionnel"] == INCONNU
    assert plain(said["depenses"][1]["montant_previsionnel"]) == "1 400 000 € TTC"
    assert "ne s’additionnent pas" in said["notes_depenses"]


def test_what_the_plan_lacks_is_said(fiche: FicheAction) -> None:
    """Less money than expenses is « reste à financer »."""
    said = mots(replace(fiche, ressources=fiche.ressources[:2]))
    assert "Reste à financer : 888 000,30 €." in plain(said["notes_plan"])


def test_the_head_of_the_form_names_everything(fiche: FicheAction) -> None:
    """Axe, number, status with its avenant, communes with their share, SIRET."""
    said = mots(fiche)
    assert plain(said["intitule"]) == "Fiche-action n° 2.3"
    assert said["axe"] == "Axe 2 – Commerces de proximité"
    assert plain(said["statut"]) == "Inscrite ; phase Opération : En cours ; avenant n° 2 du 30/06/2026"
    assert plain(said["communes"]) == "Guise, Hirson (25,5 %)"
    assert said["maitre_ouvrage"] == "Ville de Guise (SIRET 21020342800019)"
    assert said["programmes"] == "CRTE ; ORT"
    assert plain(said["indicateurs"][0]["valeur_constatee"]) == "11 étals au 02/11/2026 (estimation)"


def test_an_empty_fiche_has_no_hole(au: date) -> None:
    """Everything that is not known is « à préciser », and the document still holds."""
    empty = reunir(RegistreMemoire([Action(id="a")]), "a", au)
    assert empty is not None
    said = mots(empty)
    for name in ("axe", "titre", "code", "statut", "maitre_ouvrage", "description", "calendrier", "programmes"):
        assert said[name] == INCONNU, name
    assert said["total_previsionnel"] == INCONNU
    assert said["plan"] == "Aucun plan de financement"
    assert reunir(RegistreMemoire(), "a", au) is None


def test_what_an_action_is_not_concerned_by_is_said_in_its_document() -> None:
    """« Non concerné » where an unknown rubrique is « à préciser »; what was written is never hidden by it."""
    action = Action(id="a", centralite="Un rôle.", estimation=True, non_concerne=tuple(RubriqueFiche))
    facts = reunir(RegistreMemoire([action]), "a", date(2026, 11, 22))
    assert facts is not None
    said = mots(facts)
    assert (said["partenaires"], said["total_previsionnel"], said["centralite"]) == (
        "non concerné",
        "non concerné",
        "Un rôle.",
    )
    assert said["description"] == INCONNU
    assert [line["titre"] for line in said["indicateurs"]] == ["non concerné"]
    priced = replace(facts, action=action.model_copy(update={"cout_previsionnel": 48_000_00}))
    assert plain(mots(priced)["total_previsionnel"]) == "48 000 € (estimation)"
