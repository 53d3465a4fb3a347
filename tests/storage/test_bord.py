"""What the first page counts."""

import pytest

from pvd_tui.domain.programme import Programme
from storage.bord import CLUB_ANNUEL, Bord, Feuille
from storage.doublons import ecarter
from storage.store import Store

COMMON = {"departement": "02", "echelon": "Départemental", "public": "Mixte"}


@pytest.fixture
def store() -> Store:
    """Give an empty store of the Aisne."""
    store = Store.open(":memory:")
    store.settings.put("departement", "02")
    return store


def test_an_empty_store_counts_nothing(store: Store) -> None:
    """Every count of an empty store is zero, and none of them fails."""
    bord = Bord(store.connection)
    assert bord.empty()
    assert bord.last_change() is None
    assert bord.echeances("2027-01-01", 10) == bord.conflits(10) == bord.a_corriger(10) == (0, [])
    assert not bord.phases()
    assert not bord.cadres()
    assert not bord.clubs("2026-01-01", 5)
    assert bord.feuilles([]) == {}
    assert bord.clubs_tenus(2026, "2026-12-31") == 0


def test_what_is_over_is_not_due(store: Store) -> None:
    """An action terminée or abandonnée, a suite faite, a later date call for nothing; all are in their order."""
    for titre, statut, echeance in (
        ("Tard", None, "2026-05-01"),
        ("Tôt", "En cours", "2026-01-01"),
        ("Finie", "Terminé", "2026-01-01"),
        ("Abandonnée", "Abandonné", "2026-01-01"),
        ("Plus tard", None, "2027-01-01"),
    ):
        store.create("action", {"titre": titre, "commune": "02361", "statut_phase": statut, "echeance": echeance})
    seance = store.create("seance_club", {"titre": "Club", "departement": "02"})
    for titre, statut in (("Suite", "À faire"), ("Faite", "Faite")):
        store.create("suite", {"seance_club": seance, "titre": titre, "statut": statut, "echeance": "2026-03-01"})
    count, rows = Bord(store.connection).echeances("2026-06-01", 10)
    assert (count, [row.titre for row in rows]) == (3, ["Tôt", "Suite", "Tard"])
    assert Bord(store.connection).echeances("2026-06-01", 1)[0] == 3


def test_a_convention_counts_for_each_commune_it_names(store: Store) -> None:
    """Its own commune, and those of its rows."""
    own = store.create("convention", {"titre": "Cadre", "type": "Cadre ORT", "statut": "Signée", "commune": "02361"})
    shared = store.create("convention", {"titre": "Commune", "type": "Adhésion", "departement": "02"})
    store.create("convention_commune", {"convention": shared, "commune": "02381"})
    assert {(c.commune, c.type) for c in Bord(store.connection).cadres()} == {
        ("02361", "Cadre ORT"),
        ("02381", "Adhésion"),
    }
    assert [c.statut for c in Bord(store.connection).cadres("02361")] == ["Signée"]
    fiche = store.get("convention", own)
    assert fiche is not None
    store.archive(fiche)
    assert Bord(store.connection).cadres("02361") == []


def test_a_sheet_counts_people_and_communes(store: Store) -> None:
    """A commune is represented by one present or représenté of its own; an excusé represents nobody."""
    seance = store.create("seance_club", {"titre": "Club", "departement": "02"})
    for nom, commune, statut in (
        ("A", "02361", "Présent"),
        ("B", "02361", "Présent"),
        ("C", "02381", "Représenté"),
        ("D", "02173", "Excusé"),
    ):
        store.create("presence", {"seance_club": seance, "titre": nom, "commune": commune, "statut": statut})
    assert Bord(store.connection).feuilles([seance, "?"]) == {seance: Feuille(4, 2, 2)}


def test_who_is_there_for_two_communes_counts_once(store: Store) -> None:
    """One person, two communes; two people of one name who are in the directory are two."""
    seance = store.create("seance_club", {"titre": "Club", "departement": "02"})
    for personne, commune in (("p1", "02361"), (None, "02381"), ("p2", "02173")):
        values = {"personne": personne, "titre": "Jean Roux", "commune": commune, "statut": "Présent"}
        store.create("presence", {"seance_club": seance, **values})
    assert Bord(store.connection).feuilles([seance]) == {seance: Feuille(2, 2, 3)}


def test_only_clubs_held_count_in_their_year(store: Store) -> None:
    """Tenue, départementale, its public known, in the year and not to come (the domain's rule)."""
    for values in (
        {"date": "2026-03-01", "etat": "Tenue"},
        {"date": "2026-12-01", "etat": "Tenue"},
        {"date": "2025-03-01", "etat": "Tenue"},
        {"date": "2026-04-01", "etat": "Convoquée"},
        {"date": "2026-04-01", "etat": "Tenue", "echelon": "Régional"},
    ):
        store.create("seance_club", {**COMMON, "titre": f"Club {values}", **values})
    assert Bord(store.connection).clubs_tenus(2026, "2026-06-01") == 1
    dates = [seance.date for seance in Bord(store.connection).clubs("2026-06-01", 10)]
    assert dates == ["2026-12-01", "2026-04-01", "2026-03-01", "2025-03-01"]


def test_clubs_that_look_like_one_count_once_unless_somebody_told_them_apart(store: Store) -> None:
    """As the domain counts them; the threshold is the one in force at the end of the year."""
    held = {**COMMON, "etat": "Tenue", "date": "2026-03-01"}
    pair = [store.create("seance_club", {**held, "titre": titre}) for titre in ("Club de mars", "Club mars")]
    bord = Bord(store.connection)
    assert (bord.clubs_tenus(2026, "2026-06-01"), bord.clubs_demandes(2026)) == (1, CLUB_ANNUEL)
    assert Programme().club_annuel == CLUB_ANNUEL
    ecarter(store, "seance_club", *pair)
    assert bord.clubs_tenus(2026, "2026-06-01") == 2
