"""A note datée: « qui a dit quoi », restreint until its author releases it (domain.md §10.3, 6 and 13)."""

import datetime as dt
from typing import Annotated, ClassVar

from pydantic import Field

from pvd_tui.domain.entity import Entity, Insee, Ligne, Reference, Texte


class NoteDatee(Entity):
    """One dated note about a commune, an action or a partner; it stays on the laptop by default."""

    table: ClassVar[str] = "note_datee"
    label: ClassVar[str] = "note datée"
    feminine: ClassVar[bool] = True
    lead: ClassVar[str | None] = "commune"
    restreint_par_defaut: ClassVar[bool] = True

    commune: Insee | None = Field(default=None, title="Commune")
    action: Annotated[str | None, Reference("action")] = Field(default=None, title="Action")
    date: dt.date | None = Field(default=None, title="Date")
    interlocuteur: Ligne | None = Field(default=None, title="Qui l’a dit")
    partenaire: Ligne | None = Field(default=None, title="Partenaire")
    texte: Texte | None = Field(default=None, title="Texte")
    relance: dt.date | None = Field(default=None, title="À relancer le")
