"""Lists of rows: filter, order, places, whatever is not filled in."""

import pytest

from storage.filtre import Filtre
from storage.store import Store

ACTIONS = (
    ("Halle du marché", "02361", "2027-06-30"),
    ("L’îlot d'Armes", "02361", None),
    ("Halle de gare", "02381", "2026-01-05"),
    ("Tiers-lieu", "02381", None),
    ("Halle du marché", "02173", "2026-01-05"),
)


@pytest.fixture
def store() -> Store:
    """Give five actions of three communes; two have no échéance, two the same title."""
    store = Store.open(":memory:")
    for insee, titre in (("02361", "Guise"), ("02381", "Aubenton"), ("02173", "Chauny")):
        store.create("commune", {"titre": titre, "departement": "02"}, record=insee)
    for titre, commune, echeance in ACTIONS:
        store.create("action", {"titre": titre, "commune": commune, "echeance": echeance})
    return store


@pytest.mark.parametrize(
    ("words", "count"), [("halle", 3), ("guise", 2), ("HALLE guis", 1), ("ilot armes", 1), ("tiers lieu", 1), ("_", 5)]
)
def test_a_filter_holds_words_of_the_title_or_of_the_commune(store: Store, words: str, count: int) -> None:
    """Accents, case, hyphens and apostrophes do not count; a sign alone is no word."""
    assert store.rows.count("action", Filtre(mots=words)) == count


def test_what_is_not_filled_in_comes_last_both_ways(store: Store) -> None:
    """An order turned round turns the dates, and leaves the unknown at the end."""
    for down, first in ((False, "2026-01-05"), (True, "2027-06-30")):
        rows = store.rows.page("action", columns=("echeance",), order=[("echeance", down)])
        assert rows[0]["echeance"] == first
        assert [row["echeance"] for row in rows[-2:]] == [None, None]


def test_communes_order_by_their_name(store: Store) -> None:
    """Aubenton comes before Chauny and Guise, though its code does not."""
    rows = store.rows.page("action", columns=("commune",), order=[("commune", False)])
    assert [row["commune"] for row in rows] == ["02381", "02381", "02173", "02361", "02361"]


@pytest.mark.parametrize("order", ["titre_tri", "echeance", "commune", "echeance:mois"])
@pytest.mark.parametrize("down", [False, True])
@pytest.mark.parametrize("words", ["", "halle"])
def test_each_row_is_found_at_its_place(store: Store, order: str, words: str, *, down: bool) -> None:
    """Equal titles, missing dates and filters included; ids give the same list."""
    where = Filtre(mots=words)
    rows = store.rows.page("action", where, columns=("titre",), order=[(order, down)])
    ids = [str(row["id"]) for row in rows]
    assert ids == store.rows.ids("action", where, order=[(order, down)])
    assert [store.rows.place("action", one, where, order=[(order, down)]) for one in ids] == list(range(len(ids)))
    assert store.rows.place("action", "?", where, order=[(order, down)]) is None


def test_rows_asked_by_their_ids_come_in_that_order(store: Store) -> None:
    """Those that are not there are left out."""
    ids = store.rows.ids("action")
    found = store.rows.these("action", [ids[3], "?", ids[0]], ("titre",))
    assert [row["id"] for row in found] == [ids[3], ids[0]]
    assert store.rows.titres("commune", ["02361", "?", "02361"]) == {"02361": "Guise"}
