"""The ids of changes and records: made on the laptop, unique everywhere."""

import re
import unicodedata
import uuid
from collections.abc import Sequence
from typing import Final

_NATURAL: Final = uuid.UUID("5f3b2a0e-8c1d-5e4f-9a6b-707664747569")
"""The namespace of ids derived from what makes a record unique."""


def uuid7(milliseconds: int, entropy: bytes) -> str:
    """Make a UUIDv7 (RFC 9562) from a time and ten random bytes; the standard library has it from 3.14."""
    head = (milliseconds & ((1 << 48) - 1)) << 80
    tail = int.from_bytes(entropy[:10], "big")
    number = head | (0x7 << 76) | ((tail >> 68) & 0xFFF) << 64 | (0b10 << 62) | (tail & ((1 << 62) - 1))
    return str(uuid.UUID(int=number))


def natural(table: str, parts: Sequence[str]) -> str:
    """Derive the id of a record from what makes it unique, so that two laptops make the same row.

    Case, accents, hyphens and spaces do not count.
    """
    return str(uuid.uuid5(_NATURAL, "\x1f".join((table, *map(plain, parts)))))


def plain(text: str) -> str:
    """Give a text without case, accents and punctuation: what two spellings of a name have in common."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[0-9a-zœæß]+", bare))
