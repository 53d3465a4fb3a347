"""« À faire »: every line that the facts call for, the most pressing first; done, put off or hidden with undo."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from pvd_tui.domain.a_faire import AFaire, Sorte, en_retard
from pvd_tui.domain.dates import DateError, read_date, show_date
from pvd_tui.domain.texte import counted
from screens.aide import Aide
from screens.application import application
from screens.command import Command
from screens.donnees import PageDonnees
from screens.keys import binding
from screens.widgets.colonnes import Column
from screens.widgets.invite import Invite
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.source import ListSource, Row
from screens.widgets.table import Table
from storage.a_faire import ListeAFaire, Marque, Mise, combien
from storage.bord import Bord

if TYPE_CHECKING:
    from screens.slot import Tone

_COLUMNS: Final = (
    Column("Quand", 9),
    Column("Commune", 12, 1, priority=2),
    Column("À faire", 26, 3),
    Column("Fiche", 22, 2, priority=1),
)
_PIED: Final = (
    ("a_faire.fait", "fait"),
    ("a_faire.reporter", "reporter"),
    ("a_faire.masquer", "masquer"),
    ("a_faire.ecartees", "ce qui est écarté"),
    ("journal.annuler_lettre", "annuler"),
)
"""The keys recalled below the list."""


class AFairePage(PageDonnees):
    """What waits for somebody on this laptop."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("a_faire.fait", "fait"),
        binding("a_faire.reporter", "reporter"),
        binding("a_faire.masquer", "masquer"),
        binding("a_faire.ecartees", "ecartees"),
        binding("exporter.ouvrir", "exporter", "Agenda", sentence="Écrire un agenda (.ics)"),
    ]
    aide = Aide(
        "À faire",
        "Cette liste se calcule à partir des fiches : échéances, pièces manquantes, délais de caducité, dossiers à "
        "déposer, dernier conseil avant une clôture, suites des clubs, fiches muettes. Une ligne s'en va d'elle-même "
        "quand la fiche est à jour.",
        "Fait, reporté, masqué : pour cet ordinateur seulement, et tant que les faits ne changent pas. Une suite de "
        "club « faite » l'est pour tout le monde.",
    )

    def __init__(self) -> None:
        """Start with nothing: the list is read when the page is there."""
        super().__init__()
        self.lines: list[AFaire] = []
        self.marks: dict[str, Marque] = {}
        self.aside = False
        self._reportee: AFaire | None = None

    def fil(self) -> Sequence[str]:
        """Say where one is."""
        return ("Accueil", "À faire")

    def commands(self) -> Iterator[Command]:
        """Offer in the palette what the keys do here."""
        yield Command("À faire", "Marquer comme fait", self.action_fait, "Espace")
        yield Command("À faire", "Reporter", self.action_reporter, "r")
        yield Command("À faire", "Masquer", self.action_masquer, "h")
        yield Command("À faire", "Voir ce qui est écarté", self.action_ecartees, "v")
        yield Command("À faire", "Écrire un agenda (.ics)", self.action_exporter, "F8")

    def body(self) -> ComposeResult:
        """Show the list, and the line under the cursor in full."""
        with Panneau("À faire", pied=self.rappel(*_PIED), id="a-faire-liste"):
            yield Table(_COLUMNS, markable=False, empty="Lecture des fiches…", id="taches")
            yield Invite(id="reporter")
            yield Invite(id="agenda")
        with Panneau("Pourquoi", id="tache-panneau"):
            yield Plain("", id="tache")

    def on_mount(self) -> None:
        """Read the list."""
        self.table.focus()
        self.rafraichir()

    @property
    def table(self) -> Table:
        """The list on screen."""
        return self.query_one("#taches", Table)

    @property
    def line(self) -> AFaire | None:
        """The line under the cursor."""
        return self.lines[self.table.cursor] if self.table.row and self.table.cursor < len(self.lines) else None

    # Reading.

    def rafraichir(self) -> None:
        """Compute the list again, behind the screen."""
        today, aside = self.today, self.aside

        def read() -> tuple[list[AFaire], dict[str, Marque]]:
            liste = ListeAFaire(self.store)
            lines = liste.lines(today, aside=aside)
            marks = {mark.cle: mark for mark in liste.marks()}
            return [line for line in lines if line.cle in marks] if aside else lines, marks

        self.lire_derriere(read, self._montrer)

    def _montrer(self, found: tuple[list[AFaire], dict[str, Marque]]) -> None:
        lines, marks = found
        self.lines, self.marks = lines, marks
        names = self.store.rows.titres("commune", [line.commune for line in lines if line.commune])
        table, place = self.table, self.table.cursor
        keep = table.row.id if table.row else None
        table.empty = _VIDE_ECARTEES if self.aside else _VIDE
        table.show(ListSource([self._row(line, names) for line in lines]), keep=keep)
        if keep is not None and all(line.cle != keep for line in lines):
            table.cursor = min(place, max(0, len(lines) - 1))
        late = sum(en_retard(line, self.today) for line in lines)
        what = "Écartées" if self.aside else "À faire"
        passed = f", {late} en retard" if late and not self.aside else ""
        self.query_one("#a-faire-liste", Panneau).titrer(f"{what} ({combien(lines)}{passed})", self.rappel(*_PIED))
        self._expliquer()

    def _row(self, line: AFaire, names: dict[str, str]) -> Row:
        tone: Tone = "alerte" if en_retard(line, self.today) else "normal"
        quoi = f"{self._mise(line)} · {line.quoi}" if self.aside else line.quoi
        commune = names.get(line.commune or "", "Club" if line.table in {"suite", "seance_club", "club"} else "")
        return Row(line.cle, (quand(line, self.today), commune, quoi, line.titre or "sans titre"), tone)

    def _mise(self, line: AFaire) -> str:
        mark = self.marks[line.cle]
        until = f" au {show_date(date.fromisoformat(mark.jusqu_au))}" if mark.jusqu_au else ""
        return f"{mark.mise}{until}"

    @on(Table.Pointed, "#taches")
    def _expliquer(self) -> None:
        """Say the whole line under the cursor."""
        line = self.line
        day = f"Pour le {show_date(line.jour)}. " if line and line.jour else ""
        said = f"{line.sorte.capitalize()} · {line.titre or 'sans titre'}\n{day}{line.quoi}." if line else ""
        self.query_one("#tache", Plain).say(said)
        self.query_one("#tache-panneau", Panneau).display = bool(said)
        self.refresh_bindings()

    # Doing.

    @on(Table.Opened, "#taches")
    def _open(self) -> None:
        """Open the record that the line is about."""
        if line := self.line:
            self.ouvrir(line.table, line.record)

    def action_fait(self) -> None:
        """Say that it is done; the follow-up of a club is done for everybody."""
        line = self.line
        if line is None:
            return
        if self.aside:
            self._ramener(line.cle)
        elif line.sorte is Sorte.SUITE:
            fiche = self.store.get(line.table, line.record)
            if fiche and self.tenter(lambda: self.store.update(fiche, {"statut": "Faite"})):
                application(self).changed()
                self.say(f"« {line.titre} » : faite, pour tout le monde. {self.annule}", "succes")
        else:
            self._ecarter(line, Mise.FAIT, None)

    def action_masquer(self) -> None:
        """Hide the line until its facts change."""
        if (line := self.line) and not self.aside:
            self._ecarter(line, Mise.MASQUE, None)

    def action_reporter(self) -> None:
        """Ask until when."""
        self._reportee = self.line
        if self._reportee and not self.aside:
            self.query_one("#reporter", Invite).ask("Reporter à", "+1s", exemple="+2s, lundi, 15/12, fin janvier")

    @on(Invite.Said, "#reporter")
    def _reporter(self, event: Invite.Said) -> None:
        """Put the line off until a day to come: the one that was asked about, wherever the cursor is by now."""
        line = self._reportee
        try:
            day = read_date(event.text, self.today) if event.text else None
        except DateError as error:
            self.say(str(error), "erreur")
            return
        if day is not None and day <= self.today:
            self.say(f"Le {show_date(day)} n'est pas à venir. Donnez une date plus tard que ce jour.", "erreur")
            return
        self._fermer("#reporter")
        if line is not None and day is not None:
            self._ecarter(line, Mise.REPORTE, day)

    def action_ecartees(self) -> None:
        """Show what was put aside, or what is to be done again."""
        self.aside = not self.aside
        self.rafraichir()
        keys = self.rappel(("a_faire.fait", "ramène"), ("a_faire.ecartees", "revient"))
        self.say(f"Ce qui est fait, reporté ou masqué. {keys}." if self.aside else "")

    def _ecarter(self, line: AFaire, mise: Mise, until: date | None) -> None:
        def put() -> bool:
            ListeAFaire(self.store).put_aside(line, mise, until)
            return True

        if self.tenter(put):
            when = f" au {show_date(until)}" if until else ""
            self.rafraichir()
            self.say(f"« {line.titre or line.quoi} » : {mise}{when}, sur cet ordinateur. {self.annule}", "succes")

    def _ramener(self, cle: str | None) -> None:
        mark = self.tenter(lambda: ListeAFaire(self.store).bring_back(cle))
        if mark:
            self.rafraichir()
            self.say(f"« {mark.titre} » : de nouveau à faire.", "succes")

    def action_annuler(self) -> None:
        """Take back what was done last: a line put aside here, or a gesture on the fiches."""
        marks = ListeAFaire(self.store).marks()
        last = Bord(self.store.connection).last_change()
        if marks and (last is None or marks[-1].at >= last):
            self._ramener(None)
        else:
            super().action_annuler()

    def action_retour(self) -> None:
        """Take one step back: the line being typed, what was put aside, the page."""
        for name in ("#reporter", "#agenda"):
            if self.query_one(name, Invite).display:
                self._fermer(name)
                return
        if self.aside:
            self.action_ecartees()
        else:
            super().action_retour()

    def _fermer(self, name: str) -> None:
        self.query_one(name, Invite).close()
        self.table.focus()

    # The calendar.

    def action_exporter(self) -> None:
        """Ask where to write the calendar."""
        from platformdirs import user_documents_path  # noqa: PLC0415 - only when a file is written

        name = f"pvd-a-faire-{self.today.isoformat()}.ics"
        self.query_one("#agenda", Invite).ask("Agenda à écrire", str(user_documents_path() / name))

    @on(Invite.Said, "#agenda")
    def _agenda(self, event: Invite.Said) -> None:
        """Write the lines that have a day."""
        self._fermer("#agenda")
        if not event.text:
            return
        from pathlib import Path  # noqa: PLC0415 - only when a file is written

        from pvd_tui.reports.agenda import agenda  # noqa: PLC0415 - same
        from pvd_tui.reports.fichier import ecrire, nom_libre  # noqa: PLC0415 - same

        names = self.store.rows.titres("commune", [line.commune for line in self.lines if line.commune])
        content = agenda(self.lines, names, self.store.today())
        written = self.tenter(lambda: ecrire(nom_libre(Path(event.text)), content))
        if written:
            dated = sum(line.jour is not None for line in self.lines)
            self.say(f"Écrit : {written} ({counted(dated, 'échéance')}).", "succes")


_VIDE: Final = "Rien n'attend : les fiches sont à jour.\nv montre ce qui est reporté ou masqué · Échap revient."
_VIDE_ECARTEES: Final = "Rien n'est écarté.\nv revient à ce qui est à faire."


def quand(line: AFaire, today: date) -> str:
    """Say how far the day of a line is: « J-23 », « J+5 », « jour J »; nothing where there is none."""
    if line.jour is None:
        return ""
    days = (line.jour - today).days
    return f"! J+{-days}" if days < 0 else f"J-{days}" if days else "! jour J"
