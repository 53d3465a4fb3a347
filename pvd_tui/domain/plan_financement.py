"""A plan de financement: one version, voted by one délibération (domain.md §0.6)."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Final

from pydantic import Field

from pvd_tui.domain.entity import Centimes, Entity, Ligne, Nombre, Reference, Rubriques, Texte
from pvd_tui.domain.regime import Regime


class StatutPlan(StrEnum):
    """Where a version of the plan stands."""

    BROUILLON = "Brouillon"
    VOTE = "Voté"
    REMPLACE = "Remplacé"


VOTES: Final = frozenset({StatutPlan.VOTE, StatutPlan.REMPLACE})
"""The statuts of a version that a council voted: what it says never changes again."""


class MotifDerogation(StrEnum):
    """Why the 20 % of the maître d'ouvrage may be less (CGCT L1111-10 III; domain.md §4.4 V1)."""

    ANRU = "Rénovation urbaine (ANRU)"
    MONUMENT = "Monument protégé"
    CALAMITE = "Calamité publique"
    PATRIMOINE = "Patrimoine non protégé"
    FEDER_CTE = "FEDER coopération territoriale"
    CORSE = "Corse, travaux d’EPCI"
    AUTRE = "Autre"


class PlanFinancement(Entity):
    """One version of how an action is paid; amounts in cents, HT or TTC as `regime_montant` says."""

    table: ClassVar[str] = "plan_financement"
    label: ClassVar[str] = "plan de financement"
    parent: ClassVar[str | None] = "action"
    rubriques: ClassVar[Rubriques] = (
        ("L’essentiel", ("titre", "action", "version", "statut", "regime_montant", "depense_subventionnable")),
        ("Délibération", ("deliberation", "date_deliberation", "cout_vote", "remplace")),
        (
            "Dérogation aux 20 %",
            ("derogation_motif", "derogation_autorite", "derogation_date", "derogation_reference", "chef_de_file"),
        ),
        ("Commentaire", ("commentaire",)),
    )

    action: Annotated[str | None, Reference("action")] = Field(default=None, title="Action")
    version: Nombre | None = Field(default=None, title="Version")
    statut: StatutPlan | None = Field(default=None, title="Statut")
    deliberation: Ligne | None = Field(default=None, title="N° de délibération")
    date_deliberation: date | None = Field(default=None, title="Date de la délibération")
    cout_vote: Centimes | None = Field(default=None, title="Coût voté (€)")
    remplace: Annotated[str | None, Reference("plan_financement")] = Field(default=None, title="Remplace le plan")
    regime_montant: Regime | None = Field(default=None, title="Montants HT ou TTC")
    depense_subventionnable: Centimes | None = Field(default=None, title="Dépense subventionnable (€)")
    chef_de_file: bool | None = Field(default=None, title="Compétence à chef de file (30 %)")
    derogation_motif: MotifDerogation | None = Field(default=None, title="Motif de la dérogation")
    derogation_autorite: Ligne | None = Field(default=None, title="Autorité de la dérogation")
    derogation_date: date | None = Field(default=None, title="Date de la dérogation")
    derogation_reference: Ligne | None = Field(default=None, title="Référence de la dérogation")
    commentaire: Texte | None = Field(default=None, title="Commentaire")
