"""A field or a table added without raising `SCHEMA` would never reach the laptops that have a store already."""

import hashlib
import json

import pytest

from pvd_tui.domain.tables import TABLES
from storage import schema
from storage.plan import META, TablePlan, plan_of

FINGERPRINTS = {
    1: "ecbbbcb21d5623ca",
    2: "ecbbbcb21d5623ca",
    3: "fee80b3f2f0e87f5",
    4: "9c759aae9a7c6319",
    5: "203e28f5ea1fa3b2",
}
"""Of each schema that was released. Add the new one beside a raised `SCHEMA`; never change an old one."""


def fingerprint() -> str:
    """Sum up all that the file of this program's store looks like."""
    plans = [plan_of(entity).dumps() for entity in TABLES.values()]
    return hashlib.sha256(
        json.dumps([schema._TABLES, schema._SYNC_TABLES, schema._NOTE_TABLES, META, plans]).encode()
    ).hexdigest()[:16]


def test_the_schema_is_raised_with_every_new_field() -> None:
    """If this is red: raise `storage.schema.SCHEMA` by one and note the new fingerprint here."""
    assert FINGERPRINTS.get(schema.SCHEMA) == fingerprint()
    assert max(FINGERPRINTS) == schema.SCHEMA


def test_a_field_more_is_another_fingerprint(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above would see it."""
    before = fingerprint()
    monkeypatch.setattr(schema, "_TABLES", (*schema._TABLES, "CREATE TABLE x (y)"))
    assert fingerprint() != before


@pytest.mark.parametrize("table", TABLES)
def test_a_plan_is_read_back_as_it_was_written(table: str) -> None:
    """The file says of a table what its class says, without the class; every field has one kind and one column."""
    plan = plan_of(TABLES[table])
    assert TablePlan.loads(plan.dumps()) == plan
    kinds = [*plan.integers, *plan.reals, *plan.booleans, *plan.lists]
    assert len(kinds) == len(set(kinds))
    assert not set(plan.columns) & {"id", *META}
    assert {plan.parent} <= {None, *TABLES}
