"""The conflict card of one record on a page of its own: from its fiche, or from the inbox of a narrow window."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from screens.aide import Aide
from screens.application import application
from screens.conflit_brouillon import oublier
from screens.conflit_carte import CarteConflit
from screens.conflit_mots import nommer
from screens.conflit_touches import rappel
from screens.donnees import PageDonnees
from screens.fiche_droits import hors_habilitation
from screens.fiche_saisie import Saisie
from screens.keys import binding
from screens.widgets.panneau import Panneau
from storage.conflits import carte, trancher

if TYPE_CHECKING:
    from storage.conflits import Carte
    from storage.store import Store

AIDE = Aide(
    "Plusieurs valeurs",
    "Deux personnes ont écrit le même champ sans avoir vu celle de l'autre. Choisissez champ par champ, puis Entrée "
    "enregistre vos choix en une fois ; Ctrl+Z ramène le désaccord. Échap : plus tard, le travail n'est jamais bloqué. "
    "Toutes les versions restent dans l'historique, rien n'est perdu.",
)

ENREGISTRE = "Choix enregistré, à envoyer. Ctrl+Z ramène toutes les valeurs."


def lecture(store: "Store", table: str, record: str) -> str:
    """Say why nothing may be decided about a record on this laptop, or nothing where it may."""
    if store.read_only:
        return "Lecture seule : la base est ouverte ailleurs, ou protégée."
    if store.role in {"region", "national"}:
        return "Lecture seule : votre habilitation permet de lire les fiches, pas de choisir."
    return hors_habilitation(Saisie(store, table, record))


class ConflitPage(PageDonnees):
    """The card of a record; it closes once nothing is left to decide."""

    BINDINGS: ClassVar[list[BindingType]] = [binding("page.retour", "retour", "Plus tard")]
    AUTO_FOCUS = "#differends"
    aide = AIDE

    def __init__(self, table: str, record: str, curseur: str = "") -> None:
        """Show the card of this record, the cursor on a field."""
        super().__init__()
        self.table = table
        self.record = record
        self.curseur = curseur

    def fil(self) -> Sequence[str]:
        """Say which record."""
        found = self._carte()
        return (found.titre if found else self.table, "Plusieurs valeurs")

    def body(self) -> ComposeResult:
        """Show the card."""
        found = self._carte()
        with Panneau(nommer(self.store, found) if found else "", pied=rappel(found), id="conflit"):
            yield CarteConflit(self.store, found, self.curseur, lecture(self.store, self.table, self.record))

    def _carte(self) -> "Carte | None":
        return carte(self.store, self.table, self.record)

    def rafraichir(self) -> None:
        """Read the card again; without anything left to decide, there is none."""
        found = self._carte()
        self.query_one(CarteConflit).montrer(found, lecture=lecture(self.store, self.table, self.record))

    @on(CarteConflit.Tranche)
    def _tranche(self, event: CarteConflit.Tranche) -> None:
        """Write what was decided, and go back once that was all."""
        event.stop()
        if self.tenter(lambda: trancher(self.store, event.carte, event.choix)) is None:
            return
        oublier(self.store, event.carte, event.choix)
        program = application(self)
        if self._carte() is None:
            self.app.pop_screen()
        program.changed()
        program.say(ENREGISTRE, "succes")

    def action_retour(self) -> None:
        """Échap: close the line being typed, else come back later."""
        if self.query_one(CarteConflit).fermer_autre():
            return
        shell = self.shell
        super().action_retour()
        if self._carte() is not None:
            shell.say(
                "Rien n'est décidé pour le reste : toutes les valeurs restent, vous pouvez continuer à travailler."
            )
