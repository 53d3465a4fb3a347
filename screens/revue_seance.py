"""« À compléter avant de clore »: what a séance still lacks, each line mended where it stands; one key closes it."""

from collections.abc import Iterator, Sequence
from typing import ClassVar, Final

from textual.app import ComposeResult
from textual.binding import BindingType

from screens.aide import Aide
from screens.application import application
from screens.command import Command
from screens.keys import binding
from screens.revue_completer import RevueCompletee
from screens.revue_lue import RevueLue
from screens.widgets.colonnes import Column
from screens.widgets.invite import Invite
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.source import ListSource
from screens.widgets.table import Table

_PIED: Final = "Entrée complète · Espace répondue, absent · t tous absents · f sa fiche · u annule"


class Manques(Table):
    """What is missing: a line is completed, not opened."""

    BINDINGS: ClassVar[list[BindingType]] = [binding("liste.ouvrir", "open", "Compléter")]


class RevueSeancePage(RevueCompletee):
    """What is to be completed before a séance is closed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("revue.clore", "clore"),
        binding("revue.regler", "regler", show=False),
        binding("revue.absents", "absents", show=False),
        binding("revue.fiche", "fiche"),
        binding("revue.rouvrir", "rouvrir"),
        binding("exporter.ouvrir", "app.exporter", "Relevé", sentence="Écrire le relevé de décisions"),
    ]
    aide = Aide(
        "Avant de clore la séance",
        "Rien n'est obligatoire : chaque ligne dit ce qui manque. Entrée le complète ici même. Ctrl+S clôt la séance, "
        "et F8 donne le relevé de décisions, avec ou sans noms. Une séance close se rouvre pendant sept jours.",
        "Espace sur une question : elle a eu sa réponse. Espace sur une personne : absente, sans excuse.",
    )

    def fil(self) -> Sequence[str]:
        """Say where one is."""
        return ("Clubs", self.lue.titre if self.lue else "Séance", "Avant de clore")

    def commands(self) -> Iterator[Command]:
        """Offer in the palette what the keys do here."""
        yield Command("Séance", "Clore la séance", self.action_clore, "Ctrl+S")
        yield Command("Séance", "Rouvrir la séance (pendant sept jours)", self.action_rouvrir, "R")

    def body(self) -> ComposeResult:
        """Show what was held, then what is missing."""
        yield Plain("", id="faits")
        with Panneau("À compléter avant de clore", id="revue-panneau"):
            yield Manques(
                (Column("", 1), Column("", 8), Column("", 40, 1)),
                header=False,
                markable=False,
                empty="Rien ne manque.\nCtrl+S clôt la séance · F8 écrit le relevé de décisions",
                id="manques",
            )
            yield Invite(id="completer")

    def on_mount(self) -> None:
        """Read the séance, once what two laptops noted of it twice is one."""
        self.table.focus()
        tidied = None if self.store.read_only else self.tenter(self.direct.ranger)
        self.rafraichir()
        if tidied:
            application(self).changed()
            self.say("Deux ordinateurs ont noté cette séance : ce qui était en double est réuni. u annule.", "succes")

    # Reading.

    def rafraichir(self) -> None:
        """Read the séance again."""
        self.lue = RevueLue(self.store, self.record, self.today)
        self.refresh_entete()
        self.query_one("#faits", Plain).say(self.lue.faits())
        place = self.table.cursor
        keep = self.table.row.id if self.table.row else None
        rows = self.lue.rows()
        self.table.show(ListSource(rows), keep=keep)
        if keep is not None and all(row.id != keep for row in rows):
            self.table.cursor = min(place, max(0, len(rows) - 1))
        said = "À compléter" if self.lue.close else "À compléter avant de clore"
        self.query_one("#revue-panneau", Panneau).titrer(f"{said} ({len(rows)})", _PIED)
        self.refresh_bindings()

    # Closing.

    def action_clore(self) -> None:
        """Close the séance, whatever is missing."""
        if self.tenter(self.direct.clore):
            application(self).changed()
            left = len(self.lue.manques) if self.lue else 0
            more = f", {left} à compléter" if left else ""
            self.say(f"Séance close{more}. F8 écrit le relevé · R rouvre (sept jours).", "succes")

    def action_rouvrir(self) -> None:
        """Open the séance again."""
        if self.tenter(self.direct.rouvrir):
            application(self).changed()
            self.say("Séance rouverte : elle se complète comme avant. Ctrl+S la clôt.", "succes")

    def action_retour(self) -> None:
        """Close the line being typed, else the page."""
        if self.query_one("#completer", Invite).display:
            self.fermer()
        else:
            super().action_retour()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what makes sense for the line, and for a séance that is open or closed."""
        if action in {"clore", "rouvrir"}:
            return self.lue is not None and self.lue.close == (action == "rouvrir")
        if action == "fiche":
            return self.is_mounted and self.ligne() is not None
        return super().check_action(action, parameters)
