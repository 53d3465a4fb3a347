"""The key map keeps its promises: no AltGr, nothing a browser or tmux takes, French names."""

import pytest
from textual.binding import Binding

from screens.driver import without_kitty
from screens.keys import KEYS, binding, key_name
from screens.plain import fold
from screens.shell import Shell
from screens.widgets.champ import Champ
from screens.widgets.table import Table
from screens.widgets.texte import Texte

ALTGR = set("@#{}[]|\\^~€`")
TAKEN = {"ctrl+n", "ctrl+t", "ctrl+w", "ctrl+tab", "f11", "ctrl+b", "ctrl+j", "ctrl+i", "ctrl+m", "ctrl+h"}
"""By browsers, Windows Terminal, tmux, or the bytes of a terminal."""


def test_no_key_needs_altgr() -> None:
    """Every key of the map, and of our widgets, is typed on AZERTY without AltGr."""
    widgets = [b for cls in (Shell, Table, Champ, Texte) for b in Binding.make_bindings(cls.BINDINGS)]
    keys = [*(key for each in KEYS.values() for key in each.keys.split(",")), *(b.key for b in widgets)]
    names = {b.key for b in Binding.make_bindings([Binding(",".join(sorted(ALTGR)), "x")])}
    assert not ALTGR & set(keys)
    assert not names & set(keys)
    assert not [key for key in keys if "alt+" in key and key != "alt+backspace"]


def test_no_key_of_the_map_is_taken_by_the_terminal() -> None:
    """What a browser, tmux or the terminal keeps is not in the map."""
    assert not TAKEN & {key for each in KEYS.values() for key in each.keys.split(",")}


def test_nothing_that_one_types_has_priority() -> None:
    """A letter, a digit or a sign never acts before the text field that has the focus."""
    for each in KEYS.values():
        for key in each.keys.split(","):
            strong = key.startswith("ctrl+") or (key.removeprefix("shift+")[:1] == "f" and len(key) > 1)
            assert strong or key in {"enter", "tab"} or not each.priority, each.id


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("enter", "Entrée"),
        ("shift+tab", "Maj+Tab"),
        ("ctrl+p", "Ctrl+P"),
        ("f10", "F10"),
        ("shift+f6", "Maj+F6"),
        ("n", "n"),
        ("f", "f"),
        ("colon", ":"),
        ("pageup", "Pg préc."),
    ],
)
def test_keys_have_french_names(key: str, name: str) -> None:
    """A key is called as it is printed on a French keyboard."""
    assert key_name(key) == name


def test_a_binding_carries_its_id() -> None:
    """Every binding can be remapped by its id."""
    made = binding("liste.nouveau", "nouveau", "Nouvelle")
    assert (made.id, made.key, made.description) == ("liste.nouveau", "n", "Nouvelle")
    assert all("." in key_id for key_id in KEYS)


def test_the_driver_never_asks_for_the_kitty_protocol() -> None:
    """Only the requests of that protocol are taken out of what is written."""
    assert without_kitty("a\x1b[>1ub\x1b[<uc\x1b[>25ud\x1b[=1;1u") == "abcd"
    assert without_kitty("\x1b[1;31mune rue\x1b[?25lu") == "\x1b[1;31mune rue\x1b[?25lu"


def test_searching_ignores_accents_hyphens_and_case() -> None:
    """« ile d aix » finds « Île-d'Aix »."""
    assert fold("Île-d'Aix") == fold("ILE D’AIX") == "ile d aix"
    assert fold("Œuvre") == "oeuvre"
