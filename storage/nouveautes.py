"""What changed since a day, or is about to leave, field by field in words (domain.md §10.3, 11 and 23).

A change counts by when it came to be known: an author's time may be weeks older than its arrival at the server.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pvd_tui.domain.affichage import show
from pvd_tui.domain.champ import champ
from pvd_tui.domain.tables import TABLES
from storage.envoi import CONNU
from storage.histoire import Evenement, evenements
from storage.outbox import WAITS
from storage.plan import GESTE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pvd_tui.changes.change import Json
    from storage.store import Store

MOST: Final = 200
"""Records of one list."""

_LONG: Final = 60
_VIDE: Final = "(vide)"


@dataclass(frozen=True, slots=True)
class Nouveaute:
    """One record, and what was written in it, the newest first."""

    table: str
    record: str
    titre: str
    evenements: tuple[Evenement, ...]

    @property
    def nom(self) -> str:
        """Name the record: « action « Halle » »."""
        label = TABLES[self.table].label if self.table in TABLES else self.table
        return f"{label} « {self.titre} »" if self.titre else label


def depuis(store: "Store", since: str, *, ailleurs: bool = False, limit: int = MOST) -> list[Nouveaute]:
    """List what was written since a moment (ISO, UTC), the newest first; with `ailleurs`, what others wrote only."""
    others = f"AND \"by\" <> '{store.device}'" if ailleurs else ""
    return _list(store, f"etat = 'log' AND {CONNU} >= ? {others}", (since,), limit)


def en_partance(store: "Store", limit: int = MOST) -> list[Nouveaute]:
    """List what the next synchronisation sends, the last written first."""
    return _list(store, WAITS, (), limit)


def phrase(store: "Store", event: Evenement) -> str:
    """Say one field: « Échéance : 31/01/2027 ► 15/02/2027 »."""
    table, name = event.change.table, event.champ
    if name == "archive":
        return "archivée" if event.apres is True else "restaurée"
    cls = TABLES.get(table)
    field = cls.model_fields.get(name) if cls else None
    title = (field.title if field else None) or name
    after = _texte(store, table, name, event.apres) if event.connue else "(non reçue)"
    if not event.avant:
        return f"{title} : {after}"
    return f"{title} : {' ou '.join(_texte(store, table, name, value) for value in event.avant)} ► {after}"


def _list(store: "Store", condition: str, facts: tuple[str, ...], limit: int) -> list[Nouveaute]:
    rows = store.connection.execute(
        f'SELECT "table", record, group_concat(id) FROM change WHERE {condition} AND "table" <> ? '  # noqa: S608 - constants and this laptop's own id
        'GROUP BY record, "table" ORDER BY max(rang) DESC LIMIT ?',
        (*facts, GESTE, limit),
    ).fetchall()
    return [_une(store, str(table), str(record), str(ids).split(",")) for table, record, ids in rows]


def _une(store: "Store", table: str, record: str, ids: "Sequence[str]") -> Nouveaute:
    wanted = set(ids)
    titre = store.rows.titres(table, [record]).get(record, "") if table in store.plans else ""
    found = [one for one in evenements(store, table, record, enfants=False) if one.change.id in wanted]
    return Nouveaute(table, record, titre, tuple(found))


def _texte(store: "Store", table: str, name: str, value: "Json") -> str:
    cls = TABLES.get(table)
    if cls is None or name not in cls.model_fields or value is None:
        return _VIDE if value is None else str(value)
    asked = champ(cls, name)
    said = show(cls, name, value)
    if asked.reference and asked.reference in store.plans:
        said = store.rows.titres(asked.reference, [said]).get(said) or said
    said = " ".join(said.split())
    return f"« {said[: _LONG - 1]}… »" if len(said) > _LONG else said or _VIDE
