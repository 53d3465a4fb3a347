"""Two fiches side by side: which one is kept, whose value stays, and the one gesture that makes them one."""

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from pvd_tui.domain.affichage import show
from pvd_tui.domain.champ import champ
from pvd_tui.domain.entity import FUSION
from pvd_tui.domain.tables import TABLES
from pvd_tui.domain.texte import counted, counted_label
from screens.aide import Aide, AideScreen
from screens.application import application
from screens.donnees import PageDonnees
from screens.fiche_choix import libelle
from screens.historique import Lues
from screens.keys import binding
from screens.widgets.colonnes import Column
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table
from storage.doublons import ecarter
from storage.fusion import Fusion, merge, prepare

if TYPE_CHECKING:
    from storage.fiche import Fiche
    from storage.store import Store

_COLUMNS: Final = (Column("Champ", 16, 1), Column("Fiche gardée", 22, 3), Column("Autre fiche", 22, 3))
_GARDE: Final = "√ "
"""Before the value that will stay, so that no colour is needed to see it."""
_AUTRE: Final = "  "
_SUITE: Final = (("doublon.fusionner", "rattacher à la fiche gardée"),)
_TOUCHES: Final = (
    ("doublon.choisir", "autre valeur"),
    ("doublon.inverser", "garder l'autre fiche"),
    ("doublon.ecarter", "pas un doublon"),
)


class ComparaisonPage(PageDonnees):
    """Two records that may be one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("doublon.fusionner", "fusionner"),
        binding("doublon.choisir", "choisir"),
        binding("doublon.inverser", "inverser"),
        binding("doublon.ecarter", "ecarter"),
        binding("page.retour", "retour", "Plus tard"),
    ]
    aide = Aide(
        "Comparer deux fiches",
        "√ marque ce qui restera. La fiche gardée est complétée par l'autre ; là où les deux diffèrent, sa valeur "
        "reste sauf si vous choisissez l'autre avec Espace. Ce qui appartenait à l'autre fiche la suit. "
        "L'autre fiche est archivée avec tout son historique, et Ctrl+Z revient en arrière.",
        "i garde l'autre fiche, f fusionne.",
    )

    def __init__(self, store: "Store", table: str, un: str, autre: str) -> None:
        """Compare two records; raises RefusError, in French, where they cannot be merged."""
        super().__init__()
        self.fusion = prepare(store, table, un, autre)
        self.choix: dict[str, str] = {}
        """Field to the record whose value stays, where it is not the kept one's."""

    def fil(self) -> Sequence[str]:
        """Say where one is."""
        return ("Doublons probables", _titre(self.fusion.garde))

    def body(self) -> ComposeResult:
        """Show the fields, the whole of the values under the cursor, and what follows."""
        with Panneau("", id="comparaison-panneau"):
            yield Lues(_COLUMNS, markable=False, id="comparaison")
        with Panneau("Ce qui sera fait", id="fusion-panneau"):
            yield Plain("", id="fusion-faits")

    def on_mount(self) -> None:
        """Fill the page."""
        self.query_one("#comparaison", Table).focus()
        self._montrer()

    @property
    def champ(self) -> str:
        """The field under the cursor."""
        row = self.query_one("#comparaison", Table).row
        return row.id if row else ""

    def rafraichir(self) -> None:
        """Read both records again: something came, and the page must show what the gesture will have seen."""
        again = self.tenter(self._relire)
        if again:
            self.fusion = again
            self.choix = {name: record for name, record in self.choix.items() if name in again.differents}
            self._montrer()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the other value where both differ; a merge that was made is only finished."""
        if action == "choisir":
            return self.is_mounted and not self.fusion.suite and self.champ in self.fusion.differents
        if action in {"inverser", "ecarter"}:
            return not self.fusion.suite
        return super().check_action(action, parameters)

    def action_choisir(self) -> None:
        """Keep the other value of the field under the cursor."""
        name = self.champ
        if self.choix.pop(name, None) is None:
            self.choix[name] = self.fusion.perdue.record
        self._montrer()

    def action_inverser(self) -> None:
        """Keep the other record; the values that were chosen stay chosen."""
        before = self.fusion
        turned = partial(prepare, self.store, before.garde.table, before.perdue.record, before.garde.record)
        again = self.tenter(turned)
        if again is None:
            return
        kept = {name: self.choix.get(name, before.garde.record) for name in self.choix}
        self.fusion = again
        self.choix = {
            name: again.perdue.record for name in again.differents if name in kept and kept[name] == again.perdue.record
        }
        self._montrer()
        self.refresh_entete()

    def action_fusionner(self) -> None:
        """Make one record of two, and go back to the list."""
        fusion = self.fusion
        if self.tenter(partial(merge, self.store, fusion, self.choix)) is None:
            return
        self._fini(f"{fusion.titre}. {self.annule}")

    def action_ecarter(self) -> None:
        """Remember that these are two, and go back to the list."""
        garde, perdue = self.fusion.garde, self.fusion.perdue
        self.tenter(partial(ecarter, self.store, garde.table, garde.record, perdue.record))
        self._fini("Retenu : ce sont deux fiches. Elles ne seront plus proposées ici.")

    @on(Table.Opened, "#comparaison")
    def _voir(self, event: Table.Opened) -> None:
        """Show both values whole."""
        described = champ(TABLES[self.fusion.garde.table], event.row_id)
        ours, theirs = (self._texte(fiche, event.row_id) for fiche in (self.fusion.garde, self.fusion.perdue))
        said = f"Fiche gardée :\n{ours or '(rien)'}\n\nAutre fiche :\n{theirs or '(rien)'}"
        self.app.push_screen(AideScreen(Aide(described.titre, said), ()))

    @on(Table.Pointed, "#comparaison")
    def _pointe(self) -> None:
        self.refresh_bindings()

    def _fini(self, said: str) -> None:
        """Close, and say on the page below what was done."""
        app = application(self)
        self.app.pop_screen()
        app.changed()
        app.say(said, "succes")

    def _relire(self) -> Fusion:
        return prepare(self.store, self.fusion.garde.table, self.fusion.garde.record, self.fusion.perdue.record)

    def _montrer(self) -> None:
        """Draw the fields: those that differ, those that are filled in, those that are the same."""
        fusion = self.fusion
        table = self.query_one("#comparaison", Table)
        keep = self.champ
        table.show(ListSource([self._row(name) for name in self._champs()]), keep=keep or None)
        differ = counted(len(fusion.differents), "champ")
        titre = f"{differ} à départager" if fusion.differents else "Rien à départager"
        self.query_one("#comparaison-panneau", Panneau).titrer(
            titre, self.rappel(*(_SUITE if fusion.suite else _TOUCHES))
        )
        self.query_one("#fusion-faits", Plain).say("\n".join(self._faits()))
        self.refresh_bindings()

    def _champs(self) -> list[str]:
        """Give the fields that say something, in that order."""
        fusion = self.fusion
        names = [name for name in TABLES[fusion.garde.table].model_fields if name not in {"id", FUSION}]
        first = [*fusion.differents, *fusion.remplis]
        rest = [name for name in names if name not in first and fusion.garde.values.get(name) is not None]
        return first + rest

    def _row(self, name: str) -> Row:
        fusion = self.fusion
        ours, theirs = (" ".join(self._texte(fiche, name).split()) for fiche in (fusion.garde, fusion.perdue))
        other = name in fusion.remplis or name in self.choix
        differs = name in fusion.differents
        cells = (
            champ(TABLES[fusion.garde.table], name).titre,
            (_AUTRE if other else _GARDE) + ours,
            ((_GARDE if other else _AUTRE) + theirs) if theirs else "",
        )
        return Row(name, cells, "alerte" if differs else "info" if name in fusion.remplis else "discret")

    def _texte(self, fiche: "Fiche", name: str) -> str:
        cls = TABLES[fiche.table]
        return libelle(self.store, champ(cls, name), show(cls, name, fiche.values.get(name)))

    def _faits(self) -> list[str]:
        """Say in sentences what the key will do."""
        fusion = self.fusion
        follow = [counted_label(count, TABLES[table].label) for table, count in fusion.suivent]
        followers = (
            f"Rattaché à la fiche gardée : {', '.join(follow)}." if follow else "Rien n'était rattaché à l'autre."
        )
        if fusion.suite:
            return [f"Déjà fusionnées dans « {_titre(fusion.garde)} ».", followers]
        filled = counted(len(fusion.remplis), "champ complété") if fusion.remplis else "Aucun champ à compléter"
        return [
            f"Gardée : « {_titre(fusion.garde)} ». {filled}.",
            f"Archivée, avec son historique : « {_titre(fusion.perdue)} ».",
            followers,
        ]


def _titre(fiche: "Fiche") -> str:
    return str(fiche.values.get("titre") or "sans titre")
