"""The words of the mode Synthèse: the blocks of the note, a short name for each of its figures, its value in French."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.montant import show_montant
from screens.lignes import entier

if TYPE_CHECKING:
    from pvd_tui.domain.chiffre import Chiffre

BLOCS: Final[Mapping[str, str]] = {
    "communes": "Périmètre",
    "adhesion": "Adhésion",
    "ort": "Convention-cadre valant ORT",
    "crte": "CRTE",
    "operationnelles": "Phase opérationnelle",
    "risques": "Communes à risque",
    "actions": "Actions",
    "financements": "Financements",
    "ingenierie": "Ingénierie",
    "clubs": "Club",
    "transitions": "Transitions et fonds vert",
    "signaux": "Ce que disent les personnes",
}
"""The blocks of figures, in the order they are read."""

_VOLETS: Final = (
    ("ecologique", "Transition écologique"),
    ("demographique", "Transition démographique"),
    ("economique", "Transition économique"),
)

LIBELLES: Final[Mapping[str, str]] = {
    "communes.total": "Communes",
    "communes.epcis": "EPCI",
    "communes.sites": "Sites",
    "communes.binomes": "avec un chef de projet",
    "communes.population": "Population",
    "communes.populations_non_renseignees": "population non renseignée",
    "communes.au_dela_du_plafond": "au-delà de 20 000 habitants",
    "adhesion.signees": "Adhésions signées",
    "adhesion.non_datees": "signées, sans date",
    "adhesion.inconnues": "inconnues",
    "ort.signees": "ORT signées",
    "ort.signees_sans_date": "signées, sans date",
    "ort.non_signees": "non signées",
    "ort.a_renseigner": "à renseigner",
    "ort.en_cours": "en cours",
    "ort.terminees": "terminées",
    "ort.part_signees": "Part signée",
    "ort.hors_delai_18_mois": "au-delà de 18 mois",
    "ort.delai_median_jours": "Délai médian",
    "ort.avant_adhesion": "ORT avant l'adhésion",
    "crte.inscrites": "Inscrites au CRTE",
    "crte.non_inscrites": "non inscrites",
    "crte.a_renseigner": "à renseigner",
    "operationnelles.total": "Communes opérationnelles",
    "operationnelles.part": "Part",
    "operationnelles.non_operationnelles": "non opérationnelles",
    "operationnelles.non_evaluables": "non évaluables",
    "risques": "Communes à risque",
    "actions.total": "Actions",
    "actions.inconnues": "inconnues à cette date",
    "actions.abandonnees": "abandonnées",
    "actions.par_maturite": "Fiche",
    "actions.par_phase": "Phase",
    "actions.par_statut": "Statut",
    "actions.par_statut_conventionnel": "Convention",
    "actions.par_thematique": "Thématique",
    "actions.engagees": "Actions engagées",
    "actions.engagement_inconnu": "engagement inconnu",
    "actions.livrees": "Actions livrées",
    "actions.cout_previsionnel": "Coût prévisionnel",
    "actions.couts_previsionnels_non_renseignes": "sans coût prévisionnel",
    "actions.cout_definitif": "Coût définitif des livrées",
    "actions.couts_definitifs_non_renseignes": "livrées sans coût définitif",
    "financements.demandes": "Demandes déposées",
    "financements.accordees": "Demandes accordées",
    "financements.montant_demande": "Montant demandé",
    "financements.montant_accorde": "Montant accordé",
    "financements.accorde_par_dispositif": "Accordé",
    "financements.montants_accordes_non_renseignes": "accordées sans montant",
    "ingenierie.pourvus": "Postes pourvus",
    "ingenierie.vacants": "vacants",
    "ingenierie.en_recrutement": "en recrutement",
    "ingenierie.a_renseigner": "à renseigner",
    "ingenierie.fins_a_six_mois": "fin dans les six mois",
    "ingenierie.amp_en_cours": "Assistances (AMP) en cours",
    "ingenierie.communes_sans_poste": "Communes sans poste connu",
    "clubs.seances_tenues": "Séances comptées",
    "clubs.premier_semestre": "1er semestre 2023",
    "clubs.par_annee": "Séances",
    "clubs.a_renseigner": "à renseigner",
    "clubs.participants": "Participations",
    "clubs.communes_representees": "Communes représentées",
    "clubs.communes_jamais_venues": "Communes jamais venues",
    "clubs.publics": "Public",
    "transitions.actions": "Actions en vie",
    **{
        f"transitions.{volet}.{name}": said
        for volet, titre in _VOLETS
        for name, said in (
            ("contribuent", titre),
            ("sans_lien", "sans lien"),
            ("non_renseignees", "non renseignées"),
            ("part", "part des renseignées"),
            ("par_valeur", titre),
        )
    },
    "transitions.objectif_environnemental": "Objectif environnemental",
    "transitions.part_objectif_environnemental": "part des renseignées",
    "transitions.objectifs_non_renseignes": "non renseigné",
    "transitions.par_objectif": "Objectif",
    "transitions.artificialisantes": "Artificialisantes",
    "transitions.part_artificialisantes": "part des renseignées",
    "transitions.artificialisation_non_renseignee": "non renseignée",
    "transitions.fonds_vert.deposes": "Fonds vert : déposés",
    "transitions.fonds_vert.accordes": "Fonds vert : accordés",
    "transitions.fonds_vert.montant_demande": "Fonds vert : demandé",
    "transitions.fonds_vert.montant_accorde": "Fonds vert : accordé",
    "transitions.fonds_vert.montants_non_renseignes": "accordés sans montant",
    "transitions.fonds_vert.etats_non_renseignes": "état non renseigné",
    "transitions.dotations_accordees": "DETR et DSIL accordées",
    "transitions.dotations_vertes": "dont favorables",
    "transitions.part_verte_dotations": "part verte",
    "transitions.dotations_non_renseignees": "non renseignées",
    "signaux.freins": "Frein",
    "signaux.leviers": "Levier",
}
"""A short name for each figure; those of a map (`actions.par_phase`) are named after it, then their word."""

DEFINITION_RISQUES: Final = "Communes à risque par le calcul (R1, R2) ou par le jugement du préfet."

MOTS: Final[Mapping[str, str]] = {
    "autorite": "Autorité",
    "dynamique": "Dynamique",
    "texte_dynamique": "Dynamique constatée",
    "leviers": "Leviers",
    "texte_leviers": "Leviers qui produisent leurs effets",
    "freins": "Difficultés",
    "texte_difficultes": "Difficultés rencontrées",
    "appui_demande": "Appui demandé",
}
"""What a person writes, in the order of the note."""

MOTS_COURTS: Final[Mapping[str, str]] = {
    **MOTS,
    "texte_dynamique": "  son texte",
    "texte_leviers": "  leur texte",
    "texte_difficultes": "  leur texte",
}
"""The same, where each text stands under its choice."""

TEXTES: Final = ("texte_dynamique", "texte_leviers", "texte_difficultes", "appui_demande")
"""The long ones, that something may be copied into."""

SUIVIS: Final[Mapping[str, str]] = {
    "communes.total": "Communes",
    "ort.signees": "ORT",
    "ort.hors_delai_18_mois": ">18 mois",
    "operationnelles.total": "Opér.",
    "risques": "Risque",
    "actions.engagees": "Engagées",
    "clubs.seances_tenues": "Clubs",
    "ingenierie.vacants": "Vacants",
    "transitions.fonds_vert.montant_accorde": "Fonds vert",
}
"""The figures that are put side by side between départements."""


def libelle(chemin: str) -> str:
    """Name a figure shortly; one of a map by its map and its word."""
    if chemin in LIBELLES:
        return LIBELLES[chemin]
    carte, _, mot = chemin.rpartition(".")
    return f"{LIBELLES[carte]} : {mot}" if carte in LIBELLES else chemin


def valeur(figure: "Chiffre") -> str:
    """Write what a figure is worth; unknown says so."""
    unit = {"médiane": " j", "part": " %"}.get(str(figure.nature), "")
    return nombre(
        figure.valeur, montant=bool(figure.champ and figure.nature == "somme" and _montant(figure)), unit=unit
    )


def nombre(value: float | None, *, montant: bool = False, unit: str = "") -> str:
    """Write a number, or cents, as the French do."""
    if value is None:
        return "inconnu"
    if montant:
        return show_montant(int(value))
    said = entier(value) if isinstance(value, int) else f"{value:.1f}".replace(".", ",")
    return f"{said}{unit}"


def est_montant(chemin: str) -> bool:
    """Whether a figure is in cents."""
    return any(word in chemin for word in ("montant_", ".cout_", "accorde_par_", ".dotations_"))


def _montant(figure: "Chiffre") -> bool:
    return str(figure.champ).startswith(("montant", "cout"))


def plats(faits: Mapping[str, object], path: str = "") -> Iterator[tuple[str, object]]:
    """Walk the values of frozen facts by their path."""
    for name, value in faits.items():
        here = f"{path}.{name}" if path else name
        if isinstance(value, Mapping):
            yield from plats(value, here)
        else:
            yield here, value
