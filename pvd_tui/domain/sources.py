"""Where a rule comes from, as a person may look it up: without the keys of our own notes."""

import re
from typing import Final

_CLE: Final = re.compile(r" ?,? ?\[S[0-9]+[a-z]*\]")
_NOTRE: Final = "domain.md"


def lisible(source: str) -> str:
    """Give a source without our keys; nothing where it is only in our own notes."""
    said = _CLE.sub("", source)
    if _NOTRE in said:
        return "à vérifier" if "à vérifier" in said else ""
    return said.strip(" ,;:")
