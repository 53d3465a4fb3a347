"""The page of a département's note as it is read: its figures, the words beside them, the issued versions."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Final

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from pvd_tui.domain.dates import show_date
from screens.donnees import PageDonnees
from screens.synthese_lue import ECRIVAINS, Lue, departement_ici, expliquer, lignes, lire, mots, versions
from screens.widgets.colonnes import Column
from screens.widgets.invite import Invite
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table
from screens.widgets.table_liste import TableListe

_CHIFFRES: Final = (Column("", 26, 1), Column("", 11, right=True), Column("", 10, 0, 1))
_MOTS: Final = (Column("", 13), Column("", 12, 1))
_VERSIONS: Final = (Column("", 3), Column("", 13, 1), Column("", 19, 1, 1))
_SANS_COMMUNE: Final = "Aucune commune sur cet ordinateur.\n2 en ajoute ; 7 relie à la préfecture."
RESERVE: Final = "La note est rédigée et émise par la préfecture. Vos chiffres sont ceux des fiches que vous recevez."
"""What is said to who does not write the note."""


class SyntheseVue(PageDonnees):
    """A département's note, computed as of a day and shown; what is done with it is `SynthesePage`'s."""

    def __init__(self) -> None:
        """Start with nothing: the note is read when the page is there."""
        super().__init__()
        self.lue: Lue | None = None
        self.departement: str | None = None
        self._au: date | None = None
        """The day asked for; None for today."""
        self.pret = False
        """Whether the sentence of what would be issued is shown."""

    @property
    def au(self) -> date:
        """The day the figures are of."""
        return self._au or self.today

    def fil(self) -> Sequence[str]:
        """Say where one is."""
        return ("Synthèse", self.lue.note.nom) if self.lue else ("Synthèse",)

    def body(self) -> ComposeResult:
        """Show the figures, then the words and the versions beside them."""
        yield Plain("", id="synthese-tete")
        with Horizontal(id="synthese-corps"):
            with Panneau("Chiffres", id="note-chiffres-panneau"):
                yield TableListe(_CHIFFRES, header=False, markable=False, empty="Lecture…", id="note-chiffres")
                yield Plain("", id="definition-chiffre")
                yield Invite(id="synthese-au")
            with Vertical(id="synthese-cote"):
                with Panneau("Texte", id="mots-panneau"):
                    yield Table(_MOTS, header=False, markable=False, empty="Lecture…", id="mots")
                    yield Plain("", id="obstacles")
                with Panneau("Notes émises", id="versions-panneau"):
                    yield Table(_VERSIONS, header=False, markable=False, empty="Lecture…", id="notes-emises")

    def on_mount(self) -> None:
        """Read the note."""
        self.query_one("#note-chiffres", Table).focus()
        self.rafraichir()

    def rafraichir(self) -> None:
        """Compute again, behind the screen."""
        self.departement = departement_ici(self.store)
        if self.departement is None:
            self.query_one("#note-chiffres", Table).empty = _SANS_COMMUNE
            self.query_one("#note-chiffres", Table).show(ListSource())
            return
        self.lire_derriere(partial(lire, self.store, self.departement, self.au), self._montrer)

    def _montrer(self, lue: Lue) -> None:
        self.lue, self.pret = lue, False
        self._show("note-chiffres", list(lignes(lue)))
        self._show("mots", mots(lue.note.mots))
        self._show("notes-emises", versions(lue))
        table = self.query_one("#notes-emises", Table)
        table.empty = "Aucune note émise.\nE l'émettra, une fois le texte écrit."
        past = "" if self.au == self.today else " (à venir)" if self.au > self.today else " (passé)"
        pied = self.rappel(("synthese.au", "autre date"), ("exporter.ouvrir", "fichier"))
        self.query_one("#note-chiffres-panneau", Panneau).titrer(f"Chiffres au {show_date(self.au)}{past}", pied)
        self._tete(lue)
        self.dire_obstacles(lue)
        self.refresh_entete()
        self._definir()

    def _show(self, name: str, rows: Sequence[Row]) -> None:
        table = self.query_one(f"#{name}", Table)
        first = next((row.id for row in rows if not row.entete), None)
        table.show(ListSource(rows), keep=table.row.id if table.row else first)

    def _tete(self, lue: Lue) -> None:
        """Say which note it is, and what changed since the last one."""
        due = date.fromisoformat(lue.note.faits["entete"]["echeance_note"])
        self.query_one("#mots-panneau", Panneau).titrer(f"Texte, pour le {show_date(due)}")
        self.query_one("#synthese-tete", Plain).say(lue.depuis or "Aucune note émise avant celle-ci.")

    def dire_obstacles(self, lue: Lue) -> None:
        """Say what keeps the note from being issued, or that nothing does."""
        ready = f"Prête à émettre : {self.shell.touche('synthese.emettre')}."
        said = "\n".join(lue.obstacles) if lue.obstacles else ready
        if self.store.role not in ECRIVAINS:
            said = RESERVE
        line = self.query_one("#obstacles", Plain)
        line.say(said)
        line.set_classes("ton-alerte" if lue.obstacles and self.store.role in ECRIVAINS else "")

    @on(Table.Pointed, "#note-chiffres")
    def _definir(self) -> None:
        """Say what the figure under the cursor means."""
        row = self.query_one("#note-chiffres", Table).row
        figure = self.lue.chiffres.get(row.id) if self.lue and row else None
        self.query_one("#definition-chiffre", Plain).say(expliquer(row.id, figure) if row and figure else "")
