"""A campagne of a funder: when files may be handed in (domain.md §4.3)."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from pvd_tui.domain.condition_signature import ConditionSignature
from pvd_tui.domain.demande import DepartCaducite
from pvd_tui.domain.entity import Departement, Entity, Heure, Texte
from pvd_tui.domain.financeur import Dispositif


class CampagneFinancement(Entity):
    """One campaign of one dispositif, for one département or everywhere."""

    table: ClassVar[str] = "campagne_financement"
    label: ClassVar[str] = "campagne de financement"
    feminine: ClassVar[bool] = True
    national: ClassVar[bool] = True

    dispositif: Dispositif | None = Field(default=None, title="Dispositif")
    departement: Departement | None = Field(default=None, title="Département (vide : partout)")
    annee: int | None = Field(default=None, ge=1990, le=2100, title="Année")
    ouverture: date | None = Field(default=None, title="Ouverture")
    cloture: date | None = Field(default=None, title="Clôture")
    heure_cloture: Heure | None = Field(default=None, title="Heure de clôture")
    depart_caducite: DepartCaducite | None = Field(default=None, title="Point de départ des 24 mois")
    condition_signature: ConditionSignature | None = Field(default=None, title="Ne rien signer avant")
    consignes: Texte | None = Field(default=None, title="Consignes")
