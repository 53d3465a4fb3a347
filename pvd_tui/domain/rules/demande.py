"""What the rules say about a demande de subvention: do not sign too early, do not start too late."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from pvd_tui.domain.campagne_financement import CampagneFinancement
from pvd_tui.domain.dates import deadline, show_date
from pvd_tui.domain.demande import Demande, DepartCaducite, EtatDemande
from pvd_tui.domain.finding import Finding, Niveau
from pvd_tui.domain.montant import show_montant
from pvd_tui.domain.registre import one
from pvd_tui.domain.rules.context import Context, Rule, rule
from pvd_tui.domain.rules.financement import more_granted

_MOIS_COMMENCER: Final = 24
_MOIS_ACHEVER: Final = 48
_SOON: Final = 180
_NOTIFIEES: Final = frozenset(
    {EtatDemande.NOTIFIEE, EtatDemande.DEMARREE, EtatDemande.AVANCE, EtatDemande.ACOMPTE, EtatDemande.SOLDEE}
)
_AVANT_DEPOT: Final = frozenset({EtatDemande.ENVISAGEE, EtatDemande.A_DEPOSER})
_FINIES: Final = frozenset(
    {
        EtatDemande.SOLDEE,
        EtatDemande.REFUSEE,
        EtatDemande.SANS_SUITE,
        EtatDemande.RETIREE,
        EtatDemande.CADUQUE,
        EtatDemande.REPORTEE,
    }
)


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
def rien_avant_accuse(demande: Demande, _context: Context) -> Iterator[Finding]:
    """Rule 22: no act is signed before the ARDD, or the subvention is in peril [S61]."""
    acts = [day for day in (demande.date_premier_acte, demande.date_commencement) if day is not None]
    if not acts:
        return
    first, ardd = min(acts), demande.date_ardd
    if ardd is not None and first >= ardd:
        return
    if ardd is None and demande.etat not in _AVANT_DEPOT:
        fact = "Un acte est signé, et la date de l’accusé de réception (ARDD) n’est pas renseignée."
        clears = "Renseigner la date de l’ARDD."
        yield Finding(22, Niveau.INFORMATION, fact, clears, "date_ardd", "[S61]")
        return
    fact = f"Subvention en péril : le premier acte ({show_date(first)}) est signé avant l’accusé de réception (ARDD)."
    clears = "Demander au plus vite une dérogation au service instructeur."
    yield Finding(22, Niveau.AVERTISSEMENT, fact, clears, "date_premier_acte", "[S61] R2334-24")


@rule(Demande)
def commencer_a_temps(demande: Demande, context: Context) -> Iterator[Finding]:
    """Rule 23: works begin within 24 months of the notification (or of the dépôt), end within 4 years [S61][S62]."""
    start = _start(demande, context)
    if start is None or demande.etat in _FINIES:
        return
    limit = deadline(start, _MOIS_COMMENCER + (demande.prorogation or 0))
    begun = demande.date_commencement
    if begun is None:
        yield _countdown(23, "commencer les travaux", limit, context.today, "date_commencement", "[S61][S62] R2334-28")
    elif begun > limit:
        fact = f"Les travaux ont commencé après le {show_date(limit)}, date de caducité."
        clears = "Vérifier la date, ou joindre la prorogation."
        yield Finding(23, Niveau.AVERTISSEMENT, fact, clears, "date_commencement", "[S61][S62]")
    elif demande.date_achevement is None:
        limit = deadline(begun, _MOIS_ACHEVER)
        yield _countdown(23, "achever les travaux", limit, context.today, "date_achevement", "[S28] R2334-29")


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


def _start(demande: Demande, context: Context) -> date | None:
    """Give the day the 24 months run from; préfectures differ, the notification is the default."""
    campagne = one(context.registre, CampagneFinancement, demande.campagne_financement)
    depart = demande.depart_caducite or (campagne.depart_caducite if campagne else None)
    return demande.date_depot if depart is DepartCaducite.DEPOT else demande.date_notification or demande.date_arrete


def _countdown(number: int, what: str, limit: date, today: date, field: str, source: str) -> Finding:
    """Say how many days are left, louder when they are few, and when they are over."""
    left = (limit - today).days
    if left < 0:
        fact = f"Le délai pour {what} est passé depuis le {show_date(limit)} : la subvention est caduque."
        clears = "Demander une prorogation, ou constater la caducité."
    else:
        fact = f"Jours restants pour {what} : {left} (jusqu’au {show_date(limit)})."
        clears = "Renseigner la date dès que c’est fait, ou demander une prorogation."
    level = Niveau.AVERTISSEMENT if left < _SOON else Niveau.INFORMATION
    return Finding(number, level, fact, clears, field, source)


RULES: Final[tuple[Rule, ...]] = (
    accorde_au_plus_demande,
    versements_au_plus_accorde,
    rien_avant_accuse,
    commencer_a_temps,
    notifiee_arretee,
)
