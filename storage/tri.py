"""How French texts are ordered: « Évry » with « Evry », « Saint-Quentin » with « Saint Quentin », 2.10 after 2.9."""

import re
from functools import lru_cache
from typing import Final

from storage.projection import sort_key

_NUMBER: Final = re.compile(r"\d+")
_DIGITS: Final = 8
"""A number of a code is compared as if it had that many digits."""
_KEPT: Final = 65_536
"""Keys remembered: the words of a column are few, its rows are many."""


@lru_cache(maxsize=_KEPT)
def natural_key(text: object) -> str | None:
    """Give the text by which names and codes are ordered; None stays None."""
    if text is None:
        return None
    return _NUMBER.sub(lambda found: found[0].zfill(_DIGITS), " ".join(sort_key(str(text)).split())) or None


def bare(text: object) -> str:
    """Give a text as it is searched inside: no accents, case, ligatures, hyphens or apostrophes."""
    return sort_key(str(text)) if text is not None else ""
