"""A commune on one page: six figures, its way to the phase opérationnelle, what holds it back, what it asks for."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll

from pvd_tui.domain.fiche_commune import Chiffre, FicheCommune, fiche_commune
from pvd_tui.domain.fiche_commune_texte import a_dire, texte
from pvd_tui.domain.parcours import Etape, Passage
from screens.aide import Aide
from screens.command import Command
from screens.donnees import PageDonnees
from screens.keys import binding
from screens.lignes import jour
from screens.widgets.colonnes import Column
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table
from storage.registre import StoreRegistre

if TYPE_CHECKING:
    from screens.slot import Tone

_COLUMNS: Final = (Column("", 1), Column("Étape", 28, 1), Column("Date", 10), Column("", 12, 3, priority=1))
_SIGNES: Final = {Passage.FAIT: "√", Passage.ATTENDU: ">", Passage.A_RENSEIGNER: "?"}
_TONS: "Final[dict[Passage, Tone]]" = {
    Passage.FAIT: "normal",
    Passage.ATTENDU: "alerte",
    Passage.A_RENSEIGNER: "info",
}
_PIED: Final = (("liste.ouvrir", "ouvrir"), ("commune.fiche", "fiche"), ("commune.actions", "actions"))
"""The keys recalled below a panel."""


class CommunePage(PageDonnees):
    """« Le sous-préfet dans dix minutes »."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("commune.fiche", "fiche"),
        binding("commune.actions", "actions"),
        binding("app.copier", "copier", "Copier", sentence="Copier cette page pour un courriel"),
    ]
    aide = Aide(
        "La commune en une page",
        "Six chiffres, le parcours de l'adhésion à la phase opérationnelle, trois freins, deux demandes : ce qu'il "
        "faut savoir avant une visite. √ fait, > attendu, ? à renseigner. Inconnu n'est jamais compté contre la "
        "commune. Ctrl+C copie la page pour un courriel.",
        "La phase opérationnelle demande trois choses : convention-cadre valant ORT signée, inscrite au CRTE, et au "
        "moins une action engagée (instruction de 2023).",
    )

    def __init__(self, insee: str) -> None:
        """Show this commune."""
        super().__init__()
        self.insee = insee
        self.fiche: FicheCommune | None = None

    def fil(self) -> Sequence[str]:
        """Say where one is."""
        return ("Communes", self.fiche.nom if self.fiche else self.insee)

    def commands(self) -> Iterator[Command]:
        """Offer in the palette what the keys do here."""
        yield Command("Commune", "Ouvrir la fiche", self.action_fiche, "f")
        yield Command("Commune", "Ses actions", self.action_actions, "a")
        yield Command("Commune", "Copier cette page pour un courriel", self.action_copier, "Ctrl+C")

    def body(self) -> ComposeResult:
        """Show the figures, the way, and what to speak of."""
        with Horizontal():
            with Panneau("Parcours", pied=self.rappel(*_PIED), id="parcours-panneau"):
                yield Table(_COLUMNS, header=False, markable=False, empty="Lecture…", id="parcours")
                yield Plain("", id="parcours-suite")
            with Vertical(id="commune-cote"):
                with Panneau("Chiffres", id="chiffres-panneau"), VerticalScroll():
                    yield Plain("", id="chiffres")
                with Panneau("À dire", id="a-dire-panneau"), VerticalScroll():
                    yield Plain("", id="a-dire")

    def on_mount(self) -> None:
        """Read the commune."""
        self.query_one("#parcours", Table).focus()
        self.rafraichir()

    def rafraichir(self) -> None:
        """Gather the page again, behind the screen."""
        today = self.today
        self.lire_derriere(lambda: fiche_commune(self.insee, StoreRegistre(self.store), today), self._montrer)

    def _montrer(self, fiche: FicheCommune) -> None:
        self.fiche = fiche
        self.refresh_entete()
        table = self.query_one("#parcours", Table)
        rows = [_row(i, etape) for i, etape in enumerate(fiche.parcours.etapes)]
        table.show(ListSource(rows), keep=table.row.id if table.row else None)
        self.query_one("#chiffres", Plain).say("\n".join(_chiffre(c) for c in fiche.chiffres))
        self.query_one("#a-dire", Plain).say("\n".join(a_dire(fiche)))
        self.query_one("#chiffres-panneau", Panneau).titrer(f"{fiche.nom}, au {jour(fiche.au.isoformat())}")
        self._suite()

    @on(Table.Pointed, "#parcours")
    def _suite(self) -> None:
        """Say what would complete the step under the cursor."""
        etape = self._etape
        said = " ".join(part for part in (etape.detail, etape.clears) if part) if etape else ""
        self.query_one("#parcours-suite", Plain).say(said)

    @property
    def _etape(self) -> Etape | None:
        table = self.query_one("#parcours", Table)
        etapes = self.fiche.parcours.etapes if self.fiche else ()
        return etapes[table.cursor] if table.row and table.cursor < len(etapes) else None

    @on(Table.Opened, "#parcours")
    def _open(self) -> None:
        """Open the record behind a step."""
        etape = self._etape
        if etape and etape.record:
            self.ouvrir(etape.table, etape.record)
        elif etape:
            self.say(etape.clears or "Cette étape se déduit des autres.")

    def action_fiche(self) -> None:
        """Open the fiche of the commune."""
        self.ouvrir("commune", self.insee)

    def action_actions(self) -> None:
        """List its actions."""
        from screens.actions import ActionsPage  # noqa: PLC0415 - only when it opens

        self.app.push_screen(ActionsPage({"commune": self.insee}, titre=self.fiche.nom if self.fiche else self.insee))

    def action_copier(self) -> None:
        """Copy the page as plain text."""
        if self.fiche:
            self.app.copy_to_clipboard(texte(self.fiche))
            self.say("Page copiée : collez-la dans un courriel.", "succes")


def _chiffre(chiffre: Chiffre) -> str:
    return f"{chiffre.titre:<20} {chiffre.valeur}{f'  ({chiffre.detail})' if chiffre.detail else ''}"


def _row(index: int, etape: Etape) -> Row:
    day = jour(etape.jour.isoformat()) if etape.jour else ""
    return Row(str(index), (_SIGNES[etape.passage], etape.titre, day, etape.detail), _TONS[etape.passage])
