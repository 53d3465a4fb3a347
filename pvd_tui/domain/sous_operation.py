"""A sous-opération: the lines of « contenu de l'action » in model B (domain.md §1.3)."""

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field

from pvd_tui.domain.entity import Centimes, Entity, Ligne, Reference, Texte
from pvd_tui.domain.regime import Regime


class SousOperation(Entity):
    """One operation of an action: studies, then works; its budget HT or TTC as `regime_montant` says."""

    table: ClassVar[str] = "sous_operation"
    label: ClassVar[str] = "sous-opération"
    feminine: ClassVar[bool] = True
    parent: ClassVar[str | None] = "action"

    action: Annotated[str | None, Reference("action")] = Field(default=None, title="Action")
    reference: Ligne | None = Field(default=None, title="Référence")
    nature: Ligne | None = Field(default=None, title="Nature")
    description: Texte | None = Field(default=None, title="Description")
    debut: date | None = Field(default=None, title="Début")
    fin: date | None = Field(default=None, title="Fin")
    budget: Centimes | None = Field(default=None, title="Budget (€)")
    regime_montant: Regime | None = Field(default=None, title="Montant HT ou TTC")
