"""`pvd demo` in a real terminal: what a newcomer sees first, and every way in and out of it."""

import re

import pytest

from tests.terminal.poste import FOOT, Poste, no_traceback

KITTY = re.compile(rb"\x1b\[[<>=?][0-9;]*u")


@pytest.mark.parametrize("size", [(80, 24), (100, 30)])
def test_the_demonstration_shows_a_filled_dashboard(demo: Poste, size: tuple[int, int]) -> None:
    """Names, counts and what waits are there, and the screen says that it is a demonstration."""
    terminal = demo.open("demo", size=size, is_cold=True)
    shown = terminal.see("Accueil", "DÉMONSTRATION", "À faire (", "reprise", "J+", FOOT)
    assert max(map(len, shown.splitlines())) <= size[0]
    terminal.press("ctrl+q")
    assert terminal.end() == 0
    no_traceback(terminal)


def test_every_mode_opens_by_its_digit_and_by_its_azerty_twin(demo: Poste) -> None:
    """`2` and `é` are one key: nobody needs Maj to change mode."""
    terminal = demo.open("demo")
    terminal.see("[1 Accueil]", FOOT)
    ways = [("2", "2 Communes"), ("3", "3 Actions"), ("4", "4 Clubs"), ("1", "1 Accueil")]
    ways += [("é", "2 Communes"), ('"', "3 Actions"), ("'", "4 Clubs"), ("&", "1 Accueil"), ("è", "7 Synchro")]
    for key, name in [*ways, ("2", "2 Communes"), ("7", "7 Synchro")]:
        terminal.press(key)
        terminal.see(f"[{name}]", f"\n {name[2:]} ", FOOT)
    terminal.press("ctrl+q")
    assert terminal.end() == 0
    no_traceback(terminal)


def test_help_places_search_and_commands_open_and_close(demo: Poste) -> None:
    """F1, F2, F3 and F10 open over the page; Échap gives it back as it was."""
    terminal = demo.open("demo", size=(80, 24))
    terminal.see("À faire (", "reprise", FOOT)
    for key, words in (
        ("f1", ("Touches", "Échap Fermer")),
        ("f2", ("Aller à", "Échap Fermer")),
        ("f3", ("Chercher partout", "Tapez quelques lettres")),
        ("f10", ("toutes les commandes", "Aller : Communes")),
    ):
        terminal.press(key)
        terminal.see(*words)
        terminal.press("echap")
        terminal.lose(*words)
        terminal.see("À faire (", FOOT)
    terminal.press("ctrl+q")
    assert terminal.end() == 0
    no_traceback(terminal)


def test_the_kitty_protocol_is_never_asked_for(demo: Poste) -> None:
    """With it, Windows Terminal drops every AltGr character of an AZERTY keyboard."""
    terminal = demo.open("demo")
    terminal.see("À faire (", FOOT)
    terminal.press("f3")
    terminal.see("Tapez quelques lettres")
    terminal.press("ctrl+q")
    assert terminal.end() == 0
    assert KITTY.search(b"\x1b[>1u")
    assert not KITTY.search(terminal.raw)


def test_without_colours_nothing_is_lost(demo: Poste) -> None:
    """NO_COLOR: only greys are sent, and the words say all that colours say."""
    terminal = demo.open("demo", NO_COLOR="1")
    terminal.see("À faire (", "conflit", "! J+", "J-", FOOT)
    assert all(_grey(colour) for colour in terminal.colours)
    terminal.press("ctrl+q")
    assert terminal.end() == 0
    coloured = demo.open("demo")
    coloured.see("À faire (", FOOT)
    assert not all(_grey(colour) for colour in coloured.colours)


def test_a_window_too_small_says_so_and_gives_the_page_back(demo: Poste) -> None:
    """Below 60×18 one plain sentence, with the size that is needed; larger again, the page is there."""
    terminal = demo.open("demo", size=(80, 24))
    terminal.see("À faire (", FOOT)
    terminal.resize(50, 15)
    shown = terminal.see("Agrandissez la fenêtre", "60×18", "50×15", "Rien n'est perdu.")
    assert "À faire" not in shown
    terminal.resize(80, 24)
    terminal.see("À faire (", "reprise", FOOT)
    terminal.lose("Agrandissez")
    terminal.press("ctrl+q")
    assert terminal.end() == 0
    no_traceback(terminal)


def _grey(colour: str) -> bool:
    """Whether a colour of pyte has no hue."""
    if colour in {"default", "black", "white"}:
        return True
    return len(colour) == 6 and colour[:2] == colour[2:4] == colour[4:]
