"""Two values of a field, or a value proposed: what is asked, and how the answer is written."""

from functools import partial
from typing import TYPE_CHECKING

from pvd_tui.changes.change import ARCHIVE
from pvd_tui.changes.edit import settle
from pvd_tui.changes.fold import Nature
from pvd_tui.domain.affichage import show
from pvd_tui.domain.champ import Genre
from pvd_tui.domain.saisie import read
from screens.application import application
from screens.conflit import Conflit, Reglement, Version
from screens.fiche_choix import libelle
from screens.fiche_mots import quand, qui
from storage.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pvd_tui.changes.change import Change
    from pvd_tui.changes.fold import Desaccord
    from screens.fiche import FichePage


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
    """Ask which value to keep, and write the answer: the only change that names all the heads."""
    saisie, before = page.saisie, page.saisie.folded
    about_archive = one.nature is Nature.ARCHIVE or one.champ == ARCHIVE
    name = ARCHIVE if about_archive else one.champ

    def decided(answer: Reglement | None) -> None:
        if answer is None:
            page.say("Rien n'est décidé : les deux valeurs restent, vous pouvez continuer à travailler.")
            return
        edit = settle(page.table, saisie.record, before, name, answer.valeur)
        ecrire(page, lambda: saisie.store.save([edit], f"Choix entre deux valeurs : {titre_de(page, name)}"))
        page.say("Choix enregistré. Ctrl+Z ramène les deux valeurs.", "succes")

    if about_archive:
        back = Version(valeur=False, texte="Restaurer la fiche, avec ce qui a été écrit depuis", qui="")
        page.app.push_screen(Conflit("fiche archivée et modifiée", [back, _archived()]), decided)
        return
    lire = partial(read, saisie.cls, one.champ, today=saisie.today)
    typed = None if page.decrire(one.champ).genre in {Genre.REFERENCE, Genre.TEXTE} else lire
    page.app.push_screen(Conflit(titre_de(page, one.champ), _versions(page, one), typed), decided)


def _archived() -> Version:
    return Version(valeur=True, texte="Laisser archivée (tout reste dans l'historique)", qui="")


def _versions(page: "FichePage", one: "Desaccord") -> list[Version]:
    """Give the values of a field that disagree, the shown one first."""
    saisie = page.saisie
    known = {change.id: change for change in saisie.store.history.of(saisie.table, saisie.record)}
    changes = [known[i] for i in one.heads if i in known and one.champ in known[i].set]
    if one.nature is Nature.PROPOSITION:
        shown = [known[i] for i in saisie.folded.shown.get(one.champ, ()) if i in known]
        changes = [*shown[:1], *changes]
    return [_version(page, one.champ, change) for change in changes]


def _version(page: "FichePage", name: str, change: "Change") -> Version:
    store = page.saisie.store
    text = libelle(store, page.decrire(name), show(page.saisie.cls, name, change.set[name]))
    return Version(change.set[name], text, qui(store, change), quand(change.at), change.by == store.device)


def accepter(page: "FichePage") -> None:
    """Accept the value proposed in the field that has the focus, in the préfecture's name."""
    saisie = page.saisie
    here = page.champ_courant
    proposed = [d for d in saisie.folded.desaccords if d.nature is Nature.PROPOSITION and d.champ == here]
    if not proposed or saisie.store.role != "prefecture":
        page.say("Rien à confirmer dans ce champ.")
        return
    version = _versions(page, proposed[0])[-1]
    edit = settle(page.table, saisie.record, saisie.folded, here, version.valeur)
    ecrire(page, lambda: saisie.store.save([edit], f"Confirmation : {titre_de(page, here)}"))
    page.say(f"Confirmé : {version.texte}. Ctrl+Z revient en arrière.", "succes")


def ecrire(page: "FichePage", write: "Callable[[], object]") -> bool:
    """Write in the store, and show what came of it; say its sentence if it refuses."""
    try:
        write()
    except StoreError as error:
        page.say(str(error), "erreur")
        return False
    application(page).changed()
    return True
