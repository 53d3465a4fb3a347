"""« Ne signez pas » : the light of a demande, red with what is missing, and of an action with all its demandes.

Signing a devis, an ordre de service or a bon de commande before it is green loses the subvention (R2334-24, [S61]).
Studies and purchases of land are not the beginning of the works [S28].
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from pvd_tui.domain.condition_signature import ConditionSignature, condition_de
from pvd_tui.domain.dates import show_date
from pvd_tui.domain.demande import FINIES, Demande


class Couleur(StrEnum):
    """What the light says; the word is always written beside the colour."""

    ROUGE = "Ne signez pas"
    VERT = "Vous pouvez signer"
    ETEINT = "Sans objet"


@dataclass(frozen=True, slots=True)
class Feu:
    """A light, why, and the field that would change it."""

    couleur: Couleur
    raison: str
    """What is missing, or what gives the right to sign, in French."""
    champ: str | None
    source: str

    @property
    def phrase(self) -> str:
        """Say it in one sentence."""
        return f"{self.couleur} : {self.raison}."


_PIECES: Final = {
    ConditionSignature.DEPOT: ("date_depot", "le dépôt du dossier"),
    ConditionSignature.RECEPTION: ("date_ardd", "l’accusé de réception du dossier (ARDD)"),
    ConditionSignature.COMPLET: ("date_completude", "l’attestation de dossier complet"),
    ConditionSignature.DECISION: ("date_notification", "la notification de la décision"),
}
"""The field that proves each condition, and its name."""

_PREUVES: Final = {
    ConditionSignature.DEPOT: ("date_depot", "date_ardd", "date_completude", "date_notification"),
    ConditionSignature.RECEPTION: ("date_ardd", "date_completude", "date_notification"),
    ConditionSignature.COMPLET: ("date_completude", "date_notification"),
    ConditionSignature.DECISION: ("date_notification",),
}
"""What proves it too: a complete file was received, a notified one was complete."""


def feu(demande: Demande, today: date, locale: ConditionSignature | None = None) -> Feu:
    """Give the light of a demande; `locale` is what the département asks for instead of the usual rule."""
    quoi, source = condition_de(demande.dispositif, locale)
    if demande.etat in FINIES:
        return Feu(Couleur.ETEINT, f"demande « {str(demande.etat).lower()} »", None, source)
    if quoi is ConditionSignature.AUCUNE:
        return Feu(Couleur.VERT, "ce financement ne pose pas de condition de date", None, source)
    field, name = _PIECES[quoi]
    since = signable_le(demande, locale)
    if since is not None and since <= today:
        proof = "démarrage anticipé autorisé" if since == demande.date_autorisation else "dossier en règle"
        return Feu(Couleur.VERT, f"{proof} depuis le {show_date(since)}", None, source)
    if since is not None:
        return Feu(Couleur.ROUGE, f"avant le {show_date(since)}", field, source)
    missing = f"il manque {name}, ou une autorisation de démarrage anticipé"
    if demande.date_depot is None and quoi is not ConditionSignature.DEPOT:
        missing = f"le dossier n’est pas déposé ; il manquera {name}"
    return Feu(Couleur.ROUGE, missing, field, source)


def signable_le(demande: Demande, locale: ConditionSignature | None = None) -> date | None:
    """Give the day from which acts may be signed; None while what is needed is not dated."""
    quoi, _ = condition_de(demande.dispositif, locale)
    if quoi is ConditionSignature.AUCUNE:
        return date.min
    proofs = [getattr(demande, field) for field in _PREUVES[quoi]]
    days = [day for day in (*proofs, demande.date_autorisation) if day is not None]
    return min(days, default=None)


def piece(demande: Demande, locale: ConditionSignature | None = None) -> tuple[str, str]:
    """Give the field that is waited for, and its name in French."""
    quoi, _ = condition_de(demande.dispositif, locale)
    return _PIECES.get(quoi, _PIECES[ConditionSignature.RECEPTION])


def feu_de_l_action(feux: Iterable[Feu]) -> Feu | None:
    """Give the light of an action: red if one of its demandes is; None where no demande says anything."""
    lit = [one for one in feux if one.couleur is not Couleur.ETEINT]
    red = [one for one in lit if one.couleur is Couleur.ROUGE]
    return red[0] if red else lit[0] if lit else None
