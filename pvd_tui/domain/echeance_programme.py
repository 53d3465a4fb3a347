"""An échéance of the programme: a date or a threshold that is data, not code (`design.md` §6)."""

import datetime as dt
from typing import ClassVar

from pydantic import Field

from pvd_tui.domain.entity import Entity, Ligne, Nombre, Texte


class EcheanceProgramme(Entity):
    """One date or threshold of the instruction; its `code` is what `programme` looks up."""

    table: ClassVar[str] = "echeance_programme"
    label: ClassVar[str] = "échéance du programme"
    feminine: ClassVar[bool] = True
    national: ClassVar[bool] = True

    code: Ligne | None = Field(default=None, title="Code")
    date: dt.date | None = Field(default=None, title="Date")
    seuil: Nombre | None = Field(default=None, title="Seuil")
    debut: dt.date | None = Field(default=None, title="Début de la période")
    fin: dt.date | None = Field(default=None, title="Fin de la période")
    source: Ligne | None = Field(default=None, title="Source")
    commentaire: Texte | None = Field(default=None, title="Commentaire")
