"""The relevé of a séance of the store, in words."""

from typing import TYPE_CHECKING

from pvd_tui.reports.fichier import SortieError
from pvd_tui.reports.releve_decisions import Redige, rediger
from pvd_tui.reports.releve_faits import reunir
from storage.registre import RegistreNomme

if TYPE_CHECKING:
    from datetime import date

    from storage.store import Store


def rediger_seance(store: "Store", record: str, au: "date", *, noms: bool) -> Redige:
    """Word a séance; raises SortieError where it is not on this laptop."""
    releve = reunir(RegistreNomme(store), record, au)
    if releve is None:
        raise SortieError("Cette séance n'est pas sur cet ordinateur, ou elle est archivée. Rien n'a été écrit.")
    return rediger(releve, noms=noms)
