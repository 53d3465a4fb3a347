"""Where a rule comes from, as a person may look it up: our own keys are replaced by the name of what they stand for."""

import re
from collections.abc import Mapping
from typing import Final

NOMS: Final[Mapping[str, str]] = {
    "S1": "instruction du 24/05/2023",
    "S2": "instruction du 24/05/2023",
    "S5": "ANCT, mode d’emploi du programme",
    "S8bis": "Sénat, rapport du 15/10/2025",
}
"""The texts that a reader of a note can ask for; other keys stand for examples and press, and are left out."""

_CLE: Final = re.compile(r" ?,? ?\[(S[0-9]+[a-z]*)\]")
_NOTRE: Final = "domain.md"


def lisible(source: str) -> str:
    """Give a source in words; nothing where it is only in our own notes."""
    names = list(dict.fromkeys(NOMS[key] for key in _CLE.findall(source) if key in NOMS))
    said = _CLE.sub("", source)
    if _NOTRE in said:
        said = "à vérifier" if "à vérifier" in said else ""
    return ", ".join(part for part in (said.strip(" ,;:"), *names) if part)
