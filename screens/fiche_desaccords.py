"""Several values of a field, or a value proposed: where they are decided, and how the answer is written."""

from typing import TYPE_CHECKING

from pvd_tui.changes.change import ARCHIVE
from pvd_tui.changes.fold import Nature
from screens.application import application
from screens.conflit import ConflitPage
from screens.conflit_mots import texte
from storage.conflits import carte
from storage.conflits import trancher as ecrire_choix
from storage.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pvd_tui.changes.fold import Desaccord
    from screens.fiche import FichePage
    from screens.fiche_saisie import Saisie


def titre_de(page: "FichePage", name: str) -> str:
    """Give the title of a field."""
    return "fiche archivée" if name == ARCHIVE else page.decrire(name).titre if name in page.champs else name


def trancher(page: "FichePage", name: str) -> bool:
    """Open the choice between the values of a field, if it has several."""
    conflicts = [d for d in page.revue.de(name) if d.nature in {Nature.CONFLIT, Nature.ARCHIVE}]
    if conflicts:
        regler(page, conflicts[0])
    return bool(conflicts)


def regler(page: "FichePage", one: "Desaccord") -> None:
    """Open the card of the record, on this field; what is typed meanwhile stays a draft."""
    page.retenir()
    name = ARCHIVE if one.nature is Nature.ARCHIVE or one.champ == ARCHIVE else one.champ
    page.app.push_screen(ConflitPage(page.table, page.saisie.record, name))


def accepter(page: "FichePage", ligne: "Saisie | None" = None, champ: str = "") -> None:
    """Accept the value proposed in the field that has the focus, or in a cell, in the préfecture's name."""
    saisie = ligne or page.saisie
    here = champ or page.champ_courant
    proposed = [d for d in saisie.folded.desaccords if d.nature is Nature.PROPOSITION and d.champ == here]
    if not proposed or saisie.store.role != "prefecture":
        page.say("Rien à confirmer dans ce champ.")
        return
    found = carte(saisie.store, saisie.table, saisie.record)
    one = found.de(here) if found else None
    if found is None or one is None:
        return
    value = one.versions[1].valeur
    if ecrire(page, lambda: ecrire_choix(saisie.store, found, {here: value})):
        page.say(f"Confirmé : {texte(saisie.store, saisie.table, here, value)}. Ctrl+Z revient en arrière.", "succes")


def ecrire(page: "FichePage", write: "Callable[[], object]") -> bool:
    """Write in the store, and show what came of it; say its sentence if it refuses."""
    try:
        write()
    except StoreError as error:
        page.say(str(error), "erreur")
        return False
    application(page).changed()
    return True
