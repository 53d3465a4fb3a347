"""« Passation »: the folder that a successor reads without the program, written behind the screen."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input

from pvd_tui.domain.texte import counted
from screens.aide import Aide
from screens.application import application
from screens.exporter import DOSSIER, dossier_propose
from screens.keys import binding
from screens.page import Page
from screens.widgets.champ import Champ
from screens.widgets.choix import Liste
from screens.widgets.colonnes import Column
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table
from storage.errors import StoreError

if TYPE_CHECKING:
    from pvd_tui.reports.passation import Bilan

_SANS, _AVEC = "sans", "avec"


class PassationPage(Page):
    """Where, and whether what is kept on this laptop goes with it: without, unless one says so."""

    BINDINGS: ClassVar[list[BindingType]] = [binding("exporter.dossier", "dossier")]
    OVERRIDES: ClassVar[frozenset[str]] = frozenset({"exporter"})
    AUTO_FOCUS = "#restreint"

    aide = Aide(
        "Passation",
        "Un dossier que votre successeur lit sans le programme : pages, fiches, tableaux, ce qui est en cours, et une "
        "copie vérifiée de la base pour « pvd restaurer ». Les fiches restreintes n'y sont que si vous le choisissez.",
        "E:\\passation",
    )

    def __init__(self) -> None:
        """Begin with nothing written."""
        super().__init__()
        self._busy = False
        self._ecrit: Path | None = None

    def fil(self) -> Sequence[str]:
        """Say where one is."""
        return ("Passation",)

    def body(self) -> ComposeResult:
        """Show the two questions, and room for what is said."""
        from storage.sans_restreint import count_restricted  # noqa: PLC0415 - only when it opens

        private = counted(count_restricted(application(self).store), "fiche restreinte")
        rows = [
            Row(_SANS, (f"Sans ce qui reste sur cet ordinateur ({private})",)),
            Row(_AVEC, ("Avec : à ne remettre qu'à votre successeur",)),
        ]
        with Panneau("Passation", id="exporter", pied="Tab suivant · Entrée sur le dossier l'écrit"):
            yield Plain("Fiches restreintes, notes datées")
            yield Liste([Column("", 30, 1)], ListSource(rows), header=False, markable=False, id="restreint")
            yield Plain("Dossier à créer")
            yield Champ(id="fichier")
            yield Plain("", id="dit")

    def on_mount(self) -> None:
        """Offer a folder."""
        super().on_mount()
        store = application(self).store
        day = store.today().astimezone().date().isoformat()
        folder = dossier_propose(store.settings.get(DOSSIER)) / f"passation-{day}"
        self.query_one("#fichier", Champ).put(str(folder))

    @on(Table.Opened)
    def _suivant(self) -> None:
        """Go to the next question."""
        self.focus_next()

    @on(Input.Submitted, "#fichier")
    def _ecrire(self, event: Input.Submitted) -> None:
        """Write the folder."""
        event.stop()
        from pvd_tui.reports.fichier import chemin  # noqa: PLC0415 - only when one exports

        if not event.value.strip() or self._busy:
            return
        self._busy = True
        self.say("En cours… Vous pouvez continuer à travailler.", "info")
        row = self.query_one("#restreint", Table).row
        restreint = row is not None and row.id == _AVEC
        path = chemin(event.value)
        self.run_worker(lambda: self._derriere(path, restreint=restreint), thread=True, exit_on_error=False)

    def _derriere(self, path: Path, *, restreint: bool) -> None:
        """Write behind the screen."""
        from pvd_tui.reports.modele import MODELE_FOURNI, choisir  # noqa: PLC0415 - only when one exports
        from pvd_tui.reports.passation import Choix, ecrire  # noqa: PLC0415 - same

        store = application(self).store
        modele = choisir(Path(store.path), None)
        choix = Choix(restreint, modele=None if modele == MODELE_FOURNI else modele)
        try:
            bilan = ecrire(store, path, store.today().astimezone().date(), choix, self._avance)
        except StoreError as error:
            self.app.call_from_thread(self._refuse, str(error))
        except Exception as error:  # noqa: BLE001 - whatever a library raises, the page must be told and go on
            said = f"La passation n'a pas pu être faite ({type(error).__name__}). Votre base est intacte."
            self.app.call_from_thread(self._refuse, said)
        else:
            self.app.call_from_thread(self._fini, bilan)

    def _avance(self, what: str) -> None:
        """Say what is being written."""
        self.app.call_from_thread(self._dire, f"{what}…")

    def _dire(self, text: str) -> None:
        if self.is_mounted:
            self.query_one("#dit", Plain).say(text)

    def _refuse(self, phrase: str) -> None:
        self._busy = False
        self._dire(phrase)
        if self.is_mounted:
            self.say("Rien n'a été écrit.", "alerte")

    def _fini(self, bilan: "Bilan") -> None:
        """Say where it is, and what is in it."""
        self._busy, self._ecrit = False, bilan.dossier
        made = f"{counted(bilan.communes, 'commune')}, {counted(bilan.fiches, 'fiche')}"
        private = (
            f"Avec {counted(bilan.restreintes, 'fiche restreinte')} : ne le remettez qu'à votre successeur."
            if bilan.restreintes
            else f"Sans {counted(bilan.laissees, 'fiche restreinte')}."
            if bilan.laissees
            else ""
        )
        self._dire(f"Écrit : {bilan.dossier} ({made}).\n{private}\nCommencez par index.html ; o ouvre le dossier.")
        if self.is_mounted:
            self.query_one("#restreint", Table).focus()
            self.refresh_bindings()
            self.say(f"Écrit : {bilan.dossier.name}", "succes")

    def action_dossier(self) -> None:
        """Open the folder just written."""
        from pvd_tui.reports.dossier import ouvrir  # noqa: PLC0415 - only when asked

        if self._ecrit is not None and not ouvrir(self._ecrit):
            self.say(f"Ouvrez vous-même le dossier {self._ecrit}", "alerte")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the folder once it is there."""
        return self._ecrit is not None if action == "dossier" else super().check_action(action, parameters)
