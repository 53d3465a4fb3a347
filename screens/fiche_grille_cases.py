"""What the cells of a grid show: the value that the typing comes to, how sure it is, and whether it can be written."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from pvd_tui.changes.fold import Nature
from pvd_tui.domain.champ import Champ, Genre
from pvd_tui.domain.saisie import SaisieError
from screens.fiche_choix import a_choisir, libelle
from screens.fiche_grille_ligne import Forme, Ligne
from screens.fiche_grille_lignes import Lignes
from screens.widgets.grille_modele import Case, Ecriture, Total

if TYPE_CHECKING:
    from screens.fiche_rang import Note
    from screens.slot import Tone
    from screens.widgets.choix import Choice

_MONTANTS: Final = frozenset({Genre.MONTANT, Genre.NOMBRE, Genre.DECIMAL, Genre.POURCENT})


class Cases(Lignes):
    """The lines as a grid draws them."""

    def case(self, ident: str, colonne: int) -> Case:
        """Give a cell."""
        forme, line = self.forme_de(ident), self.ligne(ident)
        asked = self.champ_de(ident, colonne)
        if asked is None:
            return self._sans_champ(forme, line, colonne)
        ecriture = self._ecriture(line, asked)
        frappe = self._frappe_de(ident, asked.nom)
        if line is None:
            said = f"{'  ' if forme is not self.forme else ''}+ {forme.ajout}" if colonne == 0 else ""
            return Case(said, "discret", ecriture)
        return Case(self._texte(line, asked, frappe), self._ton(line, asked, frappe), ecriture, line.texte(asked.nom))

    def _sans_champ(self, forme: Forme, line: Ligne | None, colonne: int) -> Case:
        """Give a cell that holds no field: a title, a figure computed."""
        if line is not None and forme.fixe and colonne == 0:
            return Case(forme.fixe, "discret", Ecriture.LUE)
        return self.calcul(line, self.colonnes[colonne].cle) if line is not None else Case("", "normal", Ecriture.LUE)

    def calcul(self, line: Ligne, cle: str) -> Case:
        """Compute a cell from the others."""
        _ = line, cle
        return Case("", "normal", Ecriture.LUE)

    def _ecriture(self, line: Ligne | None, asked: Champ) -> Ecriture:
        if self.pourquoi_ligne(line, asked.nom):
            return Ecriture.LUE
        return Ecriture.CHOIX if a_choisir(asked) else Ecriture.TEXTE

    def pourquoi_ligne(self, line: Ligne | None, nom: str) -> str:
        """Say why a field of a line cannot be written, or nothing."""
        if self.lecture or line is None:
            return self.lecture
        if line.retrait is not None:
            return "Cette ligne est à retirer : Suppr la garde."
        if line.archivee:
            return "Cette ligne a été retirée ailleurs. Ce que vous aviez tapé reste en brouillon."
        if "\n" in line.texte(nom):
            return "Texte de plusieurs lignes : F9, « Ouvrir la ligne », pour l'écrire."
        if nom in line.forme.figes and not line.nouveau:
            return "Ne change plus : retirez la ligne (Suppr) et ajoutez-en une autre."
        return ""

    def pourquoi(self, ident: str, colonne: int) -> str:
        """Say why a cell is only read."""
        asked = self.champ_de(ident, colonne)
        if asked is None:
            return self.lecture or "Calculé : ne s'écrit pas."
        return self.pourquoi_ligne(self.ligne(ident), asked.nom)

    def _texte(self, line: Ligne, asked: Champ, frappe: str | None) -> str:
        text = line.vu(asked.nom, frappe)
        if text and asked.genre is Genre.REFERENCE:
            key = (asked.reference or "", text)
            if key not in self._noms:
                self._noms[key] = libelle(self.store, asked, text)
            text = self._noms[key]
        elif not text and asked.nom in line.forme.attendus:
            text = "à préciser"
        retrait = "  " if line.forme is self.forme.sous and asked.nom == next(iter(line.forme.champs.values())) else ""
        return f"{retrait}{text}" if text else "—" if asked.genre in _MONTANTS else ""

    def _ton(self, line: Ligne, asked: Champ, frappe: str | None) -> "Tone":
        if line.retrait is not None or line.archivee:
            return "discret"
        natures = line.disputes(asked.nom)
        if natures & {Nature.CONFLIT, Nature.ARCHIVE}:
            return "alerte"
        try:
            value = line.valeur_de(asked.nom, frappe)
        except SaisieError:
            return "erreur"
        if Nature.PROPOSITION in natures:
            return "info"
        return "discret" if value is None else "normal"

    def marque(self, ident: str) -> str:
        """Give the character before the line."""
        line = self.ligne(ident)
        if line is None:
            return " "
        if line.retrait is not None or line.archivee:
            return "×"
        asked = bool(line.refus) or any(d.nature is not Nature.ATTENTE for d in line.folded.desaccords)
        return "!" if asked or any(line.erreur(nom) for nom in line.brouillons) else " "

    def choix(self, line: Ligne | None, asked: Champ) -> "list[Choice] | None":
        """Give what a cell offers to choose from, where it is less than what its field does."""
        _ = line, asked
        return None

    def totaux(self) -> Sequence[Total]:
        """Give the sums."""
        return ()

    def dessous(self, largeur: int) -> "Sequence[Note]":
        """Give what is said below the grid, in `largeur` cells."""
        _ = largeur
        return ()

    def _frappe_de(self, ident: str, nom: str) -> str | None:
        typed = self._frappe
        return typed[2] if typed and typed[:2] == (ident, nom) else None
