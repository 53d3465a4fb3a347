"""Which séance is being held, or was when the battery died: a quick read, for the first page (no pydantic)."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    import sqlite3
    from datetime import datetime

    from storage.store import Store

_SEMAINE: Final = timedelta(days=7)
_OUVERTE: Final = """SELECT id, numero, titre, ouverte_a FROM seance_club WHERE archive = 0
    AND coalesce(ouverte_a, '') <> '' AND coalesce(close_a, '') = ''
    AND coalesce(etat, '') NOT IN ('Annulée', 'Reportée') AND (coalesce(date, ?2) BETWEEN ?1 AND ?3
    OR EXISTS (SELECT 1 FROM change c WHERE c."table" = 'seance_club' AND c.record = seance_club.id AND c.at >= ?1))
    ORDER BY coalesce(date, ?2) DESC, id DESC LIMIT 1"""
_DU_JOUR: Final = """SELECT id FROM seance_club WHERE archive = 0 AND date = ? AND coalesce(close_a, '') = ''
    AND coalesce(etat, '') NOT IN ('Annulée', 'Reportée', 'Tenue') ORDER BY coalesce(heure_debut, ''), id LIMIT 1"""
_GESTES: Final = """SELECT max(c.at) FROM change c WHERE c.by = ?1 AND c.record IN (
    SELECT ?2 UNION ALL SELECT id FROM note_seance WHERE seance_club = ?2
    UNION ALL SELECT id FROM presence WHERE seance_club = ?2 UNION ALL SELECT id FROM suite WHERE seance_club = ?2
    UNION ALL SELECT id FROM point_ordre_du_jour WHERE seance_club = ?2)"""


class SeanceOuverte(NamedTuple):
    """A séance that is open now."""

    record: str
    nom: str
    """« Séance 2026-2 », else its title."""
    ouverte_a: str
    dernier: str | None
    """When this laptop last wrote in it (ISO); None where it never did: somebody else holds it."""


def seance_ouverte(store: "Store", today: date) -> SeanceOuverte | None:
    """Give the séance that was opened and not closed within a week, the latest one; its date may be another."""
    days = [(today + step).isoformat() for step in (-_SEMAINE, timedelta(0), _SEMAINE)]
    row: sqlite3.Row | None = store.connection.execute(_OUVERTE, days).fetchone()
    if row is None:
        return None
    last = store.connection.execute(_GESTES, (store.device, row["id"])).fetchone()[0]
    nom = f"Séance {row['numero']}" if row["numero"] else str(row["titre"] or "Séance")
    return SeanceOuverte(str(row["id"]), nom, str(row["ouverte_a"]), str(last) if last else None)


def seance_du_jour(store: "Store", today: date) -> str | None:
    """Give the séance to hold now: the one that is open, else the first one of the day."""
    if (open_one := seance_ouverte(store, today)) is not None:
        return open_one.record
    row = store.connection.execute(_DU_JOUR, (today.isoformat(),)).fetchone()
    return str(row[0]) if row else None


def interruption(ouverte: SeanceOuverte, now: "datetime") -> str:
    """Say when a séance was left, as its first line does: « interrompue à 10:04 », « … le 03/12 à 10:04 »."""
    if ouverte.dernier is None:
        return f"{ouverte.nom} ouverte à {ouverte.ouverte_a} sur un autre ordinateur"
    left = type(now).fromisoformat(ouverte.dernier).astimezone(now.tzinfo)
    when = f"à {left:%H:%M}" if left.date() == now.date() else f"le {left:%d/%m} à {left:%H:%M}"
    return f"{ouverte.nom} interrompue {when}"
