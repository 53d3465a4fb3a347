"""The national records of the programme: who may write them, and how a new one is entered.

The server takes the stream `fr` from a national device only (`sync.server.territory`). A laptop that is not linked to
a server is its own master.
"""

from typing import TYPE_CHECKING, Final

from storage import settings
from storage.errors import RefusError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pvd_tui.changes.change import Json
    from storage.store import Store

NATIONALE: Final = "national"
_TABLES: Final = ("echeance_programme", "campagne_note")


def why_refused(store: "Store") -> str | None:
    """Say why the server would refuse what is written in the programme, or None if it takes it."""
    linked = store.settings.get(settings.SERVEUR) is not None and store.settings.get(settings.DEMONSTRATION) is None
    if not linked or store.role == NATIONALE:
        return None
    role = _ROLES.get(store.role, store.role)
    return (
        "Le programme (échéances, seuils, campagnes) est national : seul l'échelon national l'écrit, et il arrive à "
        f"tous par la synchronisation. Votre habilitation ({role}) permet de le lire. Rien n'a été enregistré. "
        "Adressez-vous à l'ANCT, par votre préfecture."
    )


def ajouter(store: "Store", table: str, values: "Mapping[str, Json]") -> str:
    """Write a date, a threshold or a campaign; give its id. Raises RefusError where the grant says no."""
    if table not in _TABLES:
        raise RefusError(f"« {table} » n'est pas une fiche du programme. Rien n'a été enregistré.")
    check_national(store, table)
    return store.create(table, values)


def check_national(store: "Store", table: str) -> None:
    """Refuse, before anything is written, what the server would: a national record from another role."""
    if store.rows.plan(table).national and (why := why_refused(store)):
        raise RefusError(why)


_ROLES: Final = {"chef": "chef de projet", "prefecture": "préfecture", "region": "région"}
