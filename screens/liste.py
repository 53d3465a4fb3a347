"""A list where one works: open, create on one line, archive what is marked, undo."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType

from pvd_tui.changes.edit import archive
from screens.application import application
from screens.brouillon import Brouillon
from screens.command import Command
from screens.keys import KEYS, binding
from screens.liste_vue import ListeVue
from screens.widgets.invite import Invite
from screens.widgets.table import Table
from storage.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pvd_tui.changes.change import Json
    from storage.fiche import Fiche
    from storage.masse import Lot


class ListePage(ListeVue):
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
        Binding("ctrl+f", "filtrer", show=False, priority=True, id="liste.filtrer"),
        Binding("f3", "partout", "Chercher", priority=True, id="chercher.partout", tooltip="Chercher partout"),
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

    def vises(self) -> list[str]:
        """Give what a gesture is about: what is marked, else the row under the cursor."""
        row = self.table.row
        return sorted(self.table.marks) or ([row.id] if row and not row.entete else [])

    def action_modifier_lot(self, champ: str = "") -> None:
        """Give the same value to all that is marked: the field, the value, the preview, then one gesture."""
        from screens.masse import demander_champ  # noqa: PLC0415 - pydantic, only when it is asked for

        if self.vises():
            demander_champ(self.app, self.store, self.catalogue.table, self.today, self._previsualiser, champ)

    def action_responsable(self) -> None:
        """Give all that is marked the same pilote."""
        self.action_modifier_lot("pilote")

    @work(thread=True, exclusive=True, group="lot", exit_on_error=False)
    def _previsualiser(self, champ: str, valeur: "Json") -> None:
        """Read what would change, behind the screen."""
        from storage.masse import preparer  # noqa: PLC0415 - only when it opens

        ids = self.vises()
        caches = len(set(ids) - set(self.store.rows.ids(self.catalogue.table, self.demande().filtre)))
        lot = preparer(self.store, self.catalogue.table, ids, {champ: valeur})
        self.app.call_from_thread(self._montrer_lot, champ, lot, caches)

    def _montrer_lot(self, champ: str, lot: "Lot", caches: int) -> None:
        """Show what would change, and ask."""
        from screens.masse import ApercuLot, phrase  # noqa: PLC0415 - pydantic, only when it is asked for

        said = phrase(lot.table, champ, lot.valeurs[champ], self.store)

        def answered(yes: bool | None) -> None:  # noqa: FBT001 - Textual's own callback
            if yes:
                self.say("Enregistrement…")
                self._appliquer(lot, said)

        self.app.push_screen(ApercuLot(said, lot, caches), answered)

    @work(thread=True, exclusive=True, group="lot", exit_on_error=False)
    def _appliquer(self, lot: "Lot", said: str) -> None:
        """Write the lot as one gesture, behind the screen."""
        from storage.masse import appliquer  # noqa: PLC0415 - only when it opens

        titre = f"{self.compte(len(lot.edits))} : {said}"
        try:
            appliquer(self.store, lot, titre)
        except StoreError as error:
            self.app.call_from_thread(self.say, str(error), "erreur")
        else:
            self.app.call_from_thread(self._applique, titre)

    def _applique(self, titre: str) -> None:
        """Show what was written."""
        self.table.set_marks(())
        application(self).changed()
        self.say(f"{titre}. u annule.", "succes")

    def action_archiver(self) -> None:
        """Archive what is marked, or the row under the cursor."""
        ids = self.vises()
        if not ids:
            return
        fiches = [fiche for one in ids if (fiche := self.store.get(self.catalogue.table, one)) is not None]
        if not self.tenter(partial(self._archivables, fiches)):
            return
        edits = [archive(fiche.table, fiche.record, fiche.folded) for fiche in fiches]
        first = str(fiches[0].values.get("titre") or "sans titre") if fiches else ""
        what = f"« {first} »" if len(edits) == 1 else f"{len(edits)} {self.plusieurs}"
        saved = self.tenter(partial(self.store.save, edits, f"Archiver {what}")) if edits else None
        if saved:
            self.table.set_marks(())
            application(self).changed()
            self.say(f"{what} : {self.accord('archivé', len(edits))}. u annule.", "succes")

    def _archivables(self, fiches: "Sequence[Fiche]") -> bool:
        """Refuse to archive what was voted or signed; nothing of the gesture is written then."""
        from storage.fige import check_archive  # noqa: PLC0415 - only when it opens

        for fiche in fiches:
            check_archive(self.store, fiche.table, fiche.values)
        return True

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
        self.say(f"« {values['titre']} » : {self.accord('enregistré')}. Entrée ouvre · n en crée une autre.", "succes")

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
