"""A convention: d'adhésion, or cadre valant ORT. Not an attribute of a commune (domain.md §0.1)."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from pvd_tui.domain.entity import Departement, Entity, Insee, Ligne, Reference, Rubriques, Texte


class TypeConvention(StrEnum):
    """The two conventions of the programme (domain.md §2.1)."""

    ADHESION = "Adhésion"
    CADRE_ORT = "Cadre ORT"


class StatutConvention(StrEnum):
    """« Signée ? », in the words of the DGALN's follow-up of conventions (domain.md §2.2)."""

    NON_SIGNEE = "Non signée"
    EN_COURS = "En cours"
    SIGNEE = "Signée"
    TERMINEE = "Terminée"


class SignatureVillePrincipale(StrEnum):
    """Whether the main town of the EPCI signed, as an ORT asks for (domain.md §2.2)."""

    SIGNEE = "Signée"
    DEROGATION = "Dérogation"
    MANQUANTE = "Manquante"


class Convention(Entity):
    """One convention; `commune` is filled when it concerns one commune only, else the rows say which."""

    table: ClassVar[str] = "convention"
    label: ClassVar[str] = "convention"
    feminine: ClassVar[bool] = True
    lead: ClassVar[str | None] = "commune"
    prefecture: ClassVar[frozenset[str]] = frozenset({"date_signature", "crte", "crte_inscrit_le"})
    rubriques: ClassVar[Rubriques] = (
        ("L’essentiel", ("titre", "type", "statut", "date_signature", "commune", "departement")),
        ("Opération de revitalisation", ("vaut_ort", "epci", "signature_ville_principale", "derogation")),
        ("CRTE", ("crte", "crte_inscrit_le")),
        ("Suivi", ("date_prevue", "date_fin", "date_actualisation", "deliberation", "date_deliberation")),
        ("Contenu", ("signataires", "gouvernance", "commentaire")),
    )

    departement: Departement | None = Field(default=None, title="Département")
    commune: Insee | None = Field(default=None, title="Commune (si une seule)")
    type: TypeConvention | None = Field(default=None, title="Type")
    statut: StatutConvention | None = Field(default=None, title="Signée ?")
    date_signature: date | None = Field(default=None, title="Date de signature")
    date_prevue: date | None = Field(default=None, title="Date de signature prévue")
    date_fin: date | None = Field(default=None, title="Date de fin")
    date_actualisation: date | None = Field(default=None, title="Dernière actualisation")
    vaut_ort: bool | None = Field(default=None, title="Vaut ORT")
    signature_ville_principale: SignatureVillePrincipale | None = Field(
        default=None, title="Signature de la ville principale de l’EPCI"
    )
    derogation: Texte | None = Field(default=None, title="Dérogation (motif, référence)")
    crte: Ligne | None = Field(default=None, title="CRTE (nom ou numéro)")
    crte_inscrit_le: date | None = Field(default=None, title="Inscrite au CRTE le")
    epci: Annotated[str | None, Reference("epci")] = Field(default=None, title="EPCI signataire")
    deliberation: Ligne | None = Field(default=None, title="Délibération")
    date_deliberation: date | None = Field(default=None, title="Date de la délibération")
    signataires: Texte | None = Field(default=None, title="Autres signataires")
    gouvernance: Texte | None = Field(default=None, title="Gouvernance")
    commentaire: Texte | None = Field(default=None, title="Commentaire")
