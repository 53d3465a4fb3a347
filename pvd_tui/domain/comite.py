"""A meeting of an instance: COPIL, COTECH, équipe projet (domain.md §2.4)."""

import datetime as dt
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from pvd_tui.domain.entity import Entity, Heure, Insee, Ligne, Reference, Texte


class TypeComite(StrEnum):
    """The instances of the programme."""

    COPIL = "COPIL"
    COTECH = "COTECH"
    EQUIPE_PROJET = "Équipe projet"
    CONSULTATIF = "Comité consultatif"
    DEPARTEMENTAL = "Comité départemental"
    CONSEIL_MUNICIPAL = "Conseil municipal"
    """The instance that votes plans: the last one before a campaign closes is what « à faire » counts back from."""


class Comite(Entity):
    """One meeting of an instance of a commune."""

    table: ClassVar[str] = "comite"
    label: ClassVar[str] = "comité"
    lead: ClassVar[str | None] = "commune"

    commune: Insee | None = Field(default=None, title="Commune")
    convention: Annotated[str | None, Reference("convention")] = Field(default=None, title="Convention")
    type: TypeComite | None = Field(default=None, title="Type")
    date: dt.date | None = Field(default=None, title="Date")
    heure_debut: Heure | None = Field(default=None, title="Heure")
    lieu: Ligne | None = Field(default=None, title="Lieu")
    president: Ligne | None = Field(default=None, title="Présidence")
    participants: Texte | None = Field(default=None, title="Participants")
    ordre_du_jour: Texte | None = Field(default=None, title="Ordre du jour")
    decisions: Texte | None = Field(default=None, title="Décisions")
    compte_rendu: Texte | None = Field(default=None, title="Compte rendu")
