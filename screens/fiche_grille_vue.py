"""A rubrique that is a table, on its page: the grid, and below what is said of the cell and of the sums."""

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content

from pvd_tui.changes.fold import Nature
from pvd_tui.domain.affichage import show
from pvd_tui.domain.champ import Champ, Genre
from pvd_tui.domain.dates import long_date
from pvd_tui.domain.rules import findings_of
from pvd_tui.domain.rules.context import Context
from pvd_tui.domain.saisie import SaisieError
from screens.aide import Aide
from screens.conflit import ConflitPage
from screens.fiche_choix import popup
from screens.fiche_mots import aide_de
from screens.fiche_notes import Revue, notes
from screens.fiche_rang import Note, contenu
from screens.widgets.choix import Choix
from screens.widgets.grille import Grille
from screens.widgets.grille_modele import NOUVELLE
from screens.widgets.plain import Plain
from storage.registre import StoreRegistre

if TYPE_CHECKING:
    from screens.fiche_grille import Feuille
    from screens.fiche_grille_ligne import Ligne
    from screens.page import Page

ID = "grille"
_TABLEAU = (
    "Tapez : la case s'ouvre à sa place. Entrée ou F2 corrige, Tab et les flèches valident et passent à la suivante, "
    "Échap remet la valeur d'avant. Entrée sur la dernière ligne en ajoute une, Suppr retire la ligne, Retour arrière "
    "vide la case, Ctrl+D répète celle du dessus, Ctrl+Z annule. Des lignes copiées d'un tableur se collent ici. "
    "Tout est enregistré en une fois quand vous quittez la fiche."
)
_AIDE = "Entrée corrige · Suppr retire · Ctrl+D répète · un tableur se colle ici"


class VueGrille(Vertical):
    """The grid of a rubrique and what stands below it."""

    def __init__(self, feuille: "Feuille") -> None:
        """Show these lines."""
        super().__init__(id="grille-vue")
        self.feuille = feuille
        self.grille = Grille(feuille, id=ID)
        self._dessous = Plain("", id="grille-dessous")
        self._dit = Content()
        self._hauteur = 0

    def compose(self) -> ComposeResult:
        """Give the grid, then what is said below."""
        yield self.grille
        with VerticalScroll(id="grille-bas"):
            yield self._dessous

    def on_mount(self) -> None:
        """Begin on the first line that is added to, not on what is always there."""
        first = next((line.id for line in self.feuille.toutes if not line.forme.fixe), NOUVELLE)
        self.grille.viser(first, 0)

    @property
    def _page(self) -> "Page":
        return cast("Page", self.screen)

    @property
    def aide(self) -> Aide | None:
        """Say what F1 says of the cell, and of the table."""
        asked = self.feuille.champ_de(self.grille.ligne, self.grille.colonne) if self.grille.ligne else None
        if asked is None:
            return Aide(self.feuille.titre, _TABLEAU)
        found = aide_de(asked)
        return replace(found, reponse="\n".join(part for part in (found.reponse, _TABLEAU) if part))

    # What is said.

    @on(Grille.Bouge)
    def redire(self) -> None:
        """Say again what holds for the cell and for the whole."""
        width = max(20, self.size.width - 2)
        said = [*self._de_la_case(), *self.feuille.dessous(width)]
        shown = Content("\n").join(contenu(note) for note in said)
        if shown == self._dit:
            return
        height = shown.get_height({}, width)  # a key that changes no height must not lay the whole page out again
        self._dessous.update(shown, layout=height != self._hauteur)
        self._dit, self._hauteur = shown, height

    def _de_la_case(self) -> list[Note]:
        """Say what the cell comes to, what is wrong with it, who disagrees; else which keys serve."""
        ident, column = self.grille.edite or (self.grille.ligne, self.grille.colonne)
        line, asked = self.feuille.ligne(ident), self.feuille.champ_de(ident, column) if ident else None
        said = self._frappee(ident, column) if self.grille.en_frappe else []
        if line is not None:
            said += [Note(f"! {line.refus}", "alerte")] if line.refus else []
            if asked is not None:
                said += _notes(line, asked.nom, frappe=self.grille.en_frappe)
        return said or [Note(self.feuille.lecture or _AIDE, "discret")]

    def _frappee(self, ident: str, column: int) -> list[Note]:
        """Say what the text being typed comes to."""
        asked = self.feuille.champ_de(ident, column)
        if asked is None:
            return []
        try:
            return _resolue(self.feuille, ident, asked, self.grille.cellule.value)
        except SaisieError as error:
            return [Note(f"! {error.message}", "alerte")]

    # What is asked of the page.

    @on(Grille.Dite)
    def dire(self, event: Grille.Dite) -> None:
        """Write on the status line."""
        event.stop()
        self._page.say(event.texte)

    @on(Grille.Entree)
    def entrer(self, event: Grille.Entree) -> None:
        """Settle the cell if it has two values, else open it."""
        event.stop()
        line, asked = (
            self.feuille.ligne(self.grille.ligne),
            self.feuille.champ_de(self.grille.ligne, self.grille.colonne),
        )
        if line is not None and asked is not None and not self.feuille.saisie.store.read_only:
            natures = line.disputes(asked.nom)
            if natures & {Nature.CONFLIT, Nature.ARCHIVE}:
                self.app.push_screen(ConflitPage(line.table, line.record, asked.nom))
                return
        self.grille.editer()

    @on(Grille.Choisir)
    def choisir(self, event: Grille.Choisir) -> None:
        """Open the list of a cell."""
        event.stop()
        asked = self.feuille.champ_de(event.ligne, event.colonne)
        if asked is None:
            return
        line = self.feuille.ligne(event.ligne)
        texte = line.texte(asked.nom) if line else ""
        offered = self.feuille.choix(line, asked)
        fiche = self.feuille.saisie.fiche
        screen = (
            popup(self.feuille.store, asked, texte, fiche.commune if fiche else None)
            if offered is None
            else Choix(asked.titre, offered, current=texte or None, nommes=asked.reference is not None)
        )
        screen.debut = event.debut

        def chosen(found: str | None) -> None:
            if found is not None:
                self.grille.prendre(event.ligne, event.colonne, found)

        self.app.push_screen(screen, chosen)


def _notes(line: "Ligne", nom: str, *, frappe: bool) -> list[Note]:
    """Say what is to be said of a field of a line: what is wrong, who disagrees, what the rules find."""
    wrong = line.erreur(nom)
    changes = line.store.history.of(line.table, line.record) if line.folded.desaccords else []
    record = line.cls.lenient(line.entite())[0]
    rules = [f for f in findings_of(record, Context(StoreRegistre(line.store), line.today)) if f.field == nom]
    kept = {change.id: change for change in changes}
    found = notes(line, nom, Revue({nom: wrong} if wrong else {}, rules, line.folded.desaccords, kept))
    mine = (f"! {wrong}",) if wrong else ("= ",)  # what is said of the draft; the typing says it better
    return [note for note in found if not (frappe and note.texte.startswith(mine))]


def _resolue(feuille: "Feuille", ident: str, asked: Champ, texte: str) -> list[Note]:
    """Write in full what was typed, where it is not what it says."""
    from pvd_tui.domain.saisie import read  # noqa: PLC0415 - the name is used by the store elsewhere
    from pvd_tui.domain.tables import TABLES  # noqa: PLC0415 - same

    cls = TABLES[feuille.forme_de(ident).table]
    value = read(cls, asked.nom, texte, feuille.saisie.today)
    if value is None:
        return [Note("= à préciser (vide n'est pas zéro)", "discret")] if texte.strip() else []
    if asked.genre is Genre.DATE:
        from datetime import date  # noqa: PLC0415 - only here

        return [Note(f"= {long_date(date.fromisoformat(str(value)))}", "info")]
    shown = show(cls, asked.nom, value)
    return [Note(f"= {shown}", "info")] if asked.genre is not Genre.LIGNE else []
