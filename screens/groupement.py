"""What the rows of a list may be grouped by (`g`): a list, a yes or no, a record, the month of a day, a short text."""

from typing import Final

from pvd_tui.domain.champ import Genre
from pvd_tui.domain.champs_lus import champs_lus
from pvd_tui.domain.tables import TABLES
from screens.widgets.choix import Choice, Choix
from storage.rows import MOIS

_GENRES: Final = frozenset({Genre.CHOIX, Genre.OUI_NON, Genre.REFERENCE, Genre.DATE, Genre.LIGNE, Genre.ENTIER})


def choix_groupe(table: str, current: str | None) -> Choix:
    """Offer what makes groups; closes with the field, with nothing for no groups, or None."""
    choices = [Choice("", "Sans groupe")]
    for one in champs_lus(TABLES[table]):
        if one.genre in _GENRES and not one.plusieurs and one.nom != "titre":
            day = one.genre is Genre.DATE
            choices.append(Choice(f"{one.nom}{MOIS * day}", one.titre, "par mois" if day else ""))
    return Choix("Grouper par", choices, current=current or "")
