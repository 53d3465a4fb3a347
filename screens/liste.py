"""A list where one works: open, create on one line, undo; what is done to many records is `ListeLot`'s."""

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType

from screens.application import application
from screens.brouillon import Brouillon
from screens.command import Command
from screens.keys import KEYS, binding
from screens.liste_lot import ListeLot
from screens.widgets.invite import Invite
from screens.widgets.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pvd_tui.changes.change import Json


class ListePage(ListeLot):
    """The records of a table. Subclasses give `catalogue`, their words, and how one creates."""

    nouveau: ClassVar[str] = "Titre"
    """What the line of `n` asks for."""
    exemple: ClassVar[str] = ""
    OVERRIDES: ClassVar[frozenset[str]] = frozenset({"chercher"})
    BINDINGS: ClassVar[list[BindingType]] = [
        binding("liste.nouveau", "nouveau"),
        binding("liste.filtrer", "filtrer"),
        binding("liste.lot", "modifier_lot", show=False),
        binding("importer.ouvrir", "app.importer", show=False),
        binding("liste.responsable", "responsable", show=False),
        binding("liste.supprimer", "archiver"),
        binding("liste.marquer_tout", "marquer_tout", show=False),
        binding("liste.filtrer_ici", "filtrer", show=False),  # before the search, whose second key it takes
        binding("chercher.partout", "partout"),
    ]

    def __init__(self, where: "Mapping[str, Json] | None" = None, *, titre: str = "") -> None:
        """List the records that fit `where`, under another title if there is one."""
        super().__init__(where, titre=titre)
        self._abandonne = ""
        self._brouillon: Brouillon | None = None

    def on_mount(self) -> None:
        """Be ready to keep a draft of what is created."""
        self._brouillon = Brouillon(self.store, self.catalogue.table, self.where)

    def on_screen_resume(self) -> None:
        """Close the line of `n` if what was typed in it was taken up elsewhere."""
        if self._brouillon and self._brouillon.repris:
            self._fermer_nouveau("")

    def commands(self) -> "Iterator[Command]":
        """Offer in the palette what the keys do here."""
        for key_id, run in (
            ("liste.nouveau", self.action_nouveau),
            ("liste.filtrer", self.action_filtrer),
            ("liste.filtre", self.action_composer),
            ("vue.choisir", self.action_vues),
            ("liste.trier", self.action_trier),
            ("liste.colonnes", self.action_colonnes),
            ("liste.grouper", self.action_grouper),
            ("liste.lot", self.action_modifier_lot),
            ("liste.supprimer", self.action_archiver),
            ("journal.annuler", self.action_annuler),
            ("journal.retablir", self.action_retablir),
        ):
            key = KEYS[key_id]
            yield Command(self.catalogue.titre, key.sentence, run, self.shell.touche(key_id))

    def action_retour(self) -> None:
        """Take one step back: the line being typed, then as a list that is read."""
        nouveau = self.query_one("#nouveau", Invite)
        if nouveau.display:
            self._fermer_nouveau(nouveau.text)
        else:
            super().action_retour()

    @on(Table.Opened, "#table")
    def _open(self, event: Table.Opened) -> None:
        """Open the record."""
        self.ouvrir(self.catalogue.table, event.row_id)

    def action_partout(self) -> None:
        """Search everywhere."""
        self.shell.action_chercher()

    def action_nouveau(self) -> None:
        """Ask for the title of something new."""
        self.query_one("#nouveau", Invite).ask(self.nouveau, self._abandonne, exemple=self.exemple)

    @on(Invite.Said, "#nouveau")
    def _nouveau(self, event: Invite.Said) -> None:
        """Create what was named."""
        if event.text:
            self.creer(event.text)
        else:
            self.action_retour()

    def creer(self, titre: str) -> None:
        """Create a record of this title; subclasses ask for what else it needs."""
        self.ecrire({"titre": titre} | self.where)

    def ecrire(self, values: "Mapping[str, Json]", record: str | None = None) -> None:
        """Create, and show where it is."""
        made = self.tenter(lambda: self.store.create(self.catalogue.table, values, record=record))
        if made is None:
            return
        self._fermer_nouveau("")
        self.lever_filtre()
        self.vue = replace(self.vue, conditions=())  # what was just made must be seen
        self.garder = made
        application(self).changed()
        again = self.rappel(("liste.nouveau", "en crée une autre"))
        self.say(f"« {values['titre']} » : {self.accord('enregistré')}. Entrée ouvre · {again}.", "succes")

    @on(Invite.Rested, "#nouveau")
    def _garder_titre(self, event: Invite.Rested) -> None:
        """Keep what is typed as a draft."""
        brouillon = self._brouillon
        if brouillon:
            self.tenter(lambda: brouillon.garder(event.text))

    def leave(self) -> None:
        """Keep what is typed in the line of `n`: Accueil offers to take it up again."""
        nouveau = self.query_one("#nouveau", Invite)
        brouillon = self._brouillon
        if nouveau.display and brouillon:
            self.tenter(lambda: brouillon.garder(nouveau.text))

    def _fermer_nouveau(self, abandonne: str) -> None:
        """Close the line of `n`; what was given up is there again the next time."""
        if self._brouillon:
            self.tenter(self._brouillon.oublier)
        self._abandonne = abandonne
        self.query_one("#nouveau", Invite).close()
        self.table.focus()
