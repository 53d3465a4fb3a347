"""The fields: nothing typed is lost, nothing is replaced by surprise."""

import gc
import weakref
from collections.abc import Callable
from typing import Any

from textual.app import App, ComposeResult
from textual.containers import Vertical
from textual.widgets import TextArea

from screens.page import Page
from screens.widgets.champ import Champ
from screens.widgets.choix import Choice, Choix
from screens.widgets.pied import Pied
from screens.widgets.texte import GrandEditeur, Texte
from tests.screens.petit import Fiche, Petit

Shown = Callable[[App[Any]], str]


def _fiche(petit: Petit) -> Fiche:
    """Give the fiche on screen."""
    assert isinstance(petit.screen, Fiche)
    return petit.screen


async def test_typing_in_a_filled_field_replaces_nothing(petit: Petit) -> None:
    """A letter typed after Tab is added at the end; Ctrl+A and a letter replace, and Ctrl+Z brings all back."""
    async with petit.run_test() as pilot:
        await pilot.press("3", "enter", "x")
        champ = _fiche(petit).query_one("#titre", Champ)
        assert champ.value == "Halle du marchéx"
        await pilot.press("ctrl+a", "y")
        assert champ.value == "y"
        await pilot.press("ctrl+z", "ctrl+z")
        assert champ.value == "Halle du marché"
        await pilot.press("ctrl+y")
        assert champ.value == "Halle du marchéx"
        await pilot.press("ctrl+backspace")
        assert champ.value == "Halle du "


async def test_undo_goes_back_word_by_word(petit: Petit) -> None:
    """A word typed at once is taken back at once, and put back."""
    async with petit.run_test() as pilot:
        await pilot.press("3", "enter", *" neuf ici")
        champ = _fiche(petit).query_one("#titre", Champ)
        await pilot.press("ctrl+z")
        assert champ.value.startswith("Halle du marché neuf")
        assert champ.value != "Halle du marché neuf ici"
        await pilot.press(*["ctrl+z"] * 5)
        assert champ.value == "Halle du marché"
        await pilot.press(*["ctrl+y"] * 6)
        assert champ.value == "Halle du marché neuf ici"


async def test_a_field_says_when_it_rests_and_when_it_is_left(petit: Petit) -> None:
    """The rest tells the text; leaving tells whether it changed."""
    async with petit.run_test() as pilot:
        await pilot.press("3", "enter", "tab", "shift+tab", "!")
        await pilot.pause(0.1)
        await pilot.press("tab")
        await pilot.pause()
        fiche = _fiche(petit)
        assert fiche.typed == ["Halle du marché!"]
        assert fiche.left == [("Halle du marché", False), ("Chauny", False), ("Halle du marché!", True)]


async def test_a_paste_loses_no_line(petit: Petit, hostile: str, visible: str) -> None:
    """Lines become spaces in a field and stay in a text; orders to the terminal are dropped."""
    async with petit.run_test() as pilot:
        await pilot.press("3", "enter")
        fiche = _fiche(petit)
        champ, texte = fiche.query_one("#titre", Champ), fiche.query_one(Texte)
        petit.copy_to_clipboard(f"un\r\ndeux\n{hostile}")
        await pilot.press("ctrl+a", "ctrl+v")
        assert champ.value.startswith("un deux ")
        assert visible in champ.value.replace("\u202f", "\u00a0")
        assert "\x1b" not in champ.value
        texte.focus()
        await pilot.press("ctrl+a", "ctrl+v")
        assert texte.text.startswith("un\ndeux\n")


async def test_the_big_editor_gives_back_what_was_written(petit: Petit, ecran: Shown) -> None:
    """Ctrl+E opens the text on the whole screen; Échap brings it back, to the letter."""
    async with petit.run_test() as pilot:
        await pilot.press("3", "enter")
        fiche = _fiche(petit)
        fiche.query_one(Texte).focus()
        await pilot.press("ctrl+e")
        await pilot.pause()
        assert isinstance(petit.screen, GrandEditeur)
        assert "5 mots" in ecran(petit)
        await pilot.press(*" [Oui]", "escape")
        await pilot.pause()
        assert fiche.query_one(Texte).text == "La halle, fermée\ndepuis 2019. [Oui]"


async def test_a_name_is_typed_whole_however_few_there_are(petit: Petit) -> None:
    """The letters after the first one search too: none of them falls into what is under the popup."""
    chosen: list[str | None] = []
    async with petit.run_test() as pilot:
        choices = [Choice("02361", "Guise (02)"), Choice("02381", "Hirson (02)")]
        await petit.push_screen(Choix("Commune", choices, nommes=True), chosen.append)
        await pilot.press(*"hirs", "enter")
        await pilot.pause()
    assert chosen == ["02381"]


async def test_few_choices_are_picked_by_their_initial(petit: Petit) -> None:
    """One letter, accents ignored, closes with the choice; Échap with none."""
    chosen: list[str | None] = []
    async with petit.run_test() as pilot:
        choices = [Choice("i", "Idée"), Choice("e", "Étude"), Choice("o", "Opération")]
        await petit.push_screen(Choix("Phase", choices, current="i"), chosen.append)
        await pilot.press("e")
        await petit.push_screen(Choix("Phase", choices, current="o"), chosen.append)
        await pilot.press("enter")
        await petit.push_screen(Choix("Phase", choices), chosen.append)
        await pilot.press("escape")
        await pilot.pause()
    assert chosen == ["e", "o", None]


async def test_many_choices_are_filtered_while_one_types(petit: Petit) -> None:
    """Words without accents narrow the list; the arrows move in it from the filter."""
    chosen: list[str | None] = []
    async with petit.run_test() as pilot:
        names = ("Chauny", "Guise", "Hirson", "Île-d'Aix", "Marle", "Vervins", "Lille")
        await petit.push_screen(Choix("Commune", [Choice(name, name) for name in names]), chosen.append)
        await pilot.press(*"ile", "down", "up", "enter")
        await pilot.pause()
    assert chosen == ["Île-d'Aix"]


def _alive_of(refs: list[weakref.ref[object]]) -> int:
    """Count what is still there after a full collection."""
    gc.unfreeze()
    gc.collect()
    return sum(ref() is not None for ref in refs)


async def test_two_hundred_moves_of_the_focus_leave_nothing_behind(petit: Petit) -> None:
    """The footer is the same widget, with the same hints, and no object more."""
    async with petit.run_test() as pilot:
        await pilot.press("3", "enter", "tab", "tab")
        await pilot.pause()
        before = len(gc.get_objects()) if gc.collect() >= 0 else 0
        for _ in range(200):
            petit.screen.focus_next()
            await pilot._wait_for_screen()
        await pilot.pause()
        gc.collect()
        assert len(gc.get_objects()) - before < 400
        assert len(petit.screen.query(Pied)) == 1


async def test_closed_fields_are_let_go(petit: Petit) -> None:
    """Fields closed with their page, or replaced inside a page that stays, are collected."""
    refs: list[weakref.ref[object]] = []
    async with petit.run_test() as pilot:
        await pilot.press("3", "enter")
        corps = petit.screen.query_one("#corps", Vertical)
        for _ in range(5):
            fields = [Champ("a"), Texte("b")]
            refs += [weakref.ref(field) for field in fields]
            await corps.mount(*fields)
            fields[0].focus()
            await pilot.pause()
            for field in fields:
                await field.remove()
            del fields, field
        petit.screen.query_one("#titre").focus()
        await pilot.pause()
        assert _alive_of(refs) <= 2, "only the last pair may still be named by the last event"
        refs += [weakref.ref(field) for field in petit.screen.query(Texte)]
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(petit.screen, Page)
        await pilot.pause()
        assert _alive_of(refs) <= 2, "only the last pair may still be named by the last event"


class Ordinary(Page):
    """A page with an editor of Textual's own, which watches the app's theme and never stops."""

    def body(self) -> ComposeResult:
        """Show it."""
        yield TextArea()


async def test_what_textual_keeps_alive_goes_with_its_page(petit: Petit) -> None:
    """A widget that watches the app is let go once its page is closed."""
    refs: list[weakref.ref[object]] = []
    async with petit.run_test() as pilot:
        for _ in range(4):
            await petit.push_screen(Ordinary())
            refs.append(weakref.ref(petit.screen.query_one(TextArea)))
            await pilot.press("f6", "ctrl+l")
            petit.screen.query_one(TextArea).focus()
            await pilot.press("escape")
            await pilot.pause()
        await pilot.press("3")
        assert _alive_of(refs) <= 1, "only the last one may still be named by the last event"
