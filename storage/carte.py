"""What the map shows: the outlines that were imported, and for each commune where it is and how it goes."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

from pvd_tui.domain.carte import Contour
from storage.calcules import EN_VIE, RESTE

if TYPE_CHECKING:
    import sqlite3

    from storage.store import Store

_KEY: Final = "contours"
_YEAR: Final = 365


@dataclass(frozen=True, slots=True)
class CommuneCarte:
    """One commune on the map; amounts in cents, None where nothing is known."""

    insee: str
    nom: str
    region: str | None
    departement: str | None
    arrondissement: str | None
    lat: float | None
    lon: float | None
    population: int | None
    epci: str | None
    ort: str | None
    """The statut of its convention-cadre valant ORT, or None if there is none."""
    ort_signee_le: str | None
    crte: bool
    phases: tuple[int, int, int]
    """Its actions that go on: Idée, Étude, Opération."""
    engagees: int
    cout: int | None
    accorde: int | None
    club: str | None
    """The day of the last séance where somebody stood for it."""
    club_recent: bool
    """Whether that is less than a year ago."""
    reste: int | None = None
    """What is still to be funded, as the list of communes counts it."""


class Carte:
    """The map's facts."""

    def __init__(self, store: "Store") -> None:
        """Read an open store."""
        self._store = store
        self._connection: sqlite3.Connection = store.connection

    def keep_contours(self, contours: Iterable[Contour]) -> int:
        """Keep outlines beside those that are there; give how many there are now."""
        held = {contour.code: contour for contour in (*self.contours(), *contours)}
        text = json.dumps([[c.code, c.nom, [list(ring) for ring in c.anneaux]] for c in held.values()])
        with self._store.transaction():
            self._store.settings.put(_KEY, text)
        return len(held)

    def contours(self) -> list[Contour]:
        """Give the outlines that were imported."""
        held = json.loads(self._store.settings.get(_KEY) or "[]")
        return [Contour(code, nom, tuple([(x, y) for x, y in ring] for ring in rings)) for code, nom, rings in held]

    def communes(self, today: date) -> list[CommuneCarte]:
        """Give the communes of the programme that this laptop knows, by name."""
        cadres = self._cadres()
        actions = {row[0]: row[1:] for row in self._connection.execute(_ACTIONS, (today.isoformat(),))}
        grants = {row[0]: row[1] for row in self._connection.execute(_ACCORDES)}
        clubs = {row[0]: row[1] for row in self._connection.execute(_CLUBS, (today.isoformat(),))}
        year = (today - timedelta(days=_YEAR)).isoformat()
        return [
            _commune(row, cadres.get(row[0]), actions.get(row[0]), grants.get(row[0]), clubs.get(row[0]), year)
            for row in self._connection.execute(_COMMUNES)
        ]

    def _cadres(self) -> dict[str, tuple[str | None, str | None, bool]]:
        """Give the best convention-cadre of each commune: statut, day of signature, whether it is in the CRTE."""
        best: dict[str, tuple[str | None, str | None, bool]] = {}
        for insee, statut, signee, crte in self._connection.execute(_CADRES):
            if insee not in best or _RANG.get(statut, 0) > _RANG.get(best[insee][0], 0):
                best[insee] = (statut, signee, bool(crte))
        return best


def _commune(
    row: Sequence[Any],
    cadre: tuple[str | None, str | None, bool] | None,
    actions: Sequence[Any] | None,
    accorde: int | None,
    club: str | None,
    year: str,
) -> CommuneCarte:
    """Join what is known of a commune."""
    idee, etude, operation, engagees, cout, reste = actions or (0, 0, 0, 0, None, None)
    statut, signee, crte = cadre or (None, None, False)
    return CommuneCarte(
        insee=row[0],
        nom=row[1],
        region=row[8],
        departement=row[2],
        arrondissement=row[3],
        lat=row[4],
        lon=row[5],
        population=row[6],
        epci=row[7],
        ort=statut,
        ort_signee_le=signee,
        crte=crte,
        phases=(int(idee), int(etude), int(operation)),
        engagees=int(engagees),
        cout=cout,
        reste=reste,
        accorde=accorde,
        club=club,
        club_recent=club is not None and club >= year,
    )


_RANG: Final[dict[str | None, int]] = {"Signée": 3, "Terminée": 3, "En cours": 2, "Non signée": 1}
_COMMUNES: Final = (
    "SELECT c.id, coalesce(c.titre, c.id), c.departement, c.arrondissement, c.lat, c.lon, c.population, "
    "(SELECT e.titre FROM epci e WHERE e.id = c.epci), c.region FROM commune c "
    "WHERE c.archive = 0 AND coalesce(c.actif, 1) = 1 ORDER BY c.titre_tri, c.id"
)
_ACTIONS: Final = (
    "SELECT commune, total(phase = 'Idée'), total(phase = 'Étude'), total(phase = 'Opération'), "  # noqa: S608 - constants
    f"coalesce(sum(date_engagement <= ?1), 0), sum(cout_previsionnel), sum({RESTE}) FROM action "
    f"WHERE archive = 0 AND commune IS NOT NULL AND {EN_VIE} GROUP BY commune"
)
_ACCORDES: Final = (
    "SELECT a.commune, sum(d.montant_accorde) FROM demande d JOIN action a ON a.id = d.action "
    "WHERE d.archive = 0 AND a.archive = 0 AND coalesce(a.statut_phase, '') NOT IN ('Abandonné', 'Terminé') "
    "AND a.commune IS NOT NULL GROUP BY a.commune"
)
_CLUBS: Final = (
    "SELECT p.commune, max(s.date) FROM presence p JOIN seance_club s ON s.id = p.seance_club "
    "WHERE p.archive = 0 AND s.archive = 0 AND p.commune IS NOT NULL AND p.statut IN ('Présent', 'Représenté') "
    "AND s.etat = 'Tenue' AND s.date <= ?1 GROUP BY p.commune"
)
_CADRES: Final = (
    "SELECT insee, statut, date_signature, crte_inscrit_le FROM ("
    "SELECT c.commune AS insee, c.statut, c.date_signature, c.crte_inscrit_le FROM convention c "
    "WHERE c.archive = 0 AND c.type = 'Cadre ORT' AND c.commune IS NOT NULL UNION ALL "
    "SELECT r.commune, c.statut, c.date_signature, c.crte_inscrit_le FROM convention_commune r "
    "JOIN convention c ON c.id = r.convention WHERE r.archive = 0 AND c.archive = 0 AND c.type = 'Cadre ORT')"
)
