"""A mesure: what an indicateur was, one day."""

import datetime as dt
from typing import Annotated, ClassVar

from pydantic import Field

from pvd_tui.domain.entity import Entity, Reference, Texte


class Mesure(Entity):
    """One dated value of an indicateur."""

    table: ClassVar[str] = "mesure"
    label: ClassVar[str] = "mesure"
    feminine: ClassVar[bool] = True
    parent: ClassVar[str | None] = "indicateur"

    indicateur: Annotated[str | None, Reference("indicateur")] = Field(default=None, title="Indicateur")
    date: dt.date | None = Field(default=None, title="Date")
    valeur: float | None = Field(default=None, allow_inf_nan=False, title="Valeur constatée")
    estimation: bool | None = Field(default=None, title="Estimation")
    commentaire: Texte | None = Field(default=None, title="Commentaire")
