"""A colleague's bundle on one's own laptop: what comes in, as whose, and what stays in the file."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from pvd_tui.changes.change import EFFACE, Change
from storage import bundle
from storage.errors import RefusError
from storage.prive import withhold
from sync import lot_client, lot_phrases
from sync.client import Bilan
from sync.errors import SyncError
from sync.lot import read
from sync.lot_collegue import Apport
from sync.protocol import Grant
from sync.server.app import Endpoint
from sync.wire import change_to_wire
from tests.sync.client.conftest import Laptop, Laptops
from tests.sync.lot.conftest import DEVICE, GUISE, HIRSON, copied, everything, exported, lot_of, restored, stored

Action = Callable[..., str]
pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def chef(laptop: Laptops) -> Laptop:
    """Enrol a chef of Guise."""
    one = laptop("chef")
    one.enrol("chef", GUISE)
    return one


def taken(one: Laptop, content: bytes) -> Apport:
    """Import a colleague's bundle."""
    done = lot_client.apply(one.store, content)
    assert not isinstance(done, Bilan)
    return done


def made(one: Laptop, **facts: object) -> Change:
    """Make a change by hand, of another laptop."""
    base = Change(
        id=one.store.new_id(),
        table="action",
        record=one.store.new_id(),
        set={"titre": "Halle", "commune": GUISE},
        over={},
        at="2026-11-20T08:00:00.000000+00:00",
        by=DEVICE,
        stream="dep:02",
        commune=GUISE,
    )
    return replace(base, **facts)  # type: ignore[arg-type] # a test names the facts it wants


def brought(one: Laptop, *changes: Change | object) -> Apport:
    """Take a bundle made by hand."""
    lines = [change_to_wire(each) if isinstance(each, Change) else each for each in changes]
    return lot_client.take(one.store, lot_of(*lines))


def test_looking_writes_nothing_and_says_whose_it_is(chef: Laptop, laptop: Laptops, action: Action) -> None:
    """Who, how many, of what, where, from when to when, how many are known: before anybody says yes."""
    author = laptop("auteur")
    author.store.settings.put("nom", "Poste de Mme Petit")
    author.enrol("chef", GUISE, HIRSON)
    known = exported_after(author, action, "Déjà là")
    taken(chef, known)
    action(author, "Friche")
    action(author, "Ailleurs", HIRSON)
    found = read(exported(author))
    before = (everything(chef.store), chef.store.connection.total_changes)
    apport = lot_client.look(chef.store, found)
    said = "\n".join(lot_phrases.held(chef.store, found, apport))

    assert (everything(chef.store), chef.store.connection.total_changes) == before
    for part in (
        "Lot de « Poste de Mme Petit » (chef de projet : Guise (02361), Hirson (02381))",
        "ne peut pas être vérifié",
        "1 modification, le ",
        "Fiches : action 1",
        "Territoire : Guise (02361) 1",
        "Déjà connues ici : 1",
        "1 modification hors de votre habilitation (Hirson (02381) 1) : elle reste dans le fichier",
    ):
        assert part in said


def exported_after(one: Laptop, action: Action, titre: str) -> bytes:
    """Create an action and write a bundle."""
    action(one, titre)
    return exported(one)


def test_what_comes_in_waits_to_be_carried_with_the_least_role(
    chef: Laptop, laptop: Laptops, action: Action, endpoint: Endpoint
) -> None:
    """A préfecture's change comes in as « chef », without a stamp; carried, the endpoint notes by whom."""
    author = laptop("auteur")
    author.enrol("prefecture")
    record = action(author, "Halle")
    taken(chef, exported(author))

    (change,) = chef.store.history.of("action", record)
    assert (change.by, change.role, change.seq, change.relais) == (author.store.device, "chef", None, None)
    assert chef.store.outbox.count() == 1
    chef.sync()
    (row,) = stored(endpoint).values()
    assert (row["by"], row["relais"], row["role"]) == (author.store.device, chef.store.device, "chef")


def test_what_another_grant_covers_stays_in_the_file(chef: Laptop) -> None:
    """Another commune, a département-wide record that a chef does not write, the nation, another département."""
    apport = brought(
        chef,
        made(chef),
        made(chef, set={"titre": "Ailleurs", "commune": HIRSON}, commune=HIRSON),
        made(chef, table="convention", set={"titre": "Cadre"}, commune=None),
        made(chef, table="campagne_note", set={"titre": "2027"}, stream="fr", commune=None),
        made(chef, set={"titre": "Amiens", "commune": "80021"}, stream="dep:80", commune="80021"),
        made(chef, table="seance_club", set={"titre": "Club"}, commune=None),
    )

    assert apport.nouveau.tables == {"action": 1, "seance_club": 1}
    assert apport.dehors == {HIRSON: 1, "dep:02": 1, "fr": 1, "dep:80": 1}
    assert chef.store.outbox.count() == 2


def test_a_prefecture_lends_its_role_to_nobody(laptop: Laptops) -> None:
    """On the préfecture's own laptop too, a file's changes show as a chef's until the endpoint says better."""
    prefecture = laptop("prefecture")
    prefecture.enrol("prefecture")
    change = made(prefecture)
    brought(prefecture, change)

    assert bundle.known(prefecture.store, [change.id])[change.id].role == "chef"


def test_a_stamp_in_a_file_is_nobodys_word(chef: Laptop) -> None:
    """A file that says « the endpoint has it » does not stop its changes from being carried there."""
    stamps = {"seq": 7, "received_at": "2026-11-20T08:00:00.000000+00:00", "role": "prefecture", "relais": None}
    change = made(chef)
    brought(chef, {**change_to_wire(change), **stamps})

    known = bundle.known(chef.store, [change.id])[change.id]
    assert (known.seq, known.role, chef.store.outbox.count()) == (None, "chef", 1)


def test_nobody_signs_with_this_laptops_name(chef: Laptop) -> None:
    """The endpoint would believe this laptop: a change that claims to be its own comes in by its own seal only."""
    apport = brought(chef, made(chef, by=chef.store.device))

    assert (apport.nouveau.nombre, apport.ecartes, chef.store.outbox.count()) == (0, 1, 0)


def test_a_laptop_takes_back_what_it_wrote_itself(chef: Laptop, action: Action) -> None:
    """Its store was lost and an old copy put back: its own bundle gives back what was not transmitted."""
    old = copied(chef)
    record = action(chef, "Friche")
    content = exported(chef)
    restored(chef, old)
    assert chef.store.get("action", record) is None
    apport = taken(chef, content)

    assert (apport.nouveau.nombre, chef.store.outbox.count()) == (1, 1)
    (change,) = chef.store.history.of("action", record)
    assert (change.by, change.role) == (chef.store.device, "chef")


def test_a_known_id_with_another_content_is_refused(chef: Laptop) -> None:
    """What is here stays; the others come in; it is said."""
    first = made(chef)
    brought(chef, first)
    known = everything(chef.store)
    forged = replace(first, set={**first.set, "titre": "Autre chose"})
    apport = brought(chef, forged)

    assert (apport.differents, apport.nouveau.nombre, everything(chef.store)) == ([first.id], 0, known)
    said = lot_phrases.held(chef.store, lot_of(change_to_wire(forged)), apport)
    assert any("contenu différent" in phrase for phrase in said)


@pytest.mark.parametrize(
    "facts",
    [
        {"set": {"titre": "Privé", "commune": GUISE, "restreint": True}},
        {"set": {EFFACE: ["titre"]}},
        {"set": {"titre": "\x1b[2J", "commune": GUISE}},
        {"set": {"titre": "x" * 60_000, "commune": GUISE}},
        {"commune": "60057"},
        {"table": "commune", "record": HIRSON},
        {"set": {"titre": "Halle", "commune": HIRSON}},
    ],
)
def test_what_no_endpoint_would_take_does_not_come_in(chef: Laptop, facts: dict[str, object]) -> None:
    """Restreint, an erasure, control characters, too long, elsewhere than it says; the next one does come in."""
    apport = brought(chef, made(chef, **facts), made(chef))

    assert (apport.nouveau.nombre, chef.store.outbox.count()) == (1, 1)
    assert apport.ecartes + apport.dehors.total() == 1


def test_a_record_does_not_move(chef: Laptop) -> None:
    """A known record of Guise is not made one of Hirson by a file, be it in the same file."""
    chef.store.settings.put("droits", Grant(role="prefecture", departements=("02", "60")).model_dump_json())
    first = made(chef)
    elsewhere = made(chef, record=first.record, set={"titre": "Déplacée"}, commune=HIRSON)
    other = made(chef, record=first.record, set={"titre": "Déplacée"}, commune="60057", stream="dep:60")
    apport = brought(chef, first, elsewhere, other)

    assert (apport.nouveau.nombre, apport.ecartes) == (1, 2)


def test_unreadable_lines_delay_nothing(chef: Laptop) -> None:
    """A line of a program with other words is counted, and left."""
    apport = brought(chef, b"not json", {"id": 1}, [], made(chef))

    assert (apport.nouveau.nombre, apport.ecartes) == (1, 3)


def test_what_a_newer_program_wrote_is_kept_and_carried(chef: Laptop) -> None:
    """An unknown field is no reason to refuse (rule 10)."""
    change = made(chef, set={"titre": "Halle", "commune": GUISE, "champ_nouveau": 1})
    apport = brought(chef, change)

    assert apport.nouveau.nombre == 1
    assert bundle.known(chef.store, [change.id])[change.id].set["champ_nouveau"] == 1


def test_a_stranger_does_not_fill_what_was_left_out(chef: Laptop) -> None:
    """A value that the first sync left out, or that was erased, does not come in by a file."""
    change = made(chef)
    short = replace(change, set={"commune": GUISE}, stub=("titre",))
    with chef.store.transaction():
        chef.store.outbox.receive([short], None)
    apport = brought(chef, change)

    assert (apport.deja, apport.nouveau.nombre) == (1, 0)
    assert bundle.known(chef.store, [change.id])[change.id].set == {"commune": GUISE}


def test_what_the_server_refused_here_does_not_come_back(chef: Laptop, action: Action) -> None:
    """It is « À corriger » already: importing one's own bundle again neither offers nor doubles it."""
    action(chef, "Chez le voisin", HIRSON)
    content = exported(chef)
    chef.sync()
    assert len(chef.store.outbox.to_correct()) == 1
    apport = taken(chef, content)

    assert (apport.deja, apport.nouveau.nombre, chef.store.outbox.count()) == (1, 0, 0)


def test_what_is_restreint_never_leaves(chef: Laptop, action: Action) -> None:
    """Neither with what waits nor with --tout; what left in a file can no longer become restreint."""
    record = action(chef, "Secrète")
    fiche = chef.store.get("action", record)
    assert fiche is not None
    withhold(chef.store, fiche)
    public = action(chef, "Publique")
    for tout in (False, True):
        text = b"\n".join(read(exported(chef, tout=tout)).lines())
        assert b"Publique" in text
        assert b"Secr" not in text
        assert record.encode() not in text
    left = chef.store.get("action", public)
    assert left is not None
    with pytest.raises(RefusError, match="déjà pu être transmise"):
        withhold(chef.store, left)


def test_a_laptop_that_is_not_enrolled_says_so(laptop: Laptops, action: Action) -> None:
    """It has no key to seal with, and no grant to measure with."""
    alone = laptop("seul")
    action(alone, "Halle")
    for work in (lambda: exported(alone), lambda: lot_client.look(alone.store, lot_of())):
        with pytest.raises(SyncError) as refusal:
            work()
        assert refusal.value.cause == "inscription"
