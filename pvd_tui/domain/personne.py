"""A person of the clubs: professional data only, with the date it is to be erased (domain.md §5, RGPD)."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from pvd_tui.domain.entity import FUSION, Departement, Entity, Insee, Ligne, Reference, Rubriques


class Civilite(StrEnum):
    """How a person is addressed."""

    MADAME = "Madame"
    MONSIEUR = "Monsieur"


class Qualite(StrEnum):
    """In what quality a person takes part in a club."""

    ELU = "Élu"
    CHEF_DE_PROJET = "Chef de projet"
    ETAT = "État"
    PARTENAIRE = "Partenaire"
    AUTRE = "Autre"


class BaseLegale(StrEnum):
    """Why this person's data may be kept."""

    INTERET_PUBLIC = "Mission d’intérêt public"
    CONSENTEMENT = "Consentement"


class Personne(Entity):
    """One person; `titre` is the name as it is shown. Never a private phone, never an appraisal."""

    table: ClassVar[str] = "personne"
    label: ClassVar[str] = "personne"
    feminine: ClassVar[bool] = True
    club: ClassVar[bool] = True
    rubriques: ClassVar[Rubriques] = (
        ("L’essentiel", ("titre", "qualite", "fonction", "organisme", "commune", "departement")),
        ("Identité", ("civilite", "nom", "prenom", "courriel")),
        ("Données personnelles", ("base_legale", "dernier_evenement", "date_purge", FUSION)),
    )

    departement: Departement | None = Field(default=None, title="Département")
    civilite: Civilite | None = Field(default=None, title="Civilité")
    nom: Ligne | None = Field(default=None, title="Nom")
    prenom: Ligne | None = Field(default=None, title="Prénom")
    fonction: Ligne | None = Field(default=None, title="Fonction")
    organisme: Ligne | None = Field(default=None, title="Organisme")
    commune: Insee | None = Field(default=None, title="Commune")
    qualite: Qualite | None = Field(default=None, title="Qualité")
    courriel: Ligne | None = Field(default=None, title="Courriel professionnel")
    base_legale: BaseLegale | None = Field(default=None, title="Base légale")
    dernier_evenement: date | None = Field(default=None, title="Dernier événement")
    date_purge: date | None = Field(default=None, title="À effacer le")
    fusionnee_dans: Annotated[str | None, Reference("personne")] = Field(default=None, title="Fusionnée dans")
