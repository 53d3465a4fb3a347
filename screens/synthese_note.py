"""Two pages over issued notes: one to read, and two compared."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from pvd_tui.domain.dates import show_date
from screens.aide import Aide
from screens.application import application
from screens.donnees import PageDonnees
from screens.synthese_exporter import de_la_version, exporter
from screens.synthese_lue import ecarts
from screens.widgets.colonnes import Column
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.source import ListSource
from screens.widgets.table import Table

if TYPE_CHECKING:
    from pvd_tui.domain.note_figee import NoteFigee


class NoteLuePage(PageDonnees):
    """An issued note as it was that day, to be read; F8 gives its files."""

    aide = Aide(
        "Une note émise",
        "Ses chiffres et son texte sont ceux du jour de son émission : rien ne les change plus.",
        "F8 rend ses fichiers (DOCX, ODT, PDF…) tels qu'ils étaient.",
    )

    def __init__(self, note: "NoteFigee") -> None:
        """Show this note."""
        super().__init__()
        self.note = note

    def fil(self) -> Sequence[str]:
        """Say where one is."""
        return ("Synthèse", self.note.nom, f"version {self.note.version}")

    def body(self) -> ComposeResult:
        """Show the text."""
        with (
            Panneau(f"{self.note.nom}, {self.note.provenance}", pied="F8 ses fichiers", id="note-panneau"),
            VerticalScroll(id="note-zone"),
        ):
            yield Plain("", id="note-texte")

    def on_mount(self) -> None:
        """Write the text."""
        from pvd_tui.reports.ecrit_txt import texte  # noqa: PLC0415 - only when a note is read
        from pvd_tui.reports.note_synthese import rediger  # noqa: PLC0415 - same

        self.query_one("#note-texte", Plain).say(texte(rediger(self.note)))
        self.query_one("#note-zone").focus()

    def action_exporter(self) -> None:
        """Offer the files of this version."""
        exporter(application(self), [de_la_version(self.store, self.note)])


class EcartPage(PageDonnees):
    """What differs between two versions of a note."""

    aide = Aide(
        "Deux versions comparées",
        "Chaque chiffre qui n'est pas le même, avant et après, puis les communes entrées dans le risque ou sorties.",
    )

    def __init__(self, titre: str, avant: Mapping[str, Any], apres: Mapping[str, Any]) -> None:
        """Compare these facts."""
        super().__init__()
        self.titre = titre
        self.avant = avant
        self.apres = apres

    def fil(self) -> Sequence[str]:
        """Say where one is."""
        return ("Synthèse", "Comparer")

    def body(self) -> ComposeResult:
        """Show the sentence, then the figures."""
        yield Plain("", id="ecart-phrase")
        with Panneau(self.titre, id="ecart-panneau"):
            columns = (
                Column("Bloc", 16, 1, 2),
                Column("Chiffre", 22, 2),
                Column("Avant", 11, right=True),
                Column("Après", 11, right=True),
                Column("Écart", 10, 0, 1, right=True),
            )
            yield Table(columns, markable=False, empty="Rien n'a changé entre ces deux versions.", id="ecart")

    def on_mount(self) -> None:
        """Compare."""
        said, rows = ecarts(self.avant, self.apres)
        self.query_one("#ecart-phrase", Plain).say(said)
        table = self.query_one("#ecart", Table)
        table.show(ListSource(rows))
        table.focus()


def titre_ecart(avant: "NoteFigee", apres: "NoteFigee") -> str:
    """Name a comparison: « v1 (25/06/2023) → brouillon (22/11/2026) »."""
    return " → ".join(
        f"{f'v{one.version}' if one.emise_le else 'brouillon'} ({show_date(one.au)})" for one in (avant, apres)
    )
