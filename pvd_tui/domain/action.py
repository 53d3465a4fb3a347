"""The action: one fiche of the plan d'action, with every rubrique of the forms (domain.md §1.2-1.5)."""

from datetime import date
from enum import StrEnum
from typing import Annotated, ClassVar

from pydantic import Field

from pvd_tui.domain.entity import FUSION, Centimes, Entity, Insee, Ligne, Nombre, Reference, Rubriques, Texte
from pvd_tui.domain.non_concerne import RubriqueFiche
from pvd_tui.domain.regime import Regime
from pvd_tui.domain.reponse import Reponse
from pvd_tui.domain.transition import TransitionDemographique, TransitionEcologique, TransitionEconomique


class Maturite(StrEnum):
    """The nature of the fiche: it becomes a fiche-action when it can start soon (domain.md §1.1)."""

    FICHE_PROJET = "Fiche-projet"
    FICHE_ACTION = "Fiche-action"


class Phase(StrEnum):
    """Where a project is in its life, as the schéma projets-territoire says it."""

    IDEE = "Idée"
    ETUDE = "Étude"
    OPERATION = "Opération"


class StatutPhase(StrEnum):
    """How the present phase goes, as the schéma projets-territoire says it."""

    EN_COURS = "En cours"
    EN_RETARD = "En retard"
    EN_PAUSE = "En pause"
    BLOQUE = "Bloqué"
    ABANDONNE = "Abandonné"
    TERMINE = "Terminé"


class StatutConventionnel(StrEnum):
    """The status on the paper fiche, from idea to delivery."""

    EN_PROJET = "En projet"
    A_VALIDER = "À valider"
    VALIDEE = "Validée"
    INSCRITE = "Inscrite"
    ENGAGEE = "Engagée"
    LIVREE = "Livrée"
    ABANDONNEE = "Abandonnée"


class Priorite(StrEnum):
    """The level of priority; DDTs write 1/2/3 or Fort/Moyen/Faible."""

    FORT = "1 Fort"
    MOYEN = "2 Moyen"
    FAIBLE = "3 Faible"


class Thematique(StrEnum):
    """What an action is about (domain.md §1.5)."""

    HABITAT = "Habitat"
    COMMERCE = "Commerce et économie"
    MOBILITE = "Mobilité, circulation, stationnement"
    CADRE_DE_VIE = "Cadre de vie, espaces publics, aménagement"
    PATRIMOINE = "Patrimoine"
    SERVICES = "Services et équipements"
    SANTE = "Santé"
    CULTURE = "Culture, sport, tourisme"
    TRANSITION = "Transition écologique / nature en ville"
    NUMERIQUE = "Numérique"
    INGENIERIE = "Ingénierie, animation"


class ObjectifEnvironnemental(StrEnum):
    """The six environmental objectives of the DETR-DSIL form."""

    CLIMAT = "Lutte contre le changement climatique"
    ADAPTATION = "Adaptation et prévention des risques naturels"
    EAU = "Ressource en eau"
    DECHETS = "Déchets et risques technologiques"
    POLLUTIONS = "Pollutions"
    BIODIVERSITE = "Biodiversité et espaces naturels, agricoles, sylvicoles"


class Zonage(StrEnum):
    """The zonages of the DETR-DSIL form."""

    QPV = "QPV"
    NPNRU = "NPNRU"
    ECOQUARTIER = "ÉcoQuartier"
    TEN = "TEN"
    FRR = "FRR"
    TERRITOIRES_INDUSTRIE = "Territoires d’industrie"
    ZPPAUP = "ZPPAUP"
    AVAP = "AVAP"
    SPR = "SPR"
    AVENIR_MONTAGNE = "Avenir montagne"
    ZONE_ABF = "Zone ABF"
    AUTRE = "Autre"


class Contrat(StrEnum):
    """The contracts and programmes of the DETR-DSIL form."""

    CRTE = "CRTE"
    ACV = "ACV"
    PVD = "PVD"
    CONTRAT_RURALITE = "Contrat de ruralité"
    CPER = "CPER"
    CCT = "CCT"
    ORT = "ORT"
    OIN = "OIN"
    OPAH = "OPAH"
    PPA = "PPA"
    VILLAGES_AVENIR = "Villages d’avenir"
    AUTRE = "Autre"


class Action(Entity):
    """One action of the plan; amounts in cents, HT or TTC as `regime_montant` says.

    It is engaged from `date_engagement`, its first legal act (`phase_operationnelle.is_engagee`).
    """

    table: ClassVar[str] = "action"
    label: ClassVar[str] = "action"
    feminine: ClassVar[bool] = True
    lead: ClassVar[str | None] = "commune"
    rubriques: ClassVar[Rubriques] = (
        ("L’essentiel", ("titre", "commune", "phase", "statut_phase", "echeance", "cout_previsionnel", "pilote")),
        (
            "Identité",
            (
                "code",
                "convention",
                "avenant",
                "avenant_sortie",
                "axe",
                "thematique",
                "maturite",
                "statut_conventionnel",
                "priorite",
                "non_concerne",
            ),
        ),
        (
            "Pilotage",
            (
                "maitre_ouvrage",
                "siret_maitre_ouvrage",
                "maitre_ouvrage_delegue",
                "convention_moa_deleguee",
                "elu_referent",
                "services",
                "instance_gouvernance",
                "participation_citoyenne",
            ),
        ),
        ("Description", ("description", "objectifs", "contenu", "cibles")),
        ("Partenaires", ("partenaires", "moyens")),
        ("Dépenses et financement", ("regime_montant", "estimation", "cout_definitif", "financement")),
        (
            "Calendrier",
            (
                "debut_prevu",
                "fin_prevue",
                "debut_reel",
                "fin_reelle",
                "date_engagement",
                "date_abandon",
                "duree_travaux",
                "calendrier",
            ),
        ),
        ("Programmes liés", ("contrats", "zonages", "autres_programmes")),
        (
            "Transitions",
            (
                "transition_ecologique",
                "transition_demographique",
                "transition_economique",
                "objectifs_environnementaux",
                "artificialisation",
                "budget_vert",
            ),
        ),
        ("Évaluation", ("resultats_attendus", "freins", "amelioration")),
        ("Centralité", ("centralite",)),
        (
            "Annexes et liens",
            (
                "annexes",
                "fiche_crte",
                "numero_opah",
                "numero_dossier",
                "mec_id",
                "tet_id",
                "recoco_id",
                "remplace",
                "reprise_de",
                FUSION,
            ),
        ),
    )  # fmt: skip - one rubrique a line, as on the form

    commune: Insee | None = Field(default=None, title="Commune")
    code: Ligne | None = Field(default=None, title="Action n°")
    convention: Annotated[str | None, Reference("convention")] = Field(default=None, title="Convention")
    avenant: Annotated[str | None, Reference("avenant")] = Field(default=None, title="Inscrite par l’avenant")
    avenant_sortie: Annotated[str | None, Reference("avenant")] = Field(default=None, title="Retirée par l’avenant")
    axe: Annotated[str | None, Reference("axe")] = Field(default=None, title="Orientation stratégique / Axe")
    thematique: Thematique | None = Field(default=None, title="Thématique")
    maturite: Maturite | None = Field(default=None, title="Nature de la fiche")
    phase: Phase | None = Field(default=None, title="Phase")
    statut_phase: StatutPhase | None = Field(default=None, title="Statut")
    statut_conventionnel: StatutConventionnel | None = Field(default=None, title="Statut dans la convention")
    priorite: Priorite | None = Field(default=None, title="Niveau de priorité")
    non_concerne: tuple[RubriqueFiche, ...] | None = Field(default=None, title="Rubriques non concernées")
    maitre_ouvrage: Ligne | None = Field(default=None, title="Maître d’ouvrage")
    siret_maitre_ouvrage: Ligne | None = Field(default=None, title="SIRET du maître d’ouvrage")
    maitre_ouvrage_delegue: Ligne | None = Field(default=None, title="Maître d’ouvrage délégué")
    convention_moa_deleguee: bool | None = Field(default=None, title="Convention de délégation jointe")
    elu_referent: Ligne | None = Field(default=None, title="Élu·e référent·e")
    pilote: Ligne | None = Field(default=None, title="Pilote")
    services: Ligne | None = Field(default=None, title="Services concernés")
    instance_gouvernance: Ligne | None = Field(default=None, title="Instance de gouvernance")
    participation_citoyenne: Texte | None = Field(default=None, title="Participation citoyenne")
    description: Texte | None = Field(default=None, title="Description (contexte, enjeux)")
    objectifs: Texte | None = Field(default=None, title="Objectifs")
    contenu: Texte | None = Field(default=None, title="Contenu de l’action")
    cibles: Ligne | None = Field(default=None, title="Publics visés")
    partenaires: Texte | None = Field(default=None, title="Partenaires (techniques et financiers)")
    moyens: Texte | None = Field(default=None, title="Moyens mobilisés")
    cout_previsionnel: Centimes | None = Field(default=None, title="Coût prévisionnel (€)")
    cout_definitif: Centimes | None = Field(default=None, title="Coût définitif (€)")
    regime_montant: Regime | None = Field(default=None, title="Montants HT ou TTC")
    estimation: bool | None = Field(default=None, title="Le coût est une estimation")
    financement: Texte | None = Field(default=None, title="Modalités de financement")
    debut_prevu: date | None = Field(default=None, title="Début prévu")
    fin_prevue: date | None = Field(default=None, title="Fin prévue")
    debut_reel: date | None = Field(default=None, title="Début réel")
    fin_reelle: date | None = Field(default=None, title="Fin réelle")
    echeance: date | None = Field(default=None, title="Échéance")
    date_engagement: date | None = Field(default=None, title="Engagée le (premier acte juridique)")
    date_abandon: date | None = Field(default=None, title="Abandonnée le")
    duree_travaux: Nombre | None = Field(default=None, title="Durée des travaux (mois)")
    calendrier: Texte | None = Field(default=None, title="Calendrier et jalons")
    contrats: tuple[Contrat, ...] | None = Field(default=None, title="Contrats et programmes")
    zonages: tuple[Zonage, ...] | None = Field(default=None, title="Zonages")
    autres_programmes: Ligne | None = Field(default=None, title="Autres programmes et contrats")
    transition_ecologique: TransitionEcologique | None = Field(default=None, title="Transition écologique")
    transition_demographique: TransitionDemographique | None = Field(default=None, title="Transition démographique")
    transition_economique: TransitionEconomique | None = Field(default=None, title="Transition économique")
    objectifs_environnementaux: tuple[ObjectifEnvironnemental, ...] | None = Field(
        default=None, title="Objectifs environnementaux"
    )
    artificialisation: Reponse | None = Field(default=None, title="Artificialisation des sols")
    budget_vert: Reponse | None = Field(default=None, title="Favorable à l’environnement (budget vert)")
    resultats_attendus: Texte | None = Field(default=None, title="Résultats attendus")
    freins: Texte | None = Field(default=None, title="Freins rencontrés")
    amelioration: Texte | None = Field(default=None, title="Amélioration continue")
    centralite: Texte | None = Field(default=None, title="Conséquence sur la fonction de centralité")
    annexes: tuple[Ligne, ...] | None = Field(default=None, title="Annexes (plans, photos, délibération)")
    fiche_crte: Ligne | None = Field(default=None, title="N° de fiche CRTE")
    numero_opah: Ligne | None = Field(default=None, title="N° d’opération OPAH")
    numero_dossier: Ligne | None = Field(default=None, title="N° de dossier (Démarche numérique)")
    mec_id: Ligne | None = Field(default=None, title="Identifiant Mon Espace Collectivité")
    tet_id: Ligne | None = Field(default=None, title="Identifiant Territoires en Transitions")
    recoco_id: Ligne | None = Field(default=None, title="Identifiant Recoco")
    remplace: Annotated[str | None, Reference("action")] = Field(default=None, title="Annule et remplace")
    reprise_de: Annotated[str | None, Reference("action")] = Field(default=None, title="Reprise de la fiche")
    fusionnee_dans: Annotated[str | None, Reference("action")] = Field(default=None, title="Fusionnée dans")
