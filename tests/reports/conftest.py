"""A fiche action as a chef de projet fills it in, and what spreadsheets and people may bring."""

from datetime import date

import pytest

from pvd_tui.domain.action import Action, Contrat, Maturite, Phase, Priorite, StatutConventionnel, StatutPhase
from pvd_tui.domain.action_commune import ActionCommune
from pvd_tui.domain.avenant import Avenant
from pvd_tui.domain.axe import Axe
from pvd_tui.domain.commune import Commune
from pvd_tui.domain.convention import Convention
from pvd_tui.domain.depense import Depense, NatureDepense
from pvd_tui.domain.entity import Entity
from pvd_tui.domain.financeur import Caractere, Dispositif
from pvd_tui.domain.indicateur import Indicateur, NatureIndicateur
from pvd_tui.domain.mesure import Mesure
from pvd_tui.domain.plan_financement import PlanFinancement, StatutPlan
from pvd_tui.domain.regime import Regime
from pvd_tui.domain.ressource import EtatRessource, Ressource
from pvd_tui.domain.sous_operation import SousOperation

AU = date(2026, 11, 22)

HOSTILES = (
    "=cmd|' /C calc'!A0",
    "+1+cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "-2+3+cmd",
    "\t=1+1",
    "\r=1+1",
    "\uff1d1+1",
    "\x1b[31mrouge\x07\x00\x9b",
    "\u202egauche\u202c droite",
    "halle 🏛️👩‍👩‍👧",
    "{{ fiche.titre }} {% for x in y %} {# x #}",
    '#import "x" $ \\ * _ ` < > & \' " ]]>',
    "demi \ud800 caractère \ufffe \uffff",
    "e\u0301te\u0301  deux  espaces\n\nlignes",
    "x" * 20_000,
)
"""What a text may hold."""


@pytest.fixture
def au() -> date:
    """Give the day of the state."""
    return AU


@pytest.fixture
def hostiles() -> tuple[str, ...]:
    """Give texts that somebody may type or paste."""
    return HOSTILES


@pytest.fixture
def halle() -> list[Entity]:
    """Give an action and everything that belongs to it."""
    return [
        Commune(id="02361", titre="Guise", departement="02", siren="210203428"),
        Commune(id="02381", titre="Hirson", departement="02"),
        Convention(id="cv", titre="Convention-cadre de Guise"),
        Avenant(id="av", convention="cv", numero="2", date=date(2026, 6, 30)),
        Axe(id="axe", convention="cv", ordre=2, titre="Commerces de proximité"),
        Action(
            id="halle",
            titre="Réhabilitation de la halle",
            commune="02361",
            code="2.3",
            convention="cv",
            avenant="av",
            axe="axe",
            maturite=Maturite.FICHE_ACTION,
            phase=Phase.OPERATION,
            statut_phase=StatutPhase.EN_COURS,
            statut_conventionnel=StatutConventionnel.INSCRITE,
            priorite=Priorite.FORT,
            maitre_ouvrage="Ville de Guise",
            siret_maitre_ouvrage="21020342800019",
            regime_montant=Regime.HT,
            description="Une halle fermée.\nUn besoin.",
            partenaires="DDT, CAUE",
            debut_prevu=date(2026, 9, 1),
            fin_prevue=date(2027, 12, 31),
            contrats=(Contrat.CRTE, Contrat.ORT),
            centralite="Conforte le centre.",
            annexes=("Plan.pdf",),
            cout_previsionnel=148_000_050,
            mec_id="MEC-7",
        ),
        ActionCommune(id="ac", action="halle", commune="02381", cle=25.5),
        SousOperation(id="so", action="halle", reference="T1", titre="Charpente", budget=40_000_000),
        Depense(
            id="d1",
            action="halle",
            nature=NatureDepense.ETUDE,
            montant_previsionnel=8_000_050,
            montant_definitif=7_500_000,
        ),
        Depense(
            id="d2", action="halle", nature=NatureDepense.TRAVAUX, titre="Toiture", montant_previsionnel=140_000_000
        ),
        PlanFinancement(id="p1", action="halle", version=1, statut=StatutPlan.REMPLACE),
        PlanFinancement(
            id="p2",
            action="halle",
            version=2,
            statut=StatutPlan.VOTE,
            deliberation="DE2026-051",
            date_deliberation=date(2026, 9, 3),
        ),
        PlanFinancement(id="p3", action="halle", version=3, statut=StatutPlan.BROUILLON),
        Ressource(
            id="r1",
            plan_financement="p2",
            dispositif=Dispositif.DETR,
            montant_demande=60_000_000,
            montant_accorde=59_200_020,
            etat=EtatRessource.OBTENUE,
        ),
        Ressource(
            id="r2",
            plan_financement="p2",
            dispositif=Dispositif.FONDS_VERT,
            montant_demande=9_000_000,
            etat=EtatRessource.REFUSEE,
        ),
        Ressource(
            id="r3",
            plan_financement="p2",
            financeur="Ville",
            dispositif=Dispositif.AUTOFINANCEMENT,
            caractere=Caractere.MAITRE_OUVRAGE,
            montant_demande=88_800_030,
        ),
        Indicateur(
            id="i1",
            action="halle",
            titre="Étals",
            nature=NatureIndicateur.RESULTAT,
            unite="étals",
            valeur_initiale=4,
            valeur_cible=18,
            date_cible=date(2027, 12, 31),
        ),
        Mesure(id="m1", indicateur="i1", date=date(2026, 1, 5), valeur=6),
        Mesure(id="m2", indicateur="i1", date=date(2026, 11, 2), valeur=11, estimation=True),
    ]  # fmt: skip - one record a line or two
