"""A note typed in one line: « partenaire, qui : ce qui est dit, relance vendredi » (domain.md §10.3, 6)."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from pvd_tui.domain.dates import DateError, read_date

_NOM: Final = 80
"""Longer than any name: what stands before the colon is then the note itself."""
_RELANCE: Final = re.compile(
    r"^(?P<dit>.*\S)\s*[,;.(-]\s*relance(?:r)?\s*(?:le|:)?\s*(?P<quand>[^,;()]+?)\)?\s*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class NoteDite:
    """What a line says: who, of which partner, what, and when to ask again."""

    texte: str
    interlocuteur: str | None = None
    partenaire: str | None = None
    relance: date | None = None


def lire_note(line: str, today: date) -> NoteDite:
    """Read a line; what is not understood stays in the text, nothing is lost."""
    texte, relance = _relance(line.strip(), today)
    head, colon, rest = texte.partition(" : ")
    if not colon or len(head) > _NOM or not rest.strip():
        return NoteDite(texte, relance=relance)
    partner, _, who = (part.strip() for part in head.partition(","))
    return NoteDite(rest.strip(), who or None, partner or None, relance)


def _relance(line: str, today: date) -> tuple[str, date | None]:
    """Take the day to ask again off the end of a line, where there is one that can be read."""
    found = _RELANCE.match(line)
    if found is None:
        return line, None
    try:
        return found["dit"], read_date(found["quand"], today)
    except DateError:
        return line, None
