"""A dépense: one line of the expenses of an action, forecast and final (domain.md §1.2, rubrique 9)."""

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from pvd_tui.domain.entity import Centimes, Entity, Reference
from pvd_tui.domain.regime import Regime


class NatureDepense(StrEnum):
    """What is paid for (domain.md §1.5)."""

    ETUDE = "Étude"
    AMO = "AMO"
    ACQUISITION = "Acquisition foncière"
    MAITRISE_OEUVRE = "Maîtrise d’œuvre"
    TRAVAUX = "Travaux"
    EQUIPEMENT = "Équipement"
    ANIMATION = "Animation/fonctionnement"
    ALEAS = "Aléas"


class Section(StrEnum):
    """The section of the budget; DETR and DSIL pay investment only (V4)."""

    INVESTISSEMENT = "Investissement"
    FONCTIONNEMENT = "Fonctionnement"


class Depense(Entity):
    """One expense line; both amounts in cents, HT or TTC as `regime_montant` says."""

    table: ClassVar[str] = "depense"
    label: ClassVar[str] = "dépense"
    feminine: ClassVar[bool] = True
    parent: ClassVar[str | None] = "action"

    action: Annotated[str | None, Reference("action")] = Field(default=None, title="Action")
    sous_operation: Annotated[str | None, Reference("sous_operation")] = Field(default=None, title="Sous-opération")
    nature: NatureDepense | None = Field(default=None, title="Nature de la dépense")
    montant_previsionnel: Centimes | None = Field(default=None, title="Montant prévisionnel (€)")
    montant_definitif: Centimes | None = Field(default=None, title="Montant définitif (€)")
    regime_montant: Regime | None = Field(default=None, title="Montants HT ou TTC")
    section: Section | None = Field(default=None, title="Section budgétaire")
    estimation: bool | None = Field(default=None, title="Estimation")
    annee: int | None = Field(default=None, ge=1990, le=2100, title="Année")
