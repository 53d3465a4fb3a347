"""One séance of a club: what it is, its ordre du jour, who was there, what was said and decided."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical

from pvd_tui.changes.edit import archive, edit
from screens.aide import Aide
from screens.application import application
from screens.brouillon import Brouillon
from screens.donnees import PageDonnees
from screens.keys import binding
from screens.seance_lue import SeanceLue
from screens.widgets.colonnes import Column
from screens.widgets.invite import Invite
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.source import ListSource
from screens.widgets.table import Table

if TYPE_CHECKING:
    from storage.store import Saved

CYCLE: Final = ("Inscrit", "Présent", "Excusé", "Représenté", "Absent")
"""What Espace goes through; a person added without a statut comes in before « Présent »."""


class SeancePage(PageDonnees):
    """A séance."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("liste.nouveau", "nouveau", "Ajouter", sentence="Ajouter une personne à la feuille de présence"),
        binding("seance.presence", "presence"),
        binding("seance.modifier", "modifier"),
        binding("liste.supprimer", "archiver", show=False),
    ]
    aide = Aide(
        "Une séance de club",
        "Les présences se cochent avec Espace : présent, excusé, représenté, absent. "
        "Une commune est représentée si l'un des siens est présent ou représenté.",
        "n puis « Claire Lemaire, cheffe de projet, Chauny ».",
    )

    def __init__(self, record: str) -> None:
        """Show this séance."""
        super().__init__()
        self.record = record
        self.seance: SeanceLue | None = None
        self._abandonne = ""
        self._brouillon: Brouillon

    def fil(self) -> Sequence[str]:
        """Say where one is."""
        return ("Clubs", self.seance.titre if self.seance else "Séance")

    def body(self) -> ComposeResult:
        """Show the facts, then the three lists."""
        yield Plain("", id="faits")
        with Horizontal():
            with Panneau("Présences", id="presences-panneau"):
                yield Table(
                    (Column("", 1), Column("Nom", 16, 2), Column("Commune", 10, 2), Column("Fonction", 10, 3, 1)),
                    header=False,
                    markable=False,
                    empty="Personne n'est inscrit.\nn ajouter quelqu'un",
                    id="presences",
                )
                yield Invite(id="nouveau")
            with Vertical(id="seance-cote"):
                with Panneau("Ordre du jour", id="points-panneau"):
                    yield Table(
                        (Column("", 2, right=True), Column("Point", 16, 1), Column("", 6, right=True)),
                        header=False,
                        markable=False,
                        empty="Aucun point.\ne ouvre la fiche de la séance",
                        id="points",
                    )
                with Panneau("Notes et suites", id="notes-panneau"):
                    yield Table(
                        (Column("", 5), Column("", 5), Column("Note", 16, 1)),
                        header=False,
                        markable=False,
                        empty="Rien n'a encore été noté.",
                        id="notes",
                    )

    def on_mount(self) -> None:
        """Read the séance."""
        self._brouillon = Brouillon(self.store, "presence", {"seance_club": self.record})
        self.query_one("#presences").focus()
        self.rafraichir()

    # Reading.

    def rafraichir(self) -> None:
        """Read the séance and its rows again."""
        self.seance = SeanceLue(self.store, self.record)
        self.refresh_entete()
        self.query_one("#faits", Plain).say(self.seance.faits())
        self.query_one("#presences-panneau", Panneau).titrer(self.seance.compte())
        notes = self.seance.notes()
        self.query_one("#notes-panneau", Panneau).titrer(f"Notes et suites ({len(notes)})")
        for name, rows in (
            ("presences", self.seance.presences()),
            ("points", self.seance.points()),
            ("notes", notes),
        ):
            table = self.query_one(f"#{name}", Table)
            table.show(ListSource(rows), keep=table.row.id if table.row else None)

    # Doing.

    @on(Table.Opened)
    def _open(self, event: Table.Opened) -> None:
        """Open the fiche of a line."""
        table, record = event.row_id.split(" ")
        application(self).ouvrir(table, record)

    def action_modifier(self) -> None:
        """Open the fiche of the séance."""
        application(self).ouvrir("seance_club", self.record)

    def _pointed(self) -> str | None:
        """Give the presence under the cursor, if its list has the focus."""
        table = self.query_one("#presences", Table)
        return table.row.id.split(" ")[1] if table.row and table.has_focus else None

    def action_presence(self) -> None:
        """Go to the next statut of the person under the cursor."""
        record = self._pointed()
        fiche = self.store.get("presence", record) if record else None
        if fiche is None:
            return
        now = fiche.values.get("statut")
        statut = CYCLE[(CYCLE.index(str(now)) + 1) % len(CYCLE)] if now in CYCLE else "Présent"
        change = edit("presence", fiche.record, fiche.folded, {"statut": statut})
        nom = fiche.values.get("titre") or "sans nom"

        def write() -> "Saved | None":
            return self.store.save([change], f"« {nom} » : {statut.lower()}") if change else None

        if self.tenter(write):
            application(self).changed()
            self.say(f"{nom} : {statut.lower()}. Espace continue, u annule.", "succes")

    def action_archiver(self) -> None:
        """Take the person under the cursor off the sheet."""
        record = self._pointed()
        fiche = self.store.get("presence", record) if record else None
        if fiche is None:
            return
        nom = fiche.values.get("titre") or "sans nom"
        one = archive("presence", fiche.record, fiche.folded)
        if self.tenter(lambda: self.store.save([one], f"Retirer « {nom} » de la feuille")):
            application(self).changed()
            self.say(f"{nom} n'est plus sur la feuille. u annule.", "succes")

    def action_nouveau(self) -> None:
        """Ask for a person, on one line."""
        self.show_panneau(self.query_one("#presences-panneau", Panneau))
        self.query_one("#nouveau", Invite).ask(
            "Ajouter", self._abandonne, exemple="nom, fonction, commune (ou organisme)"
        )

    @on(Invite.Said, "#nouveau")
    def _ajouter(self, event: Invite.Said) -> None:
        """Add this person, and ask for the next one."""
        if not event.text:
            self.action_retour()
            return
        values = SeanceLue(self.store, self.record).personne(event.text, self.today)
        if self.tenter(lambda: self.store.create("presence", values)):
            self._brouillon.oublier()
            event.invite.ask("Ajouter", exemple="la personne suivante, ou Échap")
            application(self).changed()
            where = "" if values.get("commune") else " Commune non reconnue : gardée comme organisme."
            self.say(f"{values['titre']} : ajouté à la feuille.{where if values.get('organisme') else ''}", "succes")

    def action_retour(self) -> None:
        """Close the line being typed, else the page."""
        nouveau = self.query_one("#nouveau", Invite)
        if nouveau.display:
            self._abandonne = nouveau.text
            self._brouillon.oublier()
            nouveau.close()
            self.query_one("#presences").focus()
        else:
            super().action_retour()

    @on(Invite.Rested, "#nouveau")
    def _garder_ligne(self, event: Invite.Rested) -> None:
        """Keep what is typed as a draft."""
        self._brouillon.garder(event.text)

    def leave(self) -> None:
        """Keep what is typed in the line of `n`."""
        nouveau = self.query_one("#nouveau", Invite)
        if nouveau.display:
            self._brouillon.garder(nouveau.text)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the statut where a person is pointed at."""
        if action in {"presence", "archiver"}:
            return self.is_mounted and self._pointed() is not None
        return super().check_action(action, parameters)
