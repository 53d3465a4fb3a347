"""An indicateur of an action: where it starts, what it aims at (domain.md §1.2, rubrique 13)."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from pvd_tui.domain.entity import Entity, Ligne, Reference, Texte


class NatureIndicateur(StrEnum):
    """Model B's two natures; model A's suivi is Avancement, its évaluation Résultat."""

    AVANCEMENT = "Avancement"
    RESULTAT = "Résultat"


class Indicateur(Entity):
    """One indicateur; its measures are dated rows."""

    table: ClassVar[str] = "indicateur"
    label: ClassVar[str] = "indicateur"
    parent: ClassVar[str | None] = "action"

    action: Annotated[str | None, Reference("action")] = Field(default=None, title="Action")
    nature: NatureIndicateur | None = Field(default=None, title="Nature")
    unite: Ligne | None = Field(default=None, title="Unité")
    valeur_initiale: float | None = Field(default=None, allow_inf_nan=False, title="Valeur initiale")
    valeur_cible: float | None = Field(default=None, allow_inf_nan=False, title="Valeur cible")
    date_cible: date | None = Field(default=None, title="Date de la cible")
    source: Ligne | None = Field(default=None, title="Source de la donnée")
    commentaire: Texte | None = Field(default=None, title="Commentaire")
