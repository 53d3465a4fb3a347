"""Words find records: unfinished, without accents or hyphens, whatever else is typed."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.store import Store
from tests.storage.laptops import GUISE, a_commune, an_action


def titles(store: Store, words: str, tables: tuple[str, ...] = ()) -> list[str]:
    """Give the titles found."""
    return [hit.titre for hit in store.search.find(words, tables=tables)]


@pytest.mark.parametrize(
    "words",
    [
        "ecole",
        "ÉCOLE",
        "éco",
        "saint maixent",
        "saint-maixent",
        "st maixent",
        "St-Maix",
        "l'ecole",
        "maixent école",
        "coeur",
        "cœur",
        "COEUR de",
        "CŒUR",
    ],
)  # fmt: skip - what people type
def test_accents_case_hyphens_and_ligatures_do_not_count(store: Store, words: str) -> None:
    """What a person types without thinking finds the title as it is written."""
    an_action(store, titre="L’École de Saint-Maixent, au Cœur de ville")
    an_action(store, titre="Parking")
    assert titles(store, words) == ["L’École de Saint-Maixent, au Cœur de ville"]


def test_saint_finds_what_was_written_st(store: Store) -> None:
    """The other way round too."""
    an_action(store, titre="Parvis St-Maixent")
    assert titles(store, "saint maixent") == ["Parvis St-Maixent"]


def test_every_word_must_be_there(store: Store) -> None:
    """In any field, in any order."""
    an_action(store, titre="Halle", description="Charpente métallique")
    assert titles(store, "metal halle") == ["Halle"]
    assert titles(store, "halle bois") == []


def test_a_commune_is_found_by_its_code(store: Store) -> None:
    """And by its name."""
    a_commune(store)
    assert titles(store, "0236") == titles(store, "gui") == ["Guise"]


def test_titles_that_begin_with_the_words_come_first(store: Store) -> None:
    """Then the newest."""
    for titre in ("Halle couverte", "Place de la halle", "Toit de la halle"):
        an_action(store, titre=titre)
    assert titles(store, "halle") == ["Halle couverte", "Toit de la halle", "Place de la halle"]


def test_an_old_commune_is_found_under_many_new_actions(store: Store) -> None:
    """A town is not hidden by what is done there, whether all types are asked for or one."""
    a_commune(store)
    with store.transaction():
        for number in range(300):
            an_action(store, titre=f"Action {number} à Guise", description="Guise")
    assert titles(store, "guise", tables=("commune",)) == ["Guise"]
    assert titles(store, "guise")[0] == "Guise"
    assert store.search.count("guise") == 301


def test_what_is_archived_is_not_found(store: Store) -> None:
    """It comes back with a restore."""
    before = store.get("action", an_action(store))
    assert before is not None
    store.archive(before)
    assert (titles(store, "halles"), store.search.count("halles")) == ([], 0)


def test_one_type_can_be_asked_for(store: Store) -> None:
    """Only its records are given."""
    a_commune(store)
    an_action(store, titre="Guise demain")
    assert titles(store, "guise", tables=("commune",)) == ["Guise"]
    assert titles(store, "guise", tables=("action",)) == ["Guise demain"]
    assert titles(store, "demain", tables=("action", "seance_club")) == ["Guise demain"]
    assert titles(store, "0236", tables=("commune",)) == ["Guise"]
    assert titles(store, "0236", tables=("action_commune",)) == titles(store, "demain", tables=("commune",)) == []


@pytest.mark.parametrize(
    "words",
    [
        "",
        "   ",
        '"',
        "'",
        "*",
        "a* OR b",
        "AND",
        "NOT halle",
        "NEAR(a b)",
        "texte:halle",
        "-halle",
        "^halle",
        "(",
        ")",
        "halle)",
        "a + b",
        "{x}: y",
        "\x00",
        "%",
        "_",
        "é" * 5_000,
        "a " * 5_000,
        "\u0301",
        "٣",
        "日本",
    ],
)  # fmt: skip - what people paste
def test_nothing_typed_is_ever_syntax(store: Store, words: str) -> None:
    """Operators, quotes and odd letters are searched for, never obeyed, and never an error."""
    an_action(store, titre="Halle AND b")
    store.search.find(words)
    assert store.search.count(words) <= 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=st.text(max_size=30))
def test_any_text_at_all_is_an_answer(store: Store, words: str) -> None:
    """No text makes the search fail."""
    assert store.search.find(words) == []


def test_a_record_is_found_under_its_new_words_only(store: Store) -> None:
    """The index follows the row."""
    before = store.get("action", an_action(store))
    assert before is not None
    store.update(before, {"titre": "Marché couvert"})
    assert (titles(store, "halles"), titles(store, "marche")) == ([], ["Marché couvert"])
    assert before.commune == GUISE
