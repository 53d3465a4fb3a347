"""A signal: a difficulty of a commune, computed or said by a person (domain.md §2.6)."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from pvd_tui.domain.entity import Entity, Insee, Ligne, Reference, Rubriques, Texte


class RegleSignal(StrEnum):
    """Which risk rule raised the signal, or that a person did."""

    R1 = "R1"
    R2 = "R2"
    R3 = "R3"
    R4 = "R4"
    R5 = "R5"
    R6 = "R6"
    R7 = "R7"
    HUMAIN = "Saisie humaine"


class Frein(StrEnum):
    """What holds a commune back (domain.md §2.6)."""

    INGENIERIE = "Ingénierie/RH"
    POSTE_VACANT = "Poste vacant"
    GOUVERNANCE = "Gouvernance commune-EPCI"
    FINANCEMENT = "Financement"
    FONCIER = "Foncier/maîtrise"
    PROCEDURES = "Procédures (ABF, urbanisme, marchés)"
    ETUDES = "Études incomplètes"
    CONCERTATION = "Concertation/opposition locale"
    COUTS = "Coûts travaux"
    ELECTIONS = "Calendrier électoral"
    AUTRE = "Autre"


class Levier(StrEnum):
    """What helps a commune on (domain.md §2.6)."""

    CHEF_DE_PROJET = "Chef de projet en poste"
    BINOME = "Binôme maire–chef de projet"
    INGENIERIE_BDT = "AMP/ingénierie BdT"
    FONDS_VERT = "Fonds vert"
    EPF = "EPF/foncier"
    OPAH_RU = "OPAH-RU"
    CLUB = "Club/pairs"
    APPUI_ETAT = "Appui DDT/sous-préfet"
    REGION_DEPARTEMENT = "Région/Département"
    CONCERTATION = "Concertation réussie"
    AUTRE = "Autre"


class EtatSignal(StrEnum):
    """Whether a signal still holds."""

    OUVERT = "Ouvert"
    CLOS = "Clos"


class Signal(Entity):
    """One difficulty of a commune, with what is done about it and by whom."""

    table: ClassVar[str] = "signal"
    label: ClassVar[str] = "signal de difficulté"
    lead: ClassVar[str | None] = "commune"
    rubriques: ClassVar[Rubriques] = (
        ("L’essentiel", ("titre", "commune", "regle", "frein", "etat", "ouvert_le", "clos_le")),
        ("Réponse", ("cause", "action", "action_corrective", "pilote", "echeance", "levier", "appui_national")),
        ("Commentaire", ("commentaire",)),
    )

    commune: Insee | None = Field(default=None, title="Commune")
    regle: RegleSignal | None = Field(default=None, title="Règle")
    frein: Frein | None = Field(default=None, title="Frein")
    levier: Levier | None = Field(default=None, title="Levier mobilisé")
    etat: EtatSignal | None = Field(default=None, title="État")
    ouvert_le: date | None = Field(default=None, title="Ouvert le")
    clos_le: date | None = Field(default=None, title="Clos le")
    cause: Texte | None = Field(default=None, title="Cause")
    action: Annotated[str | None, Reference("action")] = Field(default=None, title="Action concernée")
    action_corrective: Texte | None = Field(default=None, title="Action corrective")
    pilote: Ligne | None = Field(default=None, title="Pilote")
    echeance: date | None = Field(default=None, title="Échéance")
    appui_national: Texte | None = Field(default=None, title="Besoin d’appui national")
    commentaire: Texte | None = Field(default=None, title="Commentaire")
