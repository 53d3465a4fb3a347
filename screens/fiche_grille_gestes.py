"""What can be done with the tables of a fiche beside typing in them, and how they are saved with it."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from screens import fiche_gestes as gestes
from screens.application import application
from screens.command import Command
from screens.fiche_desaccords import accepter as accepter_champ
from screens.menu import Entry
from screens.widgets.panneau import Panneau
from storage.errors import StoreError

if TYPE_CHECKING:
    from screens.fiche import FichePage
    from screens.fiche_gestes import Possible
    from screens.fiche_grille_vue import VueGrille
    from storage.store import Saved


async def reprendre(page: "FichePage") -> bool:
    """Open on the cell where the last sitting stopped, if it stopped in a table; say whether it did."""
    typed = {draft.table for draft in page.saisie.store.drafts.all()}
    for found in page.grilles:
        if typed & set(found.tables):
            page.feuille(found.titre)
    held = page.reprise_en_grille()
    own = page.saisie.reprise
    if held is None or (own is not None and own.at > held[1].at):
        return False
    titre, draft = held
    feuille = page.feuilles[titre]
    await page.montrer(next(i for i, (name, _) in enumerate(page.rubriques) if name == titre))
    if page.vue is not None:
        page.vue.grille.viser(draft.record, feuille.viser(draft.champ))
    return True


def enregistrer(page: "FichePage") -> "list[Saved | None]":
    """Save the finished lines of every table that was read, each table as one gesture."""
    saved = []
    grille = page.vue.grille if page.vue else None
    for feuille in page.feuilles.values():
        kept = None
        if grille is not None and grille.edite and grille.en_frappe and grille.modele is feuille:
            kept = feuille.en_cours(*grille.edite)
        saved.append(feuille.enregistrer(page.saisie.titre(), kept))
    if grille is not None and any(saved):
        grille.relire()
    return saved


def suivre(page: "FichePage") -> None:
    """Show what came from elsewhere; the cell being typed stays as it is."""
    for titre, feuille in list(page.feuilles.items()):
        feuille.charger()
        page.feuille(titre)  # whether it may be written may have changed as well
    if page.vue is not None:
        page.vue.grille.relire()
        page.query_one("#rubrique", Panneau).titrer(page.vue.feuille.intitule)


def accepter(page: "FichePage", vue: "VueGrille") -> None:
    """Accept the value proposed in the cell under the cursor."""
    line = vue.feuille.ligne(vue.grille.ligne)
    asked = vue.feuille.champ_de(vue.grille.ligne, vue.grille.colonne) if line else None
    if line is None or asked is None:
        page.say("Rien à confirmer dans cette case.")
        return
    accepter_champ(page, line, asked.nom)


def possibles(page: "FichePage") -> "Iterator[Possible]":
    """List what makes sense in the table that is shown."""
    vue = page.vue
    if vue is None:
        return
    line = vue.feuille.ligne(vue.grille.ligne)
    if line is not None and not line.nouveau:
        yield "Ouvrir la ligne (toutes ses rubriques)", partial(ouvrir_ligne, page, vue), "o", ""
    if vue.feuille.lecture:
        return
    if line is not None and not line.forme.fixe:
        label = "Garder la ligne" if line.retrait else "Retirer la ligne (s'annule)"
        yield label, vue.grille.action_retirer, "", "Suppr"
    yield "Répéter la valeur du dessus", vue.grille.action_repeter, "", "Ctrl+D"
    if vue.feuille.brouillons:
        yield "Abandonner les saisies de ce tableau", partial(abandonner, page, vue), "", ""


def contexte(page: "FichePage") -> None:
    """Choose among what can be done with the table, then with the record."""
    page.retenir()
    entries = [
        Entry(label, run, letter, key) for label, run, letter, key in (*possibles(page), *gestes.possibles(page))
    ]
    gestes.ouvrir_menu(page, "Actions possibles ici", entries)


def commandes(page: "FichePage") -> Iterator[Command]:
    """Give the same to the palette."""
    for label, run, _, key in possibles(page):
        yield Command("Tableau", label, partial(page.call_later, run), key)


def ouvrir_ligne(page: "FichePage", vue: "VueGrille") -> None:
    """Open the line as a fiche of its own, with every field."""
    if said := page.enregistrer():
        page.say(said, "alerte")
        return
    line = vue.feuille.ligne(vue.grille.ligne)
    if line is not None:
        application(page).ouvrir(line.table, line.record)


def abandonner(page: "FichePage", vue: "VueGrille") -> None:
    """Drop what was typed in the table since the fiche was saved."""
    try:
        vue.feuille.abandonner()
    except StoreError as error:
        page.say(str(error), "erreur")
        return
    vue.grille.relire()
    page.say("Saisies abandonnées : le tableau est tel qu'il a été enregistré.")
    application(page).changed()


def point_suivant(page: "FichePage") -> bool:
    """Go to the next cell of the table that asks for a look; say whether there is one below."""
    vue = page.vue
    if vue is None:
        return False
    lines = vue.feuille.lignes()
    width = len(vue.feuille.colonnes)
    here = (lines.index(vue.grille.ligne) if vue.grille.ligne in lines else 0) * width + vue.grille.colonne
    places = sorted(
        lines.index(line) * width + vue.feuille.viser(nom) for line, nom in vue.feuille.points() if line in lines
    )
    after = next((place for place in places if place > here), None)
    if after is None:
        return False
    vue.grille.focus()
    vue.grille.viser(lines[after // width], after % width)
    page.say(f"À revoir : {vue.feuille.colonnes[after % width].title}.")
    return True
