"""The words of préfectures, DDT and communes: those above a column, those for a word of a list."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from pvd_tui.domain.financeur import Dispositif


class Nature(StrEnum):
    """What the cells of a target must look like."""

    INSEE = "code INSEE"
    COMMUNE = "nom de commune"
    DEPARTEMENT = "département"
    CLE = "identifiant"
    ANNEE = "année"
    EPCI = "EPCI"
    PRESENCE = "présence"
    CRTE = "oui, ou une date"
    TEXTE = "texte"
    MONTANT = "montant"
    DATE = "date"
    NOMBRE = "nombre"
    POURCENT = "pourcentage"
    OUI_NON = "oui ou non"
    CHOIX = "valeur d’une liste"


Groupe = tuple[tuple[str, str, Nature, str], ...]
"""Targets: name, title, what their cells look like, the words above their column."""

REPERES: Final[Groupe] = (
    (
        "commune",
        "Commune : code INSEE",
        Nature.INSEE,
        "insee;insee com;code insee;code insee commune;codgeo;code commune;insee commune;depcom;code geo",
    ),
    (
        "commune.nom",
        "Commune : nom",
        Nature.COMMUNE,
        "commune;nom commune;nom de la commune;libgeo;libelle commune;lib com;communes pvd;ville;localite;collectivite",
    ),
    (
        "departement",
        "Département",
        Nature.DEPARTEMENT,
        "departement;dep;insee dep;code departement;dpt;nom departement;code dep",
    ),
    (
        "cle",
        "Identifiant de la ligne",
        Nature.CLE,
        "identifiant;id;identifiant projet;reference;n dossier ds;code projet;id projet;identifiant externe;numero",
    ),
    (
        "annee",
        "Année (distingue deux subventions d’un même financeur)",
        Nature.ANNEE,
        "annee;exercice;millesime;annee de programmation;annee dotation;campagne;annee de la subvention",
    ),
    ("site", "Site (communes qui travaillent ensemble)", Nature.TEXTE, "site;site pvd;groupement;binome;lot"),
    (
        "epci",
        "EPCI (repère, celui du référentiel est gardé)",
        Nature.EPCI,
        "epci;siren epci;nom epci;intercommunalite;communaute de communes;cc;insee epci",
    ),
)

CONVENTIONS: Final[Groupe] = (
    (
        "adhesion.date_signature",
        "Convention d’adhésion : signée le",
        Nature.DATE,
        "adhesion;date adhesion;convention adhesion;date convention adhesion;signature adhesion;adhesion signee le",
    ),
    (
        "ort.date_signature",
        "Convention-cadre ORT : signée le",
        Nature.DATE,
        (
            "ort;date ort;ort signee le;signature ort;date signature ort;convention cadre;convention ort;"
            "date convention cadre;signature convention cadre;convention cadre valant ort"
        ),
    ),
    (
        "ort.date_prevue",
        "Convention-cadre ORT : signature prévue le",
        Nature.DATE,
        (
            "ort prevue;ort prevue le;date prevue ort;date previsionnelle ort;signature prevue;ort previsionnelle;"
            "signature ort prevue"
        ),
    ),
    (
        "ort.statut",
        "Convention-cadre ORT : signée ?",
        Nature.CHOIX,
        "ort signee;signee;etat ort;statut ort;avancement ort;statut convention",
    ),
    (
        "crte.crte_inscrit_le",
        "Convention-cadre : inscrite au CRTE le",
        Nature.CRTE,
        "crte;inscription crte;inscrit crte;date crte;date inscription crte;inscrite au crte;crte le",
    ),
    (
        "crte.crte",
        "Convention-cadre : CRTE (nom)",
        Nature.TEXTE,
        "nom crte;crte nom;intitule crte;crte de rattachement",
    ),
)

SUIVI: Final[Groupe] = (
    (
        "poste.personne",
        "Poste : chef·fe de projet",
        Nature.TEXTE,
        (
            "chef de projet;cheffe de projet;chef projet;cdp;nom chef de projet;nom du chef de projet;"
            "chef fe de projet;poste;titulaire;nom cdp"
        ),
    ),
    (
        "poste.statut",
        "Poste : statut",
        Nature.CHOIX,
        "statut poste;poste pourvu;etat poste;situation poste;recrutement",
    ),
    ("poste.debut", "Poste : début du contrat", Nature.DATE, "prise de poste;debut contrat;date embauche;arrivee"),
    (
        "poste.fin",
        "Poste : fin du contrat",
        Nature.DATE,
        "fin contrat;fin de contrat;date fin contrat;echeance contrat",
    ),
    ("poste.vacant_depuis", "Poste : vacant depuis le", Nature.DATE, "vacant depuis;vacance depuis"),
    ("poste.etp", "Poste : ETP", Nature.NOMBRE, "etp;quotite"),
    ("poste.employeur", "Poste : employeur", Nature.TEXTE, "employeur;structure employeuse"),
    ("poste.cout_charge", "Poste : coût chargé annuel (€)", Nature.MONTANT, "cout poste;cout charge;salaire charge"),
    ("signal.frein", "Frein", Nature.TEXTE, "frein;freins;difficultes;difficulte;points de blocage;blocages;obstacles"),
    ("signal.levier", "Levier", Nature.CHOIX, "levier;leviers"),
    ("signal.action_corrective", "Frein : réponse", Nature.TEXTE, "action corrective;reponse apportee;solution"),
    ("presence.statut", "Présence au club (date dans le titre)", Nature.PRESENCE, ""),
)

PROJETS: Final[Mapping[str, str]] = {
    "action.titre": "intitule;titre;nom de l action;nom action;action;projet;nom du projet;intitule du projet;"
    "intitule de l action;libelle;libelle du projet;designation;operation;description;description du projet;objet",
    "action.code": "code;n action;numero action;n fiche;code fiche;numero de fiche;ref fiche;code action",
    "action.maitre_ouvrage": "maitre d ouvrage;maitre ouvrage;moa;beneficiaire;porteur;porteur de projet;demandeur;"
    "maitrise d ouvrage",
    "action.thematique": "thematique;theme;categorie;domaine;secteur;catgeorie;type de projet",
    "action.phase": "phase;avancement",
    "action.statut_phase": "statut;etat;etat d avancement",
    "action.statut_conventionnel": "statut convention;statut conventionnel",
    "action.priorite": "priorite;niveau de priorite",
    "action.description": "description;descriptif;description de l action;contexte;contenu du projet;"
    "description detaillee;commentaires projet",
    "action.cout_previsionnel": "cout;cout total;cout previsionnel;cout du projet;montant du projet;montant total;"
    "montant des travaux;cout ht;cout total ht;montant ht;budget;montant de l operation;montant previsionnel;depense;"
    "cout estime;estimation",
    "action.debut_prevu": "debut;date de debut;debut prevu;demarrage;debut travaux;date debut;debut des travaux",
    "action.fin_prevue": "fin;date de fin;fin prevue;livraison;fin travaux;date fin;fin des travaux;livraison prevue",
    "action.echeance": "echeance;date limite;calendrier previsionnel",
    "action.partenaires": "partenaires;partenaire",
    "action.pilote": "pilote;referent;responsable;suivi par",
    "action.elu_referent": "elu;elu referent",
    "action.fiche_crte": "fiche crte;n fiche crte;numero crte",
    "demande.dispositif": "dispositif;dot;dotation;fonds;type de subvention;type dotation;enveloppe;aide",
    "demande.financeur": "financeur;financeurs;organisme financeur;cofinanceur",
    "demande.montant_demande": "montant demande;subvention demandee;subvention sollicitee;montant sollicite;"
    "aide demandee;montant subvention demandee",
    "demande.montant_accorde": "montant accorde;subvention;subvention accordee;montant subvention;subvention obtenue;"
    "montant attribue;subvention attribuee;montant notifie;subvention notifiee;montant de la subvention",
    "demande.taux": "taux;taux de subvention;taux subvention;taux d aide;levier;taux intervention",
    "demande.depense_subventionnable": "depense subventionnable;assiette;base subventionnable;assiette eligible;"
    "montant eligible;depense eligible",
    "demande.numero_dossier": "n dossier;numero dossier;dossier ds;numero de dossier;n de dossier;n dossier dn",
    "demande.etat": "etat demande;statut demande;etat du dossier;etat dossier;decision",
    "demande.date_depot": "date depot;depose le;date de depot",
    "demande.date_arrete": "date arrete;arrete du;date de l arrete",
    "demande.arrete": "arrete;n arrete;numero arrete",
    "demande.date_notification": "date notification;notifie le;date de notification",
    "demande.commentaire": "observations;commentaire;commentaires;remarques;observation",
}

DISPOSITIFS: Final[Mapping[Dispositif, str]] = {
    Dispositif.DETR: "detr",
    Dispositif.DSIL: "dsil",
    Dispositif.DSID: "dsid",
    Dispositif.FNADT: "fnadt",
    Dispositif.FONDS_VERT: "fonds vert",
    Dispositif.ANAH: "anah",
    Dispositif.BANQUE_TERRITOIRES: "banque des territoires;bdt;caisse des depots;cdc",
    Dispositif.REGION: "region;conseil regional",
    Dispositif.DEPARTEMENT: "conseil departemental;cd;subvention departement;aide departement",
    Dispositif.EUROPE: "europe;feder;leader;feader;union europeenne",
    Dispositif.AGENCE_EAU: "agence de l eau;agence eau",
    Dispositif.DRAC: "drac",
    Dispositif.AUTOFINANCEMENT: "autofinancement;fonds propres;reste a charge;part communale",
    Dispositif.EMPRUNT: "emprunt",
}

SYNONYMES: Final[Mapping[str, str]] = {
    "education": "Services et équipements",
    "scolaire": "Services et équipements",
    "actions et services publics": "Services et équipements",
    "equipements publics": "Services et équipements",
    "environnement transition energetique et ecologie": "Transition écologique / nature en ville",
    "environnement": "Transition écologique / nature en ville",
    "transition energetique": "Transition écologique / nature en ville",
    "economie et emploi": "Commerce et économie",
    "economie": "Commerce et économie",
    "sante sanitaire et social": "Santé",
    "voirie": "Mobilité, circulation, stationnement",
    "mobilites": "Mobilité, circulation, stationnement",
    "espaces publics": "Cadre de vie, espaces publics, aménagement",
    "amenagement": "Cadre de vie, espaces publics, aménagement",
    "tourisme": "Culture, sport, tourisme",
    "sport": "Culture, sport, tourisme",
    "culture": "Culture, sport, tourisme",
    "logement": "Habitat",
    "realise": "Terminé",
    "acheve": "Terminé",
    "fini": "Terminé",
    "stoppe": "Bloqué",
    "abandon": "Abandonné",
    "accorde": "Notifiée",
    "accordee": "Notifiée",
    "attribuee": "Notifiée",
    "obtenue": "Notifiée",
    "rejetee": "Refusée",
    "instruction": "En instruction",
    "region": "Conseil régional",
    "departement": "Conseil départemental",
    "cd": "Conseil départemental",
    "bdt": "Banque des territoires",
    "feder": "Union européenne",
    "leader": "Union européenne",
    "fonds verts": "Fonds vert",
    "occupe": "Pourvu",
    "en poste": "Pourvu",
    "oui": "Pourvu",
    "non pourvu": "Vacant",
    "vacance": "Vacant",
    "non": "Vacant",
    "recrutement en cours": "En recrutement",
    "recrutement": "En recrutement",
    "rh": "Ingénierie/RH",
    "ingenierie": "Ingénierie/RH",
    "manque d ingenierie": "Ingénierie/RH",
    "poste vacant": "Poste vacant",
    "vacance de poste": "Poste vacant",
    "gouvernance": "Gouvernance commune-EPCI",
    "financements": "Financement",
    "reste a charge": "Financement",
    "foncier": "Foncier/maîtrise",
    "maitrise fonciere": "Foncier/maîtrise",
    "abf": "Procédures (ABF, urbanisme, marchés)",
    "urbanisme": "Procédures (ABF, urbanisme, marchés)",
    "marches": "Procédures (ABF, urbanisme, marchés)",
    "etudes": "Études incomplètes",
    "opposition": "Concertation/opposition locale",
    "cout des travaux": "Coûts travaux",
    "hausse des couts": "Coûts travaux",
    "elections": "Calendrier électoral",
    "1": "1 Fort",
    "2": "2 Moyen",
    "3": "3 Faible",
    "haute": "1 Fort",
    "forte": "1 Fort",
    "moyenne": "2 Moyen",
    "basse": "3 Faible",
}
"""Words that préfectures and communes write for a word of a list; taken where the list has it."""

MUETS: Final = frozenset(
    {"cp", "code postal", "codes postaux", "tel", "telephone", "siren", "siret", "population", "pop", "habitants"}
)
"""Titles of columns whose numbers may look like codes of communes and are none."""
