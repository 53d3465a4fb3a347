"""How full the fiche action is, as it is typed: the rate, its bar, and the way to what is missing (F7)."""

from typing import TYPE_CHECKING, Final, NamedTuple

from pvd_tui.domain.action import Action
from pvd_tui.domain.completude import Completude, Manque, completude
from storage.registre import StoreRegistre

if TYPE_CHECKING:
    from pvd_tui.domain.registre import Registre
    from screens.fiche_formulaire import Formulaire
    from screens.fiche_saisie import Saisie

_CASES: Final = 15
"""Cells of the bar."""
_RUBRIQUES: Final = {"depense": "Dépenses", "ressource": "Financement", "indicateur": "Indicateurs"}
"""The rubriques where lines are missing."""


class Place(NamedTuple):
    """Where something missing is written: a field, or the rubrique of a table."""

    quoi: str
    champ: str
    rubrique: int


def bilan(saisie: "Saisie", registre: "Registre | None") -> Completude | None:
    """Say how full an action is as it is typed; None for other kinds of records."""
    if saisie.table != Action.table or saisie.inconnue:
        return None
    typed, _ = Action.lenient({**saisie.valeurs(), "id": saisie.record})
    return completude(typed, registre or StoreRegistre(saisie.store))


def barre(found: Completude | None) -> str:
    """Write the rate and its bar, two lines."""
    if found is None:
        return ""
    full = _CASES * found.taux // 100
    return f"Complète à {found.taux} %\n{'█' * full}{'░' * (_CASES - full)}  F7"


def bref(nom: str, found: Completude | None) -> str:
    """Name the record in the path with its rate, where the list of rubriques is not on screen."""
    return f"{nom}, complète à {found.taux} %" if found else nom


def places(page: "Formulaire", found: Completude | None) -> list[Place]:
    """Give where each missing thing is written, in the order of the form."""
    known = [place for one in (found.vides if found else ()) if (place := _place(page, one)) is not None]
    order = page.champs
    return sorted(known, key=lambda p: (p.rubrique, order.index(p.champ) if p.champ else 0))


def _place(page: "Formulaire", one: Manque) -> Place | None:
    if one.champ:
        return Place(one.quoi, one.champ, page.rubrique_de(one.champ)) if one.champ in page.champs else None
    wanted = _RUBRIQUES.get(one.table or "")
    index = next((i for i, (titre, _) in enumerate(page.rubriques) if titre == wanted), None)
    return None if index is None else Place(one.quoi, "", index)


async def manque_suivant(page: "Formulaire") -> bool:
    """Go to the next thing missing after the one where one is, through all the rubriques; say whether there is one."""
    found = places(page, page.completude)
    if page.completude is None or not found:
        return False
    here = (page.index, page.champs.index(page.champ_courant) if page.champ_courant in page.champs else -1)
    after = [p for p in found if (p.rubrique, page.champs.index(p.champ) if p.champ else -1) > here]
    place = (after or found)[0]
    await page.montrer(place.rubrique, place.champ)
    page.say(f"Il manque {place.quoi}. Complète à {page.completude.taux} %.")
    return True
