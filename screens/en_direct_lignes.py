"""The line of the live page: Entrée writes it, a draft keeps it, Tab offers links and never makes one by itself."""

from typing import TYPE_CHECKING, Final

from textual import on

from pvd_tui.domain.journal_seance import LigneDite, liens
from pvd_tui.domain.note_seance import GenreNote
from pvd_tui.domain.rgpd_indice import indice
from screens.en_direct_vue import VueDirect
from screens.widgets.saisie_direct import SaisieDirect

if TYPE_CHECKING:
    from datetime import date

_DITS: Final = {
    GenreNote.NOTE: "note enregistrée",
    GenreNote.DECISION: "décision enregistrée",
    GenreNote.QUESTION: "question enregistrée",
    GenreNote.INFORMATION: "information enregistrée",
    GenreNote.RETOUR_EXPERIENCE: "RETEX enregistré",
}


class LignesDirect(VueDirect):
    """A séance in which one writes."""

    def _noter(self, ligne: LigneDite, pilote: str, echeance: "date | None", communes: str) -> None:
        """Write a note, then show it."""
        if self._close:
            self.say("La séance est close : Ctrl+O la rouvre. Votre ligne est gardée.", "alerte")
            return
        made: list[str] = []

        def write() -> None:
            with self.store.transaction():
                if self.lu.ouverte is None:
                    self.direct.ouvrir()
                lien = self._lie(ligne.texte)
                made.append(self.direct.noter(ligne, pilote=pilote, echeance=echeance, communes=communes, **lien))
                self._brouillon.oublier()

        opened = self.lu.ouverte is None
        if not self._faire(write):
            return
        self._lien, self._propositions, self._indice = None, [], None
        self._saisie.vider()
        if opened:
            self._relire()
        self._montrer_note(made[0], suite=ligne.genre is GenreNote.ACTION)
        self._fait(self._dire_note(made[0], ligne))

    def _dire_note(self, note: str, ligne: LigneDite) -> str:
        if ligne.suite_de_la_precedente:
            return "note complétée, enregistrée"
        if ligne.genre is GenreNote.ACTION:
            numbers = [str(row["numero"]) for row in self.lu.suites.get(note, [])]
            return f"suite {', '.join(numbers)} enregistrée"
        return _DITS[ligne.genre]

    def _montrer_note(self, note: str, *, suite: bool = False) -> None:
        """Show what became of one note."""
        self.lu.lire_note(note)
        if suite:
            self.lu.lire_suites()
        entree = self.lu.entree(note)
        if entree is None:
            self._journal.montrer(self.lu.entrees())
        else:
            self._journal.changer(entree)
        self._compter()
        self._titrer()

    @on(SaisieDirect.Tapee)
    def _a_repos(self) -> None:
        """Keep what is typed, and say in one discreet line that it seems to hold personal data."""
        self._garder()
        said = indice(self._saisie.texte)
        if said == self._indice:
            return
        self._indice = said
        if said:
            self.say(said, "discret")
        else:
            self._dire_dernieres()

    def _garder(self) -> None:
        """Keep what is typed as a draft."""
        changed = self._modifiee
        if changed is not None:
            self._faire(lambda: self._brouillon.garder_retouche(self._saisie.brut, changed))
        elif self._cible is None and not self._cote:
            self._faire(lambda: self._brouillon.garder(self._saisie.brut))

    def leave(self) -> None:
        """Keep what is typed, and tell the other pages at once."""
        self._garder()
        self._dire_ailleurs()

    @on(SaisieDirect.Aide)
    def _aider(self, event: SaisieDirect.Aide) -> None:
        """Say what Tab would fill in, or what is wrong."""
        if event.erreur:
            self.say(event.phrase, "alerte")
        else:
            self._titrer(event.phrase or None)

    # Links: offered, never made by themselves.

    @on(SaisieDirect.Lien)
    def _proposer(self) -> None:
        """Offer the next link among those that the words name."""
        note = self._journal.choisie
        text = self._saisie.texte or (self._texte_de(note) if note else "")
        if self._lien is None:
            self._propositions = liens(text, self.lu.connus()) if text else []
            self._lien = self._propositions[0] if self._propositions else None
            if self._lien is None:
                self._titrer("Aucune commune ni action n'est nommée dans cette ligne" if text else None)
                return
        else:
            place = self._propositions.index(self._lien) + 1
            self._lien = self._propositions[place] if place < len(self._propositions) else None
        self._titrer()

    def _lie(self, text: str) -> dict[str, str]:
        """Give the fields of the link that is kept: an action comes with its commune where the words name it too."""
        if self._lien is None:
            return {}
        if self._lien.table == "commune":
            return {"commune": self._lien.record}
        named = {one.record for one in liens(text, self.lu.connus()) if one.table == "commune"}
        commune = self._lien.commune
        return {"action": self._lien.record} | ({"commune": commune} if commune in named else {})

    def _texte_de(self, note: str) -> str:
        row = self.lu.notes.get(note, {})
        return str(row.get("texte") or row.get("titre") or "")
