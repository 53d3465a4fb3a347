"""What the rules say about a demande de subvention: do not sign too early, do not start too late."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from pvd_tui.domain.campagne_financement import CampagneFinancement
from pvd_tui.domain.campagnes import campagne_caducite, condition_locale
from pvd_tui.domain.dates import deadline, show_date
from pvd_tui.domain.demande import FINIES, Demande, DepartCaducite, EtatDemande
from pvd_tui.domain.feu import piece, signable_le
from pvd_tui.domain.finding import Finding, Niveau
from pvd_tui.domain.montant import show_montant
from pvd_tui.domain.rules.context import Context, Rule, rule
from pvd_tui.domain.rules.financement import more_granted

_MOIS_COMMENCER: Final = 24
_MOIS_ACHEVER: Final = 48
_SOON: Final = 180
_NOTIFIEES: Final = frozenset(
    {EtatDemande.NOTIFIEE, EtatDemande.DEMARREE, EtatDemande.AVANCE, EtatDemande.ACOMPTE, EtatDemande.SOLDEE}
)
_AVANT_DEPOT: Final = frozenset({EtatDemande.ENVISAGEE, EtatDemande.A_DEPOSER})


@rule(Demande)
def accorde_au_plus_demande(demande: Demande, _context: Context) -> Iterator[Finding]:
    """Rule 20, V7: no more is granted than was asked for (domain.md §4.4)."""
    if demande.montant_accorde is not None and demande.montant_demande is not None:
        yield from more_granted(demande.montant_accorde, demande.montant_demande)


@rule(Demande)
def versements_au_plus_accorde(demande: Demande, _context: Context) -> Iterator[Finding]:
    """Rule 21, V8: no more is paid out than was granted; the known payments are enough to exceed it."""
    paid = sum(amount or 0 for amount in (demande.montant_avance, demande.montant_acomptes, demande.montant_solde))
    if demande.montant_accorde is not None and paid > demande.montant_accorde:
        fact = f"Les versements dépassent le montant accordé de {show_montant(paid - demande.montant_accorde)}."
        yield Finding(21, Niveau.AVERTISSEMENT, fact, "Corriger les versements.", "montant_solde", "domain.md §4.4 V8")


@rule(Demande)
def rien_avant_accuse(demande: Demande, context: Context) -> Iterator[Finding]:
    """Rule 22: no act is signed before what the dispositif asks for (the ARDD), or the subvention is in peril [S61]."""
    acts = [day for day in (demande.date_premier_acte, demande.date_commencement) if day is not None]
    locale = condition_locale(demande, context.registre)
    allowed = signable_le(demande, locale)
    if not acts or (allowed is not None and min(acts) >= allowed):
        return
    field, name = piece(demande, locale)
    if allowed is None and demande.etat not in _AVANT_DEPOT:
        fact = f"Un acte est signé, et {name} n’a pas de date."
        yield Finding(22, Niveau.INFORMATION, fact, "Renseigner cette date.", field, "[S61]")
        return
    fact = f"Subvention en péril : le premier acte ({show_date(min(acts))}) est signé avant {name}."
    clears = "Demander au plus vite une dérogation au service instructeur."
    yield Finding(22, Niveau.AVERTISSEMENT, fact, clears, "date_premier_acte", "[S61] R2334-24")


@dataclass(frozen=True, slots=True)
class Delai:
    """What must be done by when, or the subvention lapses; `champ` is the date to fill in once it is."""

    quoi: str
    limite: date
    champ: str
    source: str


def caducite(demande: Demande, campagne: CampagneFinancement | None) -> Delai | None:
    """Give the delay that runs: 24 months to begin, then 48 to end; None where none does, or nothing says when.

    The 24 months run from the notification, or from the dépôt where the département says so (domain.md §4.3).
    """
    start = _start(demande, campagne)
    if start is None or demande.etat in FINIES:
        return None
    begun = demande.date_commencement
    if begun is None:
        limit = deadline(start, _MOIS_COMMENCER + (demande.prorogation or 0))
        return Delai("commencer les travaux", limit, "date_commencement", "[S61][S62] R2334-28")
    if demande.date_achevement is None:
        return Delai("achever les travaux", deadline(begun, _MOIS_ACHEVER), "date_achevement", "[S28] R2334-29")
    return None


@rule(Demande)
def commencer_a_temps(demande: Demande, context: Context) -> Iterator[Finding]:
    """Rule 23: works begin within 24 months of the notification (or of the dépôt), end within 4 years [S61][S62]."""
    campagne = campagne_caducite(demande, context.registre)
    start, begun = _start(demande, campagne), demande.date_commencement
    if start is None or demande.etat in FINIES:
        return
    limit = deadline(start, _MOIS_COMMENCER + (demande.prorogation or 0))
    running = caducite(demande, campagne)
    if begun is not None and begun > limit:
        fact = f"Les travaux ont commencé après le {show_date(limit)}, date de caducité."
        clears = "Vérifier la date, ou joindre la prorogation."
        yield Finding(23, Niveau.AVERTISSEMENT, fact, clears, "date_commencement", "[S61][S62]")
    elif running is not None:
        yield _countdown(running, context.today)


@rule(Demande)
def notifiee_arretee(demande: Demande, _context: Context) -> Iterator[Finding]:
    """Rule 24: what is notified has its arrêté, a date and an amount [S28]."""
    if demande.etat not in _NOTIFIEES:
        return
    wanted = (
        ("arrete", demande.arrete, "le numéro de l’arrêté"),
        ("date_arrete", demande.date_arrete, "la date de l’arrêté"),
        ("montant_accorde", demande.montant_accorde, "le montant accordé"),
    )
    for field, value, name in wanted:
        if value is None or value == "":
            fact = f"La subvention est notifiée, mais {name} manque."
            yield Finding(24, Niveau.ERREUR, fact, f"Renseigner {name}.", field, "[S28]")


def _start(demande: Demande, campagne: CampagneFinancement | None) -> date | None:
    """Give the day the 24 months run from; préfectures differ, the notification is the default."""
    depart = demande.depart_caducite or (campagne.depart_caducite if campagne else None)
    return demande.date_depot if depart is DepartCaducite.DEPOT else demande.date_notification or demande.date_arrete


def _countdown(delai: Delai, today: date) -> Finding:
    """Say how many days are left, louder when they are few, and when they are over."""
    left = (delai.limite - today).days
    if left < 0:
        fact = f"Le délai pour {delai.quoi} est passé depuis le {show_date(delai.limite)} : la subvention est caduque."
        clears = "Demander une prorogation, ou constater la caducité."
    else:
        fact = f"Jours restants pour {delai.quoi} : {left} (jusqu’au {show_date(delai.limite)})."
        clears = "Renseigner la date dès que c’est fait, ou demander une prorogation."
    level = Niveau.AVERTISSEMENT if left < _SOON else Niveau.INFORMATION
    return Finding(23, level, fact, clears, delai.champ, delai.source)


RULES: Final[tuple[Rule, ...]] = (
    accorde_au_plus_demande,
    versements_au_plus_accorde,
    rien_avant_accuse,
    commencer_a_temps,
    notifiee_arretee,
)
