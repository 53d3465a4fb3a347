"""The three tests of a whole territory in one pass."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from pvd_tui.changes.change import Json
from pvd_tui.domain.axe import Axe
from pvd_tui.domain.phase_operationnelle import phase_operationnelle
from pvd_tui.domain.registre import RegistreIndexe, RegistreMemoire
from storage.phases import phases
from storage.registre import StoreRegistre
from storage.store import Store
from tests.storage.laptops import GUISE, HIRSON, a_commune, an_action

AU = date(2026, 11, 22)
CASES: tuple[dict[str, Json], ...] = (
    {"type": "Cadre ORT", "statut": "Signée", "date_signature": "2023-05-04", "crte_inscrit_le": "2023-12-01"},
    {"type": "Cadre ORT", "statut": "Signée", "date_signature": "2027-05-04"},
    {"type": "Adhésion", "vaut_ort": True, "statut": "En cours"},
    {"type": "Adhésion"},
)
ACTIONS: tuple[dict[str, Json], ...] = (
    {"date_engagement": "2025-01-01"},
    {"date_engagement": "2025-01-01", "date_abandon": "2026-01-01"},
    {"phase": "Opération"},
    {"statut_conventionnel": "Livrée"},
    {"statut_phase": "Abandonné", "phase": "Idée"},
    {"debut_reel": "2024-01-01", "phase": "Étude"},
)


def test_one_pass_answers_as_commune_by_commune_does(store: Store) -> None:
    """If this is red, the tests read a field that `CHAMPS_LUS` does not name."""
    codes = ["02361", "02381", "02173", "02468", "02810", "02789"]
    for i, insee in enumerate(codes):
        a_commune(store, insee)
        convention = store.create("convention", {"titre": "C", "commune": insee, **CASES[i % len(CASES)]})
        store.create("convention_commune", {"convention": convention, "commune": codes[i - 1]})
        action = an_action(store, commune=insee, **ACTIONS[i])
        store.create("action_commune", {"action": action, "commune": codes[i - 2], "cle": 50.0})

    found = phases(store, AU)
    assert found == {insee: phase_operationnelle(insee, StoreRegistre(store), AU) for insee in codes}
    assert len({str(phase.reponse) for phase in found.values()}) > 1


def test_what_is_archived_counts_no_more(store: Store) -> None:
    """As in every other reading of the store."""
    a_commune(store, GUISE)
    a_commune(store, HIRSON)
    record = store.create("convention", {"commune": GUISE, **CASES[0]})
    before = phases(store, AU)[GUISE]
    fiche = store.get("convention", record)
    assert fiche is not None
    store.archive(fiche)
    assert phases(store, AU)[GUISE] != before


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["x", "y", None]), st.integers(0, 2)), max_size=12))
def test_an_index_finds_what_a_scan_finds(rows: list[tuple[str, str | None, int]]) -> None:
    """By no field, by one, by two."""
    records = [Axe(id=ident, convention=of, ordre=n) for ident, of, n in rows]
    fast, slow = RegistreIndexe(records), RegistreMemoire(records)
    for asked in ({}, {"convention": "x"}, {"convention": None}, {"ordre": 1, "convention": "y"}):
        assert fast.where("axe", **asked) == slow.where("axe", **asked)
    assert fast.one("axe", "a") == slow.one("axe", "a")
    assert fast.where("action") == []
