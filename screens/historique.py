"""The history of a record: who, when, which field, from what to what. It is the log, read aloud."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from pvd_tui.changes.change import ARCHIVE, EFFACE, Change
from pvd_tui.domain.affichage import show
from pvd_tui.domain.champ import champ
from pvd_tui.domain.tables import TABLES
from screens.aide import Aide, AideScreen
from screens.application import application
from screens.fiche_choix import libelle, titre_de
from screens.fiche_mots import qui
from screens.keys import binding
from screens.page import Page
from screens.widgets.colonnes import Column
from screens.widgets.panneau import Panneau
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json
    from storage.store import Store

COLUMNS: Final = (
    Column("Le", 16),
    Column("Par", 17, priority=1),
    Column("Champ", 16, 1),
    Column("Avant", 12, 2),
    Column("Après", 12, 2),
)
_ABSENT: Final = "(valeur effacée ou non reçue)"


class HistoriquePage(Page):
    """All that was ever written in one record, newest first."""

    aide = Aide("Historique", "Tout ce qui a été écrit dans cette fiche ; rien n'en disparaît.")

    def __init__(self, table: str, record: str) -> None:
        """Read this record."""
        super().__init__()
        self.table = table
        self.record = record
        self._lignes: list[Row] = []

    def fil(self) -> Sequence[str]:
        """Say whose history it is."""
        return (titre_de(application(self).store, self.table, self.record) or TABLES[self.table].label, "Historique")

    def body(self) -> ComposeResult:
        """Show the list."""
        found = self._lignes = lignes(application(self).store, self.table, self.record)
        with Panneau(f"Historique ({len(found)})"):
            yield Lues(COLUMNS, ListSource(found), markable=False, empty="Rien n'a encore été écrit.", id="historique")

    @on(Table.Opened, "#historique")
    def show_whole(self, event: Table.Opened) -> None:
        """Show both values whole."""
        when, who, champ_titre, before, after = self._lignes[event.index].cells
        said = f"{who}, le {when}\n\nAvant :\n{before or '(rien)'}\n\nAprès :\n{after}"
        self.app.push_screen(AideScreen(Aide(champ_titre, said), ()))


class Lues(Table):
    """A table whose rows are read whole."""

    BINDINGS: ClassVar[list[BindingType]] = [binding("liste.ouvrir", "open", "Voir")]


def lignes(store: "Store", table: str, record: str) -> list[Row]:
    """Give a line for each field of each change, newest first."""
    changes = store.history.of(table, record)
    known = {change.id: change for change in changes}
    return [
        Row(f"{change.id}/{name}", _cells(store, change, name, known))
        for change in reversed(changes)
        for name in (*change.set, *change.stub)
    ]


def _cells(store: "Store", change: Change, name: str, known: dict[str, Change]) -> tuple[str, ...]:
    from datetime import datetime  # noqa: PLC0415 - only to write the moment

    when = f"{datetime.fromisoformat(change.at).astimezone():%d/%m/%Y %H:%M}"
    before = [known[i].set[name] for i in change.over.get(name, ()) if i in known and name in known[i].set]
    former = " / ".join(dict.fromkeys(_texte(store, change.table, name, value) for value in before))
    after = _texte(store, change.table, name, change.set[name]) if name in change.set else _ABSENT
    return (when, qui(store, change), _titre(change.table, name), former, after or "(vidé)")


def _titre(table: str, name: str) -> str:
    reserved = {ARCHIVE: "Archivée", EFFACE: "Effacement"}
    cls = TABLES[table]
    return cls.model_fields[name].title or name if name in cls.model_fields else reserved.get(name, name)


def _texte(store: "Store", table: str, name: str, value: "Json") -> str:
    cls = TABLES[table]
    if name not in cls.model_fields:
        return "oui" if value is True else "non" if value is False else str(value)
    return libelle(store, champ(cls, name), show(cls, name, value))
