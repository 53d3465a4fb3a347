"""The line in which a séance is written, and under it the strip of a suite: pilote, échéance, communes.

    ! * ? : + ;   as first sign, replaced at once by a word before the line; Retour arrière at its start takes it off
    Tab           in a suite goes through the strip and fills what is begun; elsewhere asks for links
    Entrée        tells all of it, from wherever one is

The widget writes nothing: it tells, and the page saves. Signs and arrows that mean something to the page while the line
is empty are told too (`Signe`).
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input

from pvd_tui.domain.dates import DateError
from pvd_tui.domain.journal_seance import MOTS, SIGNES, SUITE_DE, LigneDite, lire
from pvd_tui.domain.note_seance import GenreNote
from screens.widgets.bande_suite import FAUX, Bande, BandeSuite
from screens.widgets.champ import Champ
from screens.widgets.plain import Plain

SIGNES_DITS: Final = "! décision * suite ? question : info + RETEX ; continue"
"""What the first sign of a line makes of it."""
GENRES_DITS: Final = "! ? : + change le genre · * en fait une suite · Espace : répondue"
"""What a sign makes of the note under the cursor."""
_LIGNE: Final = "¶"
"""How a line end of a note is shown in the line one types in."""
_BLANCS: Final = re.compile(rf"\s*{_LIGNE}\s*")
_SIGNE: Final[Mapping[GenreNote, str]] = {genre: sign for sign, genre in SIGNES.items()}
_CLASSES: Final = {
    GenreNote.DECISION: "mot-decision",
    GenreNote.ACTION: "mot-suite",
    GenreNote.QUESTION: "mot-question",
    GenreNote.INFORMATION: "mot-information",
    GenreNote.RETOUR_EXPERIENCE: "mot-retour",
}
_SEPARE: Final = " | "


class LigneChamp(Champ, inherit_bindings=False):
    """A field of the live page: Ctrl+Z goes up to the page once there is nothing typed to take back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        one for one in Champ.BINDINGS if getattr(one, "key", "") not in {"ctrl+z", "ctrl+y"}
    ]

    def on_key(self, event: events.Key) -> None:
        """Ask the line what a sign means before it is typed."""
        line = self.parent_line
        if line is not None and line.prend(event, self):
            event.prevent_default()
            event.stop()

    @property
    def parent_line(self) -> "SaisieDirect | None":
        """The line this field is part of."""
        return next((one for one in self.ancestors if isinstance(one, SaisieDirect)), None)


class SaisieDirect(Vertical):
    """The line and its strip. `noms` and `communes` give what Tab may fill in; `aujourdhui` the day."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "suivant", show=False),
        Binding("shift+tab", "precedent", show=False),
    ]

    class Dite(Message):
        """Entrée: this line is meant, with its strip."""

        def __init__(self, ligne: LigneDite, pilote: str, echeance: date | None, communes: str) -> None:
            """Tell the line as it was meant."""
            super().__init__()
            self.ligne = ligne
            self.pilote = pilote
            self.echeance = echeance
            self.communes = communes

    class Signe(Message):
        """A sign typed while the line is empty and the page has a note under its cursor."""

        def __init__(self, signe: str) -> None:
            """Tell which."""
            super().__init__()
            self.signe = signe

    class Commencee(Message):
        """Letters were typed while the page had a note under its cursor: they are a new line."""

    class Tapee(Message):
        """What is typed so far: a draft may be kept."""

    class Lien(Message):
        """Tab in the line: links are asked for."""

    class Aide(Message):
        """Something to say about what is typed: what Tab would fill in, what is wrong."""

        def __init__(self, phrase: str, *, erreur: bool = False) -> None:
            """Tell it."""
            super().__init__()
            self.phrase = phrase
            self.erreur = erreur

    def __init__(
        self,
        noms: Callable[[], Sequence[str]],
        communes: Callable[[], Sequence[str]],
        aujourdhui: Callable[[], date],
    ) -> None:
        """Begin empty."""
        super().__init__(id="saisie-zone")
        self.genre = GenreNote.NOTE
        self.continue_note = False
        self._choisie = False
        self.dite_pour = ""
        """The word shown in place of the genre's while something else than a new note is typed."""
        self._dernier = ""
        self._mot = Plain("", id="saisie-mot")
        self.champ = LigneChamp(id="saisie")
        self._signes = Plain(f" {SIGNES_DITS}", id="saisie-signes")
        self._bande = BandeSuite(_champ, noms, communes, aujourdhui)

    def compose(self) -> ComposeResult:
        """Show the word and the line, then the signs or the strip."""
        with Horizontal(id="saisie-ligne"):
            yield self._mot
            yield self.champ
        yield self._signes
        yield self._bande

    # What a page asks.

    @property
    def choisie(self) -> bool:
        """Whether the page has a note under its cursor: signs in the empty line are for it."""
        return self._choisie

    @choisie.setter
    def choisie(self, choisie: bool) -> None:
        self._choisie = choisie
        self._signes.say(f" {GENRES_DITS if choisie else SIGNES_DITS}", layout=False)

    @property
    def vide(self) -> bool:
        """Whether nothing at all is typed."""
        return not (self.champ.value.strip() or any(self._bande.tapee) or self._signe)

    @property
    def brut(self) -> str:
        """All that is typed, in one text that `remettre` reads back."""
        text = f"{self._signe}{self.champ.value}"
        suite = self.genre is GenreNote.ACTION and not self.continue_note
        return text + "".join(f"{_SEPARE}{one}" for one in self._bande.tapee) if suite else text

    @property
    def texte(self) -> str:
        """The text of the line, with its line ends."""
        return _BLANCS.sub("\n", self.champ.value).strip()

    def remettre(self, brut: str) -> None:
        """Show what was typed before."""
        parts = brut.rsplit(_SEPARE, len(Bande._fields)) if lire(brut).genre is GenreNote.ACTION else [brut]
        ligne, *bande = parts if len(parts) > len(Bande._fields) else [brut]
        dite = lire(ligne)
        blank = ligne[len(ligne.rstrip()) :] if dite.texte else ""  # else the next word would join the last one
        self.montrer(dite.genre, dite.texte + blank, continue_note=dite.suite_de_la_precedente)
        if bande:
            self._bande.remplir(Bande(*bande))

    def montrer(self, genre: GenreNote, texte: str, *, continue_note: bool = False, dite_pour: str = "") -> None:
        """Show a line to be gone on with; the strip empty."""
        self.dite_pour = dite_pour
        self._mettre_genre(genre, continue_note=continue_note)
        if any(self._bande.tapee) or not self._bande.display:
            self._bande.remplir(Bande())
        bare = genre is GenreNote.NOTE and not continue_note and texte[:1] in {*SIGNES, SUITE_DE}
        self.champ.put((" " if bare else "") + f" {_LIGNE} ".join(texte.split("\n")))  # else it would become a genre
        self.champ.focus()

    def ajouter(self, texte: str) -> None:
        """Go on with the line."""
        self.champ.put(f"{self.champ.value} {texte}".lstrip())

    def vider(self) -> None:
        """Forget the line and its strip."""
        self.montrer(GenreNote.NOTE, "")

    def changer_genre(self, genre: GenreNote) -> None:
        """Give the line a genre, or take it off if it has it already (F5, F7, F8)."""
        self._mettre_genre(GenreNote.NOTE if self.genre is genre else genre)
        self.post_message(self.Tapee())

    def remplir(self, bande: Bande) -> None:
        """Show what a suite says already."""
        self._bande.remplir(bande)

    def aller_bande(self) -> None:
        """Type in the strip."""
        self._bande.pilote.focus()

    @property
    def en_bande(self) -> bool:
        """Whether one types in the strip."""
        return self._bande.display and not self.champ.has_focus

    # Keys.

    def prend(self, event: events.Key, champ: Champ) -> bool:
        """Take a key before it is typed: a sign for the note under the cursor, Retour arrière at the start."""
        if champ is not self.champ:
            return False
        if event.key == "backspace" and not champ.cursor_position and champ.selection.is_empty and self._signe:
            self._mettre_genre(GenreNote.NOTE)
            self.post_message(self.Tapee())
            return True
        if self.choisie and not champ.value and not self._signe:
            signe = event.character or ""
            if event.key == "delete" or signe in SIGNES or signe == " ":
                self.post_message(self.Signe("suppr" if event.key == "delete" else signe))
                return True
        return False

    @on(Input.Changed, "#saisie")
    def _lu(self, event: Input.Changed) -> None:
        """Replace the first sign by its word."""
        event.stop()
        value = event.value
        signe = value[:1]
        if signe and not self._signe and (signe in SIGNES or (signe == SUITE_DE and not self.dite_pour)):
            dite = lire(signe)
            self._mettre_genre(dite.genre, continue_note=dite.suite_de_la_precedente)
            place = self.champ.cursor_position
            self.champ.value = value[1:].removeprefix(" ")
            self.champ.cursor_position = max(0, place - len(value) + len(self.champ.value))
        if value and self.choisie:
            self.choisie = False
            self.post_message(self.Commencee())

    @on(Input.Changed)
    def _propose(self, event: Input.Changed) -> None:
        """Say what Tab would fill in."""
        event.stop()
        if event.input is not self.champ and event.input.has_focus:
            self._dire(self._bande.remplirait(event.input, self.texte))

    @on(Champ.Typed)
    @on(Champ.Left)
    def _repose(self, event: Champ.Typed | Champ.Left) -> None:
        """Let a draft be kept of all that is typed."""
        event.stop()
        self.post_message(self.Tapee())

    @on(Input.Submitted)
    def _entree(self, event: Input.Submitted) -> None:
        """Tell the line, if its strip can be read."""
        event.stop()
        try:
            bande = self._bande.lue()
        except DateError as error:
            self._bande.echeance.focus()
            self.post_message(self.Aide(str(error), erreur=True))
            return
        ligne = LigneDite(self.genre, self.texte, self.continue_note)
        self.post_message(self.Dite(ligne, *bande))

    def action_suivant(self) -> None:
        """Fill in what is begun and go to the next field; in a line that is no suite, ask for links."""
        if not self._bande.display:
            self.post_message(self.Lien())
            return
        here = self.screen.focused
        if isinstance(here, Champ):
            filled = self._bande.remplirait(here, self.texte)
            if filled.startswith(FAUX):
                self.post_message(self.Aide(filled[2:], erreur=True))
                return
            if filled:
                here.put(filled)
                here.cursor_position = 0
        self._aller(1)

    def action_precedent(self) -> None:
        """Go back to the field before."""
        if self._bande.display:
            self._aller(-1)

    def _aller(self, pas: int) -> None:
        champs = (self.champ, *self._bande.champs)
        place = next((i for i, champ in enumerate(champs) if champ.has_focus), 0)
        suivant = champs[(place + pas) % len(champs)]
        suivant.focus()
        self._dire(self._bande.remplirait(suivant, self.texte))

    def _dire(self, filled: str) -> None:
        """Say what Tab would do, once."""
        wrong = filled.startswith(FAUX)
        phrase = filled[2:] if wrong else f"Tab : {filled}" if filled else ""
        if phrase != self._dernier:
            self._dernier = phrase
            self.post_message(self.Aide(phrase, erreur=False))

    # The word.

    @property
    def _signe(self) -> str:
        return SUITE_DE if self.continue_note else _SIGNE.get(self.genre, "")

    def _mettre_genre(self, genre: GenreNote, *, continue_note: bool = False) -> None:
        self.genre, self.continue_note = genre, continue_note
        word = "↳" if continue_note else MOTS.get(genre, "")
        self._mot.say(f" {self.dite_pour or word}" if self.dite_pour or word else "", layout=False)
        self._mot.set_classes(_CLASSES.get(genre, ""))
        suite = genre is GenreNote.ACTION and not continue_note
        if suite != self._bande.display:
            self._bande.display = suite
            self._signes.display = not suite


def _champ(nom: str, exemple: str) -> LigneChamp:
    return LigneChamp(id=nom, placeholder=exemple)
