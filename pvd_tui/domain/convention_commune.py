"""Which communes a convention concerns: one row each, because people add them side by side."""

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from pvd_tui.domain.entity import Entity, Insee, Reference


class StatutCommune(StrEnum):
    """What a commune is in the convention, as the DGALN's follow-up says it (domain.md §2.2)."""

    ACV = "Commune ACV"
    PVD = "Commune PVD"
    AUTRE = "Autre"


class ConventionCommune(Entity):
    """One commune of one convention."""

    table: ClassVar[str] = "convention_commune"
    label: ClassVar[str] = "commune de la convention"
    feminine: ClassVar[bool] = True
    parent: ClassVar[str | None] = "convention"
    natural: ClassVar[tuple[str, ...]] = ("convention", "commune")

    convention: Annotated[str | None, Reference("convention")] = Field(default=None, title="Convention")
    commune: Insee | None = Field(default=None, title="Commune")
    statut_commune: StatutCommune | None = Field(default=None, title="Statut de la commune")
