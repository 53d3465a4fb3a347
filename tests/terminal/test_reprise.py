"""An action found, edited and left in the middle of a field: what is finished is saved, the rest is offered again."""

import shutil
from pathlib import Path

from tests.terminal.poste import FOOT, Poste, no_traceback


def test_leaving_in_the_middle_of_a_field_loses_nothing(poste: Poste, demonstration: Path) -> None:
    """Ctrl+Q asks nothing: the title that was left is saved, the half-typed cost is a draft, offered on return."""
    shutil.copy(demonstration, poste.base)
    terminal = poste.open(size=(100, 30))
    terminal.see("À faire (", FOOT)
    terminal.press("f3")
    terminal.see("Tapez quelques lettres")
    terminal.press("tiers gare")
    terminal.see("►  Action", "Tiers-lieu de la gare")
    terminal.press("entree")
    terminal.see("Visible par", "Titre                      Tiers-lieu de la gare", "Ctrl+S")
    terminal.press("fin", ", tranche 1", "tab")
    terminal.see("Tiers-lieu de la gare, tranche 1", "Brouillon gardé")
    for step in ("Entrée Choisir", "Entrée Choisir", "", ""):  # phase, statut, échéance, coût
        terminal.see(step)
        terminal.press("tab")
    terminal.press("fin", "7")
    terminal.see("7")
    terminal.press("ctrl+q")
    assert terminal.end() == 0
    no_traceback(terminal)

    found = poste.read("chercher", "tiers-lieu gare tranche")
    assert [hit["titre"] for hit in found] == ["Tiers-lieu de la gare, tranche 1"]
    action = poste.read("voir", "action", found[0]["id"])
    assert action["titre"] == "Tiers-lieu de la gare, tranche 1"

    back = poste.open(size=(80, 24))
    back.see("►  reprise   Hirson", FOOT)
    back.press("entree")
    back.see("Vous en étiez à « ", "curseur replacé")
    back.press("ctrl+q")
    assert back.end() == 0
    no_traceback(back)
