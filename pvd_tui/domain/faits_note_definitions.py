"""What each figure of the note means, in French: the documentation of the JSON, and what stands under a table.

A key is a path of the facts (`ort.signees`); the figures of a map (`actions.par_phase`) share their map's definition.
Amounts are cents. « À cette date » is the day of the note.
"""

from collections.abc import Mapping
from typing import Final

_VOLET: Final = {
    "contribuent": "Actions en vie dont la transition {0} est renseignée et n’est pas « Sans lien ».",
    "sans_lien": "Actions en vie « Sans lien » avec la transition {0}.",
    "non_renseignees": "Actions en vie dont la transition {0} n’est pas renseignée.",
    "part": "Part des actions qui contribuent, parmi celles où la transition {0} est renseignée.",
    "par_valeur": "Actions en vie par contribution à la transition {0}.",
}

DEFINITIONS: Final[Mapping[str, str]] = {
    "communes.total": "Communes du programme, sauf celles qui en sont sorties.",
    "communes.epcis": "EPCI des communes du programme, chacun par la première de ses communes.",
    "communes.sites": "Sites : les communes d’un même site comptent une fois, par la première d’entre elles.",
    "communes.binomes": "Communes qui ont un chef de projet en poste à cette date, à elles ou au site.",
    "communes.population": "Population municipale des communes, là où elle est renseignée.",
    "communes.populations_non_renseignees": "Communes sans population renseignée.",
    "communes.au_dela_du_plafond": "Communes dont la population atteint le plafond du programme (20 000 habitants).",
    "adhesion.signees": "Communes dont la convention d’adhésion est datée, au plus tard à cette date.",
    "adhesion.non_datees": "Communes dont l’adhésion est dite signée, sans date.",
    "adhesion.inconnues": "Communes sans adhésion connue à cette date.",
    "ort.signees": "Communes dont la convention-cadre valant ORT est signée et datée, au plus tard à cette date.",
    "ort.signees_sans_date": "Communes dont la convention-cadre est dite signée, sans date : on ignore depuis quand.",
    "ort.non_signees": "Communes sans convention-cadre signée à cette date.",
    "ort.a_renseigner": "Communes dont « Signée ? » et la date manquent ou se contredisent.",
    "ort.en_cours": "Communes non signées dont la convention-cadre est « En cours ».",
    "ort.terminees": "Communes dont la convention-cadre signée est « Terminée ».",
    "ort.part_signees": "Part des communes dont l’ORT est signée et datée.",
    "ort.hors_delai_18_mois": "Communes non signées, dont l’adhésion connue date de plus de 18 mois de calendrier.",
    "ort.delai_median_jours": "Médiane, en jours, de l’adhésion à l’ORT, des communes où les deux sont datées.",
    "ort.avant_adhesion": "Communes dont l’ORT est antérieure à l’adhésion (ORT intercommunale préexistante).",
    "crte.inscrites": "Communes dont la convention-cadre est inscrite au CRTE à cette date.",
    "crte.non_inscrites": "Communes dont on sait que la convention-cadre n’est pas inscrite au CRTE.",
    "crte.a_renseigner": "Communes dont l’inscription au CRTE n’est pas renseignée.",
    "actions.total": "Actions connues à cette date, abandonnées comprises.",
    "actions.inconnues": "Actions dont, à cette date, rien n’était enregistré et qu’aucune date ne situe avant.",
    "actions.abandonnees": "Actions abandonnées à cette date.",
    "actions.par_maturite": "Actions connues par nature de fiche.",
    "actions.par_phase": "Actions connues par phase.",
    "actions.par_statut": "Actions connues par statut de la phase.",
    "actions.par_statut_conventionnel": "Actions connues par statut dans la convention.",
    "actions.par_thematique": "Actions connues par thématique.",
    "actions.engagees": "Actions dont le premier acte juridique est daté, au plus tard à cette date, non abandonnées.",
    "actions.engagement_inconnu": "Actions dont on ignore si elles sont engagées.",
    "actions.livrees": "Actions livrées : fin réelle au plus tard à cette date, sinon « Livrée » ou terminée.",
    "actions.cout_previsionnel": "Somme des coûts prévisionnels renseignés, HT ou TTC comme saisis.",
    "actions.couts_previsionnels_non_renseignes": "Actions sans coût prévisionnel.",
    "actions.cout_definitif": "Somme des coûts définitifs des actions livrées.",
    "actions.couts_definitifs_non_renseignes": "Actions livrées sans coût définitif.",
    "operationnelles.total": "Communes dont les trois tests sont remplis : convention-cadre, CRTE, action engagée.",
    "operationnelles.part": "Part des communes opérationnelles parmi toutes.",
    "operationnelles.non_operationnelles": "Communes dont les trois tests ont une réponse, et un au moins est « non ».",
    "operationnelles.non_evaluables": "Communes dont un test au moins n’a pas de réponse.",
    "ingenierie.pourvus": "Postes de chef de projet pourvus à cette date.",
    "ingenierie.vacants": "Postes vacants à cette date, contrat fini compris.",
    "ingenierie.en_recrutement": "Postes en recrutement à cette date.",
    "ingenierie.a_renseigner": "Postes dont on ne sait pas s’ils étaient pourvus.",
    "ingenierie.fins_a_six_mois": "Postes pourvus dont le contrat finit dans les six mois.",
    "ingenierie.amp_en_cours": "Communes dont un signal ouvert a pour levier « AMP/ingénierie BdT ».",
    "ingenierie.communes_sans_poste": "Communes dont aucun poste n’est renseigné.",
    "clubs.seances_tenues": "Séances départementales tenues pour des élus ou des chefs de projet, jusqu’à cette date.",
    "clubs.premier_semestre": "Celles de la première période du programme (1er semestre 2023).",
    "clubs.par_annee": "Séances tenues par année civile.",
    "clubs.a_renseigner": "Séances qui compteraient une fois renseignées.",
    "clubs.participants": "Présences relevées à ces séances.",
    "clubs.communes_representees": "Communes présentes ou représentées à l’une d’elles.",
    "clubs.communes_jamais_venues": "Communes dont personne n’était présent à aucune.",
    "clubs.publics": "Séances tenues par public.",
    "transitions.actions": "Actions connues et non abandonnées : celles de ce bloc.",
    **{
        f"transitions.{volet}.{name}": text.format(word)
        for volet, word in (
            ("ecologique", "écologique"),
            ("demographique", "démographique"),
            ("economique", "économique"),
        )
        for name, text in _VOLET.items()
    },
    "transitions.objectif_environnemental": "Actions en vie qui ont un objectif environnemental au moins.",
    "transitions.part_objectif_environnemental": "Leur part, parmi celles où les objectifs sont renseignés.",
    "transitions.objectifs_non_renseignes": "Actions en vie sans objectif environnemental renseigné.",
    "transitions.par_objectif": "Actions en vie par objectif environnemental ; une action peut en avoir plusieurs.",
    "transitions.artificialisantes": "Actions en vie qui artificialisent des sols.",
    "transitions.part_artificialisantes": "Leur part, parmi celles où l’artificialisation est oui ou non.",
    "transitions.artificialisation_non_renseignee": "Actions en vie dont l’artificialisation est inconnue.",
    "transitions.fonds_vert.deposes": "Dossiers fonds vert déposés à cette date.",
    "transitions.fonds_vert.accordes": "Dossiers fonds vert notifiés à cette date, et non perdus.",
    "transitions.fonds_vert.montant_demande": "Somme demandée par les dossiers déposés.",
    "transitions.fonds_vert.montant_accorde": "Somme accordée aux dossiers notifiés.",
    "transitions.fonds_vert.montants_non_renseignes": "Dossiers accordés sans montant.",
    "transitions.fonds_vert.etats_non_renseignes": "Dossiers dont on ignore s’ils étaient déposés.",
    "transitions.dotations_accordees": "DETR et DSIL accordées.",
    "transitions.dotations_vertes": "DETR et DSIL accordées à des actions « favorables à l’environnement ».",
    "transitions.part_verte_dotations": "Leur part, parmi celles dont l’action dit si elle l’est.",
    "transitions.dotations_non_renseignees": "DETR et DSIL accordées à des actions qui ne le disent pas.",
    "financements.demandes": "Demandes de subvention déposées à cette date.",
    "financements.accordees": "Demandes accordées à cette date, et non perdues.",
    "financements.montant_demande": "Somme des montants demandés par les demandes déposées.",
    "financements.montant_accorde": "Somme des montants accordés.",
    "financements.accorde_par_dispositif": "Montants accordés par dispositif.",
    "financements.montants_accordes_non_renseignes": "Demandes accordées sans montant.",
    "signaux.freins": "Communes par frein qu’un signal ouvert nomme.",
    "signaux.leviers": "Communes par levier qu’un signal ouvert nomme.",
}


def definition(chemin: str) -> str:
    """Give what a figure means; that of its map for one of a map."""
    return DEFINITIONS.get(chemin) or DEFINITIONS.get(chemin.rpartition(".")[0], "")
