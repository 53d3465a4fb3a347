"""The base of the pages of an import: what takes its time is done behind the screen, one thing at a time."""

from collections.abc import Callable
from threading import Event
from time import monotonic
from typing import ClassVar, Final, TypeVar

from textual.binding import BindingType

from screens.donnees import PageDonnees
from screens.keys import binding
from storage.errors import StoreError

Result = TypeVar("Result")
_RYTHME: Final = 0.4
"""Seconds between two words about how far a work is: drawing costs more than saying."""


class PageImport(PageDonnees):
    """A page that works behind the screen, one thing at a time, and can give it up."""

    BINDINGS: ClassVar[list[BindingType]] = [binding("page.retour", "retour")]
    _arret: Event | None = None
    _abandon = True

    @property
    def occupee(self) -> bool:
        """Whether something is being done."""
        return self._arret is not None

    def derriere(
        self,
        what: str,
        work: Callable[[Callable[[int], None], Callable[[], bool]], Result],
        then: Callable[[Result], None],
        *,
        abandon: bool = True,
    ) -> None:
        """Do `work(avance, arret)` behind the screen, saying how far it is, then hand its result over.

        `abandon` says whether it can be given up: what writes is whole or not at all, and is waited for.
        """
        if self.occupee:
            self.say("Un travail est déjà en cours.")
            return
        arret = self._arret = Event()
        self._abandon = abandon
        then_what = "Échap abandonne." if abandon else "Un instant."
        self.say(f"{what}… {then_what}", "info")

        told = monotonic()

        def avance(lines: int) -> None:
            nonlocal told
            if lines and not arret.is_set() and monotonic() - told > _RYTHME:
                told = monotonic()
                self.app.call_from_thread(self._avance, f"{what}… {lines} lignes. {then_what}")

        def behind() -> None:
            try:
                found = work(avance, arret.is_set)
            except Exception as error:  # noqa: BLE001 - whatever happened, the page must be told and go on
                self.app.call_from_thread(self._failed, error)
            else:
                self.app.call_from_thread(self._worked, then, found)

        self.run_worker(behind, thread=True, exit_on_error=False)

    def _avance(self, text: str) -> None:
        if self.is_mounted and self.occupee:
            self.say(text, "info")

    def _worked(self, then: Callable[[Result], None], found: Result) -> None:
        self._arret = None
        if self.is_mounted:
            self.say("")
            then(found)

    def _failed(self, error: Exception) -> None:
        from pvd_tui.imports.classeur import AbandonError  # noqa: PLC0415 - loaded by the work already
        from pvd_tui.imports.fichier import FichierError  # noqa: PLC0415 - same

        self._arret = None
        if not self.is_mounted:
            return
        if isinstance(error, AbandonError):
            self.say("Abandonné : rien n'a été importé.")
            self.refuse("Abandonné : rien n'a été importé. Échap revient.")
        elif isinstance(error, FichierError | StoreError):
            self.say(str(error), "erreur")
            self.refuse(str(error))
        else:
            self.log.error(repr(error))
            self.say("Ce fichier n'a pas pu être traité. Rien n'a été importé. F12 donne un diagnostic.", "erreur")

    def refuse(self, sentence: str) -> None:
        """Show why it failed where there is more room than the status line."""

    def action_retour(self) -> None:
        """Give up what is being done, else go back."""
        if self._arret is not None and not self._abandon:
            self.say("L'écriture se termine : un instant.")
        elif self._arret is not None:
            self._arret.set()
        else:
            super().action_retour()
