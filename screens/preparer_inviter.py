"""Inviting to a séance: the people who are known, commune by commune, ticked with Espace, invited in one gesture."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from pvd_tui.domain.seance_club import PublicSeance
from pvd_tui.domain.texte import counted
from screens.aide import Aide
from screens.application import application
from screens.donnees import PageDonnees
from screens.keys import binding
from screens.plain import fold
from screens.widgets.colonnes import Column
from screens.widgets.invite import Invite
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.source import ListSource, Row
from screens.widgets.table_liste import TableListe
from storage.communes_club import du_club
from storage.invitations import invitables, inviter

if TYPE_CHECKING:
    from pvd_tui.domain.invitation_seance import Invitable, Liste

_GROUPE = "commune "
_NOMMEES = 8
"""Communes named below the list: the others are counted."""
_COLONNES = (
    Column("Nom", 18, 2),
    Column("Fonction, organisme", 18, 3),
    Column("Qualité", 14, 0, 2),
    Column("", 10, 1, 3),
)


class Invites(TableListe):
    """A table whose rows are ticked; a commune ticks its own."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("liste.marquer", "mark", "Cocher", sentence="Cocher cette personne, ou toute la commune")
    ]


class InviterPage(PageDonnees):
    """Whom to invite."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("choix.valider", "valider", "Inviter", sentence="Inviter ceux qui sont cochés"),
        binding("liste.marquer_tout", "tous", "Tous", sentence="Cocher tous ceux qui sont affichés, ou aucun"),
        binding("liste.filtrer", "filtrer"),
    ]
    AUTO_FOCUS = "#invites"
    aide = Aide(
        "Inviter",
        "Les personnes connues : chefs de projet en poste, annuaire, feuille de la dernière séance. Qui est déjà sur "
        "la feuille n'est pas proposé. Chaque ligne garde sa propre copie de la fonction et de la commune : ce qui "
        "changera ensuite ne réécrit pas la feuille.",
        "Espace coche · t coche tout · Entrée invite, en un geste que u reprend.",
    )

    def __init__(self, record: str) -> None:
        """Invite to this séance."""
        super().__init__()
        self.record = record
        self._liste: Liste
        self._noms: dict[str, str] = {}
        self._filtre = ""
        self._lu = False

    def fil(self) -> Sequence[str]:
        """Say where one is."""
        return ("Clubs", self.store.rows.titres("seance_club", [self.record]).get(self.record, "Séance"), "Inviter")

    def body(self) -> ComposeResult:
        """Show the people by commune, and below the communes that nobody would come from."""
        with Panneau("Inviter", id="invites-panneau", pied="Espace coche · Entrée invite"):
            yield Invites(_COLONNES, empty="Personne à inviter.", id="invites")
            yield Invite(id="filtre-invites")
        yield Plain("", id="invites-sans")

    def on_mount(self) -> None:
        """Read who is known; where nobody is on the sheet yet, those whom the séance is for are ticked."""
        self.rafraichir()
        if not self._liste.deja and not self.store.rows.count("presence", {"seance_club": self.record}):
            public = self.store.rows.these("seance_club", [self.record], ("public",))[0]["public"]
            found = next((one for one in PublicSeance if one == public), None)
            self._table.set_marks(self._liste.attendus(found))

    @property
    def _table(self) -> Invites:
        return self.query_one("#invites", Invites)

    def rafraichir(self) -> None:
        """Read who is known again; who is ticked stays so."""
        self._liste = invitables(self.store, self.record, self.today)
        row = self.store.rows.these("seance_club", [self.record], ("departement",))[0]
        self._noms = du_club(self.store, row["departement"])
        self._table.marks &= {one.cle for one in self._liste.tous}
        self._montrer()

    def _montrer(self) -> None:
        """Draw the list."""
        row = self._table.row
        self._table.show(ListSource(list(self._rangs())), keep=row.id if row else None)
        self._compter()

    def _rangs(self) -> Iterator[Row]:
        wanted = fold(self._filtre).split()
        for insee, people in self._liste.par_commune.items():
            name = self._noms.get(insee or "", "Partenaires et autres")
            kept = [one for one in people if self._convient(one, name, wanted)]
            if not kept and (wanted or insee is None):
                continue
            yield Row(f"{_GROUPE}{insee or ''}", (), "discret", self._entete(insee, name, len(people)))
            for one in kept:
                what = ", ".join(part for part in (one.fonction, one.organisme) if part)
                yield Row(one.cle, (one.nom, what, str(one.qualite or ""), one.d_ou))

    @staticmethod
    def _convient(one: "Invitable", commune: str, wanted: Sequence[str]) -> bool:
        words = fold(f"{one.nom} {one.fonction} {one.organisme} {one.qualite or ''} {commune}").split()
        return all(any(word.startswith(asked) for word in words) for asked in wanted)

    def _entete(self, insee: str | None, name: str, count: int) -> str:
        """Head the people of a commune, with what is missing."""
        there = insee in self._liste.inscrites
        if not count:
            return f"{name} · {'déjà sur la feuille' if there else 'personne de connu'}"
        return f"{name} · déjà sur la feuille" if there else name

    @on(Invites.Marked)
    def _compter(self) -> None:
        """Say how many are ticked, and which communes nobody would come from."""
        count = len(self._table.marks)
        alone = [self._noms[insee] for insee in self._liste.sans_invite(self._table.marks)]
        said = f"{counted(len(alone), 'commune')} sans invité"
        deja = f" · {self._liste.deja} déjà sur la feuille" if self._liste.deja else ""
        self.query_one("#invites-panneau", Panneau).titrer(f"Inviter · {counted(count, 'coché')} · {said}{deja}")
        named = ", ".join(alone[:_NOMMEES]) + (f" et {len(alone) - _NOMMEES} autres" if len(alone) > _NOMMEES else "")
        self.query_one("#invites-sans", Plain).say(
            f"Sans invité : {named}." if alone else "Chaque commune a au moins un invité."
        )

    @on(Invites.Groupe)
    def _groupe(self, event: Invites.Groupe) -> None:
        """Tick the people of a commune, or none if all are."""
        event.stop()
        insee = event.row_id.removeprefix(_GROUPE)
        people = {one.cle for one in self._liste.par_commune.get(insee or None, ())}
        marks = self._table.marks
        self._table.set_marks(marks - people if people <= marks else marks | people)

    def action_tous(self) -> None:
        """Tick everybody who is shown, or nobody if all are."""
        source = ListSource(list(self._rangs()))
        shown = {row.id for row in source.rows if not row.entete}
        marks = self._table.marks
        self._table.set_marks(marks - shown if shown <= marks else marks | shown)

    def action_filtrer(self) -> None:
        """Ask for letters."""
        self.query_one("#filtre-invites", Invite).ask("Chercher", self._filtre, exemple="nom, fonction, commune")

    @on(Invite.Changed, "#filtre-invites")
    def _filtrer(self, event: Invite.Changed) -> None:
        """Narrow the list."""
        self._filtre = event.text
        self._montrer()

    @on(Invite.Said, "#filtre-invites")
    def _filtre_dit(self) -> None:
        """Go back to the list, as it is narrowed."""
        self._table.focus()

    def action_retour(self) -> None:
        """Show everybody again, else leave."""
        line = self.query_one("#filtre-invites", Invite)
        if line.display:
            line.close()
            self._filtre = ""
            self._montrer()
            self._table.focus()
        else:
            super().action_retour()

    def action_valider(self) -> None:
        """Invite those who are ticked, in one gesture, and go back to the séance."""
        if self.query_one("#filtre-invites", Invite).active:
            self._filtre_dit()
            return
        people = [one for one in self._liste.tous if one.cle in self._table.marks]
        if not people:
            self.say(
                f"Rien n'est coché. {self.rappel(('liste.marquer', 'coche'), ('liste.marquer_tout', 'coche tout'))}."
            )
            return
        saved = self.tenter(lambda: inviter(self.store, self.record, people))
        if saved is None:
            return
        count = len(people)
        application(self).changed()
        self.app.pop_screen()
        invited = "personne invitée" if count == 1 else "personnes invitées"
        self.shell.say(f"{count} {invited}. {self.annule}", "succes")
