"""What the sites gave and what was told in the clubs, beside a text of the note: one key copies it there."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll

from pvd_tui.domain.texte import counted
from screens.aide import Aide
from screens.application import application
from screens.donnees import PageDonnees
from screens.keys import binding
from screens.synthese_mots import MOTS
from screens.widgets.colonnes import Column
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table

if TYPE_CHECKING:
    from storage.note_exemples import Apport

_VIDE: Final = (
    "Ni contribution, ni exemple pour ce texte.\n"
    "Les sites contribuent à la campagne ; un retour d'expérience se note dans une séance."
)


class ApportsPage(PageDonnees):
    """What may be copied into one text of the draft."""

    BINDINGS: ClassVar[list[BindingType]] = [binding("synthese.copier", "copier_texte")]
    aide = Aide(
        "Contributions et exemples",
        "Ce que les sites ont répondu à la campagne, puis ce qui s'est dit ou fait dans les clubs. Les noms des "
        "personnes connues ici sont retirés : une note dit des fonctions.",
        "c ajoute la ligne à la fin du texte ; Entrée ouvre la fiche d'où elle vient.",
    )

    def __init__(self, departement: str, champ: str, au: date) -> None:
        """Offer what bears on this field of the département's note."""
        super().__init__()
        self.departement = departement
        self.champ = champ
        self.au = au
        self.trouves: list[Apport] = []

    def fil(self) -> Sequence[str]:
        """Say where one is."""
        return ("Synthèse", MOTS[self.champ], "Contributions et exemples")

    def body(self) -> ComposeResult:
        """Show the list, the text under the cursor, and the text of the note as it stands."""
        with Panneau("Contributions et exemples", id="apports-panneau"):
            columns = (Column("", 14, 1), Column("", 12, 1), Column("", 24, 4))
            yield Table(columns, header=False, markable=False, empty="Lecture…", id="apports")
        with Panneau("En entier", id="apport-panneau"), VerticalScroll():
            yield Plain("", id="apport")
        with Panneau(f"Dans la note : {MOTS[self.champ]}", id="texte-panneau"), VerticalScroll():
            yield Plain("", id="texte-note")

    def on_mount(self) -> None:
        """Read them."""
        self.query_one("#apports", Table).focus()
        self.rafraichir()

    def rafraichir(self) -> None:
        """Read again, behind the screen."""
        from storage.note_exemples import apports  # noqa: PLC0415 - only when it opens

        self._dire_texte()
        self.lire_derriere(partial(apports, self.store, self.champ, self.departement, self.au), self._montrer)

    def _montrer(self, found: "list[Apport]") -> None:
        self.trouves = found
        table = self.query_one("#apports", Table)
        table.empty = _VIDE
        rows = [Row(str(place), (one.sorte, one.lieu, one.texte)) for place, one in enumerate(found)]
        table.show(ListSource(rows), keep=table.row.id if table.row else None)
        given = sum(one.table == "contribution" for one in found)
        said = f"{counted(given, 'contribution')}, {counted(len(found) - given, 'exemple')}"
        self.query_one("#apports-panneau", Panneau).titrer(said)
        self._dire()
        self.refresh_bindings()

    def _dire_texte(self) -> None:
        from storage.notes_synthese import mots  # noqa: PLC0415 - pydantic, already there with the note

        held = str(getattr(mots(self.store, self.departement), self.champ))
        self.query_one("#texte-note", Plain).say(held or "À rédiger.")

    @property
    def apport(self) -> "Apport | None":
        """The one under the cursor."""
        row = self.query_one("#apports", Table).row
        return self.trouves[int(row.id)] if row and int(row.id) < len(self.trouves) else None

    @on(Table.Pointed, "#apports")
    def _dire(self) -> None:
        """Show the whole of what is under the cursor."""
        one = self.apport
        head = f"{one.tete}\n" if one and one.tete and one.tete != one.texte else ""
        self.query_one("#apport", Plain).say(f"{head}{one.texte}" if one else "")

    @on(Table.Opened, "#apports")
    def _ouvrir(self) -> None:
        """Open the record that it comes from."""
        if one := self.apport:
            self.ouvrir(one.table, one.record)

    def action_copier_texte(self) -> None:
        """Add what is under the cursor at the end of the text."""
        one = self.apport
        if one is not None and self.tenter(partial(self._ecrire, one)):
            application(self).changed()
            self.say(f"Ajouté à « {MOTS[self.champ]} ». {self.annule}", "succes")

    def _ecrire(self, one: "Apport") -> bool:
        from storage.notes_synthese import ecrire, mots  # noqa: PLC0415 - pydantic, already there with the note

        before = str(getattr(mots(self.store, self.departement), self.champ))
        line = f"{one.lieu} : {one.texte}" if one.lieu else one.texte
        ecrire(self.store, self.departement, {self.champ: f"{before}\n{line}" if before else line})
        return True

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to copy where there is something."""
        if action == "copier_texte":
            return self.is_mounted and self.apport is not None
        return super().check_action(action, parameters)
