"""A page that writes: its last question is where, the writing is done behind it, then a key opens the folder."""

from abc import abstractmethod
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.binding import BindingType
from textual.widgets import Input

from screens.keys import binding
from screens.page import Page
from screens.widgets.champ import Champ
from screens.widgets.plain import Plain
from screens.widgets.table import Table


class PageEcriture(Page):
    """Questions in tables, then the place in the field `#fichier`; what is said of it goes to `#dit`."""

    BINDINGS: ClassVar[list[BindingType]] = [binding("exporter.dossier", "dossier")]
    OVERRIDES: ClassVar[frozenset[str]] = frozenset({"exporter"})

    def __init__(self) -> None:
        """Begin with nothing written."""
        super().__init__()
        self._busy = False
        self._ouvrable: Path | None = None
        """The folder just written, or written to."""

    @abstractmethod
    def ecrire(self, path: Path) -> None:
        """Begin to write there, behind the screen; `refuser` or `finir` says what came of it."""

    @on(Table.Opened)
    def _suivant(self) -> None:
        """Go to the next question."""
        self.focus_next()

    @on(Input.Submitted, "#fichier")
    def _ecrire(self, event: Input.Submitted) -> None:
        """Write."""
        event.stop()
        self.lancer()

    def lancer(self) -> None:
        """Write to the place asked for, unless it is being done."""
        from pvd_tui.reports.fichier import chemin  # noqa: PLC0415 - only when one writes

        typed = self.query_one("#fichier", Champ).value
        if not typed.strip() or self._busy:
            return
        self._busy = True
        self.say("En cours… Vous pouvez continuer à travailler.", "info")
        self.ecrire(chemin(typed))

    def dire(self, text: str) -> None:
        """Say what is being done, or what came of it."""
        if self.is_mounted:
            self.query_one("#dit", Plain).say(text)

    def refuser(self, phrase: str) -> None:
        """Say why nothing was written."""
        self._busy = False
        self.dire(phrase)
        if self.is_mounted:
            self.say("Rien n'a été écrit.", "alerte")

    def finir(self, ecrit: Path, dossier: Path, phrase: str, suite: str) -> None:
        """Say what was written, offer its folder, and go back to the question `suite`."""
        self._busy, self._ouvrable = False, dossier
        self.dire(phrase)
        if self.is_mounted:
            self.query_one(suite, Table).focus()
            self.refresh_bindings()
            self.say(f"Écrit : {ecrit.name}", "succes")

    @property
    def ouvre(self) -> str:
        """Say which key opens the folder."""
        return f"{self.rappel(('exporter.dossier', 'ouvre le dossier'))}."

    def action_dossier(self) -> None:
        """Open the folder just written."""
        from pvd_tui.reports.dossier import ouvrir  # noqa: PLC0415 - only when asked

        if self._ouvrable is not None and not ouvrir(self._ouvrable):
            self.say(f"Ouvrez vous-même le dossier {self._ouvrable}", "alerte")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the folder once something is there."""
        return self._ouvrable is not None if action == "dossier" else super().check_action(action, parameters)
