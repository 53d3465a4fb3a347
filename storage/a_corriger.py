"""« À corriger »: what a server refused. The value is kept and shown until a person settles it (rule 2).

reprendre    its values become drafts of the fiche, to be edited and sent again
abandonner   it leaves the list; `remettre` brings it back, for nothing is deleted
settled      its fields were written again since: it leaves the list by itself
"""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pvd_tui.changes.change import ARCHIVE, EFFACE, Json
from pvd_tui.changes.edit import Edit
from storage.drafts import Draft
from storage.errors import RefusError

if TYPE_CHECKING:
    from storage.store import Store

_ABANDONNE: Final = 1
_REPRIS: Final = 2
"""Its values are drafts, or were saved since."""

_WRITTEN_SINCE: Final = (
    'EXISTS (SELECT 1 FROM change c WHERE c.record = a.record AND c."table" = a."table" '
    "AND c.lot IS NOT NULL AND c.id > a.id AND NOT EXISTS "
    '(SELECT 1 FROM json_each(a."set") j WHERE json_type(c."set", \'$."\' || j.key || \'"\') IS NULL))'
)
"""This laptop wrote all its fields again: ids of changes are in the order of time."""


@dataclass(frozen=True, slots=True)
class ACorriger:
    """A change that a server refused, and why."""

    id: str
    table: str
    record: str
    set: dict[str, Json]
    over: dict[str, list[str]]
    code: str
    phrase: str
    at: str
    repris: bool = False
    """Whether its values wait as drafts in the fiche."""


def lister(store: "Store", *, traites: bool = False) -> list[ACorriger]:
    """Give what waits for a person, oldest first; with `traites`, what was settled or abandoned instead."""
    settled = f"(a.traite = {_ABANDONNE} OR (a.traite = {_REPRIS} AND {_WRITTEN_SINCE}))"
    rows = store.connection.execute(
        f"SELECT a.* FROM a_corriger a WHERE {'' if traites else 'NOT '}{settled} ORDER BY a.at, a.id"  # noqa: S608 - constants
    )
    return [_read(store, row) for row in rows.fetchall()]


def trouver(store: "Store", refused: str) -> ACorriger:
    """Give the refused change of this id, or of this end of an id; raises RefusError where there is none."""
    rows = store.connection.execute(
        "SELECT * FROM a_corriger WHERE id = ?1 OR substr(id, -length(?1)) = ?1 LIMIT 2", (refused,)
    ).fetchall()
    if len(rows) != 1:
        raise RefusError(
            f"Il n'y a pas une modification refusée « {refused} » et une seule. Rien n'a été modifié. "
            "« pvd a-corriger lister » les donne."
        )
    return _read(store, rows[0])


def partie(store: "Store", one: ACorriger) -> bool:
    """Say whether it edited a record that is no longer here: its territory left, so there is no fiche to open."""
    if store.get(one.table, one.record) is not None:
        return False
    replaced = {i for ids in one.over.values() for i in ids}
    return bool(replaced - store.projection.refused)  # a refused creation replaced nothing, or what was refused too


_PARTIE: Final = (
    "Cette fiche n'est plus sur cet ordinateur, la modification ne peut pas être reprise ici. Rien n'a été modifié. La "
    "valeur reste dans « À corriger » : transmettez-la à la préfecture, ou enlevez-la de la liste."
)


def reprendre(store: "Store", one: ACorriger) -> str:
    """Make its values drafts of the fiche and return the record to open; a refused creation begins a new fiche.

    The drafts keep what the refused change had seen, so that saving them over what others wrote since asks (rule 1).
    """
    from pvd_tui.domain.tables import TABLES  # noqa: PLC0415 - pydantic, only where something was refused

    if partie(store, one):
        raise RefusError(_PARTIE)
    cls = TABLES.get(one.table)
    here = store.get(one.table, one.record)
    if here is not None and here.folded.archived:
        raise RefusError("La fiche est archivée : restaurez-la d'abord. La valeur refusée reste dans « À corriger ».")
    typed = [name for name in one.set if cls is not None and name in cls.model_fields]
    if one.repris:
        return one.record
    if cls is not None and cls.lead == "id" and here is None:
        typed.append("id")
    if any(draft.champ in typed for draft in store.drafts.of(one.table, one.record)):
        raise RefusError(
            "Un brouillon attend déjà dans ce champ. Rien n'a été modifié. Enregistrez-le ou abandonnez-le, "
            "puis recommencez : la valeur refusée reste dans « À corriger »."
        )
    with store.transaction() as connection:
        for name in typed:
            store.drafts.put(_draft(store, one, name, nouveau=here is None))
        connection.execute("UPDATE a_corriger SET traite = ? WHERE id = ?", (_REPRIS, one.id))
    return one.record


def renvoyer(store: "Store", one: ACorriger, corrections: Mapping[str, Json]) -> None:
    """Save its values again, corrected, as one gesture; a refused creation is created again.

    They replace what the refused change had seen and nothing else (rule 1). Raises RefusError as any save does.
    """
    if partie(store, one):
        raise RefusError(_PARTIE)
    values = {**one.set, **corrections}
    with store.transaction() as connection:
        if store.get(one.table, one.record) is None:
            store.create(one.table, values, record=one.record)
        else:
            seen: dict[str, Sequence[str]] = {
                name: one.over.get(name, ()) for name in {*values, *(one.over if ARCHIVE in values else ())}
            }
            now = store.folded(one.table, one.record)
            seen |= {name: now.shown.get(name, ()) for name in corrections if name not in one.set}
            store.save([Edit(one.table, one.record, values, seen)])
        connection.execute("UPDATE a_corriger SET traite = ? WHERE id = ?", (_ABANDONNE, one.id))


def abandonner(store: "Store", one: ACorriger) -> None:
    """Take it off the list, with the drafts that it gave."""
    with store.transaction() as connection:
        connection.execute("UPDATE a_corriger SET traite = ? WHERE id = ?", (_ABANDONNE, one.id))
        if one.repris:
            store.drafts.drop(one.table, one.record, tuple(one.set))


def remettre(store: "Store", one: ACorriger) -> None:
    """Put it on the list again."""
    with store.transaction() as connection:
        connection.execute("UPDATE a_corriger SET traite = 0 WHERE id = ?", (one.id,))


def _draft(store: "Store", one: ACorriger, champ: str, *, nouveau: bool) -> Draft:
    from pvd_tui.domain.affichage import show  # noqa: PLC0415 - pydantic, only where something was refused
    from pvd_tui.domain.tables import TABLES  # noqa: PLC0415 - same

    cls = TABLES[one.table]
    contexte = {cls.parent: str(one.set[cls.parent])} if nouveau and cls.parent and one.set.get(cls.parent) else {}
    texte = one.record if champ == "id" else show(cls, champ, one.set[champ])
    return Draft(one.table, one.record, champ, texte, tuple(one.over.get(champ, ())), 0, nouveau, contexte, store.now())


def _read(store: "Store", row: sqlite3.Row) -> ACorriger:
    values = {n: v for n, v in json.loads(row["set"]).items() if n not in (ARCHIVE, EFFACE)} or json.loads(row["set"])
    facts = (row["id"], row["table"], row["record"], values, json.loads(row["over"]), row["code"], row["phrase"])
    return ACorriger(*facts, row["at"], repris=row["traite"] == _REPRIS and _waits(store, row, tuple(values)))


def _waits(store: "Store", row: sqlite3.Row, champs: Sequence[str]) -> bool:
    return any(draft.champ in champs for draft in store.drafts.of(row["table"], row["record"]))
