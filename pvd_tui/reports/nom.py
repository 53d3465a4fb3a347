"""Names of files that every system takes."""

import re
from typing import Final

from pvd_tui.domain.texte import plain

_LONGUEUR: Final = 80


def nom_de_fichier(titre: str) -> str:
    """Make a name: « Halle du marché : n° 2 » is halle-du-marche-n-2."""
    return re.sub(r"[^a-z0-9]+", "-", plain(titre))[:_LONGUEUR].strip("-") or "export"
