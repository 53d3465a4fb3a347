"""Which communes took part in the clubs, séance by séance, and which never came (domain.md §5; experience.md §5.6).

A commune is represented if one of its own is present or represented; it came if somebody was present. A regional or
national meeting is not the club of the département. Who may see which communes never came is not known here: the
préfecture only, which is for whoever shows it to ask.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from pvd_tui.domain.commune import Commune
from pvd_tui.domain.presence import Presence, StatutPresence
from pvd_tui.domain.registre import Registre, where
from pvd_tui.domain.seance_club import Echelon, EtatSeance, SeanceClub
from pvd_tui.domain.texte import plain

REPRESENTE: Final = frozenset({StatutPresence.PRESENT, StatutPresence.REPRESENTE})
"""The statuses that make a commune represented."""

SIGNES: Final[Mapping[StatutPresence, str]] = {
    StatutPresence.PRESENT: "√",
    StatutPresence.REPRESENTE: "r",
    StatutPresence.EXCUSE: "e",
    StatutPresence.ABSENT: "x",
    StatutPresence.INSCRIT: "·",
}
"""What the grid shows of a commune at a séance, the strongest first; nobody on the sheet is « · » too."""


@dataclass(frozen=True, slots=True)
class Participation:
    """Which communes of a département took part, and which never came."""

    communes: int
    representees: frozenset[str]
    jamais_venues: frozenset[str]
    autres: frozenset[str] = frozenset()
    """Communes represented that are not among those known here: a chef's laptop holds his own only."""

    @property
    def taux(self) -> float | None:
        """Give the share of communes represented, in percent; None without communes."""
        return 100 * len(self.representees) / self.communes if self.communes else None


def participation(departement: str, registre: Registre, debut: date, fin: date) -> Participation:
    """Say which communes were represented at the séances held in a period, and which never came until its end."""
    communes = {found.id for found in _communes(departement, registre)}
    held = tenues(departement, registre, fin)
    sheets = {seance.id: where(registre, Presence, seance_club=seance.id) for seance in held}
    in_period = (row for seance in held if seance.date and seance.date >= debut for row in sheets[seance.id])
    came = _venues((row for rows in sheets.values() for row in rows), frozenset({StatutPresence.PRESENT}))
    there = _venues(in_period, REPRESENTE)
    return Participation(len(communes), there & communes, frozenset(communes - came), there - communes)


def tenues(departement: str, registre: Registre, fin: date) -> list[SeanceClub]:
    """List the séances of the club that were held until a day, the latest first."""
    held = [
        seance
        for seance in where(registre, SeanceClub, departement=departement)
        if seance.etat is EtatSeance.TENUE
        and seance.echelon in {None, Echelon.DEPARTEMENTAL}
        and seance.date is not None
        and seance.date <= fin
    ]
    return sorted(held, key=lambda seance: (seance.date or fin, seance.id), reverse=True)


@dataclass(frozen=True, slots=True)
class Grille:
    """Communes by séances: what each commune was at each, the strongest of its people's statuts."""

    seances: tuple[SeanceClub, ...]
    """The latest first."""
    lignes: tuple[tuple[str, str, tuple[str, ...]], ...]
    """INSEE code, name, and one of `SIGNES` a séance, in the order of `seances`."""


def grille(departement: str, registre: Registre, fin: date) -> Grille:
    """Give the grid of the séances held until a day."""
    held = tenues(departement, registre, fin)
    best = [_signes(where(registre, Presence, seance_club=seance.id)) for seance in held]
    communes = sorted(_communes(departement, registre), key=lambda one: (plain(one.titre or one.id), one.id))
    return Grille(
        tuple(held),
        tuple((one.id, one.titre or one.id, tuple(sheet.get(one.id, "·") for sheet in best)) for one in communes),
    )


def _communes(departement: str, registre: Registre) -> list[Commune]:
    return [found for found in where(registre, Commune, departement=departement) if found.actif is not False]


def _signes(rows: Iterable[Presence]) -> dict[str, str]:
    """Give what each commune was at one séance."""
    rank = list(SIGNES)
    best: dict[str, StatutPresence] = {}
    for row in rows:
        if row.commune and row.statut is not None:
            best[row.commune] = min(best.get(row.commune, row.statut), row.statut, key=rank.index)
    return {commune: SIGNES[statut] for commune, statut in best.items()}


def _venues(rows: Iterable[Presence], statuts: frozenset[StatutPresence]) -> frozenset[str]:
    return frozenset(row.commune for row in rows if row.commune and row.statut in statuts)
