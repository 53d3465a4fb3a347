"""A retour d'expérience told at a séance (domain.md §5)."""

from typing import Annotated, ClassVar

from pydantic import Field

from pvd_tui.domain.entity import Entity, Insee, Ligne, Reference, Texte


class RetourExperience(Entity):
    """What one commune tells the others about an action."""

    table: ClassVar[str] = "retour_experience"
    label: ClassVar[str] = "retour d’expérience"
    parent: ClassVar[str | None] = "seance_club"
    club: ClassVar[bool] = True

    seance_club: Annotated[str | None, Reference("seance_club")] = Field(default=None, title="Séance")
    commune: Insee | None = Field(default=None, title="Commune")
    action: Annotated[str | None, Reference("action")] = Field(default=None, title="Action liée")
    intervenant: Ligne | None = Field(default=None, title="Intervenant")
    enseignements: Texte | None = Field(default=None, title="Enseignements")
