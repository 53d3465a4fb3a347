"""The history of a whole fiche: who, when, which field, from what to what; compared and restored (storage.histoire)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from pvd_tui.changes.change import ARCHIVE, EFFACE
from pvd_tui.domain.affichage import show
from pvd_tui.domain.champ import champ
from pvd_tui.domain.tables import TABLES
from screens.aide import Aide, AideScreen
from screens.application import application
from screens.donnees import PageDonnees
from screens.fiche_choix import libelle, titre_de
from screens.fiche_mots import qui
from screens.keys import binding
from screens.widgets.colonnes import Column
from screens.widgets.panneau import Panneau
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table
from storage.histoire import Evenement, evenements, revenir

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json
    from storage.store import Store

COLUMNS: Final = (
    Column("Le", 16),
    Column("Par", 17, priority=2),
    Column("Fiche", 10, 2),
    Column("Champ", 12, 1),
    Column("Avant", 8, 2),
    Column("Après", 9, 2),
)
_FICHE: Final = 2
"""The place of the column that names what belongs to the fiche: shown where there is something."""
_ABSENT: Final = "(valeur effacée ou non reçue)"


class HistoriquePage(PageDonnees):
    """All that was ever written in one record and in what belongs to it, newest first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("historique.comparer", "comparer"),
        binding("historique.champ", "champ"),
    ]
    aide = Aide(
        "Historique",
        "Tout ce qui a été écrit dans cette fiche et dans ce qui lui appartient ; rien n'en disparaît. "
        "c compare la fiche à ce moment avec aujourd'hui, ou deux moments marqués avec Espace, et de là peut la "
        "rendre telle qu'elle était. r rend au champ de la ligne la valeur écrite ce jour-là. Tout s'annule.",
    )

    def __init__(self, table: str, record: str) -> None:
        """Read this record."""
        super().__init__()
        self.table = table
        self.record = record
        self._lues: list[Evenement] = []

    def fil(self) -> Sequence[str]:
        """Say whose history it is."""
        return (titre_de(application(self).store, self.table, self.record) or TABLES[self.table].label, "Historique")

    def body(self) -> ComposeResult:
        """Show the list."""
        with Panneau("", id="historique-panneau"):
            yield Lues(COLUMNS, empty="Rien n'a encore été écrit.", id="historique")

    def on_mount(self) -> None:
        """Read it."""
        super().on_mount()
        self.query_one("#historique").focus()
        self.rafraichir()

    def rafraichir(self) -> None:
        """Read it again."""
        known = evenements(self.store, self.table, self.record)
        self._lues = [one for one in known if one.change.record == self.record or one.champ != _parent(one)]
        table = self.query_one("#historique", Table)
        here, noms = table.row, self._noms()
        kept = [i for i, _ in enumerate(COLUMNS) if noms or i != _FICHE]
        table.set_columns([COLUMNS[i] for i in kept])
        cells = [(_id(one), _cells(self.store, one, noms)) for one in self._lues]
        rows = [Row(name, tuple(line[i] for i in kept)) for name, line in cells]
        table.show(ListSource(rows), keep=here.id if here else None)
        marks = self.rappel(("liste.marquer", "marque deux moments"), ("historique.comparer", "compare"))
        self.query_one("#historique-panneau", Panneau).titrer(
            f"Historique ({len(self._lues)})", marks if self._lues else ""
        )

    def _noms(self) -> dict[str, str]:
        """Name each record that belongs to the fiche; the fiche itself needs no name."""
        found = {one.change.record: one.change.table for one in self._lues if one.change.record != self.record}
        return {
            record: f"{titre_de(self.store, table, record)} ({TABLES[table].label})" for record, table in found.items()
        }

    @property
    def pointe(self) -> Evenement | None:
        """The line under the cursor."""
        row = self.query_one("#historique", Table).row
        return next((one for one in self._lues if row and _id(one) == row.id), None)

    @on(Table.Opened, "#historique")
    def show_whole(self, event: Table.Opened) -> None:
        """Show both values whole."""
        one = self._lues[event.index]
        when, who, fiche, titre, before, after = _cells(self.store, one, self._noms())
        said = f"{fiche}\n{who}, le {when}\n\nAvant :\n{before or '(rien)'}\n\nAprès :\n{after}"
        self.app.push_screen(AideScreen(Aide(titre, said), ()))

    def action_comparer(self) -> None:
        """Compare two moments: the two marked, else the one under the cursor and now."""
        from screens.moments import MomentsPage  # noqa: PLC0415 - only when it opens

        marks = self.query_one("#historique", Table).marks
        marked = sorted({one.change.at for one in self._lues if _id(one) in marks})
        pointed = self.pointe
        if len(marked) > 2:  # noqa: PLR2004 - two moments are compared
            self.say("Marquez deux lignes au plus.", "alerte")
        elif marked or pointed:
            older = marked[0] if marked else pointed.change.at if pointed else ""
            newer = marked[1] if len(marked) > 1 else None
            self.app.push_screen(MomentsPage(self.table, self.record, older, newer))

    def action_champ(self) -> None:
        """Give the field of the line the value that was written then."""
        one = self.pointe
        if one is None or one.champ in {ARCHIVE, EFFACE}:
            self.say("Choisissez la ligne d'un champ.")
            return
        change = one.change
        done = self.tenter(
            partial(revenir, self.store, change.table, change.record, change.at, (one.champ,), enfants=False)
        )
        if done is None:
            return
        saved, told = done
        titre = _titre(change.table, one.champ)
        if told.laisses:
            self.say(
                f"« {titre} » ne peut pas être repris : valeur inconnue ici, ou champ qui ne change plus.", "alerte"
            )
        elif saved is None:
            self.say(f"« {titre} » a déjà cette valeur.")
        else:
            application(self).changed()
            self.rafraichir()
            self.say(f"« {titre} » repris. {self.annule}", "succes")


class Lues(Table):
    """A table whose rows are read whole."""

    BINDINGS: ClassVar[list[BindingType]] = [binding("liste.ouvrir", "open", "Voir")]


def quand(at: str) -> str:
    """Write a moment: « 22/11/2026 18:04 »."""
    return f"{datetime.fromisoformat(at).astimezone():%d/%m/%Y %H:%M}"


def texte(store: "Store", table: str, name: str, value: "Json") -> str:
    """Write a value of a field as a person reads it."""
    cls = TABLES[table]
    if name not in cls.model_fields:
        return "oui" if value is True else "non" if value is False else str(value)
    return libelle(store, champ(cls, name), show(cls, name, value))


def _id(one: Evenement) -> str:
    return f"{one.change.id}/{one.champ}"


def _parent(one: Evenement) -> str | None:
    """Give the field that only says whose child a record is."""
    return TABLES[one.change.table].parent


def _cells(store: "Store", one: Evenement, noms: "Mapping[str, str]") -> tuple[str, ...]:
    change = one.change
    former = " / ".join(dict.fromkeys(texte(store, change.table, one.champ, value) for value in one.avant))
    after = texte(store, change.table, one.champ, one.apres) if one.connue else _ABSENT
    who, name = qui(store, change), noms.get(change.record, "")
    return (quand(change.at), who, name, _titre(change.table, one.champ), former, after or "(vidé)")


def _titre(table: str, name: str) -> str:
    reserved = {ARCHIVE: "Archivée", EFFACE: "Effacement"}
    cls = TABLES[table]
    return cls.model_fields[name].title or name if name in cls.model_fields else reserved.get(name, name)
