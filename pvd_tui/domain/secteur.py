"""A secteur d'intervention: where an ORT has its effects (domain.md §2.2)."""

from typing import Annotated, ClassVar

from pydantic import Field

from pvd_tui.domain.entity import Entity, Insee, Reference, Texte


class Secteur(Entity):
    """One secteur d'intervention of a convention."""

    table: ClassVar[str] = "secteur"
    label: ClassVar[str] = "secteur d’intervention"
    parent: ClassVar[str | None] = "convention"

    convention: Annotated[str | None, Reference("convention")] = Field(default=None, title="Convention")
    commune: Insee | None = Field(default=None, title="Commune")
    est_centre_ville: bool | None = Field(default=None, title="Centre-ville")
    perimetre: Texte | None = Field(default=None, title="Périmètre")
