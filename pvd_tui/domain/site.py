"""A site: the communes that one chef de projet follows together (domain.md §0.11)."""

from typing import Annotated, ClassVar

from pydantic import Field

from pvd_tui.domain.entity import Departement, Entity, Insee, Ligne, Reference, Texte


class Site(Entity):
    """One commune or several that share a chef de projet and a convention; communes point to it."""

    table: ClassVar[str] = "site"
    label: ClassVar[str] = "site"

    departement: Departement | None = Field(default=None, title="Département")
    id_pvd: Ligne | None = Field(default=None, title="Identifiant PVD du site")
    epci: Annotated[str | None, Reference("epci")] = Field(default=None, title="EPCI")
    commune_principale: Insee | None = Field(default=None, title="Commune principale")
    commentaire: Texte | None = Field(default=None, title="Commentaire")
