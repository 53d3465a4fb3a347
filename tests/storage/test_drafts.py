"""What is being typed survives, with what its author had seen when it was begun."""

from dataclasses import replace

from storage.drafts import Draft
from storage.store import Store
from tests.storage.laptops import Laptops, Server, an_action, exchange


def draft(store: Store, record: str, texte: str, champ: str = "titre") -> Draft:
    """Begin to type into a field as a form does: with the heads it shows."""
    one = Draft("action", record, champ, texte, store.folded("action", record).shown.get(champ, ()), curseur=3)
    store.drafts.put(one)
    return one


def test_a_draft_survives_a_restart(laptop: Laptops, store: Store) -> None:
    """Text, cursor and what was seen are those that were left."""
    action = an_action(store)
    begun = draft(store, action, "Réhabilitation des ha")
    again = laptop.reopen(store)
    (found,) = again.drafts.of("action", action)
    assert replace(found, at="") == begun
    assert again.drafts.count() == again.outbox.local_only()[0] == 1


def test_a_draft_keeps_what_was_seen_when_it_was_begun(laptop: Laptops, server: Server) -> None:
    """A pull in between changes the field; typing on and saving says what was seen, so both values are kept."""
    mine, theirs = laptop("moi"), laptop("autre")
    action = an_action(mine)
    exchange(server, mine, theirs)
    begun = draft(mine, action, "Halle")
    before = theirs.get("action", action)
    assert before is not None
    theirs.update(before, {"titre": "Marché"})
    exchange(server, mine, theirs)
    draft(mine, action, "Halles de Guise")
    (found,) = mine.drafts.of("action", action)
    assert (found.texte, found.seen) == ("Halles de Guise", begun.seen)


def test_a_draft_of_a_new_record_keeps_what_it_starts_with(laptop: Laptops, store: Store) -> None:
    """Its record does not exist yet; its commune is remembered."""
    store.drafts.put(Draft("action", "a-creer", "titre", "Hal", (), nouveau=True, contexte={"commune": "02361"}))
    (found,) = laptop.reopen(store).drafts.all()
    assert (found.nouveau, found.contexte) == (True, {"commune": "02361"})


def test_drafts_are_dropped_by_field_or_by_record(store: Store) -> None:
    """A saved field leaves the others; newest first."""
    action = an_action(store)
    for champ in ("titre", "pilote", "description"):
        draft(store, action, "x", champ)
    assert [d.champ for d in store.drafts.all()] == ["description", "pilote", "titre"]
    store.drafts.drop("action", action, ["pilote"])
    assert [d.champ for d in store.drafts.of("action", action)] == ["titre", "description"]
    store.drafts.drop("action", action)
    assert store.drafts.count() == 0
