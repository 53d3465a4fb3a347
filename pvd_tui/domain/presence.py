"""A presence: one person at one séance, with a copy of what the sheet showed that day (domain.md §5)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from pvd_tui.domain.entity import Entity, Heure, Insee, Ligne, Reference
from pvd_tui.domain.personne import Qualite
from pvd_tui.domain.texte import plain


class StatutPresence(StrEnum):
    """Absent is not excusé, and excusé is not représenté."""

    INSCRIT = "Inscrit"
    PRESENT = "Présent"
    EXCUSE = "Excusé"
    ABSENT = "Absent"
    REPRESENTE = "Représenté"


class ModePresence(StrEnum):
    """Where the person takes part from."""

    SUR_PLACE = "Sur place"
    A_DISTANCE = "À distance"


class Presence(Entity):
    """One line of the attendance sheet; name, function and commune are copies that stay readable alone."""

    table: ClassVar[str] = "presence"
    label: ClassVar[str] = "présence"
    feminine: ClassVar[bool] = True
    parent: ClassVar[str | None] = "seance_club"
    club: ClassVar[bool] = True
    natural: ClassVar[tuple[str, ...]] = ("seance_club", "personne", "titre", "commune")

    seance_club: Annotated[str | None, Reference("seance_club")] = Field(default=None, title="Séance")
    personne: Annotated[str | None, Reference("personne")] = Field(default=None, title="Personne")
    fonction: Ligne | None = Field(default=None, title="Fonction")
    organisme: Ligne | None = Field(default=None, title="Organisme")
    commune: Insee | None = Field(default=None, title="Commune représentée")
    qualite: Qualite | None = Field(default=None, title="Qualité")
    statut: StatutPresence | None = Field(default=None, title="Statut")
    represente_par: Ligne | None = Field(default=None, title="Représenté par")
    mode: ModePresence | None = Field(default=None, title="Mode")
    emarge: bool | None = Field(default=None, title="A émargé")
    heure_arrivee: Heure | None = Field(default=None, title="Heure d’arrivée")
    heure_depart: Heure | None = Field(default=None, title="Heure de départ")

    @classmethod
    def natural_key(cls, values: Mapping[str, object]) -> tuple[str, ...] | None:
        """Name the person at the séance: by their record, else by name and commune as the sheet has them.

        Two laptops that type « Lemaire  Claire » and « lemaire claire » make the same row.
        """
        seance, personne = str(values.get("seance_club") or ""), str(values.get("personne") or "")
        if not seance:
            return None
        if personne:
            return (seance, "personne", personne)
        name = plain(str(values.get("titre") or ""))
        return (seance, "nom", name, str(values.get("commune") or "")) if name else None
