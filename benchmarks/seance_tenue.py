"""Who holds the séance with the keyboard, from its opening to its closing, and the battery that dies meanwhile."""

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, Final

from benchmarks import seance_texte as texte
from pvd_tui.demo.territoire import COMMUNES, nom
from tests.terminal.salle import dite

if TYPE_CHECKING:
    from benchmarks.seance_poste import Poste
    from tests.terminal.terminal import Terminal

F2, F4, CLORE, ENTREE, QUITTER = "f2", "\x1bOS", "\x13", "entree", "ctrl+q"
NAMED: Final = frozenset({"tab", F2, F4, CLORE, ENTREE, QUITTER})
KEY: Final = 0.2
"""Seconds between two keys of a quick typist, in life."""
COUPURE: Final = 71
"""The minute of the crash."""


class Greffiere:
    """Who holds the séance with the keyboard, at her own pace."""

    def __init__(self, terminal: "Terminal", vitesse: float) -> None:
        """Sit down before a terminal."""
        self.terminal = terminal
        self.vitesse = vitesse
        self.begin = time.monotonic()
        self.notes = 0
        self.typed: list[str] = []
        self.answers: list[float] = []
        """Milliseconds from Entrée to « enregistré »."""
        self.cuts: list[float] = []
        """Seconds from each death to the séance on screen again."""
        self.late = 0.0

    def at(self, minute: float) -> None:
        """Wait for this minute of the meeting."""
        left = self.begin + minute * 60 / self.vitesse - time.monotonic()
        if left > 0:
            self.terminal.read_for(left)
        else:
            self.late = max(self.late, -left)

    def type(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            for one in [key] if key in NAMED else key:
                self.terminal.press(one)
                self.terminal.read_for(KEY / self.vitesse)

    def enter(self, ligne: texte.Ligne) -> None:
        """Type a line, with its strip where it is a suite; wait until it is said to be recorded."""
        self.type(ligne.texte)
        if ligne.texte.startswith("*"):
            self.type("tab", ligne.pilote, "tab", ligne.echeance, "tab", "tab")  # the communes that the line names
        self.recorded(ligne)

    def recorded(self, ligne: texte.Ligne) -> None:
        """Press Entrée, and wait until the line is said to be recorded."""
        self.notes += not ligne.texte.startswith(";")
        begin = time.perf_counter()
        self.terminal.press(ENTREE)
        self.terminal.wait(lambda text: dite(text, ligne.texte, self.notes), ligne.texte)
        self.answers.append((time.perf_counter() - begin) * 1000)
        self.typed.append(ligne.texte)

    def point(self, letters: str, *gesture: str) -> None:
        """Point somebody found by a few letters."""
        self.type(F4, letters, *(gesture or (" ",)), ENTREE, F4)

    def guest(self, said: str) -> None:
        """Add somebody who is not on the sheet."""
        self.type(F4, "+", said, ENTREE, F4)

    def next_point(self, _: None) -> None:
        """Begin the next point."""
        self.type(F2)


def held(poste: "Poste", vitesse: float) -> Greffiere:
    """Hold the séance, crash and all, and close it; give who did."""
    terminal = poste.open()
    terminal.see("À faire", "F10 Menu")
    terminal.press("4")
    terminal.see("4 Clubs", "halles", "F10 Menu")
    terminal.press(ENTREE)
    terminal.see("Ordre du jour", "E En direct")
    terminal.press("E")
    terminal.see("Pas encore ouverte")
    who = Greffiere(terminal, vitesse)
    who.type(ENTREE)
    terminal.see("séance ouverte")
    who.type(F4, *(part for letters in texte.A_L_HEURE for part in (letters, " ", ENTREE)), F4)
    who.point("valer", " ", " ")  # excusé
    who.point("bourra", "=", "charme", ENTREE)  # représenté par
    for minute, gesture, said in agenda():
        who.at(minute)
        gesture(who, said)
        if minute >= COUPURE and not who.cuts:
            cut(poste, who)
    _kept(poste, who, "direct")
    _closed(poste, who)
    return who


def agenda() -> Iterator[tuple[float, Callable[[Greffiere, Any], None], Any]]:
    """Give what is done at which minute: lines, points, who comes late, the guest."""
    communes = [nom(insee) for insee in COMMUNES]
    moments: list[tuple[float, Callable[[Greffiere, Any], None], Any]] = [
        (one.minute, Greffiere.enter, one) for one in texte.lignes(communes)
    ]
    moments += [(minute, Greffiere.point, letters) for minute, letters in texte.EN_RETARD.items()]
    begun = 1.0
    for _, duree in texte.POINTS:
        moments.append((begun, Greffiere.next_point, None))
        begun += duree * 0.95
    moments.append((33.0, Greffiere.guest, ", ".join(texte.INVITEE)))
    return iter(sorted(moments, key=lambda one: one[0]))


def cut(poste: "Poste", who: Greffiere) -> None:
    """Let the battery die in the middle of a line; open the program, be led back, go on."""
    who.type("la phrase que personne n'a finie de ta")
    who.terminal.read_for(1.2)
    poste.cut(who.terminal)
    begin = time.monotonic()
    who.terminal = poste.open()
    who.terminal.see("2026-2 interrompue à", "Entrée reprendre")
    _kept(poste, who, "interrompue")
    who.terminal.press(ENTREE)
    who.terminal.see(f"séance reprise : {who.notes} notes retrouvées", "personne n'a finie de ta")
    who.cuts.append(time.monotonic() - begin)
    _kept(poste, who, "reprise")
    who.type("per")
    who.recorded(texte.Ligne(COUPURE, "la phrase que personne n'a finie de taper"))


def _closed(poste: "Poste", who: Greffiere) -> None:
    who.terminal.press(CLORE)
    who.terminal.see("À compléter avant de clore")
    _kept(poste, who, "revue")
    who.terminal.press(CLORE)
    who.terminal.see("Séance close")
    _kept(poste, who, "close")
    who.terminal.press(QUITTER)
    who.terminal.end()
    who.terminal.close()


def _kept(poste: "Poste", who: Greffiere, name: str) -> None:
    """Keep the screen as text."""
    (poste.home / f"{name}.txt").write_text(who.terminal.text, "utf-8")
