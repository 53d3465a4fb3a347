"""The strip of a suite, on one line: pilote, échéance, communes. Tab fills in what is begun."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from textual.app import ComposeResult
from textual.containers import Horizontal

from pvd_tui.domain.dates import DateError
from pvd_tui.domain.journal_seance import Nomme, completer, liens, lire_echeance, resoudre
from screens.widgets.champ import Champ
from screens.widgets.plain import Plain

FAUX = "! "
"""Before a sentence that says what is wrong, where a text to fill in was asked for."""


class Bande(NamedTuple):
    """What is typed in the strip."""

    pilote: str = ""
    echeance: str = ""
    communes: str = ""


class BandeSuite(Horizontal):
    """The strip; `champ` makes its fields, `noms` and `communes` give what Tab may fill in."""

    def __init__(
        self,
        champ: Callable[[str, str], Champ],
        noms: Callable[[], Sequence[str]],
        communes: Callable[[], Sequence[str]],
        aujourdhui: Callable[[], date],
    ) -> None:
        """Begin empty, and hidden."""
        super().__init__(id="bande")
        self._noms, self._communes, self._aujourdhui = noms, communes, aujourdhui
        self.pilote = champ("bande-pilote", "")
        self.echeance = champ("bande-echeance", "15/12, +2s")
        self.lieux = champ("bande-communes", "")
        self.display = False

    def compose(self) -> ComposeResult:
        """Show the three fields, each after its name."""
        for nom, champ in (("pilote", self.pilote), ("éch.", self.echeance), ("pour", self.lieux)):
            yield Plain(f" {nom} ", classes="bande-nom")
            yield champ

    @property
    def champs(self) -> tuple[Champ, Champ, Champ]:
        """Give the fields, in their order."""
        return self.pilote, self.echeance, self.lieux

    @property
    def tapee(self) -> Bande:
        """Give what is typed; nothing where the strip is not shown."""
        return Bande(*(champ.value for champ in self.champs)) if self.display else Bande()

    def remplir(self, bande: Bande) -> None:
        """Show what a suite says already."""
        for champ, value in zip(self.champs, bande, strict=True):
            champ.put(value)
            champ.cursor_position = 0

    def lue(self) -> tuple[str, date | None, str]:
        """Read the strip: a person and communes by their first letters; raises DateError."""
        if not self.display:
            return "", None, ""
        day = lire_echeance(self.echeance.value, self._aujourdhui())
        return resoudre(self.pilote.value, self._noms()), day, self._lieux_lus()

    def remplirait(self, champ: object, texte: str) -> str:
        """Give what Tab would put in a field of the strip; `FAUX` and why where it is no date.

        Communes that the text of the note names are offered where none is typed.
        """
        if champ is self.pilote:
            typed = self.pilote.value
            return (completer(typed, self._noms()) or [""])[0] if typed.strip() else ""
        if champ is self.echeance:
            try:
                read = lire_echeance(self.echeance.value, self._aujourdhui())
            except DateError as error:
                return f"{FAUX}{error}"
            return f"{read:%d/%m/%y}" if read else ""
        if champ is self.lieux:
            return self._lieux_lus() if self.lieux.value.strip() else self._lieux_dits(texte)
        return ""

    def _lieux_lus(self) -> str:
        """Read the communes as they are typed, each by its first letters."""
        known = self._communes()
        parts = [part.strip() for part in self.lieux.value.split(",") if part.strip()]
        return ", ".join(dict.fromkeys((completer(part, known) or [part])[0] for part in parts))

    def _lieux_dits(self, texte: str) -> str:
        named = liens(texte, [Nomme("commune", nom, nom) for nom in self._communes()])
        return ", ".join(one.titre for one in named)
