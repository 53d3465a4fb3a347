"""Text of a user on screen: never read as markup, never an order to the terminal."""

from textual.content import Content
from textual.widgets import Static

from screens.plain import clean_lines


class Plain(Static):
    """A `Static` that shows what it is given, to the letter."""

    def __init__(
        self,
        text: str = "",
        *,
        id: str | None = None,  # noqa: A002 - Textual's own name
        classes: str | None = None,
    ) -> None:
        """Show `text`, with its line ends."""
        super().__init__(Content(clean_lines(text)), id=id, classes=classes, markup=False)
        self.text = text

    def say(self, text: str, *, layout: bool = True) -> None:
        """Show `text` instead; `layout=False` when the size cannot change."""
        if text != self.text:
            self.text = text
            self.update(Content(clean_lines(text)), layout=layout)
