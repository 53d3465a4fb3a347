"""What can be done with a demande de subvention: see where it stands, ask again the year after."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.demande import Demande
from pvd_tui.domain.feu import Couleur
from pvd_tui.domain.suivi_demande import suivi
from screens.fiche_desaccords import ecrire
from screens.fiche_gestes import Possible, ouvrir_puis_dire, pret
from storage import demandes
from storage.registre import StoreRegistre

if TYPE_CHECKING:
    from screens.fiche import FichePage
    from screens.fiche_saisie import Saisie

PROCHE: Final = 180
"""Days left from which a delay is said at the top, as rule 23 warns."""


def possibles(page: "FichePage") -> Iterator[Possible]:
    """List what makes sense for this demande, or for the demandes of this action."""
    if page.saisie.nouveau:
        return
    if page.table in {"demande", "action"}:
        yield "Puis-je signer ? Délais et trésorerie", partial(voir, page), "s", ""
    if page.table == "demande" and not page.lecture and page.saisie.valeur("etat") in demandes.A_RECONDUIRE:
        yield "Reconduire en N+1 (ancien numéro gardé)", partial(reconduire, page), "R", "R"


def voir(page: "FichePage") -> None:
    """Open where the demandes stand."""
    from screens.financement import SuiviPage  # noqa: PLC0415 - only when it opens

    if pret(page):
        page.app.push_screen(SuiviPage(page.table, page.saisie.record))


def reconduire(page: "FichePage") -> None:
    """Ask again the year after, and open the new demande."""
    if page.table != "demande" or page.lecture or not pret(page):
        return
    made: list[str] = []
    if ecrire(page, lambda: made.append(demandes.reconduire(page.saisie.store, page.saisie.record))):
        said = "Demande reconduite, l'ancien numéro est gardé. Ctrl+Z l'annule."
        ouvrir_puis_dire(page, "demande", made[0], said)


def avis(saisie: "Saisie") -> str:
    """Say, above a demande as it is typed, that nothing may be signed; nothing where one may."""
    if saisie.table != "demande":
        return ""
    typed = Demande.lenient({**saisie.valeurs(), "id": saisie.record})[0]
    found = suivi(typed, StoreRegistre(saisie.store), saisie.today)
    if found.feu.couleur is Couleur.ROUGE:
        return found.feu.phrase
    return found.phrase_delai if found.jours is not None and found.jours < PROCHE else ""
