"""A rubrique that is a table: the lines of a record, each a record of its own, written like a spreadsheet.

    garder     a cell is being typed: its text is a draft, on the disk
    poser      a cell is finished: still a draft, and one step that Ctrl+Z takes back
    enregistrer  the fiche is left: every finished line, created, changed or removed, is one gesture

`fiche_grille_lignes` reads the lines, `fiche_grille_cases` draws them, `fiche_grille_frappe` writes them. What a cell
holds, what was seen and what is saved is `screens.fiche_saisie`'s matter, line by line.
"""

from typing import TYPE_CHECKING

from pvd_tui.changes.change import ARCHIVE
from pvd_tui.domain.champ import Champ, Genre
from screens.fiche_choix import OUI_NON
from screens.fiche_grille_frappe import Ecrit, Frappe, Pas
from screens.fiche_grille_ligne import Ligne
from screens.plain import fold
from screens.widgets.choix import FEW
from screens.widgets.grille_modele import decouper
from storage.errors import RefusError

if TYPE_CHECKING:
    from pvd_tui.changes.edit import Edit
    from screens.fiche_saisie import Prete
    from storage.store import Saved


class Feuille(Frappe):
    """The lines of a rubrique, with what is done to whole lines. Subclasses give the sums and what is said below."""

    # Gestures on lines.

    def initiale(self, ident: str, colonne: int, lettre: str) -> str | None:
        """Give the only value that begins with a letter, where there are few."""
        asked = self.champ_de(ident, colonne)
        words = () if asked is None or asked.plusieurs else OUI_NON if asked.genre is Genre.OUI_NON else asked.choix
        meant = [word for word in words if fold(word).startswith(fold(lettre))]
        return meant[0] if len(words) <= FEW and len(meant) == 1 else None

    def retirer(self, ident: str) -> str:
        """Mark a line for removal, or take the mark off; a line that was never recorded is gone at once."""
        line = self.ligne(ident)
        if line is None:
            return ""
        if self.ferme or line.forme.fixe or line.archivee:
            return self.ferme or "Cette ligne ne se retire pas : Retour arrière vide une case."
        if line.retrait is not None:
            self._faire(Pas("ligne gardée", (self._mark(line, "oui", ""),)))
            return "Ligne gardée."
        if line.nouveau:
            held = [*(self.de(line.forme.sous, line.id) if line.forme.sous else ()), line]
            gone = [
                Ecrit(one.id, one.forme, one.parent, d.champ, d.texte, "")
                for one in held
                for d in one.brouillons.values()
            ]
            self._faire(Pas("ligne effacée", tuple(gone)))
            return "Ligne effacée. Ctrl+Z la ramène."
        self._faire(Pas("ligne à retirer", (self._mark(line, "", "oui"),)))
        return "Ligne retirée quand vous quitterez la fiche. Ctrl+Z ou Suppr la garde."

    def _mark(self, line: Ligne, avant: str, apres: str) -> Ecrit:
        return Ecrit(line.id, line.forme, line.parent, ARCHIVE, avant, apres)

    def repeter(self, ident: str, colonne: int) -> str | None:
        """Give the text of the cell above, in a line of the same kind; None if there is none."""
        asked, forme, line = self.champ_de(ident, colonne), self.forme_de(ident), self.ligne(ident)
        if asked is None:
            return None
        lines = self.de(forme, line.parent if line else self._au_dessus(ident))
        place = lines.index(line) if line in lines else len(lines)
        return lines[place - 1].texte(asked.nom) if place else None

    def coller(self, ident: str, colonne: int, texte: str) -> str:
        """Fill cells from here with a copied table, as one step; what cannot be read stays there to be corrected."""
        forme, parent = self.forme_de(ident), self._parent_de(ident)
        rows = decouper(texte)
        if forme.fixe and len(rows) > 1:
            return "Une seule ligne tient ici. Placez le curseur plus bas pour coller un tableau."
        lines: list[Ligne | None] = list(self.de(forme, parent))
        start = next((i for i, line in enumerate(lines) if line and line.id == ident), len(lines))
        written: list[Ecrit] = []
        left = 0
        for offset, cells in enumerate(rows):
            line = lines[start + offset] if start + offset < len(lines) else None
            new = line.id if line else self.store.new_id()
            for place, cell in enumerate(cells, colonne):
                asked = self.champ_de(ident, place) if place < len(self.colonnes) else None
                if asked is None or self.pourquoi_ligne(line, asked.nom):
                    left += bool(cell)
                    continue
                before = line.texte(asked.nom) if line else ""
                written.append(Ecrit(new, forme, parent, asked.nom, before, self.traduire(asked, cell)))
        done = sum(one.avant != one.apres for one in written)
        self._faire(Pas(f"{done} cellule{'s' * (done > 1)} collée{'s' * (done > 1)}", tuple(written)))
        rest = f" {left} laissée{'s' * (left > 1)} de côté : pas de colonne pour {'elles' if left > 1 else 'elle'}."
        return f"{done} cellule{'s' * (done > 1)} collée{'s' * (done > 1)}, Ctrl+Z annule.{rest if left else ''}"

    def _parent_de(self, ident: str) -> str:
        line = self.ligne(ident)
        return line.parent if line else self._au_dessus(ident)

    def traduire(self, asked: Champ, texte: str) -> str:
        """Give what a pasted word is in this field: the code of a commune for its name."""
        if asked.reference != "commune" or not texte:
            return texte
        from pvd_tui import referentiel  # noqa: PLC0415 - read only when a commune is pasted

        if referentiel.commune(texte.strip().upper()):
            return texte.strip().upper()
        found = [c for c in referentiel.search_communes(texte, limit=30) if fold(c.nom) == fold(texte)]
        return found[0].insee if len(found) == 1 else texte

    # Saving.

    def enregistrer(self, nom: str, sauf: "tuple[str, str] | None" = None) -> "Saved | None":
        """Save every finished line as one gesture about the record `nom`; `sauf` is (line, field) being typed.

        A line that cannot be saved stays a draft and says why. Raises StoreError where the store refuses all.
        """
        if self.lecture or self.reprise is not None:
            return None
        ready = self._pretes(sauf)
        if not ready:
            return None
        edits: list[Edit] = [prete.edit for _, prete in ready if prete.edit is not None]
        with self.store.transaction():
            saved = self.store.save(edits, self._libelle(nom, len(edits))) if edits else None
            for line, prete in ready:
                line.ranger(prete)
        for line, prete in ready:
            line.reprendre(prete)
        self._faits.clear()
        self._refaits.clear()
        self.charger()
        return saved

    def _libelle(self, nom: str, count: int) -> str:
        return f"{self.titre} de « {nom} » : {count} ligne{'s' * (count > 1)}"

    def _pretes(self, sauf: "tuple[str, str] | None") -> "list[tuple[Ligne, Prete]]":
        """List what is ready, a record before those that belong to it."""
        ready: list[tuple[Ligne, Prete]] = []
        for line in self.toutes:
            kept = (sauf[1],) if sauf and sauf[0] == line.id else ()
            try:
                prete = line.preparer(kept)
            except RefusError as error:
                line.refus = str(error)
                continue
            if prete is not None:
                ready.append((line, prete))
        return self._dans_l_ordre(ready)

    def _dans_l_ordre(self, ready: "list[tuple[Ligne, Prete]]") -> "list[tuple[Ligne, Prete]]":
        """Put the records that others belong to first, and leave out what belongs to one that cannot begin."""
        born = {prete.record for line, prete in ready if line.nouveau}
        missing = {line.id for line in self.toutes if line.nouveau} - born
        kept = [(line, prete) for line, prete in ready if line.parent not in missing]
        return sorted(kept, key=lambda pair: pair[0].forme is self.forme.sous)
