"""A note taken during a séance, one line of its journal (experience.md §5.5)."""

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from pvd_tui.domain.entity import Entity, Heure, Insee, Ligne, Nombre, Reference, Texte


class GenreNote(StrEnum):
    """What a note is; « Note » when its author said nothing."""

    NOTE = "Note"
    DECISION = "Décision"
    ACTION = "Action"
    QUESTION = "Question"
    INFORMATION = "Information"
    RETOUR_EXPERIENCE = "Retour d’expérience"


class NoteSeance(Entity):
    """One note of a séance, linked to what it is about where somebody said so."""

    table: ClassVar[str] = "note_seance"
    label: ClassVar[str] = "note de séance"
    feminine: ClassVar[bool] = True
    parent: ClassVar[str | None] = "seance_club"
    club: ClassVar[bool] = True

    seance_club: Annotated[str | None, Reference("seance_club")] = Field(default=None, title="Séance")
    point_ordre_du_jour: Annotated[str | None, Reference("point_ordre_du_jour")] = Field(default=None, title="Point")
    genre: GenreNote | None = Field(default=None, title="Genre")
    ordre: Nombre | None = Field(default=None, title="Ordre")
    heure: Heure | None = Field(default=None, title="Heure")
    texte: Texte | None = Field(default=None, title="Texte")
    action: Annotated[str | None, Reference("action")] = Field(default=None, title="Action liée")
    commune: Insee | None = Field(default=None, title="Commune liée")
    intervenant: Ligne | None = Field(default=None, title="Dit par")
    repondue: bool | None = Field(default=None, title="Question répondue")
