"""The terminal program: the store, the pages, and the road to the préfecture behind them."""

import gc
import os
import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from pvd_tui import settings
from pvd_tui.synchro import Synchro
from screens.application import Application
from screens.command import Command
from screens.modes import modes
from screens.theme import DEFAULT
from storage import settings as reglages
from storage.errors import StoreError
from storage.lock import Lock
from storage.store import Store

PREMIERE = "premiere_ouverture"
"""The setting that says that the questions of the first opening were asked."""

_GONE = 5.0
"""Seconds between two looks at whether the terminal is still there."""

THEME = "theme"
"""The setting that keeps the theme chosen."""


def _end_anyway() -> None:
    """End in a few seconds whatever happens: Textual waits for ever for a terminal that takes no byte any more.

    All is on the disk, and a program that stays would keep the base from the next one.
    """
    end = threading.Timer(_GONE, os._exit, (0,))
    end.daemon = True
    end.start()


class Pvd(Application):
    """`pvd` in a terminal."""

    def __init__(self, store: Store) -> None:
        """Work on an open store."""
        demo = store.settings.get(reglages.DEMONSTRATION) is not None
        super().__init__(
            store,
            modes(),
            theme=store.settings.get(THEME) or DEFAULT,
            demo=demo,
            journal=settings.log_file(),
        )
        self._road = Synchro(self)
        self.synchro = self._road
        self.set_slot(self.synchro.etat().slot)

    def on_mount(self) -> None:
        """Begin to synchronise, and to keep the day's backup, once the first page is there."""
        self.theme_changed_signal.subscribe(self, lambda theme: self.store.settings.put(THEME, theme.name))
        self._own_keys()
        self.call_after_refresh(self._road.begin)
        if sys.stdin is not None and sys.stdin.isatty():
            self.set_interval(_GONE, self._leave_if_gone)
        if self._first_time:
            self._ask()

    def _leave_if_gone(self) -> None:
        """End, the work saved, where the terminal went away without a word: nobody would ever close this program."""
        if not sys.stdin.isatty():
            self.save_work()
            self.exit()
            _end_anyway()

    def _own_keys(self) -> None:
        """Use the user's own keys; with one fault in the file, the program's, and say which."""
        path = settings.touches()
        if not path.is_file():
            return
        from pvd_tui import touches  # noqa: PLC0415 - only for who has keys of his own

        found = touches.ouvrir(path, self.store.settings, write=not self.store.read_only)
        if found.problemes:
            wrong = found.problemes[0].dire(path.name)
            self.call_after_refresh(self.say, f"{wrong} Les touches d'origine servent.", "erreur")
        else:
            self.changer_touches(found.changees)

    @property
    def _first_time(self) -> bool:
        """Whether this laptop was never asked who works on it, and holds nothing."""
        held = self.store.settings
        known = (reglages.NOM, reglages.DEMONSTRATION, reglages.SERVEUR, PREMIERE)
        return (
            not self.store.read_only
            and not any(held.get(key) for key in known)
            and not self.store.rows.count("commune")
        )

    def _ask(self) -> None:
        from screens.premiere import PremierePage  # noqa: PLC0415 - only the first time

        self.push_screen(PremierePage())

    def action_synchroniser(self) -> None:
        """Exchange with the préfecture now."""
        self.synchro.lancer()

    def action_chercher(self) -> None:
        """Search everywhere."""
        from screens.recherche import Recherche  # noqa: PLC0415 - only when it opens

        self.push_screen(Recherche(self))

    def commands(self) -> Iterator[Command]:
        """Offer files too, where there is no network."""
        yield from super().commands()
        yield Command("Synchro", "Exporter un lot (clé USB, courriel)", partial(self._lot, importer=False))
        yield Command("Synchro", "Importer un lot (clé USB, courriel)", partial(self._lot, importer=True))

    def _lot(self, *, importer: bool) -> None:
        """Open the page of the files that carry changes."""
        from pvd_tui.lot import FichiersLot  # noqa: PLC0415 - only when it opens
        from screens.lot import ExportPage, ImportPage  # noqa: PLC0415 - only when it opens

        lots = FichiersLot(self.store.path)
        name = f"lot-{self.store.today().astimezone():%Y-%m-%d-%H%M}.pvdlot"
        self.push_screen(ImportPage(lots) if importer else ExportPage(lots, Path.home() / name))

    def action_diagnostic(self) -> None:
        """Show what the support needs to know."""
        from pvd_tui.diagnostic import dire, poste, store_facts  # noqa: PLC0415 - only when it opens
        from screens.diagnostic import DiagnosticPage  # noqa: PLC0415 - only when it opens

        facts = poste(Path(self.store.path)) | store_facts(self.store)
        self.push_screen(DiagnosticPage({name: dire(value) for name, value in facts.items()}))


def launch(path: Path) -> None:
    """Open the terminal on the store at `path`; returns when it is left.

    Raises StoreError, in French, where the store cannot be opened or is open in another terminal.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()) and "TEXTUAL_DRIVER" not in os.environ:
        raise StoreError(
            "PVD s'ouvre dans un terminal, et il n'y en a pas ici. Rien n'a été modifié. "
            "Les commandes fonctionnent partout : « pvd --help »."
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = Lock(path)
    lock.take()
    gc.disable()  # until the first page is there: what is loaded meanwhile stays anyway
    try:
        with Store.open(path) as store:
            app = Pvd(store)
            app.run()
    finally:
        gc.enable()
        lock.drop()
    if app.return_code:
        sys.exit(app.return_code)
