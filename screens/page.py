"""The base of every page: top lines, body, one line to speak, footer.

A page never needs a pop-up to tell something: `say` writes on its status line. On a narrow screen one panel
is shown at a time (F6 goes through them); below 60×18 a plain sentence covers everything.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, Final, cast

from textual import events, on
from textual._context import active_app
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import Screen
from textual.widget import Widget

from screens.aide import Aide
from screens.command import Command
from screens.keys import binding
from screens.leaks import forget_drawn
from screens.plain import clean
from screens.slot import Tone
from screens.widgets.bandeau import Bandeau
from screens.widgets.panneau import Panneau
from screens.widgets.pied import Pied
from screens.widgets.plain import Plain

if TYPE_CHECKING:
    from screens.shell import Shell

_RIGHT: Final = 3
"""The right button of the mouse, as terminals number it."""

SMALLEST: Final = (60, 18)
"""Below this, in cells, nothing useful can be shown."""


class Page(Screen[None]):
    """A page of the program. Subclasses give `body`, and `aide`; the rest has a good default."""

    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - Textual's own name, never changed
        (0, "-trop-etroit"),
        (SMALLEST[0], "-etroit"),
        (100, "-normal"),
        (140, "-large"),
    ]
    VERTICAL_BREAKPOINTS = [  # noqa: RUF012 - Textual's own name, never changed
        (0, "-trop-bas"),
        (SMALLEST[1], "-bas"),
        (30, "-haut"),
    ]
    BINDINGS: ClassVar[list[BindingType]] = [
        binding("page.retour", "retour"),
        binding("panneau.suivant", "panneau(1)"),
        binding("panneau.precedent", "panneau(-1)", show=False),
    ]
    OVERRIDES: ClassVar[frozenset[str]] = frozenset()
    """Actions of the shell whose key this page takes for itself (« aller », « synchroniser » in a séance)."""

    SEULE: ClassVar[bool] = False
    """Whether this page takes every key for itself: none of the shell's acts."""

    _shown = False
    aide: Aide | None = None
    """What F1 says when no field has more to say."""

    def __init__(self) -> None:
        """Come with the present theme: Textual would else read every style again for each page opened."""
        super().__init__()
        app = active_app.get(None)
        if app is not None:
            self._css_update_count = app._css_update_count  # noqa: SLF001 - Textual's own mark of a theme seen

    @property
    def shell(self) -> "Shell":
        """The application."""
        return cast("Shell", self.app)

    def rappel(self, *touches: tuple[str, str]) -> str:
        """Recall keys as this user has them: ("liste.colonnes", "colonnes") gives « c colonnes »."""
        return " · ".join(f"{self.shell.touche(key_id)} {mot}" for key_id, mot in touches)

    @property
    def annule(self) -> str:
        """Say which key takes back what was just done."""
        return f"{self.shell.touche('journal.annuler_lettre')} annule."

    # What a page gives.

    def body(self) -> ComposeResult:
        """Give what stands between the top lines and the status line."""
        return ()

    def fil(self) -> Sequence[str]:
        """Give where one is: « Actions », « Halle du marché »."""
        return ()

    def commands(self) -> Iterable[Command]:
        """Give what the palette offers for this page only."""
        return ()

    def aide_suite(self) -> "Sequence[Aide]":
        """Give what F1 explains after the page: the columns of a list."""
        return ()

    def leave(self) -> None:
        """Save what is typed: called before Échap closes the page, another mode opens, or the program ends."""

    # What a page uses.

    def say(self, text: str, tone: Tone = "normal") -> None:
        """Write `text` on the status line."""
        line = self.query_one("#ligne", Plain)
        line.say(f" {clean(text)}" if text else "", layout=False)
        line.set_classes("" if tone == "normal" else f"ton-{tone}")

    def refresh_entete(self) -> None:
        """Draw the top lines again: the mode, the synchro slot or the path changed."""
        if self.is_mounted:
            self.query_one(Bandeau).show(self.shell.entete(self.fil()))

    def show_panneau(self, panneau: Panneau) -> bool:
        """Bring a panel to the front and give it the focus, if something in it takes it."""
        self._front(panneau)
        return self._focus_in(panneau)

    # What holds it together.

    def compose(self) -> ComposeResult:
        """Lay the page out."""
        self._suit()
        yield Bandeau()
        with Vertical(id="corps"):
            yield from self.body()
        yield Plain("", id="ligne")
        yield Pied()
        yield Plain("", id="trop-petit")

    def _suit(self) -> None:
        """Know the size of the window before anything is drawn: Textual would tell later, and draw all again."""
        for breakpoints, cells in zip(
            (self.HORIZONTAL_BREAKPOINTS, self.VERTICAL_BREAKPOINTS), self.app.size, strict=True
        ):
            self.add_class(next(name for least, name in reversed(breakpoints) if cells >= least))

    @on(events.ScreenResume)
    def _fresh(self, event: events.ScreenResume) -> None:
        """Keep the styles of a page that was just made."""
        if not self._shown:
            self._shown = True
            event.refresh_styles = False

    def on_mount(self) -> None:
        """Fill the top lines; on a narrow screen show the first panel."""
        self.refresh_entete()
        panneaux = self._panneaux()
        if panneaux and not any(panneau.has_class("-devant") for panneau in panneaux):
            panneaux[0].add_class("-devant")

    def on_screen_resume(self) -> None:
        """Fill the top lines again: something may have changed while another page was shown."""
        self.refresh_entete()

    def on_screen_suspend(self) -> None:
        """Let go of what was drawn: the page closes, or will be drawn again."""
        forget_drawn(self)

    def on_resize(self, event: events.Resize) -> None:
        """Say what is missing when the window is too small."""
        width, height = event.size
        self.query_one("#trop-petit", Plain).say(
            f"Agrandissez la fenêtre (il faut {SMALLEST[0]}×{SMALLEST[1]}, vous avez {width}×{height}).\n\n"
            "Rien n'est perdu."
        )

    def on_click(self, event: events.Click) -> None:
        """Open the menu of what can be done here where the right button was pressed."""
        if event.button == _RIGHT and not self.SEULE:
            self.shell.menu_en = event.screen_offset
            self.app.simulate_key(self.shell.premiere_touche("contexte.ouvrir"))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Bring the panel of the focus to the front."""
        self._front(next((n for n in event.widget.ancestors_with_self if isinstance(n, Panneau)), None))

    def action_retour(self) -> None:
        """Close this page if it was opened from another one."""
        if self._opened:
            self.leave()
            self.app.pop_screen()

    def action_panneau(self, step: int) -> None:
        """Give the focus to the next panel."""
        panneaux = self._panneaux()
        if not panneaux:
            return
        here = next((i for i, p in enumerate(panneaux) if p.has_class("-devant")), -1 if step > 0 else 0)
        for turn in range(1, len(panneaux) + 1):
            if self.show_panneau(panneaux[(here + step * turn) % len(panneaux)]):
                return
            if self.has_class("-etroit"):  # nothing in it takes the focus, but it is the only way to read it
                self.set_focus(None)
                return

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide « Retour » where there is nowhere to go back, and « Panneau » where there is one panel."""
        _ = parameters
        if action == "retour":
            return self._opened
        if action == "panneau":
            return len(self._panneaux()) > 1
        return True

    @property
    def _opened(self) -> bool:
        """Whether this page was opened from another one."""
        return self.is_attached and self.app.screen_stack[0] is not self

    def _panneaux(self) -> list[Panneau]:
        """Give the panels of the page, in their order, without those inside others or taken away by the page."""
        there = (p for p in self.query(Panneau) if p.styles.inline.display != "none")
        return [p for p in there if not any(isinstance(a, Panneau) for a in p.ancestors)]

    def _front(self, panneau: Panneau | None) -> None:
        """Show this panel where only one fits."""
        if panneau is None or panneau.has_class("-devant"):
            return
        for other in self._panneaux():
            other.set_class(other is panneau, "-devant")

    @staticmethod
    def _focus_in(panneau: Widget) -> bool:
        """Give the focus to the first thing of this panel that takes it."""
        for widget in panneau.query("*"):
            if widget.can_focus and not widget.disabled and widget.styles.display != "none":
                widget.focus()
                return True
        return False
