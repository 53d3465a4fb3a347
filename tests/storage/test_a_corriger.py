"""« À corriger »: a refused value is kept, taken up again, or left; it never disappears by itself."""

import pytest

from storage import a_corriger
from storage.drafts import Draft
from storage.errors import RefusError
from storage.store import Store
from tests.storage.laptops import Laptops, Server, a_commune, an_action, exchange


def refused(store: Store, **values: str) -> str:
    """Have the last edit of an action refused; without values, its creation."""
    a_commune(store)
    record = an_action(store)
    if values:
        fiche = store.get("action", record)
        assert fiche is not None
        store.update(fiche, values)
    store.outbox.refuse(store.history.of("action", record)[-1], "territoire", "Hors de votre habilitation.")
    return record


def test_the_value_becomes_a_draft_and_leaves_the_list_once_it_is_saved(store: Store) -> None:
    """Taken up, it is still listed while its draft waits; saved, it is settled; given up, it is back."""
    record = refused(store, titre="Halle A")
    (one,) = a_corriger.lister(store)
    assert (one.set, one.phrase, one.repris) == ({"titre": "Halle A"}, "Hors de votre habilitation.", False)

    assert a_corriger.reprendre(store, one) == record
    (draft,) = store.drafts.of("action", record)
    fiche = store.get("action", record)
    assert fiche is not None
    assert (draft.texte, draft.seen, draft.nouveau) == ("Halle A", fiche.folded.shown["titre"], False)
    assert [again.repris for again in a_corriger.lister(store)] == [True]

    store.drafts.drop("action", record)
    assert [again.repris for again in a_corriger.lister(store)] == [False]
    store.update(fiche, {"titre": "Halle AA"})
    assert a_corriger.lister(store) == []
    assert [settled.id for settled in a_corriger.lister(store, traites=True)] == [one.id]


def test_a_refused_creation_begins_a_new_fiche(store: Store) -> None:
    """The record is no longer there: its values are the drafts of a fiche to create."""
    record = refused(store)
    (one,) = a_corriger.lister(store)
    assert store.get("action", record) is None
    a_corriger.reprendre(store, one)

    drafts = {draft.champ: draft for draft in store.drafts.of("action", record)}
    assert {name: draft.texte for name, draft in drafts.items()} == {
        "titre": "Réhabilitation des halles",
        "commune": "02361",
    }
    assert all(draft.nouveau for draft in drafts.values())


def test_what_is_abandoned_may_be_put_back(store: Store) -> None:
    """Off the list, not out of the store."""
    refused(store, titre="Halle A")
    (one,) = a_corriger.lister(store)
    a_corriger.abandonner(store, one)
    assert a_corriger.lister(store) == []
    a_corriger.remettre(store, a_corriger.trouver(store, one.id[-8:]))
    assert a_corriger.lister(store) == [one]


def test_a_draft_that_waits_is_never_written_over(store: Store) -> None:
    """What somebody was typing in the same field comes first."""
    record = refused(store, titre="Halle A")
    store.drafts.put(Draft("action", record, "titre", "Halle en cours", ()))
    (one,) = a_corriger.lister(store)
    with pytest.raises(RefusError, match="brouillon attend déjà"):
        a_corriger.reprendre(store, one)
    assert [draft.texte for draft in store.drafts.of("action", record)] == ["Halle en cours"]


def test_a_value_written_by_somebody_else_since_is_not_replaced_unseen(
    store: Store, laptop: Laptops, server: Server
) -> None:
    """The draft names what the refused change had seen, not what came later: saved, it asks (rule 1)."""
    autre = laptop("autre")
    a_commune(store)
    record = an_action(store)
    exchange(server, store, autre)
    for one, titre in ((store, "Halle A"), (autre, "Halle B")):
        fiche = one.get("action", record)
        assert fiche is not None
        one.update(fiche, {"titre": titre})
    store.outbox.refuse(store.history.of("action", record)[-1], "territoire", "Hors de votre habilitation.")
    exchange(server, store, autre)
    (one_refused,) = a_corriger.lister(store)
    a_corriger.reprendre(store, one_refused)

    (draft,) = store.drafts.of("action", record)
    assert draft.seen == tuple(one_refused.over["titre"])
    assert draft.seen != store.folded("action", record).shown["titre"]


def test_another_field_written_since_settles_nothing(store: Store) -> None:
    """Only the refused fields themselves, written again."""
    record = refused(store, titre="Halle A")
    a_corriger.reprendre(store, a_corriger.lister(store)[0])
    fiche = store.get("action", record)
    assert fiche is not None
    store.update(fiche, {"pilote": "DDT"})
    assert len(a_corriger.lister(store)) == 1


def test_abandoning_takes_the_draft_it_gave_away(store: Store) -> None:
    """And no other."""
    record = refused(store, titre="Halle A")
    store.drafts.put(Draft("action", record, "pilote", "DDT", ()))
    a_corriger.reprendre(store, a_corriger.lister(store)[0])
    a_corriger.abandonner(store, a_corriger.lister(store)[0])
    assert [draft.champ for draft in store.drafts.of("action", record)] == ["pilote"]


def test_an_edit_of_a_record_that_left_is_not_made_a_new_one(store: Store, server: Server) -> None:
    """Its territory was withdrawn: the value is kept, and said to be for the préfecture."""
    record = refused(store, titre="Halle A")
    exchange(server, store)
    with store.transaction() as connection:
        connection.execute("DELETE FROM change WHERE record = ?", (record,))
        store.projection.write("action", record)
    (one,) = a_corriger.lister(store)

    assert a_corriger.partie(store, one)
    for take in (lambda: a_corriger.reprendre(store, one), lambda: a_corriger.renvoyer(store, one, {})):
        with pytest.raises(RefusError, match="n'est plus sur cet ordinateur"):
            take()
    assert a_corriger.lister(store) == [one]
