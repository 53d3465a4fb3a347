"""An avenant: how fiches enter or leave a signed convention (domain.md §1.1)."""

import datetime as dt
from typing import Annotated, ClassVar

from pydantic import Field

from pvd_tui.domain.entity import Entity, Ligne, Reference, Texte


class Avenant(Entity):
    """One avenant to a convention; actions name the avenant that brought them in."""

    table: ClassVar[str] = "avenant"
    label: ClassVar[str] = "avenant"
    parent: ClassVar[str | None] = "convention"
    prefecture: ClassVar[frozenset[str]] = frozenset({"date"})

    convention: Annotated[str | None, Reference("convention")] = Field(default=None, title="Convention")
    numero: Ligne | None = Field(default=None, title="Numéro")
    date: dt.date | None = Field(default=None, title="Date de signature")
    objet: Texte | None = Field(default=None, title="Objet")
    deliberation: Ligne | None = Field(default=None, title="Délibération")
