"""RETEX: « qui a déjà fait une OPAH ? », over every séance of the département that this laptop has, offline."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from pvd_tui.domain.dates import show_date
from pvd_tui.domain.retex import Retex, chercher
from pvd_tui.domain.texte import counted
from screens.aide import Aide
from screens.application import application
from screens.donnees import PageDonnees
from screens.keys import binding
from screens.widgets.colonnes import Column
from screens.widgets.invite import Invite
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table
from storage.retex import NOTE, actions, developper, retours

if TYPE_CHECKING:
    from screens.slot import Tone

_COLUMNS: Final = (
    Column("Date", 10),
    Column("Commune", 14, 1),
    Column("Retour d'expérience", 38, 3),
    Column("Séance", 16, 1, priority=2),
)
_PIED: Final = ": chercher · Entrée ouvre · R écrire le retour d'expérience d'une note"
_VIDE: Final = "Aucun retour d'expérience ne répond.\nEn séance, + en note un · Échap revient à tous"


class RetexPage(PageDonnees):
    """The retours d'expérience, searched as one types."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("liste.filtrer", "chercher", "Chercher"),
        binding("liste.filtrer_ici", "chercher", show=False),
        binding("retex.developper", "developper"),
        binding("exporter.ouvrir", "app.exporter"),
    ]
    OVERRIDES: ClassVar[frozenset[str]] = frozenset({"chercher"})
    aide = Aide(
        "Retours d'expérience",
        "Tout ce que les communes ont raconté aux clubs, cherché sans réseau : titre, commune, action, enseignements. "
        "Posez la question comme elle vient ; les mots qui ne disent rien ne comptent pas. Dessous, les fiches action "
        "sur le même sujet, dont personne n'a encore parlé.",
        "qui a déjà fait une OPAH ?",
    )

    def __init__(self, question: str = "") -> None:
        """Begin with a question, or with all of them."""
        super().__init__()
        self.question = question
        self.trouves: list[Retex] = []
        self._tous: list[Retex] = []

    def fil(self) -> Sequence[str]:
        """Say where one is."""
        return ("Clubs", "Retours d'expérience")

    def body(self) -> ComposeResult:
        """Show the question, the list, and the line under the cursor in full."""
        with Panneau("Retours d'expérience", pied=_PIED, id="retex-panneau"):
            yield Invite(id="question")
            yield Table(_COLUMNS, markable=False, empty=_VIDE, id="retours")
        with Panneau("Ce qu'il en dit", id="retex-texte-panneau"):
            yield Plain("", id="retex-texte")

    def on_mount(self) -> None:
        """Read all of them, and ask."""
        self.rafraichir()
        if self.question:
            self.table.focus()
        else:
            self.action_chercher()

    @property
    def table(self) -> Table:
        """The list on screen."""
        return self.query_one("#retours", Table)

    # Reading.

    def rafraichir(self) -> None:
        """Read the retours again."""
        self._tous = retours(self.store)
        self._montrer()

    def _montrer(self) -> None:
        """Show what answers."""
        told = chercher(self._tous, self.question)
        more = actions(self.store, self.question) if self.question.strip() else []
        self.trouves = [*told, *more]
        rows = [self._row(one) for one in self.trouves]
        keep = self.table.row.id if self.table.row else None
        self.table.show(ListSource(rows), keep=keep)
        count = counted(len(told), "retour")
        also = f", {counted(len(more), 'action')} sur le sujet" if more else ""
        self.query_one("#retex-panneau", Panneau).titrer(f"Retours d'expérience ({count}{also})", _PIED)
        self._lire()

    def _row(self, one: Retex) -> Row:
        titre = {"action": f"Action : {one.titre}"}.get(one.table, one.titre)
        day = show_date(one.jour) if one.jour else ""
        tone: Tone = "discret" if one.table == "action" else "normal"
        return Row(f"{one.table} {one.record}", (day, one.commune, titre, one.seance or one.texte), tone)

    def _pointe(self) -> Retex | None:
        place = self.table.cursor
        return self.trouves[place] if self.table.row and place < len(self.trouves) else None

    @on(Table.Pointed, "#retours")
    def _lire(self) -> None:
        """Say the whole line under the cursor."""
        one = self._pointe()
        said = ""
        if one is not None:
            head = " · ".join(part for part in (one.titre, one.commune, one.action) if part)
            said = "\n".join(part for part in (head, one.texte if one.texte != one.titre else "", one.seance) if part)
        self.query_one("#retex-texte", Plain).say(said)
        self.refresh_bindings()

    # Asking.

    def action_chercher(self) -> None:
        """Type a question."""
        self.query_one("#question", Invite).ask("Chercher", self.question, exemple="qui a déjà fait une OPAH ?")

    @on(Invite.Changed, "#question")
    def _chercher(self, event: Invite.Changed) -> None:
        """Answer as one types."""
        self.question = event.text
        self._montrer()

    @on(Invite.Said, "#question")
    def _vers_la_liste(self) -> None:
        """Go to the list."""
        self.table.focus()

    # Doing.

    @on(Table.Opened, "#retours")
    def _open(self, event: Table.Opened) -> None:
        """Open the fiche of a line."""
        table, record = event.row_id.split(" ")
        application(self).ouvrir(table, record)

    def action_developper(self) -> None:
        """Make a retour d'expérience of a note, and open it."""
        one = self._pointe()
        if one is None or one.table != NOTE:
            return
        made = self.tenter(lambda: developper(self.store, one.record))
        if made is not None:
            application(self).changed()
            self.say("Retour d'expérience créé. Complétez-le ; u annule.", "succes")
            application(self).ouvrir("retour_experience", made)

    def action_retour(self) -> None:
        """Take one step back: the question, then the page."""
        question = self.query_one("#question", Invite)
        if self.question or question.display:
            question.close()
            self.question = ""
            self.table.focus()
            self._montrer()
        else:
            super().action_retour()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to write out what is a note only."""
        if action == "developper":
            one = self._pointe() if self.is_mounted else None
            return one is not None and one.table == NOTE
        return super().check_action(action, parameters)
