"""The filter composer (`f`): conditions one a line, each made of a field, an operator and a value."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen

from pvd_tui.domain.affichage import show_genre
from pvd_tui.domain.champ import Champ, Genre
from pvd_tui.domain.champs_lus import ORDONNES, champ_lu, champs_lus
from pvd_tui.domain.condition import composer, dire, dit, operateurs
from pvd_tui.domain.tables import TABLES
from pvd_tui.domain.vue import SANS_VALEUR, Condition, Operateur, VueError
from screens.keys import binding
from screens.valeur import demander
from screens.widgets.choix import Choice, Choix, Liste
from screens.widgets.colonnes import Column
from screens.widgets.panneau import Panneau
from screens.widgets.pied import Pied
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table

if TYPE_CHECKING:
    from textual.app import App

    from storage.store import Store


def nommer(store: "Store") -> Callable[[str, str], str]:
    """Give what names a record of the store."""
    return lambda table, record: store.rows.titres(table, [record]).get(record, record)


class Composeur(ModalScreen[None]):
    """Add, change and take away conditions; the list behind follows each of them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("page.retour", "dismiss(None)", "Fermer"),
        binding("filtre.ajouter", "ajouter"),
        binding("filtre.enlever", "enlever"),
        binding("filtre.vider", "vider"),
    ]

    def __init__(
        self,
        store: "Store",
        table: str,
        conditions: Sequence[Condition],
        today: date,
        change: Callable[[tuple[Condition, ...]], object],
    ) -> None:
        """Begin with these conditions; `change` is told the new ones each time."""
        super().__init__(classes="popup")
        self.store = store
        self.table = table
        self.conditions = list(conditions)
        self.today = today
        self.change = change

    def compose(self) -> ComposeResult:
        """Show the conditions."""
        with Panneau("Filtre : toutes ces conditions", pied="Entrée modifie", id="choix"):
            yield Liste(
                (Column("", 30, 1),),
                ListSource(self._rows()),
                header=False,
                markable=False,
                empty="Aucune condition.\nn en ajoute une : champ, comparaison, valeur.",
                id="liste",
            )
            yield Pied()

    def on_mount(self) -> None:
        """Ask at once for the first condition."""
        self._show()
        if not self.conditions:
            self.action_ajouter()

    def action_ajouter(self) -> None:
        """Ask for one more condition."""
        demander_condition(self.app, self.store, self.table, self.today, self._ajoutee)

    @on(Table.Opened, "#liste")
    def _modifier(self, event: Table.Opened) -> None:
        """Ask again for the condition under the cursor."""
        index = event.index
        demander_condition(
            self.app,
            self.store,
            self.table,
            self.today,
            lambda new: self._mettre([*self.conditions[:index], new, *self.conditions[index + 1 :]]),
            self.conditions[index],
        )

    def action_enlever(self) -> None:
        """Take away the condition under the cursor."""
        at = self.query_one("#liste", Table).cursor
        self._mettre([one for i, one in enumerate(self.conditions) if i != at])

    def action_vider(self) -> None:
        """Take all of them away."""
        self._mettre([])

    def _ajoutee(self, new: Condition) -> None:
        self._mettre([*self.conditions, new])
        self.query_one("#liste", Table).cursor = len(self.conditions) - 1

    def _mettre(self, conditions: Sequence[Condition]) -> None:
        """Hold these conditions, and tell the list."""
        self.conditions = list(conditions)
        self._show()
        self.change(tuple(conditions))

    def _show(self) -> None:
        table = self.query_one("#liste", Table)
        table.styles.height = max(3, min(len(self.conditions) + 1, 14))
        at = table.cursor
        table.show(ListSource(self._rows()))
        table.cursor = at
        table.focus()

    def _rows(self) -> list[Row]:
        cls, names = TABLES[self.table], nommer(self.store)
        return [Row(str(i), (dire(cls, one, names),)) for i, one in enumerate(self.conditions)]


def demander_condition(
    app: "App[int]",
    store: "Store",
    table: str,
    today: date,
    then: Callable[[Condition], object],
    avant: Condition | None = None,
) -> None:
    """Ask for a field, an operator and a value, then tell the condition."""
    cls = TABLES[table]

    def champ_choisi(name: str | None) -> None:
        asked = champ_lu(cls, name) if name else None
        if asked is None:
            return
        choices = [Choice(one.value, dit(one, asked.genre)) for one in operateurs(asked)]
        same = avant.operateur.value if avant and avant.champ == name else None
        app.push_screen(Choix(asked.titre, choices, current=same), lambda sign: operateur_choisi(asked, sign))

    def operateur_choisi(asked: Champ, sign: str | None) -> None:
        if sign is None:
            return
        operateur = Operateur(sign)
        if operateur in SANS_VALEUR:
            then(Condition(asked.nom, operateur))
            return

        def wrong(text: str) -> str:
            try:
                composer(cls, asked.nom, operateur, text, today)
            except VueError as error:
                return str(error)
            return ""

        texte = _typed(asked, avant) if avant and avant.champ == asked.nom else ""
        demander(
            app,
            store,
            asked if operateur in {Operateur.EST, Operateur.N_EST_PAS} else _a_taper(asked),
            lambda text: then(composer(cls, asked.nom, operateur, text, today)),
            texte=texte,
            plusieurs=True,
            verifier=wrong,
        )

    current = avant.champ if avant else None
    app.push_screen(
        Choix("Filtrer sur quel champ ?", [Choice(c.nom, c.titre) for c in champs_lus(cls)], current=current),
        champ_choisi,
    )


def _a_taper(asked: Champ) -> Champ:
    """Give the same field as one that is typed: « contient » looks inside a word of a list too."""
    return asked if asked.genre in ORDONNES else replace(asked, genre=Genre.LIGNE, plusieurs=False)


def _typed(asked: Champ, one: Condition) -> str:
    """Give the values of a condition as they are typed or ticked again."""
    return " ; ".join(str(v) if asked.reference else show_genre(asked.genre, v) for v in one.valeurs)
