"""How a name is written once accents, case, hyphens, apostrophes and ligatures no longer count."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

ARTICLES: Final = frozenset({"le", "la", "les", "l", "aux", "las", "los"})
"""The words that a name may begin with and that people leave out (« Fère » for La Fère)."""

ABBREVIATIONS: Final[Mapping[str, str]] = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
"""The short words of envelopes and road signs. Official names never use them."""

_LIGATURES: Final = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"})
_SEPARATORS: Final = re.compile(r"[^a-z0-9]+")


def plain_words(text: str) -> list[str]:
    """Return the words of the text, in lower case and without accents: « L'Île-d'Yeu » → l, ile, d, yeu."""
    spelled = text.translate(_LIGATURES)
    if not spelled.isascii():
        spelled = "".join(
            letter for letter in unicodedata.normalize("NFKD", spelled) if not unicodedata.combining(letter)
        )
    return _SEPARATORS.sub(" ", spelled.lower()).split()
