"""A séance of the club PVD (domain.md §5, « Fiche SessionClub »)."""

import datetime as dt
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from pvd_tui.domain.entity import (
    FUSION,
    Departement,
    Entity,
    Heure,
    Insee,
    Ligne,
    Nombre,
    Reference,
    Rubriques,
    Texte,
)


class FormatSeance(StrEnum):
    """How people meet."""

    PRESENTIEL = "Présentiel"
    VISIO = "Visio"
    HYBRIDE = "Hybride"


class Echelon(StrEnum):
    """Whose club it is; the instruction counts the départemental one."""

    DEPARTEMENTAL = "Départemental"
    REGIONAL = "Régional"
    NATIONAL = "National"


class PublicSeance(StrEnum):
    """Who is invited: « élus et/ou chefs de projet »."""

    ELUS = "Élus"
    CHEFS_DE_PROJET = "Chefs de projet"
    MIXTE = "Mixte"


class EtatSeance(StrEnum):
    """Where a séance stands; only « Tenue » counts."""

    PROJET = "Projet"
    CONVOQUEE = "Convoquée"
    TENUE = "Tenue"
    REPORTEE = "Reportée"
    ANNULEE = "Annulée"


class CompteRendu(StrEnum):
    """Where the compte rendu stands."""

    A_REDIGER = "À rédiger"
    PROJET_DIFFUSE = "Projet diffusé"
    VALIDE = "Validé"


class SeanceClub(Entity):
    """One séance of a club of the département."""

    table: ClassVar[str] = "seance_club"
    label: ClassVar[str] = "séance de club"
    feminine: ClassVar[bool] = True
    club: ClassVar[bool] = True
    rubriques: ClassVar[Rubriques] = (
        ("L’essentiel", ("titre", "numero", "date", "etat", "echelon", "public", "departement")),
        (
            "Organisation",
            (
                "heure_debut",
                "heure_fin",
                "format",
                "lieu",
                "commune_hote",
                "lien_visio",
                "organisateur",
                "coorganisateurs",
                "animateur",
                "quorum",
            ),
        ),
        ("Contenu", ("themes", "objectifs", "supports")),
        ("Déroulé", ("ouverte_a", "close_a", "point_courant")),
        ("Relevé", ("decisions", "besoins_formation", "compte_rendu", "prochaine_date", "satisfaction", FUSION)),
    )  # fmt: skip - one rubrique a line, as on the form

    departement: Departement | None = Field(default=None, title="Département")
    numero: Ligne | None = Field(default=None, title="N° (AAAA-n)")
    date: dt.date | None = Field(default=None, title="Date")
    heure_debut: Heure | None = Field(default=None, title="Heure de début")
    heure_fin: Heure | None = Field(default=None, title="Heure de fin")
    format: FormatSeance | None = Field(default=None, title="Format")
    lieu: Ligne | None = Field(default=None, title="Lieu")
    lien_visio: Ligne | None = Field(default=None, title="Lien de la visioconférence")
    commune_hote: Insee | None = Field(default=None, title="Commune hôte")
    echelon: Echelon | None = Field(default=None, title="Échelon")
    public: PublicSeance | None = Field(default=None, title="Public")
    organisateur: Ligne | None = Field(default=None, title="Organisateur")
    coorganisateurs: Ligne | None = Field(default=None, title="Co-organisateurs")
    animateur: Ligne | None = Field(default=None, title="Animateur")
    quorum: Nombre | None = Field(default=None, title="Quorum")
    themes: tuple[Ligne, ...] | None = Field(default=None, title="Thèmes")
    objectifs: Texte | None = Field(default=None, title="Objectifs")
    supports: Texte | None = Field(default=None, title="Supports")
    etat: EtatSeance | None = Field(default=None, title="État")
    ouverte_a: Heure | None = Field(default=None, title="Ouverte à")
    close_a: Heure | None = Field(default=None, title="Close à")
    point_courant: Annotated[str | None, Reference("point_ordre_du_jour")] = Field(default=None, title="Point en cours")
    decisions: Texte | None = Field(default=None, title="Relevé de décisions")
    besoins_formation: Texte | None = Field(default=None, title="Besoins de formation")
    compte_rendu: CompteRendu | None = Field(default=None, title="Compte rendu")
    prochaine_date: dt.date | None = Field(default=None, title="Prochaine séance le")
    satisfaction: Texte | None = Field(default=None, title="Satisfaction")
    fusionnee_dans: Annotated[str | None, Reference("seance_club")] = Field(default=None, title="Fusionnée dans")
