"""A list as it is read: its rows, its filter, its marks, and a look at one record beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal

from pvd_tui.domain.vue import Vue
from screens.apercu import apercu
from screens.donnees import PageDonnees
from screens.groupes import GROUPE
from screens.lignes import Catalogue, entier
from screens.lignes_lues import Demande, Lignes
from screens.liste_mots import bas, filtre_cache, montants, signe, titre_compte
from screens.widgets.colonnes import Column
from screens.widgets.invite import Invite
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.table import Table
from screens.widgets.table_liste import TableListe
from storage.filtre import Filtre
from storage.vues import mes_communes

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json
    from pvd_tui.reports.tableau import Tableau
    from screens.aide import Aide

_SIGNE: Final = Column("", 1)
"""« ! » a conflict, « b » a draft."""

_TRI: Final = "Tri en cours…"


class ListeLue(PageDonnees):
    """The records of a table, read. Subclasses give `catalogue` and the sentence of an empty list."""

    catalogue: ClassVar[Catalogue]
    vide: ClassVar[str] = ""
    """The sentence of an empty list, with the next keys."""
    feminine: ClassVar[bool] = True
    """Whether participles agree so with what is listed."""
    plusieurs: ClassVar[str] = "fiches"
    """What several records are called: « actions »."""

    def __init__(self, where: "Mapping[str, Json] | None" = None, *, titre: str = "") -> None:
        """List the records that fit `where`, under another title if there is one."""
        super().__init__()
        self.where = dict(where or {})
        self.titre = titre or self.catalogue.titre
        self.vue = Vue(self.catalogue.table)
        """The view shown now: as it was chosen, and changed since."""
        self.filtre = ""
        self.garder: str | None = None
        self.fermes: frozenset[str] = frozenset()

    def fil(self) -> Sequence[str]:
        """Say where one is."""
        return (self.catalogue.titre,) if self.titre == self.catalogue.titre else (self.catalogue.titre, self.titre)

    def body(self) -> ComposeResult:
        """Show the list, and the look beside it."""
        with Horizontal():
            with Panneau(self.titre, id="liste-panneau"):
                yield Plain("", id="vue-ligne")
                yield TableListe(self._columns(), empty=" ", id="table")
                yield Invite(id="filtrer")
                yield Invite(id="nouveau")
            with Panneau("Aperçu", id="apercu"):
                yield Plain("", id="apercu-texte")

    def on_mount(self) -> None:
        """Fill the list."""
        self.table.focus()
        self._lire()

    @property
    def table(self) -> TableListe:
        """The list on screen."""
        return self.query_one("#table", TableListe)

    # Reading.

    @property
    def ordre(self) -> Sequence[tuple[str, bool]]:
        """The keys of the order: the view's, else the list's."""
        return [(t.champ, t.descendant) for t in self.vue.tri] or list(self.catalogue.ordre)

    def demande(self) -> Demande:
        """Say what is asked of the list now."""
        filtre = Filtre(self.where, self.filtre, self.vue.conditions, self.today, mes_communes(self.store))
        colonnes = self.catalogue.colonnes
        if self.vue.colonnes:
            from screens.colonnes_lues import colonnes_lues  # noqa: PLC0415 - pydantic, only when it is asked for

            colonnes = colonnes_lues(self.catalogue, self.vue.colonnes)
        return Demande(filtre, colonnes, self.ordre, self.vue.groupe, self.fermes)

    def lignes(self) -> Lignes:
        """Give the rows as they are asked for now."""
        return Lignes(self.store, self.catalogue, self.demande())

    def extraire(self) -> "Tableau":
        """Give every record of the list as it is asked for now, with typed cells: what F8 writes."""
        from screens.extraction import tableau  # noqa: PLC0415 - only when it opens

        return tableau(self.lignes(), self.titre, self.dire_filtre(), self.today)

    def aide_suite(self) -> "Sequence[Aide]":
        """Explain the columns shown, those that order the list first."""
        from screens.fiche_mots import aide_du_champ  # noqa: PLC0415 - pydantic, only when F1 asks

        tri = [champ for champ, _ in self.ordre]
        shown = [colonne.champ for colonne in self.demande().colonnes]
        asked = {champ: aide_du_champ(self.catalogue.table, champ) for champ in (*tri, *shown)}
        return [
            replace(aide, titre=f"{aide.titre} (ordre de la liste)" if champ in tri else aide.titre, reponse="")
            for champ, aide in asked.items()
            if aide is not None
        ]

    def dire_filtre(self) -> str:
        """Say in words what is kept; empty where everything is."""
        return f"« {self.filtre.strip()} »" if self.filtre.strip() else ""

    def rafraichir(self) -> None:
        """Read the rows again; the cursor stays on its record, or goes to the one just made."""
        keep, self.garder = self.garder, None
        self._lire(keep or (row.id if (row := self.table.row) else None))

    def _lire(self, keep: str | None = None) -> None:
        lignes = self.lignes()
        if lignes.slow:
            if not self.query_one("#ligne", Plain).text:
                self.say(_TRI)
            self.lire_derriere(lignes.read_aside, lambda read: self._montrer(read, keep))
        else:
            self.ne_plus_attendre()
            self._montrer(lignes, keep)

    def _montrer(self, lignes: Lignes, keep: str | None) -> None:
        """Show these rows, and count them."""
        if not self.is_attached or lignes.demande != self.demande():
            return
        table = self.table
        place = lignes.find(keep) if keep is not None else None
        at = table.cursor
        table.columns = self._columns()
        table.show(lignes, keep=keep if place is not None else None)
        if keep is not None and place is None:
            table.cursor = at
        self._count(lignes)
        self._look()
        if self.query_one("#ligne", Plain).text.strip() == _TRI:
            self.say("")

    def _count(self, lignes: Lignes) -> None:
        """Say how many there are, how many the filter hides, what the amounts add up to."""
        shown = lignes.total.nombre
        kept = self.dire_filtre()
        total = self.store.rows.count(self.catalogue.table, self.where) if kept else shown
        self.table.empty = (
            filtre_cache(kept, total, self.rappel(("liste.filtre", "le change"))) if kept and not shown else self.vide
        )
        self.table.set_totaux(montants(lignes) if shown else ())
        self.query_one("#liste-panneau", Panneau).titrer(titre_compte(self.titre, shown, total))
        self._marked()

    @on(Table.Marked, "#table")
    def _marked(self) -> None:
        """Say how many are marked, and what can be done with them."""
        marks = len(self.table.marks)
        keys = self.rappel(("liste.lot", "modifier"), ("liste.supprimer", "archiver"))
        said = bas(marks, self.accord("marqué", marks), keys) if marks else ""
        panneau = self.query_one("#liste-panneau", Panneau)
        panneau.titrer(panneau.titre, said)
        self.refresh_bindings()

    def accord(self, word: str, count: int = 1) -> str:
        """Agree a participle with what is listed."""
        return word + "e" * self.feminine + "s" * (count > 1)

    def _columns(self) -> list[Column]:
        """Give the columns; those that order show which way."""
        return [_SIGNE, *(signe(colonne, self.ordre) for colonne in self.demande().colonnes)]

    # The look at the side.

    @on(Table.Pointed, "#table")
    def _look(self) -> None:
        """Show more of the record under the cursor."""
        row = self.table.row
        if self.query_one("#apercu", Panneau).display:
            said = apercu(self.store, self.lignes(), row.id) if row and not row.entete else ""
            self.query_one("#apercu-texte", Plain).say(said)

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
        if action == "responsable" and "pilote" not in self.store.rows.plan(self.catalogue.table).columns:
            return False
        if action in {"archiver", "marquer_tout", "modifier_lot", "responsable"}:
            return self.is_mounted and self.table.count > 0
        return super().check_action(action, parameters)

    def _open_line(self) -> bool:
        """Whether Échap has something to close before the page."""
        return bool(self.filtre or self.table.marks) or any(invite.display for invite in self.query(Invite))

    # Marks and groups.

    def action_marquer_tout(self) -> None:
        """Mark all that is shown, or nothing any more."""
        ids = self.store.rows.ids(self.catalogue.table, self.demande().filtre)
        self.table.set_marks(() if len(self.table.marks) >= len(ids) else ids)

    @on(TableListe.Groupe, "#table")
    def _groupe(self, event: TableListe.Groupe) -> None:
        """Open or close a group, or mark what is in it."""
        if not event.row_id.startswith(GROUPE):
            return
        if event.marquer:
            inside = set(self.lignes().groupe_de(event.row_id))
            marks = self.table.marks
            self.table.set_marks(marks - inside if inside <= marks else marks | inside)
        else:
            self.fermes ^= {event.row_id}
            self._lire(event.row_id)

    def compte(self, count: int) -> str:
        """Say a number of what is listed: « 3 actions »."""
        return f"{entier(count)} {self.plusieurs if count > 1 else self.plusieurs.removesuffix('s')}"
