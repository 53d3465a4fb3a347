"""What changed, what leaves: in words, with before and after."""

from storage.envoi import recues
from storage.nouveautes import Nouveaute, depuis, en_partance, phrase
from storage.store import Store
from tests.storage.laptops import GUISE, Laptops


def _words(store: Store, found: list[Nouveaute]) -> list[str]:
    return [f"{one.nom} · {phrase(store, event)}" for one in found for event in one.evenements]


def test_what_leaves_is_said_with_what_it_replaces(laptop: Laptops) -> None:
    """Before it is sent: which fiche, which field, from what to what; a reference by its name."""
    store = laptop("a")
    store.create("commune", {"titre": "Guise"}, record=GUISE)
    action = store.create("action", {"titre": "Halle", "commune": GUISE, "echeance": "2027-01-31"})
    fiche = store.get("action", action)
    assert fiche is not None
    store.update(fiche, {"echeance": "2027-02-15", "cout_previsionnel": 125_000_000_00})
    said = _words(store, en_partance(store))
    assert "action « Halle » · Échéance : 31/01/2027 ► 15/02/2027" in said
    assert "action « Halle » · Commune : Guise" in said
    assert any("Coût prévisionnel (€) : 125" in line for line in said)


def test_what_changed_since_a_moment_leaves_the_rest_out(laptop: Laptops) -> None:
    """What others wrote is told apart from one's own; what is older is not listed."""
    store, other = laptop("a"), laptop("b")
    store.create("commune", {"titre": "Guise"}, record=GUISE)
    laptop.clock.forward(days=3)
    since = store.now()
    theirs = other.create("action", {"titre": "Écrite ailleurs", "commune": GUISE})
    store.outbox.receive(other.history.of("action", theirs), None)
    store.create("action", {"titre": "Écrite ici", "commune": GUISE})
    assert [one.titre for one in depuis(store, since)] == ["Écrite ici", "Écrite ailleurs"]
    assert [one.titre for one in depuis(store, since, ailleurs=True)] == ["Écrite ailleurs"]
    assert recues(store, since) == 1
    assert recues(store, store.now()) == 0
