"""Text as people compare it: without accents, case, hyphens or apostrophes (domain.md §10.3, 4)."""

import re
import unicodedata
from typing import Final

_LIGATURES: Final = str.maketrans({"œ": "oe", "æ": "ae", "-": " ", "’": " ", "'": " ", "–": " "})
_ACCENTS: Final = re.compile("[\u0300-\u034e\u0350-\u036f]+")
"""What accents are made of, taken off at once: French is nearly always bare then."""
_KEPT: Final = "\n\t"


def plain(text: str) -> str:
    """Fold a text for comparing: « L’Île-d’Yeu » and « l ile d yeu » are the same."""
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES)))
    if not bare.isascii():
        bare = "".join(c for c in bare if not unicodedata.combining(c))
    return " ".join(bare.split())


def printable(text: str) -> str:
    """Drop control characters, which a database or a terminal would choke on; keep new lines and tabs."""
    return "".join(c for c in text.replace("\r\n", "\n") if c in _KEPT or unicodedata.category(c) not in {"Cc", "Cs"})


def counted(count: int, nom: str) -> str:
    """Write a count with its noun, every word agreed: « 0 modification », « 2 fiches restreintes »."""
    return f"{count} {nom if count < 2 else ' '.join(mot + 's' for mot in nom.split())}"  # noqa: PLR2004 - the French plural begins at two


def counted_label(count: int, label: str) -> str:
    """Write a count with what kind of record it is: « 2 plans de financement », « 3 signaux de difficulté »."""
    words = label.split()
    head = next((i for i, word in enumerate(words) if word in _COMPLEMENTS or word.startswith("d’")), len(words))
    return f"{count} {label}" if count < 2 else " ".join((str(count), *map(_plural, words[:head]), *words[head:]))  # noqa: PLR2004 - same


_COMPLEMENTS: Final = frozenset({"de", "du", "des", "à"})


def _plural(word: str) -> str:
    return word if word[-1] in "sxz" else f"{word[:-2]}aux" if word.endswith("al") else f"{word}s"
