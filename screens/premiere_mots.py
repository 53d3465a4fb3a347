"""The words of the first opening, and what its steps read of this computer and of the référentiel."""

import os
import sys
from typing import TYPE_CHECKING, Final

from screens.lignes import entier
from screens.widgets.source import Row

if TYPE_CHECKING:
    from pvd_tui.referentiel import CommuneReference

QUI: Final = (
    "Bienvenue. PVD garde vos communes, vos actions et vos clubs sur cet ordinateur, même sans réseau.\n"
    "Votre nom sert à vous saluer et à signer vos brouillons ; il ne quitte pas cet ordinateur.\n"
)
THEMES_DITS: Final = {
    "clair": "fond blanc, pour une pièce claire ou une projection",
    "sombre": "fond noir, reposant",
    "contraste": "noir et blanc tranchés, pour mieux lire",
    "ansi": "les couleurs de votre terminal",
}
REPRISES: Final = (
    ("tableur", "Reprendre un tableur", "XLSX, XLS, ODS ou CSV : un aperçu d'abord"),
    ("vide", "Commencer ainsi", "n crée votre première action"),
    ("synchro", "Me relier à la préfecture", "avec l'invitation reçue (pvd1:…)"),
    ("demo", "Voir la démonstration", "une Aisne fictive, dans une base à part"),
)


def code_departement(typed: str) -> str | None:
    """Give the code of a département by its number or its name."""
    from pvd_tui import referentiel  # noqa: PLC0415 - reads the référentiel, only when asked

    found = referentiel.departement(typed.strip().upper().zfill(2))
    if found is None:
        wanted = referentiel.plain_words(typed)
        found = next((one for one in referentiel.departements() if referentiel.plain_words(one.nom) == wanted), None)
    return found.code if found else None


def ligne(place: "CommuneReference") -> Row:
    """Draw a commune of the référentiel."""
    return Row(place.insee, (f"{place.nom} ({place.departement})", entier(place.population), _epci(place)))


def _epci(place: "CommuneReference") -> str:
    from pvd_tui import referentiel  # noqa: PLC0415 - reads the référentiel, only when asked

    found = referentiel.epci(place.epci) if place.epci else None
    return found.nom if found else ""


def vieille_console() -> bool:
    """Say whether this is the old Windows console, which draws less and keeps some keys."""
    return sys.platform == "win32" and not os.environ.get("WT_SESSION") and not os.environ.get("TERM_PROGRAM")
