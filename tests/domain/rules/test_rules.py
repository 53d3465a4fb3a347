"""The rules as a whole: they never raise, cite their source, and leave what is unknown alone."""

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pvd_tui.domain.champ import Champ, Genre, champ
from pvd_tui.domain.entity import Entity
from pvd_tui.domain.finding import Finding, Niveau
from pvd_tui.domain.registre import RegistreMemoire
from pvd_tui.domain.rules import RULES, change_findings, departement_findings, findings
from pvd_tui.domain.tables import TABLES

TODAY = date(2026, 11, 22)
IDS = ("02361", "97411", "2A004", "a", "b", "")
DAYS = ("0001-01-01", "2020-01-01", "2023-02-28", "2024-02-29", "2026-11-22", "2030-01-01", "9999-12-31")
AMOUNTS = (0, 1, 99, 100_00, 800_000_00, 10**13)


def _value(asked: Champ, draw: random.Random) -> object:
    """Make a value of the field, at its limits as often as not, or one that cannot be read."""
    pools: dict[Genre, tuple[object, ...]] = {
        Genre.REFERENCE: IDS,
        Genre.DATE: DAYS,
        Genre.MONTANT: AMOUNTS,
        Genre.NOMBRE: (0, 1, 48, 49, 20_000, 10**12),
        Genre.POURCENT: (0, 33.3, 50, 100),
        Genre.OUI_NON: (True, False),
        Genre.CHOIX: asked.choix,
    }
    value = draw.choice(pools.get(asked.genre, ("", "x", "02", "123456782", "club_annuel")))
    if draw.random() < 0.05:
        return draw.choice(("illisible", -1, 3.5, [], {}))
    return [value] if asked.plusieurs else value


def _rows(seed: int) -> list[Entity]:
    """Make one or two rows of every table, as if they came from anywhere."""
    draw = random.Random(seed)  # noqa: S311 - examples, not secrets
    rows = []
    for entity in TABLES.values():
        for _ in range(2):
            values = {
                field: _value(champ(entity, field), draw)
                for field in entity.model_fields
                if field != "id" and draw.random() < 0.7
            }
            rows.append(entity.lenient({**values, "id": draw.choice(IDS[:-1])})[0])
    return rows


@settings(max_examples=60)
@given(seed=st.integers(0, 10**9), today=st.dates(date(2019, 1, 1), date(2030, 12, 31)))
def test_rules_never_raise_and_always_say_what_would_help(seed: int, today: date) -> None:
    """Whatever the rows hold, a rule gives findings: a French sentence, a source, a field that exists."""
    rows = _rows(seed)
    registre = RegistreMemoire(rows)
    said: list[tuple[Entity, Finding]] = []
    for row in rows:
        said += [(row, finding) for finding in findings(row.table, row.id, registre, today)]
        said += [(row, finding) for finding in change_findings(row, None)]
        said += [(row, finding) for finding in change_findings(row, type(row)(id=row.id))]

    for row, finding in said:
        assert finding.sentence.endswith(".")
        assert finding.clears or finding.level is Niveau.INFORMATION
        assert finding.source
        assert finding.field is None or finding.field in type(row).model_fields
    assert all(finding.rule == 28 for finding in departement_findings("02", registre, today))


@pytest.mark.parametrize("table", RULES)
def test_an_empty_record_is_never_wrong(table: str) -> None:
    """A fresh fiche is asked for nothing: unknown is not evaluable (rule 30), never an error or a warning."""
    ident = "02361" if table == "commune" else "200071785" if table == "epci" else "x"
    said = findings(table, ident, RegistreMemoire([TABLES[table](id=ident)]), TODAY)

    assert {finding.level for finding in said} <= {Niveau.INFORMATION}


def test_a_record_that_is_not_there_has_no_findings() -> None:
    """It may have been archived, or belong to another commune."""
    assert findings("action", "absente", RegistreMemoire(), TODAY) == []
    assert findings("table_inconnue", "x", RegistreMemoire(), TODAY) == []


def test_each_of_the_36_rules_is_written_down() -> None:
    """14 to 21 are V1 to V8; rule 30 is what the others say when they cannot say anything."""
    cited = {
        word
        for entity_rules in RULES.values()
        for rule in entity_rules
        for word in (rule.__doc__ or "").split(":")[0].split(",")[0].split()
        if word.isdigit()
    }

    assert {int(word) for word in cited} | {12, 28, 30} == set(range(1, 37))
