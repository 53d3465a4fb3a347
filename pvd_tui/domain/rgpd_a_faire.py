"""« À faire » of personal data: who has no reason to be kept any longer, which sheets should keep counts only."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from pvd_tui.domain.a_faire import AFaire, Sorte, near
from pvd_tui.domain.dates import deadline
from pvd_tui.domain.programme import Programme
from pvd_tui.domain.rgpd import limite_emargement, purge_proposee

AVANT: Final = 30
"""Days before the date at which erasing is proposed."""


@dataclass(frozen=True, slots=True)
class Tenue:
    """What is known of a person, as far as keeping them goes."""

    id: str
    nom: str
    commune: str | None
    date_purge: date | None
    dernier: date | None
    """The day of the last event."""
    poste: bool


def of_personnes(people: Iterable[Tenue], programme: Programme, today: date, *, prefecture: bool) -> Iterator[AFaire]:
    """List the people whose data are to be erased, soon or by now (rule 33); a chef de projet asks for it."""
    what = "Effacer ses données personnelles" if prefecture else "Demander à la préfecture d’effacer ses données"
    for one in people:
        day = purge_proposee(one.date_purge, one.dernier, programme, poste=one.poste)
        if day is not None and near(day, today, AVANT):
            yield AFaire(Sorte.DONNEES, "personne", one.id, one.nom, what, day, one.commune, "date_purge")


def of_emargements(seances: Iterable[tuple[str, str, date]], programme: Programme, today: date) -> Iterator[AFaire]:
    """List, in one line, the sheets that keep names for too long: id, title, day of each séance."""
    limit = limite_emargement(programme, today)
    old = sorted((day, record, titre) for record, titre, day in seances if day < limit)
    if old:
        day, record, titre = old[0]
        more = f" (et {len(old) - 1} de plus)" if len(old) > 1 else ""
        what = f"Émargement nominatif à remplacer par des effectifs{more}"
        yield AFaire(
            Sorte.DONNEES, "seance_club", record, titre, what, deadline(day, programme.conservation_emargement)
        )
