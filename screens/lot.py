"""Changes in a file: write one for the préfecture or a colleague, look into one, take it once one has said yes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Input

from screens.aide import Aide
from screens.application import application
from screens.page import Page
from screens.widgets.champ import Champ
from screens.widgets.choix import Choice, Choix
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Lu:
    """A bundle that was looked into: what is said of it, and how to take it (None: there is nothing to take)."""

    phrases: Sequence[str]
    prendre: Callable[[], Sequence[str]] | None


class Lots(Protocol):
    """What can be done with files; each may take its time, and raises what `refus` can say."""

    def exporter(self, chemin: Path) -> Sequence[str]:
        """Write what waits into a file, and say what is in it."""
        ...

    def lire(self, chemin: Path) -> Lu:
        """Look into a file; nothing is written."""
        ...

    def refus(self, error: Exception) -> str:
        """Say why something was refused, in French."""
        ...


class LotPage(Page):
    """Two lines to type a file's name in, and what is said of it."""

    aide = Aide(
        "Lot",
        "Sans réseau, vos modifications voyagent dans un fichier, par clé USB ou par courriel. La préfecture en fait "
        "une réponse, à importer ici. Rien n'est écrit dans votre base avant votre accord.",
        "E:\\lot.pvdlot",
    )

    def __init__(self, lots: Lots, propose: Path, *, importer: bool = False) -> None:
        """Offer to write `propose`; begin with the import if that was asked for."""
        super().__init__()
        self._lots = lots
        self._propose = propose
        self._first = "#importer" if importer else "#exporter"
        self._busy = False

    def fil(self) -> Sequence[str]:
        """Say where one is."""
        return ("Synchro", "Lot")

    def body(self) -> ComposeResult:
        """Lay out the two lines, and what is said."""
        with Panneau("Exporter un lot", id="export", pied="Entrée écrit le fichier"):
            yield Plain("Ce qui attend d'être transmis, dans un fichier à remettre à la préfecture ou à un collègue.")
            yield Champ(str(self._propose), id="exporter")
        with Panneau("Importer un lot", id="import", pied="Entrée lit le fichier, sans rien écrire"):
            yield Plain("Le lot d'un collègue, ou la réponse de la préfecture.")
            yield Champ(placeholder="Nom du fichier .pvdlot", id="importer")
        with Panneau("Ce qu'il contient", id="contenu"):
            yield Plain("", id="dit")

    def on_mount(self) -> None:
        """Put the cursor where one asked to be."""
        super().on_mount()
        self.query_one(self._first).focus()

    @on(Input.Submitted, "#exporter")
    def _exporter(self, event: Input.Submitted) -> None:
        chemin = _path(event.value)
        if chemin:
            self._behind(lambda: self._lots.exporter(chemin), self._done)

    @on(Input.Submitted, "#importer")
    def _lire(self, event: Input.Submitted) -> None:
        chemin = _path(event.value)
        if chemin:
            self._behind(lambda: self._lots.lire(chemin), self._looked)

    def _looked(self, lu: Lu) -> None:
        """Show what the file holds, and ask."""
        self._show(lu.phrases)
        prendre = lu.prendre
        if prendre is None:
            self.say("Rien à importer.")
            return

        def chosen(answer: str | None) -> None:
            if answer == "oui":
                self._behind(prendre, self._done)
            else:
                self.say("Rien n'a été importé.")

        choices = [Choice("non", "Non, ne rien importer"), Choice("oui", "Oui, importer")]
        self.app.push_screen(Choix("Importer ce lot ?", choices, current="non"), chosen)

    def _done(self, phrases: Sequence[str]) -> None:
        self._show(phrases)
        self.say("C'est fait.", "succes")
        application(self).changed()

    def _show(self, phrases: Sequence[str]) -> None:
        self.query_one("#dit", Plain).say("\n".join(phrases))

    def _behind(self, work: Callable[[], Result], then: Callable[[Result], None]) -> None:
        """Work behind the screen: a large file takes its time."""
        if self._busy:
            self.say("Un lot est déjà en cours de lecture ou d'écriture.")
            return
        self._busy = True
        self.say("En cours… Vous pouvez continuer à travailler.", "info")

        def behind() -> None:
            try:
                found = work()
            except Exception as error:  # noqa: BLE001 - whatever happened, the page must be told and go on
                self.app.call_from_thread(self._failed, error)
            else:
                self.app.call_from_thread(self._worked, then, found)

        self.run_worker(behind, thread=True, exit_on_error=False)

    def _worked(self, then: Callable[[Result], None], found: Result) -> None:
        self._busy = False
        if self.is_mounted:
            then(found)

    def _failed(self, error: Exception) -> None:
        self._busy = False
        if self.is_mounted:
            self._show(())
            self.say(self._lots.refus(error), "erreur")


def _path(text: str) -> Path | None:
    """Read a path as one types or pastes it, quotes of the explorer included."""
    bare = text.strip().strip('"')
    return Path(bare).expanduser() if bare else None
