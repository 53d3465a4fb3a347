"""A point of the ordre du jour of a séance (domain.md §5)."""

from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from pvd_tui.domain.entity import Entity, Heure, Ligne, Nombre, Reference, Texte


class TypePoint(StrEnum):
    """What kind of moment a point is."""

    PLENIERE = "Plénière"
    RETOUR_EXPERIENCE = "Retour d’expérience"
    ATELIER = "Atelier"
    VISITE = "Visite/arpentage"
    ACTUALITE = "Point d’actualité"
    CONVIVIALITE = "Convivialité"


class PointOrdreDuJour(Entity):
    """One point: its place, who speaks, how long."""

    table: ClassVar[str] = "point_ordre_du_jour"
    label: ClassVar[str] = "point de l’ordre du jour"
    parent: ClassVar[str | None] = "seance_club"
    club: ClassVar[bool] = True

    seance_club: Annotated[str | None, Reference("seance_club")] = Field(default=None, title="Séance")
    ordre: Nombre | None = Field(default=None, title="Ordre")
    type: TypePoint | None = Field(default=None, title="Type")
    intervenant: Ligne | None = Field(default=None, title="Intervenant")
    duree: Nombre | None = Field(default=None, title="Durée prévue (minutes)")
    debut_reel: Heure | None = Field(default=None, title="Commencé à")
    fin_reelle: Heure | None = Field(default=None, title="Terminé à")
    suspendu_a: Heure | None = Field(default=None, title="Suspendu à")
    suspension: Nombre | None = Field(default=None, title="Suspension (secondes)")
    texte: Texte | None = Field(default=None, title="Notes de préparation")
