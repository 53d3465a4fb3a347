"""What a user wrote, made safe to draw: no markup, no control characters, a known width.

Nothing a user typed disappears, except characters that are orders to a terminal.
"""

import unicodedata
from typing import Final

from rich.cells import cell_len, set_cell_size

_SPACES: Final = {"Zl", "Zp"}
_DROPPED: Final = {"Cc", "Cf"}
"""Escape codes, and the invisible marks that turn text around: both would draw outside their cell."""


def clean(text: str) -> str:
    """Give `text` on one line, accents composed, without control characters."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(map(_shown, unicodedata.normalize("NFC", text)))


def _shown(character: str) -> str:
    """Give the character to draw in place of this one."""
    if character in "\n\t\r\x0b\x0c\x85":
        return " "
    if character == "\u202f":  # the narrow space of French amounts, which old consoles draw as a box
        return "\u00a0"
    return " " if unicodedata.category(character) in _SPACES else _kept(character)


def storable(text: str, *, lines: bool = False) -> str:
    """Give what may be kept of a text that was pasted or read: all of it but control characters.

    With `lines`, its line ends are kept; otherwise each becomes a space.
    """
    kept = "\n" if lines else " "
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", kept).replace("\t", " ")
    return "".join(map(_kept, text))


def _kept(character: str) -> str:
    """Give the character to keep in place of this one."""
    category = unicodedata.category(character)
    if category == "Cs":  # half of a character cannot be encoded, and would end the program
        return "\ufffd"
    return "" if category in _DROPPED and character != "\n" else character


def clean_lines(text: str) -> str:
    """Give `text` with its line ends, each line cleaned."""
    return "\n".join(clean(line) for line in text.splitlines())


def fit(text: str, width: int, *, right: bool = False) -> str:
    """Give `text`, cleaned, in exactly `width` cells; what is cut shows as « … »."""
    if width <= 0:
        return ""
    shown = clean(text)
    size = len(shown) if shown.isascii() else cell_len(shown)
    if size > width:
        return set_cell_size(shown, width - 1) + "…"
    blank = " " * (width - size)
    return blank + shown if right else shown + blank


def fold(text: str) -> str:
    """Give `text` as it is searched: lower case, without accents; hyphens and apostrophes are spaces."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(bare.replace("œ", "oe").replace("æ", "ae").translate(_JOINS).split())


_JOINS: Final = str.maketrans("-'’_", "    ")
