"""Attendance in columns: the day of a séance in the title, and under it who came."""

import re
from datetime import date
from typing import Final

from pvd_tui.domain.dates import DateError, read_date
from pvd_tui.domain.presence import StatutPresence
from pvd_tui.imports.classeur import Cellule, texte
from pvd_tui.imports.mots import replie

_JOURS: Final = (
    re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}"),
    re.compile(r"\d{4}-\d{2}-\d{2}"),
    re.compile(r"\d{1,2}(?:er)? [a-zé]+\.? \d{4}", re.IGNORECASE),
)
_MOTS: Final = {
    StatutPresence.PRESENT: frozenset(
        {"x", "p", "oui", "o", "present", "presente", "presents", "1", "2", "3", "ok", "v"}
    ),
    StatutPresence.ABSENT: frozenset({"non", "n", "a", "abs", "absent", "absente", "absents", "0"}),
    StatutPresence.EXCUSE: frozenset({"e", "exc", "excuse", "excusee", "excuses"}),
    StatutPresence.REPRESENTE: frozenset({"r", "rep", "represente", "representee", "pouvoir"}),
}
_COCHES: Final = frozenset("✓✔☑√")
_NOM: Final = re.compile(r"(?:m|mme|mr|madame|monsieur)\.? .{2,60}", re.IGNORECASE)


def jour_de(titre: str) -> date | None:
    """Read the one day that a title speaks of; None where it speaks of none."""
    for pattern in _JOURS:
        found = pattern.findall(titre)
        if len(found) == 1:
            try:
                return read_date(found[0], date(2024, 1, 1))
            except DateError:
                return None
    return None


def statut_de(cell: Cellule) -> StatutPresence | None:
    """Read who came: a cross, a letter, a word; a name says that this person came; None where nothing is said."""
    if isinstance(cell, bool):
        return StatutPresence.PRESENT if cell else StatutPresence.ABSENT
    said = texte(cell)
    word = replie(said)
    if said.strip() and set(said.strip()) <= _COCHES:
        return StatutPresence.PRESENT
    for statut, words in _MOTS.items():
        if word in words or word.split(" ")[0] in words - {"a", "e", "r", "n", "o", "p", "x", "m"}:
            return statut
    return StatutPresence.PRESENT if _NOM.fullmatch(said.strip()) else None


def nom_de(cell: Cellule) -> str:
    """Give the name that a cell of attendance holds, if it is one."""
    said = " ".join(texte(cell).split())
    return said if _NOM.fullmatch(said) else ""


def is_presence(cell: Cellule) -> bool:
    """Say whether a cell looks like attendance."""
    return statut_de(cell) is not None
