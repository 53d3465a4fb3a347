"""The funders and what each of them is for the rules of the plan (domain.md §4.1)."""

from enum import StrEnum
from typing import Final


class Caractere(StrEnum):
    """Whose money it is; private money is outside the 20 % rule (domain.md §0.7)."""

    PUBLIC = "Public"
    PRIVE = "Privé"
    MAITRE_OUVRAGE = "Maître d’ouvrage"


DOTATIONS: Final = frozenset({"DETR", "DSIL", "DSID", "DPV"})
"""The dotations that may not exceed 80 % of the dépense subventionnable together (V2)."""

DETR_DSIL: Final = frozenset({"DETR", "DSIL"})
"""The dotations that pay investment only, HT (V4)."""


class Dispositif(StrEnum):
    """The source of the money, in the words of the DETR-DSIL form and of the programme."""

    DETR = "DETR"
    DSIL = "DSIL"
    DSID = "DSID"
    DPV = "DPV"
    FNADT = "FNADT"
    FONDS_VERT = "Fonds vert"
    ANAH = "Anah"
    BANQUE_TERRITOIRES = "Banque des territoires"
    ADEME = "Ademe"
    CEREMA = "Cerema"
    REGION = "Conseil régional"
    DEPARTEMENT = "Conseil départemental"
    EPCI = "EPCI"
    SYNDICAT = "Syndicat"
    EUROPE = "Union européenne"
    AGENCE_EAU = "Agence de l’eau"
    DRAC = "DRAC"
    EPF = "EPF"
    ANS = "ANS"
    CAF = "CAF"
    ARS = "ARS"
    FIPHFP = "FIPHFP"
    FONDATION_PATRIMOINE = "Fondation du patrimoine"
    MISSION_BERN = "Mission Bern"
    MECENAT = "Mécénat"
    SOUSCRIPTION = "Souscription"
    CEE = "CEE"
    AUTOFINANCEMENT = "Autofinancement"
    EMPRUNT = "Emprunt"
    PRET = "Prêt de la Banque des territoires"
    FCTVA = "FCTVA"
    AUTRE = "Autre"

    @property
    def caractere(self) -> Caractere | None:
        """Say whose money it usually is; None where the row must say it (« Autre », FCTVA)."""
        if self in _PRIVES:
            return Caractere.PRIVE
        if self in _MAITRE_OUVRAGE:
            return Caractere.MAITRE_OUVRAGE
        return None if self in _INDETERMINES else Caractere.PUBLIC


_PRIVES: Final = frozenset(
    {
        Dispositif.FONDATION_PATRIMOINE,
        Dispositif.MISSION_BERN,
        Dispositif.MECENAT,
        Dispositif.SOUSCRIPTION,
        Dispositif.CEE,
    }
)
_MAITRE_OUVRAGE: Final = frozenset({Dispositif.AUTOFINANCEMENT, Dispositif.EMPRUNT, Dispositif.PRET})
_INDETERMINES: Final = frozenset({Dispositif.AUTRE, Dispositif.FCTVA})
