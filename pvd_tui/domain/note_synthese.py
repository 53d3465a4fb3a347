"""The note de synthèse: a département's or a région's facts, frozen when issued (domain.md §3.2)."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from pvd_tui.domain.dynamique import Dynamique
from pvd_tui.domain.entity import Departement, Entity, Ligne, Nombre, Reference, Rubriques, Texte
from pvd_tui.domain.signal import Frein, Levier


class EchelonNote(StrEnum):
    """Whose note it is; a regional or national one adds up issued departmental ones."""

    DEPARTEMENTAL = "Départemental"
    REGIONAL = "Régional"
    NATIONAL = "National"


class EtatNote(StrEnum):
    """An issued note never changes; a correction is a new version."""

    BROUILLON = "Brouillon"
    EMISE = "Émise"


class NoteSynthese(Entity):
    """One version of the note; once issued it holds its figures and their hash, functions and never persons."""

    table: ClassVar[str] = "note_synthese"
    label: ClassVar[str] = "note de synthèse"
    feminine: ClassVar[bool] = True
    rubriques: ClassVar[Rubriques] = (
        ("L’essentiel", ("titre", "campagne_note", "echelon", "departement", "region", "etat", "version")),
        ("Dates", ("date_arrete", "date_envoi", "emise_le", "autorite")),
        ("Dynamique", ("dynamique", "texte_dynamique")),
        ("Leviers", ("leviers", "texte_leviers")),
        ("Difficultés", ("freins", "texte_difficultes", "appui_demande")),
        ("Émission", ("chiffres", "empreinte", "fichiers", "remplace")),
    )

    campagne_note: Annotated[str | None, Reference("campagne_note")] = Field(default=None, title="Campagne")
    echelon: EchelonNote | None = Field(default=None, title="Échelon")
    departement: Departement | None = Field(default=None, title="Département")
    region: Ligne | None = Field(default=None, title="Région")
    autorite: Ligne | None = Field(default=None, title="Autorité émettrice (fonction)")
    date_arrete: date | None = Field(default=None, title="Données arrêtées au")
    date_envoi: date | None = Field(default=None, title="Envoyée le")
    emise_le: date | None = Field(default=None, title="Émise le")
    version: Nombre | None = Field(default=None, title="Version")
    etat: EtatNote | None = Field(default=None, title="État")
    dynamique: Dynamique | None = Field(default=None, title="Dynamique")
    texte_dynamique: Texte | None = Field(default=None, title="Dynamique constatée")
    leviers: tuple[Levier, ...] | None = Field(default=None, title="Leviers")
    texte_leviers: Texte | None = Field(default=None, title="Leviers qui produisent leurs effets")
    freins: tuple[Frein, ...] | None = Field(default=None, title="Difficultés")
    texte_difficultes: Texte | None = Field(default=None, title="Difficultés rencontrées")
    appui_demande: Texte | None = Field(default=None, title="Appui demandé")
    chiffres: str | None = Field(default=None, max_length=2_000_000, title="Chiffres figés (JSON)")
    empreinte: Ligne | None = Field(default=None, title="Empreinte")
    fichiers: tuple[Ligne, ...] | None = Field(default=None, title="Fichiers émis")
    remplace: Annotated[str | None, Reference("note_synthese")] = Field(default=None, title="Remplace la version")
