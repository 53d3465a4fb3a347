"""The popup of the views (F4 or `v`): choose one, keep the present one, rename, delete, share as a file."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen

from pvd_tui.domain.vue import Vue
from screens.keys import binding
from screens.saisir import Saisir
from screens.widgets.choix import Liste
from screens.widgets.colonnes import Column
from screens.widgets.panneau import Panneau
from screens.widgets.pied import Pied
from screens.widgets.plain import Plain
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table
from storage.errors import StoreError
from storage.projection import sort_key
from storage.vues import Vues

if TYPE_CHECKING:
    from screens.slot import Tone
    from storage.store import Store

Done = TypeVar("Done")
_TOUTES: Final = "~toutes"
_FILE: Final = "vues-pvd.json"


class ChoixVue(ModalScreen[Vue | None]):
    """Choose a view; closes with it, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("page.retour", "dismiss(None)", "Fermer"),
        binding("vue.enregistrer", "enregistrer"),
        binding("vue.renommer", "renommer"),
        binding("vue.supprimer", "supprimer"),
        binding("vue.partager", "partager"),
        binding("vue.importer", "importer"),
    ]

    def __init__(self, store: "Store", present: Vue, *, modifiee: bool) -> None:
        """Offer the views of the present one's table."""
        super().__init__(classes="popup")
        self.vues = Vues(store)
        self.present = present
        self.modifiee = modifiee
        self.offered: dict[str, Vue] = {}

    def compose(self) -> ComposeResult:
        """Show the views."""
        with Panneau("Vues", pied="Entrée choisit", id="choix"):
            yield Liste((Column("", 30, 1), Column("", 12, right=True)), header=False, markable=False, id="liste")
            yield Plain("", id="saisir-mot")
            yield Pied()

    def on_mount(self) -> None:
        """Put the cursor on the present view."""
        self._show(self.present.nom)
        if self.modifiee:
            self._say("La vue affichée a été modifiée : e l'enregistre.")

    @on(Table.Opened, "#liste")
    def _pick(self, event: Table.Opened) -> None:
        """Close with the view."""
        self.dismiss(self.offered[event.row_id])

    def action_enregistrer(self) -> None:
        """Ask for a name and keep what is shown under it."""
        nom = "" if self.present.fournie else self.present.nom
        self.app.push_screen(
            Saisir("Enregistrer la vue affichée sous le nom", nom, exemple="À relancer avant le COPIL"),
            self._enregistrer,
        )

    def _enregistrer(self, nom: str | None) -> None:
        if nom is None:
            return
        kept = self._try(lambda: self.vues.enregistrer(replace(self.present, nom=nom)))
        if kept is not None:
            self.dismiss(kept)

    def action_renommer(self) -> None:
        """Ask for another name."""
        vue = self._current()
        if vue is None or vue.fournie:
            self._say("Une vue fournie garde son nom : choisissez-la, puis e l'enregistre sous un autre.", "alerte")
            return

        def named(nom: str | None) -> None:
            if nom is not None and (kept := self._try(lambda: self.vues.renommer(vue, nom))):
                self._show(kept.nom)

        self.app.push_screen(Saisir("Nouveau nom", vue.nom), named)

    def action_supprimer(self) -> None:
        """Forget the view under the cursor; `e` keeps it again as long as it is shown."""
        vue = self._current()
        if vue is None or vue.fournie:
            self._say("Une vue fournie avec le programme ne se supprime pas.", "alerte")
        elif self._try(lambda: self.vues.supprimer(vue)):
            self._show("")
            self._say(f"« {vue.nom} » : supprimée.", "succes")

    def action_partager(self) -> None:
        """Ask for a file and write the view to it."""
        vue = self._current()
        if vue is None:
            return

        def named(text: str | None) -> None:
            if text and text.strip():
                path = Path(text.strip()).expanduser()
                if self._try(lambda: self.vues.exporter([vue], path)):
                    self._say(f"« {vue.nom} » écrite dans {path}. Un collègue l'importe par F4, i.", "succes")

        self.app.push_screen(Saisir(f"Écrire « {vue.nom} » dans le fichier", str(Path.home() / _FILE)), named)

    def action_importer(self) -> None:
        """Ask for a file and keep its views."""

        def named(text: str | None) -> None:
            if text and text.strip():
                kept = self._try(lambda: self.vues.importer(Path(text.strip()).expanduser()))
                if kept is not None:
                    self._show(kept[-1].nom if kept else "")
                    here = [vue.nom for vue in kept if vue.table == self.present.table]
                    said = f"« {' », « '.join(here)} »" if here else "aucune pour cette liste"
                    self._say(f"Vues reçues : {len(kept)} ({said}).", "succes")

        self.app.push_screen(Saisir("Lire les vues du fichier", str(Path.home() / _FILE)), named)

    def _current(self) -> Vue | None:
        row = self.query_one("#liste", Table).row
        return self.offered[row.id] if row and row.id != _TOUTES else None

    def _show(self, nom: str) -> None:
        """List the views, the cursor on this one."""
        all_of_it = Vue(self.present.table)
        self.offered = {_TOUTES: all_of_it} | {sort_key(v.nom): v for v in self.vues.de(self.present.table)}
        rows = [
            Row(
                key,
                (vue.nom or "Tout, sans filtre", "fournie" if vue.fournie else "" if key == _TOUTES else "de ce poste"),
            )
            for key, vue in self.offered.items()
        ]
        table = self.query_one("#liste", Table)
        table.styles.height = max(3, min(len(rows), 16, self.app.size.height - 9))
        table.show(ListSource(rows), keep=sort_key(nom) if nom else None)
        table.focus()

    def _try(self, work: Callable[[], Done]) -> Done | None:
        """Run what may be refused; the refusal is said."""
        try:
            return work()
        except StoreError as error:
            self._say(str(error), "erreur")
            return None

    def _say(self, text: str, tone: "Tone" = "normal") -> None:
        mot = self.query_one("#saisir-mot", Plain)
        mot.say(text)
        mot.set_classes("" if tone == "normal" else f"ton-{tone}")
