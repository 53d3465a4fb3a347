"""What a save promises: all of it is in log, row and index when it returns, or none of it anywhere."""

import sqlite3

import pytest

from pvd_tui.changes.change import ARCHIVE, Json
from pvd_tui.changes.edit import Edit, settle
from pvd_tui.changes.fold import Nature
from storage.authoring import MAX_BYTES
from storage.check import verify
from storage.errors import RefusError, StoreFileError
from storage.store import Store
from tests.storage.laptops import (
    GUISE,
    HIRSON,
    Laptops,
    Server,
    a_commune,
    an_action,
    exchange,
    is_what_its_log_says,
)


def count(store: Store, table: str = "change") -> int:
    """Count the rows of a table."""
    return int(store.connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])  # noqa: S608 - a table's name


def test_a_record_created_is_read_back_as_it_was_given(store: Store) -> None:
    """Every kind of value comes back; what was not filled in is unknown, not empty."""
    values: dict[str, Json] = {
        "titre": "Halle",
        "commune": GUISE,
        "cout_previsionnel": 1_234_56,
        "convention_moa_deleguee": False,
        "contrats": ["CRTE", "ORT"],
        "echeance": "2024-01-31",
    }
    action = store.create("action", {**values, "pilote": None})
    fiche = store.get("action", action)
    assert fiche is not None
    assert fiche.values == values
    assert (fiche.stream, fiche.commune, fiche.restreint) == ("dep:02", GUISE, False)
    row = store.rows.page("action")[0]
    assert {name: row[name] for name in values} == values
    assert row["pilote"] is None


def test_what_nobody_wrote_is_not_there(store: Store) -> None:
    """An unknown record is None; an unknown table is refused."""
    assert store.get("action", "inconnue") is None
    with pytest.raises(RefusError, match="pas un type de fiche"):
        store.get("inconnue", "x")
    with pytest.raises(RefusError, match="pas un type de fiche"):
        store.save([Edit("inconnue", "x", {"titre": "x"})])
    assert count(store) == 0


def test_an_update_writes_only_what_differs_from_what_was_displayed(store: Store) -> None:
    """One change, one field; nothing at all if nothing differs."""
    before = store.get("action", an_action(store, pilote="Claire Lemaire"))
    assert before is not None
    saved = store.update(before, {"titre": "Halles", "pilote": "Claire Lemaire"})
    assert saved is not None
    assert [c.set for c in store.history.of("action", before.record)][-1] == {"titre": "Halles"}
    assert store.update(before, {"pilote": "Claire Lemaire", "code": None}) is None
    assert count(store) == 2


def test_an_update_replaces_what_was_displayed_and_nothing_newer(store: Store) -> None:
    """Two forms opened on the same value disagree when both save; a form opened after both replaces what it showed."""
    before = store.get("action", an_action(store))
    assert before is not None
    store.update(before, {"titre": "Un"})
    store.update(before, {"titre": "Deux"})
    after = store.get("action", before.record)
    assert after is not None
    assert [d.nature for d in after.folded.desaccords] == ["conflit"]
    assert store.rows.page("action")[0]["desaccord"] == store.disputed() == 1
    store.save([settle("action", before.record, after.folded, "titre", "Trois")])
    assert store.rows.page("action")[0]["desaccord"] == store.disputed() == 0


def test_a_field_emptied_is_empty(store: Store) -> None:
    """Emptying a field is a change like another."""
    before = store.get("action", an_action(store, pilote="Claire Lemaire"))
    assert before is not None
    store.update(before, {"pilote": None})
    assert store.rows.page("action")[0]["pilote"] is None
    assert store.search.find("lemaire") == []


def test_an_archived_record_is_edited_only_after_it_is_restored(store: Store) -> None:
    """Archiving says that every field was seen; it leaves the lists and the search; restoring brings it back."""
    before = store.get("action", an_action(store))
    assert before is not None
    store.archive(before)
    archived = store.get("action", before.record)
    assert archived is not None
    assert archived.folded.archived
    assert store.history.of("action", before.record)[-1].over.keys() >= {"titre", "commune"}
    assert (store.rows.page("action"), store.search.find("halles")) == ([], [])
    assert [row["id"] for row in store.rows.page("action", archived=True)] == [before.record]
    with pytest.raises(RefusError, match="archivée"):
        store.update(archived, {"titre": "Autre"})
    assert count(store) == 2
    store.restore(archived)
    assert [hit.record for hit in store.search.find("halles")] == [before.record]
    assert not store.folded("action", before.record).desaccords


def test_creating_an_archived_natural_record_restores_it(store: Store) -> None:
    """A commune that was archived comes back with the values of its new creation; a present one is refused."""
    a_commune(store)
    with pytest.raises(RefusError, match="existe déjà"):
        a_commune(store)
    before = store.get("commune", GUISE)
    assert before is not None
    store.archive(before)
    store.create("commune", {"titre": "Guise-en-Thiérache"}, record=GUISE)
    fiche = store.get("commune", GUISE)
    assert fiche is not None
    assert fiche.values == {"titre": "Guise-en-Thiérache", "departement": "02", ARCHIVE: False}
    assert count(store) == 3


def test_what_the_archiving_had_not_seen_is_not_replaced_by_a_new_creation(laptop: Laptops, server: Server) -> None:
    """Somebody edited the commune while it was archived here: creating it again asks, and loses neither value."""
    mine, theirs = laptop("moi"), laptop("autre")
    a_commune(mine)
    exchange(server, mine, theirs)
    for store in (mine, theirs):
        before = store.get("commune", GUISE)
        assert before is not None
        if store is mine:
            store.archive(before)
        else:
            store.update(before, {"titre": "Guise-sur-Oise"})
    exchange(server, mine, theirs)

    mine.create("commune", {"titre": "Guise-en-Thiérache"}, record=GUISE)

    (one,) = mine.folded("commune", GUISE).desaccords
    assert (one.champ, one.nature, len(one.heads)) == ("titre", Nature.CONFLIT, 2)


def test_a_gesture_refused_in_the_middle_writes_nothing(store: Store) -> None:
    """Two records, the second without a commune: neither is there."""
    with pytest.raises(RefusError, match="Il manque la commune"):
        store.save([Edit("action", "une", {"titre": "Une", "commune": GUISE}), Edit("action", "deux", {"titre": "2"})])
    assert [count(store, t) for t in ("change", "action", "fiche", "lot", "recherche")] == [0, 0, 0, 0, 0]


def test_an_error_in_a_transaction_takes_all_of_it_back(store: Store) -> None:
    """What was saved inside an outer transaction that fails is not there."""

    def work() -> None:
        with store.transaction():
            an_action(store)
            raise LookupError

    with pytest.raises(LookupError):
        work()
    assert (count(store), count(store, "action")) == (0, 0)
    an_action(store)
    assert count(store) == 1


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("e\u0301cole", "école"),
        ("un\r\ndeux\rtrois", "un\ndeux\ntrois"),
        ("a\x1b[31mb\x00\x07", "a[31mb"),
        ("\ud800é", "é"),
    ],
)
def test_text_is_kept_clean(store: Store, typed: str, kept: str) -> None:
    """NFC, plain line ends, nothing that another terminal would obey."""
    action = an_action(store, description=typed, annexes=[typed])
    fiche = store.get("action", action)
    assert fiche is not None
    assert (fiche.values["description"], fiche.values["annexes"]) == (kept, [kept])


def test_a_text_that_no_server_takes_is_refused(store: Store) -> None:
    """The sentence says how long it is and how long it may be."""
    with pytest.raises(RefusError, match=r"trop long.*60 ko"):
        an_action(store, description="é" * MAX_BYTES)
    assert count(store) == 0


def test_a_projection_never_validates(store: Store) -> None:
    """Whatever a change says, the row shows it: only a form refuses."""
    action = an_action(store, cout_previsionnel="beaucoup", contrats="CRTE", phase="Rêve")
    row = store.rows.page("action")[0]
    assert [row[n] for n in ("cout_previsionnel", "contrats", "phase")] == ["beaucoup", "CRTE", "Rêve"]
    assert store.get("action", action)
    assert verify(store).sain
    assert is_what_its_log_says(store)


def test_rows_come_in_french_order_page_by_page(store: Store) -> None:
    """É sorts as E; a page starts where the one before ended; unknown columns are refused."""
    for titre in ("Écoles", "Zone", "eaux", "Œuvres", "Abattoirs"):
        an_action(store, titre=titre)
    titles = [row["titre"] for row in store.rows.page("action", columns=("titre",))]
    assert titles == ["Abattoirs", "eaux", "Écoles", "Œuvres", "Zone"]
    assert [row["titre"] for row in store.rows.page("action", limit=2, offset=2)] == ["Écoles", "Œuvres"]
    assert store.rows.count("action", {"commune": GUISE}) == 5
    assert store.rows.count("action", {"commune": HIRSON}) == 0
    assert store.rows.groups("action", "commune") == {GUISE: 5}
    with pytest.raises(RefusError, match="n'est pas un champ"):
        store.rows.page("action", {'titre" OR 1=1 --': "x"})


def test_a_store_opened_to_read_refuses_to_write(store: Store) -> None:
    """The sentence says that nothing was saved; reading works."""
    a_commune(store)
    with Store.open(store.path, read_only=True) as reading:
        assert reading.get("commune", GUISE) is not None
        with pytest.raises(StoreFileError, match=r"lecture seule.*Rien n'a été enregistré"):
            a_commune(reading, HIRSON)


def test_a_store_writes_to_the_disk_before_it_says_so(store: Store) -> None:
    """WAL and FULL, read back; the file says whose it is."""
    facts = [
        store.connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "application_id")
    ]
    assert facts == ["wal", 2, 0x50564454]


def test_a_laptop_keeps_its_name_for_ever(laptop: Laptops) -> None:
    """The device id is made once, and is not another laptop's."""
    store = laptop("un")
    assert laptop.reopen(store).device == store.device
    assert laptop("deux").device != store.device


def test_an_unfinished_transaction_of_another_program_is_not_read(store: Store) -> None:
    """A reader sees a gesture whole or not at all."""
    with store.transaction():
        an_action(store)
        with Store.open(store.path, read_only=True) as other:
            assert other.rows.page("action") == []
    with Store.open(store.path, read_only=True) as other:
        assert len(other.rows.page("action")) == 1


def test_a_store_can_live_in_memory() -> None:
    """For a test or a trial; nothing is left of it."""
    with Store.open(":memory:") as store:
        a_commune(store)
        assert verify(store).sain
    with pytest.raises(sqlite3.ProgrammingError):
        store.connection.execute("SELECT 1")
