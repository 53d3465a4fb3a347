"""What the import would do, line by line, with the reasons; the questions to answer; then one key imports."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType

from pvd_tui.domain.texte import counted
from pvd_tui.imports.apercu import Apercu, LigneApercu, Sort
from pvd_tui.imports.importation import apercevoir, importer
from screens.aide import Aide, AideScreen
from screens.application import application
from screens.importer_lignes import COLONNES, Apercues, Lignes, detail
from screens.importer_page import PageImport
from screens.keys import binding
from screens.plain import fold
from screens.widgets.choix import Choice, Choix
from screens.widgets.invite import Invite
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.table import Table

if TYPE_CHECKING:
    from pvd_tui.imports.importation import Preparation
    from pvd_tui.imports.question import Question
    from storage.history import Undone
    from storage.store import Saved

_TOUT: Final = "tout"
_PAS_ECRIT: Final = "Aperçu : rien n'est encore écrit"


class ApercuPage(PageImport):
    """The preview of one file; nothing is written before Entrée."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("importer.filtre", "trier_sorts"),
        binding("importer.question", "question"),
        binding("importer.voir", "voir"),
        binding("liste.filtrer", "chercher_ligne"),
    ]
    aide = Aide(
        "Aperçu de l'import",
        "Ce que chaque ligne deviendrait : créer, modifier, inchangée, refusée, hors périmètre, avec la raison. Rien "
        "n'est encore écrit. Entrée importe tout d'un seul geste ; u le reprend.",
    )

    def __init__(self, prepared: "Preparation") -> None:
        """Preview this file."""
        super().__init__()
        self.prepared = prepared
        self.apercu: Apercu | None = None
        self.reponses: dict[str, str] = {}
        self._sort = _TOUT
        self._mots = ""
        self._fait = False

    def fil(self) -> Sequence[str]:
        """Say where one is."""
        return ("Importer", self.prepared.classeur.chemin.name, "Aperçu")

    def body(self) -> ComposeResult:
        """Show the counts, the questions, the lines."""
        with Panneau(_PAS_ECRIT, id="apercu-import"):
            yield Plain("", id="comptes")
            yield Apercues(COLONNES, markable=False, empty="Aucune ligne à montrer : f change le filtre.", id="lignes")
        yield Invite(id="chercher-ligne")

    def on_mount(self) -> None:
        """Make the preview."""
        self.query_one("#lignes").focus()
        self.calculer()

    def calculer(self) -> None:
        """Make the preview behind the screen."""
        store, prepared, answers = self.store, self.prepared, dict(self.reponses)

        def work(avance: Callable[[int], None], arret: Callable[[], bool]) -> Apercu:
            return apercevoir(store, prepared, reponses=answers, avance=avance, arret=arret)

        self.derriere("Aperçu", work, self._calcule)

    def refuse(self, sentence: str) -> None:
        """Say it where the counts would stand."""
        if self.apercu is None:
            self.query_one("#comptes", Plain).say(sentence)

    def _calcule(self, apercu: Apercu) -> None:
        self.apercu = apercu
        if self._sort == _TOUT and not self._mots and apercu.compte[Sort.HORS_PERIMETRE] > len(apercu.lignes) // 2:
            self._sort = Sort.CREER.value if apercu.compte[Sort.CREER] else _TOUT
        self.montrer()

    # What is shown.

    def montrer(self) -> None:
        """Show the present preview, filtered."""
        apercu = self.apercu
        if apercu is None:
            return
        kept = [one for one in apercu.lignes if self._kept(one)]
        counts = " · ".join(sort.compte(count) for sort, count in apercu.compte.most_common())
        lines = [f"{counts}.", self._suite(apercu)]
        if self._sort != _TOUT or self._mots:
            words = f" contenant « {self._mots} »" if self._mots else ""
            lines.append(f"Montrées : {len(kept)} sur {len(apercu.lignes)} ({self._sort}{words}). f tout revoir.")
        if not self.has_class("-bas"):
            lines += apercu.remarques[:2]
        self.query_one("#apercu-import").border_title = "Importé" if self._fait else _PAS_ECRIT
        self.query_one("#comptes", Plain).say("\n".join(lines))
        self.query_one("#lignes", Table).show(Lignes(kept))
        self.refresh_bindings()

    def _suite(self, apercu: Apercu) -> str:
        """Say what the next key does."""
        if self._fait:
            undo = self.rappel(("journal.annuler_lettre", "reprend tout l'import"))
            return f"Importé. {undo} · Échap revient."
        todo = [one for one in apercu.questions if one.cle not in self.reponses]
        ask = self.rappel(("importer.question", f"{counted(len(todo), 'question')} à répondre"))
        asked = f" · {ask}" if todo else ""
        same = f" · {counted(len(apercu.doublons), 'doublon probable')}" if apercu.doublons else ""
        if not apercu.edits:
            return f"Rien à importer : tout est déjà là, ou laissé de côté{asked}."
        return f"Entrée importe {counted(len(apercu.edits), 'fiche')}{asked}{same}."

    def _kept(self, one: LigneApercu) -> bool:
        if self._sort not in {_TOUT, one.sort.value}:
            return False
        words = fold(self._mots).split()
        text = fold(f"{one.numero} {one.nom} {one.insee} {one.titre} {one.motif}") if words else ""
        return all(word in text for word in words)

    # What one does.

    def action_trier_sorts(self) -> None:
        """Choose which kind of line is shown."""
        if self.apercu is None:
            return
        counts = self.apercu.compte
        offered = [Choice(_TOUT, "tout", str(len(self.apercu.lignes)))]
        offered += [Choice(sort.value, sort.value, str(count)) for sort, count in counts.most_common()]

        def chosen(sort: str | None) -> None:
            if sort is not None:
                self._sort = sort
                self._mots = self._mots if sort != _TOUT else ""
                self.montrer()

        self.app.push_screen(Choix("Montrer", offered, current=self._sort), chosen)

    def action_chercher_ligne(self) -> None:
        """Look for lines by words."""
        self.query_one("#chercher-ligne", Invite).ask("Filtrer", self._mots, exemple="commune, intitulé ou raison")

    @on(Invite.Changed, "#chercher-ligne")
    def _narrow(self, event: Invite.Changed) -> None:
        self._mots = event.text
        self.montrer()

    @on(Invite.Said, "#chercher-ligne")
    def _found(self) -> None:
        self._close()

    def _close(self) -> None:
        self.query_one("#chercher-ligne", Invite).close()
        self.query_one("#lignes").focus()

    def action_question(self) -> None:
        """Ask the next question, or one already answered."""
        if self.apercu is None or not self.apercu.questions:
            self.say("Ce fichier ne pose aucune question.")
            return
        todo = [one for one in self.apercu.questions if one.cle not in self.reponses] or list(self.apercu.questions)
        self._demander(todo[0])

    def _demander(self, question: "Question") -> None:
        example = f" Ex. : {question.exemples[0]}." if question.exemples else ""
        lines = counted(len(question.lignes), "ligne")

        def answered(said: str | None) -> None:
            if said is not None:
                self.reponses[question.cle] = said
                self.calculer()

        offered = [Choice(value, label) for value, label in question.choix]
        self.say(f"{question.texte}{example} ({lines})")
        self.app.push_screen(Choix(question.texte, offered, current=self.reponses.get(question.cle)), answered)

    @on(Table.Opened, "#lignes")
    def action_voir(self) -> None:
        """Show a line whole: its reason, its warnings, its fiches."""
        row = self.query_one("#lignes", Table).row
        if self.apercu is None or row is None:
            return
        one = next(line for line in self.apercu.lignes if str(line.numero) == row.id)
        said = [f"{one.sort.value}. {one.motif}".strip(), *(f"~ {warning}" for warning in one.avertissements)]
        fiches = [fiche for fiche in self.apercu.fiches if one.numero in fiche.lignes]
        said += [phrase for fiche in fiches for phrase in detail(self.store, fiche)]
        self.app.push_screen(AideScreen(Aide(f"Ligne {one.numero} {one.nom}", "\n".join(said)), ()))

    def action_importer_tout(self) -> None:
        """Write the preview as one gesture, behind the screen."""
        apercu = self.apercu
        if apercu is None or self._fait:
            return
        if not apercu.edits:
            self.say("Rien à importer : tout est déjà là, ou laissé de côté.")
            return
        store, prepared = self.store, self.prepared
        self.derriere("Import", lambda _avance, _arret: importer(store, prepared, apercu), self._importe, abandon=False)

    def _importe(self, saved: "Saved | None") -> None:
        self._fait = saved is not None
        application(self).changed()
        self.montrer()
        count = len(self.apercu.edits) if self.apercu else 0
        self.say(f"{counted(count, 'fiche')} enregistrées d'un seul geste. u reprend tout l'import.", "succes")

    def action_annuler(self) -> None:
        """Take the last gesture back, behind the screen: an import may be long."""
        store = self.store
        self.derriere("Annulation", lambda _avance, _arret: store.history.undo(), self._annule, abandon=False)

    def _annule(self, done: "Undone | None") -> None:
        self._said("Annulé", done, "Ctrl+Y rétablit.", "Rien à annuler.")
        if self._fait and done is not None:
            self._fait = False
            self.calculer()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer « Répondre » where there is a question, « Importer » where there is something to import."""
        if action == "question":
            return self.apercu is not None and bool(self.apercu.questions)
        if action == "importer_tout":
            return self.apercu is not None and bool(self.apercu.edits) and not self._fait
        return super().check_action(action, parameters)

    def action_retour(self) -> None:
        """Leave the filter, then give up, then go back."""
        if self.query_one("#chercher-ligne", Invite).display:
            self._mots = ""
            self._close()
            self.montrer()
        else:
            super().action_retour()
