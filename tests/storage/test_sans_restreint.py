"""A copy of the store for somebody else: whole, and without a word of what was to stay here."""

from pathlib import Path

from storage.check import verify
from storage.drafts import Draft
from storage.prive import release
from storage.sans_restreint import copy_for_others, count_restricted, private_changes
from storage.store import Store


def test_nothing_private_is_in_the_copy(tmp_path: Path) -> None:
    """Neither record, nor history, nor draft, nor search, nor a trace in the bytes of the file."""
    with Store.open(tmp_path / "pvd.db") as store:
        store.settings.put("departement", "02")
        store.create("commune", {"titre": "Guise", "departement": "02"}, record="02361")
        seen = store.create("action", {"titre": "Halle", "commune": "02361"})
        note = store.create("note_datee", {"titre": "XYZZY", "commune": "02361", "texte": "préemption PLUGH"})
        store.drafts.put(Draft("note_datee", note, "texte", "brouillon FROBOZZ", ()))
        store.drafts.put(Draft("action", seen, "description", "à garder", ()))
        store.settings.put("a_faire", '[{"titre": "XYZZY"}]')
        copy = copy_for_others(store, tmp_path / "copie.db")

        assert count_restricted(store) == 1
        assert store.rows.count("note_datee") == 1
    content = copy.read_bytes()
    assert [word for word in (b"XYZZY", b"PLUGH", b"FROBOZZ") if word in content] == []
    with Store.open(copy) as other:
        assert other.rows.count("note_datee") == 0
        assert other.rows.count("action") == 1
        assert [draft.texte for draft in other.drafts.all()] == ["à garder"]
        assert verify(other).sain


def test_the_private_past_of_a_released_record_stays_here(tmp_path: Path) -> None:
    """What it says now goes; what it said before does not."""
    with Store.open(tmp_path / "pvd.db") as store:
        store.settings.put("departement", "02")
        store.create("commune", {"titre": "Guise", "departement": "02"}, record="02361")
        note = store.create("note_datee", {"titre": "Avant XYZZY", "commune": "02361"})
        fiche = store.get("note_datee", note)
        assert fiche is not None
        store.update(fiche, {"titre": "Après"})
        fiche = store.get("note_datee", note)
        assert fiche is not None
        release(store, fiche)
        copy = copy_for_others(store, tmp_path / "copie.db")
        assert len(private_changes(store)) == 2
    assert b"XYZZY" not in copy.read_bytes()
    with Store.open(copy) as other:
        assert [row["titre"] for row in other.rows.page("note_datee", columns=("titre",))] == ["Après"]
