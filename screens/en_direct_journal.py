"""The journal of the live page: ↑ goes into it, to change, tag, link, answer, take away or make a suite of a note."""

from typing import TYPE_CHECKING, Final

from textual import on

from pvd_tui.domain.journal_seance import LigneDite
from pvd_tui.domain.note_seance import GenreNote
from screens.en_direct_lignes import LignesDirect
from screens.lignes import jour
from screens.widgets.bande_suite import Bande
from screens.widgets.journal import JournalVue
from screens.widgets.saisie_direct import SaisieDirect

if TYPE_CHECKING:
    from datetime import date

_SIGNES: Final = {
    "!": GenreNote.DECISION,
    "?": GenreNote.QUESTION,
    ":": GenreNote.INFORMATION,
    "+": GenreNote.RETOUR_EXPERIENCE,
}


class JournalDirect(LignesDirect):
    """A séance whose notes one goes back to."""

    @on(SaisieDirect.Dite)
    def _dite(self, event: SaisieDirect.Dite) -> None:
        """Save the line: a note, a note changed, a suite of a note."""
        bande = (event.pilote, event.echeance, event.communes)
        if self._modifiee is not None:
            self._modifier(event.ligne, *bande)
        elif self._cible is not None:
            self._faire_suite(self._cible, event.ligne.texte, *bande)
        elif event.ligne.texte:
            self._noter(event.ligne, *bande)
        else:
            self._entree_seule()

    def _entree_seule(self) -> None:
        """Entrée on an empty line: keep the link, change the note under the cursor, or open the séance."""
        note = self._journal.choisie
        if note is not None and self._lien is not None:
            lien = self._lie(self._texte_de(note))
            if self._faire(lambda: self.direct.lier(note, **lien)):
                self._lien, self._propositions = None, []
                self._montrer_note(note)
                self._fait("lien enregistré")
        elif note is not None:
            self._ouvrir_note(note)
        elif self.lu.ouverte is None and not self._close and self._faire(self.direct.ouvrir):
            self._relire()
            self._fait("séance ouverte")

    def action_bouger(self, pas: int, page: bool = False) -> None:  # noqa: FBT001, FBT002 - an action's parameters
        """Go through the journal; what was being typed waits."""
        if self._modifiee is not None or self._cible is not None or not self._saisie.champ.has_focus:
            return
        before = self._journal.choisie
        if before is None and not self._saisie.vide:
            if pas > 0:
                return
            self._mettre_de_cote()
        self._lien = None
        self._choisir(self._journal.bouger(pas * (self._journal.page() if page else 1)))

    @on(JournalVue.Pointee)
    def _pointer_note(self, event: JournalVue.Pointee) -> None:
        """Come to the note that was clicked."""
        if self._modifiee is None and self._cible is None and event.record in self.lu.notes:
            if not self._saisie.vide:
                self._mettre_de_cote()
            self._journal.choisir(event.record)
            self._choisir(event.record)

    def _choisir(self, note: str | None) -> None:
        """Show what is under the cursor; out of the journal, the line that was being typed."""
        self._saisie.choisie = note is not None
        if note is None:
            self._journal.choisir(None)
            self._reprendre_ligne()
        self._saisie.champ.focus()
        self._titrer()

    def _mettre_de_cote(self) -> None:
        """Keep the line that was being typed, on the disk too, while one is in the journal."""
        self._garder()
        self._cote = self._saisie.brut
        self._saisie.vider()

    def _reprendre_ligne(self) -> None:
        if self._cote:
            self._saisie.remettre(self._cote)
            self._cote = ""

    @on(SaisieDirect.Commencee)
    def _commencee(self) -> None:
        """Letters typed in the journal go to the line, after what it held."""
        typed = self._saisie.brut
        self._journal.choisir(None)
        self._lien = None
        if self._cote:
            self._saisie.remettre(self._cote)
            self._saisie.ajouter(typed)
            self._cote = ""
        self._titrer()

    @on(SaisieDirect.Signe)
    def _signe(self, event: SaisieDirect.Signe) -> None:
        """Do what a sign says to the note under the cursor."""
        note = self._journal.choisie
        if note is None or note not in self.lu.notes:
            return
        if event.signe == "*":
            self._vers_suite(note)
        elif event.signe == "suppr":
            if self._faire(lambda: self.direct.retirer(note)):
                self._choisir(None)
                self._montrer_note(note, suite=True)
                self._fait("note retirée, enregistré")
        elif event.signe == " ":
            self._repondre(note)
        else:
            self._retaguer(note, _SIGNES[event.signe])

    def action_genre(self, word: str) -> None:
        """Give a genre to the line, or to the note under the cursor."""
        genre, note = GenreNote(word), self._journal.choisie
        if note is None or self._modifiee is not None or self._cible is not None:
            self._saisie.changer_genre(genre)
        elif genre is GenreNote.ACTION:
            self._vers_suite(note)
        elif note in self.lu.notes:
            self._retaguer(note, genre)

    def _retaguer(self, note: str, genre: GenreNote) -> None:
        """Change the genre of a note, or take it off."""
        new = GenreNote.NOTE if self.lu.notes[note]["genre"] == genre else genre
        if self._faire(lambda: self.direct.modifier(note, genre=new)):
            self._montrer_note(note)
            self._fait(f"genre « {new} » enregistré")

    def _repondre(self, note: str) -> None:
        """Say that a question has its answer, or has not."""
        row = self.lu.notes[note]
        if row["genre"] == GenreNote.QUESTION:
            answered = row["repondue"] is not True
            if self._faire(lambda: self.direct.repondre(note, repondue=answered)):
                self._montrer_note(note)
                self._fait("réponse enregistrée" if answered else "question rouverte, enregistré")

    def _ouvrir_note(self, note: str) -> None:
        """Put a note in the line, to be changed; its suite in the strip."""
        fiche = self.store.get("note_seance", note)
        if fiche is None or note not in self.lu.notes:
            return
        self._modifiee = fiche
        genre = GenreNote(str(fiche.values.get("genre") or GenreNote.NOTE))
        self._saisie.montrer(genre, self._texte_de(note))
        if suites := self.lu.suites.get(note):
            row = suites[0]
            day = jour(row["echeance"]) if row["echeance"] else ""
            self._saisie.remplir(Bande(str(row["pilote"] or ""), day, str(row["communes"] or "")))
        self._saisie.choisie = False
        self._titrer()

    def _modifier(self, ligne: LigneDite, pilote: str, echeance: "date | None", communes: str) -> None:
        """Save a note that was changed, and its suite."""
        before = self._modifiee
        if before is None:
            return
        note = before.record
        suites = self.lu.suites.get(note, [])

        def write() -> None:
            with self.store.transaction():
                self.direct.modifier(note, ligne.texte, ligne.genre, vu=before)
                if ligne.genre is GenreNote.ACTION and suites:
                    self.direct.corriger_suite(str(suites[0]["id"]), pilote, echeance, communes)
                elif ligne.genre is GenreNote.ACTION:
                    self.direct.suite(note, pilote, echeance, communes)
                self._brouillon.oublier_retouche()

        if self._faire(write):
            self._montrer_note(note, suite=True)
            self._quitter_note()
            self._fait("modification enregistrée")

    def _vers_suite(self, note: str) -> None:
        """Open the strip for a note that is there; one that has a suite is opened to be changed."""
        if self.lu.suites.get(note):
            self._ouvrir_note(note)
        elif note in self.lu.notes:
            self._cible = note
            self._saisie.choisie = False
            self._saisie.montrer(GenreNote.ACTION, str(self.lu.notes[note]["titre"] or self._texte_de(note)))
            self._saisie.aller_bande()
            self._titrer()

    def _faire_suite(self, note: str, titre: str, pilote: str, echeance: "date | None", communes: str) -> None:
        """Save the suite of a note that was there."""
        if self._faire(lambda: self.direct.suite(note, pilote, echeance, communes, titre or None)):
            self._montrer_note(note, suite=True)
            self._quitter_note()
            self._fait(f"suite {self.lu.suites[note][-1]['numero']} enregistrée")

    def _quitter_note(self) -> None:
        """Come back to the line, as it was before."""
        self._modifiee, self._cible, self._indice = None, None, None
        self._saisie.vider()
        self._choisir(None)
