"""« Passation »: the folder that a successor reads without the program, written behind the screen."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from pvd_tui.domain.texte import counted
from screens.aide import Aide
from screens.application import application
from screens.ecriture import PageEcriture
from screens.exporter import DOSSIER, dossier_propose
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


class PassationPage(PageEcriture):
    """Where, and whether what is kept on this laptop goes with it: without, unless one says so."""

    AUTO_FOCUS = "#restreint"

    aide = Aide(
        "Passation",
        "Un dossier que votre successeur lit sans le programme : pages, fiches, tableaux, ce qui est en cours, et une "
        "copie vérifiée de la base pour « pvd restaurer ». Les fiches restreintes n'y sont que si vous le choisissez.",
        "E:\\passation",
    )

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

    def ecrire(self, path: Path) -> None:
        """Write the folder."""
        row = self.query_one("#restreint", Table).row
        restreint = row is not None and row.id == _AVEC
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
            self.app.call_from_thread(self.refuser, str(error))
        except Exception as error:  # noqa: BLE001 - whatever a library raises, the page must be told and go on
            said = f"La passation n'a pas pu être faite ({type(error).__name__}). Votre base est intacte."
            self.app.call_from_thread(self.refuser, said)
        else:
            self.app.call_from_thread(self._fini, bilan)

    def _avance(self, what: str) -> None:
        """Say what is being written."""
        self.app.call_from_thread(self.dire, f"{what}…")

    def _fini(self, bilan: "Bilan") -> None:
        """Say where it is, and what is in it."""
        made = f"{counted(bilan.communes, 'commune')}, {counted(bilan.fiches, 'fiche')}"
        private = (
            f"Avec {counted(bilan.restreintes, 'fiche restreinte')} : ne le remettez qu'à votre successeur."
            if bilan.restreintes
            else f"Sans {counted(bilan.laissees, 'fiche restreinte')}."
            if bilan.laissees
            else ""
        )
        said = f"Écrit : {bilan.dossier} ({made}).\n{private}\nCommencez par index.html ; {self.ouvre}"
        self.finir(bilan.dossier, bilan.dossier, said, "#restreint")
