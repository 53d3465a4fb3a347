"""A séance being held, offline: one line typed is one thing on the disk (experience.md §5.5).

    the line     `screens.widgets.saisie_direct`: it has the focus whenever nobody points presences
    the journal  `screens.widgets.journal`: ↑ goes into it, to change, tag, link, make a suite of a note
    the sheet    `screens.en_direct_pointage`: F4

Nothing here tells of the network: a synchronisation goes on behind, and only the slot at the top says so.
"""

from importlib import import_module
from typing import ClassVar

from textual import events, on
from textual.binding import BindingType

from screens.aide import Aide
from screens.en_direct_journal import JournalDirect
from screens.en_direct_pointage import PointageDirect
from screens.en_direct_vue import ECHAP
from screens.keys import binding


class EnDirectPage(JournalDirect):
    """The live page of one séance."""

    AUTO_FOCUS = "#saisie"
    OVERRIDES = frozenset({"aller", "synchroniser", "exporter"})
    BINDINGS: ClassVar[list[BindingType]] = [
        binding("direct.point", "point"),
        binding("direct.presences", "presences"),
        binding("direct.decision", "genre('Décision')"),
        binding("direct.question", "genre('Question')"),
        binding("direct.suite", "genre('Action')"),
        binding("direct.clore", "clore"),
        binding("direct.rouvrir", "rouvrir"),
        binding("direct.pause", "pause", show=False),
        binding("direct.projeter", "projeter", show=False),
        binding("direct.tous", "tous", show=False),
        binding("curseur.haut", "bouger(-1)", show=False),
        binding("curseur.bas", "bouger(1)", show=False),
        binding("curseur.page_haut", "bouger(-1, True)", show=False),
        binding("curseur.page_bas", "bouger(1, True)", show=False),
        binding("page.retour", "retour", "Note"),
    ]
    aide = Aide(
        "La séance en direct",
        "Une ligne tapée, puis Entrée : elle est enregistrée sur le disque, avec son heure et le point en cours. "
        "Premier signe : ! décision, * suite à donner, ? question, : information, + retour d'expérience (RETEX), "
        "; continue la note d'avant ; rien : une note. Tab propose des liens vers les communes et les actions que la "
        "ligne nomme ; dans une suite, Tab passe au pilote, à l'échéance, aux communes, et complète ce qui est "
        "commencé. ↑ va dans le journal : Entrée modifie, un signe change le genre, * en fait une suite, Espace dit "
        "qu'une question a sa réponse, Suppr retire. Ctrl+Z annule le dernier geste de la séance.",
        "Notez ce qui est décidé et qui le fait, non ce que valent les personnes : ces lignes se transmettent. "
        "Maj+F4 prépare l'écran pour la projection.",
    )

    # The séance.

    def action_point(self) -> None:
        """Begin the next point."""
        made: list[str | None] = []

        def write() -> None:
            with self.store.transaction():
                if self.lu.ouverte is None:
                    self.direct.ouvrir()
                made.append(self.direct.point_suivant())

        if not self.lu.points:
            self.say("Pas d'ordre du jour : il se prépare dans la fiche de la séance. Rien n'a changé.", "info")
            return
        if self._close or not self._faire(write):
            return
        self._relire()
        titre = next((point.titre for point in self.lu.points if point.id == made[0]), None)
        self._fait(f"point « {titre} » commencé" if titre else "ordre du jour terminé")

    def action_pause(self) -> None:
        """Stop the timer, or let it go on."""
        point = next((p for p in self.lu.points if p.id == self.lu.seance["point_courant"]), None)
        stopped = point is not None and point.suspendu is not None
        if self._faire(self.direct.reprendre if stopped else self.direct.suspendre):
            self.lu.lire_seance()
            self._montrer_minuteur()
            self._fait("reprise" if stopped else "suspension de séance")

    def action_clore(self) -> None:
        """Review what is incomplete, then close."""
        self.leave()
        try:
            revue = import_module("screens.revue_seance").RevueSeancePage
        except ModuleNotFoundError:
            self._clore_ici()
        else:
            self.app.push_screen(revue(self.record))

    def _clore_ici(self) -> None:
        """Close at the second Ctrl+S."""
        if self._clore is None:
            self._clore = self.set_timer(ECHAP, self._plus_clore)
            self.say("Ctrl+S encore une fois clôt la séance ; elle se rouvre pendant sept jours.", "alerte")
        elif self._faire(self.direct.clore):
            self._relire()
            self._fait("séance close")

    def _plus_clore(self) -> None:
        self._clore = None

    def action_rouvrir(self) -> None:
        """Open again a séance that was closed."""
        if self._faire(self.direct.rouvrir):
            self._relire()
            self._fait("séance rouverte")

    def action_annuler(self) -> None:
        """Take back what is being typed, else the last gesture of this séance."""
        if self._saisie.champ.value:
            self._saisie.champ.action_undo()
            return
        undone = self.tenter(self.direct.annuler)
        if undone is None:
            self.say("Rien à annuler dans cette séance.", "info")
            return
        self._relire()
        self._fait(f"annulé : {undone.titre}")

    def action_retablir(self) -> None:
        """Put back what was just taken back."""
        if self._saisie.champ.value:
            self._saisie.champ.action_redo()
            return
        done = self.tenter(self.direct.retablir)
        if done is not None:
            self._relire()
            self._fait(f"rétabli : {done.titre}")

    # The sheet, the room.

    def action_presences(self) -> None:
        """Point presences, or come back to the line."""
        if self.has_class("-pointage"):
            self._vers_saisie()
        else:
            self.add_class("-pointage")
            self._pointage.demander()

    def action_panneau(self, step: int) -> None:
        """Go to the other panel."""
        _ = step
        self.action_presences()

    def _vers_saisie(self) -> None:
        if self.has_class("-pointage"):
            self.remove_class("-pointage")
            self._pointage.quitter()
        self._saisie.champ.focus()
        self._compter()

    @on(PointageDirect.Fait)
    def _pointe(self, event: PointageDirect.Fait) -> None:
        """Count again after each presence."""
        self._compter()
        self._fait(event.phrase)

    def action_tous(self) -> None:
        """Point all those who are expected."""
        self._pointage.tous()

    def action_projeter(self) -> None:
        """Hide the names for a screen that the room sees, or show them again."""
        self.toggle_class("-projection")
        projetee = self.has_class("-projection")
        self._pointage.projeter(projetee=projetee)
        self._compter()
        self.say("Écran projeté : les noms sont cachés. Maj+F4 les montre." if projetee else "Noms montrés.", "info")

    def action_retour(self) -> None:
        """One step back: to the line first; out of the page at a second Échap."""
        if self.has_class("-pointage"):
            if not self._pointage.fermer():
                self._vers_saisie()
        elif self._lien is not None:
            self._lien = None
            self._titrer()
        elif self._saisie.en_bande:
            self._saisie.champ.focus()
        elif self._modifiee is not None or self._cible is not None:
            if self._modifiee is not None:
                self._faire(self._brouillon.oublier_retouche)
            self._quitter_note()
        elif self._journal.choisie is not None:
            self._choisir(None)
        elif self._echap is None:
            self._echap = self.set_timer(ECHAP, self._plus_echap)
            self.say("Échap encore une fois sort de cet écran ; la séance reste ouverte.", "info")
        else:
            super().action_retour()

    def _plus_echap(self) -> None:
        self._echap = None

    def on_resize(self, event: events.Resize) -> None:
        """Say the counts where there is room for them."""
        super().on_resize(event)
        if self.is_mounted:
            self.call_after_refresh(self._compter)

    def on_click(self, event: events.Click) -> None:
        """Type on, wherever one clicked."""
        super().on_click(event)
        if self.focused is None:
            self._vers_saisie()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what makes sense in the present state of the séance."""
        if not self.is_mounted:
            return super().check_action(action, parameters)
        offered = {
            "rouvrir": self._close,
            "point": not self._close,
            "clore": not self._close,
            "pause": bool(self.lu.seance["point_courant"]),
            "tous": self.has_class("-pointage"),
            "retour": True,
            "panneau": True,
        }
        return offered[action] if action in offered else super().check_action(action, parameters)
