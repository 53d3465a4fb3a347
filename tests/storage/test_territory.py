"""A record belongs where its first change says, and its children belong there too."""

import pytest

from pvd_tui.changes.change import Json
from pvd_tui.changes.edit import Edit
from storage.errors import RefusError
from storage.settings import DEPARTEMENT
from storage.store import Store
from storage.territory import Territory, of_record
from tests.storage.laptops import GUISE, HIRSON, a_commune, a_seance, an_action


def place(store: Store, table: str, record: str) -> Territory | None:
    """Say where a record is."""
    return of_record(store.connection, table, record)


@pytest.mark.parametrize(
    ("insee", "stream"), [(GUISE, "dep:02"), ("2A004", "dep:2A"), ("2B033", "dep:2B"), ("97105", "dep:971")]
)
def test_a_commune_is_in_the_stream_of_its_departement(store: Store, insee: str, stream: str) -> None:
    """Corsica and overseas are text like the others."""
    store.create("commune", {"titre": "Une ville"}, record=insee)
    assert place(store, "commune", insee) == (stream, insee, False)


def test_an_action_is_at_its_commune_for_ever(store: Store) -> None:
    """Editing its commune does not move it: moving is another gesture."""
    before = store.get("action", an_action(store))
    assert before is not None
    store.update(before, {"commune": HIRSON})
    assert place(store, "action", before.record) == ("dep:02", GUISE, False)
    assert {(c.stream, c.commune) for c in store.history.of("action", before.record)} == {("dep:02", GUISE)}


def test_children_inherit(store: Store) -> None:
    """A ressource is where its plan is, which is where its action is."""
    action = an_action(store, HIRSON)
    plan = store.create("plan_financement", {"titre": "Plan", "action": action})
    ressource = store.create("ressource", {"titre": "DETR", "plan_financement": plan})
    assert place(store, "ressource", ressource) == ("dep:02", HIRSON, False)


def test_children_inherit_within_one_gesture(store: Store) -> None:
    """Parent and child may be written together, parent first."""
    store.save(
        [
            Edit("action", "a", {"titre": "A", "commune": HIRSON}),
            Edit("plan_financement", "p", {"titre": "P", "action": "a"}),
            Edit("ressource", "r", {"titre": "R", "plan_financement": "p"}),
        ]
    )
    assert place(store, "ressource", "r") == ("dep:02", HIRSON, False)


def test_what_belongs_to_the_club_is_departement_wide(store: Store) -> None:
    """A presence names a commune without being there."""
    seance = a_seance(store)
    presence = store.create("presence", {"seance_club": seance, "titre": "Claire Lemaire", "commune": GUISE})
    assert place(store, "seance_club", seance) == place(store, "presence", presence) == ("dep:02", None, False)


def test_the_programme_is_national(store: Store) -> None:
    """An échéance is the same everywhere; a contribution to a national campaign is at its commune."""
    echeance = store.create("echeance_programme", {"titre": "Note"})
    campagne = store.create("campagne_note", {"titre": "Notes 2023"})
    contribution = store.create("contribution", {"campagne_note": campagne, "commune": GUISE})
    assert place(store, "echeance_programme", echeance) == ("fr", None, False)
    assert place(store, "contribution", contribution) == ("dep:02", GUISE, False)


@pytest.mark.parametrize(
    ("table", "values", "sentence"),
    [
        ("action", {"titre": "Sans commune"}, "Il manque la commune.*commune=CODE_INSEE"),
        ("sous_operation", {"titre": "Lot 1", "action": "inconnue"}, "n'existe pas sur cet ordinateur"),
        ("seance_club", {"titre": "Club"}, "Il manque le département.*departement=02"),
        ("presence", {"titre": "Claire"}, "Il manque le département"),
    ],
)
def test_a_record_without_a_place_is_refused_in_french(
    store: Store, table: str, values: dict[str, Json], sentence: str
) -> None:
    """The sentence names what to add; nothing is written."""
    store.settings.put(DEPARTEMENT, None)
    with pytest.raises(RefusError, match=sentence):
        store.create(table, values)
    assert store.outbox.count() == 0


def test_a_record_of_the_departement_is_in_the_one_it_names_or_the_laptop_s(store: Store) -> None:
    """The form's département wins."""
    assert place(store, "seance_club", a_seance(store)) == ("dep:02", None, False)
    assert place(store, "seance_club", a_seance(store, departement="59")) == ("dep:59", None, False)
    assert place(store, "site", store.create("site", {"titre": "Guise et Hirson"})) == ("dep:02", None, False)


def test_a_commune_needs_no_parent(store: Store) -> None:
    """Its id is its place."""
    assert place(store, "commune", a_commune(store)) == ("dep:02", GUISE, False)
