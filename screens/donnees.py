"""A page over records: it follows what changes elsewhere, undoes and redoes, and says in French what is refused."""

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, Final, TypeVar

from textual import on
from textual.binding import BindingType

from pvd_tui.domain.texte import counted
from screens.application import DonneesChangees, application
from screens.keys import binding
from screens.page import Page
from storage.errors import StoreError, in_french

if TYPE_CHECKING:
    from datetime import date

    from screens.application import Application
    from storage.history import Undone
    from storage.store import Store

Done = TypeVar("Done")

GRAND: Final = 300
"""Changes of a gesture above which taking it back happens behind the screen."""


def ouvrir(app: "Application", table: str, record: str) -> None:
    """Open the page of a record: its own page for a séance or a département's club, else its fiche."""
    if table == "seance_club":
        from screens.seance import SeancePage  # noqa: PLC0415 - only when a séance opens

        app.push_screen(SeancePage(record))
    elif table == "club":  # no record: what a département owes is counted
        from screens.conformite_club import ConformiteClubPage  # noqa: PLC0415 - pydantic, only when it opens

        app.push_screen(ConformiteClubPage())
    elif table == "campagne":  # a contribution that is owed, of a site that may have none yet
        from screens.campagne import contribuer  # noqa: PLC0415 - pydantic, only when it opens

        contribuer(app, record)
    else:
        app.ouvrir(table, record)


class PageDonnees(Page):
    """A page that shows records; subclasses give `rafraichir`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("journal.annuler_lettre", "annuler", show=False),
        binding("journal.annuler", "annuler", show=False),
        binding("journal.retablir", "retablir", show=False),
        binding("journal.retablir_lettre", "retablir", show=False),
    ]
    _stale = False
    _demande = 0

    @property
    def store(self) -> "Store":
        """The store the program works on."""
        return application(self).store

    @property
    def today(self) -> "date":
        """The day, where this laptop is."""
        return self.store.today().astimezone().date()

    def rafraichir(self) -> None:
        """Read again what is shown."""

    def tenter(self, work: Callable[[], Done]) -> Done | None:
        """Run what writes; what the store refuses is said on the status line, and None comes back."""
        try:
            return work()
        except StoreError as error:
            self.say(str(error), "erreur")
            return None

    def lire_derriere(self, work: Callable[[], Done], then: Callable[[Done], None], *, groupe: str = "lecture") -> None:
        """Run what reads much behind the screen; `then` gets the answer of the last call only, while the page is there.

        An answer that was overtaken is dropped: an older list never covers a newer one. A reading that an answer calls
        for is of another `groupe`: of the same one, it would cancel the worker that is just giving that answer.
        """
        self._demande += 1
        mine = self._demande

        def show(found: Done) -> None:
            if mine == self._demande and self.is_attached:
                then(found)

        def behind() -> None:
            try:
                with in_french(self.store.path):
                    found = work()
            except StoreError as error:  # a damaged file, a disk that is gone: said, and what is shown stays
                self.app.call_from_thread(self.say, str(error), "erreur")
            except Exception as error:  # noqa: BLE001 - whatever happened behind, the page goes on and somebody is told
                self.app.call_from_thread(self.say, self.shell.noter(error), "erreur")
            else:
                self.app.call_from_thread(show, found)

        self.run_worker(behind, thread=True, exclusive=True, group=groupe, exit_on_error=False)

    def ne_plus_attendre(self) -> None:
        """Drop the answer that is still being read: what is shown from now on is newer."""
        self._demande += 1

    def ouvrir(self, table: str, record: str) -> None:
        """Open the page of a record."""
        ouvrir(application(self), table, record)

    @on(DonneesChangees)
    def _follow(self) -> None:
        """Read again now if the page is shown, else when it is."""
        if self.shell.page is self:
            self.rafraichir()
        else:
            self._stale = True

    def on_screen_resume(self) -> None:
        """Show what changed meanwhile."""
        if self._stale:
            self._stale = False
            self.rafraichir()

    def action_annuler(self) -> None:
        """Take back the last gesture of this laptop."""
        self._revenir(redo=False)

    def action_retablir(self) -> None:
        """Do again what was just taken back."""
        self._revenir(redo=True)

    def _revenir(self, *, redo: bool) -> None:
        """Undo or redo; a large gesture (an import) behind the screen."""
        history = self.store.history
        work = history.redo if redo else history.undo
        if self.store.read_only or history.size(redo=redo) <= GRAND:
            self._revenu(self.tenter(work), redo=redo)
            return
        self.say("Retour en cours… l'écran reste utilisable.", "info")

        def behind() -> None:
            try:
                done: Undone | StoreError | None = work()
            except StoreError as error:
                done = error
            self.app.call_from_thread(self._revenu_derriere, done, redo)

        self.run_worker(behind, thread=True, exclusive=True, group="retour", exit_on_error=False)

    def _revenu_derriere(self, done: "Undone | StoreError | None", redo: bool) -> None:  # noqa: FBT001 - called from a thread
        if isinstance(done, StoreError):
            self.say(str(done), "erreur")
        elif self.is_attached:
            self._revenu(done, redo=redo)
        else:  # left meanwhile: the other pages must know all the same
            application(self).changed()

    def _revenu(self, done: "Undone | None", *, redo: bool) -> None:
        if redo:
            self._said("Rétabli", done, self.annule, "Rien à rétablir.")
        else:
            self._said("Annulé", done, f"{self.shell.touche('journal.retablir')} rétablit.", "Rien à annuler.")

    def _said(self, what: str, done: "Undone | None", then: str, nothing: str) -> None:
        """Say what an undo or a redo did."""
        if done is None:
            if not self.store.read_only:
                self.say(nothing)
            return
        application(self).changed()
        kept = f" Laissé en l'état, car modifié depuis : {counted(len(done.kept), 'champ')}." if done.kept else ""
        self.say(f"{what} : {done.titre}.{kept} {then}", "alerte" if done.kept else "succes")
