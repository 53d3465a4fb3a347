"""The merge of long texts: nothing that anybody added is lost, or there is no proposal."""

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pvd_tui.changes.fusion import Fusion, Part, fusion, merge, union

BASE = "La halle, fermée depuis 2019, est inscrite au PLU.\n\nLe marché se tient dehors."

words = st.sampled_from(["halle", "marché", "la", "de", "PLU.", "ABF", "toit,", "x"])
text = st.lists(st.one_of(words, st.sampled_from([" ", "\n", "\n\n", ". "])), max_size=14).map("".join)


def added(base: str, side: str) -> Counter[str]:
    """Count the words that a side has more often than the base."""
    return Counter(side.split()) - Counter(base.split())


@given(text, text)
def test_one_side_alone_is_taken_as_it_is(base: str, side: str) -> None:
    """merge(b, x, b) = merge(b, b, x) = merge(b, x, x) = x."""
    assert merge(base, side, base) == side
    assert merge(base, base, side) == side
    assert merge(base, side, side) == side


@settings(max_examples=150)
@given(text, text, text)
def test_no_word_that_a_side_added_is_lost(base: str, mine: str, theirs: str) -> None:
    """Every word of each side's additions is in the result, or there is none; whoever comes first."""
    one, other = merge(base, mine, theirs), merge(base, theirs, mine)

    assert (one is None) == (other is None)
    for merged in (one, other):
        if merged is not None:
            assert added(base, mine) <= Counter(merged.split())
            assert added(base, theirs) <= Counter(merged.split())


@settings(max_examples=100)
@given(text, st.lists(text, max_size=4))
def test_the_parts_are_the_text_and_name_the_sides(base: str, sides: list[str]) -> None:
    """Put together they make the merged text; what no side wrote was in the base."""
    found = fusion(base, sides)

    if found is None:
        return
    assert found.texte == "".join(part.texte for part in found.parts)
    for part in found.parts:
        for word in re.findall(r"\S{2,}", part.texte):
            assert part.cotes or word in base
            assert not part.cotes or any(word in side for side in sides)


def test_two_paragraphs_added_at_the_same_place_are_both_kept() -> None:
    """The two additions of the card of the mock-up, and who wrote each."""
    found = fusion(BASE, (f"{BASE}\nL'ABF demande la charpente.", f"{BASE}\nÉtude de sol en janvier."))

    assert found == Fusion(
        (Part(BASE + "\n"), Part("L'ABF demande la charpente.\n", (0,)), Part("Étude de sol en janvier.", (1,)))
    )


def test_two_sentences_added_to_the_same_line_are_both_kept() -> None:
    """A whole sentence beside another one."""
    assert merge("Fermée.", "Fermée. L'ABF passe.", "Fermée. Sol en janvier.") == "Fermée. L'ABF passe. Sol en janvier."


def test_words_changed_in_different_places_of_one_line_are_both_kept() -> None:
    """Another year here, another word there."""
    mine, theirs = BASE.replace("2019", "2018"), BASE.replace("inscrite", "inscrite enfin")
    assert merge(BASE, mine, theirs) == BASE.replace("2019", "2018").replace("inscrite", "inscrite enfin")


@pytest.mark.parametrize(
    ("base", "mine", "theirs"),
    [
        ("fermée depuis 2019", "fermée depuis 2018", "fermée depuis 2020"),
        ("la halle", "la halle rouge", "la halle bleue"),
        ("Non.", "Oui.", "Peut-être."),
        ("la halle\nle parc", "le parc", "la grande halle\nle parc"),
        ("un deux trois quatre", "alpha beta gamma quatre", "un deux trois delta"),
    ],
)
def test_the_same_words_changed_by_both_are_left_to_a_person(base: str, mine: str, theirs: str) -> None:
    """No proposal, whoever comes first; nor where one side deleted what the other edited."""
    assert merge(base, mine, theirs) is merge(base, theirs, mine) is None


def test_a_text_begun_by_both_is_both_texts() -> None:
    """Nothing was there: each wrote a line."""
    assert merge("", "L'ABF passe.", "Sol en janvier.") == "L'ABF passe.\nSol en janvier."


def test_what_both_added_is_kept_once() -> None:
    """One side may already hold the other's addition: a merge made elsewhere."""
    assert merge("A.", "A.\nB.", "A.\nB.\nC.") == "A.\nB.\nC."


def test_three_sides_are_merged_in_turn() -> None:
    """More than two people may have written."""
    found = fusion("A.", ("A.\nB.", "A.\nC.", "A.\nD."))
    assert found is not None
    assert (found.texte, [part.cotes for part in found.parts]) == ("A.\nB.\nC.\nD.", [(), (0,), (1,), (2,)])


def test_a_list_keeps_what_each_added_and_loses_what_one_took_away() -> None:
    """Values of a list are merged one by one; what nobody touched stays in its place."""
    assert union(["a", "b", "c"], (["a", "c", "d"], ["a", "b", "c", "e", "d"])) == ["a", "c", "d", "e"]


def test_a_long_text_is_merged_at_once() -> None:
    """Twenty thousand characters, edited at both ends."""
    base = " ".join(f"mot{i % 700} de la" for i in range(1500))
    assert merge(base, f"Avant. {base}", f"{base}. Après.") == f"Avant. {base}. Après."
