"""« À faire » of the campaign of the note: the contribution that a chef owes, those that a préfecture still awaits."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from pvd_tui.domain.a_faire import HORIZON, AFaire, Sorte
from pvd_tui.domain.campagne_note import CampagneNote
from pvd_tui.domain.texte import counted

_NOMMES = 6
"""Sites that the line of the préfecture names; the page has them all."""


class SiteDu(NamedTuple):
    """A site whose contribution did not come whole."""

    site: str
    nom: str
    commune: str


def is_ouverte(campagne: CampagneNote, today: date) -> bool:
    """Say whether contributions are still asked for: from the opening to some time after the échéance."""
    opened = campagne.ouverture is None or campagne.ouverture <= today
    return opened and (campagne.echeance is None or (today - campagne.echeance).days <= HORIZON)


def of_contributions(campagne: CampagneNote, dus: Sequence[SiteDu], today: date) -> Iterator[AFaire]:
    """Ask a chef for the contribution of each of his sites."""
    if not is_ouverte(campagne, today):
        return
    for one in dus:
        what = f"Donner la contribution de {one.nom}"
        yield AFaire(Sorte.CAMPAGNE, "campagne", one.site, campagne.titre or "", what, campagne.echeance, one.commune)


def of_attendues(campagne: CampagneNote, dus: Sequence[SiteDu], sites: int, today: date) -> Iterator[AFaire]:
    """Tell a préfecture, before the échéance, which sites did not contribute yet."""
    late = campagne.echeance is not None and today > campagne.echeance
    if not dus or late or not is_ouverte(campagne, today):
        return
    names = ", ".join(one.nom for one in dus[:_NOMMES]) + (", …" if len(dus) > _NOMMES else "")
    what = f"{counted(len(dus), 'contribution')} sur {sites} encore à recevoir : {names}"
    yield AFaire(Sorte.CAMPAGNE, "campagne", campagne.id, campagne.titre or "", what, campagne.echeance)
