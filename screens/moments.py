"""A whole fiche at two moments, field by field; from here it can be made again what it was."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from pvd_tui.domain.champ import champ
from pvd_tui.domain.tables import TABLES
from pvd_tui.domain.texte import counted
from screens.aide import Aide, AideScreen
from screens.application import application
from screens.donnees import PageDonnees
from screens.fiche_choix import titre_de
from screens.historique import Lues, quand, texte
from screens.keys import binding
from screens.widgets.colonnes import Column
from screens.widgets.panneau import Panneau
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table
from storage.histoire import Ecart, comparer, etat, revenir

if TYPE_CHECKING:
    from storage.histoire import Retour
    from storage.store import Saved

_COLUMNS: Final = (Column("Fiche", 14, 1, priority=1), Column("Champ", 16, 1), Column("", 14, 2), Column("", 14, 2))

_ENTIERE: Final = ""
"""Stands for the field of a line that is about a whole record."""


class MomentsPage(PageDonnees):
    """What differs between two moments."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("moments.revenir", "revenir"),
        binding("moments.champ", "champ"),
    ]
    aide = Aide(
        "Comparer deux moments",
        "Ce qui diffère, dans la fiche et dans ce qui lui appartient. f rend à toute la fiche l'état du premier "
        "moment ; r ne reprend que le champ de la ligne. Ce sont des modifications ordinaires : u les annule, et "
        "l'historique garde tout.",
    )

    def __init__(self, table: str, record: str, avant: str, apres: str | None = None) -> None:
        """Compare these moments (ISO); the second one is now if it is not said."""
        super().__init__()
        self.table = table
        self.record = record
        self.avant = avant
        self.apres = apres
        self._ecarts: list[Ecart] = []

    def fil(self) -> Sequence[str]:
        """Say whose moments they are."""
        store = application(self).store
        return (titre_de(store, self.table, self.record) or TABLES[self.table].label, "Comparer deux moments")

    def body(self) -> ComposeResult:
        """Show what differs."""
        columns = (*_COLUMNS[:2], Column(f"Le {quand(self.avant)}", 16, 2), Column(self._apres, 16, 2))
        with Panneau("", id="moments-panneau"):
            yield Lues(columns, markable=False, empty="Rien ne diffère.", id="moments")

    @property
    def _apres(self) -> str:
        return f"Le {quand(self.apres)}" if self.apres else "Maintenant"

    def on_mount(self) -> None:
        """Compare."""
        super().on_mount()
        self.query_one("#moments").focus()
        self.rafraichir()

    def rafraichir(self) -> None:
        """Compare again."""
        until = self.apres or self.store.now()
        self._ecarts = [one for one in self._comparer(until) if one.champ != TABLES[one.table].parent]
        table = self.query_one("#moments", Table)
        here = table.row
        table.show(ListSource([self._row(one) for one in self._ecarts]), keep=here.id if here else None)
        differ = counted(len(self._ecarts), "différence")
        self.query_one("#moments-panneau", Panneau).titrer(
            differ, self.rappel(("moments.revenir", "revenir à l'état du premier moment"))
        )

    @on(Table.Opened, "#moments")
    def _voir(self, event: Table.Opened) -> None:
        """Show both values whole."""
        one = self._ecarts[event.index]
        before, after = self._textes(one)
        said = f"Le {quand(self.avant)} :\n{before or '(rien)'}\n\n{self._apres} :\n{after or '(rien)'}"
        self.app.push_screen(AideScreen(Aide(self._titre(one), said), ()))

    def _comparer(self, until: str) -> Iterator[Ecart]:
        """List what differs; a child that was not there, or no longer is, is one line."""
        once: set[str] = set()
        for one in comparer(self.store, self.table, self.record, self.avant, until):
            then, now = (etat(self.store, one.table, one.record, at).existe for at in (self.avant, until))
            if one.record == self.record or then == now:
                yield one
            elif one.record not in once:
                once.add(one.record)
                nom = titre_de(self.store, one.table, one.record)
                yield Ecart(one.table, one.record, _ENTIERE, nom if then else None, nom if now else None)

    def action_revenir(self) -> None:
        """Give the whole fiche the state of the first moment."""
        self._fait(self.tenter(partial(revenir, self.store, self.table, self.record, self.avant)), "La fiche")

    def action_champ(self) -> None:
        """Give the field of the line its value of the first moment."""
        place = self.query_one("#moments", Table).cursor
        if place >= len(self._ecarts):
            return
        one = self._ecarts[place]
        if one.champ == _ENTIERE:
            self.say("Cette ligne est une fiche entière : f rend toute la fiche à ce moment.")
            return
        work = partial(revenir, self.store, one.table, one.record, self.avant, (one.champ,), enfants=False)
        self._fait(self.tenter(work), f"« {champ(TABLES[one.table], one.champ).titre} »")

    def _fait(self, done: "tuple[Saved | None, Retour] | None", what: str) -> None:
        if done is None:
            return
        saved, told = done
        kept = f" Laissé tel quel : {counted(len(told.laisses), 'champ')}." if told.laisses else ""
        if saved is None:
            self.say(f"Rien n'a changé.{kept}", "alerte" if kept else "normal")
            return
        application(self).changed()
        self.rafraichir()
        self.say(f"{what} : revenu au {quand(self.avant)}.{kept} {self.annule}", "alerte" if kept else "succes")

    def _textes(self, one: Ecart) -> tuple[str, str]:
        if one.champ == _ENTIERE:
            return str(one.avant or ""), str(one.apres or "")
        return texte(self.store, one.table, one.champ, one.avant), texte(self.store, one.table, one.champ, one.apres)

    @staticmethod
    def _titre(one: Ecart) -> str:
        return "(fiche entière)" if one.champ == _ENTIERE else champ(TABLES[one.table], one.champ).titre

    def _row(self, one: Ecart) -> Row:
        before, after = (" ".join(said.split()) for said in self._textes(one))
        name = TABLES[one.table].label if one.record != self.record else ""
        absent = "(pas encore, ou archivée)" if one.champ == _ENTIERE else "(vide)"
        cells = (name, self._titre(one), before or absent, after or absent)
        return Row(f"{one.record}/{one.champ}", cells)
