"""Mode 8: the note de synthèse of the département, computed, written, issued, opened again and compared."""

from datetime import date
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType

from pvd_tui.domain.dates import DateError, read_date, show_date
from screens.aide import Aide
from screens.application import application
from screens.keys import binding
from screens.synthese_lue import ECRIVAINS, apercu, expliquer
from screens.synthese_mots import MOTS, TEXTES, libelle, valeur
from screens.synthese_vue import RESERVE, SyntheseVue
from screens.widgets.invite import Invite
from screens.widgets.plain import Plain
from screens.widgets.table import Table
from storage.errors import StoreError

if TYPE_CHECKING:
    from pvd_tui.domain.note_figee import NoteFigee


class SynthesePage(SyntheseVue):
    """A département's note: computed now, written, issued, opened again, compared."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("synthese.rediger", "rediger"),
        binding("synthese.apports", "apports"),
        binding("synthese.au", "au"),
        binding("synthese.emettre", "emettre"),
        binding("synthese.comparer", "comparer"),
    ]
    aide = Aide(
        "La note de synthèse",
        "À gauche les chiffres, calculés sur les fiches ; la définition du chiffre et le temps qu'il lit sont dessous. "
        "« dates » : dates métier ; « enregistré » : la valeur inscrite au journal ce jour-là ; « constant » : ne "
        "dépend pas du jour. À droite ce qu'une personne écrit, puis les versions émises : figées, relues et "
        "comparées, jamais modifiées.",
        "Entrée sur un chiffre montre ses fiches ; sur un texte, ouvre le brouillon ; sur une version, la relit.",
    )

    @on(Table.Opened, "#note-chiffres")
    def _chiffre(self, event: Table.Opened) -> None:
        """Open the rows behind a figure."""
        figure = self.lue.chiffres.get(event.row_id) if self.lue else None
        if figure is None:
            return
        from screens.synthese_lignes import LignesChiffrePage  # noqa: PLC0415 - only when it opens

        path = event.row_id
        self.app.push_screen(LignesChiffrePage(libelle(path), valeur(figure), expliquer(path, figure), figure))

    @on(Table.Opened, "#mots")
    def action_rediger(self) -> None:
        """Open the draft at the words under the cursor."""
        if self.departement is None or not self._ecrivain():
            return
        from screens.fiche import FichePage  # noqa: PLC0415 - pydantic, only when it opens
        from storage.notes_synthese import TABLE, brouillon  # noqa: PLC0415 - same

        made = self.tenter(partial(brouillon, self.store, self.departement))
        if made is not None:
            page = FichePage(TABLE, str(made["id"]))
            page.viser = self._mot()
            self.app.push_screen(page)

    def _mot(self) -> str:
        """Give the field under the cursor of the words."""
        row = self.query_one("#mots", Table).row
        return row.id if row else next(iter(MOTS))

    def action_apports(self) -> None:
        """Show what may be copied into the text under the cursor, or into the one that goes with it."""
        if self.departement is None or not self._ecrivain():
            return
        from screens.synthese_apports import ApportsPage  # noqa: PLC0415 - only when it opens

        here = self._mot()
        paired = {"dynamique": "texte_dynamique", "freins": "texte_difficultes"}.get(here, "texte_leviers")
        self.app.push_screen(ApportsPage(self.departement, here if here in TEXTES else paired, self.au))

    def _ecrivain(self) -> bool:
        """Whether one writes notes here; else say who does."""
        if self.store.role in ECRIVAINS:
            return True
        self.say(RESERVE, "info")
        return False

    @on(Table.Opened, "#notes-emises")
    def _version(self) -> None:
        """Read an issued version."""
        note = self._emise()
        if note is not None:
            from screens.synthese_note import NoteLuePage  # noqa: PLC0415 - only when it opens

            self.app.push_screen(NoteLuePage(note))

    def _emise(self) -> "NoteFigee | None":
        """Give the version under the cursor; None where there is none."""
        row = self.query_one("#notes-emises", Table).row
        if self.lue is None or row is None:
            return None
        return next((one for one in self.lue.emises if row.id == f"version {one.version}"), None)

    def action_comparer(self) -> None:
        """Compare the version under the cursor with the one before it, or the last one with the figures of now."""
        if self.lue is None or not self.lue.emises:
            return
        from screens.synthese_note import EcartPage, titre_ecart  # noqa: PLC0415 - only when it opens

        after: NoteFigee = self.lue.note
        before = self.lue.emises[0]
        pointed = self._emise() if self.query_one("#notes-emises").has_focus else None
        if pointed is not None and (older := [one for one in self.lue.emises if one.version < pointed.version]):
            before, after = older[0], pointed
        elif pointed is not None:
            before = pointed
        self.app.push_screen(EcartPage(titre_ecart(before, after), before.faits, after.faits))

    def action_exporter(self) -> None:
        """Offer the note as it stands, then the issued versions, the one under the cursor first."""
        if self.lue is None:
            return
        from screens.synthese_exporter import de_la_version, du_brouillon, exporter  # noqa: PLC0415 - only for F8

        issued = [de_la_version(self.store, one) for one in self.lue.emises]
        exporter(application(self), [du_brouillon(self.lue.note), *issued])

    # The day.

    def action_au(self) -> None:
        """Ask for the day of the figures."""
        self.query_one("#synthese-au", Invite).ask("Au", exemple="25/06/2023, fin mars ; vide : aujourd'hui")

    @on(Invite.Said, "#synthese-au")
    def _au_dit(self, event: Invite.Said) -> None:
        """Compute as of another day."""
        try:
            day = read_date(event.text, self.today) if event.text else None
        except DateError as error:
            self.say(f"{error} Rien n'a été calculé.", "erreur")
            return
        start = self._debut()
        if day is not None and day < start:
            said = f"Le programme a commencé le {show_date(start)} : il n'y a rien à dire au {show_date(day)}."
            self.say(said, "erreur")
            return
        self._au = None if day == self.today else day
        self._fermer()
        self.say("Calcul en cours…")
        self.rafraichir()
        coming = self._au is not None and self._au > self.today
        self.say("Ce jour est à venir : les faits sont ceux d'aujourd'hui et les dates déjà prévues." if coming else "")

    def _debut(self) -> date:
        from pvd_tui.domain.programme import programme  # noqa: PLC0415 - pydantic, already there with the note
        from storage.registre import StoreRegistre  # noqa: PLC0415 - same

        return programme(StoreRegistre(self.store), self.today).debut_programme

    def _fermer(self) -> None:
        self.query_one("#synthese-au", Invite).close()
        self.query_one("#note-chiffres").focus()

    # Issuing.

    def action_emettre(self) -> None:
        """Say what would be issued; the same key again issues it."""
        if self.lue is None or not self._ecrivain():
            return
        if self.lue.obstacles:
            self.say(f"La note ne peut pas encore être émise. {self.lue.obstacles[0]}", "erreur")
            return
        again = self.shell.touche("synthese.emettre")
        if not self.pret:
            self.pret = True
            self.query_one("#obstacles", Plain).say(apercu(self.lue))
            self.say(f"{again} encore une fois l'émet ; Échap renonce. Rien n'est encore émis.", "alerte")
            return
        self.pret = False
        self.say("Émission en cours : les fichiers s'écrivent…")
        work = partial(self._emettre, self.lue.note, self.today)
        self.run_worker(work, thread=True, exclusive=True, group="emission", exit_on_error=False)

    def _emettre(self, note: "NoteFigee", today: date) -> None:
        """Issue behind the screen."""
        from pvd_tui.reports.note_emise import emettre  # noqa: PLC0415 - only when one issues

        try:
            made = emettre(self.store, note, today)
        except StoreError as error:
            self.app.call_from_thread(self.shell.say, str(error), "erreur")
        except Exception as error:  # noqa: BLE001 - whatever a library raises, the page must be told and go on
            self.app.call_from_thread(self.shell.say, self.shell.noter(error), "erreur")
        else:
            self.app.call_from_thread(self._emis, made.note)

    def _emis(self, note: "NoteFigee") -> None:
        shell = self.shell
        application(self).changed()
        shell.say(f"Note émise : {note.nom}, version {note.version}. F8 donne ses fichiers.", "succes")

    def action_retour(self) -> None:
        """Close the line of the day, or renounce to issue, else the page."""
        if self.query_one("#synthese-au", Invite).display:
            self._fermer()
        elif self.pret and self.lue is not None:
            self.pret = False
            self.dire_obstacles(self.lue)
            self.say("Rien n'a été émis.")
        else:
            super().action_retour()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what makes sense: the way back from a line, a comparison where there is a version."""
        if action == "retour" and self.is_mounted and (self.pret or self.query_one("#synthese-au", Invite).display):
            return True
        if action == "comparer":
            return self.lue is not None and bool(self.lue.emises)
        if action == "emettre":
            return self.lue is not None and self.store.role in ECRIVAINS
        return super().check_action(action, parameters)
