"""The plan de formation: what the séances said is needed, for whom, how often it was asked for."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from pvd_tui.domain.texte import counted
from screens.aide import Aide
from screens.donnees import PageDonnees
from screens.keys import binding
from screens.widgets.colonnes import Column
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table

if TYPE_CHECKING:
    from pvd_tui.domain.plan_formation import Besoin

_COLUMNS = (
    Column("Besoin", 30, 3),
    Column("Pour qui", 18, 2, priority=1),
    Column("Communes", 14, 1, priority=2),
    Column("Fois", 4, right=True),
)


class FormationPage(PageDonnees):
    """The needs of every séance, in one list."""

    BINDINGS: ClassVar[list[BindingType]] = [binding("exporter.ouvrir", "app.exporter")]
    aide = Aide(
        "Le plan de formation",
        "Il se fait tout seul : chaque ligne de « Besoins de formation » d'une séance est un besoin. Les mêmes mots "
        "font la même ligne. Dites entre parenthèses pour qui : communes, élus, chefs de projet, DGS.",
        "Montage d'une OPAH-RU (Guise, Hirson ; chefs de projet)",
    )

    def __init__(self) -> None:
        """Begin with nothing: the list is read when the page is there."""
        super().__init__()
        self.besoins: list[Besoin] = []

    def fil(self) -> Sequence[str]:
        """Say where one is."""
        return ("Clubs", "Plan de formation")

    def body(self) -> ComposeResult:
        """Show the list, and the line under the cursor in full."""
        with Panneau("Plan de formation", pied="Entrée ouvre la séance · F8 écrit le plan", id="formation-panneau"):
            yield Table(
                _COLUMNS,
                markable=False,
                empty="Aucune séance n'a noté de besoin de formation.\n4 les séances : « Besoins de formation »",
                id="besoins",
            )
        with Panneau("Demandé par", id="besoin-panneau"):
            yield Plain("", id="besoin")

    def on_mount(self) -> None:
        """Read the plan."""
        self.query_one("#besoins").focus()
        self.rafraichir()

    def rafraichir(self) -> None:
        """Read the plan again."""
        from pvd_tui.reports.plan_formation import besoins  # noqa: PLC0415 - pydantic, only when it opens

        self.besoins = besoins(self.store)
        rows = [
            Row(
                f"{place}",
                (one.intitule, ", ".join(one.publics), ", ".join(one.communes), str(one.demandes)),
            )
            for place, one in enumerate(self.besoins)
        ]
        self.query_one("#besoins", Table).show(ListSource(rows))
        self.query_one("#formation-panneau", Panneau).titrer(
            f"Plan de formation ({counted(len(rows), 'besoin')})", "Entrée ouvre la séance · F8 écrit le plan"
        )
        self._expliquer()

    @on(Table.Pointed, "#besoins")
    def _expliquer(self) -> None:
        """Say which séances asked for it."""
        from pvd_tui.reports.plan_formation import dites  # noqa: PLC0415 - pydantic, already there

        place = self.query_one("#besoins", Table).cursor
        said = "\n".join(dites(self.besoins[place])) if place < len(self.besoins) else ""
        self.query_one("#besoin", Plain).say(said)

    @on(Table.Opened, "#besoins")
    def _open(self, event: Table.Opened) -> None:
        """Open the latest séance that asked for it."""
        record, _, _ = self.besoins[int(event.row_id)].seances[0]
        self.ouvrir("seance_club", record)
