"""Typing in the cells of a grid: drafts on the disk, and steps that Ctrl+Z takes back."""

from typing import TYPE_CHECKING, NamedTuple

from pvd_tui.changes.change import ARCHIVE
from screens.fiche_grille_cases import Cases
from screens.fiche_grille_ligne import Forme, Ligne

if TYPE_CHECKING:
    from collections.abc import Iterable

    from screens.fiche_grille_lignes import Voisines
    from screens.fiche_saisie import Saisie


class Ecrit(NamedTuple):
    """One cell that was written: where, before, after. The field ARCHIVE is the mark of a removal."""

    ligne: str
    forme: Forme
    parent: str
    champ: str
    avant: str
    apres: str


class Pas(NamedTuple):
    """What Ctrl+Z takes back at once."""

    libelle: str
    ecrits: tuple[Ecrit, ...]


class Frappe(Cases):
    """The lines as they are written."""

    def __init__(self, saisie: "Saisie", voisines: "Voisines") -> None:
        """Begin with nothing to take back."""
        self._entame: dict[tuple[str, str], str] = {}
        """The cells being typed, with what they held before."""
        self._faits: list[Pas] = []
        self._refaits: list[Pas] = []
        super().__init__(saisie, voisines)

    def _viser(self, ident: str, colonne: int, texte: str) -> tuple[str, str]:
        """Give the field and the text that typing in a cell comes to."""
        asked = self.champ_de(ident, colonne)
        return (asked.nom, texte) if asked else ("", texte)

    def frapper(self, ident: str, colonne: int, texte: str | None) -> None:
        """Count with a text that is being typed; None once it is given up."""
        nom, said = self._viser(ident, colonne, texte or "")
        self.recompter()
        self._frappe = (ident, nom, said) if nom and texte is not None else None

    def garder(self, ident: str, colonne: int, texte: str, curseur: int = 0) -> str:
        """Keep a text that is being typed; give the id of its line, which begins to exist."""
        nom, said = self._viser(ident, colonne, texte)
        if not nom:
            return ident
        line = self._commencer(ident, said)
        if line is None:
            return ident
        self.recompter()
        self._entame.setdefault((line.id, nom), line.texte(nom))
        if line.taper(nom, said, curseur):
            self.reprise = None
        self._frappe = (line.id, nom, said)
        return line.id

    def _commencer(self, ident: str, texte: str) -> Ligne | None:
        """Give the line to write in; the empty one becomes a line once something is written."""
        line = self.ligne(ident)
        if line is not None or not texte.strip():
            return line
        line = Ligne(self.store, self.forme_de(ident), self._au_dessus(ident), None, self.contexte)
        self.toutes.append(line)
        return line

    def en_cours(self, ident: str, colonne: int) -> tuple[str, str]:
        """Name the cell being typed, for those who save the others: line, field."""
        return ident, self._viser(ident, colonne, "")[0]

    def poser(self, ident: str, colonne: int, texte: str) -> str:
        """Hold a text that is finished."""
        nom, said = self._viser(ident, colonne, texte)
        self._frappe = None
        line = self._commencer(ident, said) if nom else None
        if line is None:
            return ident
        avant = self._entame.pop((line.id, nom), None)
        one = Ecrit(line.id, line.forme, line.parent, nom, line.texte(nom) if avant is None else avant, said)
        self._faire(Pas(self._decrire(line.forme, nom).titre, (one,)))
        return ident if line.vide else line.id

    def renoncer(self, ident: str, colonne: int, texte: str) -> str:
        """Put back what was there before the typing; what was typed can be done again with Ctrl+Y."""
        nom, said = self._viser(ident, colonne, texte)
        self._frappe = None
        line = self.ligne(ident)
        if line is None or not nom:
            return ident
        avant = self._entame.pop((line.id, nom), line.texte(nom))
        self._ecrire(Ecrit(line.id, line.forme, line.parent, nom, said, avant))
        if said != avant:
            one = Ecrit(line.id, line.forme, line.parent, nom, avant, said)
            self._refaits = [Pas("la saisie abandonnée", (one,))]
        return line.id

    def _faire(self, pas: Pas) -> None:
        """Write, and remember what it takes to go back; nothing is done of what changes nothing."""
        done = tuple(one for one in pas.ecrits if one.avant != one.apres)
        self._ecrire_tout(pas.ecrits)
        if done:
            self.reprise = None
            self._faits.append(pas._replace(ecrits=done))
            self._refaits.clear()

    def _ecrire_tout(self, ecrits: "Iterable[Ecrit]") -> None:
        """Write cells, all on the disk at once: a pasted table is one wait, not one a cell."""
        with self.store.transaction():
            for one in ecrits:
                self._ecrire(one)

    def _ecrire(self, one: Ecrit) -> None:
        """Write one cell; a line that was never recorded and holds nothing any more is gone."""
        line = self.ligne(one.ligne)
        self.recompter()
        if line is None:
            if not one.apres:
                return
            line = Ligne(self.store, one.forme, one.parent, one.ligne, self.contexte)
            self.toutes.append(line)
        if one.champ == ARCHIVE:
            line.marquer(retirer=bool(one.apres))
        else:
            line.taper(one.champ, one.apres)
        if line.vide and not line.forme.fixe:
            self.toutes.remove(line)

    def abandonner(self) -> None:
        """Drop every draft of the table: it shows what is saved."""
        with self.store.transaction():
            for line in self.toutes:
                line.abandonner()
                if line.retrait is not None:
                    line.marquer(retirer=False)
        self.toutes = [line for line in self.toutes if not line.vide or line.forme.fixe]
        self._faits.clear()
        self._refaits.clear()
        self.reprise = None
        self.recompter()

    def annuler(self) -> str | None:
        """Take back the last step of this sitting; None if there is none."""
        if not self._faits:
            return None
        pas = self._faits[-1]
        self._ecrire_tout(one._replace(avant=one.apres, apres=one.avant) for one in reversed(pas.ecrits))
        self._refaits.append(self._faits.pop())
        return f"Annulé : {pas.libelle}. Ctrl+Y rétablit."

    def retablir(self) -> str | None:
        """Do again what was taken back; None if there is nothing."""
        if not self._refaits:
            return None
        pas = self._refaits[-1]
        self._ecrire_tout(pas.ecrits)
        self._faits.append(self._refaits.pop())
        return f"Rétabli : {pas.libelle}. Ctrl+Z annule."
