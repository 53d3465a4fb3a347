"""Choose a spreadsheet to import: a path typed with completion, from the folder of the last time.

The file is read in a process of its own, behind the screen; Échap gives it up.
"""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from textual import events, on
from textual.app import ComposeResult
from textual.widgets import Input

from screens.aide import Aide
from screens.importer_page import PageImport
from screens.widgets.champ import Champ
from screens.widgets.choix import Liste
from screens.widgets.colonnes import Column
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table

if TYPE_CHECKING:
    from pvd_tui.imports.classeur import Classeur
    from pvd_tui.imports.importation import Preparation

_DOSSIER: Final = "imports_dossier"
_LUS: Final = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".tsv", ".txt"}
_MONTRES: Final = 300
_COLONNES: Final = (Column("", 30, 1), Column("", 10, right=True, priority=1))


class ImporterPage(PageImport):
    """Type the name of a file, or choose it below."""

    aide = Aide(
        "Importer un tableur",
        "Tout classeur XLSX, XLS ou ODS, et tout fichier CSV : la liste officielle des communes, un tableau de suivi, "
        "une liste de projets. Le fichier est d'abord lu et montré ligne par ligne : rien n'est écrit avant votre "
        "accord, et u reprend tout l'import.",
        "C:\\Users\\moi\\Documents\\suivi.xlsx",
    )

    def fil(self) -> Sequence[str]:
        """Say where one is."""
        return ("Importer un tableur",)

    def body(self) -> ComposeResult:
        """Show the line to type in, and the files of the folder."""
        with Panneau("Importer un tableur", id="importer", pied="Entrée ouvre · ↑ ↓ choisit"):
            yield Champ(placeholder="Chemin du fichier", id="fichier")
            yield Plain("", id="dit")
            yield Liste(_COLONNES, header=False, markable=False, lit=True, empty="Aucun tableur ici.", id="fichiers")

    def on_mount(self) -> None:
        """Begin in the folder of the last time."""
        folder = Path(self.store.settings.get(_DOSSIER) or _premier())
        champ = self.query_one("#fichier", Champ)
        champ.put(f"{folder}{os.sep}")
        self._list(champ.value)
        champ.focus()

    @on(Input.Changed, "#fichier")
    def _narrow(self, event: Input.Changed) -> None:
        self.query_one("#dit", Plain).say("")
        self._list(event.value)

    def on_key(self, event: events.Key) -> None:
        """Move in the list from the line."""
        moves = {"up": "-1", "down": "1", "pageup": "-page", "pagedown": "page"}
        if event.key in moves and self.focused is self.query_one("#fichier"):
            event.stop()
            self.query_one("#fichiers", Table).action_move(moves[event.key])

    @on(Input.Submitted, "#fichier")
    def _submitted(self, event: Input.Submitted) -> None:
        from pvd_tui.imports.importation import chemin_lu  # noqa: PLC0415 - only when a file is imported

        path = chemin_lu(event.value)
        row = self.query_one("#fichiers", Table).row
        if event.value.strip() and path.is_file():
            self.ouvrir_fichier(path)
        elif row is not None:
            self._choose(Path(row.id))
        elif event.value.strip():
            self.ouvrir_fichier(path)  # which says what is wrong with it

    @on(Table.Opened, "#fichiers")
    def _opened_row(self, event: Table.Opened) -> None:
        self._choose(Path(event.row_id))

    def _choose(self, path: Path) -> None:
        """Go into a folder, or read a file."""
        champ = self.query_one("#fichier", Champ)
        if path.is_dir():
            champ.put(f"{path}{os.sep}")
            self._list(champ.value)
            champ.focus()
        else:
            self.ouvrir_fichier(path)

    def ouvrir_fichier(self, path: Path) -> None:
        """Read a file, find its table, and show how its columns were matched."""
        store = self.store

        def work(avance: Callable[[int], None], arret: Callable[[], bool]) -> "tuple[Classeur, Preparation]":
            from pvd_tui.imports.classeur import read_classeur  # noqa: PLC0415 - only when a file is imported
            from pvd_tui.imports.importation import preparer  # noqa: PLC0415 - same

            classeur = read_classeur(path, avance=avance, arret=arret)
            return classeur, preparer(store, classeur)

        def then(found: "tuple[Classeur, Preparation]") -> None:
            from screens.importer_apercu import ApercuPage  # noqa: PLC0415 - only when a file is read
            from screens.importer_colonnes import ColonnesPage  # noqa: PLC0415 - same

            if not store.read_only:
                self.tenter(lambda: store.settings.put(_DOSSIER, str(path.absolute().parent)))
            prepared = found[1]
            self.app.push_screen(ApercuPage(prepared) if prepared.officielle else ColonnesPage(prepared))

        self.derriere("Lecture", work, then)

    def refuse(self, sentence: str) -> None:
        """Show the whole sentence above the list."""
        self.query_one("#dit", Plain).say(sentence)

    def _list(self, typed: str) -> None:
        """Show the folders and the spreadsheets that what is typed begins."""
        self.query_one("#fichiers", Table).show(ListSource(fichiers(typed)))


def fichiers(typed: str) -> list[Row]:
    """List the folders and the spreadsheets whose path begins with what is typed: the newest first, folders last."""
    bare = typed.strip().strip('"')
    path = Path(bare).expanduser() if bare else Path.home()
    folder, begun = (
        (path, "") if bare.endswith(("/", "\\", os.sep)) or not bare else (path.parent, path.name.casefold())
    )
    try:
        with os.scandir(folder) as entries:
            found = [e for e in entries if not e.name.startswith(".") and e.name.casefold().startswith(begun)]
            kept = [(e, e.is_dir()) for e in found if e.is_dir() or Path(e.name).suffix.casefold() in _LUS]
            kept.sort(
                key=lambda one: (
                    one[1],
                    -one[0].stat(follow_symlinks=False).st_mtime if not one[1] else 0.0,
                    one[0].name.casefold(),
                )
            )
            rows = [
                Row(
                    e.path,
                    (
                        e.name + (os.sep if folder_ else ""),
                        "dossier" if folder_ else _taille(e.stat(follow_symlinks=False).st_size),
                    ),
                )
                for e, folder_ in kept[:_MONTRES]
            ]
    except OSError:
        return []
    return rows


def _taille(size: int) -> str:
    return f"{size / 1e6:.1f} Mo".replace(".", ",") if size >= 1e6 else f"{max(size // 1000, 1)} ko"  # noqa: PLR2004 - one megabyte


def _premier() -> Path:
    """Give the folder where a spreadsheet most likely is."""
    home = Path.home()
    return next((home / name for name in ("Documents", "Téléchargements", "Downloads") if (home / name).is_dir()), home)
