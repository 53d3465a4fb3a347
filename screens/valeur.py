"""How the value of a field is asked for outside its fiche: its own list, or a line that its own rule reads."""

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.champ import Champ, Genre
from pvd_tui.domain.vue import MES_COMMUNES
from screens.fiche_choix import a_choisir, choices
from screens.fiche_mots import aide_de
from screens.fiche_plusieurs import ChoixMultiple
from screens.saisir import Saisir
from screens.widgets.choix import Choice, Choix

if TYPE_CHECKING:
    from textual.app import App

    from storage.store import Store

_MANY: Final = 40
"""Above it a list is searched, and one value is chosen."""

Then = Callable[[str], object]
"""Told the text of the value, several separated by semicolons."""


def demander(
    app: "App[int]",
    store: "Store",
    champ: Champ,
    then: Then,
    *,
    texte: str = "",
    plusieurs: bool = False,
    verifier: Callable[[str], str] = lambda _: "",
) -> None:
    """Ask for a value of the field in its own way; nothing is told where it is given up."""

    def told(value: str | None) -> None:
        if value is not None:
            then(value)

    if not a_choisir(champ):
        exemple = aide_de(champ).exemple
        app.push_screen(Saisir(champ.titre, texte, exemple=exemple, verifier=verifier), told)
        return
    offered = choices(store, champ, None)
    if plusieurs and champ.reference == "commune":
        offered.insert(0, Choice(MES_COMMUNES, "Mes communes"))
    if (plusieurs or champ.plusieurs) and len(offered) <= _MANY:
        app.push_screen(ChoixMultiple(champ.titre, offered, _parts(texte)), told)
    else:
        app.push_screen(Choix(champ.titre, offered, current=texte or None), told)


def _parts(texte: str) -> Collection[str]:
    return {part.strip() for part in texte.split(";") if part.strip()}


def rempli(champ: Champ, texte: str) -> bool:
    """Say whether something was given."""
    return bool(texte.strip()) or champ.genre is Genre.OUI_NON
