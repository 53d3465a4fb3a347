"""Where a new record belongs: its stream and its lead commune (`design.md` §5).

A territory is fixed by the record's first change and inherited by its children.
"""

import sqlite3
from collections.abc import Mapping
from typing import NamedTuple

from pvd_tui.changes.change import Json
from pvd_tui.referentiel.reference import departement_of
from storage.errors import RefusError
from storage.plan import TablePlan

NATIONAL = "fr"


class Territory(NamedTuple):
    """A stream, the lead commune (None for what is département-wide), and whether it stays on this laptop."""

    stream: str
    commune: str | None
    restreint: bool = False


def of_record(connection: sqlite3.Connection, table: str, record: str) -> Territory | None:
    """Give the territory of a known record."""
    row = connection.execute(
        'SELECT stream, commune, restreint FROM fiche WHERE record = ? AND "table" = ?', (record, table)
    ).fetchone()
    return Territory(row["stream"], row["commune"], bool(row["restreint"])) if row else None


def of_new(
    connection: sqlite3.Connection, plan: TablePlan, record: str, values: Mapping[str, Json], default: str | None
) -> Territory:
    """Say where a record that is being created belongs; `default` is the laptop's département.

    Raises RefusError where nothing in the record or the settings says it.
    """
    if plan.national:
        return Territory(NATIONAL, None)
    lead = record if plan.lead == "id" else values.get(plan.lead) if plan.lead else None
    if isinstance(lead, str) and lead:
        return Territory(f"dep:{departement_of(lead)}", lead, plan.restreint)
    parent = values.get(plan.parent) if plan.parent else None
    if isinstance(parent, str) and plan.parent:
        above = of_record(connection, plan.parent, parent)
        if above is None:
            raise RefusError(
                f"La fiche « {plan.parent} » {parent} n'existe pas sur cet ordinateur. Rien n'a été enregistré. "
                f"Donnez l'identifiant d'une fiche existante ({plan.parent}=…)."
            )
        if above.stream != NATIONAL:
            return above._replace(restreint=above.restreint or plan.restreint)
    if plan.lead and plan.lead != "id" and "departement" not in plan.columns:
        raise RefusError(
            f"Il manque la commune de cette fiche ({plan.label}). Rien n'a été enregistré. "
            f"Ajoutez {plan.lead}=CODE_INSEE."
        )
    departement = values.get("departement") or default
    if not isinstance(departement, str) or not departement:
        raise RefusError(
            f"Il manque le département de cette fiche ({plan.label}). Rien n'a été enregistré. "
            "Ajoutez departement=NN (par exemple departement=02)."
        )
    return Territory(f"dep:{departement}", None, plan.restreint)
