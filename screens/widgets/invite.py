"""One line to type in at the foot of a page, opened by a key: a filter, the title of something new."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input

from screens.widgets.champ import Champ
from screens.widgets.plain import Plain


class Invite(Horizontal):
    """A label and a field, hidden until `ask`."""

    class _Text(Message):
        """Something about what is typed."""

        def __init__(self, invite: "Invite", text: str) -> None:
            """Tell `text`."""
            super().__init__()
            self.invite = invite
            self.text = text

        @property
        def control(self) -> "Invite":
            """The line it came from, for `@on(…, "#id")`."""
            return self.invite

    class Said(_Text):
        """Entrée: this text is meant."""

    class Changed(_Text):
        """The text changed."""

    class Rested(_Text):
        """The typing rests: a draft may be kept."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's own name
        """Wait to be opened."""
        super().__init__(id=id)
        self.display = False
        self._nom = Plain("", classes="invite-nom")
        self._champ = Champ()

    def compose(self) -> ComposeResult:
        """Show the label, then the field."""
        yield self._nom
        yield self._champ

    @property
    def text(self) -> str:
        """What is typed."""
        return self._champ.value

    @property
    def active(self) -> bool:
        """Whether one types in it."""
        return self.display and self._champ.has_focus

    def ask(self, label: str, text: str = "", *, exemple: str = "") -> None:
        """Open the line; what is typed begins with `text`."""
        self._nom.say(f" {label} : ")
        self._champ.placeholder = exemple
        self._champ.put(text)
        self.display = True
        self._champ.focus()

    def close(self) -> None:
        """Hide the line and forget its text."""
        self.display = False
        self._champ.put("")

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        """Tell what is typed."""
        event.stop()
        if self.display:
            self.post_message(self.Changed(self, event.value))

    @on(Champ.Typed)
    def _rested(self, event: Champ.Typed) -> None:
        """Tell what may be kept."""
        event.stop()
        if self.display:
            self.post_message(self.Rested(self, event.text))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        """Tell what is meant."""
        event.stop()
        self.post_message(self.Said(self, event.value.strip()))
