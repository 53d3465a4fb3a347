"""The conflict card as it is read: the fields, the versions of the one under the cursor, what the result would be."""

from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll

from pvd_tui.domain.saisie import SaisieError, read
from pvd_tui.domain.tables import TABLES
from screens import conflit_brouillon as brouillon
from screens.conflit_mots import AUTRE, Choisi, entier, ligne, resultat
from screens.keys import binding
from screens.widgets.champ import Champ
from screens.widgets.colonnes import Column
from screens.widgets.plain import Plain
from screens.widgets.source import ListSource
from screens.widgets.table import Table
from storage.conflits import refus

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json
    from pvd_tui.changes.differend import Differend
    from storage.conflits import Carte
    from storage.store import Store

COLUMNS: Final = (Column("Champ", 13, 1), Column("Base", 11, 1), Column("Le mien", 13, 2), Column("Le leur", 13, 2))


class Differends(Table):
    """The fields; Entrée writes what is chosen, and a page up or down reads the versions below."""

    BINDINGS: ClassVar[list[BindingType]] = [binding("liste.ouvrir", "open", "Valider")]

    def action_move(self, step: str) -> None:
        """Move the cursor, or scroll what is below."""
        if step.endswith("page"):
            zone = self.screen.query_one("#versions", VerticalScroll)
            (zone.scroll_page_up if step.startswith("-") else zone.scroll_page_down)(animate=False)
        else:
            super().action_move(step)


class CarteLue(Vertical):
    """A card, and what is chosen on it so far."""

    def __init__(self, store: "Store", carte: "Carte | None" = None, curseur: str = "", lecture: str = "") -> None:
        """Show a card, the cursor on a field; `lecture` says why it may only be read."""
        super().__init__()
        self.store = store
        self.carte = carte
        self.choix: dict[str, Choisi] = {}
        self.lecture = lecture
        self._curseur = curseur

    def compose(self) -> ComposeResult:
        """Lay out the fields, the versions, the result."""
        yield Differends(COLUMNS, markable=False, empty="Rien à trancher.", id="differends")
        with VerticalScroll(id="versions", can_focus=False):
            yield Plain("", id="versions-texte")
        yield Champ(placeholder="une autre valeur, puis Entrée ; Échap revient", id="autre")
        yield Plain("", id="conflit-erreur", classes="ton-erreur")
        yield Plain("", id="resultat")

    def on_mount(self) -> None:
        """Fill the card."""
        self.query_one("#autre", Champ).display = False
        self.montrer(self.carte, self._curseur, self.lecture)

    def montrer(self, carte: "Carte | None", curseur: str = "", lecture: str = "") -> None:
        """Show another card, or the same one read again: what was chosen stays where nothing changed."""
        before, self.carte, self.lecture = self.carte, carte, lecture
        kept = _inchanges(before, carte) if before and carte else set()
        self.choix = {name: one for name, one in self.choix.items() if name in kept}
        if carte is not None:
            self.choix = self._ecrits(carte) | self.choix
        table = self.query_one("#differends", Table)
        table.styles.height = min(len(carte.differends) if carte else 1, 7) + 1
        self._dessiner(curseur or (table.row.id if table.row else ""))

    @property
    def pointe(self) -> "Differend | None":
        """The field under the cursor."""
        row = self.query_one("#differends", Table).row
        return self.carte.de(row.id) if row and self.carte else None

    def _ecrits(self, carte: "Carte") -> dict[str, Choisi]:
        """Give what was written on this card earlier, as chosen."""
        found: dict[str, Choisi] = {}
        for name, text in brouillon.ecrits(self.store, carte).items():
            with suppress(SaisieError):
                found[name] = Choisi(AUTRE, self._valeur(carte, name, text))
        return found

    def _valeur(self, carte: "Carte", name: str, text: str) -> "Json":
        return read(TABLES[carte.table], name, text, self.store.today().astimezone().date())

    # Drawing.

    @on(Table.Pointed, "#differends")
    def _lire_versions(self, event: Table.Pointed) -> None:
        event.stop()
        self._versions()
        self.refresh_bindings()

    def _dessiner(self, curseur: str) -> None:
        carte = self.carte
        rows = [ligne(self.store, carte, one, self.choix.get(one.champ)) for one in carte.differends] if carte else []
        self.query_one("#differends", Table).show(ListSource(rows), keep=curseur or None)
        self._versions()
        self.query_one("#resultat", Plain).say(self._resultat())
        self.refresh_bindings()

    def _versions(self) -> None:
        one = self.pointe
        said = entier(self.store, self.carte, one, self.choix.get(one.champ)) if one and self.carte else ""
        self.query_one("#versions-texte", Plain).say(said)
        self._dire(self.lecture or (refus(self.store, one) if one else ""))

    def _resultat(self) -> str:
        if self.carte is None:
            return ""
        said = resultat(self.store, self.carte, self.choix)
        return f"{said}\nL'historique garde toutes les versions : rien n'est perdu."

    def _dire(self, text: str) -> None:
        self.query_one("#conflit-erreur", Plain).say(text)


def _inchanges(before: "Carte", after: "Carte") -> set[str]:
    """Name the fields whose versions are still those that were shown."""
    if (before.table, before.record) != (after.table, after.record):
        return set()
    return {d.champ for d in after.differends if before.folded.heads.get(d.champ) == after.folded.heads.get(d.champ)}
