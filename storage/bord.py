"""What the first page and the lists count: a few quick reads over the typed tables, whatever their size."""

import sqlite3
from collections.abc import Sequence
from itertools import groupby
from typing import Final, NamedTuple

from pvd_tui.domain.pointage import Pointee, compter
from pvd_tui.domain.seances_distinctes import nombre, semblables

_ACTIONS_DUES: Final = """SELECT 'action' AS "table", id, titre, commune, echeance FROM action
    WHERE archive = 0 AND echeance <= ? AND coalesce(statut_phase, '') NOT IN ('Terminé', 'Abandonné')"""
_SUITES_DUES: Final = """SELECT 'suite' AS "table", id, titre, NULL, echeance FROM suite
    WHERE archive = 0 AND echeance <= ? AND coalesce(statut, '') NOT IN ('Faite', 'Abandonnée')"""
_FEUILLES: Final = """SELECT seance_club, id, titre, commune, fonction, statut, personne
    FROM presence WHERE archive = 0 AND seance_club IN ({}) ORDER BY seance_club"""
CLUB_ANNUEL: Final = 2
"""Séances asked for in a calendar year (`pvd_tui.domain.programme.Programme.club_annuel`, without its pydantic)."""
_TENUS: Final = """SELECT id, titre, date, heure_debut, numero, echelon, commune_hote, public, etat, stream
    FROM seance_club WHERE archive = 0 AND etat = 'Tenue' AND public IS NOT NULL AND echelon = 'Départemental'
    AND date BETWEEN ? AND min(?, ?) ORDER BY id"""
_DEMANDES: Final = """SELECT seuil FROM echeance_programme WHERE archive = 0 AND code = 'club_annuel'
    AND seuil IS NOT NULL AND coalesce(debut, '') <= ?1 AND coalesce(fin, '9') >= ?1
    ORDER BY coalesce(debut, '') DESC, id DESC LIMIT 1"""


class AFaire(NamedTuple):
    """One record that waits for somebody."""

    table: str
    record: str
    titre: str
    commune: str | None
    detail: str
    """The échéance (ISO), the fields in conflict, or why a change was refused."""


class Cadre(NamedTuple):
    """One convention of a commune."""

    commune: str
    type: str | None
    statut: str | None
    date_signature: str | None


class Feuille(NamedTuple):
    """The attendance sheet of one séance, counted."""

    inscrits: int
    presents: int
    communes: int
    """Communes represented."""


class Seance(NamedTuple):
    """One séance of a club."""

    record: str
    titre: str
    date: str


class Bord:
    """The counts of an open store."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Read through an open store's connection."""
        self._connection = connection

    def empty(self) -> bool:
        """Say whether nothing was ever recorded here."""
        return self._connection.execute("SELECT 1 FROM fiche LIMIT 1").fetchone() is None

    def last_change(self) -> str | None:
        """Give the time (ISO) of the last gesture of this laptop."""
        row = self._connection.execute("SELECT at FROM lot ORDER BY rang DESC LIMIT 1").fetchone()
        return str(row[0]) if row else None

    def echeances(self, until: str, limit: int) -> tuple[int, list[AFaire]]:
        """Count the actions and suites that are due until a day (ISO) and not closed; give the first ones."""
        count, rows = 0, []
        for source in (_ACTIONS_DUES, _SUITES_DUES):
            count += self._count(source, until)
            rows += self._rows(f"{source} ORDER BY echeance LIMIT ?", until, limit)
        return count, sorted(rows, key=lambda row: row.detail)[:limit]

    def prochaines(self, since: str, until: str, limit: int) -> tuple[dict[str, int], list[AFaire]]:
        """Count by day the actions and suites due between two days (ISO) and not closed; give the first ones."""
        days: dict[str, int] = {}
        rows = []
        for source in (_ACTIONS_DUES, _SUITES_DUES):
            between = f"{source} AND echeance >= ?"
            counted = f"SELECT echeance, count(*) FROM ({between}) GROUP BY echeance"  # noqa: S608 - constants
            for day, count in self._connection.execute(counted, (until, since)):
                days[day] = days.get(day, 0) + int(count)
            rows += self._rows(f"{between} ORDER BY echeance LIMIT ?", until, since, limit)
        return days, sorted(rows, key=lambda row: row.detail)[:limit]

    def conflits(self, limit: int) -> tuple[int, list[AFaire]]:
        """Count the records with a conflict that a person must settle; give the first ones."""
        source = (
            'SELECT d."table", d.record, NULL, f.commune, group_concat(DISTINCT d.champ) FROM desaccord d '
            'JOIN fiche f ON f.record = d.record AND f."table" = d."table" '
            "WHERE d.nature IN ('conflit', 'archive') GROUP BY d.record, d.\"table\""
        )
        return self._count(source), self._titled(self._rows(f"{source} LIMIT ?", limit))

    def a_corriger(self, limit: int) -> tuple[int, list[AFaire]]:
        """Count the changes that a server refused and nobody settled; give the newest."""
        source = (
            """SELECT "table", record, json_extract("set", '$.titre'), commune, phrase FROM a_corriger """
            "WHERE traite = 0"
        )
        return self._count(source), self._titled(self._rows(f"{source} ORDER BY at DESC LIMIT ?", limit))

    def phases(self) -> list[tuple[str | None, str | None, int]]:
        """Count the actions by phase and statut."""
        rows = self._connection.execute(
            "SELECT phase, statut_phase, count(*) FROM action WHERE archive = 0 GROUP BY phase, statut_phase"
        )
        return [tuple(row) for row in rows]

    def cadres(self, commune: str | None = None) -> list[Cadre]:
        """Give the conventions of each commune (or of one): its own, and those whose rows name it."""
        mine = "" if commune is None else "WHERE commune = ?1"
        rows = self._connection.execute(
            f"SELECT commune, type, statut, date_signature FROM ("  # noqa: S608 - a constant condition
            "SELECT c.commune, c.type, c.statut, c.date_signature FROM convention c "
            "WHERE c.archive = 0 AND c.commune IS NOT NULL UNION ALL "
            "SELECT r.commune, c.type, c.statut, c.date_signature FROM convention_commune r "
            f"JOIN convention c ON c.id = r.convention WHERE r.archive = 0 AND c.archive = 0) {mine}",
            () if commune is None else (commune,),
        )
        return [Cadre(*row) for row in rows]

    def feuilles(self, seances: Sequence[str]) -> dict[str, Feuille]:
        """Count the attendance sheets of some séances; who is there for two communes is one person."""
        rows = self._connection.execute(_FEUILLES.format(", ".join("?" * len(seances))), tuple(seances))
        return {
            seance: Feuille(*compter(_pointee(*row[1:]) for row in lines))
            for seance, lines in groupby(rows, key=lambda row: str(row[0]))
        }

    def clubs_tenus(self, year: int, today: str) -> int:
        """Count the séances of a calendar year that count for the instruction, those that look like one once."""
        cursor = self._connection.execute(_TENUS, (f"{year}-01-01", f"{year}-12-31", today))
        names = [name for name, *_ in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        ecartees = self._connection.execute("SELECT un, autre FROM doublon_ecarte WHERE \"table\" = 'seance_club'")
        pairs = semblables(rows, {(row[0], row[1]) for row in ecartees.fetchall()})
        return nombre([str(row["id"]) for row in rows], pairs)

    def clubs_demandes(self, year: int) -> int:
        """Say how many séances the programme asks for in a calendar year, as it stands on its last day."""
        row = self._connection.execute(_DEMANDES, (f"{year}-12-31",)).fetchone()
        return int(row[0]) if row else CLUB_ANNUEL

    def clubs(self, today: str, limit: int) -> list[Seance]:
        """Give the next séances, the nearest first, then the last ones held, the latest first."""
        rows = self._connection.execute(
            "SELECT id, titre, date FROM seance_club WHERE archive = 0 AND date IS NOT NULL "
            "AND coalesce(etat, '') NOT IN ('Annulée', 'Reportée') AND (date >= ?1 OR etat = 'Tenue') "
            "ORDER BY date < ?1, abs(julianday(date) - julianday(?1)) LIMIT ?2",
            (today, limit),
        )
        return [Seance(str(row[0]), str(row[1] or ""), str(row[2])) for row in rows]

    def _count(self, source: str, *facts: object) -> int:
        return int(self._connection.execute(f"SELECT count(*) FROM ({source})", facts).fetchone()[0])  # noqa: S608 - constants

    def _rows(self, source: str, *facts: object) -> list[AFaire]:
        rows = self._connection.execute(source, facts)
        return [AFaire(row[0], row[1], row[2] or "", row[3], row[4] or "") for row in rows]

    def _titled(self, rows: Sequence[AFaire]) -> list[AFaire]:
        """Give rows of several tables their titles."""
        known = {row[0] for row in self._connection.execute('SELECT "table" FROM plan')}
        return [row._replace(titre=self._titre(row)) if row.table in known else row for row in rows]

    def _titre(self, row: AFaire) -> str:
        found = self._connection.execute(f'SELECT titre FROM "{row.table}" WHERE id = ?', (row.record,)).fetchone()  # noqa: S608 - a known table
        return str(found[0] or "") if found else row.titre


def _pointee(record: str, titre: str | None, commune: str | None, fonction: str | None, *said: str | None) -> Pointee:
    """Give a line of a sheet as it is counted."""
    statut, personne = said
    return Pointee(
        record, titre or "", insee=commune or "", fonction=fonction or "", statut=statut or "", personne=personne or ""
    )
