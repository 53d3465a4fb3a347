"""Words as the titles of columns and the cells under them write them: without accents, case or punctuation."""

import re
from functools import lru_cache
from typing import Final

from pvd_tui.domain.texte import plain

_SIGNES: Final = re.compile(r"[^a-z0-9]+")

INCONNU: Final = frozenset(
    {
        "a preciser",
        "a definir",
        "a completer",
        "a renseigner",
        "a determiner",
        "a confirmer",
        "en attente",
        "en cours de chiffrage",
        "non connu",
        "non communique",
        "non renseigne",
        "inconnu",
        "indetermine",
        "nc",
        "nr",
        "nd",
        "n c",
        "n d",
        "n a",
        "na",
        "tbd",
        "sans objet",
        "so",
        "s o",
        "non concerne",
        "na n",
        "ref",
        "div 0",
        "valeur",
        "value",
        "nom",
        "",
    }
)
"""What says that nothing is known: it leaves a field empty and is never zero."""

RIEN: Final = frozenset({"neant", "aucun", "aucune", "ras", "rien", "zero", "r a s", "pas de frein", "sans"})
"""What says that there is none: zero for an amount, nothing for a text."""


@lru_cache(maxsize=8192)
def replie(text: str) -> str:
    """Fold a text to bare words: « N° d’action » is « n d action »."""
    return _SIGNES.sub(" ", plain(text)).strip()
