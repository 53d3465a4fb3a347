"""One line of a grid: a record of a child table, with its drafts, and whether it is to be removed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from pvd_tui.changes.change import ARCHIVE
from pvd_tui.changes.edit import Edit
from pvd_tui.changes.fold import EMPTY, Nature
from pvd_tui.domain.affichage import show
from pvd_tui.domain.champ import Genre, champ
from pvd_tui.domain.saisie import SaisieError, read
from screens.fiche_depart import manque
from screens.fiche_saisie import Prete, Saisie
from storage.drafts import Draft
from storage.fige import check_archive, check_creation

if TYPE_CHECKING:
    from collections.abc import Collection

    from pvd_tui.changes.change import Json
    from storage.store import Store

_TO_REMOVE: Final = "oui"
_FIGEE: Final = "Voté pendant que vous tapiez : cette saisie reste en brouillon, elle n'est pas enregistrée."


@dataclass(frozen=True, slots=True)
class Forme:
    """A kind of line: its table, the field that names the record above, and which field each column holds."""

    table: str
    parent: str
    champs: Mapping[str, str]
    """Column key to field."""
    ajout: str = "nouvelle ligne"
    """What the empty line says."""
    figes: frozenset[str] = frozenset()
    """Fields that do not change once the line is recorded: they make its id."""
    attendus: frozenset[str] = frozenset()
    """Fields shown « à préciser » while they are empty: unknown is not zero."""
    sous: "Forme | None" = None
    """The lines below each line."""
    fixe: str = ""
    """What a line that is always there says in the first column: it is neither added nor removed."""
    contexte: Mapping[str, str] = field(default_factory=dict)
    """What a new line starts with, besides the record above."""


class Ligne(Saisie):
    """A record of a grid; the record above it decides who may write it."""

    def __init__(
        self, store: "Store", forme: Forme, parent: str, record: str | None, contexte: Mapping[str, str]
    ) -> None:
        """Open a line, or begin one below `parent`."""
        new = record or store.new_id()
        super().__init__(store, forme.table, new, {**contexte, **forme.contexte, forme.parent: parent})
        self.forme = forme
        self.parent = parent
        self.refus = ""
        """Why the last save left it out."""
        self.retrait = next((d for d in store.drafts.of(forme.table, new) if d.champ == ARCHIVE), None)
        """The mark that the line is to be removed, with the heads seen then."""

    @property
    def id(self) -> str:
        """The id of the line on screen."""
        return self.record

    @property
    def vide(self) -> bool:
        """Whether nothing is left of a line that was never recorded."""
        return self.nouveau and not self.brouillons

    @property
    def a_garder(self) -> bool:
        """Whether something of it is on this laptop only."""
        return bool(self.brouillons) or self.retrait is not None

    # What is shown.

    def vu(self, nom: str, frappe: str | None = None) -> str:
        """Give a value as the grid shows it: what the typing comes to, else the text as it stands."""
        texte = self.texte(nom) if frappe is None else frappe
        try:
            value = self.valeur_de(nom, frappe)
        except SaisieError:
            return texte
        shown = show(self.cls, nom, value)
        return shown.removesuffix("\u202f€") if champ(self.cls, nom).genre is Genre.MONTANT else shown

    def valeur_de(self, nom: str, frappe: str | None = None) -> "Json":
        """Read a field as it is typed; raises SaisieError."""
        return self.lire(nom) if frappe is None else read(self.cls, nom, frappe, self.today)

    def disputes(self, nom: str) -> set[Nature]:
        """Say what kinds of disagreement a field has."""
        return {d.nature for d in self.folded.desaccords if d.champ in {nom, ARCHIVE}}

    # What is kept.

    def marquer(self, *, retirer: bool) -> None:
        """Mark the line for removal, with the heads of every field that is displayed (rule 3), or take the mark off."""
        if not retirer:
            self.store.drafts.drop(self.table, self.record, (ARCHIVE,))
            self.retrait = None
            return
        heads = {name: " ".join(ids) for name, ids in self.folded.heads.items()}
        self.retrait = Draft(self.table, self.record, ARCHIVE, _TO_REMOVE, (), contexte=heads, at=self.store.now())
        self.store.drafts.put(self.retrait)

    def preparer(self, sauf: "Collection[str]" = ()) -> Prete | None:
        """Say what is to be saved of the line; a removal takes its drafts with it."""
        self.refus = ""
        if self.retrait is None:
            self.refus = _FIGEE if self.figes() else ""
            return super().preparer(sauf)
        gone = (*self.brouillons, ARCHIVE)
        if self.archivee or self.nouveau:
            return Prete(None, "", self.record, gone)
        check_archive(self.store, self.table, self.folded.values)
        seen = {name: tuple(ids.split()) for name, ids in self.retrait.contexte.items()}
        return Prete(Edit(self.table, self.record, {ARCHIVE: True}, seen), "", self.record, gone)

    def commencer(self, values: "Mapping[str, Json]") -> Prete:
        """Say the creation of a line with these values, and with what it starts with."""
        born = {name: value for name, value in {**self.depart, **values}.items() if value is not None}
        return Prete(Edit(self.table, self.record, born), "", self.record, (), ne=True)

    def reprendre(self, prete: Prete) -> None:
        """Go on as saved."""
        super().reprendre(prete)
        self.retrait = None

    def _refus(self, born: "Mapping[str, Json]", record: str) -> str:
        """Say why the line cannot begin: whether one may write here was asked of the record above."""
        asked = next((name for name in self.cls.natural if not born.get(name)), None)
        if asked is not None and self.cls.natural_key(born) is None:  # a presence is known by its person, or by name
            return f"Il manque « {champ(self.cls, asked).titre} » : la ligne reste en brouillon."
        check_creation(self.store, self.table, born)
        return manque(self.cls, born, record)

    def entite(self, frappe: tuple[str, str] | None = None) -> "dict[str, Json]":
        """Give the values of the line as it is typed, a text being typed (field, text) included."""
        values = self.valeurs() if not self.archivee else dict(EMPTY.values)
        if frappe is not None:
            nom, texte = frappe
            try:
                values[nom] = read(self.cls, nom, texte, self.today)
            except SaisieError:
                values.pop(nom, None)
        return {**values, "id": self.record}
