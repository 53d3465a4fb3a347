"""« Conformité du club »: what the instruction asks for, period by period, and which communes took part."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll

from pvd_tui.domain.reponse import Reponse
from pvd_tui.reports.club import LEGENDE, a_savoir, etat_court, representees, signe, texte
from screens.aide import Aide
from screens.command import Command
from screens.donnees import PageDonnees
from screens.keys import binding
from screens.seances_comptees import SeancesCompteesPage
from screens.widgets.colonnes import Column
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table
from storage.club import ClubCompte, compter

if TYPE_CHECKING:
    from screens.slot import Tone

_PERIODES: Final = (
    Column("", 1),
    Column("Période", 17),
    Column("Comptées", 8),
    Column("Communes", 12, priority=1),
    Column("", 18, 1),
)
_TONS: "Final[dict[str, Tone]]" = {"×": "alerte", ">": "info", "?": "info"}
_JOUR: Final = 8
"""Cells of a séance's column: 14/04/26."""
_INCONNU: Final = (
    "Le département de cet ordinateur n'est pas encore connu.\nn, dans les clubs (4), ajoute une première séance."
)


class ConformiteClubPage(PageDonnees):
    """The clubs of the département, counted for the instruction."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("app.copier", "copier", "Copier", sentence="Copier cette page pour un courriel")
    ]
    aide = Aide(
        "La conformité du club",
        "L'instruction demande au moins une séance au premier semestre 2023, puis deux par année civile. Compte une "
        "séance tenue, départementale, pour des élus ou des chefs de projet. Deux séances qui semblent n'en faire "
        "qu'une comptent une fois, tant que personne ne les a fusionnées ou dites différentes. Le second semestre 2023 "
        "n'a pas de seuil. Une commune est représentée si l'un des siens est présent ou représenté.",
        "Entrée, sur une période : les séances et pourquoi chacune compte ou non. Sur une commune : sa page.",
    )

    def __init__(self) -> None:
        """Start with nothing: the page is read when it is there."""
        super().__init__()
        self.club: ClubCompte | None = None

    def fil(self) -> Sequence[str]:
        """Say where one is."""
        return ("Clubs", "Conformité")

    def commands(self) -> Iterator[Command]:
        """Offer in the palette what the keys do here."""
        yield Command("Conformité", "Copier cette page pour un courriel", self.action_copier, "Ctrl+C")

    def body(self) -> ComposeResult:
        """Show the periods, what to know, and the grid."""
        with Panneau("Périodes", pied="Entrée les séances", id="periodes-panneau"):
            yield Table(_PERIODES, markable=False, empty="Lecture…", id="periodes")
        with Panneau("À savoir", id="a-savoir-panneau"), VerticalScroll():
            yield Plain("", id="a-savoir")
        with Panneau("Communes et séances", pied=LEGENDE, id="grille-panneau"):
            yield Table((Column("Commune", 20, 1),), markable=False, empty="Aucune séance tenue.", id="grille")

    def on_mount(self) -> None:
        """Read the clubs."""
        self.query_one("#periodes", Table).focus()
        self.rafraichir()

    # Reading.

    def rafraichir(self) -> None:
        """Count again, behind the screen."""
        today = self.today
        self.lire_derriere(lambda: compter(self.store, today), self._montrer)

    def _montrer(self, club: ClubCompte | None) -> None:
        self.club = club
        periodes = self.query_one("#periodes", Table)
        if club is None:
            periodes.empty = _INCONNU
            periodes.show(ListSource())
            return
        rows = [_periode(club, place) for place in reversed(range(len(club.bilans)))]
        periodes.show(ListSource(rows), keep=periodes.row.id if periodes.row else None)
        self.query_one("#periodes-panneau", Panneau).titrer(f"Périodes, au {club.au:%d/%m/%Y}")
        self.query_one("#a-savoir", Plain).say("\n".join(f"· {line}" for line in a_savoir(club)))
        self._grille(club)

    def _grille(self, club: ClubCompte) -> None:
        """Show the grid: the latest séance first; the oldest are hidden where room is short."""
        held = club.grille.seances
        dates = [Column(f"{_jour(one.date):%d/%m/%y}", _JOUR, priority=place) for place, one in enumerate(held, 1)]
        table = self.query_one("#grille", Table)
        table.set_columns((Column("Commune", 20), *dates))
        rows = [Row(insee, (nom, *signs)) for insee, nom, signs in club.grille.lignes] if held else []
        table.show(ListSource(rows), keep=table.row.id if table.row else None)
        latest = representees(club.participations[-1], partiel=club.partiel) if club.participations else ""
        titre = f"Communes et séances, {club.bilans[-1].periode} : {latest} représentées" if latest else "Communes"
        self.query_one("#grille-panneau", Panneau).titrer(titre)

    # Doing.

    @on(Table.Opened, "#periodes")
    def _seances(self, event: Table.Opened) -> None:
        """List the séances behind a figure."""
        self.app.push_screen(SeancesCompteesPage(event.row_id))

    @on(Table.Opened, "#grille")
    def _commune(self, event: Table.Opened) -> None:
        """Open the page of a commune."""
        from screens.commune import CommunePage  # noqa: PLC0415 - only when it opens

        self.app.push_screen(CommunePage(event.row_id))

    def action_copier(self) -> None:
        """Copy the page as plain text."""
        if self.club:
            self.app.copy_to_clipboard(texte(self.club))
            self.say("Page copiée : collez-la dans un courriel.", "succes")


def _periode(club: ClubCompte, place: int) -> Row:
    """Give the line of a period."""
    bilan, of = club.bilans[place], club.participations[place]
    sign = signe(bilan)
    counted = f"{bilan.comptees} sur {bilan.seuil}" if bilan.seuil else str(bilan.comptees)
    cells = (sign, bilan.periode, counted, representees(of, partiel=club.partiel), etat_court(bilan))
    tone = "discret" if bilan.conforme is Reponse.OUI and not bilan.seuil else _TONS.get(sign, "normal")
    return Row(bilan.periode, cells, tone)


def _jour(day: date | None) -> date:
    return day or date.min
