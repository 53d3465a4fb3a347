"""One file from its bytes to one gesture: find the table, match its columns, preview, write.

    read_classeur ─▶ preparer ─▶ apercevoir ─▶ (a person says yes) ─▶ importer
                     the table,   every line and every                one gesture,
                     the match    fiche, with its reason              one undo

Nothing is written before `importer`.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pvd_tui.imports.apercu import Apercu, Sort, preview
from pvd_tui.imports.classeur import Classeur
from pvd_tui.imports.correspondances import rappeler, retenir
from pvd_tui.imports.entete import TableauLu, choisir
from pvd_tui.imports.fichier import FichierError
from pvd_tui.imports.officielle import is_officielle, lire_officielle
from pvd_tui.imports.prevision import Prevision
from pvd_tui.imports.projets import is_projets
from pvd_tui.imports.rapprochement import Colonne, rapprocher
from pvd_tui.imports.suivi import is_suivi

if TYPE_CHECKING:
    from storage.store import Saved, Store


@dataclass(frozen=True, slots=True)
class Preparation:
    """A file whose table was found and whose columns are matched."""

    classeur: Classeur
    tableau: TableauLu
    colonnes: tuple[Colonne, ...]
    officielle: bool
    """Whether it is the official list of communes, which is read as such."""
    rappelee: bool = False
    """Whether the matching is one that was decided before on this laptop."""

    @property
    def cibles(self) -> frozenset[str]:
        """Give the targets that are filled."""
        return frozenset(one.cible for one in self.colonnes if one.retenue)

    @property
    def manque(self) -> str:
        """Say what keeps the file from being imported; nothing where it can be."""
        if self.officielle:
            return ""
        if not {"commune", "commune.nom"} & self.cibles:
            return "Aucune colonne ne dit la commune : rapprochez une colonne du code INSEE ou du nom de la commune."
        if not is_projets(self.cibles) and not is_suivi(self.cibles):
            return "Aucune colonne ne donne d’action, de convention, de poste, de frein ni de présence : dites-en une."
        return ""


def preparer(
    store: "Store",
    classeur: Classeur,
    feuille: str | None = None,
    ligne_titres: int | None = None,
    dites: Mapping[str, str] | None = None,
) -> Preparation:
    """Find the table and match its columns: as was said, else as was decided before, else by likeness."""
    tableau = choisir(classeur, feuille, ligne_titres)
    remembered = {} if dites is not None else rappeler(store, tableau.signature)
    colonnes = rapprocher(tableau, dites if dites is not None else remembered)
    officielle = dites is None and not remembered and is_officielle(tableau.titres)
    return Preparation(classeur, tableau, colonnes, officielle, rappelee=bool(remembered))


def apercevoir(
    store: "Store",
    prepared: Preparation,
    *,
    departement: str | None = None,
    reponses: Mapping[str, str] | None = None,
    avance: Callable[[int], None] = lambda _: None,
    arret: Callable[[], bool] = lambda: False,
) -> Apercu:
    """Say what importing the file would do, line by line and fiche by fiche; nothing is written."""
    if prepared.officielle:
        return preview(store, lire_officielle(prepared.tableau), departement)
    if prepared.manque:
        raise FichierError(f"{prepared.manque} Rien n’a été importé.")
    return Prevision(store, prepared, departement, reponses or {}, avance, arret).apercu()


def importer(store: "Store", prepared: Preparation, apercu: Apercu) -> "Saved | None":
    """Write the preview as one gesture, and remember the matching; None if there is nothing to write."""
    saved = store.save(apercu.edits, apercu.titre) if apercu.edits else None
    if not prepared.officielle:
        retenir(store, prepared.tableau.signature, prepared.colonnes)
    return saved


def compte_des_motifs(apercu: Apercu) -> Counter[tuple[Sort, str]]:
    """Count the lines by what becomes of them and why."""
    return Counter((one.sort, one.motif) for one in apercu.lignes if one.motif)


def chemin_lu(texte: str) -> Path:
    """Read a path as it is typed or pasted: quotes of the explorer, the home folder."""
    return Path(texte.strip().strip('"').strip()).expanduser()
