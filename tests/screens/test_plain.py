"""User text on screen: to the letter, and never an order to the terminal."""

import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App
from textual.content import Content

from screens.plain import clean, fit, storable
from screens.widgets.bandeau import Bandeau
from screens.widgets.panneau import Panneau
from screens.widgets.plain import Plain, plier
from tests.screens.petit import Petit

text = st.text(st.one_of(st.characters(), st.sampled_from("[]\\/\u00a0\u202f\u0301é\x1b\x07\x9b\u202e日")), max_size=40)


@given(text, st.integers(0, 30), st.booleans())
def test_a_cell_has_the_width_that_was_asked(typed: str, width: int, right: bool) -> None:  # noqa: FBT001 - hypothesis gives it by place
    """Whatever is typed, a cell never pushes its neighbours."""
    assert cell_len(fit(typed, width, right=right)) == width


@given(text)
def test_only_control_characters_vanish(typed: str) -> None:
    """Every character that can be seen is still there, in its order; none is an order to the terminal."""
    seen = [c for c in unicodedata.normalize("NFC", typed) if unicodedata.category(c) not in ("Cc", "Cf", "Cs")]
    seen = [" " if unicodedata.category(c)[0] == "Z" else c for c in seen]
    shown = [" " if c.isspace() else c for c in clean(typed) if c != "\ufffd" or c in typed]
    assert [c for c in shown if c != " "] == [c for c in seen if c != " "]
    assert not [c for c in clean(typed) if unicodedata.category(c) in ("Cc", "Cf", "Cs")]
    clean(typed).encode()


@given(text)
def test_what_is_kept_of_a_paste_can_be_stored(typed: str) -> None:
    """A paste keeps everything but control characters, and can be encoded."""
    assert "\x1b" not in storable(typed)
    assert "\n" not in storable(typed)
    storable(typed, lines=True).encode()
    assert storable("un\r\ndeux\tfin", lines=True) == "un\ndeux fin"
    assert storable("1\u202f000\u00a0€") == "1\u202f000\u00a0€"


async def test_titles_and_lines_show_markup_to_the_letter(
    petit: Petit, ecran: Callable[[App[Any]], str], hostile: str, visible: str
) -> None:
    """Panel titles, the status line, the path and plain texts neither fail nor lose a bracket."""
    async with petit.run_test(size=(140, 30)) as pilot:
        await pilot.press("3")
        page = petit.screen
        page.query_one("#liste", Panneau).titrer(hostile, hostile)
        page.query_one("#detail", Plain).say(hostile)
        petit.say(hostile, "alerte")
        page.query_one(Bandeau).show(petit.entete([hostile]))
        await pilot.pause()
        assert ecran(petit).count(visible) == 5


@pytest.mark.parametrize("width", [16, 20, 24, 31, 60])
def test_a_line_breaks_where_french_breaks_it(width: int) -> None:
    """Never within an amount, after « nor before ; and nothing is lost."""
    said = "Fonds vert · 378\u00a0000\u00a0€ demandés ; « Fiche-projet » : 25 % au plus !\nFin"
    drawn = plier(Content(said), width).plain
    assert drawn.replace("\n", " ").split() == said.split()
    for line in drawn.split("\n"):
        assert cell_len(line) <= width
        assert line[:1] not in set("»:;!?€%0")
        assert line.rstrip()[-1:] not in {"«", "8"}
