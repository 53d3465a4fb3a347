"""What pages know of the program: the store they work on, and the way to the préfecture.

`pvd_tui.app` builds it, with `sync` behind `Synchroniseur`: a page never imports the network.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final, Protocol, cast

from textual.message import Message

from screens.command import Command
from screens.page import Page
from screens.plain import fold
from screens.shell import Mode, Shell
from screens.slot import Slot

if TYPE_CHECKING:
    from storage.search import Hit
    from storage.store import Store


_SHORTEST: Final = 2
"""Letters before the palette looks for records."""
_FOUND: Final = 8
"""Records that it offers, out of those it looks at."""
_LOOKED_AT: Final = 60
_FIRST: Final = ("action", "commune", "convention", "demande", "seance_club", "personne")
"""The types that come first."""


@dataclass(frozen=True, slots=True)
class Etat:
    """Where the synchronisation stands, in words."""

    slot: Slot
    phrase: str
    """One French sentence: what happened last, what is safe, what to do."""


class Synchroniseur(Protocol):
    """The road to the préfecture, as pages see it."""

    def etat(self) -> Etat:
        """Say where the synchronisation stands; quick, reads the store only."""
        ...

    def lancer(self) -> None:
        """Synchronise now, behind the screen; the application posts `DonneesChangees` when something came."""
        ...

    def enroler(self, invitation: str) -> None:
        """Use a pasted invitation, behind the screen; the result is said by `etat` and on the status line."""
        ...

    def journal(self) -> Sequence[str]:
        """Give the last events, newest first, one French line each."""
        ...


class DonneesChangees(Message):
    """Records changed: by this page, another one, an undo or a synchronisation. Pages shown refresh their rows."""

    namespace: ClassVar[str] = "application"


class Application(Shell):
    """The program with its store. Pages reach it as `application(self)`."""

    def __init__(
        self,
        store: "Store",
        modes: Sequence[Mode],
        *,
        theme: str,
        demo: bool = False,
        journal: Path | None = None,
    ) -> None:
        """Work on `store`; `synchro` is set by the subclass before the first page is shown."""
        super().__init__(modes, theme=theme, demo=demo, journal=journal)
        self.store = store
        self.synchro: Synchroniseur

    def changed(self) -> None:
        """Tell every open page that records changed, and draw the synchro slot again."""
        self.set_slot(self.synchro.etat().slot)
        for page in self.pages():
            page.post_message(DonneesChangees())

    def ouvrir(self, table: str, record: str) -> None:
        """Open the fiche of a record."""
        from screens.fiche import FichePage  # noqa: PLC0415 - pydantic, only when a fiche opens

        self.push_screen(FichePage(table, record))

    def action_importer(self) -> None:
        """Take over a spreadsheet."""
        from screens.importer import ImporterPage  # noqa: PLC0415 - only when one imports

        self.push_screen(ImporterPage())

    def action_exporter(self) -> None:
        """Write what is shown to a file: the page's own way if it has one, else F8's page."""
        page = self.page
        if own := getattr(page, "action_exporter", None):
            own()
            return
        from screens.exporter_depart import partir  # noqa: PLC0415 - only when one exports

        partir(self, page)

    def trouver(self, words: str) -> "Iterator[Command]":
        """Give the records that the palette finds for these words."""
        from screens.donnees import ouvrir  # noqa: PLC0415 - only when one looks for a record

        if len(words.strip()) < _SHORTEST:
            return
        asked = fold(words).split()

        def rank(hit: "Hit") -> tuple[bool, int]:
            named = fold(hit.titre or "").split()
            in_title = all(any(word.startswith(one) for word in named) for one in asked)
            return not in_title, _FIRST.index(hit.table) if hit.table in _FIRST else len(_FIRST)

        for hit in sorted(self.store.search.find(words, limit=_LOOKED_AT), key=rank)[:_FOUND]:
            label = self.store.plans[hit.table].label
            opened = partial(ouvrir, self, hit.table, hit.record)
            yield Command(label[:1].upper() + label[1:], hit.titre or "(sans titre)", opened, "ouvrir")

    def creer(self, table: str, **contexte: str) -> None:
        """Open an empty fiche that starts with these values (its parent, its commune)."""
        from screens.fiche import FichePage  # noqa: PLC0415 - pydantic, only when a fiche opens

        self.push_screen(FichePage(table, None, contexte))


def application(page: Page) -> Application:
    """Give the program a page belongs to."""
    return cast("Application", page.app)
