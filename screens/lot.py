"""Changes in a file: write one for the préfecture or a colleague, or look into one and take it after a yes."""

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
from screens.widgets.invite import Invite
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain

Result = TypeVar("Result")
Phrases = Sequence[str]


@dataclass(frozen=True, slots=True)
class Lu:
    """A bundle that was looked into: what is said of it, and how to take it (None: there is nothing to take)."""

    phrases: Phrases
    prendre: Callable[[], Phrases] | None


class Lots(Protocol):
    """What can be done with files; each may take its time, and raises what `refus` can say."""

    def exporter(self, chemin: Path) -> Phrases:
        """Write what waits into a file, and say what is in it."""
        ...

    def lire(self, chemin: Path) -> Lu:
        """Look into a file; nothing is written."""
        ...

    def refus(self, error: Exception) -> str:
        """Say why something was refused, in French."""
        ...


class LotPage(Page):
    """One line to type a file's name in, and under it what is said of the file."""

    def __init__(self, lots: Lots) -> None:
        """Work on these files."""
        super().__init__()
        self._lots = lots
        self._busy = False

    def panneau(self) -> ComposeResult:
        """Give the line and the room for what is said."""
        yield Champ(id="fichier")
        yield Plain("", id="dit")

    def on_mount(self) -> None:
        """Put the cursor in the line."""
        super().on_mount()
        self.query_one("#fichier").focus()

    @on(Input.Submitted, "#fichier")
    def _submitted(self, event: Input.Submitted) -> None:
        bare = event.value.strip().strip('"')  # as the explorer copies a path
        if bare:
            self.lancer(Path(bare).expanduser())

    def lancer(self, chemin: Path) -> None:
        """Do what the page is for."""
        raise NotImplementedError

    def fini(self, phrases: Phrases) -> None:
        """Say what was done."""
        self.dire(phrases)
        self.say("C'est fait.", "succes")
        application(self).changed()

    def dire(self, phrases: Phrases) -> None:
        """Show what is said of a file."""
        self.query_one("#dit", Plain).say("\n" + "\n".join(phrases))

    def derriere(self, work: Callable[[], Result], then: Callable[[Result], None]) -> None:
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
            self.say("")
            then(found)

    def _failed(self, error: Exception) -> None:
        self._busy = False
        if self.is_mounted:
            self.dire([self._lots.refus(error)])
            self.say("Refusé : rien n'a été modifié.", "erreur")


class ExportPage(LotPage):
    """Write a file."""

    aide = Aide(
        "Exporter un lot",
        "Sans réseau, ce qui attend voyage dans un fichier, par clé USB ou par courriel, jusqu'à la préfecture ou à "
        "un collègue. Rien n'est marqué comme transmis avant la réponse.",
        "E:\\lot.pvdlot",
    )

    def __init__(self, lots: Lots, propose: Path) -> None:
        """Offer to write this file."""
        super().__init__(lots)
        self._propose = propose

    def fil(self) -> Phrases:
        """Say where one is."""
        return ("Synchro", "Exporter un lot")

    def body(self) -> ComposeResult:
        """Show the line and what is said."""
        with Panneau("Exporter un lot", id="lot", pied="Entrée écrit le fichier"):
            yield Plain("Ce qui attend d'être transmis, dans ce fichier :")
            yield from self.panneau()

    def on_mount(self) -> None:
        """Offer a name."""
        super().on_mount()
        self.query_one("#fichier", Champ).put(str(self._propose))

    def lancer(self, chemin: Path) -> None:
        """Write the file."""
        self.derriere(lambda: self._lots.exporter(chemin), self.fini)


class ImportPage(LotPage):
    """Look into a file, and take it after a yes."""

    aide = Aide(
        "Importer un lot",
        "Le lot d'un collègue, ou la réponse de la préfecture à votre lot. Le fichier est d'abord lu : rien n'est "
        "écrit dans votre base avant votre accord.",
        "E:\\reponse.pvdlot",
    )

    def __init__(self, lots: Lots) -> None:
        """Begin with no file."""
        super().__init__(lots)
        self._prendre: Callable[[], Phrases] | None = None

    def fil(self) -> Phrases:
        """Say where one is."""
        return ("Synchro", "Importer un lot")

    def body(self) -> ComposeResult:
        """Show the line, what is said, and the question."""
        with Panneau("Importer un lot", id="lot", pied="Entrée lit le fichier, sans rien écrire"):
            yield Plain("Le lot d'un collègue, ou la réponse de la préfecture, dans ce fichier :")
            yield from self.panneau()
        yield Invite(id="accord")

    def lancer(self, chemin: Path) -> None:
        """Look into the file."""
        self.derriere(lambda: self._lots.lire(chemin), self._looked)

    def action_retour(self) -> None:
        """Leave the question, then the page."""
        if self.query_one("#accord", Invite).display:
            self._answered("non")
        else:
            super().action_retour()

    def _looked(self, lu: Lu) -> None:
        self.dire(lu.phrases)
        self._prendre = lu.prendre
        if lu.prendre is not None:
            self.query_one("#accord", Invite).ask("Importer ce lot ?", exemple="oui ou non, puis Entrée")

    @on(Invite.Said, "#accord")
    def _said(self, event: Invite.Said) -> None:
        self._answered(event.text)

    def _answered(self, text: str) -> None:
        self.query_one("#accord", Invite).close()
        self.query_one("#fichier").focus()
        prendre, self._prendre = self._prendre, None
        if prendre is not None and text.casefold() in {"oui", "o"}:
            self.derriere(prendre, self.fini)
        else:
            self.say("Rien n'a été importé.")
