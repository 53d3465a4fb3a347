"""What is typed in a séance and not entered yet: kept on the disk, found again after the battery died.

Two things may wait at once: the line of a new note, and a note that is being changed meanwhile.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from storage.drafts import Draft

if TYPE_CHECKING:
    from storage.fiche import Fiche
    from storage.store import Store

_NOTE: Final = "note_seance"


@dataclass(frozen=True, slots=True)
class Retrouve:
    """What was being typed."""

    ligne: str = ""
    retouche: str = ""
    modifiee: "Fiche | None" = None
    """The note that the second one changes, as it was displayed then."""


class BrouillonDirect:
    """The drafts of one séance."""

    def __init__(self, store: "Store", seance: str) -> None:
        """Keep them in this store."""
        self._store = store
        self._seance = seance
        self._ligne: Draft | None = None
        self._retouche: Draft | None = None

    def garder(self, brut: str) -> None:
        """Keep this line in place of the one before; nothing is kept of an empty one."""
        if not brut.strip() or self._store.read_only:
            self.oublier()
            return
        record = self._ligne.record if self._ligne else self._store.new_id()
        contexte = {"seance_club": self._seance}
        draft = Draft(_NOTE, record, "titre", brut, (), len(brut), nouveau=True, contexte=contexte)
        if draft != self._ligne:
            self._store.drafts.put(draft)
            self._ligne = draft

    def garder_retouche(self, brut: str, modifiee: "Fiche") -> None:
        """Keep what a note is being changed to, with the heads that its author saw."""
        if self._store.read_only:
            return
        seen = tuple(modifiee.folded.shown.get("texte", ()))
        draft = Draft(_NOTE, modifiee.record, "texte", brut, seen, len(brut))
        if draft != self._retouche:
            self._store.drafts.put(draft)
            self._retouche = draft

    def oublier(self) -> None:
        """Forget the line: it was entered, or emptied."""
        if self._ligne is not None:
            self._store.drafts.drop(_NOTE, self._ligne.record, (self._ligne.champ,))
            self._ligne = None

    def oublier_retouche(self) -> None:
        """Forget the change of a note: it was entered, or given up."""
        if self._retouche is not None:
            self._store.drafts.drop(_NOTE, self._retouche.record, (self._retouche.champ,))
            self._retouche = None

    def retrouver(self) -> Retrouve | None:
        """Give what was being typed when the program ended."""
        found = Retrouve()
        for draft in reversed(self._store.drafts.all()):
            if draft.table != _NOTE:
                continue
            if draft.nouveau and draft.champ == "titre" and draft.contexte.get("seance_club") == self._seance:
                self._ligne = replace(draft, at="")
                found = replace(found, ligne=draft.texte)
            elif (fiche := self._note(draft)) is not None:
                self._retouche = replace(draft, at="")
                shown = {**fiche.folded.shown, "texte": draft.seen}
                seen = replace(fiche, folded=replace(fiche.folded, shown=shown))
                found = replace(found, retouche=draft.texte, modifiee=seen)
        return found if found != Retrouve() else None

    def _note(self, draft: Draft) -> "Fiche | None":
        """Give the note of this séance that a draft would change."""
        fiche = self._store.get(_NOTE, draft.record) if draft.champ == "texte" and not draft.nouveau else None
        here = fiche is not None and fiche.values.get("seance_club") == self._seance and not fiche.folded.archived
        return fiche if here else None
