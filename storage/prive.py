"""Records marked restreint: they stay on this laptop until they are released, once (rule 7)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pvd_tui.changes.edit import Edit
from storage import log, territory
from storage.errors import RefusError

if TYPE_CHECKING:
    from storage.fiche import Fiche
    from storage.store import Store


@dataclass(frozen=True, slots=True)
class Visibility:
    """Who sees a record, in the words of the fiche."""

    restreint: bool
    parti: bool
    """Whether some of it may have left this laptop."""


def visibility(store: "Store", fiche: "Fiche") -> Visibility:
    """Say whether a record is restreint, and whether it may still become so."""
    left = store.connection.execute(
        "SELECT 1 FROM change WHERE record = ? AND \"table\" = ? AND etat = 'log' "
        "AND (seq IS NOT NULL OR offert <> 0) LIMIT 1",
        (fiche.record, fiche.table),
    ).fetchone()
    return Visibility(fiche.restreint, left is not None)


def withhold(store: "Store", fiche: "Fiche") -> None:
    """Mark a record and its children restreint, while none of their changes has left.

    Raises RefusError, and marks nothing, once one of them may have left.
    """
    family = _family(store, fiche.table, fiche.record)
    with store.transaction() as connection:
        for table, record in family:
            one = store.get(table, record)
            if one is not None and visibility(store, one).parti:
                raise RefusError(
                    "Cette fiche a déjà pu être transmise : elle ne peut plus rester sur cet ordinateur seulement. "
                    "Rien n'a été modifié. Vous pouvez l'archiver."
                )
        for table, record in family:
            connection.execute(
                "UPDATE change SET etat = ? WHERE record = ? AND \"table\" = ? AND etat = 'log'",
                (log.PRIVE, record, table),
            )
            store.mark_restreint(table, record)
        _withhold_labels(store, family)


def release(store: "Store", fiche: "Fiche") -> None:
    """Let a restreint record and its children leave: each as one fresh change with its present values.

    The private past stays here, in the history only; it is never sent. Raises RefusError, and releases nothing,
    while the record that it belongs to stays here.
    """
    with store.transaction() as connection:
        family = [key for key in _family(store, fiche.table, fiche.record) if _is_restreint(store, *key)]
        _check_parent(store, fiche)
        present = {key: store.folded(*key) for key in family}
        for table, record in family:
            connection.execute(
                'UPDATE change SET etat = ? WHERE record = ? AND "table" = ? AND etat = ?',
                (log.PASSE, record, table, log.PRIVE),
            )
            connection.execute('UPDATE fiche SET restreint = 0 WHERE record = ? AND "table" = ?', (record, table))
        edits = [
            Edit(table, record, {name: value for name, value in folded.values.items() if value is not None})
            for (table, record), folded in present.items()
        ]
        if edits:
            store.write(edits, "Rendre visible", "transmis", None)


def _withhold_labels(store: "Store", family: list[tuple[str, str]]) -> None:
    """Keep the label of a gesture here (it may repeat a title) once nothing that it labels travels."""
    for table, record in family:
        store.connection.execute(
            "UPDATE change SET etat = 'prive' WHERE \"table\" = 'geste' AND seq IS NULL AND offert = 0 AND geste IN "
            '(SELECT geste FROM change WHERE record = ? AND "table" = ?) AND NOT EXISTS (SELECT 1 FROM change AS other '
            "WHERE other.geste = change.geste AND other.\"table\" <> 'geste' AND other.etat = 'log')",
            (record, table),
        )


def _is_restreint(store: "Store", table: str, record: str) -> bool:
    place = territory.of_record(store.connection, table, record)
    return place is not None and place.restreint


def _check_parent(store: "Store", fiche: "Fiche") -> None:
    plan = store.plans.get(fiche.table)
    above = fiche.values.get(plan.parent) if plan and plan.parent else None
    if plan and plan.parent and isinstance(above, str) and _is_restreint(store, plan.parent, above):
        raise RefusError(
            f"La fiche « {store.plans[plan.parent].label} » à laquelle celle-ci appartient reste sur cet ordinateur. "
            "Rien n'a été transmis. Rendez-la visible d'abord : ce qui lui appartient la suivra."
        )


def _family(store: "Store", table: str, record: str) -> list[tuple[str, str]]:
    """Give a record and all that belongs to it, parents first."""
    found = [(table, record)]
    for name, plan in store.plans.items():
        if plan.parent == table:
            for row in store.connection.execute(
                f'SELECT id FROM "{name}" WHERE "{table}" = ?',  # noqa: S608 - a table of the plan
                (record,),
            ).fetchall():
                found += _family(store, name, row[0])
    return found
