"""The attendance sheet, ticked without looking for anybody: a few letters, Espace, Entrée.

    letters   narrow the list (names first, then communes)
    Espace    goes through the statuts of the person under the cursor
    Entrée    clears the letters, the cursor stays: the next one

The field has the focus all the time; the table only shows. The widget writes nothing: it tells, and the page saves,
then gives the line back with `changer`, which draws one line.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Final, cast

from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input

from pvd_tui.domain.pointage import ABSENT, CYCLE_APRES, EXCUSE, PRESENT, REPRESENTE, Pointee, filtrer, suivant
from screens.keys import KEYS, binding
from screens.widgets.champ import Champ
from screens.widgets.colonnes import Column
from screens.widgets.plain import Plain
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table

if TYPE_CHECKING:
    from screens.shell import Shell

GLYPHES: Final = {PRESENT: "√", EXCUSE: "e", REPRESENTE: "r", ABSENT: "x"}
"""How a statut is drawn; « v » for who is there at a distance, « · » for who is awaited."""
QUALITES: Final = {"Élu": "Él", "Chef de projet": "CP", "État": "Ét", "Partenaire": "Pa"}
COLONNES: Final = (
    Column("", 1),
    Column("Nom", 14, 3),
    Column("Commune", 9, 2),
    Column("", 2, 0, 3),
    Column("Fonction", 10, 2, 2),
    Column("", 8, 1, 1),
)

_MOVES: Final = {"up": "-1", "down": "1", "pageup": "-page", "pagedown": "page"}
_SIGNES: Final = (
    ("pointage.statut", "statut"),
    ("pointage.represente", "demander('represente')"),
    ("pointage.distance", "demander('distance')"),
    ("pointage.absent", "demander('absent')"),
    ("pointage.emarge", "demander('emarge')"),
    ("pointage.depart", "demander('depart')"),
    ("pointage.inviter", "inviter"),
)
"""Signs that no name holds: they act while letters are typed."""


def glyphe(ligne: Pointee) -> str:
    """Draw a statut in one character."""
    if ligne.statut == PRESENT and ligne.a_distance:
        return "v"
    return GLYPHES.get(ligne.statut, "·")


def detail(ligne: Pointee) -> str:
    """Say in a few cells what the glyph does not: who stands for whom, from when until when, whether one signed."""
    if ligne.statut == REPRESENTE:
        return f"→ {ligne.represente_par}" if ligne.represente_par else "→ par qui ?"
    hours = f"{ligne.arrivee}–{ligne.depart}" if ligne.depart else ligne.arrivee
    return hours or ("émargé" if ligne.emarge else "")


def rangee(ligne: Pointee) -> Row:
    """Draw a line of the sheet."""
    where = QUALITES.get(ligne.qualite, "")
    cells = (glyphe(ligne), ligne.nom, ligne.de, where, ligne.fonction, detail(ligne))
    return Row(ligne.id, cells, "discret" if ligne.statut in {EXCUSE, ABSENT} else "normal")


class Filtre(Champ, inherit_bindings=False):
    """The letters typed; the signs and Espace are the sheet's, Ctrl+Z and Ctrl+Y the page's."""

    BINDINGS: ClassVar[list[BindingType]] = [
        one for one in Champ.BINDINGS if getattr(one, "key", "") not in {"ctrl+z", "ctrl+y", "enter"}
    ]

    def on_key(self, event: events.Key) -> None:
        """Let the signs go up to the sheet."""
        if event.key in self._signes:
            event.prevent_default()

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Say that the signs are not typed, so that the footer shows what they do."""
        return key not in self._signes and super().check_consume_key(key, character)

    @property
    def _signes(self) -> set[str]:
        """Give the keys of the sheet, as this user has them."""
        mine = cast("Shell", self.app).touches
        return {key for name, _ in _SIGNES for key in mine.get(name, KEYS[name].keys).split(",")}


class Feuille(Vertical):
    """A field for letters above the list of people."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(binding(key, action) for key, action in _SIGNES),
        binding("pointage.suivante", "suivante"),
    ]

    class _About(Message):
        """Something about one line of the sheet."""

        def __init__(self, feuille: "Feuille", record: str) -> None:
            """Tell which presence."""
            super().__init__()
            self.feuille = feuille
            self.record = record

    class Pointe(_About):
        """Espace: this statut is meant."""

        def __init__(self, feuille: "Feuille", record: str, statut: str) -> None:
            """Tell which presence, and its statut."""
            super().__init__(feuille, record)
            self.statut = statut

    class Demande(_About):
        """A sign: `represente` (ask by whom), `distance`, `absent`, `emarge` or `depart` (turn it over)."""

        def __init__(self, feuille: "Feuille", record: str, quoi: str) -> None:
            """Tell which presence, and what is asked."""
            super().__init__(feuille, record)
            self.quoi = quoi

    class Invitee(Message):
        """Somebody who is not on the sheet: what is typed so far is the beginning of the name."""

        def __init__(self, feuille: "Feuille", texte: str) -> None:
            """Tell what is typed."""
            super().__init__()
            self.feuille = feuille
            self.texte = texte

    def __init__(
        self,
        lignes: Sequence[Pointee] = (),
        *,
        cycle: Sequence[str] = CYCLE_APRES,
        id: str = "feuille",  # noqa: A002 - Textual's own name
    ) -> None:
        """Show these lines; Espace goes through `cycle`."""
        super().__init__(id=id)
        self.cycle = cycle
        self._derniere = ""
        """Whose statut was just changed, as long as the cursor stays there."""
        self._lignes = {ligne.id: ligne for ligne in lignes}
        self._filtre = Filtre(placeholder="quelques lettres, Espace, Entrée")
        self._source = ListSource([rangee(ligne) for ligne in lignes])
        self._table = Table(
            COLONNES,
            self._source,
            header=False,
            markable=False,
            lit=True,
            empty="Personne ne correspond.\nEntrée efface · + ajoute cette personne",
        )
        self._table.can_focus = False

    def compose(self) -> ComposeResult:
        """Show the letters, then the people."""
        with Horizontal(classes="feuille-filtre"):
            yield Plain(" Nom : ", classes="invite-nom")
            yield self._filtre
        yield self._table

    # What a page asks.

    @property
    def texte(self) -> str:
        """The letters typed."""
        return self._filtre.value

    @property
    def ligne(self) -> Pointee | None:
        """The line under the cursor."""
        row = self._table.row
        return self._lignes.get(row.id) if row else None

    def focus(self, scroll_visible: bool = True) -> "Feuille":  # noqa: FBT001, FBT002 - Textual's own signature
        """Type in the field."""
        self._filtre.focus(scroll_visible)
        return self

    def montrer(self, lignes: Sequence[Pointee]) -> None:
        """Show these lines; the letters and the person under the cursor stay."""
        self._lignes = {ligne.id: ligne for ligne in lignes}
        self._relister(self._table.row.id if self._table.row else None)

    def changer(self, ligne: Pointee) -> None:
        """Show what became of one line; a new one comes under the cursor."""
        known = ligne.id in self._lignes
        self._lignes[ligne.id] = ligne
        place = self._source.find(ligne.id)
        if not known:
            self.viser(ligne.id)
        elif place is not None:
            self._source.rows = [*self._source.rows[:place], rangee(ligne), *self._source.rows[place + 1 :]]
            self._table.refresh_rows()

    def viser(self, record: str) -> None:
        """Bring the cursor to a person, the letters cleared."""
        self._filtre.put("")
        self._relister(record)

    def _relister(self, keep: str | None) -> None:
        """List again who is meant by the letters."""
        self._source = ListSource([rangee(ligne) for ligne in filtrer(self._lignes.values(), self.texte)])
        self._table.show(self._source, keep=keep)

    # Keys.

    @on(Input.Changed)
    def _narrow(self, event: Input.Changed) -> None:
        """Keep the people who are meant, the cursor on the first; emptied, on the one it was on."""
        event.stop()
        self._derniere = ""
        row = self._table.row
        self._relister(None if event.value.strip() or row is None else row.id)

    @on(Champ.Typed)
    @on(Champ.Left)
    def _silence(self, event: Champ.Typed | Champ.Left) -> None:
        """Keep letters out of the drafts: they are no saying."""
        event.stop()

    def on_key(self, event: events.Key) -> None:
        """Move in the list from the field."""
        if event.key in _MOVES:
            event.stop()
            self._derniere = ""
            self._table.action_move(_MOVES[event.key])

    @on(Table.Opened)
    def _clicked(self, event: Table.Opened) -> None:
        """Point who was double-clicked."""
        event.stop()
        self.action_statut()

    def action_statut(self) -> None:
        """Tell the next statut of the person under the cursor; who was excused and came is first of all present."""
        if ligne := self.ligne:
            again = ligne.statut == PRESENT or ligne.id == self._derniere
            self._derniere = ligne.id
            self.post_message(self.Pointe(self, ligne.id, suivant(ligne.statut, self.cycle) if again else PRESENT))

    def action_demander(self, quoi: str) -> None:
        """Tell what is asked about the person under the cursor."""
        if ligne := self.ligne:
            self.post_message(self.Demande(self, ligne.id, quoi))

    def action_suivante(self) -> None:
        """Clear the letters; the cursor stays on the person."""
        self._filtre.value = ""

    def action_inviter(self) -> None:
        """Ask for somebody who is not on the sheet."""
        self.post_message(self.Invitee(self, self.texte.strip()))
