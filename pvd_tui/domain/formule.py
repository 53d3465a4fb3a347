"""Text that a spreadsheet would run as a formula, and how it is made harmless where a file has no types (CSV)."""

import re
from typing import Final

_DEBUT: Final = re.compile("[=+\\-@\uff1d\uff0b\uff0d\uff20]")
_NOMBRE: Final = re.compile("[+-]?[0-9]+([\u00a0\u202f ][0-9]{3})*([.,][0-9]+)?")
_BLANCS: Final = "\t\n\r \u00a0\u202f\ufeff\u200b"


def est_formule(texte: str) -> bool:
    """Say whether a spreadsheet might run this text: it begins as a formula does, and is no plain number."""
    bare = texte.lstrip(_BLANCS)
    if not _DEBUT.match(bare):
        return texte[:1] in {"\t", "\r"}
    return _NOMBRE.fullmatch(bare) is None


def neutraliser(texte: str) -> str:
    """Put an apostrophe before a text that a spreadsheet might run."""
    return f"'{texte}" if est_formule(texte) else texte
