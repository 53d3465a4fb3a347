"""`pvd verifier` sees what another tool did to a row; it can be adopted or undone."""

import pytest

from storage.check import Ecart, adopt, rebuild, verify
from storage.store import Store
from tests.storage.laptops import a_commune, an_action, is_what_its_log_says


def outside(store: Store, sql: str, *facts: object) -> None:
    """Do what a SQL shell does."""
    store.connection.execute(sql, facts)


def test_a_store_that_only_the_program_wrote_is_sound(store: Store) -> None:
    """It counts records and changes, and writes nothing."""
    a_commune(store)
    an_action(store, contrats=["CRTE"], convention_moa_deleguee=True, cout_previsionnel=0)
    etat = verify(store)
    assert (etat.sain, etat.fichier, etat.fiches, etat.changes) == (True, "ok", 2, 2)


def test_an_edit_made_elsewhere_is_shown_field_by_field(store: Store) -> None:
    """What the row says, what the log says."""
    action = an_action(store, convention_moa_deleguee=True)
    outside(store, "UPDATE action SET titre = 'Pirate', convention_moa_deleguee = 0, archive = 1")
    assert verify(store).ecarts == [
        Ecart("action", action, "titre", "Pirate", "Réhabilitation des halles"),
        Ecart("action", action, "convention_moa_deleguee", ligne=False, journal=True),
        Ecart("action", action, "archive", ligne=True, journal=False),
    ]


def test_an_edit_made_elsewhere_can_be_adopted(store: Store) -> None:
    """It becomes a change of this laptop, which leaves and can be undone; the rest is made again."""
    action = an_action(store, contrats=["CRTE"])
    outside(store, "UPDATE action SET titre = 'Adopté', contrats = '[\"ORT\"]', maj_par = 'x'")
    assert adopt(store, verify(store).ecarts) == 2
    fiche = store.get("action", action)
    assert fiche is not None
    assert (fiche.values["titre"], fiche.values["contrats"], fiche.folded.desaccords) == ("Adopté", ["ORT"], ())
    assert verify(store).sain
    assert is_what_its_log_says(store)
    store.history.undo()
    assert store.folded("action", action).values["titre"] == "Réhabilitation des halles"


def test_an_edit_made_elsewhere_can_be_undone(store: Store) -> None:
    """Reading the log again gives the rows of before; nothing is sent."""
    an_action(store)
    outside(store, "UPDATE action SET titre = 'Pirate'")
    assert rebuild(store) == 1
    assert store.rows.page("action")[0]["titre"] == "Réhabilitation des halles"
    assert verify(store).sain
    assert store.outbox.count() == 1


def test_a_row_deleted_or_added_elsewhere_is_shown_and_made_again(store: Store) -> None:
    """A deleted row comes back, an added one goes: only the log says that a record exists."""
    action = an_action(store)
    outside(store, "DELETE FROM action")
    outside(store, "INSERT INTO action (id, titre) VALUES ('fausse', 'Fausse')")
    etat = verify(store)
    assert [(e.record, e.champ) for e in etat.ecarts] == [(action, "id"), ("fausse", "id")]
    assert adopt(store, etat.ecarts) == 0
    assert [row["id"] for row in store.rows.page("action")] == [action]
    assert verify(store).sain


@pytest.mark.parametrize("cell", [b"\x00\xff", float("inf"), "{", 2])
def test_a_cell_that_no_change_can_hold_is_shown_and_never_fatal(store: Store, cell: object) -> None:
    """Bytes and infinities are shown; adopting takes what can be taken and makes the rest again."""
    an_action(store, contrats=["CRTE"])
    outside(store, "UPDATE action SET titre = ?, contrats = ?, convention_moa_deleguee = ?", cell, cell, cell)
    etat = verify(store)
    assert {"titre", "contrats", "convention_moa_deleguee"} <= {e.champ for e in etat.ecarts}
    adopt(store, etat.ecarts)
    assert verify(store).sain


def test_an_edit_made_elsewhere_of_an_archived_record_is_put_back(store: Store) -> None:
    """An archived record is edited only after it is restored (rule 3)."""
    before = store.get("action", an_action(store))
    assert before is not None
    store.archive(before)
    outside(store, "UPDATE action SET titre = 'Pirate'")
    assert adopt(store, verify(store).ecarts) == 0
    assert verify(store).sain


def test_rebuilding_twice_is_rebuilding_once(store: Store) -> None:
    """Rows, index and disagreements are a function of the log."""
    before = store.get("action", an_action(store))
    assert before is not None
    store.update(before, {"titre": "Un"})
    store.update(before, {"titre": "Deux"})
    assert is_what_its_log_says(store)
    assert is_what_its_log_says(store)
