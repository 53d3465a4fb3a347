"""A table that is written like a spreadsheet: a cursor on a cell, typing opens the cell in its place.

The widget draws and moves; what a cell holds, what typing comes to and what is kept is its model's matter
(`screens.widgets.grille_modele.Modele`). One field opens over the cell being typed; nothing else is mounted.
"""

from typing import ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.widgets import Input

from screens.keys import binding
from screens.widgets.champ import Champ
from screens.widgets.grille_cellule import Cellule
from screens.widgets.grille_dessin import GUTTER, Dessin
from screens.widgets.grille_modele import GAP, NOUVELLE, Ecriture, disposer


class Grille(Dessin, inherit_bindings=False):
    """Lines of cells that are written in their place."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "modifier", "Modifier", id="grille.modifier", tooltip="Modifier la case"),
        Binding("delete", "retirer", "Retirer la ligne", id="grille.retirer", tooltip="Retirer la ligne (s'annule)"),
        Binding("backspace", "vider", "Vider", show=False, id="grille.vider", tooltip="Vider la case"),
        binding("champ.repeter", "repeter", "Répéter", show=False),
        Binding("down", "aller(1, 0)", show=False),
        Binding("up", "aller(-1, 0)", show=False),
        Binding("right", "aller(0, 1)", show=False),
        Binding("left", "aller(0, -1)", show=False),
        Binding("tab", "tabuler(1)", show=False),
        Binding("shift+tab", "tabuler(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("home", "bord(0)", show=False),
        Binding("end", "bord(-1)", show=False),
        Binding("ctrl+home", "bout(0)", show=False),
        Binding("ctrl+end", "bout(-1)", show=False),
    ]

    class Choisir(Dessin.De):
        """The list of a cell is wanted, narrowed by what was typed already."""

        def __init__(self, grille: "Grille", ligne: str, colonne: int, debut: str) -> None:
            """Tell of which cell."""
            super().__init__(grille)
            self.ligne = ligne
            self.colonne = colonne
            self.debut = debut

    class Entree(Dessin.De):
        """Entrée on a cell: the page may have something to settle there first, else it calls `editer`."""

    class Dite(Dessin.De):
        """A sentence for the status line."""

        def __init__(self, grille: "Grille", texte: str) -> None:
            """Tell the sentence."""
            super().__init__(grille)
            self.texte = texte

    # Moving.

    def action_aller(self, bas: int, droite: int) -> None:
        """Move the cursor; below the last line, let the rubrique scroll."""
        self._ligne = max(0, min(self._ligne + bas, len(self._ids) - 1))
        self.colonne = max(0, min(self.colonne + droite, len(self.modele.colonnes) - 1))
        self._montrer()

    def action_tabuler(self, step: int) -> None:
        """Go to the next cell that can be written, on the next line after the last one; then out of the grid."""
        place = self._suivante(step)
        if place is None:
            if step > 0:
                self.screen.focus_next()
            else:
                self.screen.focus_previous()
            return
        self._ligne, self.colonne = place
        self._montrer()

    def _suivante(self, step: int) -> tuple[int, int] | None:
        """Give the next cell that can be written, in reading order."""
        width = len(self.modele.colonnes)
        at = self._ligne * width + self.colonne + step
        while 0 <= at < len(self._ids) * width:
            line, column = divmod(at, width)
            if self.modele.case(self._ids[line], column).ecriture is not Ecriture.LUE:
                return line, column
            at += step
        return None

    def action_page(self, step: int) -> None:
        """Move by a screen of lines."""
        self.action_aller(step * max(1, self._place - 1), 0)

    def action_bord(self, colonne: int) -> None:
        """Go to the first or the last column."""
        self.colonne = colonne % len(self.modele.colonnes)
        self._montrer()

    def action_bout(self, ligne: int) -> None:
        """Go to the first or the last line."""
        self._ligne = ligne % max(1, len(self._ids))
        self._montrer()

    def on_click(self, event: events.Click) -> None:
        """Point with a click, open with a double click."""
        line = self._haut + event.y - 1
        if self._edite is not None or not 0 <= line < len(self._ids) or event.y < 1 or event.y > self._place:
            return
        at = event.x - GUTTER
        shown = disposer(self.modele.colonnes, self.size.width - GUTTER, self.colonne)
        self._ligne = line
        self.colonne = next((i for i, x, cells in shown if x <= at < x + cells + GAP), self.colonne)
        self._montrer()
        if event.chain > 1:
            self.action_modifier()

    def on_mouse_scroll_down(self) -> None:
        """Go down."""
        if self._edite is None:
            self.action_aller(1, 0)

    def on_mouse_scroll_up(self) -> None:
        """Go up."""
        if self._edite is None:
            self.action_aller(-1, 0)

    # Writing.

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Keep what can be typed for the cell."""
        _ = key
        return character is not None and character.isprintable()

    def on_key(self, event: events.Key) -> None:
        """Open the cell with what is typed."""
        if event.character is None or not event.character.isprintable():
            return
        event.stop()
        event.prevent_default()
        case = self.case
        if case is None:
            return
        match case.ecriture:
            case Ecriture.TEXTE:
                self.ouvrir("" if event.character == " " else event.character, remplace=True)
            case Ecriture.CHOIX if event.character != " ":
                self._choisir_par(event.character)
            case Ecriture.CHOIX:
                self.post_message(self.Choisir(self, self.ligne, self.colonne, ""))
            case _:
                self._refuser()

    def _choisir_par(self, lettre: str) -> None:
        """Choose by an initial among a few, else open the list."""
        found = self.modele.initiale(self.ligne, self.colonne, lettre)
        if found is None:
            self.post_message(self.Choisir(self, self.ligne, self.colonne, lettre))
        else:
            self.prendre(self.ligne, self.colonne, found)

    def prendre(self, ligne: str, colonne: int, texte: str) -> None:
        """Hold a value that was chosen, and go on to the next cell."""
        kept = self.modele.poser(ligne, colonne, texte)
        self._ids = list(self.modele.lignes())
        self.viser(kept, colonne)
        if texte and (place := self._suivante(1)) and place[0] == self._ligne:
            self.colonne = place[1]
            self._montrer()

    def _refuser(self) -> None:
        """Say why the cell cannot be written."""
        if self._ids:
            self.post_message(self.Dite(self, self.modele.pourquoi(self.ligne, self.colonne)))

    def action_modifier(self) -> None:
        """Ask the page whether something is to be settled in this cell; it answers with `editer`."""
        if self._ids:
            self.post_message(self.Entree(self))

    def editer(self) -> None:
        """Open the cell on the text that is there, the caret at its end; or its list."""
        case = self.case
        if case is None:
            return
        if case.ecriture is Ecriture.TEXTE:
            self.ouvrir(case.brut, remplace=False)
        elif case.ecriture is Ecriture.CHOIX:
            self.post_message(self.Choisir(self, self.ligne, self.colonne, ""))
        else:
            self._refuser()

    def ouvrir(self, texte: str, *, remplace: bool) -> None:
        """Open the field over the cell."""
        case = self.case
        if case is None:
            return
        self._edite, self._avant, self._gardee = (self.ligne, self.colonne), case.brut, False
        self.cellule.ouvrir(case.brut, remplace=remplace)
        if remplace:
            self.cellule.replace(texte, 0, len(case.brut))
        self._placer()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        """Count with what is typed, at once."""
        event.stop()
        if self._edite is not None:
            self.modele.frapper(*self._edite, self.cellule.value)  # an older message may still come
            self.refresh()
            self.post_message(self.Bouge(self))

    @on(Champ.Typed)
    def _rested(self, event: Champ.Typed) -> None:
        """Keep what is typed on the disk."""
        event.stop()
        self.retenir()

    @on(Champ.Left)
    def _left(self, event: Champ.Left) -> None:
        """Keep a cell that was left without a key (a click elsewhere, another panel): it is finished."""
        event.stop()
        elsewhere = self.screen.is_current and self.screen.focused is not self.cellule
        if self._edite is not None and elsewhere and self.app.app_focus:
            self.finir(self.cellule.value)

    def retenir(self) -> None:
        """Keep on the disk what is in the cell being typed."""
        if self._edite is None or not (self._gardee or self.en_frappe):
            return
        self._gardee = True
        kept = self.modele.garder(*self._edite, self.cellule.value, self.cellule.cursor_position)
        if kept != self._edite[0]:
            self._edite = (kept, self._edite[1])
            self._ids = list(self.modele.lignes())
            self.viser(kept)
        self.post_message(self.Bouge(self))

    def finir(self, texte: str, bas: int = 0, droite: int = 0) -> None:
        """Hold the text of the cell, close the field and go on."""
        if self._edite is None:
            return
        line, column = self._edite
        if self._gardee or self.en_frappe:
            line = self.modele.poser(line, column, texte)
        else:
            self.modele.frapper(line, column, None)
        self._suite(line, column)
        if droite:
            self.action_tabuler(droite)
        elif bas:
            self.action_aller(bas, 0)
            if bas > 0 and self.ligne.startswith(NOUVELLE):
                self.action_bord(0)

    def _suite(self, line: str, column: int) -> None:
        """Close the field on this cell."""
        focused = self.cellule.has_focus
        self._edite = None
        self.cellule.display = False
        self.cellule.put("")
        self._ids = list(self.modele.lignes())
        self.viser(line, column)
        if focused:
            self.focus()

    @on(Cellule.Finie)
    def _finished(self, event: Cellule.Finie) -> None:
        """Entrée, Tab, an arrow."""
        event.stop()
        if isinstance(event, Cellule.Renoncee):
            if self._edite is not None:
                line, column = self._edite
                self._suite(self.modele.renoncer(line, column, event.texte), column)
                self.post_message(self.Dite(self, "Valeur d'avant remise. Ctrl+Y reprend ce que vous tapiez."))
        else:
            self.finir(event.texte, event.bas, event.droite)

    @on(Cellule.Repetee)
    def _repeat_typed(self, event: Cellule.Repetee) -> None:
        """Put the value above in the field."""
        event.stop()
        above = self.modele.repeter(*self._edite) if self._edite else None
        if above is not None:
            self.cellule.replace(above, 0, len(self.cellule.value))

    @on(Cellule.Tableau)
    def _table_typed(self, event: Cellule.Tableau) -> None:
        """Paste a table from the cell being typed on."""
        event.stop()
        if self._edite is not None:
            line, column = self._edite
            self._suite(self.modele.renoncer(line, column, self.cellule.value), column)
        self.coller(event.texte)

    def action_retirer(self) -> None:
        """Mark the line for removal."""
        if self._ids:
            self._dire(self.modele.retirer(self.ligne))

    def action_vider(self) -> None:
        """Hold nothing in this cell."""
        case = self.case
        if case is None or case.ecriture is Ecriture.LUE:
            self._refuser()
        elif case.brut:
            self.modele.poser(self.ligne, self.colonne, "")
            self.relire()

    def action_repeter(self) -> None:
        """Take the value above, and go down."""
        case = self.case
        above = self.modele.repeter(self.ligne, self.colonne) if case else None
        if case is None or case.ecriture is Ecriture.LUE:
            self._refuser()
        elif above is None:
            self.post_message(self.Dite(self, "Il n'y a pas de ligne au-dessus."))
        else:
            kept = self.modele.poser(self.ligne, self.colonne, above)
            self._ids = list(self.modele.lignes())
            self.viser(kept)

    def on_paste(self, event: events.Paste) -> None:
        """Fill cells from here."""
        event.stop()
        self.coller(event.text)

    def coller(self, texte: str) -> None:
        """Fill cells from the cursor on."""
        case = self.case
        if case is None or not texte.strip():
            return
        self._dire(self.modele.coller(self.ligne, self.colonne, texte))

    def annuler(self) -> bool:
        """Take back the last step made here; say whether there was one."""
        said = self.modele.annuler()
        if said is not None:
            self._dire(said)
        return said is not None

    def retablir(self) -> bool:
        """Do it again; say whether there was something to do."""
        said = self.modele.retablir()
        if said is not None:
            self._dire(said)
        return said is not None

    def _dire(self, texte: str) -> None:
        self.relire()
        if texte:
            self.post_message(self.Dite(self, texte))
