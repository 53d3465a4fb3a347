"""An établissement public de coopération intercommunale; its id is its SIREN."""

from typing import ClassVar

from pydantic import Field

from pvd_tui.domain.entity import Departement, Entity, Insee, Ligne, Nombre


class Epci(Entity):
    """One intercommunalité that signs conventions with its communes (domain.md §2.2)."""

    table: ClassVar[str] = "epci"
    label: ClassVar[str] = "EPCI"

    departement: Departement | None = Field(default=None, title="Département")
    type: Ligne | None = Field(default=None, title="Type")
    ville_principale: Insee | None = Field(default=None, title="Ville principale")
    population: Nombre | None = Field(default=None, title="Population")
