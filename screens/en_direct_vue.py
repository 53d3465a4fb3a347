"""What the live page shows, and what it says: its state, without the gestures (`screens.en_direct`)."""

from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from pvd_tui.domain.texte import counted
from screens.application import application
from screens.donnees import PageDonnees
from screens.en_direct_brouillon import BrouillonDirect
from screens.en_direct_lu import DirectLu
from screens.en_direct_pointage import PointageDirect
from screens.plain import clean
from screens.widgets.journal import JournalVue
from screens.widgets.minuteur import Minuteur
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain
from screens.widgets.saisie_direct import SaisieDirect
from storage.errors import StoreError
from storage.seances import SeanceEnDirect

if TYPE_CHECKING:
    from textual.timer import Timer

    from pvd_tui.domain.journal_seance import Nomme
    from screens.slot import Tone
    from storage.fiche import Fiche

DERNIERES: Final = 3
"""Gestures named on the line of the last ones."""
_APRES: Final = 0.6
"""Seconds after a gesture at which the other pages, and the slot, hear of it: never between two keys."""
ECHAP: Final = 3.0
"""Seconds within which a second Échap leaves the page."""
_VIDE: Final = (
    "Rien n'est encore noté.\n\n"
    "Tapez une ligne, puis Entrée : elle est sur le disque.\n"
    "! décision   * suite   ? question   : information   + RETEX\n"
    "F4 pointe les présences, F2 commence le premier point."
)


class VueDirect(PageDonnees):
    """One séance on screen."""

    def __init__(self, record: str) -> None:
        """Hold this séance."""
        super().__init__()
        self.record = record
        self.direct: SeanceEnDirect
        self.lu: DirectLu
        self._brouillon: BrouillonDirect
        self._dernieres: deque[str] = deque(maxlen=DERNIERES)
        self._marque = 0
        self._modifiee: Fiche | None = None
        """The note being changed, as it was displayed."""
        self._cible: str | None = None
        """The note that is being made a suite."""
        self._cote = ""
        """The line that was being typed when one went into the journal."""
        self._indice: str | None = None
        """What was said of personal data in what is typed."""
        self._noms: dict[str, tuple[str, str]] = {}
        self._propositions: list[Nomme] = []
        self._lien: Nomme | None = None
        self._tic: Timer | None = None
        self._prevenir: Timer | None = None
        self._echap: Timer | None = None
        self._clore: Timer | None = None

    def fil(self) -> Sequence[str]:
        """Say which séance it is."""
        return (self.lu.faits(),) if self.is_mounted else ("Séance",)

    def body(self) -> ComposeResult:
        """Show the clock, the sheet, the journal, the line."""
        self.direct = SeanceEnDirect(self.store, self.record, self.store.today)
        self.lu = DirectLu(self.direct)
        self.lu.relire()
        self._brouillon = BrouillonDirect(self.store, self.record)
        self._minuteur = Minuteur(lambda: self.direct.maintenant, id="minuteur")
        self._pointage = PointageDirect(self.direct, self.lu, self._faire)
        self._journal = JournalVue(vide=_VIDE, id="journal-vue")
        self._saisie = SaisieDirect(self.lu.noms, self.lu.communes, lambda: self.today)
        self._compteurs = Plain("", id="compteurs")
        yield self._minuteur
        with Horizontal(id="direct-corps"):
            yield self._pointage
            with Vertical(id="direct-notes"):
                with Panneau("Journal", id="journal-panneau"):
                    yield self._journal
                with Panneau("Note", id="saisie-panneau"):
                    yield self._saisie
        yield self._compteurs

    def on_mount(self) -> None:
        """Show all of it, with what was being typed; the clock ticks."""
        self._marque = self.direct.marque()
        self._tout_montrer()
        self._saisie.champ.focus()
        found = self._brouillon.retrouver()
        if found is not None and found.modifiee is not None:
            self._modifiee, self._cote = found.modifiee, found.ligne
            self._saisie.remettre(found.retouche)
        elif found is not None:
            self._saisie.remettre(found.ligne)
        self._titrer()
        if self.lu.ouverte is not None and not self._close:
            count = len(self.lu.notes)
            notes = f"{count} notes retrouvées" if count > 1 else "une note retrouvée" if count else "aucune note"
            typed = ", et la ligne en cours." if found else ". Rien n'est perdu."
            self._parler(f"{self.direct.maintenant:%H:%M:%S} séance reprise : {notes}{typed}")
        self._tic = self.set_interval(1.0, self._minuteur.refresh)

    def on_screen_suspend(self) -> None:
        """Stop the clock while something else is shown."""
        if self._tic is not None:
            self._tic.pause()

    def on_screen_resume(self) -> None:
        """Let the clock tick again."""
        if self._tic is not None:
            self._tic.resume()

    # Showing.

    @property
    def _close(self) -> bool:
        return bool(self.lu.seance["close_a"])

    def rafraichir(self) -> None:
        """Read again what came from elsewhere; what this page wrote is shown already."""
        if not self.is_mounted or self.direct.marque() == self._marque:
            return
        self._relire()

    def _relire(self) -> None:
        self._marque = self.direct.marque()
        self.lu.relire()
        self._tout_montrer()

    def _tout_montrer(self) -> None:
        self.refresh_entete()
        self._journal.montrer(self.lu.entrees())
        self._saisie.choisie = self._journal.choisie is not None
        self._pointage.montrer()
        self._montrer_minuteur()
        self._compter()
        self._titrer()

    def _montrer_minuteur(self) -> None:
        seance = self.lu.seance
        phrase = ""
        if self._close:
            phrase = f"Séance close à {seance['close_a']} · Ctrl+O la rouvre, pendant sept jours"
        elif self.lu.ouverte is None:
            phrase = f"Pas encore ouverte · Entrée l'ouvre · ordre du jour : {counted(len(self.lu.points), 'point')}"
        courant = seance["point_courant"]
        self._minuteur.regler(self.lu.points, str(courant) if courant else None, self.lu.ouverte, phrase)
        self.refresh_bindings()

    def _compter(self) -> None:
        """Say the counts, and who is there where the sheet is not shown."""
        counted = self.lu.compteurs()
        without = f" ({counted.sans_echeance} sans date)" if counted.sans_echeance else ""
        said = [
            self.lu.quorum(),
            f"suites {counted.suites}{without}",
            f"décisions {counted.decisions}",
            f"questions ouvertes {counted.questions}",
        ]
        self._compteurs.say(f" {' · '.join(one for one in said if one)}", layout=False)
        presents = self.lu.presents()
        self._nommer("presences-panneau", _court(presents) if self.has_class("-normal") else _titre(presents))
        shown = self._pointage.display and not self.has_class("-etroit") and not self.has_class("-projection")
        count = f"Journal ({len(self.lu.notes)})"
        self._nommer("journal-panneau", count if shown else f"{count} · {presents}")

    def _titrer(self, pied: str | None = None) -> None:
        """Say what the line is for, and below it what can be done."""
        here = self._journal.choisie
        titre, said = "Note", "Entrée enregistre"
        if self._modifiee is not None:
            titre, said = f"Modifier la note de {self._modifiee.values.get('heure') or '?'}", "Échap laisse comme avant"
        elif self._cible is not None:
            titre, said = "Faire une suite de cette note", "Tab suivant · Entrée enregistre · Échap renonce"
        elif here is not None:
            titre, said = "Dans le journal", "Entrée modifie · Tab lie · Suppr retire · Échap note"
        elif self.lu.ouverte is None and not self._close:
            said = "Entrée ouvre la séance"
        if self._lien is not None:
            rang = self._propositions.index(self._lien) + 1
            said = f"Lien {rang}/{len(self._propositions)} : {self._lien.titre} · Tab suivant · Entrée garde"
        self._nommer("saisie-panneau", titre, said if pied is None else pied)

    def _nommer(self, panneau: str, titre: str, pied: str = "") -> None:
        """Write around a panel, if it says something else: a frame drawn again for nothing costs a key."""
        if self._noms.get(panneau) != (titre, pied):
            self._noms[panneau] = (titre, pied)
            self.query_one(f"#{panneau}", Panneau).titrer(titre, pied)

    def say(self, text: str, tone: "Tone" = "normal") -> None:
        """Say what must be known; what the synchronisation tells in passing waits in its journal."""
        if tone != "normal":
            super().say(text, tone)

    def _parler(self, text: str, tone: "Tone" = "succes") -> None:
        super().say(text, tone)

    def _fait(self, phrase: str) -> None:
        """Say that a gesture is on the disk, beside the last ones."""
        self._marque = self.direct.marque()
        self._dernieres.appendleft(f"{self.direct.maintenant:%H:%M:%S} {phrase}")
        self._dire_dernieres()
        if self._prevenir is None:
            self._prevenir = self.set_timer(_APRES, self._dire_ailleurs)

    def _dire_dernieres(self) -> None:
        """Name the last gestures, as many as fit, and how the last one is taken back."""
        if not self._dernieres:
            self._parler("", "normal")
            return
        shown = "   Ctrl+Z annule"
        for one in self._dernieres:
            if cell_len(shown) + cell_len(clean(one)) + 4 > self.size.width and shown[0] != " ":
                break
            first, _, last = shown.rpartition("   Ctrl+Z")
            shown = f"{first}{'   ' if first else ''}{one}   Ctrl+Z{last}"
        self._parler(shown)

    def _dire_ailleurs(self) -> None:
        if self._prevenir is not None:
            self._prevenir.stop()
            self._prevenir = None
            application(self).changed()

    def _faire(self, work: Callable[[], object]) -> bool:
        """Run what writes; what the store refuses is said, and nothing typed is lost."""
        try:
            work()
        except StoreError as error:
            self.say(str(error), "erreur")
            return False
        return True


def _titre(presents: str) -> str:
    return presents[:1].upper() + presents[1:]


def _court(presents: str) -> str:
    """Say the counts in the cells of a narrow panel."""
    return _titre(presents).replace("communes représentées", "communes")
