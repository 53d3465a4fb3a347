"""Taking back what was done from a fiche: undo, redo, archive and bring back. Each is an ordinary change."""

from typing import TYPE_CHECKING

from screens.application import application
from screens.fiche_desaccords import ecrire, titre_de
from storage.errors import StoreError
from storage.fige import check_archive

if TYPE_CHECKING:
    from collections.abc import Callable

    from screens.fiche import FichePage
    from storage.fiche import Fiche
    from storage.history import Undone


def archiver(page: "FichePage") -> None:
    """Archive the record as it is displayed, or bring it back."""
    saisie = page.saisie
    if saisie.archivee and saisie.fiche and not saisie.store.read_only:
        fiche = saisie.fiche
        if ecrire(page, lambda: saisie.store.restore(fiche)):
            page.say("Fiche restaurée.", "succes")
        return
    if page.lecture or saisie.nouveau:
        page.say(page.lecture or "Cette fiche n'est pas encore enregistrée : Échap la quitte.")
        return
    if said := page.enregistrer():
        page.say(said, "alerte")
        return
    shown = saisie.fiche
    if shown is not None and ecrire(page, lambda: _archiver(page, shown)):
        page.say("Fiche archivée. Ctrl+Z ou x la ramène.")


def _archiver(page: "FichePage", shown: "Fiche") -> None:
    """Archive what may leave: what was voted or signed may not."""
    check_archive(page.saisie.store, shown.table, shown.values)
    page.saisie.store.archive(shown)


def annuler(page: "FichePage") -> None:
    """Take back the last gesture, after saving what is finished."""
    if said := page.enregistrer():
        page.say(said, "alerte")
        return
    _rejouer(page, page.saisie.store.history.undo, "Annulé", "Rien à annuler.", "Ctrl+Y rétablit.")


def retablir(page: "FichePage") -> None:
    """Do again what was taken back."""
    _rejouer(page, page.saisie.store.history.redo, "Rétabli", "Rien à rétablir.", "Ctrl+Z annule.")


def _rejouer(page: "FichePage", gesture: "Callable[[], Undone | None]", done: str, nothing: str, back: str) -> None:
    try:
        undone = gesture()
    except StoreError as error:
        page.say(str(error), "erreur")
        return
    if undone is None:
        page.say(nothing)
        return
    left = [titre_de(page, kept.champ) for kept in undone.kept]
    rest = f" Laissé tel quel, car modifié depuis : {', '.join(left)}." if left else ""
    application(page).changed()
    page.say(f"{done} : {undone.titre}. {back}{rest}")
