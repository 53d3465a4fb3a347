"""Who sees a fiche: kept on this laptop, or shown to the others once and for all (`design.md` §3, rule 7)."""

from functools import partial
from typing import TYPE_CHECKING

from screens.fiche_desaccords import ecrire
from storage.prive import release, visibility, withhold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from screens.fiche import FichePage
    from screens.fiche_gestes import Possible


def visibilite(page: "FichePage") -> "Iterator[Possible]":
    """List what may be decided about who sees it."""
    fiche = page.saisie.fiche
    if fiche is None or page.lecture:
        return
    if fiche.restreint:
        yield "Rendre visible aux autres (ne s'annule pas)", partial(montrer_aux_autres, page), "v", ""
    elif not visibility(page.saisie.store, fiche).parti:
        yield "Garder sur cet ordinateur seulement", partial(garder_pour_soi, page), "g", ""


def garder_pour_soi(page: "FichePage") -> None:
    """Keep the record and its children on this laptop."""
    fiche = page.saisie.fiche
    if fiche is not None and ecrire(page, lambda: withhold(page.saisie.store, fiche)):
        page.say("Cette fiche reste sur cet ordinateur.", "succes")


def montrer_aux_autres(page: "FichePage") -> None:
    """Let the record leave, with its present values only."""
    if said := page.enregistrer():
        page.say(said, "alerte")
        return
    fiche = page.saisie.fiche
    if fiche is not None and ecrire(page, lambda: release(page.saisie.store, fiche)):
        page.say("Fiche visible : elle partira à la prochaine synchronisation.", "succes")
