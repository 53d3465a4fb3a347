"""A suite à donner: what a séance decided that somebody does, and by when (domain.md §5)."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from pvd_tui.domain.entity import Entity, Ligne, Reference, Texte


class StatutSuite(StrEnum):
    """Where a suite stands."""

    A_FAIRE = "À faire"
    EN_COURS = "En cours"
    FAITE = "Faite"
    ABANDONNEE = "Abandonnée"


class Suite(Entity):
    """One follow-up of a séance."""

    table: ClassVar[str] = "suite"
    label: ClassVar[str] = "suite à donner"
    feminine: ClassVar[bool] = True
    parent: ClassVar[str | None] = "seance_club"
    club: ClassVar[bool] = True

    seance_club: Annotated[str | None, Reference("seance_club")] = Field(default=None, title="Séance")
    note_seance: Annotated[str | None, Reference("note_seance")] = Field(default=None, title="Née de la note")
    numero: Ligne | None = Field(default=None, title="N°")
    pilote: Ligne | None = Field(default=None, title="Pilote")
    echeance: date | None = Field(default=None, title="Échéance")
    statut: StatutSuite | None = Field(default=None, title="Statut")
    communes: Ligne | None = Field(default=None, title="Communes concernées")
    action: Annotated[str | None, Reference("action")] = Field(default=None, title="Action liée")
    commentaire: Texte | None = Field(default=None, title="Commentaire")
