"""The list of probable duplicates of a store: what is shown, what a person set aside, and how long it takes."""

import pytest

from pvd_tui.domain.doublons import Paire
from storage.doublons import candidates, ecarter, reprendre, restes
from storage.errors import RefusError
from storage.fusion import merge, prepare
from storage.store import Store
from tests.storage.laptops import GUISE, HIRSON, Laptops, a_commune, a_seance, an_action


def pairs(found: list[Paire]) -> list[set[str]]:
    """Give the ids of pairs."""
    return [{one.un, one.autre} for one in found]


def test_each_commune_is_compared_with_itself(store: Store) -> None:
    """The same title in two communes is two actions; the name of the commune in a title does not count."""
    for commune in (GUISE, HIRSON):
        a_commune(store, commune)
    here, there = an_action(store), an_action(store, HIRSON)
    again = an_action(store, titre="Rénovation de la halle de Guise")
    assert pairs(candidates(store, "action")) == [{here, again}]
    assert there not in {record for pair in pairs(candidates(store, "action")) for record in pair}


def test_people_and_seances_are_compared_in_their_departement(store: Store) -> None:
    """Both are the département's."""
    people = {store.create("personne", {"titre": name, "departement": "02"}) for name in ("C. Roux", "Roux C.")}
    days = {a_seance(store, date=day) for day in ("2023-04-14", "2023-04-15")}
    assert pairs(candidates(store, "personne")) == [people]
    assert pairs(candidates(store, "seance_club")) == [days]


def test_a_pair_set_aside_never_comes_back_on_this_laptop(laptop: Laptops, store: Store) -> None:
    """Whichever is named first, after a restart too; until it is asked for again."""
    a_commune(store)
    one, other = an_action(store), an_action(store)
    ecarter(store, "action", other, one)
    ecarter(store, "action", one, other)
    store = laptop.reopen(store)
    assert candidates(store, "action") == []
    reprendre(store, "action", one, other)
    assert pairs(candidates(store, "action")) == [{one, other}]


def test_a_merged_or_archived_record_is_in_no_pair(store: Store) -> None:
    """And undo brings the pair back."""
    a_commune(store)
    one, other = an_action(store), an_action(store)
    merge(store, prepare(store, "action", one, other))
    assert candidates(store, "action") == []
    assert restes(store, "action") == []
    store.history.undo()
    assert pairs(candidates(store, "action")) == [{one, other}]


def test_a_long_list_is_read_page_by_page(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """No record is left out between two pages."""
    monkeypatch.setattr("storage.doublons._PAGE", 2)
    for day in range(1, 8):
        a_seance(store, date=f"2023-0{day}-14")
    last = {a_seance(store, date="2023-09-14"), a_seance(store, date="2023-09-14")}
    assert pairs(candidates(store, "seance_club")) == [last]


def test_what_has_no_duplicates_is_refused_in_french(store: Store) -> None:
    """The types are named, and what to do instead."""
    for refused in (lambda: candidates(store, "commune"), lambda: ecarter(store, "depense", "a", "b")):
        with pytest.raises(RefusError, match=r"action, personne, seance_club.*pvd archiver"):
            refused()
    with pytest.raises(RefusError, match="deux fois la même fiche"):
        ecarter(store, "action", "a", "a")
