"""An error that nobody foresaw ends the program with a sentence, the work saved; the details go to the log."""

import shutil
import sys
from pathlib import Path

from tests.terminal.poste import FOOT, Poste, no_traceback
from tests.terminal.terminal import Terminal

BROKEN = """
from pvd_tui.cli import main
from screens.communes import CommunesPage

def broken(self):
    raise RuntimeError("imprévu")

CommunesPage.on_mount = broken
main()
"""


def test_an_unexpected_error_is_a_sentence_and_exit_code_1(poste: Poste, demonstration: Path) -> None:
    """No traceback on the screen, the terminal given back, the log says what happened."""
    shutil.copy(demonstration, poste.base)
    terminal = Terminal([sys.executable, "-c", BROKEN], poste.env)
    try:
        terminal.see("[1 Accueil]", FOOT)
        terminal.press("2")
        assert terminal.end() == 1
    finally:
        terminal.close()
    no_traceback(terminal, (b"Traceback", b"RuntimeError"))
    said = terminal.raw.decode()
    assert "erreur inattendue" in said
    assert "Votre travail est enregistré." in said
    assert terminal.raw.count(b"\x1b[?1049l") == 1
    logs = list(poste.home.rglob("pvd.log"))
    assert ["RuntimeError: imprévu" in log.read_text(encoding="utf-8") for log in logs] == [True]
