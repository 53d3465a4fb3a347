"""Records as JSON: those of a table as they are stored, or actions in the official schéma."""

import json
from typing import TYPE_CHECKING

from pvd_tui.reports.extrait import Demande, lignes
from storage.registre import StoreRegistre

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from storage.store import Store


def donnees(store: "Store", demande: Demande, au: "date") -> bytes:
    """Give the records of a table by the names of their fields; amounts are cents, days are ISO."""
    package = {"table": demande.table, "au": au.isoformat(), "filtre": demande.dit, "lignes": lignes(store, demande)}
    return (json.dumps(package, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")


def projets(store: "Store", actions: "Sequence[str]") -> bytes:
    """Give actions in the schéma `projets-territoire`."""
    from pvd_tui.reports.projets_territoire import rendre  # noqa: PLC0415 - only for this format

    registre = StoreRegistre(store)
    vie = {record: _vie(store, "action", record) for record in actions}
    communes = store.rows.ids("commune")
    return rendre(registre, actions, vie | {code: _vie(store, "commune", code) for code in communes})


def _vie(store: "Store", table: str, record: str) -> tuple[str, str]:
    """Give the moments a record was created and last changed, as its log tells them."""
    moments = sorted(change.at for change in store.history.of(table, record))
    return (moments[0], moments[-1]) if moments else (store.now(), store.now())
