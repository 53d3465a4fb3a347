"""Corners where two rare things meet: a grant that changes in between, a forged author, a label that tells a name."""

from typing import Any

import pytest
from sqlalchemy import select

from pvd_tui.changes.change import ARCHIVE, EFFACE, Change
from pvd_tui.changes.edit import Edit
from storage import fusion, retrait
from sync import lot, lot_client
from sync.client import reception
from sync.errors import SyncError
from sync.json_text import WireError
from sync.protocol import Grant, Role
from sync.server import enrolment
from sync.server import lot as server_lot
from sync.server.app import Endpoint
from sync.server.schema import change
from sync.wire import change_from_wire
from tests.sync.client.conftest import Laptop, Laptops
from tests.sync.client.test_grants import GUISE, HIRSON, regrant, story, titre
from tests.sync.client.test_healing import put_back, snapshot
from tests.sync.client.test_lessons import fiche

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def become(endpoint: Endpoint, laptop: Laptop, role: Role) -> None:
    """Let the préfecture give a chef another role in the same département."""
    assert enrolment.regrant(endpoint.engine, laptop.store.device, Grant(role=role, departements=("02",)))


def give_back(laptop: Laptop) -> None:
    """Let the user give back every territory that left the grant."""
    for one in retrait.pending(laptop.store):
        retrait.leave(laptop.store, one)


def forge(laptop: Laptop, author: Laptop, action: str) -> str:
    """Let an altered program sign a change with the name of somebody else's device."""
    saved = laptop.store.update(fiche(laptop, action), {"titre": "Forgé"})
    assert saved is not None
    laptop.store.connection.execute('UPDATE change SET "by" = ? WHERE id = ?', (author.store.device, saved.changes[0]))
    return saved.changes[0]


def role_of(endpoint: Endpoint, forged: str) -> str | None:
    """Say with which role the server stored a change."""
    with endpoint.engine.connect() as connection:
        return connection.scalar(select(change.c.role).where(change.c.id == forged))


def test_a_chef_who_becomes_the_prefecture_waits_for_no_commune(laptop: Laptops, endpoint: Endpoint) -> None:
    """The commune that was arriving arrives with all the rest: nothing stays read-only for ever."""
    _, b, _, hirson = story(laptop)
    regrant(endpoint, b, GUISE, HIRSON)
    first = b.road.requests
    b.road.fail = lambda number: "" if number == first + 1 else "request"
    with pytest.raises(SyncError):
        b.sync()
    half = len(b.store.grants.complements())
    b.road.fail = lambda _: ""

    become(endpoint, b, "prefecture")
    b.sync()

    assert (half, b.store.grants.complements()) == (1, [])
    assert titre(b, hirson) == "Halle rénovée de Hirson"
    b.store.create("action", {"titre": "Lavoir", "commune": HIRSON})


def test_a_chef_who_becomes_the_region_gives_the_records_back(laptop: Laptops, endpoint: Endpoint) -> None:
    """Who reads figures only keeps no record of a commune, nor its title in the label of a gesture."""
    _, b, guise, _ = story(laptop)
    b.store.save([Edit("action", guise, {"description": "Couverte"})], f"Décrire « Halle de {GUISE} »")
    b.sync()
    become(endpoint, b, "region")
    b.sync()
    assert [one.commune for one in retrait.pending(b.store)] == [GUISE]

    give_back(b)
    assert titre(b, guise) is None
    assert [row[0] for row in b.store.connection.execute("SELECT titre FROM lot")] == ["Modification"]


def test_a_territory_given_again_while_the_question_is_open_does_not_leave(laptop: Laptops, endpoint: Endpoint) -> None:
    """« Oui » to a question that is out of date takes nothing: a synchronisation in the background may pass before."""
    a, b, guise, _ = story(laptop)
    regrant(endpoint, b, HIRSON)
    b.sync()
    (seen,) = retrait.pending(b.store)
    regrant(endpoint, b, GUISE, HIRSON)
    b.sync()
    mine = b.store.create("action", {"titre": "Lavoir", "commune": GUISE})

    gone = retrait.leave(b.store, seen)
    b.sync()
    a.sync()

    assert (gone, b.store.outbox.to_correct()) == (0, [])
    assert (titre(b, guise), titre(b, mine), titre(a, mine)) == (f"Halle de {GUISE}", "Lavoir", "Lavoir")


def test_a_commune_gained_from_an_older_copy_put_back_without_a_word_arrives(
    laptop: Laptops, endpoint: Endpoint
) -> None:
    """The laptop starts again from a lower head, and reads there what its new commune has."""
    a, b, _, hirson = story(laptop)
    old = snapshot(endpoint.engine)
    a.store.create("action", {"titre": "École", "commune": GUISE})
    a.sync()
    b.sync()
    put_back(endpoint.engine, old, epoch=False)
    regrant(endpoint, b, GUISE, HIRSON)

    b.sync()
    b.sync()

    assert titre(b, hirson) == "Halle rénovée de Hirson"
    assert b.store.grants.complements() == []


def test_what_is_carried_for_a_colleague_survives_leaving_the_territory(laptop: Laptops, endpoint: Endpoint) -> None:
    """A stick brought C's unsent value to B; B loses the commune before it sent it: the value is in « À corriger »."""
    _, b, guise, _ = story(laptop)
    c = laptop("c")
    c.enrol("chef", GUISE)
    c.sync()
    c.store.update(fiche(c, guise), {"titre": "Halle, dit C"})
    lot_client.take(b.store, lot.read(lot_client.write(c.store).content))
    carried = b.store.outbox.count()
    regrant(endpoint, b, HIRSON)

    b.sync()
    give_back(b)

    assert carried == 1
    assert [one.set for one in b.store.outbox.to_correct()] == [{"titre": "Halle, dit C"}]


def test_an_answer_file_that_comes_late_does_not_bring_back_a_commune_that_left(
    laptop: Laptops, endpoint: Endpoint
) -> None:
    """The server wrote it while the commune was granted: what is no longer granted stays out."""
    a, b, guise, _ = story(laptop)
    a.store.update(fiche(a, guise), {"titre": "Halle, la suite"})
    a.sync()
    late = server_lot.answer(endpoint.engine, lot_client.write(b.store).content, endpoint.clock())
    regrant(endpoint, b, HIRSON)
    b.sync()
    give_back(b)

    lot_client.apply(b.store, late)
    b.sync()

    assert titre(b, guise) is None


def test_what_could_not_be_read_of_a_commune_leaves_with_it(
    laptop: Laptops, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A change kept as text for a newer program does not come back once its commune left."""
    a, b, guise, _ = story(laptop)
    a.store.update(fiche(a, guise), {"titre": "D'un autre temps"})
    a.sync()

    def older(item: Any) -> Change:  # noqa: ANN401 - any JSON
        if item["set"].get("titre") == "D'un autre temps":
            raise WireError("forme", "inconnu")
        return change_from_wire(item)

    with monkeypatch.context() as yesterday:
        yesterday.setattr(reception, "change_from_wire", older)
        b.sync()
        unread = len(b.store.outbox.unread())
        regrant(endpoint, b, HIRSON)
        b.sync()
    give_back(b)
    b.sync()

    assert (unread, b.store.outbox.unread(), titre(b, guise)) == (1, [], None)


def test_undo_passes_over_a_gesture_whose_territory_left(laptop: Laptops, endpoint: Endpoint) -> None:
    """The last gesture that may still be taken back is taken back; the closed one stops nobody."""
    _, b, guise, hirson = story(laptop)
    regrant(endpoint, b, GUISE, HIRSON)
    b.sync()
    for action in (hirson, guise):
        b.store.update(fiche(b, action), {"titre": "Marché"})
    b.sync()
    regrant(endpoint, b, HIRSON)
    b.sync()

    b.store.history.undo()

    assert (titre(b, hirson), titre(b, guise)) == ("Halle rénovée de Hirson", "Marché")


def test_a_forged_author_is_not_believed_in_the_bundle_of_who_was_forged(laptop: Laptops, endpoint: Endpoint) -> None:
    """The préfecture did not write it: what it carries by file does not give it the préfecture's weight."""
    a, b, guise, _ = story(laptop)
    forged = forge(b, a, guise)
    b.sync()
    a.sync()
    before = role_of(endpoint, forged)

    server_lot.answer(endpoint.engine, lot_client.write(a.store, tout=True).content, endpoint.clock())

    assert (before, role_of(endpoint, forged)) == ("chef", "chef")


def test_a_forged_author_is_not_believed_after_a_restore(laptop: Laptops, endpoint: Endpoint) -> None:
    """Who was forged does not give it back in its own name; who wrote it does, with its own role."""
    a, b, guise, _ = story(laptop)
    old = snapshot(endpoint.engine)
    forged = forge(b, a, guise)
    b.sync()
    a.sync()
    put_back(endpoint.engine, old)

    a.sync()
    b.sync()

    assert role_of(endpoint, forged) == "chef"


def test_what_a_restored_server_refuses_of_its_own_past_stays_in_its_gesture(
    laptop: Laptops, endpoint: Endpoint
) -> None:
    """It was stored before: it goes to nobody's « À corriger », and the gesture can be taken back whole."""
    a, b, _, _ = story(laptop)
    regrant(endpoint, b, GUISE, HIRSON)
    b.sync()
    actions = [b.store.create("action", {"titre": f"Lavoir de {c}", "commune": c}) for c in (GUISE, HIRSON)]
    b.sync()
    old = snapshot(endpoint.engine)
    fiches = [fiche(b, one) for one in actions]
    b.store.save([Edit("action", f.record, {"titre": "Lavoir"}, f.folded.shown) for f in fiches], "Renommer")
    b.sync()
    a.sync()
    put_back(endpoint.engine, old)
    regrant(endpoint, b, GUISE)

    for one in (b, a, b, a):
        one.sync()

    assert b.store.outbox.to_correct() == []
    (geste,) = a.store.connection.execute("SELECT id FROM geste").fetchone()
    assert a.store.history.undo_geste(geste).changes == 2
    assert [titre(a, one) for one in actions] == [f"Lavoir de {GUISE}", f"Lavoir de {HIRSON}"]


def test_a_row_made_by_hand_does_not_stop_the_synchronisation(laptop: Laptops) -> None:
    """Somebody wrote it with a tool for databases, under an id that arrives later: a commune's code is its id."""
    a, b, *_ = story(laptop)
    b.store.connection.execute("INSERT INTO commune (id) VALUES (?)", (GUISE,))
    a.store.create("commune", {"titre": "Guise"}, record=GUISE)
    a.sync()

    b.sync()

    assert fiche(b, GUISE, "commune").values["titre"] == "Guise"


def test_the_label_of_a_gesture_tells_no_other_chef_a_title(laptop: Laptops) -> None:
    """A gesture that passes beyond a commune is read beyond it: the names in its label stay on this laptop."""
    a, _, guise, _ = story(laptop)
    c = laptop("c")
    c.enrol("chef", HIRSON)
    other = a.store.create("action", {"titre": "Rachat discret de la halle", "commune": GUISE})
    seance = a.store.create("seance_club", {"titre": "Club", "departement": "02"})
    a.store.create("suite", {"titre": "Relancer", "seance_club": seance, "action": other})
    a.sync()

    fusion.merge(a.store, fusion.prepare(a.store, "action", guise, other))
    a.sync()
    c.sync()

    assert "Rachat discret" in str(a.store.history.next_undo())
    assert titre(c, other) is None
    assert [row[0] for row in c.store.connection.execute("SELECT titre FROM geste")] == ["Fusion de « … »"]


def test_an_erased_name_is_in_no_label(laptop: Laptops, endpoint: Endpoint) -> None:
    """Neither the server, nor another laptop, nor the list of gestures of this one has it any more."""
    a, b, *_ = story(laptop)
    garde, perdue = (
        a.store.create("personne", {"titre": name, "departement": "02"}) for name in ("Zoé Untel", "Z. Untel")
    )
    seance = a.store.create("seance_club", {"titre": "Club", "departement": "02"})
    a.store.create("presence", {"seance_club": seance, "personne": perdue})
    a.store.update(fiche(a, perdue, "personne"), {"titre": "Zoé Untel-Petit"})
    fusion.merge(a.store, fusion.prepare(a.store, "personne", garde, perdue))
    a.sync()
    b.sync()

    label = str(a.store.history.next_undo())
    a.store.save([Edit("personne", garde, {EFFACE: ["titre"]})])
    a.store.save([Edit("personne", perdue, {EFFACE: ["titre"], ARCHIVE: True})])
    a.sync()
    b.sync()

    with endpoint.engine.connect() as connection:
        said = list(connection.scalars(select(change.c.set)))
    said += [row[0] for row in b.store.connection.execute('SELECT "set" FROM change')]
    said += [row[0] for row in a.store.connection.execute("SELECT titre FROM lot")]
    assert "Untel" in label
    assert [text for text in said if "Untel" in text] == []
