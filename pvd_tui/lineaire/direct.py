"""A séance being held, line by line: one types, each line is on the disk when it is answered (experience.md §5.5)."""

from typing import TYPE_CHECKING, Final

from pvd_tui.domain.presence import StatutPresence
from pvd_tui.lineaire.dialogue import Dialogue
from pvd_tui.reports.seance_etat import phrases
from storage import seance_mots as choix
from storage.seance_dictee import ecrire
from storage.seances import SeanceEnDirect

if TYPE_CHECKING:
    from storage.store import Store

_AIDE: Final = (
    "Une ligne, puis Entrée : elle est enregistrée. Premier signe : ! décision, * suite, ? question, : information,",
    "+ retour d'expérience ; « ; » continue la ligne d'avant.",
    "Un point, puis une lettre : .p nom présent ; .e nom excusé ; .a nom absent ; .d nom départ ; .i nom invité ;",
    ".s point suivant ; .o où en est-on ; .c clore ; .? cette aide. Entrée seule revient, la séance reste ouverte.",
)
_STATUTS: Final = {"p": StatutPresence.PRESENT, "e": StatutPresence.EXCUSE, "a": StatutPresence.ABSENT}


def tenir(dialogue: Dialogue, store: "Store") -> None:
    """Hold the séance that is open, or the day's, until one goes back or closes it."""
    record = dialogue.tenter(lambda: choix.seance(store, choix.OUVERTE))
    if record is None:
        return
    direct = SeanceEnDirect(store, record, store.today)
    if not direct.ouverte and dialogue.tenter(lambda: direct.ouvrir() or True) is None:
        return
    _ou(dialogue, direct)
    dialogue.dire(*_AIDE)
    while direct.ouverte:
        typed = dialogue.demander("Note")
        if not typed:
            dialogue.dire("La séance reste ouverte.")
            return
        if typed.startswith("."):
            _geste(dialogue, direct, typed[1:2].lower(), typed[2:].strip())
        elif said := dialogue.tenter(lambda line=typed: ecrire(direct, line)):  # type: ignore[misc] # the line as it is now
            dialogue.dire(said)


def _geste(dialogue: Dialogue, direct: SeanceEnDirect, lettre: str, nom: str) -> None:
    """Do what a letter asks, and say what was recorded."""

    def work() -> str:
        if lettre in _STATUTS:
            record, name = choix.personne(direct, nom)
            direct.pointer(record, _STATUTS[lettre])
            return f"enregistré {name} : {_STATUTS[lettre].lower()}"
        if lettre == "d":
            record, name = choix.personne(direct, nom)
            direct.partir(record)
            return f"enregistré {name} : départ"
        if lettre == "i":
            direct.inviter(nom)
            return f"enregistré {nom} : présent"
        if lettre == "s":
            return "enregistré : point suivant" if direct.point_suivant() else "L'ordre du jour est terminé."
        if lettre == "c":
            direct.clore()
            return "enregistré : séance close. « pvd seance clore » dit ce qui manque ; elle se rouvre sept jours."
        return "\n".join(_AIDE) if lettre != "o" else ""

    if (said := dialogue.tenter(work)) is None:
        return
    if lettre in {"o", "s"}:
        _ou(dialogue, direct)
    if said:
        dialogue.dire(said)


def _ou(dialogue: Dialogue, direct: SeanceEnDirect) -> None:
    dialogue.dire(*phrases(direct))
