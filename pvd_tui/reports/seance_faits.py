"""What the papers of a séance are made of: it, its ordre du jour, its sheet, the people, the names of places."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pvd_tui import referentiel
from pvd_tui.domain.commune import Commune
from pvd_tui.domain.dates import long_date
from pvd_tui.domain.personne import Personne
from pvd_tui.domain.point_ordre_du_jour import PointOrdreDuJour
from pvd_tui.domain.presence import Presence
from pvd_tui.domain.registre import one, where
from pvd_tui.domain.seance_club import Echelon, SeanceClub
from pvd_tui.domain.texte import plain

if TYPE_CHECKING:
    from datetime import date

    from pvd_tui.domain.registre import Registre
    from pvd_tui.referentiel import DepartementReference

_HEURE = 60
_DERNIER = 10**6


@dataclass(frozen=True, slots=True)
class FaitsSeance:
    """A séance about to be convened."""

    seance: SeanceClub
    points: Sequence[PointOrdreDuJour]
    """In their order."""
    presences: Sequence[Presence]
    """By name."""
    personnes: Mapping[str, Personne]
    """The people of the sheet, by id."""
    communes: Mapping[str, str]
    """Names by code: those of the département, and those that the sheet names."""
    pvd: Sequence[str]
    """The codes of the département's communes."""
    departement: "DepartementReference | None"
    au: "date"

    @property
    def club(self) -> str:
        """Name the club: « club Petites villes de demain de l'Aisne »."""
        if self.seance.echelon is Echelon.NATIONAL:
            return "club national Petites villes de demain"
        place: str | None = None
        if self.departement is not None and self.seance.echelon is Echelon.REGIONAL:
            region = referentiel.region(self.departement.region)
            return f"club régional Petites villes de demain {region.de_la() if region else ''}".strip()
        if self.departement is not None:
            place = self.departement.de_la()
        return f"club Petites villes de demain {place or ''}".strip()

    def quand(self) -> str:
        """Say when: « le jeudi 3 décembre 2026, de 9 h à 12 h 30 »; nothing without a day."""
        seance = self.seance
        if seance.date is None:
            return ""
        day = f"le {long_date(seance.date)}"
        start, end = heure_dite(seance.heure_debut), heure_dite(seance.heure_fin)
        if start and end:
            return f"{day}, de {start} à {end}"
        return f"{day}, à {start}" if start else day

    def ou(self) -> str:
        """Say where: « à la Fère, salle des fêtes »; nothing without a place."""
        place = referentiel.commune(self.seance.commune_hote) if self.seance.commune_hote else None
        named = place.a_la() if place else ""
        if not self.seance.lieu:
            return named
        lieu = _minuscule(self.seance.lieu) if named else self.seance.lieu
        return f"{named}, {lieu}" if named else lieu

    def horaires(self) -> list[str]:
        """Say when each point begins, as long as the durations before it are known: « 9 h 15 »."""
        now = minutes(self.seance.heure_debut)
        said = []
        for point in self.points:
            said.append(_dite(now) if now is not None else "")
            now = now + point.duree if now is not None and point.duree else None
        return said


def reunir(registre: "Registre", record: str, au: "date") -> FaitsSeance | None:
    """Gather a séance; None if it is not here (or archived)."""
    seance = one(registre, SeanceClub, record)
    if seance is None:
        return None
    presences = sorted(where(registre, Presence, seance_club=record), key=lambda row: (plain(row.titre or ""), row.id))
    points = where(registre, PointOrdreDuJour, seance_club=record)
    here = [c for c in where(registre, Commune) if c.actif is not False]
    names = {c.id: c.titre or c.id for c in here}
    for insee in {row.commune for row in presences if row.commune} - names.keys():
        found = referentiel.commune(insee)
        names[insee] = found.nom if found else insee
    people = {row.personne: one(registre, Personne, row.personne) for row in presences if row.personne}
    return FaitsSeance(
        seance,
        sorted(points, key=lambda point: (point.ordre if point.ordre is not None else _DERNIER, point.id)),
        presences,
        {record: person for record, person in people.items() if person is not None},
        names,
        [c.id for c in here if seance.departement in {None, c.departement}],
        referentiel.departement(seance.departement) if seance.departement else None,
        au,
    )


def minutes(heure: str | None) -> int | None:
    """Count the minutes of an hour of the day."""
    if heure is None:
        return None
    hours, rest = heure.split(":")
    return int(hours) * _HEURE + int(rest)


def heure_dite(heure: str | None) -> str:
    """Write an hour as it is said: « 9 h », « 14 h 30 »."""
    count = minutes(heure)
    return "" if count is None else _dite(count)


def _dite(count: int) -> str:
    hours, rest = divmod(count % (24 * _HEURE), _HEURE)
    return f"{hours}\u00a0h\u00a0{rest:02d}" if rest else f"{hours}\u00a0h"


def _minuscule(text: str) -> str:
    """Begin in lower case within a sentence, where the place begins with a common word."""
    common = ("salle", "mairie", "hotel de ville", "maison", "espace", "centre", "foyer", "mediatheque", "prefecture")
    return text[:1].lower() + text[1:] if plain(text).startswith(common) else text
