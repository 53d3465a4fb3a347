"""A long text: a few lines in the fiche, a whole screen with Ctrl+E."""

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import TextArea

from screens.keys import binding
from screens.leaks import forget
from screens.plain import storable
from screens.widgets.panneau import Panneau
from screens.widgets.pied import Pied
from screens.widgets.plain import Plain

if TYPE_CHECKING:
    from textual.screen import Screen
    from textual.timer import Timer

REST: Final = 0.8
"""Seconds after which what is typed is told, whether one goes on typing or not: a killed terminal loses at most
the last second, the writing included."""

_DROPPED: Final = {"f6", "f7", "ctrl+a", "ctrl+e", "ctrl+d", "ctrl+k", "ctrl+u", "ctrl+f", "ctrl+w"}
"""Keys of `TextArea` that the key map, or Windows, uses otherwise."""


def _kept() -> list[BindingType]:
    """Give the bindings of `TextArea` that clash with nothing."""
    bindings = Binding.make_bindings(TextArea.BINDINGS)
    kept = (b for b in bindings if b.key not in _DROPPED and not b.key.startswith(("super+", "alt+")))
    return [Binding(b.key, b.action, show=False) for b in kept]


class Texte(TextArea, inherit_bindings=False):
    """A text of several lines, with undo."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *_kept(),
        Binding("ctrl+a", "select_all", show=False),
        Binding("ctrl+w", "delete_word_left", show=False),
        binding("texte.agrandir", "agrandir"),
    ]

    class Typed(Message):
        """What is typed so far: a draft may be kept."""

        def __init__(self, texte: "Texte", text: str) -> None:
            """Tell `text` about `texte`."""
            super().__init__()
            self.texte = texte
            self.text = text

        @property
        def control(self) -> "Texte":
            """The field it came from, for `@on(…, "#id")`."""
            return self.texte

    class Left(Typed):
        """The text was left; `dirty` if it is not the one it was entered with."""

        def __init__(self, texte: "Texte", text: str, *, dirty: bool) -> None:
            """Tell the text that was left."""
            super().__init__(texte, text)
            self.dirty = dirty

    def __init__(
        self,
        text: str = "",
        *,
        titre: str = "",
        definition: str = "",
        rest: float = REST,
        id: str | None = None,  # noqa: A002 - Textual's own name
        classes: str | None = None,
    ) -> None:
        """Hold `text`; `titre` and `definition` are shown by the full screen."""
        self._entered = storable(text, lines=True)
        super().__init__(self._entered, id=id, classes=classes, highlight_cursor_line=False, tab_behavior="focus")
        self.titre = titre
        self.definition = definition
        self.rest = rest
        self.cursor_blink = False
        self._timer: Timer | None = None
        self._subscribed: Screen[object] | None = None
        self._grand: GrandEditeur | None = None

    @property
    def dirty(self) -> bool:
        """Whether the text is not the one the field was entered with."""
        return self.text != self._entered

    @property
    def ecrit(self) -> str:
        """The text as it stands: in the full-screen editor while that is open, whatever is shown above it."""
        return self._grand.texte if self._grand is not None else self.text

    def put(self, text: str) -> None:
        """Show another text, in the full-screen editor too if it is open."""
        self.load_text(text)
        if self._grand is not None:
            self._grand.put(text)

    def on_mount(self) -> None:
        """Remember what `TextArea` subscribes to."""
        self._subscribed = self.screen

    @on(TextArea.Changed)
    def wait(self) -> None:
        """Tell what is typed in a moment; going on typing does not put it off."""
        if self._timer is None and self.dirty:
            self._timer = self.set_timer(self.rest, self._rested)

    def _rested(self) -> None:
        """Tell what is typed."""
        self._timer = None
        self.post_message(self.Typed(self, self.text))

    def on_focus(self) -> None:
        """Remember the text that was there."""
        self._entered = self.text

    def on_blur(self) -> None:
        """Tell that the text is left."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self.post_message(self.Left(self, self.text, dirty=self.dirty))

    async def on_paste(self, event: events.Paste) -> None:
        """Paste without control characters."""
        event.prevent_default()
        event.stop()
        start, end = self.selection
        if not self.read_only:
            self.move_cursor(self.replace(storable(event.text, lines=True), start, end).end_location)

    def action_agrandir(self) -> None:
        """Write on the whole screen; what is written there comes back here."""

        def taken(text: str | None) -> None:
            if text is not None and text != self.text:
                self.replace(text, (0, 0), self.document.end)
                self.post_message(self.Typed(self, text))

        def closed(text: str | None) -> None:
            self._grand = None
            taken(text)

        self._grand = GrandEditeur(self.text, titre=self.titre, definition=self.definition, rested=taken)
        self.app.push_screen(self._grand, closed)

    def on_unmount(self) -> None:
        """Leave nothing behind that would keep a closed text alive (`TextArea` watches the app's theme)."""
        forget(self.app, self)
        if self._subscribed is not None:
            self._subscribed.text_selection_started_signal.unsubscribe(self)


class GrandEditeur(ModalScreen[str | None]):
    """A long text on the whole screen; closes with the text, whichever key closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        binding("page.retour", "close", "Retour"),
        binding("texte.refermer", "close", show=False),
    ]

    def __init__(
        self, text: str, *, titre: str = "", definition: str = "", rested: Callable[[str], None] | None = None
    ) -> None:
        """Edit `text`, with the official definition of the field; `rested` is told what is typed after a rest."""
        super().__init__(classes="popup")
        self.rested = rested
        self.before = text
        self.titre = titre
        self.definition = definition

    @property
    def texte(self) -> str:
        """The text as it stands."""
        return next((champ.text for champ in self.query("#grand-texte").results(Texte)), self.before)

    def put(self, text: str) -> None:
        """Show another text; the caret stays where it was as far as it can."""
        for champ in self.query("#grand-texte").results(Texte):
            place = champ.cursor_location
            champ.load_text(text)
            champ.move_cursor(place)
        self.before = text

    def compose(self) -> ComposeResult:
        """Show the text, the definition, the number of words."""
        with Panneau(self.titre or "Texte", id="grand-editeur"):
            yield Plain(self.definition, id="definition")
            yield Texte(self.before, id="grand-texte")
            yield Plain("", id="compte")
            yield Pied()

    def on_mount(self) -> None:
        """Start at the end of the text."""
        self.query_one("#definition").display = bool(self.definition)
        texte = self.query_one("#grand-texte", Texte)
        texte.focus()
        texte.move_cursor(texte.document.end)
        self._count()

    @on(Texte.Typed)
    def _tell(self, event: Texte.Typed) -> None:
        """Keep what is typed before the editor is closed: a killed terminal loses a second at most."""
        if self.rested is not None:
            self.rested(event.text)

    @on(TextArea.Changed)
    def _count(self) -> None:
        """Count the words."""
        count = len(self.query_one("#grand-texte", Texte).text.split())
        self.query_one("#compte", Plain).say(f"{count} mot{'s' * (count > 1)}", layout=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide what makes no sense here."""
        _ = parameters
        return action != "agrandir"

    def action_close(self) -> None:
        """Give the text back: nothing typed is lost."""
        self.before = self.texte
        self.dismiss(self.before)
