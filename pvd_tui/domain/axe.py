"""An axe, or orientation stratégique: free in each convention, none is imposed (domain.md §1.1)."""

from typing import Annotated, ClassVar

from pydantic import Field

from pvd_tui.domain.entity import Entity, Nombre, Reference, Texte


class Axe(Entity):
    """One axe of a convention: its number and its title."""

    table: ClassVar[str] = "axe"
    label: ClassVar[str] = "axe"
    parent: ClassVar[str | None] = "convention"

    convention: Annotated[str | None, Reference("convention")] = Field(default=None, title="Convention")
    ordre: Nombre | None = Field(default=None, title="Numéro")
    description: Texte | None = Field(default=None, title="Description")
