"""Text of a user on screen: never read as markup, never an order to the terminal."""

import re
from typing import TYPE_CHECKING, Final

from rich._wrap import divide_line
from textual.content import Content
from textual.widgets import Static

from screens.plain import clean_lines

if TYPE_CHECKING:
    from textual.geometry import Size
    from textual.visual import VisualType

_INSECABLE: Final = re.compile(r"\u00a0|(?<=«) | (?=[»:;!?€%])")
"""Spaces at which French does not break a line: Textual would, even at one that forbids it."""


def plier(content: Content, width: int) -> Content:
    """Break the lines that are too long, and never « 1 250 000 € » nor before « ; »."""
    if width <= 0 or not _INSECABLE.search(content.plain):
        return content
    lines = [
        piece.rstrip_end(width)
        for line in content.split("\n", allow_blank=True)
        for piece in line.divide(divide_line(_INSECABLE.sub("_", line.plain), width))
    ]
    return Content("\n").join(lines)


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

    def render(self) -> "VisualType":
        """Draw the text, its lines broken as French breaks them."""
        drawn = super().render()
        return plier(drawn, self.size.width) if isinstance(drawn, Content) else drawn

    def get_content_height(self, container: "Size", viewport: "Size", width: int) -> int:
        """Count the lines as they are drawn."""
        drawn = super().render()
        if not isinstance(drawn, Content) or (folded := plier(drawn, width)) is drawn:
            return super().get_content_height(container, viewport, width)
        return folded.get_height({}, width)
