"""Mode 8 for a région or the nation: the issued notes of the départements side by side, those missing, their sum."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from pvd_tui.domain.dates import show_date
from pvd_tui.domain.texte import counted
from screens.aide import Aide
from screens.application import application
from screens.donnees import PageDonnees
from screens.keys import binding
from screens.synthese_lue import figures
from screens.synthese_mots import SUIVIS, est_montant, libelle, nombre
from screens.synthese_role import perimetre_d_ici
from screens.widgets.colonnes import Column
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table
from screens.widgets.table_liste import TableListe

if TYPE_CHECKING:
    from pvd_tui.domain.note_figee import NoteFigee
    from storage.store import Store

_LARGES: Final = {"transitions.fonds_vert.montant_accorde": 12}
_COLUMNS: Final = (
    Column("Département", 16, 1),
    Column("Données au", 10),
    *(
        Column(titre, _LARGES.get(path, max(6, len(titre))), 0, place // 2, right=True)
        for place, (path, titre) in enumerate(SUIVIS.items())
    ),
)


@dataclass(frozen=True, slots=True)
class Assemblee:
    """The notes that were issued, what they add up to, and the départements whose note is missing."""

    note: "NoteFigee"
    alterees: Sequence[str]


def lire(store: "Store", au: date) -> Assemblee:
    """Read the last issued note of each département: slow, for a thread."""
    from pvd_tui.domain.note_assemblee import assembler  # noqa: PLC0415 - pydantic, only when the notes are shown
    from pvd_tui.domain.note_figee import Mots  # noqa: PLC0415 - same
    from pvd_tui.reports.note_emise import attendus  # noqa: PLC0415 - same
    from storage.notes_synthese import alterees, en_vigueur  # noqa: PLC0415 - same

    of = perimetre_d_ici(store)
    owed = attendus(of)
    return Assemblee(assembler(of, en_vigueur(store, list(owed), au), owed, au, Mots()), alterees(store))


class SyntheseRegionPage(PageDonnees):
    """The issued notes, one line a département."""

    BINDINGS: ClassVar[list[BindingType]] = [binding("synthese.trier", "trier")]
    aide = Aide(
        "Les notes des départements",
        "Une ligne par note émise : ses chiffres figés, à la date de ses données. Les départements dont la note manque "
        "sont nommés dessous. La ligne Σ additionne les notes émises. Les fiches ne sont pas montrées ici.",
        "Entrée lit la note ; o change le chiffre qui ordonne ; F8 écrit la note assemblée.",
    )

    def __init__(self) -> None:
        """Start with nothing: the notes are read when the page is there."""
        super().__init__()
        self.lue: Assemblee | None = None
        self._tri = -1
        """The figure that orders the lines; -1 for the name."""

    def fil(self) -> Sequence[str]:
        """Say where one is."""
        return ("Synthèse", self.lue.note.nom) if self.lue else ("Synthèse",)

    def body(self) -> ComposeResult:
        """Show the notes, then what the one under the cursor says."""
        yield Plain("", id="synthese-tete")
        with Panneau("Notes émises", id="notes-panneau"):
            yield TableListe(_COLUMNS, markable=False, empty="Lecture…", id="notes")
        with Panneau("Ce que dit cette note", id="paroles-panneau"):
            yield Plain("", id="paroles")

    def on_mount(self) -> None:
        """Read the notes."""
        self.query_one("#notes", Table).focus()
        self.rafraichir()

    def rafraichir(self) -> None:
        """Read again, behind the screen."""
        today = self.today
        self.lire_derriere(lambda: lire(self.store, today), self._montrer)

    def _montrer(self, lue: Assemblee) -> None:
        self.lue = lue
        self._ranger()
        held, missing = len(lue.note.notes), len(lue.note.manquantes)
        said = f"{lue.note.nom} : {counted(held, 'note')} sur {held + missing}"
        absent = f"Notes manquantes : {', '.join(lue.note.manquantes)}." if missing else "Aucune note ne manque."
        broken = (
            f" ! Altérées depuis leur émission, laissées de côté : {', '.join(lue.alterees)}." if lue.alterees else ""
        )
        self.query_one("#synthese-tete", Plain).say(f"{said}. {absent}{broken}")
        self.refresh_entete()
        self._dire()

    def _ranger(self) -> None:
        """Put the lines in order, the départements whose note is missing last."""
        if self.lue is None:
            return
        notes = list(self.lue.note.notes)
        path = list(SUIVIS)[self._tri] if self._tri >= 0 else ""
        if path:
            notes.sort(key=lambda note: -(figures(note.faits).get(path) or 0))
        rows = [_ligne(note) for note in notes]
        rows += [Row(f"manque {nom}", (nom, "manquante"), "discret") for nom in self.lue.note.manquantes]
        table = self.query_one("#notes", TableListe)
        table.empty = "Aucune note émise n'est arrivée.\nF5 synchronise."
        table.show(ListSource(rows), keep=table.row.id if table.row else None)
        total = figures(self.lue.note.faits) if notes else {}
        table.set_totaux(("Ensemble", "", *(_case(total, one) for one in SUIVIS)) if notes else ())
        order = f"par {libelle(path).lower()}" if path else "par code"
        keys = self.rappel(("synthese.trier", "ordonner"), ("exporter.ouvrir", "note assemblée"))
        self.query_one("#notes-panneau", Panneau).titrer(f"Notes émises ({len(notes)}), {order}", keys)

    def _note(self) -> "NoteFigee | None":
        """Give the note under the cursor; None where it is missing."""
        row = self.query_one("#notes", Table).row
        if self.lue is None or row is None:
            return None
        return next((one for one in self.lue.note.notes if one.code == row.id), None)

    @on(Table.Pointed, "#notes")
    def _dire(self) -> None:
        """Say the words of the note under the cursor."""
        note = self._note()
        if note is None:
            self.query_one("#paroles", Plain).say("")
            return
        said = [
            f"{note.nom}, {note.provenance}, {note.mots.autorite}",
            f"Dynamique : {' – '.join(part for part in (note.mots.dynamique, note.mots.texte_dynamique) if part)}",
            f"Leviers : {', '.join(note.mots.leviers) or note.mots.texte_leviers}",
            f"Difficultés : {', '.join(note.mots.freins) or note.mots.texte_difficultes}",
        ]
        said += [f"Appui demandé : {note.mots.appui_demande}"] if note.mots.appui_demande else []
        self.query_one("#paroles", Plain).say("\n".join(said))

    @on(Table.Opened, "#notes")
    def _lire(self) -> None:
        """Read the note, or say what is waited for."""
        note = self._note()
        if note is None:
            self.say("Cette note n'a pas été émise, ou n'est pas arrivée ici.", "info")
            return
        from screens.synthese_note import NoteLuePage  # noqa: PLC0415 - only when it opens

        self.app.push_screen(NoteLuePage(note))

    def action_trier(self) -> None:
        """Order by the next figure, then by the code again."""
        self._tri = self._tri + 1 if self._tri + 1 < len(SUIVIS) else -1
        self._ranger()

    def action_exporter(self) -> None:
        """Offer the assembled note, then each issued one."""
        if self.lue is None or not self.lue.note.notes:
            self.say("Aucune note émise n'est arrivée : il n'y a rien à assembler.", "alerte")
            return
        from screens.synthese_exporter import de_la_version, du_brouillon, exporter  # noqa: PLC0415 - only for F8

        issued = [de_la_version(self.store, one) for one in self.lue.note.notes]
        exporter(application(self), [du_brouillon(self.lue.note), *issued])


def _ligne(note: "NoteFigee") -> Row:
    held = figures(note.faits)
    return Row(note.code, (f"{note.code} {note.nom}", show_date(note.au), *(_case(held, path) for path in SUIVIS)))


def _case(held: dict[str, float | None], path: str) -> str:
    return nombre(held[path], montant=est_montant(path)) if path in held else "—"
