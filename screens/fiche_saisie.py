"""One record being written, without its screen: what is shown, what is typed, what was seen, what is saved.

    taper      a field was typed in: its text is a draft, on the disk
    enregistrer  the finished fields become one change that names the heads seen (`design.md` §3, rule 1)

Nothing here draws. A field holds text; the text is read by `pvd_tui.domain.saisie` when it is saved.
"""

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from pvd_tui.changes.edit import Edit
from pvd_tui.changes.fold import EMPTY, Folded, same
from pvd_tui.domain.affichage import show
from pvd_tui.domain.saisie import SaisieError, read
from pvd_tui.domain.tables import TABLES
from screens.fiche_depart import depart, manque, naissance, reference
from screens.fiche_droits import creation_refusee
from storage.drafts import Draft
from storage.errors import RefusError
from storage.fige import champ_fige
from storage.store import reborn

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json
    from pvd_tui.domain.entity import Entity
    from storage.fiche import Fiche
    from storage.store import Saved, Store

IDENTITE: Final = "id"
"""The field of a new commune that chooses which one it is."""

_EUROS: Final = "\u202f€"
_POUR_CENT: Final = "\u202f%"
"""Signs that would stand in the way of typing; the title of the field says them."""


@dataclass(frozen=True, slots=True)
class Prete:
    """What a record has ready to be saved: the edit, its label, and which drafts it makes of no use."""

    edit: Edit | None
    libelle: str
    record: str
    """The id of the record once it is saved: a natural one may differ from the one it was typed under."""
    champs: tuple[str, ...]
    """The fields whose draft is over; all of them where there is none here."""
    restes: tuple[Draft, ...] = ()
    """Drafts that go on under the id of the record."""
    ne: bool = False
    """Whether the record is created."""


class Saisie:
    """A record of the store, or one that does not exist yet, and what is typed in its fields."""

    def __init__(
        self, store: "Store", table: str, record: str | None = None, contexte: Mapping[str, str] | None = None
    ) -> None:
        """Open `record` with its drafts; without one, prepare a new record that starts with `contexte`."""
        self.store = store
        self.table = table
        self.cls: type[Entity] = TABLES[table]
        self.record = record or store.new_id()
        self.fiche: Fiche | None = None
        self.brouillons: dict[str, Draft] = {}
        self.reprise: Draft | None = None
        """The last draft of an earlier sitting, until it is taken up again or given up."""
        self.recharger()
        if record is not None:
            drafts = store.drafts.of(table, record)
            self.brouillons = {d.champ: d for d in drafts if d.champ == IDENTITE or d.champ in self.cls.model_fields}
            self.reprise = max(self.brouillons.values(), key=lambda d: d.at, default=None)
        known = self.reprise.contexte if self.reprise else {}
        self.contexte = {**known, **(contexte or {})}
        self.inconnue = record is not None and self.fiche is None and not self.brouillons
        """Whether this laptop knows nothing of the record that was asked for."""
        self.depart: dict[str, Json] = depart(store, self.cls, self.contexte) if self.nouveau else {}
        """What a new record starts with."""

    def recharger(self) -> None:
        """Read the record again; drafts keep the heads they were begun with."""
        self.fiche = self.store.get(self.table, self.record)

    @property
    def nouveau(self) -> bool:
        """Whether the record does not exist yet."""
        return self.fiche is None

    @property
    def folded(self) -> Folded:
        """The record as it is shown."""
        return self.fiche.folded if self.fiche else EMPTY

    @property
    def archivee(self) -> bool:
        """Whether the record is archived."""
        return self.folded.archived

    @property
    def today(self) -> date:
        """The day, where the laptop is."""
        return self.store.today().astimezone().date()

    # What is shown.

    def valeur(self, champ: str) -> "Json":
        """Give the value that the form starts from: the saved one, or what a new record begins with."""
        return self.depart.get(champ) if self.nouveau else self.folded.values.get(champ)

    def enregistre(self, champ: str) -> str:
        """Give the text of a field without its draft."""
        shown = show(self.cls, champ, self.valeur(champ))
        return shown.removesuffix(_EUROS).removesuffix(_POUR_CENT)

    def texte(self, champ: str) -> str:
        """Give the text of a field, as it was last typed."""
        draft = self.brouillons.get(champ)
        return draft.texte if draft else self.enregistre(champ)

    def lire(self, champ: str) -> "Json":
        """Read the text of a field; raises SaisieError where it is not a value of it."""
        draft = self.brouillons.get(champ)
        if draft is None:
            return self.valeur(champ)
        if champ == IDENTITE:
            return draft.texte.strip().upper() or None
        return read(self.cls, champ, draft.texte, self.today)

    def erreur(self, champ: str) -> str:
        """Say what is wrong with the text of a field, or nothing."""
        try:
            self.lire(champ)
        except SaisieError as error:
            return error.message
        return ""

    def valeurs(self) -> "dict[str, Json]":
        """Give the record as it would be with everything typed that can be read."""
        values: dict[str, Json] = {**self.depart} if self.nouveau else dict(self.folded.values)
        return values | self._lisibles(())

    def titre(self) -> str:
        """Give the title, as typed."""
        return self.texte("titre").strip()

    # What is typed.

    def taper(self, champ: str, texte: str, curseur: int = 0) -> bool:
        """Keep the text of a field as a draft, or drop it where it is what is saved; say whether it changed."""
        if texte == self.texte(champ):
            return False
        if texte == self.enregistre(champ):
            self.oublier((champ,))
            return True
        self._garder(champ, texte, curseur)
        self.reprise = None
        return True

    def _garder(self, champ: str, texte: str, curseur: int) -> None:
        before = self.brouillons.get(champ)
        seen = before.seen if before else self.folded.shown.get(champ, ())
        draft = Draft(self.table, self.record, champ, texte, seen, curseur, self.nouveau, self.contexte)
        self.store.drafts.put(draft)
        self.brouillons[champ] = replace(draft, at=self.store.now())

    def oublier(self, champs: Collection[str]) -> None:
        """Drop the drafts of some fields."""
        if champs:
            self.store.drafts.drop(self.table, self.record, tuple(champs))
        for champ in champs:
            self.brouillons.pop(champ, None)

    def abandonner(self) -> None:
        """Drop every draft: the form shows what is saved."""
        self.oublier(tuple(self.brouillons))
        self.reprise = None

    # What is saved.

    def enregistrer(self, sauf: Collection[str] = ()) -> "Saved | None":
        """Save every finished field that can be read, as one change; None if there is nothing to save.

        Fields of `sauf` and those that do not parse stay drafts. Raises StoreError where the store refuses; the
        drafts are then all there.
        """
        prete = self.preparer(sauf)
        if prete is None:
            return None
        with self.store.transaction():
            saved = self.store.save([prete.edit], prete.libelle) if prete.edit else None
            self.ranger(prete)
        self.reprendre(prete)
        return saved

    def preparer(self, sauf: Collection[str] = ()) -> "Prete | None":
        """Say what `enregistrer` would write, so that several records are saved as one gesture."""
        values = self._lisibles((*sauf, *self.figes()))
        if not values or self.archivee:
            return None
        return self._creer(values) if self.nouveau else self._modifier(values)

    def figes(self) -> list[str]:
        """Name the drafts that can no longer be saved: what a council voted, or signed, while they were typed."""
        if self.nouveau:
            return []
        values = self.folded.values
        return [champ for champ in self.brouillons if champ_fige(self.store, self.table, champ, values)]

    def ranger(self, prete: "Prete") -> None:
        """Drop from the disk the drafts that were saved; part of the transaction that saves them."""
        self.store.drafts.drop(self.table, self.record, prete.champs)
        for draft in prete.restes:
            self.store.drafts.put(draft)

    def reprendre(self, prete: "Prete") -> None:
        """Go on with the record as it was saved."""
        if prete.ne:
            self.record = prete.record
            self.brouillons = {draft.champ: draft for draft in prete.restes}
        else:
            for champ in prete.champs:
                self.brouillons.pop(champ, None)
        self.recharger()

    def _lisibles(self, sauf: Collection[str]) -> "dict[str, Json]":
        """Read every draft that can be read."""
        values: dict[str, Json] = {}
        for champ in self.brouillons:
            if champ not in sauf:
                with suppress(SaisieError):
                    values[champ] = self.lire(champ)
        return values

    def _modifier(self, values: "Mapping[str, Json]") -> "Prete":
        """Say what differs from what was seen."""
        changed = {champ: value for champ, value in values.items() if not self._inchange(champ, value)}
        seen = {champ: self.brouillons[champ].seen for champ in changed}
        edit = Edit(self.table, self.record, changed, seen) if changed else None
        return Prete(edit, self._libelle(changed), self.record, tuple(values))

    def _inchange(self, champ: str, value: "Json") -> bool:
        """Say whether the value is the one that its author saw."""
        seen = set(self.brouillons[champ].seen) == set(self.folded.shown.get(champ, ()))
        return seen and same(self.folded.values.get(champ), value)

    def _creer(self, values: "Mapping[str, Json]") -> "Prete | None":
        """Say the creation of the record, once something of it is filled in."""
        if all(value is None for value in values.values()):
            return None
        born: dict[str, Json] = {
            champ: value for champ, value in {**self.depart, **values}.items() if value is not None
        }
        born, record = naissance(self.store, self.cls, self.record, born)
        if why := self._refus(born, record):
            raise RefusError(why)
        edit = self._naissance(record, born)
        left = [replace(d, record=record, nouveau=False) for champ, d in self.brouillons.items() if champ not in values]
        return Prete(edit, f"Création : {self._nom()}", record, (), tuple(left), ne=True)

    def _refus(self, born: "Mapping[str, Json]", record: str) -> str:
        """Say why the record cannot begin, or nothing."""
        return manque(self.cls, born, record) or creation_refusee(self.store, self.cls, born, record)

    def _naissance(self, record: str, born: "Mapping[str, Json]") -> Edit:
        """Say the creation; a record that is unique by nature and archived comes back with these values."""
        there = self.store.get(self.table, record)
        if there is None:
            return Edit(self.table, record, born)
        if there.folded.archived:
            return reborn(there, born)
        raise RefusError(
            f"Il y a déjà une fiche pour {reference(self.cls, born)}. Vos saisies restent en brouillon ; "
            "ouvrez la fiche existante, ou changez ce qui la distingue."
        )

    def _libelle(self, champs: Collection[str]) -> str:
        """Label a save for undo: which record, which fields."""
        titles = [self.cls.model_fields[champ].title or champ for champ in champs]
        return f"{self._nom()} : {', '.join(titles)}"

    def _nom(self) -> str:
        titre = self.titre()
        return f"{self.cls.label} « {titre} »" if titre else self.cls.label
