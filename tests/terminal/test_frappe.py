"""Somebody who types faster than the screen draws: each key acts where the one before it led."""

from collections.abc import Callable

from tests.terminal.poste import FOOT, Poste, no_traceback


def test_what_is_typed_at_once_after_tab_goes_to_the_next_field(one_action: Callable[[], Poste]) -> None:
    """A title, Tab, three times Tab, a date, Tab, an amount, Tab, a name: sent in one piece, each in its field."""
    poste = one_action()
    terminal = poste.open()
    terminal.see("[1 Accueil]", FOOT)
    terminal.press("3")
    terminal.see("[3 Actions]", "Réhabilitation des halles")
    terminal.press("entree")
    terminal.see("Visible par", "Pilote", "Ctrl+S")
    terminal.press("\x1b[F (suite)\t\t\t01/09/2027\t476000\tClaire Martin")
    terminal.see("Réhabilitation des halles (suite)", "01/09/2027", "Claire Martin")
    terminal.press("ctrl+q")
    assert terminal.end() == 0
    no_traceback(terminal)
    action = poste.read("lister", "action")[0]
    assert action["titre"] == "Réhabilitation des halles (suite)"
    assert action["echeance"] == "2027-09-01"


def test_what_is_typed_at_once_in_a_table_begins_each_cell_with_its_first_letter(
    one_action: Callable[[], Poste],
) -> None:
    """A number, Tab, a title, Entrée, and the next line, sent in one piece: no cell loses the letter that opens it."""
    poste = one_action()
    terminal = poste.open()
    terminal.see("[1 Accueil]", FOOT)
    terminal.press("3")
    terminal.see("[3 Actions]", "Réhabilitation des halles")
    terminal.press("entree")
    terminal.see("Visible par", "Pilote", "Ctrl+S")
    terminal.press("f2")
    terminal.see("Sous-opérations", "Échap Fermer")
    terminal.press("s")
    terminal.see("+ nouvelle sous-opération")
    terminal.press("1\tEtudes\r2\tTravaux\r")
    terminal.see("Etudes", "Travaux")
    terminal.press("ctrl+q")
    assert terminal.end() == 0
    no_traceback(terminal)
    found = poste.read("lister", "sous_operation")
    assert {(one["reference"], one["titre"]) for one in found} == {("1", "Etudes"), ("2", "Travaux")}


def test_what_is_typed_before_the_search_is_drawn_is_searched(demo: Poste) -> None:
    """F3, a word with the letters n and x, Entrée, in one piece: the letters are a search, never commands."""
    before = len(demo.read("lister", "action", base=demo.demo))
    terminal = demo.open("demo")
    terminal.see("[1 Accueil]", FOOT)
    terminal.press("3\x1bORtunnel x")
    terminal.see("[3 Actions]", "Chercher partout", "Rien ne correspond à « tunnel x ».")
    terminal.press("echap", "f3")
    terminal.see("Tapez quelques lettres")
    terminal.press("echap")
    terminal.lose("Tapez quelques lettres")
    terminal.press("\x1bORtiers-lieu de la gare\r")
    terminal.see("Visible par", "Tiers-lieu de la gare")
    terminal.press("ctrl+q")
    assert terminal.end() == 0
    no_traceback(terminal)
    assert len(demo.read("lister", "action", base=demo.demo)) == before


def test_keys_pressed_while_the_program_starts_harm_nothing(demo: Poste) -> None:
    """An impatient user: the first page comes, and whatever was pressed was a key, not an error."""
    terminal = demo.open("demo", is_cold=True)
    terminal.press("3", "entree", "x", "f3", "bas")
    terminal.see(FOOT, "DÉMONSTRATION")
    terminal.press("ctrl+q")
    assert terminal.end() == 0
    no_traceback(terminal)
