"""« Qui a déjà fait une OPAH ? » finds what answers it, whatever words are around."""

from datetime import date

import pytest

from pvd_tui.domain.retex import Retex, chercher, mots

OPAH = Retex("note_seance", "1", "L’OPAH-RU a rénové 40 logements", "Hirson", jour=date(2026, 4, 14))
HALLE = Retex(
    "retour_experience", "2", "Faire vivre une halle", "Guise", texte="Un marché d’essai", jour=date(2025, 6, 1)
)
VACANCE = Retex("retour_experience", "3", "Vacance commerciale", "Guise", action="OPAH centre", jour=date(2026, 6, 1))


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("qui a déjà fait une OPAH ?", ["3", "1"]),
        ("opah hirson", ["1"]),
        ("OPAH à Guise", ["3"]),
        ("Des halles ?", ["2"]),
        ("marche essai", ["2"]),
        ("logem", ["1"]),
        ("piscine", []),
        ("", ["3", "1", "2"]),
    ],
)
def test_a_question_is_answered_by_its_telling_words(question: str, found: list[str]) -> None:
    """Titles first, then the latest; everything for no question."""
    assert [one.record for one in chercher([HALLE, OPAH, VACANCE], question)] == found


def test_where_nothing_holds_every_word_one_of_them_is_enough() -> None:
    """The nearest answers come before none at all."""
    assert [one.record for one in chercher([HALLE, OPAH], "halle gourmande à Hirson")] == ["1", "2"]


def test_a_question_of_small_words_only_looks_for_them() -> None:
    """« la » alone is what somebody types."""
    assert mots("qui a déjà fait une OPAH ?") == ["opah"]
    assert mots("la") == ["la"]
