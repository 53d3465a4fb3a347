"""What must be there before anything is signed, funder by funder: « ne signez pas » (domain.md §4.3, §10.3, 2).

A département may say otherwise in its campagne de financement. Lines marked « à vérifier » come from usage.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from pvd_tui.domain.financeur import Dispositif


class ConditionSignature(StrEnum):
    """What gives the right to sign a devis, an ordre de service, a bon de commande."""

    DEPOT = "Dossier déposé"
    RECEPTION = "Accusé de réception du dossier (ARDD)"
    COMPLET = "Dossier complet"
    DECISION = "Décision notifiée"
    AUCUNE = "Aucune condition"


class Condition(NamedTuple):
    """A condition and where it comes from."""

    quoi: ConditionSignature
    source: str


DEFAUT: Final = Condition(ConditionSignature.RECEPTION, "[S61], par prudence : demandez la règle à ce financeur")
"""For a funder whose rule is not known: the receipt, which every funder gives."""

_ETAT: Final = Condition(
    ConditionSignature.RECEPTION,
    "décret 2018-514, art. 5 (dès l’envoi de la demande) ; accusé de réception par prudence",
)
_DOTATION: Final = Condition(ConditionSignature.RECEPTION, "CGCT R2334-24 [S28][S61]")
_REGLEMENT: Final = Condition(ConditionSignature.COMPLET, "règlement de la collectivité, à vérifier")

CONDITIONS: Final[Mapping[Dispositif, Condition]] = {
    Dispositif.DETR: _DOTATION,
    Dispositif.DSIL: _DOTATION,
    Dispositif.DPV: _DOTATION,
    Dispositif.DSID: Condition(ConditionSignature.RECEPTION, "CGCT, partie réglementaire de la DSID, à vérifier"),
    Dispositif.FNADT: _ETAT,
    Dispositif.FONDS_VERT: _ETAT,
    Dispositif.DRAC: _ETAT,
    Dispositif.ANAH: Condition(ConditionSignature.DEPOT, "règlement général de l’agence : dépôt avant démarrage [S56]"),
    Dispositif.REGION: _REGLEMENT,
    Dispositif.DEPARTEMENT: _REGLEMENT,
    Dispositif.SYNDICAT: _REGLEMENT,
    Dispositif.EUROPE: Condition(ConditionSignature.DEPOT, "effet incitatif, règlement (UE) 651/2014, à vérifier"),
    Dispositif.ADEME: Condition(ConditionSignature.DEPOT, "règles générales de l’Ademe, à vérifier"),
    Dispositif.AGENCE_EAU: Condition(ConditionSignature.DECISION, "règlement de l’agence, à vérifier"),
    Dispositif.BANQUE_TERRITOIRES: Condition(ConditionSignature.DECISION, "convention signée d’abord, à vérifier"),
    Dispositif.ANS: Condition(ConditionSignature.COMPLET, "règlement de l’agence, à vérifier"),
    Dispositif.EPCI: Condition(ConditionSignature.AUCUNE, "CGCT L5214-16 V : délibérations concordantes, à vérifier"),
    Dispositif.AUTOFINANCEMENT: Condition(ConditionSignature.AUCUNE, "argent du maître d’ouvrage"),
    Dispositif.EMPRUNT: Condition(ConditionSignature.AUCUNE, "argent du maître d’ouvrage"),
    Dispositif.PRET: Condition(ConditionSignature.AUCUNE, "argent du maître d’ouvrage"),
    Dispositif.FCTVA: Condition(ConditionSignature.AUCUNE, "compensation de TVA"),
}
"""What each dispositif asks for; `DEFAUT` for the others."""


def condition_de(dispositif: Dispositif | None, locale: ConditionSignature | None = None) -> Condition:
    """Give the condition of a dispositif: the département's own word first."""
    if locale is not None:
        return Condition(locale, "campagne de financement du département")
    return CONDITIONS.get(dispositif, DEFAUT) if dispositif else DEFAUT
