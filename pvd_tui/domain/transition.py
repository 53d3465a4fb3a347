"""The transitions that the instruction of 2023 asks to integrate « chaque fois que possible » (domain.md §3.1).

« Sans lien » is an answer; a field that is not filled in is « non renseigné » and counts apart.
"""

from enum import StrEnum


class TransitionEcologique(StrEnum):
    """What an action does for the transition écologique."""

    ENERGIE = "Sobriété et rénovation énergétique"
    RENOUVELABLES = "Énergies renouvelables"
    ADAPTATION = "Adaptation au changement climatique"
    NATURE = "Nature en ville et biodiversité"
    EAU = "Eau"
    MOBILITES = "Mobilités décarbonées"
    FONCIER = "Sobriété foncière et friches"
    DECHETS = "Économie circulaire et déchets"
    AUTRE = "Autre contribution"
    SANS_LIEN = "Sans lien"


class TransitionDemographique(StrEnum):
    """What an action does for the transition démographique."""

    VIEILLISSEMENT = "Vieillissement et autonomie"
    JEUNESSE = "Jeunesse et familles"
    ACCUEIL = "Accueil de nouveaux habitants"
    SANTE = "Accès aux soins"
    LOGEMENT = "Logement adapté"
    AUTRE = "Autre contribution"
    SANS_LIEN = "Sans lien"


class TransitionEconomique(StrEnum):
    """What an action does for the transition économique."""

    COMMERCE = "Commerce et artisanat de centre-ville"
    EMPLOI = "Emploi et formation"
    INDUSTRIE = "Industrie et activités productives"
    TOURISME = "Tourisme"
    SOLIDAIRE = "Économie sociale et solidaire"
    NUMERIQUE = "Numérique et tiers-lieux"
    CIRCUITS = "Circuits courts et alimentation"
    AUTRE = "Autre contribution"
    SANS_LIEN = "Sans lien"
