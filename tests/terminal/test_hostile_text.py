"""Text that holds orders to a terminal is drawn as text, wherever it came from."""

import re
from collections.abc import Callable

from storage.store import Store
from tests.storage.laptops import an_action
from tests.terminal.poste import FOOT, Poste, no_traceback

HOSTILE = "[/] [b]Halle[/b]\x1b]0;vole\x07\x1b[31m\x1b]52;c;dm9sZQ==\x1b\\\x9b2J\x1b[?1049l \u202efin"

OURS = re.compile(rb"\x1b\]22;[a-z-]*\x07")
"""The one thing that the program itself says so: the shape of the mouse's pointer."""


def test_no_order_of_a_title_reaches_the_terminal(one_action: Callable[[], Poste]) -> None:
    """Neither a title written by another program nor the search for it sets a window title or a clipboard."""
    poste = one_action()
    with Store.open(poste.base) as store:
        record = an_action(store, titre="Halle piégée", description=HOSTILE)
        store.connection.execute("UPDATE action SET titre = ?, titre_tri = '' WHERE id = ?", (HOSTILE, record))
    terminal = poste.open()
    terminal.see("[1 Accueil]", FOOT)
    terminal.press("3")
    terminal.see("[3 Actions]", "[/] [b]Halle[/b]", "Réhabilitation")
    terminal.press("haut", "entree")
    terminal.see("Visible par")
    terminal.press("f3")
    terminal.see("Tapez quelques lettres")
    terminal.press("piegee")
    terminal.see("►  Action")
    terminal.press("ctrl+q")
    assert terminal.end() == 0
    no_traceback(terminal)
    ours = OURS.sub(b"", terminal.raw)
    assert b"\x1b]" not in ours
    assert b"\x07" not in ours
    assert "\x9b" not in ours.decode()
    assert ours.count(b"\x1b[?1049l") == 1
    assert "\u202e".encode() not in ours
