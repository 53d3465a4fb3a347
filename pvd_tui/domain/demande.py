"""A demande de subvention and its long life, from idea to balance (domain.md §4.3)."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar, Final

from pydantic import Field

from pvd_tui.domain.entity import Centimes, Entity, Ligne, Nombre, Pourcent, Reference, Rubriques, Texte
from pvd_tui.domain.financeur import Dispositif
from pvd_tui.domain.regime import Regime


class EtatDemande(StrEnum):
    """The states of a demande, in the order of its life, then the ways out of it."""

    ENVISAGEE = "Envisagée"
    A_DEPOSER = "À déposer"
    DEPOSEE = "Déposée"
    COMPLETE = "Complète"
    EN_INSTRUCTION = "En instruction"
    PROGRAMMEE = "Programmée"
    NOTIFIEE = "Notifiée"
    DEMARREE = "Démarrée"
    AVANCE = "Avance"
    ACOMPTE = "Acompte"
    SOLDEE = "Soldée"
    REFUSEE = "Refusée"
    SANS_SUITE = "Sans suite"
    RETIREE = "Retirée"
    CADUQUE = "Caduque"
    REPORTEE = "Reportée"


FINIES: Final = frozenset(
    {
        EtatDemande.SOLDEE,
        EtatDemande.REFUSEE,
        EtatDemande.SANS_SUITE,
        EtatDemande.RETIREE,
        EtatDemande.CADUQUE,
        EtatDemande.REPORTEE,
    }
)
"""The states in which a demande calls for nothing any more, and nothing can be lost."""


class EtatDemarche(StrEnum):
    """The state on Démarche numérique (ex-DS)."""

    EN_CONSTRUCTION = "En construction"
    EN_INSTRUCTION = "En instruction"
    ACCEPTE = "Accepté"
    REFUSE = "Refusé"
    SANS_SUITE = "Sans suite"


class Notification(StrEnum):
    """Where the notification stands at the préfecture."""

    A_GENERER = "À générer"
    A_SIGNER = "À signer"
    A_NOTIFIER = "À notifier"
    NOTIFIE = "Notifié"


class DepartCaducite(StrEnum):
    """What the 24 months to start run from; préfectures differ (domain.md §4.3)."""

    NOTIFICATION = "Notification"
    DEPOT = "Dépôt"


class Demande(Entity):
    """One application to one funder; several to the same funder are usual. Amounts as `regime_montant` says."""

    table: ClassVar[str] = "demande"
    label: ClassVar[str] = "demande de subvention"
    feminine: ClassVar[bool] = True
    parent: ClassVar[str | None] = "action"
    prefecture: ClassVar[frozenset[str]] = frozenset(
        {
            "montant_accorde",
            "arrete",
            "date_arrete",
            "date_notification",
            "notification",
            "date_ardd",
            "date_completude",
            "date_autorisation",
        }
    )
    rubriques: ClassVar[Rubriques] = (
        ("L’essentiel", ("titre", "action", "financeur", "dispositif", "etat", "montant_demande", "montant_accorde")),
        (
            "Dossier",
            (
                "campagne_financement",
                "numero_dossier",
                "numero_anterieur",
                "renouvelle",
                "etat_demarche",
                "notification",
                "priorite_prefecture",
                "deliberation",
                "date_deliberation",
                "pieces_manquantes",
            ),
        ),
        (
            "Dates",
            (
                "date_depot",
                "date_ardd",
                "date_completude",
                "date_autorisation",
                "arrete",
                "date_arrete",
                "date_notification",
                "date_premier_acte",
                "date_commencement",
                "date_achevement",
                "depart_caducite",
                "prorogation",
            ),
        ),
        ("Montants", ("regime_montant", "depense_subventionnable", "taux")),
        (
            "Versements",
            ("montant_avance", "date_avance", "montant_acomptes", "montant_solde", "date_solde", "publicite"),
        ),
        ("Suivi", ("contact", "commentaire")),
    )  # fmt: skip - one rubrique a line, as on the form

    action: Annotated[str | None, Reference("action")] = Field(default=None, title="Action")
    financeur: Ligne | None = Field(default=None, title="Financeur")
    dispositif: Dispositif | None = Field(default=None, title="Dispositif")
    campagne_financement: Annotated[str | None, Reference("campagne_financement")] = Field(
        default=None, title="Campagne"
    )
    numero_dossier: Ligne | None = Field(default=None, title="N° de dossier")
    numero_anterieur: Ligne | None = Field(default=None, title="N° du dossier antérieur")
    renouvelle: Annotated[str | None, Reference("demande")] = Field(default=None, title="Reconduit la demande")
    etat: EtatDemande | None = Field(default=None, title="État")
    etat_demarche: EtatDemarche | None = Field(default=None, title="État sur Démarche numérique")
    notification: Notification | None = Field(default=None, title="Notification")
    priorite_prefecture: Nombre | None = Field(default=None, title="Niveau de priorité du dossier (1 à 10)")
    deliberation: Ligne | None = Field(default=None, title="N° de délibération")
    date_deliberation: date | None = Field(default=None, title="Date de la délibération")
    pieces_manquantes: tuple[Ligne, ...] | None = Field(default=None, title="Pièces manquantes")
    date_depot: date | None = Field(default=None, title="Date de dépôt")
    date_ardd: date | None = Field(default=None, title="Accusé de réception du dossier (ARDD)")
    date_completude: date | None = Field(default=None, title="Dossier complet le")
    date_autorisation: date | None = Field(default=None, title="Démarrage anticipé autorisé le")
    arrete: Ligne | None = Field(default=None, title="N° de l’arrêté")
    date_arrete: date | None = Field(default=None, title="Date de l’arrêté")
    date_notification: date | None = Field(default=None, title="Date de notification")
    date_premier_acte: date | None = Field(default=None, title="Premier acte signé le (devis, OS, commande)")
    date_commencement: date | None = Field(default=None, title="Commencement des travaux")
    date_achevement: date | None = Field(default=None, title="Achèvement")
    depart_caducite: DepartCaducite | None = Field(default=None, title="Point de départ des 24 mois")
    prorogation: Nombre | None = Field(default=None, title="Prorogation obtenue (mois)")
    montant_demande: Centimes | None = Field(default=None, title="Montant demandé (€)")
    montant_accorde: Centimes | None = Field(default=None, title="Montant accordé (€)")
    depense_subventionnable: Centimes | None = Field(default=None, title="Dépense subventionnable (€)")
    taux: Pourcent | None = Field(default=None, title="Taux (%)")
    regime_montant: Regime | None = Field(default=None, title="Montants HT ou TTC")
    montant_avance: Centimes | None = Field(default=None, title="Avance versée (€)")
    date_avance: date | None = Field(default=None, title="Avance versée le")
    montant_acomptes: Centimes | None = Field(default=None, title="Acomptes versés (€)")
    montant_solde: Centimes | None = Field(default=None, title="Solde versé (€)")
    date_solde: date | None = Field(default=None, title="Solde versé le")
    publicite: Texte | None = Field(default=None, title="Preuves de publicité (panneau, logo)")
    contact: Ligne | None = Field(default=None, title="Contact au financeur")
    commentaire: Texte | None = Field(default=None, title="Commentaire")
