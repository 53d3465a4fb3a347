"""A list as one arranges it: its views, its conditions, its columns, its order, its groups."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import BindingType

from pvd_tui.domain.vue import Condition, Tri, Vue, VueError
from screens.keys import binding
from screens.liste_lue import ListeLue
from screens.widgets.plain import Plain
from screens.widgets.table_liste import TableListe

if TYPE_CHECKING:
    from pvd_tui.domain.vue import ColonneVue
    from screens.lignes_lues import Lignes


class ListeVue(ListeLue):
    """A list whose view can be chosen, changed and kept."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("vue.choisir", "vues", show=False),
        binding("vue.lettre", "vues"),
        binding("liste.filtre", "composer"),
        binding("liste.colonnes", "colonnes", show=False),
        binding("liste.trier", "trier"),
        binding("liste.grouper", "grouper", show=False),
    ]
    choisie = Vue("")
    """The view as it was chosen, to tell whether the one shown was changed since."""

    @property
    def modifiee(self) -> bool:
        """Whether the view shown differs from the one that was chosen."""
        return not self.vue.meme(replace(self.choisie, table=self.vue.table))

    def montrer(self, vue: Vue) -> None:
        """Show a view, or say which field of it this program does not know."""
        from pvd_tui.domain.condition import verifier  # noqa: PLC0415 - pydantic, only for a chosen view
        from pvd_tui.domain.tables import TABLES  # noqa: PLC0415 - same

        try:
            verifier(TABLES[vue.table], vue)
        except VueError as error:
            self.say(f"{error} Rien n'a changé.", "erreur")
            return
        self.choisie = self.vue = vue
        self.fermes = frozenset()
        self.rafraichir()

    def changer(
        self,
        *,
        conditions: tuple[Condition, ...] | None = None,
        colonnes: "tuple[ColonneVue, ...] | None" = None,
        tri: Sequence[tuple[str, bool]] | None = None,
    ) -> None:
        """Change a part of the view shown; the saved one stays as it is."""
        vue = self.vue
        self.vue = replace(
            vue,
            conditions=vue.conditions if conditions is None else conditions,
            colonnes=vue.colonnes if colonnes is None else colonnes,
            tri=vue.tri if tri is None else tuple(Tri(name, down) for name, down in tri),
        )
        self.rafraichir()

    # What is said.

    def dire_filtre(self) -> str:
        """Say in words what is kept: the conditions, then the words typed."""
        said = [super().dire_filtre()]
        if self.vue.conditions:
            from pvd_tui.domain.condition import dire  # noqa: PLC0415 - pydantic, only when it is asked for
            from pvd_tui.domain.tables import TABLES  # noqa: PLC0415 - pydantic, only when it is asked for
            from screens.composeur import nommer  # noqa: PLC0415 - pydantic, only when it is asked for

            cls, names = TABLES[self.catalogue.table], nommer(self.store)
            said = [*(dire(cls, one, names) for one in self.vue.conditions), *said]
        return " · ".join(part for part in said if part)

    def _count(self, lignes: "Lignes") -> None:
        """Say which view is shown as well."""
        super()._count(lignes)
        name = f"Vue « {self.vue.nom} »{' (modifiée)' if self.modifiee else ''}" if self.vue.nom else ""
        parts = [name, self.dire_filtre() if self.vue.conditions else ""]
        ligne = self.query_one("#vue-ligne", Plain)
        said = " · ".join(part for part in parts if part)
        ligne.display = bool(said)
        ligne.say(said)

    # What the keys do.

    def action_vues(self) -> None:
        """Choose a view."""
        from screens.vues import ChoixVue  # noqa: PLC0415 - only when it opens

        self.app.push_screen(
            ChoixVue(self.store, self.vue, modifiee=self.modifiee), lambda vue: self.montrer(vue) if vue else None
        )

    def action_composer(self) -> None:
        """Compose the conditions."""
        from screens.composeur import Composeur  # noqa: PLC0415 - pydantic, only when it is asked for

        self.app.push_screen(
            Composeur(
                self.store,
                self.catalogue.table,
                self.vue.conditions,
                self.today,
                lambda conditions: self.changer(conditions=conditions),
            )
        )

    def action_colonnes(self) -> None:
        """Choose the columns."""
        from screens.colonnes import ChoixColonnes  # noqa: PLC0415 - pydantic, only when it is asked for

        self.app.push_screen(
            ChoixColonnes(self.catalogue, self.vue.colonnes),
            lambda chosen: self.changer(colonnes=chosen) if chosen is not None else None,
        )

    def action_trier(self) -> None:
        """Choose the order; the same one again turns it round."""
        from screens.tri import ChoixTri, nouvel_ordre  # noqa: PLC0415 - only when it opens

        self.app.push_screen(
            ChoixTri(self.demande().colonnes, self.ordre),
            lambda chosen: self.changer(tri=nouvel_ordre(self.ordre, chosen)) if chosen else None,
        )

    @on(TableListe.Titre, "#table")
    def _titre(self, event: TableListe.Titre) -> None:
        """Order by the title that was clicked; with Ctrl, as the second key."""
        from screens.tri import nouvel_ordre  # noqa: PLC0415 - only when it opens

        colonne = self.demande().colonnes[event.index - 1] if event.index else None
        if colonne is not None:
            self.changer(tri=nouvel_ordre(self.ordre, f"{'2:' * event.second}{colonne.champ}"))

    def action_grouper(self) -> None:
        """Choose what the rows are grouped by."""
        from screens.groupement import choix_groupe  # noqa: PLC0415 - pydantic, only when it is asked for

        def chosen(groupe: str | None) -> None:
            if groupe is not None:
                self.vue = replace(self.vue, groupe=groupe or None)
                self.fermes = frozenset()
                self.rafraichir()

        self.app.push_screen(choix_groupe(self.catalogue.table, self.vue.groupe), chosen)

    def action_retour(self) -> None:
        """Take one step back: what ListeLue closes, then the view's conditions, then the page."""
        if not self._open_line() and self.vue.conditions and not self._opened:
            self.montrer(Vue(self.catalogue.table))
            self.say("Tout est montré. F4 reprend la vue.")
        else:
            super().action_retour()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the way back from conditions too."""
        if action == "retour" and self.vue.conditions:
            return True
        return super().check_action(action, parameters)
