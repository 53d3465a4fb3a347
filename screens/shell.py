"""The application without its pages: driver, themes, modes, global keys, help, palette.

A subclass gives the modes and says what searching, synchronising and diagnosing are.
"""

import gc
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events
from textual.app import App
from textual.binding import BindingType
from textual.scrollbar import ScrollBar, ScrollBarRender

from screens.driver import quiet_driver
from screens.fin import FinDigne
from screens.frappe import Frappe
from screens.keys import KEYS, TWINS, binding, key_name
from screens.leaks import forget_closed
from screens.page import Page
from screens.slot import Slot, Tone
from screens.theme import DEFAULT, THEMES, VARIABLES
from screens.widgets.bandeau import Entete, Tab

if TYPE_CHECKING:
    from textual.driver import Driver
    from textual.geometry import Offset

    from screens.command import Command
    from screens.menu import Entry

_EVERYWHERE: Final = frozenset({"quitter", "redessiner", "copier"})
"""The only actions of the shell that act above a popup."""


@dataclass(frozen=True, slots=True)
class Mode:
    """One tab of the program: its number is final, its page is made at the first visit."""

    number: int
    id: str
    label: str
    page: Callable[[], Page]


class _WholeCells(ScrollBarRender):
    """A scrollbar without the eighths of a cell, which old consoles cannot draw."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "] * 8
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "] * 8


ScrollBar.renderer = _WholeCells  # Textual's own way to change it: one class for all scrollbars


class Shell(FinDigne):
    """What every page stands on. The first mode must be `accueil`."""

    CSS_PATH = Path(__file__).with_name("pvd.tcss")
    DEFAULT_MODE = "accueil"
    ENABLE_COMMAND_PALETTE = False
    TITLE = "PVD"
    BINDINGS: ClassVar[list[BindingType]] = [
        binding("aide.ouvrir", "aide"),
        binding("aide.lettre", "aide", show=False),
        binding("aller.ouvrir", "aller"),
        binding("chercher.partout", "chercher"),
        binding("synchro.lancer", "synchroniser"),
        binding("exporter.ouvrir", "exporter", show=False),
        binding("contexte.ouvrir", "contexte"),
        binding("contexte.lettre", "contexte", show=False),
        binding("palette.ouvrir", "palette"),
        binding("diagnostic.ouvrir", "diagnostic", show=False),
        binding("ecran.redessiner", "redessiner", show=False),
        binding("app.quitter", "quitter"),
        binding("app.copier", "copier", show=False),
        *(binding(f"onglet.{n}", f"mode({n})", show=False) for n in TWINS),
    ]

    def __init__(
        self,
        modes: Sequence[Mode],
        *,
        theme: str = DEFAULT,
        demo: bool = False,
        journal: Path | None = None,
    ) -> None:
        """Offer `modes`; an unexpected error is written to `journal`."""
        super().__init__()
        self.modes = modes
        self.demo = demo
        self.journal = journal
        self.slot = Slot("")
        self.touches: Mapping[str, str] = {}
        self.menu_en: Offset | None = None
        """Where the next menu opens: under the mouse, after a right click."""
        self._frappe = Frappe(self)
        self.animation_level = "none"
        for mode in modes:
            self.add_mode(mode.id, mode.page)
        for each in THEMES.values():
            self.register_theme(each)
        self._begin_with(theme if theme in THEMES else DEFAULT)

    def _begin_with(self, theme: str) -> None:
        """Start in this theme; set as later ones are, it would make Textual read every style twice."""
        if THEMES[theme].ansi:
            self.theme = theme
            return
        self.set_reactive(App.theme, theme)
        self.stylesheet.set_variables(self.get_css_variables())

    # What a subclass says.

    def action_chercher(self) -> None:
        """Search everywhere."""
        self.say("La recherche n'est pas encore là.")

    def action_synchroniser(self) -> None:
        """Exchange with the préfecture now."""
        self.say("La synchronisation n'est pas encore là.")

    def action_exporter(self) -> None:
        """Write what is shown to a file."""
        self.say("Il n'y a rien à exporter ici.")

    def action_diagnostic(self) -> None:
        """Show what the support needs to know."""
        self.say("Le diagnostic n'est pas encore là.")

    def save_work(self) -> None:
        """Keep what is typed, at the end and when something unexpected happens."""
        for page in self.pages():
            page.leave()

    def trouver(self, words: str) -> "Iterable[Command]":
        """Give the records that the palette finds for these words."""
        del words
        return ()

    def commands(self) -> "Iterable[Command]":
        """Give the commands of the palette: this page's, then those that are always there."""
        from screens.commands import standing  # noqa: PLC0415 - only when the palette opens
        from screens.ici import here  # noqa: PLC0415 - same

        own = list(self.page.commands()) if self.page is not None else []
        always = list(standing(self))
        yield from own
        yield from here(self, own, always)
        yield from always

    def changer_touches(self, changees: "Mapping[str, str]") -> None:
        """Use these keys in place of the program's own, by id."""
        from screens.keymap import complete  # noqa: PLC0415 - only for who has keys of his own

        self.touches = complete(changees)
        self.set_keymap(self.touches)

    def touche(self, key_id: str) -> str:
        """Name the first key of an id, as this user has it."""
        return key_name(self.premiere_touche(key_id))

    def premiere_touche(self, key_id: str) -> str:
        """Give the first key of an id, as Textual calls it."""
        return self.touches.get(key_id, KEYS[key_id].keys).split(",")[0]

    # What pages use.

    @property
    def page(self) -> Page | None:
        """The page shown, under a popup or not."""
        return next((s for s in reversed(self.screen_stack) if isinstance(s, Page)), None)

    def pages(self) -> list[Page]:
        """Give every page that is open, in every mode."""
        return [s for stack in self._screen_stacks.values() for s in stack if isinstance(s, Page)]

    def entete(self, fil: Sequence[str]) -> Entete:
        """Give what the top of a page says, this path included."""
        tabs = [Tab(mode.number, mode.id, mode.label) for mode in self.modes]
        return Entete(tabs, self.current_mode, self.slot, tuple(fil), self.demo)

    def set_slot(self, slot: Slot) -> None:
        """Say where the synchronisation stands."""
        self.slot = slot
        if page := self.page:
            page.refresh_entete()

    def say(self, text: str, tone: Tone = "normal") -> None:
        """Write on the status line of the page shown."""
        if page := self.page:
            page.say(text, tone)

    # Modes and keys.

    def get_default_screen(self) -> Page:
        """Give a screen to a program without modes (never ours)."""
        return Page()

    def go(self, mode_id: str) -> None:
        """Show a mode, as it was left."""
        if mode_id == self.current_mode:
            return
        for screen in self.screen_stack:
            if isinstance(screen, Page):
                screen.leave()
        self.switch_mode(mode_id)

    def action_mode(self, number: int) -> None:
        """Show the mode of this number."""
        self.go(next(mode.id for mode in self.modes if mode.number == number))

    def action_mode_id(self, mode_id: str) -> None:
        """Show the mode of this id, if it is there."""
        if any(mode.id == mode_id for mode in self.modes):
            self.go(mode_id)

    def action_aide(self) -> None:
        """Help on the field that has the focus, or on the page."""
        from screens.aide import Aide, AideScreen, aide_of, keys_of  # noqa: PLC0415 - only when it opens

        page = self.page
        here = Aide(page.fil()[-1] if page is not None and page.fil() else "PVD")
        found = aide_of(self.screen.focused or self.screen)
        if page is not None and page is self.screen and found is page.aide:
            found = replace(found or here, suite=page.aide_suite())
        self.push_screen(AideScreen(found or here, keys_of(self.screen)))

    def action_aller(self) -> None:
        """Choose where to go."""
        from screens.commands import places  # noqa: PLC0415 - only when it opens

        self._menu("Aller à", places(self))

    def action_contexte(self) -> None:
        """Choose among what can be done here."""
        from screens.ici import possible  # noqa: PLC0415 - only when it opens

        self._menu("Actions possibles ici", possible(self))

    def _menu(self, titre: str, entries: "Sequence[Entry]") -> None:
        """Open a menu; what is chosen runs once it is closed."""
        from screens.menu import Menu  # noqa: PLC0415 - only when it opens

        def chosen(entry: "Entry | None") -> None:
            if entry is not None:
                self.call_later(entry.run)

        self.push_screen(Menu(titre, entries), chosen)

    def action_palette(self) -> None:
        """Choose among all commands."""
        from screens.palette import Palette  # noqa: PLC0415 - only when it opens

        palette = Palette(self.commands(), self.trouver)

        def chosen(label: str | None) -> None:
            if label is not None:
                self.call_later(palette.commands[label].run)

        self.push_screen(palette, chosen)

    def action_redessiner(self) -> None:
        """Draw everything again, when something else wrote on the terminal."""
        self.refresh(repaint=True, layout=True)

    def action_copier(self) -> None:
        """Say what Ctrl+C is not."""
        self.say(f"{self.touche('app.quitter')} quitte le programme ; tout est gardé.")

    def action_quitter(self) -> None:
        """Leave at once: everything typed is kept, so there is nothing to ask."""
        self.save_work()
        self.exit(0)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave popups their keys, pages those they take, and hide the modes that are not built."""
        if isinstance(self.screen, Page) and self.screen.SEULE:
            return False
        if action == "mode":
            return any(mode.number == parameters[0] for mode in self.modes)
        if action not in _SHELL_ACTIONS:
            return True
        screen = self.screen
        if screen.is_modal:
            return action in _EVERYWHERE
        return not (isinstance(screen, Page) and action in screen.OVERRIDES)

    # Textual, as we want it.

    def get_driver_class(self) -> "type[Driver]":
        """Give the platform's driver, without the kitty keyboard protocol."""
        return quiet_driver(super().get_driver_class())

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Let the stylesheet be read under any theme."""
        return VARIABLES

    async def on_event(self, event: events.Event) -> None:
        """Give keys their effect in the order they were typed."""
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded or not self.screen_stack:
            await super().on_event(event)
        elif self._frappe.takes(event):
            screen, target = self.screen, self.focused or self.screen
            await super().on_event(event)
            self._frappe.follow(target, screen)

    def on_mount(self) -> None:
        """Tidy after each page, and stop collecting what start-up made."""
        self.screen_change_signal.subscribe(self, lambda _: forget_closed(self))
        self.call_after_refresh(_collect_later)


_SHELL_ACTIONS: Final = frozenset(
    {b.action for b in Shell.BINDINGS if not isinstance(b, tuple) and "(" not in b.action}
)


def _collect_later() -> None:
    """Collect again, but not what start-up made: it stays as long as the program."""
    gc.freeze()
    gc.enable()
