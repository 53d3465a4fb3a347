"""The demonstration: whole, the same each time, and showing every state."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pvd_tui.demo.build import COMMUNES, build
from pvd_tui.domain.action import Phase, StatutPhase
from pvd_tui.domain.convention import StatutConvention
from pvd_tui.domain.demande import EtatDemande
from pvd_tui.domain.poste import StatutPoste
from pvd_tui.domain.presence import StatutPresence
from pvd_tui.domain.tables import TABLES
from storage import settings
from storage.check import verify
from storage.errors import RefusError, StoreFileError
from storage.store import Store

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Store]]:
    """Build both demonstrations once and open them."""
    folder = tmp_path_factory.mktemp("demonstration")
    build(folder / "chef.db", "chef", now=NOW)
    build(folder / "prefecture.db", "prefecture", now=NOW)
    opened = {role: Store.open(folder / f"{role}.db", clock=lambda: NOW) for role in ("chef", "prefecture")}
    yield opened
    for store in opened.values():
        store.close()


@pytest.fixture(params=["chef", "prefecture"])
def store(request: pytest.FixtureRequest, stores: dict[str, Store]) -> Store:
    """Give each demonstration in turn."""
    return stores[request.param]


def log(path: Path) -> list[tuple[object, ...]]:
    """Read the whole log of a store."""
    connection = sqlite3.connect(path)
    rows = connection.execute(
        'SELECT id, record, "set", "over", at, "by", seq, etat FROM change ORDER BY rang'
    ).fetchall()
    connection.close()
    return [tuple(row) for row in rows]


def said(store: Store, table: str, column: str) -> set[object]:
    """Give the values of a column."""
    return {row[column] for row in store.rows.page(table, columns=(column,), order=())}


def test_it_is_a_whole_store(store: Store) -> None:
    """Every row says what its changes say."""
    assert verify(store).sain


def test_no_table_is_empty(store: Store) -> None:
    """Every screen has something to show."""
    assert [table for table in TABLES if not store.rows.count(table)] == []


def test_every_record_is_readable(store: Store) -> None:
    """No field holds what its entity does not take."""
    for table, entity in TABLES.items():
        for row in store.rows.page(table, order=()):
            known = {name: value for name, value in row.items() if value is not None}
            assert entity.lenient(known)[1] == (), (table, row["id"])


def test_every_reference_leads_somewhere_for_the_prefecture(stores: dict[str, Store]) -> None:
    """Plans have an action, communes an EPCI and a site; nothing dangles."""
    store = stores["prefecture"]
    for table, entity in TABLES.items():
        if entity.parent is None:
            continue
        for row in store.rows.page(table, order=()):
            assert store.get(entity.parent, str(row[entity.parent])) is not None, (table, row["id"])


def test_the_prefecture_sees_the_whole_aisne(stores: dict[str, Store]) -> None:
    """25 communes in 15 sites, 12 EPCI, some sixty actions, two séances."""
    store = stores["prefecture"]
    counts = {table: store.rows.count(table) for table in ("commune", "site", "epci", "action", "seance_club")}
    assert counts == {"commune": 25, "site": 15, "epci": 12, "action": 64, "seance_club": 2}
    assert store.role == "prefecture"


def test_a_chef_holds_only_what_the_grant_gives(stores: dict[str, Store]) -> None:
    """The communes of the grant, and what is the département's; not a byte of the others'."""
    store = stores["chef"]
    assert store.role == "chef"
    assert store.settings.get(settings.COMMUNES) == ",".join(COMMUNES)
    for table in TABLES:
        assert said(store, table, "territoire") <= {None, *COMMUNES}
    assert store.rows.count("site") == 15
    assert store.rows.count("action") == 30


def test_it_says_that_it_is_a_demonstration(store: Store) -> None:
    """The screens show it at all times; nothing can be sent."""
    assert store.settings.get(settings.DEMONSTRATION) == "1"
    assert store.settings.get(settings.SERVEUR) is None


def test_every_state_is_there(stores: dict[str, Store]) -> None:
    """Whatever a list can be filtered by has something behind it."""
    store = stores["prefecture"]
    assert said(store, "convention", "statut") == set(StatutConvention)
    assert said(store, "action", "phase") == {*Phase, None}
    assert said(store, "action", "statut_phase") == {*StatutPhase, None}
    assert said(store, "poste", "statut") == set(StatutPoste)
    assert said(store, "presence", "statut") == set(StatutPresence)
    assert said(store, "seance_club", "etat") == {"Tenue", "Convoquée"}
    shown = said(store, "demande", "etat")
    assert {"À déposer", "Notifiée", "Refusée", "Soldée", "Caduque", "Reportée"} <= shown <= set(EtatDemande)


def test_a_convention_is_signed_without_a_date_and_another_entered_in_the_crte(stores: dict[str, Store]) -> None:
    """The three tests of the phase opérationnelle have every answer."""
    store = stores["prefecture"]
    cadres = store.rows.page("convention", {"type": "Cadre ORT", "statut": "Signée"})
    assert {row["date_signature"] is None for row in cadres} == {True, False}
    assert {row["crte_inscrit_le"] is None for row in cadres} == {True, False}


def test_a_conflict_a_proposal_and_a_refusal_wait_for_somebody(store: Store) -> None:
    """They came about as they do in life: two laptops, and a server that said no."""
    found = {
        (row["table"], row["champ"], row["nature"])
        for row in store.connection.execute('SELECT "table", champ, nature FROM desaccord')
    }
    assert found == {("action", "titre", "conflit"), ("convention", "crte_inscrit_le", "proposition")}
    assert len(store.outbox.to_correct()) == 1


def test_something_waits_and_something_stays(store: Store) -> None:
    """Two changes to send, one draft half typed, two notes that stay on the laptop."""
    assert store.outbox.count() == 2
    assert store.outbox.local_only() == (1, 2)
    (draft,) = store.drafts.all()
    assert draft.champ == "description"
    assert draft.seen == tuple(store.folded(draft.table, draft.record).shown["description"])


def test_undo_takes_back_a_gesture_and_not_the_demonstration(tmp_path: Path) -> None:
    """Ctrl+Z on the first screen does what it says."""
    build(tmp_path / "demo.db", now=NOW)
    with Store.open(tmp_path / "demo.db", clock=lambda: NOW) as store:
        assert store.history.next_undo() == "Reporter l’échéance de la liaison cyclable"
        store.history.undo()
        assert store.rows.count("action") == 30


def test_it_is_the_same_each_time(tmp_path: Path) -> None:
    """The same day and seed write the same log; it is built over the one that was there."""
    path = tmp_path / "demo.db"
    build(path, now=NOW)
    first = log(path)
    build(path, now=NOW)
    assert log(path) == first
    build(path, now=NOW, seed="autre")
    assert [row[0] for row in log(path)] != [row[0] for row in first]


def test_its_dates_follow_the_day(tmp_path: Path) -> None:
    """On any day some échéances are just past and some are near; no signature is to come."""
    day = datetime(2023, 6, 6, tzinfo=UTC)
    build(tmp_path / "demo.db", "prefecture", now=day)
    with Store.open(tmp_path / "demo.db", clock=lambda: day) as store:
        assert verify(store).sain
        signed = {str(date) for date in said(store, "convention", "date_signature") if date}
        assert max(signed) <= "2023-06-06"
        ends = {str(date) for date in said(store, "action", "echeance") if date}
        assert any("2023-05" < end < "2023-06-06" for end in ends)
        assert any("2023-06-06" < end < "2023-07" for end in ends)


def test_it_never_writes_over_somebodys_work(tmp_path: Path) -> None:
    """A store that is no demonstration, and a file that is no store, are left as they were."""
    with Store.open(tmp_path / "travail.db") as store:
        store.create("commune", {"titre": "Guise"}, record="02361")
    with pytest.raises(RefusError, match="base de travail"):
        build(tmp_path / "travail.db", now=NOW)
    with Store.open(tmp_path / "travail.db") as store:
        assert store.rows.count("commune") == 1
    (tmp_path / "notes.txt").write_text("à garder", encoding="utf-8")
    with pytest.raises(StoreFileError):
        build(tmp_path / "notes.txt", now=NOW)
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "à garder"
