"""The rows behind a figure of the note: what it counts or adds up, each line opening its fiche."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from textual import on
from textual.app import ComposeResult

from pvd_tui.domain.texte import counted
from screens.aide import Aide
from screens.donnees import PageDonnees
from screens.lignes import entier, euros
from screens.widgets.colonnes import Column
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.source import Row
from screens.widgets.table import Table

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json
    from pvd_tui.domain.chiffre import Chiffre
    from storage.store import Store

_DETAILS: Final = {
    "commune": ("epci",),
    "action": ("commune", "phase"),
    "demande": ("dispositif", "etat"),
    "poste": ("commune", "statut"),
    "seance_club": ("date", "etat"),
    "presence": ("commune", "statut"),
}
"""What stands beside the title, by table."""
_NOMS: Final = frozenset({"epci", "commune"})
"""Fields that hold the id of a record, whose title is shown."""


class LignesDe:
    """The rows of a figure as `Table` asks for them: only the page on screen is read."""

    def __init__(self, store: "Store", figure: "Chiffre") -> None:
        """List the rows in the order of their titles, where they are few enough to be ordered at once."""
        self.store = store
        self.figure = figure
        titres = store.rows.titres(figure.table, figure.ids)
        self.ids = sorted(figure.ids, key=lambda one: (titres.get(one, "").casefold(), one))

    def count(self) -> int:
        """Count the rows."""
        return len(self.ids)

    def find(self, row_id: str) -> int | None:
        """Give the place of this row."""
        return self.ids.index(row_id) if row_id in self.ids else None

    def page(self, offset: int, limit: int) -> list[Row]:
        """Give at most `limit` rows from `offset`."""
        table, champ = self.figure.table, self.figure.champ
        details = _DETAILS.get(table, ())
        names = tuple(dict.fromkeys(("titre", *details, *([champ] if champ else []))))
        rows = self.store.rows.these(table, self.ids[offset : offset + limit], names)
        named = {
            name: self.store.rows.titres(name, [str(row[name]) for row in rows if row[name]])
            for name in _NOMS & set(details)
        }
        return [self._row(row, details, named) for row in rows]

    def _row(self, row: "dict[str, Json]", details: Sequence[str], named: dict[str, dict[str, str]]) -> Row:
        said = [named[name].get(str(row[name]), "") if name in named else str(row[name] or "") for name in details]
        champ = self.figure.champ
        worth = row[champ] if champ else None
        shown = entier(worth) if champ == "population" else f"{euros(worth)} €" if worth is not None else ""
        return Row(
            str(row["id"]), (str(row["titre"] or "sans titre"), " · ".join(part for part in said if part), shown)
        )


class LignesChiffrePage(PageDonnees):
    """What stands behind one figure."""

    aide = Aide(
        "Derrière un chiffre",
        "Les fiches que ce chiffre compte ou additionne, chacune une fois. D'une part, celles du numérateur.",
        "Entrée ouvre la fiche.",
    )

    def __init__(self, titre: str, valeur: str, sens: str, figure: "Chiffre") -> None:
        """Show the rows of this figure under its name, with what it means."""
        super().__init__()
        self.titre = titre
        self.valeur = valeur
        self.sens = sens
        self.figure = figure

    def fil(self) -> Sequence[str]:
        """Say where one is."""
        return ("Synthèse", self.titre)

    def body(self) -> ComposeResult:
        """Show what the figure means, then its rows."""
        yield Plain(self.sens, id="chiffre-sens")
        with Panneau(f"{self.titre} : {self.valeur} ({counted(len(self.figure.ids), 'ligne')})", id="chiffre-panneau"):
            columns = (Column("Fiche", 24, 3), Column("", 16, 2, 1), Column("", 14, right=True))
            yield Table(columns, header=False, markable=False, empty="Aucune ligne derrière ce chiffre.", id="chiffre")

    def on_mount(self) -> None:
        """Read the rows."""
        table = self.query_one("#chiffre", Table)
        table.focus()
        table.show(LignesDe(self.store, self.figure))

    def rafraichir(self) -> None:
        """Read the rows again: they are those that were counted."""
        self.query_one("#chiffre", Table).refresh_rows()

    @on(Table.Opened, "#chiffre")
    def _ouvrir(self, event: Table.Opened) -> None:
        """Open the fiche."""
        self.ouvrir(self.figure.table, event.row_id)
