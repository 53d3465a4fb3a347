"""Completing a séance line by line: a word, a choice, one key; each is written where the line stands."""

from functools import partial
from typing import TYPE_CHECKING, Final

from textual import on

from pvd_tui.changes.edit import edit
from pvd_tui.domain.dates import read_date
from pvd_tui.domain.journal_seance import lire_echeance, resoudre
from pvd_tui.domain.texte import counted
from screens.application import application
from screens.donnees import PageDonnees
from screens.widgets.choix import Choice, Choix
from screens.widgets.invite import Invite
from screens.widgets.table import Table
from storage.seances import SeanceEnDirect

if TYPE_CHECKING:
    from pvd_tui.changes.change import Json
    from pvd_tui.changes.edit import Edit
    from pvd_tui.domain.revue_seance import Manque
    from screens.revue_lue import RevueLue
    from storage.store import Saved

_TYPES: Final = {
    "pilote": ("Pilote", "un nom, ou les premières lettres d'un présent"),
    "echeance": ("Échéance", "15/12, +2s, fin janvier"),
    "date": ("Date", "15/12/2026"),
    "prochaine_date": ("Prochaine séance le", "15/12, +3m"),
    "besoins_formation": ("Besoins de formation", "Montage d'une OPAH (Guise ; élus) ; marchés publics"),
    "represente_par": ("Représenté par", "un nom, ou les premières lettres d'un présent"),
}
"""Fields that are typed on one line, and what they are like."""
_CHOISIS: Final = {
    "statut": ("Présent", "Excusé", "Absent", "Représenté"),
    "echelon": ("Départemental", "Régional", "National"),
    "public": ("Élus", "Chefs de projet", "Mixte"),
    "fin_reelle": ("Traité", "Retirer de l'ordre du jour"),
}
"""Fields that are chosen; the initial picks."""
_JOURS: Final = frozenset({"echeance", "date", "prochaine_date"})


class RevueCompletee(PageDonnees):
    """A page with the list `#manques` of what a séance lacks, and the line `#completer` to type in."""

    def __init__(self, record: str) -> None:
        """Look at this séance."""
        super().__init__()
        self.record = record
        self.lue: RevueLue | None = None
        self._vise: Manque | None = None
        """The line that is being typed for, wherever the cursor is by then."""

    @property
    def table(self) -> Table:
        """The list on screen."""
        return self.query_one("#manques", Table)

    @property
    def direct(self) -> SeanceEnDirect:
        """The séance, to write in."""
        return SeanceEnDirect(self.store, self.record, self.store.today)

    def ligne(self) -> "Manque | None":
        """Give the line under the cursor."""
        lue, row = self.lue, self.table.row
        return lue.manque(row.id) if lue and row else None

    @on(Table.Opened, "#manques")
    def _completer(self) -> None:
        """Ask for what is missing, here; open the fiche of what is not one word."""
        manque = self.ligne()
        if manque is None:
            return
        if manque.champ in _TYPES:
            self._vise = manque
            label, exemple = _TYPES[manque.champ]
            self.query_one("#completer", Invite).ask(label, exemple=exemple)
        elif manque.champ in _CHOISIS:
            offered = [Choice(word, word) for word in _CHOISIS[manque.champ]]
            self.app.push_screen(Choix(manque.titre, offered), partial(self._choisi, manque))
        elif manque.champ == "repondue":
            self.action_regler()
        else:
            self.action_fiche()

    @on(Invite.Said, "#completer")
    def _dit(self, event: Invite.Said) -> None:
        """Write what was typed; a date that is none is said, and the line stays."""
        manque, lue = self._vise, self.lue
        if manque is None or lue is None or not event.text:
            self.fermer()
            return
        value: Json = event.text
        if manque.champ in _JOURS:
            try:
                past = manque.champ == "date"  # the séance was held: « 20/11 » is the last one, not the next
                day = read_date(event.text, self.today) if past else lire_echeance(event.text, self.today)
            except ValueError as error:
                self.say(str(error), "erreur")
                return
            value = day.isoformat() if day else None
        elif manque.champ in {"pilote", "represente_par"}:
            value = resoudre(event.text, lue.presents())
        elif manque.champ == "besoins_formation":
            value = "\n".join(part.strip() for part in event.text.split(";") if part.strip())
        self.fermer()
        self._ecrire(manque, {str(manque.champ): value})

    def _choisi(self, manque: "Manque", word: str | None) -> None:
        """Write what was chosen."""
        if word is None or self.lue is None:
            return
        if manque.champ == "statut":
            self._pointer(manque, word)
        elif manque.champ != "fin_reelle":
            self._ecrire(manque, {str(manque.champ): word})
        elif word == "Traité":
            self._ecrire(manque, {"fin_reelle": self.lue.fin()})
        else:
            self._retirer(manque)

    def action_regler(self) -> None:
        """Settle the line in one key: the question was answered, the person was absent."""
        manque = self.ligne()
        if manque is None:
            return
        if manque.champ == "repondue":
            self._ecrire(manque, {"repondue": True})
        elif manque.champ == "statut":
            self._pointer(manque, "Absent")
        else:
            self._completer()

    def action_absents(self) -> None:
        """Say that all those of whom nobody said anything were absent, in one gesture."""
        lignes = [one for one in (self.lue.manques if self.lue else ()) if one.champ == "statut"]
        edits = [change for one in lignes if (change := self._changement(one, {"statut": "Absent"}))]

        def write() -> "Saved":
            return self.store.save(edits, f"Dire absents ({len(edits)})")

        if not edits:
            return
        if self.tenter(write):
            application(self).changed()
            self.say(f"{counted(len(edits), 'personne')} : absent, sans excuse. u annule.", "succes")

    def action_fiche(self) -> None:
        """Open the fiche of what the line is about."""
        if manque := self.ligne():
            application(self).ouvrir(manque.table, manque.record)

    def _pointer(self, manque: "Manque", word: str) -> None:
        """Write a statut as the sheet does."""
        from pvd_tui.domain.presence import StatutPresence  # noqa: PLC0415 - pydantic, already there with the séance

        def write() -> bool:
            self.direct.pointer(manque.record, StatutPresence(word))
            return True

        if self.tenter(write):
            application(self).changed()
            self.say(f"{manque.titre} : {word.lower()}. u annule.", "succes")

    def _retirer(self, manque: "Manque") -> None:
        fiche = self.store.get(manque.table, manque.record)
        if fiche and self.tenter(lambda: self.store.archive(fiche)):
            application(self).changed()
            self.say(f"« {manque.titre} » n'est plus à l'ordre du jour. u annule.", "succes")

    def _changement(self, manque: "Manque", values: "dict[str, Json]") -> "Edit | None":
        fiche = self.store.get(manque.table, manque.record)
        return edit(manque.table, manque.record, fiche.folded, values) if fiche else None

    def _ecrire(self, manque: "Manque", values: "dict[str, Json]") -> None:
        """Write one field, and go on to the next line."""
        change = self._changement(manque, values)
        if change and self.tenter(lambda: self.store.save([change])):
            application(self).changed()
            self.say(f"« {manque.titre} » : complété. u annule.", "succes")

    def fermer(self) -> None:
        """Close the line being typed."""
        self.query_one("#completer", Invite).close()
        self.table.focus()
