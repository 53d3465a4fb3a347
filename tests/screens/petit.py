"""A small program on the base: an empty page, a page with fifty thousand rows, a fiche."""

from collections.abc import Sequence
from typing import Any

from textual.app import ComposeResult
from textual.containers import Horizontal

from screens.aide import Aide
from screens.keys import binding
from screens.page import Page
from screens.shell import Mode, Shell
from screens.slot import Slot
from screens.widgets.champ import Champ
from screens.widgets.colonnes import Column
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.source import Row
from screens.widgets.table import Table
from screens.widgets.texte import Texte

COLUMNS = (
    Column("N°", 4),
    Column("Commune", 14, 1),
    Column("Action", 20, 3),
    Column("Phase", 9, priority=2),
    Column("État", 5, priority=3),
    Column("Échéance", 10),
    Column("Reste €", 9, priority=1, right=True),
)


class Many:
    """As many actions as one wants, made when they are asked for."""

    def __init__(self, count: int = 50_000) -> None:
        """Offer `count` actions; remember what was asked."""
        self.total = count
        self.asked: list[tuple[int, int]] = []

    def count(self) -> int:
        """Count them."""
        return self.total

    def page(self, offset: int, limit: int) -> Sequence[Row]:
        """Make one page."""
        self.asked.append((offset, limit))
        return [self._row(i) for i in range(offset, min(offset + limit, self.total))]

    def find(self, row_id: str) -> int | None:
        """Find one by its id."""
        index = int(row_id)
        return index if index < self.total else None

    @staticmethod
    def _row(i: int) -> Row:
        commune = ("Chauny", "Guise", "Villers-Cotterêts")[i % 3]
        cells = (f"{i % 9}.{i % 7}", commune, f"Halle du marché n° {i}", "Étude", "ok", "15/12/2026", str(31 * i))
        return Row(str(i), cells)


class Accueil(Page):
    """A page with nothing in its list."""

    aide = Aide("Accueil", "Ce qui est à faire.", "Entrée ouvre.")

    def fil(self) -> Sequence[str]:
        """Say where."""
        return ("Accueil",)

    def body(self) -> ComposeResult:
        """Show an empty list."""
        with Panneau("À faire (0)"):
            yield Table((Column("Nom", 20, 1),), empty="Rien à faire.\nn nouvelle fiche · F1 aide", id="vide")


class Actions(Page):
    """A page with a long list and a panel beside it."""

    BINDINGS = [binding("liste.nouveau", "nouveau", "Nouvelle"), binding("liste.filtrer", "filtrer")]  # noqa: RUF012 - Textual's own name
    source = Many()

    def fil(self) -> Sequence[str]:
        """Say where."""
        return ("Actions", "Mes actions [à financer]")

    def body(self) -> ComposeResult:
        """Show the list and the detail."""
        with Panneau("Actions [50 000]", pied="Entrée ouvrir", id="liste"):
            yield Table(COLUMNS, self.source, id="table")
        with Panneau("Détail"):
            yield Plain("Rien", id="detail")

    def on_table_opened(self, event: Table.Opened) -> None:
        """Open the fiche."""
        self.app.push_screen(Fiche(event.row_id))

    def action_nouveau(self) -> None:
        """Say that it acts."""
        self.say("nouvelle action")

    def action_filtrer(self) -> None:
        """Say that it acts."""
        self.say("filtre")


class Fiche(Page):
    """A page with fields."""

    def __init__(self, record: str = "0") -> None:
        """Show one record."""
        super().__init__()
        self.record = record
        self.left: list[tuple[str, bool]] = []
        self.typed: list[str] = []
        self.saved = 0

    def fil(self) -> Sequence[str]:
        """Say where."""
        return ("Actions", f"Halle {self.record}")

    def body(self) -> ComposeResult:
        """Show three fields."""
        with Panneau("L'essentiel"):
            with Horizontal(classes="rang"):
                yield Plain("Titre", classes="nom")
                yield Champ("Halle du marché", id="titre", rest=0.01)
            yield Champ("Chauny", id="commune")
            yield Texte("La halle, fermée\ndepuis 2019.", titre="Description", id="description", rest=0.01)

    def on_mount(self) -> None:
        """Say what F1 says of the title."""
        self.query_one("#titre", Champ).aide = Aide("Titre", "Le nom de l'action.")  # type: ignore[attr-defined]

    def on_champ_left(self, event: Champ.Left) -> None:
        """Remember what was left."""
        self.left.append((event.text, event.dirty))

    def on_champ_typed(self, event: Champ.Typed) -> None:
        """Remember what was typed."""
        self.typed.append(event.text)

    def leave(self) -> None:
        """Count the saves."""
        self.saved += 1


class Petit(Shell):
    """A small program with three modes."""

    CSS = ".rang { height: auto; } .nom { width: 16; }"

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - the shell's own options
        """Offer three modes of the eight."""
        modes = (Mode(1, "accueil", "Accueil", Accueil), Mode(3, "actions", "Actions", Actions))
        super().__init__((*modes, Mode(8, "synthese", "Synthèse", Accueil)), **options)
        self.slot = Slot.a_jour("14:02")
