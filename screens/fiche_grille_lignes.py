"""The lines of a rubrique that is a table: which there are, and what they come to as they are typed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar, cast

from pvd_tui.changes.fold import Nature
from pvd_tui.domain.champ import Champ, champ
from pvd_tui.domain.tables import TABLES
from screens.fiche_grille_ligne import Forme, Ligne
from screens.widgets.grille_modele import NOUVELLE, Colonne

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json
    from pvd_tui.domain.entity import Entity
    from screens.fiche_saisie import Saisie
    from storage.drafts import Draft

T = TypeVar("T")


class Voisines:
    """The tables of one fiche, for those that count with each other."""

    def __init__(self, lire: "Callable[[str], Lignes | None]") -> None:
        """Read the table of a rubrique with `lire`, when it is asked for."""
        self.lire = lire
        self.comptes: dict[object, object] = {}
        """What was counted since something was last written in one of them."""


class Lignes:
    """The lines of a rubrique, in memory: what is on the disk and what is typed."""

    titre: str = ""
    colonnes: Sequence[Colonne] = ()
    forme: Forme

    def __init__(self, saisie: "Saisie", voisines: "Voisines") -> None:
        """Read the lines of the record `saisie`, which may count with the other rubriques (`voisines`)."""
        self.saisie = saisie
        self.store = saisie.store
        self.voisines = voisines
        self.lecture = ""
        """Why nothing can be written, or nothing."""
        self.parent = self.au_dessus()
        self.toutes: list[Ligne] = []
        self.reprise: Draft | None = None
        """The last draft of an earlier sitting, until something is typed."""
        self._frappe: tuple[str, str, str] | None = None
        """The text being typed: line, field, text."""
        self._noms: dict[tuple[str, str], str] = {}
        self.charger()
        drafts = [d for line in self.toutes for d in (*line.brouillons.values(), line.retrait) if d is not None]
        self.reprise = max(drafts, key=lambda d: d.at, default=None)

    # Reading.

    @property
    def voulue(self) -> str:
        """Say why this table in particular cannot be written, or nothing."""
        return ""

    @property
    def ferme(self) -> str:
        """Say why no line is added to the table nor taken off, or nothing."""
        return self.lecture

    @property
    def intitule(self) -> str:
        """Give the title of the rubrique, and what it is about."""
        return self.titre

    def viser(self, nom: str) -> int:
        """Give the column of a field."""
        forms = [self.forme, *([self.forme.sous] if self.forme.sous else ()), *(forme for forme, _ in self.fixes())]
        keys = [key for forme in forms for key, field in forme.champs.items() if field == nom]
        return next((i for i, column in enumerate(self.colonnes) if column.cle in keys), 0)

    def au_dessus(self) -> str:
        """Give the id of the record that the lines belong to."""
        return self.saisie.record

    @property
    def contexte(self) -> Mapping[str, str]:
        """Give what a new line starts with."""
        return {}

    def fixes(self) -> Sequence[tuple[Forme, str | None]]:
        """Give the lines that are always there: their form and their record."""
        return ()

    def charger(self) -> None:
        """Read the lines again; those that are there keep what is typed in them, and their place."""
        self._noms.clear()
        self.recompter()
        for line in self.toutes:
            line.recharger()
        known = {line.id for line in self.toutes}
        for forme, record in self.fixes():
            if not any(line.forme is forme for line in self.toutes):
                self.toutes.insert(0, Ligne(self.store, forme, self.saisie.record, record, self.contexte))
        self._lire(self.forme, self.parent, known)
        for line in [line for line in self.toutes if line.forme is self.forme]:
            if line.forme.sous is not None:
                self._lire(line.forme.sous, line.id, known)
        self.toutes = [
            line for line in self.toutes if line.forme.fixe or line.a_garder or (line.fiche and not line.archivee)
        ]

    def _lire(self, forme: Forme, parent: str, known: set[str]) -> None:
        # an id says when a line was made, but for communes of an action, whose id is a digest
        order = (("commune", False),) if "commune" in TABLES[forme.table].natural else (("id", False),)
        found = self.store.rows.ids(forme.table, {forme.parent: parent}, order=order)
        begun = [
            d.record
            for d in self.store.drafts.all()
            if d.nouveau and d.table == forme.table and d.contexte.get(forme.parent) == parent
        ]
        for record in dict.fromkeys((*found, *reversed(begun))):
            if record not in known:
                self.toutes.append(Ligne(self.store, forme, parent, record, self.contexte))

    def de(self, forme: Forme, parent: str | None = None) -> list[Ligne]:
        """List the lines of a form, below one record."""
        return [line for line in self.toutes if line.forme is forme and parent in {None, line.parent}]

    def ligne(self, ident: str) -> Ligne | None:
        """Give a line, None for an empty one."""
        return next((line for line in self.toutes if line.id == ident), None)

    def lignes(self) -> list[str]:
        """Give the ids of the lines in order, an empty one at the end of each list."""
        return list(self._ids())

    def _ids(self) -> Iterator[str]:
        yield from (line.id for line in self.toutes if line.forme.fixe)
        for line in self.de(self.forme):
            yield line.id
            if self.forme.sous is not None:
                yield from (below.id for below in self.de(self.forme.sous, line.id))
                if not self.ferme and line.retrait is None:
                    yield f"{NOUVELLE}{line.id}"
        if not self.ferme:
            yield NOUVELLE

    def forme_de(self, ident: str) -> Forme:
        """Give the form of a line, empty or not."""
        line = self.ligne(ident)
        if line is not None:
            return line.forme
        return self.forme.sous if ident != NOUVELLE and self.forme.sous is not None else self.forme

    def champ_de(self, ident: str, colonne: int) -> Champ | None:
        """Describe the field that a cell holds; None where it holds none."""
        forme = self.forme_de(ident)
        nom = forme.champs.get(self.colonnes[colonne].cle)
        return self._decrire(forme, nom) if nom else None

    def _decrire(self, forme: Forme, nom: str) -> Champ:
        return champ(self._classe(forme), nom)

    def _classe(self, forme: Forme) -> "type[Entity]":
        return TABLES[forme.table]

    # What they come to.

    def compter(self, key: object, count: "Callable[[], T]") -> "T":
        """Give what was counted since something was last written here, else count it: each line drawn asks for it."""
        known, own = self.voisines.comptes, (self.titre, key)
        if own not in known:
            known[own] = count()
        return cast("T", known[own])

    def recompter(self) -> None:
        """Count everything again: something was written, here or in another rubrique."""
        self.voisines.comptes.clear()

    def entites(self, forme: Forme) -> "list[dict[str, Json]]":
        """Give the values of the lines of a form as they are typed, those to remove left out."""
        return self.compter(("entites", forme.table), lambda: self._entites(forme))

    def _entites(self, forme: Forme) -> "list[dict[str, Json]]":
        found = []
        for line in self.de(forme):
            if line.retrait is None and not line.archivee:
                typed = self._frappe if self._frappe and self._frappe[0] == line.id else None
                found.append(line.entite(typed[1:] if typed else None))
        typed = self._frappe
        if typed and typed[0].startswith(NOUVELLE) and typed[2].strip() and self.forme_de(typed[0]) is forme:
            begun = Ligne(self.store, forme, self._au_dessus(typed[0]), None, self.contexte)
            found.append(begun.entite(typed[1:]))
        return found

    def records(self) -> "list[Entity]":
        """Give the lines as rules read them, as they are typed."""
        forms = [self.forme, *([self.forme.sous] if self.forme.sous else ()), *(forme for forme, _ in self.fixes())]
        return [self._classe(forme).lenient(values)[0] for forme in forms for values in self.entites(forme)]

    def _au_dessus(self, ident: str) -> str:
        return ident.removeprefix(NOUVELLE) or self.parent

    @property
    def brouillons(self) -> "list[Draft]":
        """List what is on this laptop only."""
        held = [d for line in self.toutes for d in (*line.brouillons.values(), line.retrait) if d is not None]
        return sorted(held, key=lambda d: d.at)

    def points(self) -> list[tuple[str, str]]:
        """List the cells that ask for a look: (line, field)."""
        found = []
        for line in self.toutes:
            bad = [nom for nom in line.brouillons if line.erreur(nom)]
            bad += [d.champ for d in line.folded.desaccords if d.nature is not Nature.ATTENTE]
            found += [(line.id, nom) for nom in dict.fromkeys(bad)]
        return found


def sommer(values: "Sequence[Json]") -> tuple[int, int]:
    """Add amounts up: the sum of those that are known, and how many are not."""
    known = [value for value in values if isinstance(value, int)]
    return sum(known), len(values) - len(known)
