"""Changes that travel in files: to the endpoint and back, by a colleague, twice, late, in any order."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import permutations

import pytest

from storage.check import verify
from storage.fiche import Fiche
from sync import lot_client
from sync.client import Bilan
from sync.lot import LotError, key_of, read
from sync.protocol import Grant
from sync.server import enrolment
from sync.server.app import Endpoint
from sync.server.streams import start_epoch
from tests.sync.client.conftest import Laptop, Laptops
from tests.sync.client.test_healing import put_back, snapshot
from tests.sync.lot.conftest import GUISE, HIRSON, carried, copied, everything, exported, restored, stored

Action = Callable[..., str]
sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
"""What a file says does not depend on the database: three tests are run on both."""


def fiche(one: Laptop, record: str) -> Fiche:
    """Read an action that must be there."""
    found = one.store.get("action", record)
    assert found is not None
    return found


def titles(one: Laptop) -> list[str]:
    """List the titles of the actions of a laptop."""
    return sorted(str(row["titre"]) for row in one.store.rows.page("action"))


def answered(one: Laptop, answer: bytes) -> Bilan:
    """Import the endpoint's answer."""
    done = lot_client.apply(one.store, answer)
    assert isinstance(done, Bilan)
    return done


def test_a_laptop_without_network_exchanges_with_two_files(laptop: Laptops, endpoint: Endpoint, action: Action) -> None:
    """What waits leaves, still waits, and is acknowledged by the answer, which brings what others wrote."""
    a, b = laptop("a"), laptop("b")
    a.enrol("prefecture")
    b.enrol("chef", GUISE)
    action(a, "Halle")
    a.sync()
    mine = action(b, "Friche")
    waiting = b.store.outbox.count()

    answer = carried(endpoint, exported(b))
    assert b.store.outbox.count() == waiting > 0
    bilan = answered(b, answer)

    assert (bilan.envoyes, bilan.refuses, b.store.outbox.count()) == (waiting, 0, 0)
    assert titles(b) == ["Friche", "Halle"]
    assert all(row["relais"] is None for row in stored(endpoint).values())
    a.sync()
    assert fiche(a, mine).values["titre"] == "Friche"
    assert b.sync().envoyes == 0
    assert titles(a) == titles(b)
    assert verify(b.store).sain


def test_taking_a_file_again_changes_nothing(laptop: Laptops, endpoint: Endpoint, action: Action) -> None:
    """The bundle twice at the endpoint, the answer twice on the laptop: the same rows, receipts and stamps."""
    b = laptop("b")
    b.enrol("chef", GUISE)
    action(b, "Friche")
    content = exported(b)
    first = carried(endpoint, content)
    rows = stored(endpoint)
    second = carried(endpoint, content)
    assert stored(endpoint) == rows

    answered(b, first)
    known, receipts = everything(b.store), b.store.outbox.receipts()
    for again in (second, first):
        bilan = answered(b, again)
        assert (bilan.envoyes, bilan.recus, bilan.refuses) == (0, 0, 0)
    assert everything(b.store) == known
    assert b.store.outbox.receipts() == receipts


@sqlite
@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_bundles_in_any_order_make_the_same_state(
    laptop: Laptops, endpoint: Endpoint, action: Action, order: tuple[int, ...]
) -> None:
    """Three bundles of three days, taken at the endpoint and by a colleague in any order."""
    b, c = laptop("b"), laptop("c")
    b.enrol("chef", GUISE)
    c.enrol("chef", GUISE, HIRSON)
    record = action(b, "Lundi")
    bundles = [exported(b)]
    for titre in ("Mardi", "Mercredi"):
        b.store.update(fiche(b, record), {"titre": titre})
        bundles.append(exported(b))
    answers = [carried(endpoint, bundles[n]) for n in order]
    for n in order:
        lot_client.apply(c.store, bundles[n])
    for answer in reversed(answers):
        answered(b, answer)

    assert (fiche(b, record).values["titre"], b.store.outbox.count()) == ("Mercredi", 0)
    assert fiche(c, record).values["titre"] == "Mercredi"
    c.sync()
    b.sync()
    assert [row[:6] for row in everything(b.store)] == [row[:6] for row in everything(c.store)]
    assert verify(b.store).sain
    assert verify(c.store).sain


@sqlite
def test_a_lost_answer_costs_nothing(laptop: Laptops, endpoint: Endpoint, action: Action) -> None:
    """The endpoint took the bundle, the stick was lost: the network says « known », the late answer nothing."""
    b = laptop("b")
    b.enrol("chef", GUISE)
    action(b, "Friche")
    answer = carried(endpoint, exported(b))
    rows = stored(endpoint)
    b.sync()

    assert (b.store.outbox.count(), stored(endpoint)) == (0, rows)
    known = everything(b.store)
    answered(b, answer)
    assert everything(b.store) == known


@sqlite
def test_two_carriers_and_the_network_bring_one_change(laptop: Laptops, endpoint: Endpoint, action: Action) -> None:
    """B's bundle goes with C and with D, then B finds a network: stored once, B is its author."""
    b, c, d = laptop("b"), laptop("c"), laptop("d")
    b.enrol("chef", GUISE)
    c.enrol("chef", GUISE, HIRSON)
    d.enrol("prefecture")
    record = action(b, "Friche")
    content = exported(b)
    for carrier in (c, d):
        lot_client.apply(carrier.store, content)
        carrier.sync()
    b.sync()

    (row,) = [row for row in stored(endpoint).values() if row["record"] == record]
    assert (row["by"], row["role"], row["relais"]) == (b.store.device, "chef", c.store.device)
    for one in (b, c, d):
        one.sync()
        assert titles(one) == ["Friche"]
        assert one.store.outbox.count() == 0


@sqlite
def test_a_revoked_laptop_is_refused_with_a_sentence(laptop: Laptops, endpoint: Endpoint, action: Action) -> None:
    """Its bundle was sealed before; the endpoint reads the device as it is now."""
    b = laptop("b")
    b.enrol("chef", GUISE)
    action(b, "Friche")
    content = exported(b)
    enrolment.revoke(endpoint.engine, b.store.device, datetime.now(UTC))

    with pytest.raises(LotError, match="a été retiré : son lot est refusé") as refusal:
        carried(endpoint, content)
    assert refusal.value.cause == "revoque"
    assert stored(endpoint) == {}


@sqlite
def test_a_bundle_of_another_endpoint_is_refused(laptop: Laptops, endpoint: Endpoint, action: Action) -> None:
    """The device is unknown here, or known with another token; a forger has the name and not the key."""
    b = laptop("b")
    b.enrol("chef", GUISE)
    action(b, "Friche")
    forged = lot_client.write(b.store, seal=key_of("pvd_autre")).content
    b.store.device = b.store.new_id()
    strange = lot_client.write(b.store, seal=key_of("pvd_autre")).content

    for content in (forged, strange):
        with pytest.raises(LotError, match="enrôlé sur ce serveur") as refusal:
            carried(endpoint, content)
        assert refusal.value.cause == "sceau"
    assert stored(endpoint) == {}


@sqlite
def test_an_answer_is_for_one_laptop(laptop: Laptops, endpoint: Endpoint, action: Action) -> None:
    """Another laptop refuses it, and so does its own if somebody else wrote it."""
    b, c = laptop("b"), laptop("c")
    b.enrol("chef", GUISE)
    c.enrol("chef", GUISE)
    action(b, "Friche")
    answer = carried(endpoint, exported(b))

    with pytest.raises(LotError, match="destinée à un autre ordinateur"):
        lot_client.apply(c.store, answer)
    assert (titles(c), b.store.outbox.count()) == ([], 1)
    with pytest.raises(LotError, match="n'a pas été faite par votre préfecture"):
        lot_client.apply(b.store, answer, seal=key_of("pvd_autre"))
    assert b.store.outbox.count() == 1


@sqlite
def test_an_answer_is_not_for_the_endpoint(laptop: Laptops, endpoint: Endpoint) -> None:
    """Somebody mixed up the two files."""
    b = laptop("b")
    b.enrol("chef", GUISE)
    answer = carried(endpoint, exported(b))

    with pytest.raises(LotError, match="réponse de la préfecture"):
        carried(endpoint, answer)


@sqlite
def test_a_refusal_comes_back_with_the_answer(laptop: Laptops, endpoint: Endpoint, action: Action) -> None:
    """A chef of Guise wrote at Hirson: « À corriger », value kept, and nothing else is delayed."""
    b = laptop("b")
    b.enrol("chef", GUISE)
    action(b, "Chez moi")
    action(b, "Chez le voisin", HIRSON)
    bilan = answered(b, carried(endpoint, exported(b)))

    assert (bilan.envoyes, bilan.refuses, b.store.outbox.count()) == (1, 1, 0)
    (refused,) = b.store.outbox.to_correct()
    assert refused.set["titre"] == "Chez le voisin"


@sqlite
def test_a_late_answer_moves_no_cursor_back(laptop: Laptops, endpoint: Endpoint, action: Action) -> None:
    """Written before the network came back, imported after: what was read since is not forgotten, nor asked again."""
    a, b = laptop("a"), laptop("b")
    a.enrol("prefecture")
    b.enrol("chef", GUISE)
    late = carried(endpoint, exported(b))
    for number in range(5):
        action(a, f"Action {number}")
    a.sync()
    b.sync()
    cursors, known = b.store.outbox.cursors(), everything(b.store)
    answered(b, late)

    assert b.store.outbox.cursors() == cursors
    assert everything(b.store) == known


@sqlite
def test_an_answer_from_before_a_restore_marks_nothing_as_sent(
    laptop: Laptops, endpoint: Endpoint, action: Action
) -> None:
    """The endpoint lost what it had said, and the laptop follows its new lineage: what was said is void."""
    a, b = laptop("a"), laptop("b")
    a.enrol("prefecture")
    b.enrol("chef", GUISE)
    action(b, "Avant")
    b.sync()
    old = snapshot(endpoint.engine)
    lost = action(b, "Perdue")
    theirs = action(a, "Perdue aussi")
    a.sync()
    late = carried(endpoint, exported(b))
    put_back(endpoint.engine, old)
    b.store.connection.execute("UPDATE change SET etat = 'prive' WHERE record = ?", (lost,))
    b.sync()  # learns the new lineage while the lost change stays here
    b.store.connection.execute("UPDATE change SET etat = 'log' WHERE record = ?", (lost,))
    bilan = answered(b, late)

    assert (bilan.envoyes, bilan.recus) == (0, 1)
    assert b.store.outbox.count() == 2
    b.sync()
    assert {lost, theirs} <= {row["record"] for row in stored(endpoint).values()}


def test_a_restored_endpoint_is_healed_by_files(laptop: Laptops, endpoint: Endpoint, action: Action) -> None:
    """The answer tells the new lineage; the next bundle brings what the endpoint lost."""
    b = laptop("b")
    b.enrol("chef", GUISE)
    action(b, "Avant")
    answered(b, carried(endpoint, exported(b)))
    old = snapshot(endpoint.engine)
    record = action(b, "Perdue")
    answered(b, carried(endpoint, exported(b)))
    assert b.store.outbox.count() == 0
    put_back(endpoint.engine, old)
    answered(b, carried(endpoint, exported(b)))
    assert b.store.outbox.count() > 0
    answered(b, carried(endpoint, exported(b)))

    assert b.store.outbox.count() == 0
    assert record in {row["record"] for row in stored(endpoint).values()}


@sqlite
def test_a_new_epoch_does_not_lose_what_the_same_answer_acknowledged(
    laptop: Laptops, endpoint: Endpoint, action: Action
) -> None:
    """The lineage is followed before the verdicts are kept: one file is enough."""
    b = laptop("b")
    b.enrol("chef", GUISE)
    action(b, "Avant")
    b.sync()
    start_epoch(endpoint.engine)
    action(b, "Après")
    answered(b, carried(endpoint, exported(b)))

    assert b.store.outbox.count() == 0
    assert titles(b) == ["Après", "Avant"]


@sqlite
def test_a_commune_that_the_grant_gains_comes_whole_by_files(
    laptop: Laptops, endpoint: Endpoint, action: Action
) -> None:
    """One answer tells the new grant and brings the commune's past; the one that is lost is given back."""
    a, b = laptop("a"), laptop("b")
    a.enrol("prefecture")
    b.enrol("chef", GUISE)
    for number in range(3):
        action(a, f"Hirson {number}", HIRSON)
        action(a, f"Guise {number}")
    a.sync()
    answered(b, carried(endpoint, exported(b)))
    assert titles(b) == ["Guise 0", "Guise 1", "Guise 2"]
    both = Grant(role="chef", departements=("02",), communes=(GUISE, HIRSON))
    enrolment.regrant(endpoint.engine, b.store.device, both)
    action(a, "Hirson 3", HIRSON)
    a.sync()
    answered(b, carried(endpoint, exported(b)))

    assert titles(b) == ["Guise 0", "Guise 1", "Guise 2", "Hirson 0", "Hirson 1", "Hirson 2", "Hirson 3"]
    assert b.store.grants.complements() == []
    assert b.store.settings.get("communes") == f"{GUISE},{HIRSON}"
    less = Grant(role="chef", departements=("02",), communes=(GUISE,))
    enrolment.regrant(endpoint.engine, b.store.device, less)
    late = carried(endpoint, exported(b))
    enrolment.regrant(endpoint.engine, b.store.device, both)
    answered(b, carried(endpoint, exported(b)))
    answered(b, late)
    assert b.store.settings.get("communes") == f"{GUISE},{HIRSON}"
    assert b.store.grants.why_closed("dep:02", HIRSON) is None


@sqlite
def test_a_laptop_that_lost_what_it_sent_reads_it_again(laptop: Laptops, endpoint: Endpoint, action: Action) -> None:
    """An old copy was put back between the bundle and its answer: the cursor does not pass what is missing here."""
    a, b = laptop("a"), laptop("b")
    a.enrol("prefecture")
    b.enrol("chef", GUISE)
    action(a, "Halle")
    a.sync()
    b.sync()
    old = copied(b)
    action(b, "Friche")
    answer = carried(endpoint, exported(b))
    restored(b, old)
    answered(b, answer)
    assert titles(b) == ["Halle"]
    answered(b, carried(endpoint, exported(b)))

    assert titles(b) == ["Friche", "Halle"]


@sqlite
def test_a_bundle_says_no_stamp_and_no_key(laptop: Laptops, action: Action) -> None:
    """With --tout, what was acknowledged leaves too: as its author wrote it, without what a server said of it."""
    b = laptop("b")
    b.enrol("chef", GUISE)
    action(b, "Friche")
    b.sync()
    found = read(exported(b, tout=True))

    lines = list(found.lines())
    assert len(lines) == 1
    assert not any(word in lines[0] for word in (b'"seq"', b'"role"', b"received_at"))
    assert list(read(exported(b)).lines()) == []
