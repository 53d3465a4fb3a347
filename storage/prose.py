"""A fiche of the store as a paragraph to paste in an e-mail."""

from typing import TYPE_CHECKING

from pvd_tui.domain.action import Action
from pvd_tui.domain.paragraphe import paragraphe
from storage.copie import lire
from storage.errors import RefusError
from storage.registre import StoreRegistre

if TYPE_CHECKING:
    from storage.store import Store


def paragraphe_de(store: "Store", table: str, record: str) -> str:
    """Write an action as French prose; raises RefusError for another kind of fiche."""
    if table != "action":
        raise RefusError("Seule une action s'écrit en un paragraphe. Rien n'a été copié.")
    from pvd_tui import referentiel  # noqa: PLC0415 - reads files

    fiche = lire(store, table, record)
    found = referentiel.commune(fiche.commune) if fiche.commune else None
    action = Action.lenient({**fiche.values, "id": fiche.record})[0]
    today = store.today().astimezone().date()
    return paragraphe(action, StoreRegistre(store), today, found.de_la() if found else "")
