"""A table that is written like a spreadsheet: a cursor on a cell, typing opens the cell in its place.

What a cell holds, what typing comes to and what is kept is its model's matter (`screens.widgets.grille_modele.Modele`);
`grille_dessin` draws, `grille_curseur` moves. One field opens over the cell being typed; nothing else is mounted.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ClassVar

from textual import events, on
from textual.binding import BindingType
from textual.widgets import Input

from screens.keys import binding
from screens.widgets.champ import Champ
from screens.widgets.grille_cellule import Cellule
from screens.widgets.grille_curseur import Curseur
from screens.widgets.grille_modele import NOUVELLE, Ecriture
from storage.errors import StoreError


class Grille(Curseur):
    """Lines of cells that are written in their place."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        binding("grille.modifier", "modifier"),
        binding("grille.retirer", "retirer"),
        binding("grille.vider", "vider", show=False),
        binding("champ.repeter", "repeter", "Répéter", show=False),
    ]

    class Choisir(Curseur.De):
        """The list of a cell is wanted, narrowed by what was typed already."""

        def __init__(self, grille: "Grille", ligne: str, colonne: int, debut: str) -> None:
            """Tell of which cell."""
            super().__init__(grille)
            self.ligne = ligne
            self.colonne = colonne
            self.debut = debut

    class Entree(Curseur.De):
        """Entrée on a cell: the page may have something to settle there first, else it calls `editer`."""

    class Dite(Curseur.De):
        """A sentence for the status line."""

        def __init__(self, grille: "Grille", texte: str) -> None:
            """Tell the sentence."""
            super().__init__(grille)
            self.texte = texte

    # Writing.

    @contextmanager
    def _refus_dits(self) -> Iterator[None]:
        """Say what the store refuses (the disk is full, the file is gone); what is in the cell stays there."""
        try:
            yield
        except StoreError as error:
            self.post_message(self.Dite(self, str(error)))

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
        with self._refus_dits():
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
        with self._refus_dits():
            self.retenir()

    @on(Champ.Left)
    def _left(self, event: Champ.Left) -> None:
        """Keep a cell that was left without a key (a click elsewhere, another panel): it is finished."""
        event.stop()
        elsewhere = self.screen.is_current and self.screen.focused is not self.cellule
        if self._edite is not None and elsewhere and self.app.app_focus:
            with self._refus_dits():
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
        with self._refus_dits():
            if not isinstance(event, Cellule.Renoncee):
                self.finir(event.texte, event.bas, event.droite)
            elif self._edite is not None:
                line, column = self._edite
                self._suite(self.modele.renoncer(line, column, event.texte), column)
                self.post_message(self.Dite(self, "Valeur d'avant remise. Ctrl+Y reprend ce que vous tapiez."))

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
        with self._refus_dits():
            if self._edite is not None:
                line, column = self._edite
                self._suite(self.modele.renoncer(line, column, self.cellule.value), column)
            self.coller(event.texte)

    def action_retirer(self) -> None:
        """Mark the line for removal."""
        if self._ids:
            with self._refus_dits():
                self._dire(self.modele.retirer(self.ligne))

    def action_vider(self) -> None:
        """Hold nothing in this cell."""
        case = self.case
        if case is None or case.ecriture is Ecriture.LUE:
            self._refuser()
        elif case.brut:
            with self._refus_dits():
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
            with self._refus_dits():
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
        with self._refus_dits():
            self._dire(self.modele.coller(self.ligne, self.colonne, texte))

    def annuler(self) -> bool:
        """Take back the last step made here; say whether there was one."""
        return self._pas(self.modele.annuler)

    def retablir(self) -> bool:
        """Do it again; say whether there was something to do."""
        return self._pas(self.modele.retablir)

    def _pas(self, step: Callable[[], str | None]) -> bool:
        said: str | None = ""
        with self._refus_dits():
            said = step()
        if said is not None:
            self._dire(said)
        return said is not None

    def _dire(self, texte: str) -> None:
        self.relire()
        if texte:
            self.post_message(self.Dite(self, texte))
