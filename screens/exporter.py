"""F8: what to write, in which format, where. The file is made behind the screen, then one sentence says where it is."""

from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from pvd_tui.domain.texte import counted
from pvd_tui.reports.ecrit import COURRIEL
from pvd_tui.reports.nom import nom_de_fichier
from screens.aide import Aide
from screens.application import application
from screens.ecriture import PageEcriture
from screens.keys import binding
from screens.widgets.champ import Champ
from screens.widgets.choix import Choice, Choix, Liste
from screens.widgets.colonnes import Column
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table
from storage.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from screens.exporter_quoi import Fait, Quoi, Relecture

DOSSIER: Final = "dossier_export"
"""The setting that keeps the folder last written to."""

_SUFFIXES: Final = {"projets-territoire": "json"}


class ExporterPage(PageEcriture):
    """What, in which format, where; Entrée in the last line writes."""

    BINDINGS: ClassVar[list[BindingType]] = [binding("exporter.copier", "copier")]
    AUTO_FOCUS = "#quoi"

    aide = Aide(
        "Exporter",
        "Choisissez quoi, dans quel format, puis où. Rien n'est remplacé sans le dire : si le nom est pris, Entrée une "
        "seconde fois remplace. Excel : prenez XLSX (un CSV ouvert d'un double-clic y perd les zéros des codes INSEE).",
        "Tab passe d'une ligne à l'autre ; Entrée sur le fichier l'écrit ; o ouvre le dossier.",
    )

    def __init__(self, quoi: "Sequence[Quoi]", dossier: Path, date: str) -> None:
        """Offer these things; files go to `dossier` and bear the date."""
        super().__init__()
        self._quoi = quoi
        self._dossier = dossier
        self._date = date
        self._remplacer: Path | None = None
        self._relu = ""
        """The thing whose doubtful words somebody has read."""

    def fil(self) -> Sequence[str]:
        """Say where one is."""
        return ("Exporter",)

    def body(self) -> ComposeResult:
        """Show the three questions, and room for what is said."""
        rows = [Row(one.id, (one.titre,)) for one in self._quoi]
        with Panneau("Exporter", id="exporter", pied="Tab suivant · Entrée sur le fichier l'écrit"):
            yield Plain("Quoi")
            yield Liste([Column("", 30, 1)], ListSource(rows), header=False, markable=False, id="quoi")
            yield Plain("Format")
            columns = [Column("", 20), Column("", 20, 1)]
            yield Liste(columns, ListSource(()), header=False, markable=False, id="format")
            yield Plain("Fichier")
            yield Champ(id="fichier")
            yield Plain("", id="dit")

    def on_mount(self) -> None:
        """Offer the first thing."""
        super().on_mount()
        self._formats()

    # What was chosen.

    @property
    def quoi(self) -> "Quoi":
        """What is to be written."""
        return self._quoi[self.query_one("#quoi", Table).cursor]

    @property
    def format(self) -> str:
        """The format."""
        return list(self.quoi.formats)[self.query_one("#format", Table).cursor]

    @on(Table.Pointed, "#quoi")
    def _formats(self) -> None:
        """Offer the formats of what is under the cursor, the one chosen before if it has it."""
        table = self.query_one("#format", Table)
        before = row.id if (row := table.row) else None
        rows = [Row(name, (name.upper() if len(name) < 5 else name, said)) for name, said in self.quoi.formats.items()]  # noqa: PLR2004 - an acronym
        table.show(ListSource(rows), keep=before if before in self.quoi.formats else None)
        if before not in self.quoi.formats:
            table.cursor = 0
        self._nommer()
        self.refresh_bindings()

    @on(Table.Pointed, "#format")
    def _nommer(self) -> None:
        """Offer a name that is free."""
        from pvd_tui.reports.fichier import nom_libre  # noqa: PLC0415 - only when one exports

        suffix = _SUFFIXES.get(self.format, self.format)
        path = nom_libre(self._dossier / f"{nom_de_fichier(self.quoi.nom)}-{self._date}.{suffix}")
        self.query_one("#fichier", Champ).put(str(path))

    # Writing.

    def ecrire(self, path: Path) -> None:
        """Write the file, once what may be a name was read; a second Entrée on a name that is taken replaces it."""
        quoi, format_, replace = self.quoi, self.format, path == self._remplacer
        work = partial(self._derriere, quoi, format_, path, remplacer=replace)
        if quoi.relire is not None and self._relu != quoi.id:
            work = partial(self._relire, quoi, quoi.relire, self.lancer)
        self.run_worker(work, thread=True, exit_on_error=False)

    def _relire(self, quoi: "Quoi", relire: "Callable[[], Sequence[Relecture]]", ensuite: "Callable[[], None]") -> None:
        """Look, behind the screen, for what somebody must read first."""
        try:
            found = relire()
        except StoreError as error:
            self.app.call_from_thread(self.refuser, str(error))
        except Exception as error:  # noqa: BLE001 - whatever a library raises, the page must be told and go on
            said = f"La relecture n'a pas pu être faite ({type(error).__name__}). Vos fiches sont intactes."
            self.app.call_from_thread(self.refuser, said)
        else:
            self.app.call_from_thread(self._a_relire, quoi, found, ensuite)

    def _a_relire(self, quoi: "Quoi", found: "Sequence[Relecture]", ensuite: "Callable[[], None]") -> None:
        """Show what is to be read; the same key again does what was asked."""
        self._busy, self._relu = False, quoi.id
        if not self.is_mounted:
            return
        if not found:
            if self.quoi is quoi:  # else one went on to something else meanwhile
                ensuite()
            return
        said = f"{counted(len(found), 'passage')} à relire : rien n'est encore écrit ni copié"
        self.dire(f"{said}. La même touche encore une fois prend le texte tel quel.")
        self.say("À relire d'abord.", "alerte")
        choices = [Choice(str(place), one.quoi, one.ou) for place, one in enumerate(found)]
        self.app.push_screen(Choix(said, choices))

    def _derriere(self, quoi: "Quoi", format_: str, path: Path, *, remplacer: bool) -> None:
        """Make and write the file behind the screen."""
        from pvd_tui.reports.fichier import ecrire, refuser_ecrasement  # noqa: PLC0415 - only when one exports

        try:
            refuser_ecrasement(path, remplacer=remplacer)
            made = quoi.faire(format_)
            ecrire(path, made.contenu, remplacer=remplacer)
        except StoreError as error:
            self.app.call_from_thread(self._refuser, path, str(error))
        except Exception as error:  # noqa: BLE001 - whatever a library raises, the page must be told and go on
            said = f"« {path.name} » n'a pas pu être fait ({type(error).__name__}). Vos fiches sont intactes."
            self.app.call_from_thread(self._refuser, path, said)
        else:
            self.app.call_from_thread(self._fini, path, made)

    def _refuser(self, path: Path, phrase: str) -> None:
        """Say why nothing was written; a name that is taken may be replaced by a second Entrée."""
        taken = self.is_mounted and path.is_file() and path != self._remplacer
        self._remplacer = path if taken else None
        self.refuser(phrase + ("\nEntrée encore une fois le remplace." if taken else ""))

    def _fini(self, path: Path, made: "Fait") -> None:
        """Say where the file is, and remember its folder."""
        self._remplacer = None
        self._retenir(path.parent)
        attention = f"\n{made.attention}" if made.attention else ""
        said = f"Écrit : {path} ({made.compte}).{attention}\n{self.ouvre}"
        self.finir(path, path.parent, said, "#format")

    def action_copier(self) -> None:
        """Copy the text of an e-mail."""
        quoi = self.quoi
        if self._busy:
            return
        self._busy = True
        work = partial(self._copier, quoi)
        if quoi.relire is not None and self._relu != quoi.id:
            work = partial(self._relire, quoi, quoi.relire, self.action_copier)
        self.run_worker(work, thread=True, exit_on_error=False)

    def _copier(self, quoi: "Quoi") -> None:
        """Make the text behind the screen."""
        try:
            made = quoi.faire(COURRIEL)
        except StoreError as error:
            self.app.call_from_thread(self.refuser, str(error))
        except Exception as error:  # noqa: BLE001 - whatever a library raises, the page must be told and go on
            said = f"Le texte n'a pas pu être fait ({type(error).__name__}). Vos fiches sont intactes."
            self.app.call_from_thread(self.refuser, said)
        else:
            self.app.call_from_thread(self._copie, made)

    def _copie(self, made: "Fait") -> None:
        self._busy = False
        self.app.copy_to_clipboard(made.contenu.decode("utf-8-sig"))
        if self.is_mounted:
            self.dire(made.attention)
            self.say("Texte copié : collez-le dans un courriel.", "succes")

    def _retenir(self, dossier: Path) -> None:
        """Remember the folder for the next time."""
        self._dossier = dossier
        store = application(self).store
        if not store.read_only:
            with store.transaction():
                store.settings.put(DOSSIER, str(dossier))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to copy what is a text."""
        if action == "copier":
            return self.is_mounted and COURRIEL in self.quoi.formats
        return super().check_action(action, parameters)


def dossier_propose(kept: str | None) -> Path:
    """Give the folder to offer: the last one if it is still there, else the user's documents."""
    from platformdirs import user_documents_path  # noqa: PLC0415 - only when one exports

    for folder in (Path(kept) if kept else None, user_documents_path()):
        with suppress(OSError):  # a drive that is gone, a folder of somebody else's
            if folder is not None and folder.is_dir():
                return folder
    return Path.home()
