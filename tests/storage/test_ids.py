"""Ids are unique everywhere, and the same everywhere for what is the same."""

import uuid

from hypothesis import given
from hypothesis import strategies as st

from pvd_tui.changes.change import Json
from storage.check import verify
from storage.ids import natural, uuid7
from tests.storage.laptops import GUISE, HIRSON, Laptops, Server, a_seance, exchange


@given(st.integers(0, 2**48 - 1), st.binary(min_size=10, max_size=10))
def test_an_id_is_a_uuid_of_version_7_that_sorts_by_time(milliseconds: int, entropy: bytes) -> None:
    """Version and variant are those of RFC 9562, the time is in front."""
    one = uuid.UUID(uuid7(milliseconds, entropy))
    assert (one.version, one.variant) == (7, uuid.RFC_4122)
    assert one.int >> 80 == milliseconds


def test_a_natural_id_ignores_case_accents_hyphens_and_spaces() -> None:
    """« Lemaire  Claire » and « LEMAIRE-CLAIRÉ » are one; the parts keep their borders and their table."""
    assert natural("presence", ["Éléonore  Saint-Just"]) == natural("presence", ["eleonore saint just"])
    assert natural("t", ["a b", "c"]) != natural("t", ["a", "b c"])
    assert natural("t", ["a"]) != natural("u", ["a"])


def test_two_laptops_that_note_the_same_person_make_the_same_row(laptop: Laptops, server: Server) -> None:
    """Both type the name in their own way, offline; after the exchange there is one presence, and one line."""
    one, two = laptop("un"), laptop("deux")
    seance = a_seance(one)
    exchange(server, one, two)
    first = one.create("presence", {"seance_club": seance, "titre": "Lemaire  Claire", "commune": GUISE})
    second = two.create("presence", {"seance_club": seance, "titre": "lemaire claire", "commune": GUISE})
    other = two.create("presence", {"seance_club": seance, "titre": "Lemaire Claire", "commune": HIRSON})
    assert first == second != other
    exchange(server, one, two)
    assert one.rows.count("presence") == two.rows.count("presence") == 2
    assert verify(one).sain


def test_a_person_with_a_record_is_known_by_it(laptop: Laptops) -> None:
    """The name as it is typed does not count then."""
    store = laptop("un")
    seance = a_seance(store)
    claire = store.create("personne", {"titre": "Claire Lemaire"})

    def key(**values: Json) -> str:
        return store.record_id("presence", {"seance_club": seance, "personne": claire, **values})

    assert key(titre="Claire") == key(titre="C. Lemaire")


def test_two_laptops_that_add_the_same_commune_to_a_convention_make_the_same_row(
    laptop: Laptops, server: Server
) -> None:
    """Convention and commune make the row."""
    one, two = laptop("un"), laptop("deux")
    convention = one.create("convention", {"titre": "Convention-cadre", "commune": GUISE})
    exchange(server, one, two)
    values: dict[str, Json] = {"convention": convention, "commune": HIRSON}
    assert one.create("convention_commune", values) == two.create("convention_commune", values)
    exchange(server, one, two)
    assert one.rows.count("convention_commune") == two.rows.count("convention_commune") == 1


def test_a_record_that_is_not_unique_by_nature_gets_a_new_id(laptop: Laptops) -> None:
    """So does one whose nature is not filled in yet."""
    store = laptop("un")
    assert store.record_id("action", {"titre": "x"}) != store.record_id("action", {"titre": "x"})
    assert store.record_id("presence", {}) != store.record_id("presence", {})
