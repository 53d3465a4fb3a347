"""Which time each figure of the note reads, by its key: the same for every territory and every day."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Final

from pvd_tui.domain.faits_note import Perimetre, faits_note
from pvd_tui.domain.faits_note_definitions import DEFINITIONS
from pvd_tui.domain.registre import RegistreIndexe
from pvd_tui.domain.temps import Temps

_SANS_MOTS: Final = {
    "clubs.par_annee": Temps.METIER,
    "clubs.publics": Temps.METIER,
    "financements.accorde_par_dispositif": Temps.METIER,
}
"""Maps whose keys are those of the records: without records they have no figure to ask."""


@cache
def temps_des_chiffres() -> Mapping[str, str]:
    """Give the time of each figure by its key; those of a map share the key of their map."""
    empty = faits_note(RegistreIndexe(()), Perimetre("departement", "00", "", ("00",)), date(2023, 6, 25))
    found = {cle(path): str(figure.temps) for path, figure in empty.chiffres().items()}
    return dict(sorted({**found, **{name: str(temps) for name, temps in _SANS_MOTS.items()}}.items()))


def cle(chemin: str) -> str:
    """Give the key of a figure: its path, or that of its map."""
    return chemin if chemin in DEFINITIONS else chemin.rpartition(".")[0]
