"""The same value for many records: previewed, refused one by one with a reason, written as one gesture."""

from pvd_tui.changes.edit import Edit
from storage.drafts import Draft
from storage.masse import appliquer, preparer
from storage.store import Store


def test_a_bulk_edit_is_previewed_then_one_gesture_that_one_undo_takes_back() -> None:
    """Some change, some are so already, some are refused with a reason; nothing is written before the yes."""
    store = Store.open(":memory:")
    store.create("commune", {"titre": "Guise", "departement": "02"}, record="02361")
    ids = [
        store.create("action", {"titre": f"Action {n}", "commune": "02361", "pilote": "Éva" if n == 1 else None})
        for n in range(5)
    ]
    archived = store.get("action", ids[2])
    assert archived is not None
    store.archive(archived)
    store.drafts.put(Draft("action", ids[3], "pilote", "Zo", ()))
    for pilote in ("A", "B"):
        store.save([Edit("action", ids[4], {"pilote": pilote})])
    changes = store.rows.count("geste")

    lot = preparer(store, "action", [*ids, "inconnue"], {"pilote": "Éva"})

    assert ([one.record for one in lot.edits], lot.memes) == ([ids[0]], 1)
    assert [one.avant for one in lot.exemples] == [{"pilote": None}]
    assert {one.record: one.raison.split(" :")[0] for one in lot.refus} == {
        ids[2]: "Cette fiche est archivée.",
        ids[3]: "Un brouillon de ce champ attend d'être enregistré.",
        ids[4]: "Ce champ est en désaccord",
        "inconnue": "Cette fiche n'est pas sur cet ordinateur.",
    }
    assert store.rows.count("geste") == changes, "nothing is written by a preview"

    both = preparer(store, "action", ids[:2], {"phase": "Étude", "pilote": "Zoé"})
    appliquer(store, both, "2 actions")
    assert [row["pilote"] for row in store.rows.these("action", ids[:2], ("pilote",))] == ["Zoé", "Zoé"]
    undone = store.history.undo()
    assert undone is not None
    assert undone.titre == "2 actions"
    assert [row["pilote"] for row in store.rows.these("action", ids[:2], ("pilote",))] == [None, "Éva"]


def test_what_was_written_meanwhile_is_not_written_over() -> None:
    """The preview names what it saw: a value that came since disagrees instead of disappearing (rule 1)."""
    store = Store.open(":memory:")
    store.create("commune", {"titre": "Guise", "departement": "02"}, record="02361")
    action = store.create("action", {"titre": "Halle", "commune": "02361", "pilote": "Éva"})
    lot = preparer(store, "action", [action], {"pilote": "Zoé"})
    seen = store.folded("action", action).shown["pilote"]
    store.save([Edit("action", action, {"pilote": "Ali"}, {"pilote": seen})])
    appliquer(store, lot, "1 action")
    values = {d.champ for d in store.folded("action", action).desaccords}
    assert values == {"pilote"}
    assert appliquer(store, preparer(store, "action", [], {"pilote": "x"}), "rien") is None


def test_an_action_does_not_change_commune() -> None:
    """Where a record belongs is fixed by its first change."""
    store = Store.open(":memory:")
    for insee, titre in (("02361", "Guise"), ("02381", "Hirson")):
        store.create("commune", {"titre": titre, "departement": "02"}, record=insee)
    action = store.create("action", {"titre": "Halle", "commune": "02361"})
    lot = preparer(store, "action", [action], {"commune": "02381"})
    assert [one.raison for one in lot.refus] == ["Une fiche ne change pas de commune."]
