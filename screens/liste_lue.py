"""A list as it is read: its rows, its filter, its order, its marks, and a look at one record beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Horizontal

from screens.donnees import PageDonnees
from screens.lignes import Lignes, Vue
from screens.widgets.choix import Choice, Choix
from screens.widgets.colonnes import Column
from screens.widgets.invite import Invite
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.table import Table
from storage.fiche import FILTER

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json

_SIGNE: Final = Column("", 1)
"""« ! » a conflict, « b » a draft."""

_TRI: Final = "Tri en cours…"
_RESTE: Final = "Échap enlève le filtre"


class ListeLue(PageDonnees):
    """The records of a table, read. Subclasses give `vue` and the sentence of an empty list."""

    vue: ClassVar[Vue]
    vide: ClassVar[str] = ""
    """The sentence of an empty list, with the next keys."""
    feminine: ClassVar[bool] = True
    """Whether participles agree so with what is listed."""

    def __init__(self, where: "Mapping[str, Json] | None" = None, *, titre: str = "") -> None:
        """List the records that fit `where`, under another title if there is one."""
        super().__init__()
        self.where = dict(where or {})
        self.titre = titre or self.vue.titre
        self.ordre = self.vue.ordre
        self.filtre = ""
        self.garder: str | None = None

    def fil(self) -> Sequence[str]:
        """Say where one is."""
        return (self.vue.titre,) if self.titre == self.vue.titre else (self.vue.titre, self.titre)

    def body(self) -> ComposeResult:
        """Show the list, and the look beside it."""
        with Horizontal():
            with Panneau(self.titre, id="liste-panneau"):
                yield Table(self._columns(), empty=" ", id="table")
                yield Invite(id="filtrer")
                yield Invite(id="nouveau")
            with Panneau("Aperçu", id="apercu"):
                yield Plain("", id="apercu-texte")

    def on_mount(self) -> None:
        """Fill the list."""
        self.table.focus()
        self._lire()

    @property
    def table(self) -> Table:
        """The list on screen."""
        return self.query_one("#table", Table)

    # Reading.

    def lignes(self) -> Lignes:
        """Give the rows as they are asked for now."""
        where = dict(self.where) | ({FILTER: self.filtre} if self.filtre.strip() else {})
        return Lignes(self.store, self.vue, where, self.ordre)

    def rafraichir(self) -> None:
        """Read the rows again; the cursor stays on its record, or goes to the one just made."""
        keep, self.garder = self.garder, None
        self._lire(keep or (row.id if (row := self.table.row) else None))

    def _lire(self, keep: str | None = None) -> None:
        lignes = self.lignes()
        if lignes.slow:
            if not self.query_one("#ligne", Plain).text:
                self.say(_TRI)
            self._lire_a_part(lignes, keep)
        else:
            self._montrer(lignes, keep)

    @work(thread=True, exclusive=True, group="liste", exit_on_error=False)
    def _lire_a_part(self, lignes: Lignes, keep: str | None) -> None:
        """Read a whole order without holding the screen."""
        self.app.call_from_thread(self._montrer, lignes.read_aside(), keep)

    def _montrer(self, lignes: Lignes, keep: str | None) -> None:
        """Show these rows, and count them."""
        if not self.is_attached:
            return
        table = self.table
        place = lignes.find(keep) if keep is not None else None
        at = table.cursor
        table.show(lignes, keep=keep if place is not None else None)
        if keep is not None and place is None:
            table.cursor = at
        table.empty = self._sentence()
        self._count()
        self._look()
        if self.query_one("#ligne", Plain).text.strip() == _TRI:
            self.say("")

    def _sentence(self) -> str:
        """Say why the list is empty, and what to press."""
        if not self.filtre.strip():
            return self.vide
        total = self.store.rows.count(self.vue.table, self.where)
        return f"0 sur {total} : le filtre « {self.filtre.strip()} » cache tout. {_RESTE}."

    def _count(self) -> None:
        """Say how many there are, and how many are marked."""
        shown, marks = self.table.count, len(self.table.marks)
        count = f"{shown:,}".replace(",", "\u00a0")
        if self.filtre.strip():
            total = self.store.rows.count(self.vue.table, self.where)
            count = f"{count} sur {total:,}".replace(",", "\u00a0") + f" · filtre « {self.filtre.strip()} »"
        pied = ""
        if marks:
            pied = f"{marks} {self.accord('marqué', marks)} : x archiver · Échap démarquer"
        self.query_one("#liste-panneau", Panneau).titrer(f"{self.titre} ({count})", pied)

    def accord(self, word: str, count: int = 1) -> str:
        """Agree a participle with what is listed."""
        return word + "e" * self.feminine + "s" * (count > 1)

    def _columns(self) -> list[Column]:
        """Give the columns; the one that orders shows which way."""
        columns = [_SIGNE]
        for colonne in self.vue.colonnes:
            sign = ""
            if (colonne.ordre or colonne.champ) == self.ordre[0]:
                sign = " ▼" if self.ordre[1] else " ▲"
            columns.append(replace(colonne.column, title=colonne.column.title + sign))
        return columns

    # The look at the side.

    @on(Table.Pointed, "#table")
    def _look(self) -> None:
        """Show more of the record under the cursor."""
        panneau = self.query_one("#apercu", Panneau)
        row = self.table.row
        if not panneau.display:
            return
        said = self.lignes().ligne(row.id) if row else {}
        labels = [(c.column.title, c.champ) for c in self.vue.colonnes]
        labels += [(name, c.champ) for name, c in self.vue.apercu]
        lines = [f"{name} : {said[champ]}" for name, champ in labels if champ != "titre" and said.get(champ)]
        self.query_one("#apercu-texte", Plain).say("\n".join([said.get("titre", ""), "", *lines]))

    # Filter.

    def action_filtrer(self) -> None:
        """Type what the list must hold."""
        self.query_one("#filtrer", Invite).ask("Filtre", self.filtre, exemple="un mot du titre, une commune")

    @on(Invite.Changed, "#filtrer")
    def _filtrer(self, event: Invite.Changed) -> None:
        """Keep what holds these words."""
        self.filtre = event.text
        self.rafraichir()

    @on(Invite.Said, "#filtrer")
    def _garder_filtre(self) -> None:
        """Go to the list; an empty filter goes away."""
        self.table.focus()
        if not self.filtre.strip():
            self.query_one("#filtrer", Invite).close()

    def action_retour(self) -> None:
        """Take one step back: the filter, the marks, the page."""
        if self.query_one("#filtrer", Invite).display or self.filtre:
            self.lever_filtre()
            self.rafraichir()
        elif self.table.marks:
            self.table.set_marks(())
        else:
            super().action_retour()
            return
        self.table.focus()

    def lever_filtre(self) -> None:
        """Forget the filter."""
        self.filtre = ""
        self.query_one("#filtrer", Invite).close()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what makes sense: the way back from a filter, the panel that is there, what rows there are."""
        if action == "retour" and self.is_mounted and self._open_line():
            return True
        if action == "panneau":
            return self.has_class("-etroit") or self.has_class("-large")
        if action in {"archiver", "marquer_tout"}:
            return self.is_mounted and self.table.count > 0
        return super().check_action(action, parameters)

    def _open_line(self) -> bool:
        """Whether Échap has something to close before the page."""
        return bool(self.filtre or self.table.marks) or any(invite.display for invite in self.query(Invite))

    # Order and marks.

    def action_trier(self) -> None:
        """Choose the order; the same one again turns it round."""
        now, down = self.ordre
        choices = [
            Choice(c.ordre or c.champ, c.column.title, ("▼" if down else "▲") if (c.ordre or c.champ) == now else "")
            for c in self.vue.colonnes
            if not c.calcule
        ]

        def chosen(champ: str | None) -> None:
            if champ is not None:
                self.ordre = (champ, not down) if champ == now else (champ, False)
                self.table.set_columns(self._columns())
                self.rafraichir()

        self.app.push_screen(Choix("Trier par (encore une fois : ordre inverse)", choices, current=now), chosen)

    @on(Table.Marked, "#table")
    def _marked(self) -> None:
        """Say how many are marked."""
        self._count()
        self.refresh_bindings()

    def action_marquer_tout(self) -> None:
        """Mark all that is shown, or nothing any more."""
        ids = self.store.rows.ids(self.vue.table, self.lignes().where)
        self.table.set_marks(() if len(self.table.marks) >= len(ids) else ids)
