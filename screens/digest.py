"""« Ce qui a changé »: the digest of a while, to read here and to copy into an e-mail."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll

from pvd_tui.domain.dates import plus_months, show_date
from pvd_tui.domain.texte import counted
from screens.aide import Aide
from screens.command import Command
from screens.donnees import PageDonnees
from screens.keys import binding
from screens.widgets.colonnes import Column
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table
from storage import settings

if TYPE_CHECKING:
    from pvd_tui.domain.digest import Digest

_COLUMNS: Final = (Column("Depuis", 24, 1), Column("Le", 10, priority=1))
_PIED: Final = "Ctrl+C copie le texte"


class DigestPage(PageDonnees):
    """What changed, commune by commune; the period is chosen in the list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("app.copier", "copier", "Copier", sentence="Copier ce texte pour un courriel")
    ]
    aide = Aide(
        "Ce qui a changé",
        "Commune par commune : les fiches nouvelles, les dates atteintes (signature, engagement, notification…), les "
        "montants accordés, les états. Personne n'y est nommé et les fiches restreintes n'y sont pas : le texte peut "
        "être envoyé. Une modification compte du jour où elle a été connue ici.",
        "« pvd digest --depuis 01/09/2026 » pour une autre date ; --departement pour toutes les communes.",
    )

    def __init__(self) -> None:
        """Begin with nothing: the digest is read when the page is there."""
        super().__init__()
        self.digest: Digest | None = None
        self._debuts: list[tuple[str, date]] = []

    def fil(self) -> Sequence[str]:
        """Say where one is."""
        return ("Ce qui a changé",)

    def commands(self) -> Iterator[Command]:
        """Offer in the palette what the keys do here."""
        yield Command("Digest", "Copier ce texte pour un courriel", self.action_copier, "Ctrl+C")

    def body(self) -> ComposeResult:
        """Show the periods, and the text of the one pointed at."""
        with Panneau("Depuis", id="depuis-panneau"):
            yield Table(_COLUMNS, header=False, markable=False, id="depuis")
        with Panneau("Ce qui a changé", pied=_PIED, id="digest-panneau"), VerticalScroll():
            yield Plain("Lecture…", id="digest")

    def on_mount(self) -> None:
        """Offer the periods; the first is read."""
        self._debuts = list(self._periodes())
        rows = [Row(f"{place}", (said, show_date(day))) for place, (said, day) in enumerate(self._debuts)]
        table = self.query_one("#depuis", Table)
        table.show(ListSource(rows))
        table.focus()
        self.rafraichir()

    def _periodes(self) -> Iterator[tuple[str, date]]:
        """Give the periods one asks for, the shortest first."""
        today = self.today
        yield "sept jours", today - timedelta(days=7)
        last = self.store.settings.get(settings.LAST)
        if last:
            yield "la dernière synchro", datetime.fromisoformat(last).astimezone().date()
        for said, months in (("un mois", 1), ("trois mois", 3), ("six mois", 6), ("douze mois", 12)):
            yield said, plus_months(today, -months)

    @on(Table.Pointed, "#depuis")
    def _choisir(self) -> None:
        self.rafraichir()

    def rafraichir(self) -> None:
        """Read the period pointed at, behind the screen."""
        from storage.digest import digest  # noqa: PLC0415 - pydantic, only when it opens

        place = self.query_one("#depuis", Table).cursor
        if place < len(self._debuts):
            day = self._debuts[place][1]
            self.lire_derriere(lambda: digest(self.store, day), self._montrer)

    def _montrer(self, found: "Digest") -> None:
        from pvd_tui.domain.digest import texte  # noqa: PLC0415 - only when it opens

        self.digest = found
        left = f"\n\nSans {counted(found.laissees, 'fiche restreinte')}." if found.laissees else ""
        self.query_one("#digest", Plain).say(f"{texte(found)}{left}")
        places = counted(len(found.chapitres), "territoire")
        self.query_one("#digest-panneau", Panneau).titrer(f"Ce qui a changé ({places})", _PIED)

    def action_copier(self) -> None:
        """Copy the text; what stays on this laptop is not in it."""
        from pvd_tui.domain.digest import texte  # noqa: PLC0415 - same

        if self.digest:
            self.app.copy_to_clipboard(texte(self.digest))
            self.say("Texte copié : collez-le dans un courriel.", "succes")
