"""What can be done with a fiche beside typing in it: F9 lists it, the palette too, and each has its key."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from pvd_tui.changes.fold import Nature
from pvd_tui.domain.finding import Finding, GesteFormel, blocking
from pvd_tui.domain.tables import TABLES
from screens import fiche_liens as liens
from screens.application import application
from screens.command import Command
from screens.commands import places
from screens.fiche_annuler import annuler, archiver, retablir
from screens.fiche_choix import libelle
from screens.fiche_completude import manque_suivant
from screens.fiche_completude import places as places_manquantes
from screens.fiche_desaccords import regler, titre_de
from screens.fiche_mots import nom
from screens.fiche_saisie import IDENTITE
from screens.fiche_visibilite import visibilite
from screens.historique import HistoriquePage
from screens.menu import Entry, Menu
from storage.errors import StoreError

if TYPE_CHECKING:
    from screens.fiche import FichePage


def ouvrir_menu(page: "FichePage", titre: str, entries: list[Entry]) -> None:
    """Open a menu; what is chosen runs once it is closed."""

    def chosen(entry: Entry | None) -> None:
        if entry is not None:
            page.call_later(entry.run)  # in the page's own turn, so that two rubriques are never built at once

    page.app.push_screen(Menu(titre, entries), chosen)


def aller(page: "FichePage") -> None:
    """Choose a rubrique by its initial, or a mode by its digit."""
    rubriques = [Entry(titre, partial(page.montrer, i)) for i, (titre, _) in enumerate(page.rubriques)]
    panels = [entry for entry in places(page.shell) if entry.letter.isdigit()]
    ouvrir_menu(page, "Aller à", [*rubriques, *panels])


def contexte(page: "FichePage") -> None:
    """Choose among what can be done with this record."""
    page.retenir()
    entries = [Entry(label, run, letter, key) for label, run, letter, key in possibles(page)]
    ouvrir_menu(page, "Actions possibles ici", entries)


def commandes(page: "FichePage") -> Iterator[Command]:
    """Give the same to the palette."""
    for label, run, _, key in possibles(page):
        yield Command("Fiche", label, partial(page.call_later, run), key)


Possible = tuple[str, Callable[[], object], str, str]
"""What it does, how, the letter it would like, its usual key."""


def possibles(page: "FichePage") -> Iterator[Possible]:
    """List what makes sense now: what needs an answer first."""
    saisie = page.saisie
    for one in saisie.folded.desaccords:
        if one.nature is not Nature.ATTENTE and not saisie.store.read_only:
            yield f"Choisir : {titre_de(page, one.champ)}", partial(regler, page, one), "", ""
    if saisie.brouillons and not page.lecture:
        yield "Comparer les brouillons et l'enregistré", partial(comparer, page), "c", ""
        yield "Abandonner les brouillons", partial(abandonner, page), "b", ""
    if page.table == "action" and not page.lecture:
        yield "Déclarer la fiche prête", partial(declarer, page), "d", "Ctrl+S"
    yield "Point à revoir suivant", partial(point_suivant, page), "p", "F7"
    yield "Annuler la dernière modification", partial(annuler, page), "u", "Ctrl+Z"
    yield "Rétablir", partial(retablir, page), "r", "Ctrl+Y"
    if not saisie.nouveau:
        yield "Historique", partial(historique, page), "h", "h"
        yield from _propres(page)
        if liens.liees(page.table) and not page.lecture:
            yield "Nouvelle fiche liée", partial(nouveau, page), "n", "n"
        yield from visibilite(page)
        if not page.lecture or saisie.archivee:
            yield "Restaurer" if saisie.archivee else "Archiver (s'annule)", partial(archiver, page), "x", "x"


def _propres(page: "FichePage") -> Iterator[Possible]:
    """List what only some kinds of records can do."""
    from screens import gestes_action, gestes_demande, gestes_plan  # noqa: PLC0415 - they open the menus drawn here

    for module in (gestes_plan, gestes_demande, gestes_action):
        yield from module.possibles(page)
    if page.table == "personne":
        yield "Données personnelles : tout ce qui la nomme", partial(donnees_personnelles, page), "g", ""


def donnees_personnelles(page: "FichePage") -> None:
    """Show all that names this person, to extract or to erase."""
    from screens.rgpd import ouvrir_personne  # noqa: PLC0415 - only when it opens

    if pret(page):
        ouvrir_personne(page, page.saisie.store, page.saisie.record)


def pret(page: "FichePage") -> bool:
    """Save what is finished before a gesture reads the record; say why it cannot, if it cannot."""
    if said := page.enregistrer():
        page.say(said, "alerte")
        return False
    return not page.saisie.nouveau


def ouvrir_puis_dire(page: "FichePage", table: str, record: str, said: str) -> None:
    """Open the fiche that a gesture made, and say there what was done once it is drawn."""
    application(page).ouvrir(table, record)
    opened = page.shell.page
    if opened is not None:
        opened.call_after_refresh(page.shell.say, said, "succes")


# Creating, drafts.


def creer(page: "FichePage") -> str | None:
    """Create the record being typed; give the field it still needs, if it needs one."""
    if not (said := page.enregistrer()):
        page.rafraichir()
        if not page.saisie.nouveau:
            page.refresh_entete()
            page.say("Fiche créée et enregistrée.", "succes")
        return None
    page.say(said, "alerte")
    cls = page.saisie.cls
    wanted = IDENTITE if cls.lead == "id" else cls.parent or cls.lead or "departement"
    return wanted if wanted in page.champs and not page.saisie.texte(wanted) else None


def comparer(page: "FichePage") -> None:
    """Show what is saved beside what is typed."""
    saisie = page.saisie

    def put_back(name: str) -> None:
        saisie.oublier((name,))
        page.rafraichir(poser=True)

    entries = [
        Entry(
            f"{titre_de(page, name)} : enregistré {_cite(page, name, saisie.enregistre(name))}, "
            f"brouillon {_cite(page, name, draft.texte)} — Entrée reprend l'enregistré",
            partial(put_back, name),
        )
        for name, draft in saisie.brouillons.items()
    ]
    ouvrir_menu(page, "Brouillons", entries)


def _cite(page: "FichePage", name: str, texte: str) -> str:
    text = " ".join(libelle(page.saisie.store, page.decrire(name), texte).split())
    return f"« {text[:30]}{'…' if len(text) > 30 else ''} »" if text else "vide"  # noqa: PLR2004 - a short quote


def abandonner(page: "FichePage") -> None:
    """Drop the drafts: the fields show what is saved."""
    try:
        page.saisie.abandonner()
    except StoreError as error:
        page.say(str(error), "erreur")
        return
    page.rafraichir(poser=True)
    page.repartir()
    page.say("Brouillons abandonnés : la fiche est telle qu'elle a été enregistrée.")
    application(page).changed()


# The record as a whole.


async def point_suivant(page: "FichePage") -> None:
    """Go to the next field that asks for a look, through all the rubriques."""
    page.retenir()
    page.rafraichir()
    order = page.champs
    points = page.revue.a_revoir(order)
    here = page.champ_courant
    after = [name for name in points if here in order and order.index(name) > order.index(here)]
    manquants = [place.champ for place in places_manquantes(page, page.completude)]
    if points and (after or here not in {points[-1], *manquants}):
        await aller_au_champ(page, (after or points)[0])
    elif not await manque_suivant(page):
        if points:
            await aller_au_champ(page, points[0])
        else:
            page.say("Rien à revoir.", "succes")


async def aller_au_champ(page: "FichePage", name: str) -> None:
    """Show a field and put the focus on it."""
    await page.montrer(page.rubrique_de(name), name)
    page.say(f"À revoir : {titre_de(page, name)}.")


def declarer(page: "FichePage") -> None:
    """Say whether the record is ready, or list what prevents it; saving is never prevented."""
    if said := page.enregistrer():
        page.say(said, "alerte")
        return
    page.rafraichir()
    found = blocking(page.revue.constats, GesteFormel.DECLARER_PRETE)
    unread = list(page.revue.erreurs)
    if not found and not unread:
        page.say("La fiche est prête : aucun point bloquant.", "succes")
        return
    entries = [
        Entry(f"{titre_de(page, n)} : {page.revue.erreurs[n]}", partial(aller_au_champ, page, n)) for n in unread
    ]
    entries += [Entry(finding.sentence, partial(_aller_au_point, page, finding)) for finding in found]
    page.say("Tout est enregistré ; ces points empêchent seulement de déclarer la fiche prête.", "alerte")
    ouvrir_menu(page, f"À corriger avant de déclarer prête ({len(entries)})", entries)


async def _aller_au_point(page: "FichePage", finding: Finding) -> None:
    if finding.field in page.champs:
        await aller_au_champ(page, str(finding.field))
    page.say(finding.clears or finding.sentence)


def historique(page: "FichePage") -> None:
    """Open the history of the record."""
    if not page.saisie.nouveau:
        page.retenir()
        page.app.push_screen(HistoriquePage(page.table, page.saisie.record))


# Linked records.


def nouveau(page: "FichePage") -> None:
    """Create a linked record: of the kind under the cursor, else of a kind to choose."""
    link = page.lien_courant
    if link is not None:
        nouvelle(page, link.table)
        return
    kinds = liens.liees(page.table)
    entries = [Entry(nom(TABLES[kind], nouveau=True), partial(nouvelle, page, kind)) for kind in kinds]
    if entries and not page.saisie.nouveau and not page.lecture:
        ouvrir_menu(page, "Nouvelle fiche liée", entries)


def nouvelle(page: "FichePage", table: str) -> None:
    """Open an empty linked record."""
    if page.lecture:
        page.say(page.lecture)
    elif not (said := page.enregistrer()):
        application(page).creer(table, **liens.contexte(page.saisie, table))
    else:
        page.say(said, "alerte")
