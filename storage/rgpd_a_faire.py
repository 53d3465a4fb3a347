"""What an open store calls for as to personal data: the people and the sheets that are kept for too long."""

from datetime import date
from typing import TYPE_CHECKING, Final

from pvd_tui.changes.change import PREFECTURE
from pvd_tui.domain.rgpd_a_faire import Tenue, of_emargements, of_personnes
from storage import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pvd_tui.domain.a_faire import AFaire
    from pvd_tui.domain.programme import Programme
    from storage.store import Store

_MOST: Final = 500

_PERSONNES: Final = """
    WITH vues AS (SELECT r.personne AS id, max(s.date) AS jour FROM presence r
        JOIN seance_club s ON s.id = r.seance_club WHERE r.archive = 0 AND r.personne IS NOT NULL GROUP BY r.personne)
    SELECT p.id, p.titre, p.commune, p.date_purge, max(coalesce(p.dernier_evenement, ''), coalesce(v.jour, '')),
        EXISTS (SELECT 1 FROM poste t WHERE t.archive = 0 AND t.personne = p.id)
    FROM personne p LEFT JOIN vues v ON v.id = p.id WHERE p.archive = 0
    ORDER BY coalesce(p.date_purge, p.dernier_evenement), p.id LIMIT ?"""

_FEUILLES: Final = """SELECT DISTINCT s.id, s.titre, s.date FROM seance_club s JOIN presence r ON r.seance_club = s.id
    WHERE s.archive = 0 AND r.archive = 0 AND s.date IS NOT NULL
    AND coalesce(r.personne, r.fonction, r.heure_arrivee, r.represente_par) IS NOT NULL
    ORDER BY s.date LIMIT ?"""
"""A line that names somebody nearly always has one of these; « pvd rgpd purger » looks at each."""


def of_donnees(store: "Store", held: "Programme", today: date) -> "Iterator[AFaire]":
    """Give what the préfecture is to erase; to a chef de projet, what to ask for of the people of his communes."""
    prefecture = store.role == PREFECTURE
    ours = set((store.settings.get(settings.COMMUNES) or "").split(","))
    people = [
        Tenue(str(row[0]), str(row[1] or ""), row[2], _day(row[3]), _day(row[4]), bool(row[5]))
        for row in store.connection.execute(_PERSONNES, (_MOST,)).fetchall()
    ]
    mine = people if prefecture else [one for one in people if one.commune in ours]
    yield from of_personnes(mine, held, today, prefecture=prefecture)
    if prefecture:
        rows = store.connection.execute(_FEUILLES, (_MOST,)).fetchall()
        sheets = [(str(row[0]), str(row[1] or ""), day) for row in rows if (day := _day(row[2])) is not None]
        yield from of_emargements(sheets, held, today)


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None
