"""The poste of chef de projet and how it is paid (domain.md §2.5)."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from pvd_tui.domain.entity import Centimes, Entity, Insee, Ligne, Reference, Rubriques, Texte


class StatutPoste(StrEnum):
    """Whether somebody holds the poste."""

    POURVU = "Pourvu"
    VACANT = "Vacant"
    EN_RECRUTEMENT = "En recrutement"


class Employeur(StrEnum):
    """Who employs the chef de projet: 48 % communes, 52 % intercommunalités."""

    COMMUNE = "Commune"
    EPCI = "EPCI"
    AUTRE = "Autre"


class Poste(Entity):
    """One poste of chef de projet; amounts in cents a year, employer's charges included, no VAT."""

    table: ClassVar[str] = "poste"
    label: ClassVar[str] = "poste"
    lead: ClassVar[str | None] = "commune"
    rubriques: ClassVar[Rubriques] = (
        ("L’essentiel", ("titre", "commune", "site", "statut", "personne", "debut", "fin")),
        ("Employeur", ("type_employeur", "employeur", "etp", "vacant_depuis", "renouvellement")),
        ("Financement", ("cout_charge", "subvention_etat", "subvention_anah", "subvention_bdt", "subvention_autre")),
        ("Suivi", ("commentaire",)),
    )

    commune: Insee | None = Field(default=None, title="Commune")
    site: Annotated[str | None, Reference("site")] = Field(default=None, title="Site")
    personne: Annotated[str | None, Reference("personne")] = Field(default=None, title="Chef·fe de projet")
    statut: StatutPoste | None = Field(default=None, title="Statut")
    type_employeur: Employeur | None = Field(default=None, title="Type d’employeur")
    employeur: Ligne | None = Field(default=None, title="Employeur")
    etp: float | None = Field(default=None, ge=0, le=1, title="ETP")
    debut: date | None = Field(default=None, title="Début du contrat")
    fin: date | None = Field(default=None, title="Fin du contrat")
    vacant_depuis: date | None = Field(default=None, title="Vacant depuis le")
    renouvellement: date | None = Field(default=None, title="Renouvellement à demander le")
    cout_charge: Centimes | None = Field(default=None, title="Coût chargé annuel (€)")
    subvention_etat: Centimes | None = Field(default=None, title="Subvention de l’État (FNADT, € par an)")
    subvention_anah: Centimes | None = Field(default=None, title="Subvention de l’Anah (€ par an)")
    subvention_bdt: Centimes | None = Field(default=None, title="Subvention de la Banque des territoires (€ par an)")
    subvention_autre: Centimes | None = Field(default=None, title="Autre subvention (€ par an)")
    commentaire: Texte | None = Field(default=None, title="Commentaire")
