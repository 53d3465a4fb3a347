"""A list where many records change at once: the same value for all that is marked, or all of it archived."""

from functools import partial
from typing import TYPE_CHECKING

from textual import work

from pvd_tui.changes.edit import archive
from screens.application import application
from screens.donnees import GRAND
from screens.lignes import entier
from screens.liste_vue import ListeVue
from storage.errors import StoreError, in_french

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pvd_tui.changes.change import Json
    from screens.application import Application
    from storage.fiche import Fiche
    from storage.filtre import Filtre
    from storage.masse import Lot


class ListeLot(ListeVue):
    """A list whose marked records change together. What a thread needs of the screen is read before it starts."""

    def vises(self) -> list[str]:
        """Give what a gesture is about: what is marked, else the row under the cursor."""
        row = self.table.row
        return sorted(self.table.marks) or ([row.id] if row and not row.entete else [])

    def _caches(self, ids: "Sequence[str]", filtre: "Filtre") -> int:
        """Count those of these records that the filter hides."""
        return len(set(ids) - set(self.store.rows.ids(self.catalogue.table, filtre)))

    # The same value.

    def action_modifier_lot(self, champ: str = "") -> None:
        """Give the same value to all that is marked: the field, the value, the preview, then one gesture."""
        from screens.masse import demander_champ  # noqa: PLC0415 - pydantic, only when it is asked for

        if self.vises():
            demander_champ(self.app, self.store, self.catalogue.table, self.today, self._previsualiser, champ)

    def action_responsable(self) -> None:
        """Give all that is marked the same pilote."""
        self.action_modifier_lot("pilote")

    def _previsualiser(self, champ: str, valeur: "Json") -> None:
        """Read what would change, behind the screen."""
        ids = self.vises()
        if len(ids) > GRAND:
            self.say("Lecture des fiches… l'écran reste utilisable.", "info")
        self._preparer(champ, valeur, ids, self.demande().filtre)

    @work(thread=True, exclusive=True, group="lot", exit_on_error=False)
    def _preparer(self, champ: str, valeur: "Json", ids: "Sequence[str]", filtre: "Filtre") -> None:
        from storage.masse import preparer  # noqa: PLC0415 - only when it opens

        try:
            with in_french(self.store.path):
                caches = self._caches(ids, filtre)
                lot = preparer(self.store, self.catalogue.table, ids, {champ: valeur})
        except StoreError as error:
            self.app.call_from_thread(self.say, str(error), "erreur")
        else:
            self.app.call_from_thread(self._montrer_lot, champ, lot, caches)

    def _montrer_lot(self, champ: str, lot: "Lot", caches: int) -> None:
        """Show what would change, and ask; nothing where one has gone elsewhere meanwhile."""
        from screens.masse import ApercuLot, phrase  # noqa: PLC0415 - pydantic, only when it is asked for

        if self.shell.page is not self:
            return
        self.say("")
        said = phrase(lot.table, champ, lot.valeurs[champ], self.store)

        def answered(yes: bool | None) -> None:  # noqa: FBT001 - Textual's own callback
            if yes:
                self.say("Enregistrement…")
                self._appliquer(lot, f"{self.compte(len(lot.edits))} : {said}")

        self.app.push_screen(ApercuLot(self.store, said, lot, caches), answered)

    @work(thread=True, group="lot-ecrit", exit_on_error=False)
    def _appliquer(self, lot: "Lot", titre: str) -> None:
        """Write the lot as one gesture, behind the screen."""
        from storage.masse import appliquer  # noqa: PLC0415 - only when it opens

        app = application(self)
        try:
            appliquer(self.store, lot, titre)
        except StoreError as error:
            app.call_from_thread(app.say, str(error), "erreur")
        else:
            app.call_from_thread(self._ecrit, app, f"{titre}. {self.annule}")

    def _ecrit(self, app: "Application", said: str) -> None:
        """Say what was written, to every page: this one may be closed by now."""
        if self.is_attached:
            self.table.set_marks(())
        app.changed()
        app.say(said, "succes")

    # Archived together.

    def action_archiver(self) -> None:
        """Archive what is marked, or the row under the cursor."""
        ids = self.vises()
        if len(ids) > GRAND:
            self.say("Archivage en cours… l'écran reste utilisable.", "info")
            self._archiver_derriere(ids, self.demande().filtre)
        elif ids and (said := self.tenter(partial(self._archiver, ids, self.demande().filtre))):
            self._ecrit(application(self), said)

    @work(thread=True, group="lot-ecrit", exit_on_error=False)
    def _archiver_derriere(self, ids: "Sequence[str]", filtre: "Filtre") -> None:
        app = application(self)
        try:
            said = self._archiver(ids, filtre)
        except StoreError as error:
            app.call_from_thread(app.say, str(error), "erreur")
        else:
            app.call_from_thread(self._ecrit, app, said)

    def _archiver(self, ids: "Sequence[str]", filtre: "Filtre") -> str:
        """Archive records as one gesture, and say which; those that somebody archived meanwhile are left."""
        found = [fiche for one in ids if (fiche := self.store.get(self.catalogue.table, one)) is not None]
        fiches = [fiche for fiche in found if not fiche.folded.archived]
        if not fiches:
            return "Rien à archiver : ces fiches le sont déjà."
        self._archivables(fiches)
        caches = self._caches([fiche.record for fiche in fiches], filtre)
        count = len(fiches)
        titre = str(fiches[0].values.get("titre") or "sans titre")
        what = f"« {titre} »" if count == 1 else f"{entier(count)} {self.plusieurs}"
        self.store.save([archive(fiche.table, fiche.record, fiche.folded) for fiche in fiches], f"Archiver {what}")
        hidden = f", dont {entier(caches)} que le filtre cache" if caches else ""
        return f"{what} : {self.accord('archivé', count)}{hidden}. {self.annule}"

    def _archivables(self, fiches: "Sequence[Fiche]") -> None:
        """Refuse to archive what was voted or signed; nothing of the gesture is written then."""
        from storage.fige import check_archive  # noqa: PLC0415 - only when it opens

        for fiche in fiches:
            check_archive(self.store, fiche.table, fiche.values)
