"""The fiches of several actions as one document: those of a convention, of a commune, those that are marked."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pvd_tui.reports.document import Document, annexe, une_fiche
from pvd_tui.reports.fiche_action import reunir
from pvd_tui.reports.fichier import SortieError
from storage.registre import StoreRegistre

if TYPE_CHECKING:
    from datetime import date

    from storage.store import Store


def document(store: "Store", records: Sequence[str], titre: str, au: "date") -> Document:
    """Gather actions as one document, an annexe where there are several; raises SortieError where there is none."""
    registre = StoreRegistre(store)
    found = [fiche for record in dict.fromkeys(records) if (fiche := reunir(registre, record, au)) is not None]
    if not found:
        raise SortieError("Il n'y a pas de fiche action à écrire ici. Rien n'a été écrit.")
    return une_fiche(found[0]) if len(found) == 1 else annexe(titre or "Fiches action", found, au)


def partageables(store: "Store", records: Sequence[str]) -> list[str]:
    """Leave out the actions marked restreint: they stay on this laptop unless somebody says otherwise."""
    rows = store.rows.these("action", list(records), ("restreint",))
    return [str(row["id"]) for row in rows if not row["restreint"]]
