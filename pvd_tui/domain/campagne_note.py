"""A campagne of the note de synthèse: what the ministry asks for, and when (domain.md §3)."""

from datetime import date
from typing import ClassVar

from pydantic import Field

from pvd_tui.domain.entity import Entity, Ligne, Texte


class CampagneNote(Entity):
    """One year's campaign; the next one is a new record, not a release."""

    table: ClassVar[str] = "campagne_note"
    label: ClassVar[str] = "campagne de note"
    feminine: ClassVar[bool] = True
    national: ClassVar[bool] = True

    instruction: Ligne | None = Field(default=None, title="Instruction")
    ouverture: date | None = Field(default=None, title="Ouverture")
    echeance: date | None = Field(default=None, title="Échéance")
    date_operationnelle: date | None = Field(default=None, title="Communes opérationnelles avant le")
    consignes: Texte | None = Field(default=None, title="Consignes")
