"""The presences panel of a séance being held: who comes in is pointed in three keystrokes, beside the journal."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.message import Message

from pvd_tui.domain.journal_seance import resoudre
from pvd_tui.domain.pointage import CYCLE_DIRECT, LA, PRESENT
from pvd_tui.domain.presence import ModePresence, StatutPresence
from pvd_tui.domain.texte import counted
from screens.widgets.feuille import Feuille
from screens.widgets.invite import Invite
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain

if TYPE_CHECKING:
    from screens.en_direct_lu import DirectLu
    from storage.seances import SeanceEnDirect

AIDE = " Espace √ e ·  = représenté  * visio\n ; départ  + invité  Ctrl+A tous"


class FeuilleDirect(Feuille):
    """The sheet; on a projected screen it names only who is there, and whom one looks for."""

    projetee = False

    def allumer(self, *, pointe: bool) -> None:
        """Draw the cursor in full while one points, pale while one writes."""
        self._table.lit = pointe
        self._table.refresh()

    def _relister(self, keep: str | None) -> None:
        """List who is meant; nobody is listed as absent in front of the room."""
        kept = self._lignes
        if self.projetee and not self.texte.strip():
            self._lignes = {record: one for record, one in kept.items() if one.statut in LA}
        super()._relister(keep)
        self._lignes = kept


class PointageDirect(Panneau):
    """The panel. It saves each gesture at once, and tells the page (`Fait`)."""

    class Fait(Message):
        """A gesture was saved: what to say of it."""

        def __init__(self, phrase: str) -> None:
            """Tell it."""
            super().__init__()
            self.phrase = phrase

    def __init__(self, direct: "SeanceEnDirect", lu: "DirectLu", faire: Callable[[Callable[[], object]], bool]) -> None:
        """Work on this séance; `faire` runs what writes and says what is refused."""
        super().__init__("Présences", id="presences-panneau")
        self._direct, self._lu, self._faire = direct, lu, faire
        self.feuille = FeuilleDirect(cycle=CYCLE_DIRECT)
        self.feuille.allumer(pointe=False)
        self._invite = Invite(id="presence-invite")
        self._represente: str | None = None
        """Whose representative is being asked for; None where a guest is."""

    def compose(self) -> ComposeResult:
        """Show the sheet, the line that asks, the keys."""
        yield self.feuille
        yield self._invite
        yield Plain(AIDE, id="presences-aide")

    # What the page asks.

    def montrer(self) -> None:
        """Show the sheet as it is read."""
        self.feuille.montrer(list(self._lu.pointees.values()))

    def projeter(self, *, projetee: bool) -> None:
        """Name only who is there, or everybody."""
        self.feuille.projetee = projetee
        self.montrer()

    def demander(self) -> None:
        """Begin to point."""
        self.feuille.allumer(pointe=True)
        self.feuille.focus()

    def quitter(self) -> None:
        """Leave the sheet; the letters are forgotten."""
        self.feuille.allumer(pointe=False)
        self.feuille.action_suivante()

    def fermer(self) -> bool:
        """Close the line that asks, if it is open."""
        if not self._invite.display:
            return False
        self._invite.close()
        self.feuille.focus()
        return True

    def tous(self) -> None:
        """Point all those who are expected."""
        said: list[int] = []
        if self._faire(lambda: said.append(self._direct.pointer_tous())):
            self._lu.lire_feuille()
            self.montrer()
            count = counted(said[0], "pointé présent")
            self.post_message(self.Fait(count if said[0] else "personne n'était attendu"))

    # Gestures.

    @on(Feuille.Pointe)
    def _pointe(self, event: Feuille.Pointe) -> None:
        """Save a statut."""
        event.stop()
        statut = StatutPresence(event.statut)
        self._ecrire(event.record, lambda: self._direct.pointer(event.record, statut), statut.lower())

    @on(Feuille.Demande)
    def _demande(self, event: Feuille.Demande) -> None:
        """Save what a sign says, or ask who stands for somebody."""
        event.stop()
        record, ligne = event.record, self._lu.pointees.get(event.record)
        if ligne is None:
            return
        if event.quoi == "represente":
            self._represente = record
            self._invite.ask(f"{ligne.nom} représenté par", exemple="quelques lettres du nom, Entrée")
        elif event.quoi == "distance":
            far = not (ligne.statut == PRESENT and ligne.a_distance)
            mode = ModePresence.A_DISTANCE if far else ModePresence.SUR_PLACE
            said = "présent en visio" if far else "présent sur place"
            self._ecrire(record, lambda: self._direct.pointer(record, StatutPresence.PRESENT, mode=mode), said)
        elif event.quoi == "absent":
            self._ecrire(record, lambda: self._direct.pointer(record, StatutPresence.ABSENT), "absent")
        elif event.quoi == "emarge":
            signed = ligne.emarge is not True
            said = "a émargé" if signed else "n'a pas émargé"
            self._ecrire(record, lambda: self._direct.emarger(record, emarge=signed), said)
        elif ligne.depart:
            self._ecrire(record, lambda: self._direct.pointer(record, StatutPresence.PRESENT), "de retour")
        else:
            self._ecrire(record, lambda: self._direct.partir(record), "départ noté")

    @on(Feuille.Invitee)
    def _invitee(self, event: Feuille.Invitee) -> None:
        """Ask for a guest."""
        event.stop()
        self._represente = None
        self._invite.ask("Invité", event.texte, exemple="nom, organisme ou commune")

    @on(Invite.Said)
    def _dit(self, event: Invite.Said) -> None:
        """Save what was asked for."""
        event.stop()
        record = self._represente
        if not event.text:
            self.fermer()
        elif record is not None:
            par = resoudre(event.text, self._lu.noms())
            statut = StatutPresence.REPRESENTE
            if self._ecrire(
                record,
                lambda: self._direct.pointer(record, statut, represente_par=par),
                f"représenté par {par}",
            ):
                self.fermer()
        elif self._inviter(event.text):
            self.fermer()

    @on(Invite.Rested)
    @on(Invite.Changed)
    def _silence(self, event: Invite.Rested | Invite.Changed) -> None:
        """Keep what is asked for to ourselves."""
        event.stop()

    def _inviter(self, text: str) -> bool:
        """Add « nom, organisme ou commune »."""
        nom, _, ou = (part.strip() for part in text.partition(","))
        place = resoudre(ou, self._lu.communes()) if ou else ""
        insee = self._lu.insee(place) if place else None
        made: list[str] = []
        if not self._faire(
            lambda: made.append(self._direct.inviter(nom, None if insee else ou or None, commune=insee))
        ):
            return False
        self._montrer(made[0], "présent")
        return True

    def _ecrire(self, record: str, work: Callable[[], object], said: str) -> bool:
        done = self._faire(work)
        if done:
            self._montrer(record, said)
        return done

    def _montrer(self, record: str, said: str) -> None:
        ligne = self._lu.lire_pointee(record)
        if ligne is not None:
            self.feuille.changer(ligne)
            tue = self.feuille.projetee and ligne.statut not in LA  # the room sees the last gestures too
            self.post_message(self.Fait("présence enregistrée" if tue else f"{ligne.nom} : {said}"))
