"""The column chooser (`c`): tick what is shown, move it, widen it; the view keeps it."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen

from pvd_tui.domain.champs_lus import champs_lus
from pvd_tui.domain.tables import TABLES
from pvd_tui.domain.vue import LARGEUR, ColonneVue
from screens.colonnes_lues import colonne_lue
from screens.keys import binding
from screens.lignes import Catalogue
from screens.widgets.colonnes import Column
from screens.widgets.panneau import Panneau
from screens.widgets.pied import Pied
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table

_STEP = 2
"""Cells that one key widens by."""


class Cases(Table):
    """A table whose rows are ticked."""

    BINDINGS: ClassVar[list[BindingType]] = [binding("liste.marquer", "mark", "Montrer")]


class ChoixColonnes(ModalScreen[tuple[ColonneVue, ...] | None]):
    """Choose the columns; closes with them in their order, with nothing for those of the list, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("page.retour", "dismiss(None)", "Fermer"),
        binding("colonnes.valider", "valider"),
        binding("colonnes.haut", "deplacer(-1)"),
        binding("colonnes.bas", "deplacer(1)"),
        binding("colonnes.etroite", "elargir(-1)", show=False),
        binding("colonnes.large", "elargir(1)"),
        binding("colonnes.origine", "origine"),
    ]

    def __init__(self, catalogue: Catalogue, shown: Sequence[ColonneVue]) -> None:
        """Begin with the columns that are shown."""
        super().__init__(classes="popup")
        self.catalogue = catalogue
        known = [c.champ for c in catalogue.colonnes]
        shown = shown or [ColonneVue(name) for name in known]
        self.widths = {one.champ: one.largeur for one in shown}
        fields = [one.nom for one in champs_lus(TABLES[catalogue.table])]
        first = [one.champ for one in shown]
        self.order = [*first, *(n for n in dict.fromkeys((*known, *fields)) if n not in first)]
        self.ticked = set(first)

    def compose(self) -> ComposeResult:
        """Show the fields, those shown first."""
        with Panneau("Colonnes", pied="Espace montre ou cache · ← → largeur", id="choix"):
            yield Cases(
                (Column("", 20, 1), Column("", 10, right=True)), ListSource(self._rows()), header=False, id="liste"
            )
            yield Pied()

    def on_mount(self) -> None:
        """Tick what is shown."""
        table = self.query_one("#liste", Table)
        table.styles.height = max(4, min(len(self.order), 16, self.app.size.height - 6))
        table.set_marks(self.ticked)
        table.focus()

    def action_deplacer(self, step: int) -> None:
        """Move the column under the cursor."""
        table = self.query_one("#liste", Table)
        at, to = table.cursor, table.cursor + step
        if 0 <= to < len(self.order):
            self.order[at], self.order[to] = self.order[to], self.order[at]
            self._show()
            table.cursor = to

    def action_elargir(self, step: int) -> None:
        """Widen the column under the cursor, or make it narrower."""
        name = self.order[self.query_one("#liste", Table).cursor]
        width = self.widths.get(name) or colonne_lue(self.catalogue, name).column.width
        self.widths[name] = max(LARGEUR[0], min(LARGEUR[1], width + step * _STEP))
        self._show()

    def action_origine(self) -> None:
        """Close with the columns that the list begins with."""
        self.dismiss(())

    def action_valider(self) -> None:
        """Close with what is ticked."""
        marks = self.query_one("#liste", Table).marks
        chosen = tuple(ColonneVue(name, self.widths.get(name)) for name in self.order if name in marks)
        self.dismiss(chosen or None)

    def _show(self) -> None:
        table = self.query_one("#liste", Table)
        at = table.cursor
        table.show(ListSource(self._rows()))
        table.cursor = at

    def _rows(self) -> list[Row]:
        titles = {one.nom: one.titre for one in champs_lus(TABLES[self.catalogue.table])}
        rows = []
        for name in self.order:
            colonne = colonne_lue(self.catalogue, name)
            width = self.widths.get(name)
            titre = titles.get(name) or colonne.column.title
            rows.append(Row(name, (titre, f"{width} car." if width else "auto")))
        return rows
