"""A geste: the label of changes that one person made at once (`design.md` §3, rule 6)."""

from typing import ClassVar

from pydantic import Field

from pvd_tui.domain.entity import Departement, Entity, Ligne, Nombre


class Geste(Entity):
    """One import, bulk edit or other group of changes; undo takes it back together."""

    table: ClassVar[str] = "geste"
    label: ClassVar[str] = "geste"
    club: ClassVar[bool] = True

    departement: Departement | None = Field(default=None, title="Département")
    nombre: Nombre | None = Field(default=None, title="Nombre de modifications")
    source: Ligne | None = Field(default=None, title="Fichier ou écran d’origine")
