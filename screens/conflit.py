"""Two values of one field: choose one, write another, or come back later. Both stay in the history."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Input

from pvd_tui.domain.saisie import SaisieError
from screens.keys import binding
from screens.widgets.champ import Champ
from screens.widgets.choix import Liste
from screens.widgets.colonnes import Column
from screens.widgets.panneau import Panneau
from screens.widgets.pied import Pied
from screens.widgets.plain import Plain
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json


class Version(NamedTuple):
    """One of the values: what is kept, what is read, who wrote it and when."""

    valeur: "Json"
    texte: str
    qui: str
    quand: str = ""
    mienne: bool = False


class Reglement(NamedTuple):
    """What was decided."""

    valeur: "Json"


class Conflit(ModalScreen[Reglement | None]):
    """Choose between the values of a field; closes with the decision, or None for later."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("page.retour", "dismiss(None)", "Plus tard"),
        Binding("m", "prendre(1)", "Le mien", id="conflit.mien", tooltip="Garder ce qui vient de cet ordinateur"),
        Binding("l", "prendre(0)", "Le leur", id="conflit.leur", tooltip="Garder ce qui vient des autres"),
    ]

    def __init__(self, titre: str, versions: Sequence[Version], lire: "Callable[[str], Json] | None" = None) -> None:
        """Offer `versions`; with `lire`, another value can be typed."""
        super().__init__(classes="popup")
        self.titre = titre
        self.versions = versions
        self.lire = lire

    def compose(self) -> ComposeResult:
        """Show the values, the whole of the one under the cursor, and room for another."""
        rows = [
            Row(str(i), (" ".join(v.texte.split()) or "(vide)", v.qui, v.quand)) for i, v in enumerate(self.versions)
        ]
        columns = (Column("Valeur", 20, 1), Column("De", 18), Column("Le", 14))
        with Panneau(f"Deux valeurs : {self.titre}", pied="Les deux restent dans l'historique", id="conflit"):
            yield Liste(columns, ListSource(rows), markable=False, lit=True, id="versions")
            yield Plain("", id="version-entiere")
            if self.lire:
                yield Champ(placeholder="ou écrivez une autre valeur, puis Entrée", id="autre")
            yield Plain("", id="conflit-erreur", classes="ton-erreur")
            yield Pied()

    def on_mount(self) -> None:
        """Put the cursor on the value shown."""
        table = self.query_one("#versions", Table)
        table.styles.height = len(self.versions) + 1
        table.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer « le mien » and « le leur » where there is one."""
        if action == "prendre":
            return any(v.mienne == bool(parameters[0]) for v in self.versions) and any(v.mienne for v in self.versions)
        return True

    def action_prendre(self, mine: int) -> None:
        """Take the first value that is ours, or theirs."""
        self.dismiss(next(Reglement(v.valeur) for v in self.versions if v.mienne == bool(mine)))

    @on(Table.Pointed, "#versions")
    def show_whole(self, event: Table.Pointed) -> None:
        """Show the whole value under the cursor, where the line cuts it."""
        self.query_one("#version-entiere", Plain).say(self.versions[event.index].texte)

    @on(Table.Opened, "#versions")
    def pick(self, event: Table.Opened) -> None:
        """Close with the value under the cursor."""
        self.dismiss(Reglement(self.versions[event.index].valeur))

    @on(Input.Submitted, "#autre")
    def write(self, event: Input.Submitted) -> None:
        """Close with what was typed, if it is a value of the field."""
        if self.lire is None or not event.value.strip():
            return
        try:
            self.dismiss(Reglement(self.lire(event.value)))
        except SaisieError as error:
            self.query_one("#conflit-erreur", Plain).say(f"! {error.message}")

    def on_key(self, event: events.Key) -> None:
        """Go from the values to the field below, and back."""
        table = self.query_one("#versions", Table)
        last = table.cursor == table.count - 1
        if self.lire and event.key == "down" and table.has_focus and last:
            event.stop()
            self.query_one("#autre", Champ).focus()
        elif event.key == "up" and not table.has_focus:
            event.stop()
            table.focus()
