"""What broke in other sync engines, and the rule that each breakage gave us: one test each.

The numbers are those of `docs/synchronisation.md`, « Ce que d'autres ont appris ».
"""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import Engine, func, select

from pvd_tui.changes.change import Change
from pvd_tui.changes.edit import Edit
from pvd_tui.changes.fold import Nature
from storage.check import verify
from storage.fiche import Fiche
from storage.store import Store
from sync.errors import SyncError
from sync.protocol import ExchangeRequest, Grant
from sync.server.app import Endpoint
from sync.server.enrolment import Device
from sync.server.exchange import exchange
from sync.server.schema import metadata
from sync.wire import change_to_wire
from tests.sync.client.conftest import Laptop, Laptops
from tests.sync.client.test_healing import put_back, snapshot

GUISE = "02361"


def pair(laptop: Laptops) -> tuple[Laptop, Laptop, str]:
    """Enrol a préfecture and the chef of Guise, who share one action."""
    a, b = laptop("a"), laptop("b")
    a.enrol("prefecture")
    b.enrol("chef", GUISE)
    action = a.store.create("action", {"titre": "Halle", "commune": GUISE})
    for one in (a, b):
        one.sync()
    return a, b, action


def fiche(laptop: Laptop, record: str, table: str = "action") -> Fiche:
    """Read a record that must be there."""
    found = laptop.store.get(table, record)
    assert found is not None
    return found


def rows(engine: Engine) -> dict[str, int]:
    """Count the rows of every table of the server."""
    with engine.connect() as connection:
        return {
            table.name: connection.scalar(select(func.count()).select_from(table)) or 0
            for table in metadata.sorted_tables
        }


def test_2_1_a_cursor_is_stored_with_its_rows_and_passes_nothing_that_was_not_written(
    laptop: Laptops, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cursors ahead of the data skipped documents for ever (RxDB, PouchDB): here both are one transaction."""
    a, b, _ = pair(laptop)
    a.store.create("action", {"titre": "École", "commune": GUISE})
    a.sync()
    before = b.store.outbox.cursor("dep:02")

    def fails(*_: object) -> None:
        raise RuntimeError("the disk is gone")

    with monkeypatch.context() as broken:
        broken.setattr(b.store.grants, "follow", fails)
        with pytest.raises(RuntimeError):
            b.sync()

    assert b.store.outbox.cursor("dep:02") == before
    assert b.store.rows.count("action") == 1
    b.sync()
    assert b.store.rows.count("action") == 2


def test_2_2_two_pushes_of_the_same_change_at_once_store_it_once(laptop: Laptops, endpoint: Endpoint) -> None:
    """Check-then-insert raced and made duplicates (kpi, kobocat): the stream's lock comes before the look."""
    a, b, action = pair(laptop)
    b.store.update(fiche(b, action), {"titre": "Halle rénovée"})
    waiting = b.store.outbox.offer(["dep:02"], most=10, most_bytes=10**6)
    asked = ExchangeRequest(changes=[change_to_wire(one) for one in waiting])
    who = Device(b.store.device, a_grant(b))
    together = Barrier(4)

    def push(_: int) -> str:
        together.wait()
        verdicts = exchange(endpoint.engine, who, asked, datetime.now(UTC))[1]
        return verdicts[0].verdict

    with ThreadPoolExecutor(4) as pool:
        verdicts = sorted(pool.map(push, range(4)))

    assert verdicts == ["known", "known", "known", "stored"]
    a.sync()
    assert fiche(a, action).folded.desaccords == ()


def a_grant(laptop: Laptop) -> Grant:
    """Read the grant that a laptop was told."""
    return Grant.model_validate_json(laptop.store.settings.get("droits") or "")


@pytest.mark.parametrize("years", [-10, 10])
def test_2_3_a_wrong_clock_decides_nothing_and_blocks_nobody(
    laptop: Laptops, monkeypatch: pytest.MonkeyPatch, years: int
) -> None:
    """An hour off made 3 000 conflicts (Joplin), months ahead blocked a feed (patchwork): clocks order nothing here."""
    a, b, action = pair(laptop)
    seen = fiche(a, action)
    monkeypatch.setattr(b.store, "_clock", lambda: datetime.now(UTC) + timedelta(days=365 * years))

    b.store.update(fiche(b, action), {"titre": "Dit par l'horloge fausse"})
    for one in (b, a, b):
        one.sync()
    a.store.update(fiche(a, action), {"titre": "Vu et remplacé"})
    for one in (a, b):
        one.sync()

    assert seen.values["titre"] == "Halle"
    for one in (a, b):
        assert fiche(one, action).values["titre"] == "Vu et remplacé"
        assert fiche(one, action).folded.desaccords == ()
    assert b.store.outbox.count() == 0


def test_2_4_an_edit_beside_an_archive_keeps_the_record_and_asks(laptop: Laptops) -> None:
    """Tombstones without causality undid edits (turso, submersion): what the archive had not seen is asked about."""
    a, b, action = pair(laptop)
    a.store.archive(fiche(a, action))
    b.store.update(fiche(b, action), {"titre": "Halle rénovée"})

    for one in (a, b, a):
        one.sync()

    for one in (a, b):
        (asked,) = [d for d in fiche(one, action).folded.desaccords if d.champ == "titre"]
        assert asked.nature is Nature.ARCHIVE
        assert fiche(one, action).values["titre"] == "Halle rénovée"


def test_2_5_an_interrupted_first_sync_is_not_complete(laptop: Laptops) -> None:
    """A first replication that stopped half-way looked whole, and a purge began (cht-core): here it says so."""
    a, _, _ = pair(laptop)
    for number in range(30):
        a.store.create("action", {"titre": f"Action {number} " + "x" * 45_000, "commune": GUISE})
    a.sync()
    c = laptop("c")
    c.enrol("chef", GUISE)
    c.road.fail = lambda number: "" if number <= 2 else "request"

    with pytest.raises(SyncError):
        c.sync()
    half = c.store.outbox.cursor("dep:02")
    c.road.fail = lambda _: ""
    c.sync()

    assert (half.complet, c.store.outbox.cursor("dep:02").complet) == (False, True)
    assert 0 < half.seq < c.store.outbox.cursor("dep:02").seq
    assert c.store.rows.count("action") == 31


def test_2_6_an_edit_made_while_its_record_is_being_sent_still_leaves(
    laptop: Laptops, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Edits between read and acknowledgement were marked sent (WatermelonDB, RxDB): a change is its own mark."""
    a, b, action = pair(laptop)
    b.store.update(fiche(b, action), {"titre": "Premier envoi"})
    real = b.store.outbox.offer

    def offer_then_edit(*args: object, **kwargs: object) -> list[Change]:
        offered = real(*args, **kwargs)  # type: ignore[arg-type] # as they came
        monkeypatch.setattr(b.store.outbox, "offer", real)
        b.store.update(fiche(b, action), {"titre": "Pendant l'envoi"})
        return offered

    monkeypatch.setattr(b.store.outbox, "offer", offer_then_edit)
    b.sync()
    a.sync()

    assert fiche(a, action).values["titre"] == "Pendant l'envoi"
    assert (b.store.outbox.count(), fiche(a, action).folded.desaccords) == (0, ())


def test_2_7_a_poison_change_leaves_the_outbox_with_its_value_and_the_others_go(laptop: Laptops) -> None:
    """One bad operation stuck the queue, or was dropped with its value (PowerSync, ODK): here neither."""
    a, b, action = pair(laptop)
    b.store.save([Edit("action", action, {"description": "x" * 59_000 + "\u0000"}, {})])
    b.store.connection.execute(
        "UPDATE change SET \"set\" = json_object('description', ?) WHERE seq IS NULL", ("x" * 70_000,)
    )
    b.store.create("action", {"titre": "La suivante", "commune": GUISE})

    b.sync()
    a.sync()

    (kept,) = b.store.outbox.to_correct()
    assert (kept.code, kept.set) == ("taille", {"description": "x" * 70_000})
    assert b.store.outbox.count() == 0
    assert a.store.rows.count("action") == 2


def test_2_8_twenty_edits_cost_one_request_each_way_together(laptop: Laptops) -> None:
    """Seven requests to push twenty documents and ten to pull them (CouchDB): one exchange does both."""
    a, b, action = pair(laptop)
    for number in range(20):
        a.store.update(fiche(a, action), {"titre": f"Halle {number}"})
    first = a.road.requests
    sent = a.sync()
    received = b.sync()

    assert sent.envoyes == 20
    assert a.road.requests - first <= 2  # one exchange, and one that says that nothing is left
    assert (received.recus, received.allers_retours) == (20, 1)


def test_2_9_offering_the_same_a_hundred_times_leaves_no_row_behind(laptop: Laptops, endpoint: Endpoint) -> None:
    """An idempotency cache grew to 3.1 GB of useless rows (dkg): a change is its own idempotency key."""
    _, b, action = pair(laptop)
    b.store.update(fiche(b, action), {"titre": "Halle rénovée"})
    waiting = b.store.outbox.offer(["dep:02"], most=10, most_bytes=10**6)
    asked = ExchangeRequest(changes=[change_to_wire(one) for one in waiting])
    who = Device(b.store.device, a_grant(b))
    exchange(endpoint.engine, who, asked, datetime.now(UTC))
    before = rows(endpoint.engine)

    for _ in range(100):
        exchange(endpoint.engine, who, asked, datetime.now(UTC))

    assert rows(endpoint.engine) == before


def test_2_10_a_server_that_lost_its_last_day_gets_it_back(laptop: Laptops, endpoint: Endpoint) -> None:
    """Acknowledged and stored nowhere (evolu), stuck for ever (libsql): a lineage that differs is healed."""
    a, b, action = pair(laptop)
    old = snapshot(endpoint.engine)
    b.store.update(fiche(b, action), {"titre": "Écrit le dernier jour"})
    b.sync()
    put_back(endpoint.engine, old)

    for one in (b, a):
        one.sync()

    assert fiche(a, action).values["titre"] == "Écrit le dernier jour"
    assert b.store.outbox.count() == 0


def test_2_11_a_field_of_a_newer_program_survives_an_older_laptop(laptop: Laptops, tmp_path: Path) -> None:
    """A schema change made people choose a side and lose the other (Anki): unknown fields are kept and relayed."""
    a, b, action = pair(laptop)
    newer = a.store.save([Edit("action", action, {"champ_de_demain": {"a": 1}}, {})])
    a.sync()
    b.sync()

    b.store.update(fiche(b, action), {"titre": "Écrit par l'ancien programme"})
    b.sync()
    c = laptop("c")
    c.enrol("prefecture")
    c.sync()

    assert newer.changes
    assert fiche(c, action).values["champ_de_demain"] == {"a": 1}
    assert fiche(c, action).values["titre"] == "Écrit par l'ancien programme"
    assert verify(b.store).sain
    with Store.open(tmp_path / "b.db") as again:
        again.after_migration()
        assert verify(again).sain


def test_2_12_a_conflict_is_a_matter_of_one_field_with_both_values_and_never_of_the_whole_base(
    laptop: Laptops,
) -> None:
    """« Use server » lost days of work (super-productivity): two values of a field are kept, all else is merged."""
    a, b, action = pair(laptop)
    a.store.update(fiche(a, action), {"titre": "Dit A", "echeance": "2027-01-01"})
    b.store.update(fiche(b, action), {"titre": "Dit B", "description": "De B"})

    for one in (a, b, a):
        one.sync()

    for one in (a, b):
        read = fiche(one, action)
        assert [(d.champ, d.nature, len(d.heads)) for d in read.folded.desaccords] == [("titre", Nature.CONFLIT, 2)]
        assert (read.values["echeance"], read.values["description"]) == ("2027-01-01", "De B")
        kept = {json.dumps(dict(c.set)) for c in one.store.history.of("action", action)}
        assert {"Dit A", "Dit B"} <= {json.loads(text).get("titre") for text in kept}


def test_what_another_laptop_says_twice_by_two_roads_is_said_once(laptop: Laptops) -> None:
    """2.6 again: the same change by a stick and by the network is one change."""
    a, b, action = pair(laptop)
    b.store.update(fiche(b, action), {"titre": "Par la clé"})
    (waiting,) = b.store.outbox.offer(["dep:02"], most=10, most_bytes=10**6)
    a.store.outbox.receive([replace(waiting, role=None)], None)

    for one in (b, a, b):
        one.sync()

    assert len(a.store.history.of("action", action)) == 2
    assert fiche(a, action).folded.desaccords == ()
