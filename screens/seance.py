"""One séance of a club: what it is, its ordre du jour, who was there, what was said and decided."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical

from pvd_tui.domain.pointage import Pointee, suivant
from screens import seance_presences as presences
from screens.aide import Aide
from screens.application import application
from screens.brouillon import Brouillon
from screens.keys import binding
from screens.seance_apres import ApresSeance
from screens.seance_lue import SeanceLue
from screens.widgets.colonnes import Column
from screens.widgets.invite import Invite
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.source import ListSource
from screens.widgets.table import Table

_SUR_UNE_LIGNE = frozenset({"presence", "archiver", "represente", "aussi", "emarge"})
"""What is done with the person under the cursor."""


class SeancePage(ApresSeance):
    """A séance."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("seance.presence", "presence"),
        binding("seance.direct", "direct"),
        binding("seance.inviter", "inviter"),
        binding("seance.pointer", "pointer"),
        binding("liste.nouveau", "nouveau", "Ajouter", sentence="Ajouter une personne à la feuille de présence"),
        binding("seance.ordre", "ordre", show=False),
        binding("seance.modifier", "modifier"),
        binding("seance.represente", "represente", show=False),
        binding("seance.emarge", "emarge", show=False),
        binding("seance.aussi", "aussi", show=False),
        binding("liste.supprimer", "archiver", show=False),
    ]
    aide = Aide(
        "Une séance de club",
        "Avant : i invite les personnes connues, o écrit l'ordre du jour, F8 donne la feuille d'émargement, la "
        "convocation et l'agenda. Pendant : E ouvre la séance en direct. Après : p pointe d'après le papier. "
        "Absent n'est pas excusé, excusé n'est pas représenté (r). Une commune est représentée si l'un des siens est "
        "présent ou représenté ; un élu peut en représenter deux (c). Ctrl+S dit ce qui manque, et clôt.",
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
        first = (("seance.inviter", "inviter les personnes connues"), ("liste.nouveau", "ajouter quelqu'un"))
        personne = "\n".join(("Personne n'est inscrit.", *map(self.rappel, first)))
        point = "Aucun point.\n" + self.rappel(("seance.ordre", "écrire l'ordre du jour"))
        note = "Rien n'a encore été noté.\n" + self.rappel(("seance.direct", "tenir la séance en direct"))
        yield Plain("", id="faits")
        with Horizontal():
            with Panneau("Présences", id="presences-panneau"):
                yield Table(
                    (Column("", 1), Column("Nom", 16, 2), Column("Commune", 10, 2), Column("", 10, 3, 1)),
                    header=False,
                    markable=False,
                    empty=personne,
                    id="presences",
                )
                yield Invite(id="nouveau")
            with Vertical(id="seance-cote"):
                with Panneau("Ordre du jour", id="points-panneau"):
                    yield Table(
                        (
                            Column("", 2, right=True),
                            Column("", 5, 0, 1),
                            Column("Point", 16, 1),
                            Column("", 6, right=True),
                        ),
                        header=False,
                        markable=False,
                        empty=point,
                        id="points",
                    )
                with Panneau("Notes et suites", id="notes-panneau"):
                    yield Table(
                        (Column("", 5), Column("", 5), Column("Note", 16, 1)),
                        header=False,
                        markable=False,
                        empty=note,
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

    # Going elsewhere.

    @on(Table.Opened)
    def _open(self, event: Table.Opened) -> None:
        """Open the fiche of a line."""
        table, record = event.row_id.split(" ")
        application(self).ouvrir(table, record)

    def action_modifier(self) -> None:
        """Open the fiche of the séance."""
        application(self).ouvrir("seance_club", self.record)

    async def action_ordre(self) -> None:
        """Open the fiche of the séance on its ordre du jour."""
        from screens.fiche import FichePage  # noqa: PLC0415 - pydantic, only when a fiche opens

        fiche = FichePage("seance_club", self.record)
        await self.app.push_screen(fiche)
        fiche.call_later(fiche.montrer, [titre for titre, _ in fiche.rubriques].index("Ordre du jour"))

    def action_direct(self) -> None:
        """Hold the séance, or go on with it."""
        from screens.en_direct import EnDirectPage  # noqa: PLC0415 - only when a séance is held

        self.app.push_screen(EnDirectPage(self.record))

    def action_inviter(self) -> None:
        """Choose whom to invite."""
        from screens.preparer_inviter import InviterPage  # noqa: PLC0415 - pydantic, only when it opens

        self.app.push_screen(InviterPage(self.record))

    def action_pointer(self) -> None:
        """Tick the sheet from the paper."""
        from screens.seance_pointage import PointagePage  # noqa: PLC0415 - only when it opens

        self.app.push_screen(PointagePage(self.record))

    # The line under the cursor.

    def _pointed(self) -> Pointee | None:
        """Give the presence under the cursor, if its list has the focus."""
        table = self.query_one("#presences", Table)
        if self.seance is None or table.row is None or not table.has_focus:
            return None
        record = table.row.id.split(" ")[1]
        return next((one for one in self.seance.feuille if one.id == record), None)

    def action_presence(self) -> None:
        """Go to the next statut of the person under the cursor."""
        if ligne := self._pointed():
            presences.statut(self, ligne, suivant(ligne.statut))

    def action_represente(self) -> None:
        """Say who stands for the person under the cursor."""
        if (ligne := self._pointed()) and self.seance:
            presences.represente(self, ligne, self.seance.feuille)

    def action_emarge(self) -> None:
        """Say whether the person under the cursor has signed."""
        if ligne := self._pointed():
            presences.emarge(self, ligne)

    def action_aussi(self) -> None:
        """Say for which other commune the person under the cursor takes part."""
        if ligne := self._pointed():
            presences.aussi(self, ligne, self.record)

    def action_archiver(self) -> None:
        """Take the person under the cursor off the sheet."""
        if ligne := self._pointed():
            presences.retirer(self, ligne.id)

    # Somebody new.

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
        if self.tenter(partial(self.store.create, "presence", values)):
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
        if action in _SUR_UNE_LIGNE:
            return self.is_mounted and self._pointed() is not None
        return super().check_action(action, parameters)
