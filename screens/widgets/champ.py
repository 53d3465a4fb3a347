"""One line of text, as a Windows user expects it: nothing is replaced by surprise, everything can be undone.

The field never judges what is typed. It says now and then what is typed (`Typed`) and when it is left (`Left`);
what to keep and what to say about it is the page's matter.
"""

from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input
from textual.widgets.input import Selection

from screens.plain import storable

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.timer import Timer

REST: Final = 0.8
"""Seconds after which what is typed is told, whether one goes on typing or not: a killed terminal loses at most
the last second, the writing included."""

_EMACS: Final = {
    *("ctrl+a", "ctrl+d", "ctrl+e", "ctrl+k", "ctrl+u", "ctrl+w"),
    *("ctrl+shift+a", "ctrl+backspace", "alt+backspace"),
}
"""Keys of `Input` that mean something else on Windows, or that the key map gives to the page."""


class _State(NamedTuple):
    """What undo goes back to."""

    value: str
    cursor: int


def _kept() -> list[BindingType]:
    """Give the bindings of `Input` that a Windows user expects, without those of emacs."""
    kept = (b for b in Binding.make_bindings(Input.BINDINGS) if b.key not in _EMACS and "super+" not in b.key)
    return [Binding(b.key, b.action, show=False) for b in kept]


class Champ(Input, inherit_bindings=False):
    """A text field that never selects all by itself, and that undoes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *_kept(),
        Binding("ctrl+a", "select_all", show=False),
        # Alt+Backspace reaches us as Ctrl+W: the one "delete a word" that every terminal can say.
        Binding("ctrl+backspace,alt+backspace,ctrl+w", "delete_left_word", show=False),
        Binding("ctrl+delete", "delete_right_word", show=False),
        Binding("ctrl+z", "undo", show=False),
        Binding("ctrl+y", "redo", show=False),
    ]

    class _Text(Message):
        """Something about the text of a field."""

        def __init__(self, champ: "Champ", text: str) -> None:
            """Tell `text` about `champ`."""
            super().__init__()
            self.champ = champ
            self.text = text

        @property
        def control(self) -> "Champ":
            """The field it came from, for `@on(…, "#id")`."""
            return self.champ

    class Typed(_Text):
        """What is typed so far: a draft may be kept."""

    class Left(_Text):
        """The field was left; `dirty` if its text is not the one it was entered with."""

        def __init__(self, champ: "Champ", text: str, *, dirty: bool) -> None:
            """Tell the text that was left."""
            super().__init__(champ, text)
            self.dirty = dirty

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        rest: float = REST,
        max_length: int = 0,
        password: bool = False,
        id: str | None = None,  # noqa: A002 - Textual's own name
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        """Hold `value`; tell what is typed within `rest` seconds."""
        self._past: list[_State] = []
        self._future: list[_State] = []
        self._writing = False
        self._caret = 0
        self._replaying = True
        self._entered = storable(value)
        self._timer: Timer | None = None
        self._subscribed: Screen[object] | None = None
        self.rest = rest
        super().__init__(
            self._entered,
            select_on_focus=False,
            max_length=max_length,
            password=password,
            id=id,
            classes=classes,
            disabled=disabled,
        )
        self.placeholder = placeholder
        self.cursor_blink = False
        self._replaying = False

    @property
    def dirty(self) -> bool:
        """Whether the text is not the one the field was entered with."""
        return self.value != self._entered

    def put(self, text: str) -> None:
        """Show another value, as if the field had just been filled: it is not typing, and is not undone."""
        self._replaying = True
        self.value = storable(text)
        self._replaying = False
        self._entered = self.value
        self._past.clear()
        self._future.clear()
        self.cursor_position = len(self.value)

    # Undo: one step a word.

    def watch_value(self, before: str, after: str) -> None:
        """Remember what can be undone, and wait for a rest."""
        if self._replaying or before == after:
            return
        going_on = len(after) == len(before) + 1 and not after[-1:].isspace() and bool(self._past)
        if not (going_on and self._writing):
            self._past.append(_State(before, min(self._caret, len(before))))
        self._writing = len(after) == len(before) + 1 and not after[-1:].isspace()
        self._future.clear()
        self._wait()

    def replace(self, text: str, start: int, end: int) -> None:
        """Change the text; every way of editing comes through here, so undo notes where the caret was."""
        self._caret = self.cursor_position
        super().replace(text, start, end)

    def action_undo(self) -> None:
        """Take back the last word typed."""
        self._replay(self._past, self._future)

    def action_redo(self) -> None:
        """Put it back."""
        self._replay(self._future, self._past)

    def _replay(self, source: list[_State], target: list[_State]) -> None:
        """Move one state from one stack to the other."""
        if not source:
            return
        target.append(_State(self.value, self.cursor_position))
        state = source.pop()
        self._writing = False
        self._replaying = True
        self.value = state.value
        self._replaying = False
        self.cursor_position = state.cursor
        self._wait()

    # Telling the page.

    def _wait(self) -> None:
        """Tell what is typed in a moment; going on typing does not put it off."""
        if self._timer is None and self.is_running:
            self._timer = self.set_timer(self.rest, self._rested)

    def _rested(self) -> None:
        """Tell what is typed."""
        self._timer = None
        self.post_message(self.Typed(self, self.value))

    def on_focus(self) -> None:
        """Remember the text that was there."""
        self._entered = self.value
        self._writing = False

    def on_blur(self) -> None:
        """Tell that the field is left."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self.post_message(self.Left(self, self.value, dirty=self.dirty))

    def on_paste(self, event: events.Paste) -> None:
        """Paste on one line: nothing after a line end is lost, no control character comes in."""
        event.prevent_default()
        event.stop()
        self.replace(storable(event.text.strip("\r\n")), *self.selection)

    def action_paste(self) -> None:
        """Paste what was copied in the program."""
        self.replace(storable(self.app.clipboard.strip("\r\n")), *self.selection)

    def action_select_all(self) -> None:
        """Select the whole text."""
        self.selection = Selection(0, len(self.value))

    def on_mount(self) -> None:
        """Remember what `Input` subscribes to."""
        self._subscribed = self.screen

    def on_unmount(self) -> None:
        """Leave nothing behind that would keep a closed field alive."""
        if self._subscribed is not None:
            self._subscribed.text_selection_started_signal.unsubscribe(self)
