"""What may be there twice: pairs of fiches with the reasons, to compare, to merge, or to tell apart."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType

from pvd_tui.domain.doublons import GENRES, Paire
from pvd_tui.domain.tables import TABLES
from pvd_tui.domain.texte import counted
from screens.aide import Aide
from screens.application import application
from screens.comparaison import ComparaisonPage
from screens.donnees import PageDonnees
from screens.keys import binding
from screens.lignes_lues import LENT
from screens.widgets.colonnes import Column
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.source import Row
from screens.widgets.table import Table
from storage.doublons import Reste, candidates, ecarter, restes

if TYPE_CHECKING:
    from storage.store import Store

_COLUMNS: Final = (
    Column("", 5, right=True),
    Column("Type", 8, priority=1),
    Column("Fiche", 20, 2),
    Column("et peut-être la même", 20, 2),
)


class Double(NamedTuple):
    """One line of the list: two records, how sure it is, and why."""

    table: str
    un: str
    autre: str
    signe: str
    pourquoi: str
    separable: bool
    """Whether they may be said to be two: a merge that was made cannot."""


class Doubles:
    """The pairs as a table shows them: titles are read a page at a time."""

    def __init__(self, store: "Store", doubles: Sequence[Double]) -> None:
        """Show these pairs."""
        self.store = store
        self.doubles = doubles

    def count(self) -> int:
        """Count them."""
        return len(self.doubles)

    def page(self, offset: int, limit: int) -> Sequence[Row]:
        """Give at most `limit` rows from `offset`."""
        some = self.doubles[offset : offset + limit]
        named = {
            table: self.store.rows.titres(table, [r for one in some if one.table == table for r in one[1:3]])
            for table in {one.table for one in some}
        }
        return [self._row(one, named[one.table]) for one in some]

    def find(self, row_id: str) -> int | None:
        """Give the place of a pair."""
        return next((i for i, one in enumerate(self.doubles) if _id(one) == row_id), None)

    @staticmethod
    def _row(one: Double, titres: Mapping[str, str]) -> Row:
        names = [titres.get(record, "(sans titre)") for record in (one.un, one.autre)]
        label = _majuscule(TABLES[one.table].label.split(" ")[0])
        return Row(_id(one), (one.signe, label, *names), "normal" if one.separable else "erreur")


def _id(one: Double) -> str:
    return f"{one.table}/{one.un}/{one.autre}"


class DoublonsPage(PageDonnees):
    """The probable duplicates of the store, the likeliest first; merges that are not whole before them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("doublon.comparer", "comparer"),
        binding("doublon.ecarter", "ecarter"),
        binding("page.retour", "retour", "Plus tard"),
    ]
    aide = Aide(
        "Doublons probables",
        "Deux imports, deux ordinateurs ou deux façons de dire la même chose ont pu créer deux fois la même fiche. "
        "Rien n'est fusionné sans vous. Une fusion complète la fiche gardée, y rattache ce qui appartenait à l'autre "
        "et archive celle-ci ; Ctrl+Z revient en arrière. « Pas un doublon » vaut pour cet ordinateur.",
        "Entrée compare les deux fiches côte à côte.",
    )

    def __init__(self) -> None:
        """Start with nothing: the list is read when the page is there."""
        super().__init__()
        self.doubles: list[Double] = []

    def fil(self) -> Sequence[str]:
        """Say where one is."""
        return ("Doublons probables",)

    def body(self) -> ComposeResult:
        """Show the list, and the reasons of the pair under the cursor."""
        with Panneau(
            "Doublons probables",
            pied=f"Entrée comparer · {self.rappel(('doublon.ecarter', 'pas un doublon'))}",
            id="doublons-panneau",
        ):
            yield Table(_COLUMNS, markable=False, empty="Recherche des doublons…", id="doublons")
        with Panneau("Pourquoi", id="pourquoi-panneau"):
            yield Plain("", id="pourquoi")

    def on_mount(self) -> None:
        """Read the list."""
        self.table.focus()
        self.rafraichir()

    @property
    def table(self) -> Table:
        """The list on screen."""
        return self.query_one("#doublons", Table)

    @property
    def double(self) -> Double | None:
        """The pair under the cursor."""
        return self.doubles[self.table.cursor] if self.table.cursor < len(self.doubles) else None

    def rafraichir(self) -> None:
        """Look for duplicates again; aside where there is much to compare."""
        if sum(self.store.rows.count(table) for table in GENRES) > LENT:
            self._chercher_a_part()
        else:
            self._montrer(self._chercher())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what makes sense for the pair under the cursor."""
        if action in {"comparer", "ecarter"}:
            double = self.double if self.is_mounted else None
            return double is not None and (action == "comparer" or double.separable)
        return super().check_action(action, parameters)

    @on(Table.Opened, "#doublons")
    def action_comparer(self) -> None:
        """Show both records side by side."""
        if double := self.double:
            page = self.tenter(partial(ComparaisonPage, self.store, double.table, double.un, double.autre))
            if page:
                self.app.push_screen(page)

    def action_ecarter(self) -> None:
        """Remember that these are two; go to the next pair."""
        double = self.double
        if double is None:
            return
        self.tenter(partial(ecarter, self.store, double.table, double.un, double.autre))
        self._montrer([one for one in self.doubles if one is not double])
        application(self).changed()
        self.say("Retenu : ce sont deux fiches. Elles ne seront plus proposées ici.", "succes")

    @on(Table.Pointed, "#doublons")
    def _expliquer(self) -> None:
        """Say why the two are thought to be one."""
        double = self.double
        self.query_one("#pourquoi", Plain).say(double.pourquoi if double else "")
        self.query_one("#pourquoi-panneau", Panneau).display = double is not None
        self.refresh_bindings()

    @work(thread=True, exclusive=True, group="doublons", exit_on_error=False)
    def _chercher_a_part(self) -> None:
        """Compare without holding the screen."""
        self.app.call_from_thread(self._montrer, self._chercher())

    def _chercher(self) -> list[Double]:
        unfinished = [self._reste(one) for table in GENRES for one in restes(self.store, table)]
        found = [one for table in GENRES for one in candidates(self.store, table)]
        return unfinished + [self._paire(one) for one in sorted(found, key=lambda one: -one.score)]

    @staticmethod
    def _reste(one: Reste) -> Double:
        return Double(one.table, one.garde, one.perdue, "!", f"{_majuscule(one.raison)}.", separable=False)

    @staticmethod
    def _paire(one: Paire) -> Double:
        why = f"{_majuscule(', '.join(one.raisons))}."
        return Double(one.table, one.un, one.autre, f"{one.score} %", why, separable=True)

    def _montrer(self, doubles: list[Double]) -> None:
        """Show these pairs, the cursor where it was."""
        if not self.is_attached:
            return
        self.doubles = doubles
        table, place = self.table, self.table.cursor
        table.empty = "Aucun doublon probable.\nÉchap revient en arrière · F1 comment sont-ils trouvés ?"
        table.show(Doubles(self.store, doubles))
        table.cursor = min(place, max(0, len(doubles) - 1))
        self.query_one("#doublons-panneau", Panneau).titrer(counted(len(doubles), "doublon probable"))
        self._expliquer()


def _majuscule(text: str) -> str:
    return text[:1].upper() + text[1:]
