"""Merges over the real endpoint: nothing of them is refused, and what one laptop cannot reach another finishes."""

from pvd_tui.domain.entity import FUSION
from storage.doublons import naming, restes
from storage.fusion import merge, prepare
from tests.sync.client.conftest import Laptop, Laptops

GUISE, HIRSON = "02361", "02381"


def departement(laptop: Laptops) -> tuple[Laptop, Laptop, Laptop]:
    """Enrol a préfecture, and the chefs of Guise and Hirson."""
    a, b, c = laptop("a"), laptop("b"), laptop("c")
    for code, nom in ((GUISE, "Guise"), (HIRSON, "Hirson")):
        a.store.create("commune", {"titre": nom, "departement": "02"}, record=code)
    a.enrol("prefecture")
    b.enrol("chef", GUISE)
    c.enrol("chef", HIRSON)
    return a, b, c


def fusionner(laptop: Laptop, table: str, garde: str, perdue: str) -> None:
    """Merge two records there."""
    merge(laptop.store, prepare(laptop.store, table, garde, perdue))


def test_a_person_merged_by_one_chef_is_followed_by_the_poste_of_another(laptop: Laptops) -> None:
    """The chef of Guise does not see the poste of Hirson, which names the archived person: its chef finishes it."""
    a, b, c = departement(laptop)
    one, other = (a.store.create("personne", {"titre": "Claire Lemaire", "departement": "02"}) for _ in "12")
    seance = a.store.create("seance_club", {"titre": "Club", "departement": "02"})
    a.store.create("presence", {"seance_club": seance, "personne": other, "titre": "Claire Lemaire"})
    poste = a.store.create("poste", {"titre": "Cheffe de projet", "commune": HIRSON, "personne": other})
    for one_laptop in (a, b, c):
        one_laptop.sync()

    fusionner(b, "personne", one, other)
    for one_laptop in (b, c):
        one_laptop.sync()

    assert b.store.outbox.to_correct() == []
    assert c.store.rows.page("presence", columns=("personne",))[0]["personne"] == one
    assert [(rest.garde, rest.perdue, rest.fiches) for rest in restes(c.store, "personne")] == [(one, other, 1)]

    fusionner(c, "personne", one, other)
    for one_laptop in (c, a, b):
        one_laptop.sync()
    assert c.store.outbox.to_correct() == []
    assert a.store.rows.these("poste", [poste], ("personne",))[0]["personne"] == one
    assert not list(naming(a.store, "personne", other))


def test_an_action_merged_both_ways_is_settled_for_everyone(laptop: Laptops) -> None:
    """The préfecture keeps one, the chef the other: each laptop lists it, neither is lost, one merge settles it."""
    a, b, _ = departement(laptop)
    one, other = (a.store.create("action", {"titre": "Halle", "commune": GUISE}) for _ in "12")
    depense = a.store.create("depense", {"titre": "Toiture", "action": other})
    a.sync()
    b.sync()

    fusionner(a, "action", one, other)
    fusionner(b, "action", other, one)
    for one_laptop in (a, b, a):
        one_laptop.sync()
    for one_laptop in (a, b):
        assert [rest.croisee for rest in restes(one_laptop.store, "action")] == [True]

    fusionner(b, "action", other, one)
    b.sync()
    a.sync()
    for one_laptop in (a, b):
        assert restes(one_laptop.store, "action") == []
        assert one_laptop.store.disputed() == 0
        assert one_laptop.store.outbox.to_correct() == []
        assert one_laptop.store.rows.page("action", columns=(FUSION,)) == [{"id": other, FUSION: None}]
        assert one_laptop.store.rows.these("depense", [depense], ("action",))[0]["action"] == other
