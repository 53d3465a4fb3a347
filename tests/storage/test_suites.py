"""A suite becomes a fiche action, is linked to one, is done: each one gesture that undo takes back."""

from collections.abc import Callable
from datetime import date

import pytest

from pvd_tui.domain.retex import chercher
from pvd_tui.domain.suite import StatutSuite
from storage.errors import RefusError
from storage.retex import actions, developpee, developper, retours
from storage.store import Store
from storage.suites import communes_de, creer_action, lier, solder
from tests.storage.laptops import GUISE, HIRSON, Laptops, a_commune

Champs = Callable[[Store, str, str], dict[str, object]]


def seance(store: Store) -> str:
    """Give a séance of the club."""
    return store.create("seance_club", {"titre": "Club d'avril", "date": "2026-04-14", "departement": "02"})


def suite(store: Store, **champs: str) -> str:
    """Give a suite of that séance."""
    return store.create(
        "suite", {"seance_club": seance(store), "titre": "Envoyer la trame", "numero": "S-15", **champs}
    )


def valeurs(store: Store, table: str, record: str) -> dict[str, object]:
    """Read a record."""
    fiche = store.get(table, record)
    assert fiche is not None
    return dict(fiche.values)


def test_a_suite_becomes_a_fiche_action_in_one_gesture(laptop: Laptops) -> None:
    """Title, pilot and date go over, the origin is said, both are linked; one undo takes both back."""
    store = laptop("a")
    a_commune(store)
    one = suite(store, pilote="Amina Petit", echeance="2026-12-15")

    action = creer_action(store, one, GUISE)

    made = valeurs(store, "action", action)
    assert (made["titre"], made["pilote"], made["echeance"]) == ("Envoyer la trame", "Amina Petit", "2026-12-15")
    assert made["description"] == "Suite S-15 de la séance « Club d'avril » du 14/04/2026."
    assert valeurs(store, "suite", one)["action"] == action

    store.history.undo()
    fiche = store.get("action", action)
    assert fiche is not None
    assert fiche.folded.archived
    assert valeurs(store, "suite", one).get("action") is None


def test_a_suite_makes_one_action_only(laptop: Laptops) -> None:
    """The second time it is refused, and says what to do."""
    store = laptop("a")
    a_commune(store)
    one = suite(store)
    creer_action(store, one, GUISE)
    with pytest.raises(RefusError, match="déjà liée"):
        creer_action(store, one, GUISE)


def test_a_suite_is_linked_and_unlinked(laptop: Laptops) -> None:
    """The same link twice writes nothing; an action that is not there is refused."""
    store = laptop("a")
    a_commune(store)
    one, action = suite(store), store.create("action", {"titre": "Halle", "commune": GUISE})
    assert lier(store, one, action) is not None
    assert lier(store, one, action) is None
    assert lier(store, one, None) is not None
    with pytest.raises(RefusError):
        lier(store, one, "nulle-part")


def test_done_said_twice_is_to_be_done_again(laptop: Laptops) -> None:
    """Several suites are one gesture."""
    store = laptop("a")
    both = [suite(store), suite(store)]
    assert solder(store, both, StatutSuite.FAITE) is StatutSuite.FAITE
    assert solder(store, both, StatutSuite.FAITE) is StatutSuite.A_FAIRE
    store.history.undo()
    assert {valeurs(store, "suite", one)["statut"] for one in both} == {"Faite"}


def test_the_communes_of_a_suite_are_known_by_their_names(laptop: Laptops) -> None:
    """Without accents or case; what is no commune is left out."""
    store = laptop("a")
    store.create("commune", {"titre": "Guise", "departement": "02"}, record=GUISE)
    store.create("commune", {"titre": "Hirson", "departement": "02"}, record=HIRSON)
    assert communes_de(store, suite(store, communes="guise et HIRSON, ailleurs")) == [GUISE, HIRSON]


def test_a_note_is_a_retour_until_it_is_written_out(laptop: Laptops) -> None:
    """Both are found; the note is not said twice, and the record has what the note said."""
    store = laptop("a")
    store.create("commune", {"titre": "Guise", "departement": "02"}, record=GUISE)
    held = seance(store)
    note = store.create(
        "note_seance",
        {"seance_club": held, "genre": "Retour d’expérience", "texte": "Une OPAH en trois ans", "commune": GUISE},
    )
    (found,) = chercher(retours(store), "qui a déjà fait une OPAH ?")
    assert (found.table, found.commune, found.jour) == ("note_seance", "Guise", date(2026, 4, 14))

    record = developper(store, note)

    (found,) = retours(store)
    assert (found.table, found.record, found.texte) == ("retour_experience", record, "Une OPAH en trois ans")
    with pytest.raises(RefusError, match="déjà écrit"):
        developper(store, note)


def test_two_laptops_write_out_the_same_note_as_one_record() -> None:
    """Its id comes from the note's."""
    assert developpee("n1") == developpee("n1") != developpee("n2")


def test_only_a_retour_is_written_out(laptop: Laptops) -> None:
    """A décision is no retour d'expérience."""
    store = laptop("a")
    note = store.create("note_seance", {"seance_club": seance(store), "genre": "Décision", "texte": "Oui"})
    with pytest.raises(RefusError, match="n'est pas un retour"):
        developper(store, note)


def test_the_actions_on_the_matter_are_whom_one_may_ask(laptop: Laptops) -> None:
    """Those that are over first; no question, none."""
    store = laptop("a")
    a_commune(store)
    store.create("action", {"titre": "OPAH centre", "commune": GUISE, "phase": "Étude"})
    store.create("action", {"titre": "OPAH gare", "commune": GUISE, "phase": "Opération", "statut_phase": "Terminé"})
    assert [one.titre for one in actions(store, "qui a fait une OPAH ?")] == ["OPAH gare", "OPAH centre"]
    assert actions(store, "") == []
