"""The séances behind a figure of « Conformité du club »: whether each counts, and why."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from pvd_tui.domain.reponse import Reponse
from pvd_tui.domain.texte import counted
from pvd_tui.reports.club import SIGNES, etat
from pvd_tui.reports.club import seance as dire
from screens.aide import Aide
from screens.donnees import PageDonnees
from screens.keys import binding
from screens.widgets.colonnes import Column
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table
from storage.club import ClubCompte, SeanceComptee, compter

if TYPE_CHECKING:
    from screens.slot import Tone

_COLUMNS: Final = (Column("", 1), Column("Date", 10), Column("Séance", 24, 1), Column("Pourquoi", 24, 1, priority=1))
_TONS: "Final[dict[Reponse, Tone]]" = {Reponse.OUI: "normal", Reponse.NON: "discret", Reponse.INCONNU: "info"}


class SeancesCompteesPage(PageDonnees):
    """The séances of one period, and those without a date, which may be of any."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding(
            "doublon.comparer", "doublons", "Doublons", sentence="Comparer les séances qui semblent n'en faire qu'une"
        )
    ]
    aide = Aide(
        "Ce qui compte",
        "√ la séance compte, × elle ne compte pas, ? il manque de quoi le dire. Une séance compte si elle est tenue, "
        "départementale, pour des élus ou des chefs de projet.",
        "Entrée ouvre la séance : sa date, son état, son échelon et son public se renseignent dans sa fiche (e).",
    )

    def __init__(self, periode: str) -> None:
        """Show the séances of this period."""
        super().__init__()
        self.periode = periode
        self.club: ClubCompte | None = None

    def fil(self) -> Sequence[str]:
        """Say where one is."""
        return ("Clubs", "Conformité", self.periode)

    def body(self) -> ComposeResult:
        """Show the séances, and the line under the cursor in full."""
        with Panneau(self.periode, pied="Entrée ouvrir · f doublons", id="comptees-panneau"):
            yield Table(_COLUMNS, markable=False, empty="Lecture…", id="comptees")
        with Panneau("Pourquoi", id="pourquoi-panneau"):
            yield Plain("", id="pourquoi")

    def on_mount(self) -> None:
        """Read the séances."""
        self.query_one("#comptees", Table).focus()
        self.rafraichir()

    def rafraichir(self) -> None:
        """Count again, behind the screen."""
        today = self.today
        self.lire_derriere(lambda: compter(self.store, today), self._montrer)

    def _montrer(self, club: ClubCompte | None) -> None:
        self.club = club
        table = self.query_one("#comptees", Table)
        table.empty = "Aucune séance dans cette période.\nn, dans les clubs (4), en ajoute une."
        bilan = next((one for one in club.bilans if one.periode == self.periode), None) if club else None
        if club is None or bilan is None:
            table.show(ListSource())
            return
        shown = [club.seances[record] for record in bilan.seances]
        shown += [one for one in club.seances.values() if one.date is None]
        table.show(ListSource([_row(one) for one in shown]), keep=table.row.id if table.row else None)
        asked = f" sur {bilan.seuil}" if bilan.seuil else ""
        held = counted(bilan.comptees, "séance comptée")
        self.query_one("#comptees-panneau", Panneau).titrer(f"{self.periode} : {held}{asked}, {etat(bilan)}")
        self._dire()

    @property
    def seance(self) -> SeanceComptee | None:
        """The séance under the cursor."""
        row = self.query_one("#comptees", Table).row
        return self.club.seances.get(row.id) if self.club and row else None

    @on(Table.Pointed, "#comptees")
    def _dire(self) -> None:
        """Say the whole line under the cursor."""
        one = self.seance
        self.query_one("#pourquoi", Plain).say(dire(one) if one else "")
        self.refresh_bindings()

    @on(Table.Opened, "#comptees")
    def _open(self, event: Table.Opened) -> None:
        """Open the séance."""
        self.ouvrir("seance_club", event.row_id)

    def action_doublons(self) -> None:
        """List the probable duplicates, to merge them or say that they are two."""
        from screens.doublons import DoublonsPage  # noqa: PLC0415 - pydantic and rapidfuzz, only when it opens

        self.app.push_screen(DoublonsPage())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the duplicates where the line has one."""
        if action == "doublons":
            return self.is_mounted and self.seance is not None and bool(self.seance.doublon_de)
        return super().check_action(action, parameters)


def _row(one: SeanceComptee) -> Row:
    why = f"semble en double · {one.motif}" if one.doublon_de else one.motif
    day = f"{one.date:%d/%m/%Y}" if one.date else "sans date"
    tone: Tone = "alerte" if one.doublon_de else _TONS[one.reponse]
    return Row(one.record, (SIGNES[one.reponse], day, one.titre, why), tone)
