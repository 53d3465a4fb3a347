"""« Données personnelles »: who is held, until when, and what is to be erased; Entrée says all of one person."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from pvd_tui.changes.change import PREFECTURE
from pvd_tui.domain.dates import show_date
from pvd_tui.domain.tables import TABLES
from pvd_tui.domain.texte import counted, counted_label
from screens.aide import Aide
from screens.application import application
from screens.command import Command
from screens.donnees import PageDonnees
from screens.keys import binding
from screens.lignes import jour
from screens.rgpd_personne import PersonneRgpdPage
from screens.saisir import Saisir
from screens.widgets.colonnes import Column
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table
from storage.errors import StoreError
from storage.rgpd_inventaire import Inventaire, PersonneTenue, inventaire
from storage.rgpd_purge import Seance, purger, seances

if TYPE_CHECKING:
    from screens.page import Page
    from storage.store import Store

_COLUMNS: Final = (
    Column("Personne", 20, 2),
    Column("Qualité", 14, priority=1),
    Column("Commune", 14, 1, priority=2),
    Column("Depuis", 10, priority=3),
    Column("À effacer", 10),
)
_MOT: Final = "PURGER"


class RgpdPage(PageDonnees):
    """The people whose data this laptop holds, those to be erased first."""

    BINDINGS: ClassVar[list[BindingType]] = [binding("rgpd.purger", "purger")]
    aide = Aide(
        "Données personnelles",
        "Ce que cet ordinateur garde sur des personnes, pourquoi et jusqu'à quand. Une personne sans événement depuis "
        "douze mois, et hors poste, est proposée à l'effacement. La préfecture efface : le nom devient un effectif "
        "(« Élu, Guise ») sur tous les ordinateurs ; un chef de projet prépare la demande. Les émargements de plus "
        "d'un an se purgent ensemble. Les effectifs, eux, ne changent jamais.",
        "Entrée, sur une personne : tout ce qui la nomme, à extraire ou à effacer.",
    )

    def __init__(self) -> None:
        """Start with nothing: it is read when the page is there."""
        super().__init__()
        self.tenu: Inventaire | None = None
        self.anciennes: list[Seance] = []

    def fil(self) -> Sequence[str]:
        """Say where one is."""
        return ("Données personnelles",)

    def commands(self) -> Iterator[Command]:
        """Offer in the palette what the key does here."""
        if self.check_action("purger", ()):
            touche = self.shell.touche("rgpd.purger")
            yield Command("Données personnelles", "Purger les émargements anciens", self.action_purger, touche)

    def body(self) -> ComposeResult:
        """Show the people, and what else is held."""
        with Panneau("Personnes", pied="Entrée tout ce qui la nomme", id="rgpd-panneau"):
            yield Table(_COLUMNS, markable=False, empty="Lecture…", id="rgpd")
        with Panneau("À savoir", id="rgpd-savoir-panneau"):
            yield Plain("", id="rgpd-savoir")

    def on_mount(self) -> None:
        """Read what is held."""
        self.query_one("#rgpd", Table).focus()
        self.rafraichir()

    def rafraichir(self) -> None:
        """Read again, behind the screen."""
        self.lire_derriere(lambda: (inventaire(self.store), seances(self.store)), self._montrer)

    def _montrer(self, found: tuple[Inventaire, list[Seance]]) -> None:
        self.tenu, self.anciennes = found
        late = {one.id for one in self.tenu.echues}
        people = sorted(self.tenu.personnes, key=lambda one: (one.id not in late, one.jusqu_au or "9", one.nom))
        rows = [_ligne(one, late=one.id in late) for one in people]
        table = self.query_one("#rgpd", Table)
        table.empty = "Aucune personne n'a de fiche sur cet ordinateur."
        table.show(ListSource(rows), keep=table.row.id if table.row else None)
        said = f"{counted(len(rows), 'personne')} · {len(late)} à effacer"
        self.query_one("#rgpd-panneau", Panneau).titrer(said)
        self.query_one("#rgpd-savoir", Plain).say("\n".join(_savoir(self.tenu, self.anciennes)))
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the purge where there is something to purge, to who may."""
        if action == "purger":
            return bool(self.anciennes) and self.store.role == PREFECTURE and not self.store.read_only
        return super().check_action(action, parameters)

    @on(Table.Opened, "#rgpd")
    def _ouvrir(self) -> None:
        """Show all that names a person."""
        row = self.query_one("#rgpd", Table).row
        if row is not None:
            ouvrir_personne(self, self.store, row.id)

    def action_purger(self) -> None:
        """Replace the names of old sheets by counts, once somebody typed that it is meant."""
        count = sum(len(one.presences) + len(one.paroles) for one in self.anciennes)
        title = f"{counted(count, 'ligne')} de {counted(len(self.anciennes), 'séance')} : les noms deviennent effectifs"
        self.app.push_screen(Saisir(f"{title}, sans retour", exemple=_MOT, verifier=_verifier), self._purger)

    def _purger(self, typed: str | None) -> None:
        if typed is None:
            return
        done = self.tenter(lambda: purger(self.store, self.anciennes))
        if done is not None:
            application(self).changed()
            self.rafraichir()
            self.say(f"Purgé : {counted(done, 'ligne')}. Les effectifs restent.", "succes")


def ouvrir_personne(page: "Page", store: "Store", personne: str) -> None:
    """Open all that names a person, or say why there is nothing to show."""
    try:
        page.app.push_screen(PersonneRgpdPage(store, personne))
    except StoreError as error:
        page.say(str(error), "erreur")


def _verifier(text: str) -> str:
    return "" if text.strip().upper() == _MOT else f"Tapez {_MOT}, ou Échap pour ne rien changer."


def _ligne(one: PersonneTenue, *, late: bool) -> Row:
    until = jour(one.jusqu_au) if one.jusqu_au else "en poste" if one.poste else "—"
    cells = (one.nom, one.qualite or "", one.commune or "", jour(one.depuis) if one.depuis else "", until)
    return Row(one.id, cells, "alerte" if late else "discret" if one.fusionnee else "normal")


def _savoir(held: Inventaire, old: Sequence[Seance]) -> Iterator[str]:
    """Say what else is held, in whole sentences."""
    for count, what in (
        (held.sans_fiche, "présence nominative sans fiche"),
        (held.reapparues, "présence d'une personne effacée, écrite ailleurs depuis"),
        (held.en_attente, "effacement en attente de synchronisation"),
        (held.restreintes, "fiche gardée ici seulement"),
        (held.brouillons, "brouillon"),
        (len(held.sauvegardes), "sauvegarde"),
    ):
        if count:
            yield f"{count} × {what}"
    if old:
        lines = sum(len(one.presences) + len(one.paroles) for one in old)
        yield f"Émargements à purger : {counted(lines, 'ligne')}, la plus ancienne du {show_date(old[0].date)}"
    for table in held.tables:
        yield f"{counted_label(table.fiches, TABLES[table.table].label)} · {table.duree}"
