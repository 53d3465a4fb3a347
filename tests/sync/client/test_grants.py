"""A grant that changes while laptops are away: what it gains arrives whole, what it loses leaves (`design.md` §5)."""

import json
from pathlib import Path
from typing import Any

import pytest

from pvd_tui.changes.change import Change
from pvd_tui.changes.edit import Edit
from storage import retrait
from storage.check import verify
from storage.errors import RefusError
from sync.client import reception
from sync.errors import SyncError
from sync.json_text import WireError
from sync.protocol import Grant
from sync.server import enrolment
from sync.server.app import Endpoint
from sync.wire import change_from_wire
from tests.sync.client.conftest import Laptop, Laptops

GUISE, HIRSON = "02361", "02381"


def regrant(endpoint: Endpoint, laptop: Laptop, *communes: str) -> None:
    """Let the préfecture change a chef's communes."""
    grant = Grant(role="chef", departements=("02",), communes=communes)
    assert enrolment.regrant(endpoint.engine, laptop.store.device, grant)


def story(laptop: Laptops) -> tuple[Laptop, Laptop, str, str]:
    """Let the préfecture write actions at Guise and Hirson; B is the chef of Guise."""
    a, b = laptop("a"), laptop("b")
    a.enrol("prefecture")
    b.enrol("chef", GUISE)
    ids = [a.store.create("action", {"titre": f"Halle de {c}", "commune": c}) for c in (GUISE, HIRSON)]
    hirson = a.store.get("action", ids[1])
    assert hirson is not None
    a.store.update(hirson, {"titre": "Halle rénovée de Hirson"})
    for one in (a, b):
        one.sync()
    return a, b, ids[0], ids[1]


def titre(laptop: Laptop, action: str) -> object:
    """Read the title of an action, None where it is not known."""
    found = laptop.store.get("action", action)
    return found.values["titre"] if found else None


def test_a_commune_added_to_the_grant_arrives_whole_at_the_next_synchronisation(
    laptop: Laptops, endpoint: Endpoint
) -> None:
    """All that the commune had, and what it gets from now on; what was read is not read again."""
    a, b, guise, hirson = story(laptop)
    regrant(endpoint, b, GUISE, HIRSON)
    a.store.create("action", {"titre": "École de Hirson", "commune": HIRSON})
    a.sync()

    bilan = b.sync()

    assert titre(b, hirson) == "Halle rénovée de Hirson"
    assert bilan.recus == 3  # two of the old action, one of the new: nothing of Guise again
    assert b.store.grants.complements() == []
    assert b.store.rows.count("action") == 3
    assert verify(b.store).sain
    assert titre(b, guise) == f"Halle de {GUISE}"


def test_a_commune_being_received_is_read_only_and_says_how_far_it_is(laptop: Laptops, endpoint: Endpoint) -> None:
    """An edit made on half a history would disagree with what its author could have seen: refused until whole."""
    a, b, _, hirson = story(laptop)
    regrant(endpoint, b, GUISE, HIRSON)
    b.road.fail = lambda number: "" if number == b.road.requests == first + 1 else "request"
    first = b.road.requests

    with pytest.raises(SyncError):
        b.sync()
    half = b.store.grants.complements()
    with pytest.raises(RefusError, match="lecture seule"):
        b.store.create("action", {"titre": "Trop tôt", "commune": HIRSON})
    b.road.fail = lambda _: ""
    b.sync()

    assert [(one.stream, one.commune) for one in half] == [("dep:02", HIRSON)]
    assert titre(b, hirson) == "Halle rénovée de Hirson"
    b.store.create("action", {"titre": "Après", "commune": HIRSON})
    b.sync()
    a.sync()
    assert a.store.rows.count("action") == 3


def test_a_commune_taken_from_the_grant_is_read_only_then_exported_then_gone(
    laptop: Laptops, endpoint: Endpoint, tmp_path: Path
) -> None:
    """A pending edit goes to « À corriger » with its value; nothing of the commune stays once it left."""
    a, b, guise, _ = story(laptop)
    mine = b.store.get("action", guise)
    assert mine is not None
    b.store.update(mine, {"titre": "Halle, dit B"})
    regrant(endpoint, b, HIRSON)

    b.sync()
    (one,) = retrait.pending(b.store)
    kept = [(refused.code, refused.set) for refused in b.store.outbox.to_correct()]
    with pytest.raises(RefusError, match="lecture seule"):
        b.store.create("action", {"titre": "Encore", "commune": GUISE})
    (file,) = retrait.export(b.store, one, tmp_path / "export")
    gone = retrait.leave(b.store, one)

    assert (one.commune, one.fiches, gone) == (GUISE, 1, 1)
    assert kept == [("droit", {"titre": "Halle, dit B"})]
    assert f"Halle de {GUISE}" in file.read_text(encoding="utf-8-sig")
    assert (titre(b, guise), retrait.pending(b.store)) == (None, [])
    b.store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert f"Halle de {GUISE}".encode() not in (tmp_path / "b.db").read_bytes()
    assert verify(b.store).sain
    a.sync()
    assert titre(a, guise) == f"Halle de {GUISE}"


def test_a_commune_given_back_arrives_again(laptop: Laptops, endpoint: Endpoint) -> None:
    """What left comes back whole, and may be written again."""
    _, b, guise, _ = story(laptop)
    for communes in ((HIRSON,), (GUISE,)):
        regrant(endpoint, b, *communes)
        b.sync()
        for one in retrait.pending(b.store):
            retrait.leave(b.store, one)

    assert titre(b, guise) == f"Halle de {GUISE}"
    b.store.create("action", {"titre": "De nouveau", "commune": GUISE})


def test_a_changed_mind_needs_no_export(laptop: Laptops, endpoint: Endpoint) -> None:
    """A commune that comes back before its records left is simply written again."""
    _, b, guise, _ = story(laptop)
    for communes in ((HIRSON,), (GUISE,)):
        regrant(endpoint, b, *communes)
        b.sync()

    assert [one.commune for one in retrait.pending(b.store)] == [HIRSON]
    assert titre(b, guise) == f"Halle de {GUISE}"
    b.store.create("action", {"titre": "De nouveau", "commune": GUISE})


def test_a_departement_taken_from_the_grant_leaves_whole(laptop: Laptops, endpoint: Endpoint) -> None:
    """A stream that is no longer granted is given back with its clubs; given again, it is read from the start."""
    a, _, _, hirson = story(laptop)
    enrolment.regrant(endpoint.engine, a.store.device, Grant(role="prefecture", departements=("60",)))
    a.sync()
    (one,) = retrait.pending(a.store)
    retrait.leave(a.store, one)
    gone = a.store.rows.count("action")
    enrolment.regrant(endpoint.engine, a.store.device, Grant(role="prefecture", departements=("02",)))
    a.sync()

    assert (one.stream, one.commune, gone) == ("dep:02", "", 0)
    assert titre(a, hirson) == "Halle rénovée de Hirson"


def test_a_revoked_laptop_keeps_its_data_readable(laptop: Laptops, endpoint: Endpoint) -> None:
    """A clear sentence, nothing lost, nothing marked sent; local work goes on."""
    _, b, guise, _ = story(laptop)
    b.store.create("action", {"titre": "Avant le retrait", "commune": GUISE})
    enrolment.revoke(endpoint.engine, b.store.device, endpoint.clock())

    with pytest.raises(SyncError, match="retiré par la préfecture") as refusal:
        b.sync()

    assert refusal.value.cause == "revoque"
    assert b.store.outbox.count() == 1
    assert titre(b, guise) == f"Halle de {GUISE}"
    b.store.create("action", {"titre": "Après", "commune": GUISE})


def test_a_receipt_is_kept_for_what_was_sent(laptop: Laptops) -> None:
    """Stream, places, count, hash and time: what a person may print as proof of transmission."""
    a, *_ = story(laptop)

    (kept,) = a.store.outbox.receipts()

    assert (kept.stream, kept.premier, kept.dernier, kept.nombre) == ("dep:02", 1, 3, 3)
    assert (len(kept.empreinte), kept.serveur) == (64, "127.0.0.1")


def test_what_a_newer_server_says_is_kept_and_delays_nothing(laptop: Laptops, monkeypatch: pytest.MonkeyPatch) -> None:
    """A change that cannot be read yet is kept as text; the others arrive; a newer program reads it."""
    a, b, guise, _ = story(laptop)
    action = a.store.get("action", guise)
    assert action is not None
    saved = a.store.update(action, {"titre": "D'un autre temps"})
    assert saved is not None
    a.store.create("action", {"titre": "La suivante", "commune": GUISE})
    a.sync()
    reader = change_from_wire

    def older(item: Any) -> Change:  # noqa: ANN401 - any JSON
        if item["id"] == saved.changes[0]:
            raise WireError("forme", "inconnu")
        return reader(item)

    monkeypatch.setattr(reception, "change_from_wire", older)
    b.sync()
    half = (titre(b, guise), b.store.rows.count("action"), len(b.store.outbox.unread()))
    monkeypatch.setattr(reception, "change_from_wire", reader)
    b.sync()

    assert half == (f"Halle de {GUISE}", 2, 1)
    assert (titre(b, guise), b.store.outbox.unread()) == ("D'un autre temps", [])


def test_a_refused_change_does_not_make_its_gesture_impossible_to_take_back(
    laptop: Laptops, endpoint: Endpoint
) -> None:
    """The gesture counts one change less, by an ordinary change: another laptop may still undo the rest (rule 6)."""
    a, b, _, _ = story(laptop)
    regrant(endpoint, b, GUISE, HIRSON)
    b.sync()
    created = [b.store.create("action", {"titre": f"Lot {c}", "commune": c}) for c in (GUISE, GUISE, HIRSON)]
    b.sync()
    fiches = [b.store.get("action", one) for one in created]
    edits = [Edit("action", f.record, {"titre": "Renommée"}, f.folded.shown) for f in fiches if f]
    b.store.save(edits, "Renommer")
    regrant(endpoint, b, GUISE)
    b.sync()
    b.sync()
    a.sync()

    geste = json.loads(
        a.store.connection.execute("SELECT json_group_array(record) FROM fiche WHERE \"table\" = 'geste'").fetchone()[0]
    )
    (done,) = [a.store.history.undo_geste(one) for one in geste]
    assert done.changes == 2
    assert [titre(a, one) for one in created] == [f"Lot {GUISE}", f"Lot {GUISE}", f"Lot {HIRSON}"]
