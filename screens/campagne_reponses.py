"""The replies of a campaign before they are taken in: whose each one is, what becomes of it, and why."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll

from pvd_tui.domain.texte import counted
from screens.aide import Aide
from screens.application import application
from screens.command import Command
from screens.donnees import PageDonnees
from screens.keys import binding
from screens.widgets.colonnes import Column
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table

if TYPE_CHECKING:
    from pathlib import Path

    from pvd_tui.imports.contributions import ApercuReponses, ReponseApercu
    from screens.slot import Tone

_COLONNES: Final = (
    Column("Site", 22, 1),
    Column("Devient", 12),
    Column("Fichier", 28, 2, priority=1),
)
_PIED: Final = (
    ("campagne.enregistrer", "enregistrer"),
    ("campagne.remplacer", "prendre aussi celles qui sont laissées"),
)


class ReponsesPage(PageDonnees):
    """Workbooks that came back, file by file; nothing is written before Ctrl+S."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("campagne.enregistrer", "enregistrer"),
        binding("campagne.remplacer", "remplacer"),
    ]
    aide = Aide(
        "Les réponses reçues",
        "Un classeur renommé, modifié dans LibreOffice ou dont des lignes ont bougé se lit toujours. Une réponse ne "
        "remplace une contribution que si elle est datée d'après elle ; sinon elle est laissée, et R la prend quand "
        "même. Une case vide n'efface rien. Ctrl+S enregistre le tout en une fois, u revient en arrière.",
    )

    def __init__(self, paths: "Sequence[Path]") -> None:
        """Read these files."""
        super().__init__()
        self.paths = paths
        self.apercu: ApercuReponses | None = None
        self._remplacer = False

    def fil(self) -> Sequence[str]:
        """Say where one is."""
        return ("Synthèse", "Campagne", "Réponses")

    def commands(self) -> Iterator[Command]:
        """Offer in the palette what the keys do here."""
        yield Command("Réponses", "Enregistrer ces contributions", self.action_enregistrer, "Ctrl+S")
        yield Command("Réponses", "Prendre aussi celles qui sont laissées", self.action_remplacer, "R")

    def body(self) -> ComposeResult:
        """Show the files, then all that is to know of the one under the cursor."""
        with Panneau("Réponses", pied=self.rappel(*_PIED), id="reponses-panneau"):
            yield Table(_COLONNES, markable=False, empty="Lecture des classeurs…", id="fichiers")
        with Panneau("Pourquoi", id="reponse-panneau"), VerticalScroll():
            yield Plain("", id="reponse")

    def on_mount(self) -> None:
        """Read the files."""
        self.query_one("#fichiers").focus()
        self.rafraichir()

    def rafraichir(self) -> None:
        """Read the files again, behind the screen."""
        self.lire_derriere(partial(self._lire, remplacer=self._remplacer), self._montrer)

    def _lire(self, *, remplacer: bool) -> "ApercuReponses":
        from pvd_tui.imports.contributions import apercevoir  # noqa: PLC0415 - pydantic, only when replies are read

        return apercevoir(self.store, self.paths, self.today, remplacer=remplacer)

    def _montrer(self, found: "ApercuReponses") -> None:
        self.apercu = found
        table = self.query_one("#fichiers", Table)
        rows = [_ligne(place, one) for place, one in enumerate(found.reponses)]
        table.show(ListSource(rows), keep=table.row.id if table.row else None)
        titre = f"{counted(len(rows), 'classeur')}, {counted(len(found.edits), 'contribution')} à enregistrer"
        self.query_one("#reponses-panneau", Panneau).titrer(titre, self.rappel(*_PIED))
        self._expliquer()

    @on(Table.Pointed, "#fichiers")
    def _expliquer(self) -> None:
        """Say why, and what was read with care."""
        row = self.query_one("#fichiers", Table).row
        one = self.apercu.reponses[int(row.id)] if row and self.apercu else None
        self.query_one("#reponse", Plain).say("\n".join(_dire(one)) if one else "")

    def action_remplacer(self) -> None:
        """Take the replies that are left too, or leave them again."""
        self._remplacer = not self._remplacer
        self.rafraichir()

    def action_enregistrer(self) -> None:
        """Write the replies as one gesture."""
        from pvd_tui.imports.contributions import importer  # noqa: PLC0415 - pydantic, already there

        if self.apercu is None:
            return
        if not self.apercu.edits:
            self.say("Rien à enregistrer : tout est déjà là, laissé ou refusé.")
            return
        if self.tenter(partial(importer, self.store, self.apercu)):
            app, said = application(self), counted(len(self.apercu.edits), "contribution")
            app.changed()
            self.dismiss()
            app.call_after_refresh(app.say, f"Enregistré : {said}. {self.annule}", "succes")


def _ligne(place: int, one: "ReponseApercu") -> Row:
    tone: Tone = "alerte" if one.sort in {"refusée", "laissée"} else "normal" if one.edit else "discret"
    return Row(str(place), (one.nom or "?", str(one.sort), one.fichier), tone)


def _dire(one: "ReponseApercu") -> Iterator[str]:
    yield f"{one.fichier} : {one.sort}"
    if one.motif:
        yield f"{one.motif[:1].upper()}{one.motif[1:]}"
    yield from (f"~ {said}" for said in one.remarques)
    yield from (f"{'!' if ecart.contredit else '?'} {ecart.phrase}" for ecart in one.ecarts)
