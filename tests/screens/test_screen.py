"""What the screen shows, at each width; and what keys do everywhere."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual import work
from textual.app import App
from textual.binding import Binding

from screens.aide import AideScreen
from screens.menu import Menu
from screens.page import Page
from screens.palette import Palette
from screens.slot import Slot
from screens.theme import THEMES
from screens.widgets.champ import Champ
from screens.widgets.table import Table
from tests.screens.petit import Fiche, Petit

Shown = Callable[[App[Any]], str]
Same = Callable[[App[Any], str], None]


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (140, 40)])
async def test_the_pages_keep_their_look(petit: Petit, same_screen: Same, size: tuple[int, int]) -> None:
    """The list, the fiche and the empty page are drawn as they were kept, at three sizes."""
    petit.demo = size[0] == 100
    async with petit.run_test(size=size) as pilot:
        await pilot.pause()
        same_screen(petit, f"accueil-{size[0]}")
        await pilot.press("3", "down", "space", "down")
        same_screen(petit, f"actions-{size[0]}")
        await pilot.press("enter")
        same_screen(petit, f"fiche-{size[0]}")


async def test_popups_keep_their_look(petit: Petit, same_screen: Same) -> None:
    """The help, the places and the palette are drawn as they were kept."""
    async with petit.run_test(size=(80, 24)) as pilot:
        await pilot.press("3")
        for key, name in (("f1", "aide"), ("f2", "aller"), ("f9", "contexte"), ("f10", "palette")):
            await pilot.press(key)
            await pilot.pause()
            same_screen(petit, name)
            await pilot.press("escape")
        assert isinstance(petit.screen, Page)


@pytest.mark.parametrize("size", [(52, 16), (59, 30), (100, 17)])
async def test_a_window_too_small_says_so(petit: Petit, ecran: Shown, size: tuple[int, int]) -> None:
    """One sentence with both sizes covers everything; a wider window brings the page back."""
    async with petit.run_test(size=size) as pilot:
        await pilot.pause()
        words = " ".join(ecran(petit).split())
        assert f"(il faut 60×18, vous avez {size[0]}×{size[1]})" in words
        assert "PVD" not in words
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        assert "PVD" in ecran(petit)
        assert "Agrandissez" not in ecran(petit)


@pytest.mark.parametrize(("key", "mode"), [("3", "actions"), ('"', "actions"), ("8", "synthese"), ("_", "synthese")])
async def test_digits_and_their_azerty_twins_open_the_modes(petit: Petit, key: str, mode: str) -> None:
    """A mode opens by its digit, and by what the same key gives without Shift."""
    async with petit.run_test() as pilot:
        await pilot.press(key)
        assert petit.current_mode == mode
        await pilot.press("2", "é", "4")
        assert petit.current_mode == mode, "a mode that is not built does nothing"


async def test_a_mode_is_found_again_as_it_was_left(petit: Petit) -> None:
    """A half-typed fiche stays open in its mode, saved as it is left."""
    async with petit.run_test() as pilot:
        await pilot.press("3", "down", "down", "enter")
        await pilot.press("f10", *"accueil", "enter")
        await pilot.pause()
        assert petit.current_mode == "accueil"
        await pilot.press("3")
        fiche = petit.screen
        assert isinstance(fiche, Fiche)
        assert (fiche.record, fiche.saved) == ("2", 1)
        await pilot.press("escape")
        assert petit.screen.query_one(Table).cursor == 2


async def test_letters_and_digits_are_text_in_a_field(petit: Petit) -> None:
    """No shortcut of the program acts while a text is typed."""
    async with petit.run_test() as pilot:
        await pilot.press("3", "enter", *"m1&?nu")
        await pilot.pause()
        assert petit.current_mode == "actions"
        assert petit.screen.query_one("#titre", Champ).value == "Halle du marchém1&?nu"


async def test_f6_shows_the_panels_one_at_a_time_when_narrow(petit: Petit, ecran: Shown) -> None:
    """At 80 columns the list is alone; F6 brings the detail."""
    async with petit.run_test(size=(80, 24)) as pilot:
        await pilot.press("3")
        assert "Actions [50 000]" in ecran(petit)
        assert "Détail" not in ecran(petit)
        await pilot.press("f6")
        await pilot.pause()
        assert "Détail" in ecran(petit)
        assert "50 000" not in ecran(petit)


async def test_the_menus_act(petit: Petit, ecran: Shown) -> None:
    """F9 lists what the page can do and does it by its letter; F1 knows the field; F2 goes by digit."""
    async with petit.run_test(size=(80, 24)) as pilot:
        await pilot.press("3", "m")
        assert isinstance(petit.screen, Menu)
        await pilot.press("n")
        await pilot.pause()
        assert "nouvelle action" in ecran(petit)
        await pilot.press("f2", "quotation_mark")
        assert isinstance(petit.screen, Page)
        await pilot.press("enter", "f1")
        assert isinstance(petit.screen, AideScreen)
        assert "Le nom de l'action." in ecran(petit)
        await pilot.press("f10")
        assert isinstance(petit.screen, AideScreen), "a popup keeps the keys for itself"


async def test_the_palette_is_french_and_ignores_accents(petit: Petit, ecran: Shown) -> None:
    """« theme clair » finds « Thème clair »; nothing found is said in French."""
    async with petit.run_test(size=(80, 24)) as pilot:
        await pilot.press("ctrl+p", *"zzz")
        await pilot.pause()
        assert "Rien ne correspond" in ecran(petit)
        await pilot.press("ctrl+a", *"theme clair", "enter")
        await pilot.pause()
        assert petit.theme == "clair"
        assert not isinstance(petit.screen, Palette)


@pytest.mark.parametrize(("count", "words"), [(0, "○ Hors ligne"), (9, "○ Hors ligne (9)"), (126, "○ Hors ligne 126")])
def test_the_slot_never_cuts_a_count(count: int, words: str) -> None:
    """Brackets go first: a cut number would be another one."""
    assert Slot.hors_ligne(count).text == words


async def test_the_slot_says_its_state(petit: Petit, ecran: Shown) -> None:
    """The top right changes at once, in words."""
    async with petit.run_test(size=(80, 24)) as pilot:
        petit.set_slot(Slot.hors_ligne(9))
        await pilot.pause()
        assert ecran(petit).splitlines()[0].endswith("○ Hors ligne (9)")


@pytest.mark.parametrize("theme", sorted(THEMES))
async def test_every_theme_draws_without_colour(monkeypatch: pytest.MonkeyPatch, ecran: Shown, theme: str) -> None:
    """Each theme opens, and with NO_COLOR no cell has a hue."""
    monkeypatch.setenv("NO_COLOR", "1")
    petit = Petit(theme=theme)
    async with petit.run_test(size=(80, 24)) as pilot:
        await pilot.press("3")
        assert petit.no_color
        assert "Actions" in ecran(petit)


async def test_quitting_asks_nothing_and_saves(petit: Petit) -> None:
    """Ctrl+Q in the middle of a field ends the program, the open fiche saved."""
    async with petit.run_test() as pilot:
        await pilot.press("3", "enter", *"abc")
        fiche = petit.screen
        assert isinstance(fiche, Fiche)
        await pilot.press("ctrl+q")
    assert fiche.saved == 1
    assert petit.return_value == 0


class Seance(Page):
    """A page that takes F5 for itself."""

    BINDINGS = [Binding("f5", "decision", "Décision", priority=True)]  # noqa: RUF012 - Textual's own name
    OVERRIDES = frozenset({"synchroniser"})

    def action_decision(self) -> None:
        """Say that it acts."""
        self.say("décision notée")


async def test_a_page_may_take_a_function_key_for_itself(petit: Petit, ecran: Shown) -> None:
    """In a séance F5 is the page's, and everywhere else the program's."""
    async with petit.run_test(size=(100, 30)) as pilot:
        await pilot.press("f5")
        assert "synchronisation" in ecran(petit)
        await petit.push_screen(Seance())
        await pilot.press("f5")
        await pilot.pause()
        assert "décision notée" in ecran(petit)
        assert "F5 Décision" in ecran(petit)


class Broken(Petit):
    """A program whose worker fails."""

    def action_chercher(self) -> None:
        """Fail in a worker."""
        self.fail()

    @work(thread=True)
    def fail(self) -> None:
        """Fail."""
        raise RuntimeError("[boum]")


async def test_an_unexpected_error_ends_with_a_french_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No traceback is shown; it is in the journal, and the open fiche is saved."""
    broken = Broken(journal=tmp_path / "logs" / "journal.txt")
    fiches: list[Fiche] = []

    async def fails() -> None:
        async with broken.run_test() as pilot:
            await pilot.press("3", "enter")
            fiches.extend(page for page in broken.pages() if isinstance(page, Fiche))
            await pilot.press("f3")
            await pilot.pause()

    with pytest.raises(Exception, match="boum"):
        await fails()
    said = capsys.readouterr().err
    assert "PVD a rencontré une erreur inattendue" in said
    assert "Votre travail est enregistré." in said
    assert "Traceback" not in said
    assert "RuntimeError: [boum]" in (tmp_path / "logs" / "journal.txt").read_text(encoding="utf-8")
    assert [fiche.saved for fiche in fiches] == [1]
