"""A convention over several communes: written once, in one gesture, seen by all of them."""

import pytest

from pvd_tui.changes.change import Json
from storage.conventions import creer_pour, rattacher
from storage.errors import RefusError
from storage.settings import COMMUNES
from storage.store import Store
from tests.storage.laptops import GUISE, HIRSON, a_commune, an_action


def _rows(store: Store, convention: str) -> set[Json]:
    return {row["commune"] for row in store.rows.page("convention_commune", {"convention": convention})}


def _group(store: Store) -> str:
    a_commune(store)
    a_commune(store, HIRSON)
    return creer_pour(store, {"titre": "Cadre", "type": "Cadre ORT"}, [GUISE, HIRSON, GUISE])


def test_the_convention_of_a_group_is_created_once(store: Store) -> None:
    """One record for the département, a row a commune, and one undo; a commune alone is its lead."""
    record = _group(store)
    fiche = store.get("convention", record)
    assert fiche is not None
    assert (fiche.commune, fiche.values["departement"], _rows(store, record)) == (None, "02", {GUISE, HIRSON})
    store.history.undo()
    assert store.rows.count("convention") == store.rows.count("convention_commune") == 0
    alone = store.get("convention", creer_pour(store, {"titre": "Seule"}, [GUISE]))
    assert alone is not None
    assert alone.commune == GUISE


def test_a_commune_is_added_once_and_comes_back_after_it_was_taken_out(store: Store) -> None:
    """What is in already is said, not written again."""
    record = _group(store)
    (row,) = store.rows.page("convention_commune", {"convention": record, "commune": HIRSON})
    fiche = store.get("convention_commune", str(row["id"]))
    assert fiche is not None
    store.archive(fiche)

    done = rattacher(store, record, [GUISE, HIRSON])
    assert (done.convention, done.ajoutees, done.deja) == (record, (HIRSON,), (GUISE,))
    assert _rows(store, record) == {GUISE, HIRSON}
    before = store.history.next_undo()
    assert rattacher(store, record, [GUISE, HIRSON]).ajoutees == ()
    assert store.history.next_undo() == before


def test_a_convention_of_one_commune_becomes_the_groups_with_all_that_names_it(store: Store) -> None:
    """Its territory never changes: it goes on under a new id, its axes, avenants and actions with it; one undo."""
    a_commune(store)
    a_commune(store, HIRSON)
    old = store.create("convention", {"titre": "Cadre", "type": "Cadre ORT", "commune": GUISE})
    axe = store.create("axe", {"convention": old, "titre": "Habitat"})
    avenant = store.create("avenant", {"convention": old, "numero": "1"})
    action = an_action(store, convention=old, axe=axe, avenant=avenant)

    new = rattacher(store, old, [HIRSON]).convention
    (moved,) = store.rows.page("action", {"id": action})
    (there,) = store.rows.page("convention")
    assert (there["id"], there["commune"], there["departement"]) == (new, None, "02")
    assert _rows(store, new) == {GUISE, HIRSON}
    assert moved["convention"] == new
    assert [row["id"] for row in store.rows.page("axe", {"convention": new})] == [moved["axe"]]
    assert [row["id"] for row in store.rows.page("avenant", {"convention": new})] == [moved["avenant"]]
    store.history.undo()
    (back,) = store.rows.page("action", {"id": action})
    assert (back["convention"], back["axe"], back["avenant"]) == (old, axe, avenant)
    assert [row["id"] for row in store.rows.page("convention")] == [old]


def test_what_the_server_would_refuse_is_refused_here(store: Store) -> None:
    """A chef whose grant is some communes writes nothing for the whole département; nothing is half written."""
    record = _group(store)
    store.settings.put(COMMUNES, GUISE)
    a_commune(store, "02173")
    with pytest.raises(RefusError, match="habilitation"):
        rattacher(store, record, ["02173"])
    with pytest.raises(RefusError, match="habilitation"):
        creer_pour(store, {"titre": "Autre"}, [GUISE, HIRSON])
    assert (store.rows.count("convention"), _rows(store, record)) == (1, {GUISE, HIRSON})
    with pytest.raises(RefusError, match="Il manque les communes"):
        creer_pour(store, {"titre": "Autre"}, [])
