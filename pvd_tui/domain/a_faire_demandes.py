"""What the demandes de subvention call for: papers, answers, délibérations, delays (domain.md §4.3, §10.3)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from pvd_tui.domain.a_faire import ALERTE, AFaire, Ancre, Ancres, Sorte, line_of, near
from pvd_tui.domain.campagne_financement import CampagneFinancement
from pvd_tui.domain.campagnes import departement_of
from pvd_tui.domain.comite import Comite, TypeComite
from pvd_tui.domain.dates import show_date
from pvd_tui.domain.demande import FINIES, Demande, EtatDemande
from pvd_tui.domain.rules.demande import caducite

REPONSE: Final = 120
"""Days without an answer after which a demande is followed up (§4.1: rejet implicite à 4 mois)."""

CONSEIL: Final = 30
"""Days before a conseil municipal by which a délibération is prepared (§10.3, 5)."""

CLOTURE: Final = 90
"""Days before a campaign closes from which its files are « à déposer »."""

_AVANT: Final = frozenset({EtatDemande.ENVISAGEE, EtatDemande.A_DEPOSER})
_ATTENTE: Final = frozenset({EtatDemande.DEPOSEE, EtatDemande.COMPLETE, EtatDemande.EN_INSTRUCTION})
_NOTIFIEES: Final = frozenset({EtatDemande.NOTIFIEE, EtatDemande.DEMARREE, EtatDemande.AVANCE, EtatDemande.ACOMPTE})


def of_demande(
    demande: Demande, action: Ancre | None, campagne: CampagneFinancement | None, today: date
) -> Iterator[AFaire]:
    """List what one demande calls for; `campagne` says what its 24 months run from (`campagnes.campagne_caducite`)."""
    if demande.etat in FINIES:
        return
    if demande.pieces_manquantes:
        what = f"Pièces à fournir : {', '.join(demande.pieces_manquantes)}"
        yield _line(Sorte.PIECES, demande, action, what, None, "pieces_manquantes")
    if demande.etat in _ATTENTE and demande.date_depot is not None:
        day = demande.date_depot + timedelta(days=REPONSE)
        if day <= today:
            what = f"Relancer : déposée le {show_date(demande.date_depot)}, sans réponse"
            yield _line(Sorte.RELANCE, demande, action, what, day, "etat")
    if demande.etat in _NOTIFIEES and not (demande.arrete and demande.date_arrete):
        yield _line(Sorte.ARRETE, demande, action, "Renseigner l’arrêté de la subvention notifiée", None, "arrete")
    if demande.date_achevement is not None and demande.date_solde is None and not demande.publicite:
        what = "Joindre la preuve de publicité à la demande de solde"
        yield _line(Sorte.PUBLICITE, demande, action, what, None, "publicite")
    delai = caducite(demande, campagne)
    if delai is not None and near(delai.limite, today, ALERTE):
        what = f"{delai.quoi.capitalize()} avant la caducité de la subvention"
        yield _line(Sorte.CADUCITE, demande, action, what, delai.limite, delai.champ)


def of_campagne(
    campagne: CampagneFinancement, demandes: Iterable[Demande], actions: Ancres, conseils: Sequence[Comite], today: date
) -> Iterator[AFaire]:
    """List the files that a closing campaign waits for, and the last conseil municipal before it (§10.3, 5)."""
    cloture = campagne.cloture
    if cloture is None or not today <= cloture <= today + timedelta(days=CLOTURE):
        return
    for demande in demandes:
        action = actions.get(demande.action or "")
        if demande.etat not in _AVANT or not _aimed(demande, action, campagne):
            continue
        what = f"Déposer le dossier avant la clôture du {show_date(cloture)}"
        yield _line(Sorte.DEPOT, demande, action, what, cloture, "date_depot")
        if demande.date_deliberation is None:
            yield _deliberation(demande, action, conseils, cloture, today)


def _aimed(demande: Demande, action: Ancre | None, campagne: CampagneFinancement) -> bool:
    """Say whether a demande is for this campaign: it names it, or names none and fits its dispositif and its place."""
    if demande.campagne_financement is not None:
        return demande.campagne_financement == campagne.id
    place = departement_of(action.commune) if action and action.commune else None
    if campagne.departement is not None and place is not None and campagne.departement != place:
        return False
    return demande.dispositif is not None and demande.dispositif is campagne.dispositif


def _deliberation(
    demande: Demande, action: Ancre | None, conseils: Sequence[Comite], cloture: date, today: date
) -> AFaire:
    """Say by when the délibération is prepared: thirty days before the last conseil that is still possible."""
    commune = action.commune if action else None
    days = [
        conseil.date
        for conseil in conseils
        if conseil.type is TypeComite.CONSEIL_MUNICIPAL
        and conseil.commune == commune
        and conseil.date is not None
        and today <= conseil.date <= cloture
    ]
    last = max(days, default=None)
    what = (
        f"Délibération à préparer pour le conseil du {show_date(last)}, le dernier avant le {show_date(cloture)}"
        if last
        else f"Délibération : indiquer le dernier conseil municipal avant le {show_date(cloture)}"
    )
    return _line(Sorte.CONSEIL, demande, action, what, (last or cloture) - timedelta(days=CONSEIL), "date_deliberation")


def _line(sorte: Sorte, demande: Demande, action: Ancre | None, quoi: str, jour: date | None, champ: str) -> AFaire:
    """Make a line that names the demande and its action."""
    titre = " · ".join(part for part in (demande.titre, action.titre if action else "") if part)
    line = line_of(sorte, demande, quoi, jour, action.commune if action else None, champ)
    return replace(line, titre=titre)
