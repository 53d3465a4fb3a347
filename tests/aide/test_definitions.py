"""Every field that a person can meet is explained: once, shortly, with an example that can be typed."""

from collections import Counter
from datetime import date
from importlib.resources import files

import pytest

import pvd_tui.aide
from pvd_tui.aide import QUI, definition, definitions
from pvd_tui.domain.champ import Genre, champ
from pvd_tui.domain.saisie import read
from pvd_tui.domain.tables import TABLES

LONGEST, LONGEST_EXAMPLE = 260, 80
FIELDS = [(table, field) for table, cls in TABLES.items() for field in cls.model_fields if field != "id"]
TODAY = date(2026, 11, 22)
READ = {Genre.DATE, Genre.HEURE, Genre.MONTANT, Genre.NOMBRE, Genre.ENTIER, Genre.DECIMAL, Genre.POURCENT}


def test_every_field_has_a_definition_and_none_is_unknown() -> None:
    """A field that is added is explained the same day; one that goes takes its words along."""
    assert set(definitions()) == set(FIELDS)


def test_no_field_is_defined_twice() -> None:
    """Each line of the file is another field."""
    lines = files(pvd_tui.aide).joinpath("definitions.tsv").read_text(encoding="utf-8").splitlines()[1:]
    twice = Counter(tuple(line.split("\t")[:2]) for line in lines)
    assert [field for field, count in twice.items() if count > 1] == []


def test_definitions_are_short_sentences() -> None:
    """One or two sentences that end with a stop, an example on one line, somebody of the programme who fills it."""
    wrong = [
        field
        for field, (text, exemple, qui) in definitions().items()
        if not text.endswith(".") or len(text) > LONGEST or not 0 < len(exemple) <= LONGEST_EXAMPLE or qui not in QUI
    ]
    assert wrong == []


def test_what_the_prefecture_owns_is_said_to_be_filled_by_it() -> None:
    """The help and the rule of ownership say the same."""
    wrong = [
        (table, field)
        for table, field in FIELDS
        if champ(TABLES[table], field).prefecture and definitions()[table, field].qui != "préfecture"
    ]
    assert wrong == []


@pytest.mark.parametrize("genre", sorted(READ | {Genre.CHOIX, Genre.OUI_NON}, key=str))
def test_examples_can_be_typed(genre: Genre) -> None:
    """An example of a date, an amount or a choice is accepted by the field that it explains."""
    for table, field in FIELDS:
        asked = champ(TABLES[table], field)
        if asked.genre is not genre or asked.reference:
            continue
        said = definitions()[table, field].exemple
        assert read(TABLES[table], field, said, TODAY) is not None, (table, field, said)


def test_a_field_of_a_newer_version_is_not_explained() -> None:
    """An unknown field has no definition, and no error either."""
    assert definition("action", "champ_de_demain") is None
